package cek

import (
	"context"
	"errors"
	"math/rand"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// hostileProgram stops in the middle of much: every kind of object is in its state.
const hostileProgram = `
(define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y))
(define-type Shape (Circle r) (Square s))
(define-syntax swap (syntax-rules () ((_ a b) (let ((t a)) (set! a b) (set! b t)))))
(defmacro twice (x) ` + "`(+ ,x ,x)" + `)
(define p (make-parameter 1 (fn (x) (+ x 1))))
(define promised (delay (+ 1 2)))
(define shared (list 1 2 3))
(define tails (list shared (rest shared) (cons 0 shared)))
(define guest (cek-step-loop (cek-call (fn () (let ((n 1)) (guard (e (true 2)) (set! n (perform 'inside)) n))))))
(define members (let ((s (make-set (list 1 "a")))) (set-add! s (list 1 2)) s))
(define (counter) (let ((n 0)) (fn () (set! n (+ n 1)) n)))
(define count (counter))
(define (deep a &optional (b 2) &rest more)
  (let ((k2 nil) (d {:a a :b (make-point 1 (Circle 2))}))
    (dynamic-wind
      (fn () nil)
      (fn ()
        (parameterize ((p 5))
          (handler-bind (((fn (e) (= e 1)) (fn (e) (+ 10 (perform e)))))
            (guard (e ((= e 2) 3))
              (reset (+ (shift k (do (set! k2 k) (k (perform (list a (twice b))))))
                        (raise-continuable 1)
                        (count)
                        (call/cc (fn (c) (perform (str (p)))))
                        (apply + (map (fn (x) (+ x (perform x))) shared))))))))
      (fn () (count)))))
(define answer (deep 1))
(list answer (force promised) (count) (cek-value (cek-step-loop (cek-resume guest 4))) tails (len (set->list members)))
`

// frozenStates gives the state at each perform of the hostile program.
func frozenStates(t testing.TB) []kernel.Value {
	t.Helper()
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	var all []kernel.Value
	out, err := m.Start(ctx, "hostile.sx", hostileProgram)
	for err == nil && out.Suspended() {
		data, frozen := out.Freeze()
		if frozen != nil {
			t.Fatal(frozen)
		}
		all = append(all, data)
		out, err = out.Resume(ctx, kernel.Int(3))
	}
	if err != nil || len(all) < 5 {
		t.Fatal(len(all), err)
	}
	return all
}

// sealed gives frozen data the content id that it has now.
func sealed(data kernel.Value) kernel.Value {
	id, err := frozenID(&kernel.Meter{}, data)
	if err != nil {
		return data
	}
	return data.AsDict().Assoc(kernel.NewString("id"), kernel.Str(id)).Value()
}

// endure thaws data and, if that succeeds, runs the program for a while: whatever the data says, there
// is a value or an error.
func endure(data kernel.Value) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, out, err := Thaw(ctx, Config{MaxSteps: 300_000, MaxMemory: 64 << 20, MaxStack: 1 << 20}, data)
	for n := 0; err == nil && out.Suspended() && n < 20; n++ {
		kernel.Brief(out.Request(), 200)
		out, err = out.Resume(ctx, kernel.Int(3))
	}
	if err == nil && !out.Suspended() {
		kernel.Brief(out.Value(), 2000)
	}
	return err
}

// mutate gives a copy of data in which node number at, counted in the order of the text, is another.
func mutate(data kernel.Value, at *int, r *rand.Rand, pool []kernel.Value) kernel.Value {
	*at--
	if *at == -1 {
		return pool[r.Intn(len(pool))]
	}
	switch {
	case *at < -1:
	case data.IsList():
		items := data.AsList().Slice(0, data.AsList().Len())
		for i := range items {
			items[i] = mutate(items[i], at, r, pool)
		}
		if *at == 0 && len(items) > 0 { // the list itself: one item less, or two exchanged
			*at = -2
			i := r.Intn(len(items))
			if r.Intn(2) == 0 {
				items = append(items[:i:i], items[i+1:]...)
			} else {
				j := r.Intn(len(items))
				items[i], items[j] = items[j], items[i]
			}
		}
		return kernel.ListOf(items...)
	case data.IsDict():
		d := kernel.NewDict()
		for it := data.AsDict().All(); ; {
			k, v, ok := it.Next()
			if !ok {
				return d.Value()
			}
			d.Set(k, mutate(v, at, r, pool))
		}
	}
	return data
}

func nodes(data kernel.Value) int {
	n := 1
	switch {
	case data.IsList():
		for _, x := range data.AsList().Items() {
			n += nodes(x)
		}
	case data.IsDict():
		for it := data.AsDict().All(); ; {
			_, v, ok := it.Next()
			if !ok {
				return n
			}
			n += nodes(v)
		}
	}
	return n
}

func pool(objects int, r *rand.Rand) []kernel.Value {
	out := []kernel.Value{kernel.Nil, kernel.True, kernel.False, kernel.Int(-1), kernel.Int(1 << 40), kernel.Str("x"),
		kernel.ListOf(), kernel.Sym("frame"), kernel.Float(1.5), kernel.ListOf(kernel.Int(1 << 33))}
	for range 30 {
		n := int64(r.Intn(objects + 2))
		out = append(out, kernel.Int(n), kernel.ListOf(kernel.Int(n)), kernel.Int(int64(r.Intn(20))))
	}
	return out
}

// TestThawHostile changes a frozen state in one place after the other, and makes its content id fit
// again.
func TestThawHostile(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	states := frozenStates(t)
	if err := endure(states[2]); err != nil {
		t.Fatal(err)
	}
	refused, died := 0, 0
	for i, data := range states {
		total := nodes(data)
		step := 1 + total/150
		if os.Getenv("SX_SOAK") != "" {
			step = 1
		}
		for at := 1 + i; at < total; at += step {
			n := at
			changed := sealed(mutate(data, &n, r, pool(200, r)))
			err := endure(changed)
			var bad *thawError
			switch {
			case errors.As(err, &bad):
				refused++
			case err != nil:
				died++
			}
		}
		broken := data.AsDict().Assoc(kernel.NewString("kind"), kernel.Str("guest")).Value()
		if err := endure(broken); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("a state with another content: %v", err)
		}
	}
	if refused == 0 {
		t.Error("no change was refused")
	}
	t.Logf("%d refused, %d ended by an error later", refused, died)
}

// TestThawHostileVariable: a debugger looks variables up where the code of a frozen state says that they lie.
func TestThawHostileVariable(t *testing.T) {
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := m.Start(context.Background(), "p", "(let ((variable 1)) (perform 1) variable)")
	if err != nil {
		t.Fatal(err)
	}
	data, err := out.Freeze()
	if err != nil {
		t.Fatal(err)
	}
	text := kernel.Write(data)
	place := regexp.MustCompile(`\d+( \d+ "variable")`)
	if len(place.FindAllString(text, -1)) != 1 {
		t.Fatalf("want the place of the variable in %s", text)
	}
	for register, want := range map[int]bool{0: false, 2: true, 200: false, maxFrame / slotSize: false} {
		changed := place.ReplaceAllString(text, strconv.Itoa(register)+"$1")
		form, err := reader.ReadOne(&kernel.Source{Name: "p", Text: changed}, reader.Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = Thaw(context.Background(), Config{}, sealed(form.Value))
		if refused := err != nil && strings.Contains(err.Error(), "outside the frame"); refused == want {
			t.Errorf("register %d: %v", register, err)
		}
	}
}

// smallStates gives texts of frozen states with one kind of object each. They are short, since a
// fuzzer spends its time on making what it finds as short as it can.
func smallStates(t testing.TB) []string {
	t.Helper()
	var out []string
	for _, program := range []string{
		"(perform 1)", "(let ((x (list 1 2))) (cons (perform 1) x))", "(let ((n 0)) (let ((f (fn () (set! n 1)))) (perform 1) (f) n))",
		"(guard (e (true e)) (perform 1))", "(dynamic-wind (fn () 1) (fn () (perform 1)) (fn () 2))", "(reset (+ 1 (shift k (k (perform 1)))))",
		"(call/cc (fn (k) (k (perform 1))))", "(let ((p (delay 1))) (perform 1) (force p))", "(let ((s (make-set (list 1)))) (perform 1) s)",
		"(handler-bind (((fn (e) true) (fn (e) (perform e)))) (raise-continuable 1))", "(parameterize (((make-parameter 1) 2)) (perform 1))",
		"(define s (cek-step-loop (cek-call (fn () (perform 1))))) (perform 1) (cek-run (cek-resume s 1))",
	} {
		m, err := New(Config{})
		if err != nil {
			t.Fatal(err)
		}
		stopped, err := m.Start(context.Background(), "p", program)
		if err != nil || !stopped.Suspended() {
			t.Fatal(program, err)
		}
		data, err := stopped.Freeze()
		if err != nil {
			t.Fatal(program, err)
		}
		out = append(out, kernel.Write(data))
	}
	return out
}

// FuzzThaw thaws texts that are no frozen state any more.
func FuzzThaw(f *testing.F) {
	for _, text := range smallStates(f) {
		f.Add(text)
	}
	f.Add(`{:sx-frozen 2 :kind "program" :libraries () :objects () :state ()}`)
	f.Fuzz(func(t *testing.T, text string) {
		form, err := reader.ReadOne(&kernel.Source{Name: "fuzz", Text: text}, reader.Options{})
		if err != nil || !form.Value.IsDict() {
			return
		}
		_ = endure(sealed(form.Value))
	})
}
