package cek_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

func machine(t testing.TB, c cek.Config) *cek.Machine {
	t.Helper()
	m, err := cek.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// start runs a program that must not fail.
func start(t testing.TB, m *cek.Machine, program string) cek.Outcome {
	t.Helper()
	out, err := m.Start(context.Background(), "test.sx", program)
	if err != nil {
		t.Fatalf("%s\n%v", program, err)
	}
	return out
}

func want(t testing.TB, v kernel.Value, text string) {
	t.Helper()
	if got := kernel.Write(v); got != text {
		t.Errorf("got %s, want %s", got, text)
	}
}

func global(t testing.TB, m *cek.Machine, name string) kernel.Value {
	t.Helper()
	v, ok := m.Lookup(name)
	if !ok {
		t.Fatalf("%s is unbound", name)
	}
	return v
}

// endless are programs that do not end by themselves, each in another part of the machine.
var endless = []struct{ about, program string }{
	{"loop", "(let loop () (loop))"},
	{"calls", "(define (f) (g)) (define (g) (f)) (f)"},
	{"guard", "(let loop () (guard (e (else 1)) (raise 1)) (loop))"},
	{"a guard around", "(define (f) (guard (e (else (f))) (let loop () (loop)))) (f)"},
	{"a handler around", "(with-exception-handler (fn (e) 1) (fn () (let loop () (loop))))"},
	{"winds", "(let loop () (dynamic-wind loop loop loop))"},
	{"after thunk", "(guard (e (else 1)) (dynamic-wind (fn () 1) (fn () (raise 1)) (fn () (let loop () (loop)))))"},
	{"map", "(map (fn (x) (map (fn (y) y) (range 100000))) (range 100000))"},
	{"builtins", "(let loop () (range 1000000) (loop))"},
	{"sort", "(let loop () (sort (range 100000) (fn (a b) (> a b))) (loop))"},
	{"continuation", "((call/cc (fn (k) k)) (call/cc (fn (k) k)))"},
	{"shift", "(let loop () (reset (shift k (k 1))) (loop))"},
	{"expander", "(defmacro m () (let loop () (loop))) (m)"},
	{"eval", "(let loop () (eval '(+ 1 2)) (loop))"},
	{"code made at run time", "(define (grow n) (if (= n 0) 1 (let ((x (grow (- n 1)))) (list '+ x x)))) (eval (grow 60))"},
	{"big numbers", "(let loop ((n 3)) (loop (* n n)))"},
}

func TestCancellation(t *testing.T) {
	for _, c := range endless {
		t.Run(c.about, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
			defer cancel()
			m := machine(t, cek.Config{})
			if _, err := m.Start(ctx, "test.sx", c.program); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want the error of the context", err)
			}
			want(t, start(t, m, "(+ 1 2)").Value(), "3")
		})
	}
}

func TestStepLimit(t *testing.T) {
	for _, c := range endless {
		t.Run(c.about, func(t *testing.T) {
			steps := func() int64 {
				m := machine(t, cek.Config{MaxSteps: 1_000_000})
				_, err := m.Start(context.Background(), "test.sx", c.program)
				var limit *kernel.Limit
				if !errors.As(err, &limit) || limit.What != "step" {
					t.Fatalf("got %v, want a step limit", err)
				}
				return m.Steps()
			}
			if a, b := steps(), steps(); a != b || a <= 1_000_000 {
				t.Errorf("ended after %d and %d steps", a, b)
			}
		})
	}
}

// TestStepsExact finds the same count on every run, and that a limit of that count lets the program
// end where one less does not.
func TestStepsExact(t *testing.T) {
	const program = `
		(define-syntax twice (syntax-rules () ((_ e) (begin e e))))
		(define (work n) (if (= n 0) '() (cons (sort (map (fn (x) (mod (* x 7) 5)) (range n)) <) (work (- n 1)))))
		(twice (len (str (work 40) (guard (e (else e)) (raise (reset (+ 1 (shift k (k 2)))))))))`
	run := func(most int64) (int64, error) {
		m := machine(t, cek.Config{MaxSteps: most})
		_, err := m.Start(context.Background(), "test.sx", program)
		return m.Steps(), err
	}
	n, err := run(0)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if again, _ := run(0); again != n {
			t.Errorf("%d steps, then %d", n, again)
		}
	}
	if _, err := run(n); err != nil {
		t.Errorf("with a limit of the %d steps it takes: %v", n, err)
	}
	var limit *kernel.Limit
	if _, err := run(n - 1); !errors.As(err, &limit) {
		t.Errorf("with a limit of one step less: got %v", err)
	}
}

func TestDepthLimit(t *testing.T) {
	for _, program := range []string{
		"(define (f n) (+ 1 (f n))) (f 1)",
		"(define (f n) (+ 1 (guard (e (else 1)) (f n)))) (f 1)",
		"(define (f n) (+ 1 (reset (f n)))) (f 1)",
		"(define (f n) (+ 1 (call/cc (fn (k) (f n))))) (f 1)",
		"(define (f n) (map f (list n))) (f 1)",
		"(with-exception-handler (fn (e) 1) (fn () (define (f n) (+ 1 (f n))) (f 1)))",
	} {
		m := machine(t, cek.Config{MaxStack: 100_000})
		_, err := m.Start(context.Background(), "test.sx", program)
		var limit *kernel.Limit
		if !errors.As(err, &limit) || limit.What != "depth" {
			t.Errorf("%s\ngot %v, want a depth limit", program, err)
		}
		want(t, start(t, m, "(define (g n) (if (= n 0) 0 (+ 1 (g (- n 1))))) (g 10000)").Value(), "10000")
	}
}

func TestMemoryLimit(t *testing.T) {
	for _, program := range []string{
		"(let loop ((l '())) (loop (cons 1 l)))",
		"(let loop ((f nil)) (loop (fn () f)))",
		"(let loop ((d nil)) (loop {:d d}))",
		"(let loop ((d nil)) (loop `(d ,d)))",
		"(let loop ((k nil)) (loop (call/cc (fn (c) (fn () (c k))))))",
		"(let loop ((k nil)) (loop (reset (shift c (fn () (c k))))))",
		"(let loop ((p nil)) (loop (delay p)))",
		"(define (f n k) (set! n (+ n 1)) (f n (fn () (+ n (k))))) (f 1 nil)",
		"(define l '()) (define (f) (dynamic-wind (fn () 1) (fn () (call/cc (fn (k) (set! l (cons k l))))) (fn () 1)) (f)) (f)",
		"(let ((l (list))) (let loop () (append! l 1) (loop)))",
		"(let loop ((s \"x\")) (loop (str s s)))",
		"(range 100000000)",
		"(make-vector 100000000 0)",
		"(let loop ((d {}) (i 0)) (loop (assoc d (str i) i) (+ i 1)))",
		"(guard (e (else 'caught)) (range 100000000))",
		"(let loop ((l '(1))) (loop `(,@l ,@l)))",
	} {
		m := machine(t, cek.Config{MaxMemory: 16 << 20})
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		_, err := m.Start(ctx, "test.sx", program)
		cancel()
		var limit *kernel.Limit
		if !errors.As(err, &limit) || limit.What != "memory" {
			t.Errorf("%s\ngot %v, want a memory limit", program, err)
		}
	}
}

func TestStaleOutcome(t *testing.T) {
	ctx := context.Background()
	m := machine(t, cek.Config{})
	first := start(t, m, "(list (perform 1) (perform 2))")
	second, err := first.Resume(ctx, kernel.Str("a"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.Resume(ctx, kernel.Str("b")); !errors.Is(err, cek.ErrNotSuspended) {
		t.Errorf("resuming twice: %v", err)
	}
	if _, err := first.Raise(ctx, errors.New("late")); !errors.Is(err, cek.ErrNotSuspended) {
		t.Errorf("raising after resuming: %v", err)
	}
	if _, err := m.Start(ctx, "other.sx", "1"); err == nil {
		t.Error("a suspended machine started another program")
	}
	done, err := second.Resume(ctx, kernel.Str("c"))
	if err != nil {
		t.Fatal(err)
	}
	want(t, done.Value(), `("a" "c")`)
	for _, old := range []cek.Outcome{first, second, done, {}} {
		if _, err := old.Resume(ctx, kernel.Nil); !errors.Is(err, cek.ErrNotSuspended) {
			t.Errorf("resuming a finished program: %v", err)
		}
	}
	third := start(t, m, "(perform 3)")
	if _, err := second.Resume(ctx, kernel.Nil); !errors.Is(err, cek.ErrNotSuspended) {
		t.Errorf("resuming another program's suspension: %v", err)
	}
	if out, err := third.Resume(ctx, kernel.Int(5)); err != nil || out.Value() != kernel.Int(5) {
		t.Errorf("got %v, %v", out.Value(), err)
	}
}

func TestRaiseAtPerform(t *testing.T) {
	ctx := context.Background()
	refused := kernel.Condf("refused", "not today")
	for _, c := range []struct {
		program, want string
		cause         error
	}{
		{"(guard (e (else (list (condition-kind e) (condition-message e)))) (perform 1))", `("io" "disk on fire")`, errors.New("disk on fire")},
		{"(guard (e (else (list (condition-kind e) (condition-message e)))) (+ 1 (perform 1)))", `("refused" "not today")`, fmt.Errorf("host: %w", refused)},
		{"(guard (e ((string? e) 1)) (guard (e2 (else (condition-kind e2))) (list (perform 1))))", `"io"`, errors.New("x")},
		{"(guard (e (else (condition-kind e))) (guard (e2 ((string? e2) 1)) (list (perform 1))))", `"io"`, errors.New("x")},
		{"(call/cc (fn (k) (with-exception-handler (fn (e) (k 'handled)) (fn () (perform 1)))))", "handled", errors.New("x")},
		{"(define log (list)) (guard (e (else log)) (dynamic-wind (fn () (append! log 'in)) (fn () (perform 1)) (fn () (append! log 'out))))", "(in out)", errors.New("x")},
		{"(reset (guard (e (else 'caught)) (+ 1 (shift k (k (guard (e2 (else 5)) (perform 1)))))))", "6", errors.New("x")},
		{"(map (fn (x) (guard (e (else x)) (perform x))) '(1 2))", "(1 2)", errors.New("x")},
	} {
		out := start(t, machine(t, cek.Config{}), c.program)
		var err error
		for err == nil && out.Suspended() {
			out, err = out.Raise(ctx, c.cause)
		}
		if err != nil {
			t.Errorf("%s\n%v", c.program, err)
			continue
		}
		want(t, out.Value(), c.want)
	}
	if !refused.Pos.IsZero() || refused.Trace != nil {
		t.Error("raising changed the host's condition")
	}
	out := start(t, machine(t, cek.Config{}), "\n  (perform 1)")
	_, err := out.Raise(ctx, errors.New("nobody catches this"))
	if err == nil || err.Error() != "test.sx:2:3: nobody catches this" {
		t.Errorf("got %v", err)
	}
}

func TestReuseAfterError(t *testing.T) {
	ctx := context.Background()
	m := machine(t, cek.Config{})
	start(t, m, "(define n 0) (define p (make-parameter 'outside))")
	for _, program := range []string{
		"(error \"x\")",
		"(parameterize ((p 'inside)) (dynamic-wind (fn () (set! n (+ n 1))) (fn () (error \"x\")) (fn () (set! n (- n 1)))))",
		"(guard (e ((string? e) 1)) (reset (with-exception-handler (fn (e) (raise e)) (fn () (first 5)))))",
		"(provide :a 1 (scope :b (raise 'x)))",
		"(let loop ((i 0)) (if (= i 10000) (raise i) (+ 1 (loop (+ i 1)))))",
		"(((",
		"(if)",
		"unbound",
		"(define-library (broken) (export x) (begin (define x (error \"x\"))))",
	} {
		if _, err := m.Start(ctx, "test.sx", program); err == nil {
			t.Errorf("%s: no error", program)
		}
		want(t, start(t, m, "(list (p) (context :a) (map (fn (x) (* x x)) '(1 2)) (guard (e (else e)) (raise 1)))").Value(),
			"(outside nil (1 4) 1)")
	}
	// An uncaught error leaves nothing: it ends the program where it is, without the after thunks.
	want(t, start(t, m, "n").Value(), "1")
}

func TestCallFunctions(t *testing.T) {
	ctx := context.Background()
	m := machine(t, cek.Config{})
	start(t, m, `
		(define n 0)
		(define (count! &optional (by 1)) (set! n (+ n by)) n)
		(define (asks x) (+ x (perform {:op "ask" :args (list x)})))
		(define saved nil)
		(define (saves) (+ 100 (call/cc (fn (k) (set! saved k) 0))))
		(define p (make-parameter 5))`)
	call := func(name string, args ...kernel.Value) cek.Outcome {
		t.Helper()
		out, err := m.Call(ctx, global(t, m, name), args...)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for i := 1; i <= 3; i++ {
		want(t, call("count!").Value(), fmt.Sprint(i))
	}
	want(t, call("count!", kernel.Int(10)).Value(), "13")
	out := call("asks", kernel.Int(1))
	want(t, out.Request(), `{:op "ask" :args (1)}`)
	if _, err := m.Call(ctx, global(t, m, "count!")); err == nil {
		t.Error("a suspended machine was called")
	}
	out, err := out.Resume(ctx, kernel.Int(41))
	if err != nil {
		t.Fatal(err)
	}
	want(t, out.Value(), "42")
	want(t, call("saves").Value(), "100")
	want(t, call("saved", kernel.Int(7)).Value(), "107") // a continuation is a function too
	want(t, call("p").Value(), "5")
	want(t, call("+", kernel.Int(1), kernel.Int(2)).Value(), "3")
	if _, err := m.Call(ctx, kernel.Int(5)); err == nil || !strings.Contains(err.Error(), "cannot call a number") {
		t.Errorf("calling a number: %v", err)
	}
	if _, err := m.Call(ctx, global(t, m, "count!"), kernel.Nil, kernel.Nil); err == nil || !strings.Contains(err.Error(), "count!: got 2") {
		t.Errorf("calling with too many arguments: %v", err)
	}
}

// TestMachinesShareNothing runs the same functions of the prelude on several machines at once; it
// is for the race detector.
func TestMachinesShareNothing(t *testing.T) {
	const program = `
		(define-syntax my-or (syntax-rules () ((_ a b) (let ((t a)) (if t t b)))))
		(define (literal) '((1 "text") {:a (2)} sym))
		(define (round i)
			(list (map (fn (x) (* x i)) '(1 2 3)) (sort '(3 1 2) <) (sort-by len '("bb" "a"))
				(group-by even? (range 5)) (reduce + (range 10)) (append (literal) (list i))
				(guard (e (else (condition-message e))) (first i))
				(reset (* 2 (shift k (list (k 1) (k i)))))
				(my-or false (eval (list '+ 1 i)))
				(str "äöü " i (upper "straße") (slice "äöüß" 1 3)) (regex-find-all "[a-z]+" "ab1cd")
				(json-decode (json-encode {:a (list 1 i)})) (sha256 "x")))
		(let loop ((i 0) (last nil)) (if (< i 50) (loop (+ i 1) (round i)) last))`
	results := make([]string, 4)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() {
			m, err := cek.New(cek.Config{})
			if err != nil {
				t.Error(err)
				return
			}
			out, err := m.Start(context.Background(), "test.sx", program)
			if err != nil {
				t.Error(err)
				return
			}
			results[i] = kernel.Write(out.Value())
		})
	}
	wg.Wait()
	for _, r := range results {
		if r != results[0] || r == "" {
			t.Errorf("one machine got %s, another %s", results[0], r)
		}
	}
}

// TestInternalNames finds none of the functions that trust their arguments within a program's reach.
func TestInternalNames(t *testing.T) {
	m := machine(t, cek.Config{})
	for _, name := range m.Names() {
		if strings.HasPrefix(name, "%") {
			t.Errorf("programs can call %s", name)
		}
	}
	if _, err := m.Start(context.Background(), "test.sx", "(%at 5 0)"); err == nil {
		t.Error("a program called %at")
	}
}
