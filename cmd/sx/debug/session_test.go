package debug

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// counting answers the n-th request with (n), a list that the program may change.
type counting struct{ asked []string }

func (c *counting) Perform(_ context.Context, request kernel.Value) (kernel.Value, error) {
	r, err := hosts.ParseRequest(request)
	if err != nil {
		return kernel.Nil, err
	}
	c.asked = append(c.asked, r.Op)
	if r.Op == "bad" {
		return kernel.Nil, kernel.NewCondition(kernel.CondIO, "no")
	}
	return kernel.ListOf(kernel.Int(int64(len(c.asked)))), nil
}

const stepped = `(define log (list))
(define box {:n 0})
(define (note! x)
  (append! log x)
  (dict-set! box "n" (+ 1 (get box "n")))
  (let ((answer (perform {:op "ask" :args (list x)})))
    (append! answer x)
    (append! log answer)
    (len log)))
(define (twice x)
  (let ((a (note! x)) (b (guard (e (true (note! 9))) (perform {:op "bad"}))))
    (call/cc (fn (k) (+ a (k b))))))
(twice 1)
(reset (+ 1 (shift k (k (k (twice 2))))))
(for-each note! (list 3 4))
log
`

func session(text string, host hosts.Host) *Session {
	return New(Options{Host: host, Name: "p.sx", Text: text})
}

// state is what can be seen of a program that stands still.
func state(t *testing.T, s *Session) string {
	t.Helper()
	var b strings.Builder
	for _, f := range s.Frames(10) {
		fmt.Fprintf(&b, "%s %s", f.Name, f.Pos)
		for _, l := range f.Locals() {
			fmt.Fprintf(&b, " %s=%s", l.Name, kernel.Write(l.Value))
		}
		b.WriteString("\n")
	}
	for _, name := range []string{"log", "box"} {
		if v, ok := s.Machine().Lookup(name); ok {
			fmt.Fprintln(&b, name, kernel.Write(v))
		}
	}
	return b.String()
}

// TestBack steps through a program and back again: at each place everything is as it was, data that is
// changed in place too, and nothing is performed twice.
func TestBack(t *testing.T) {
	ctx := context.Background()
	host := &counting{}
	s := session(stepped, host)
	var states []string
	for {
		e, err := s.Step(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind == Done {
			if got := kernel.Write(e.Value); got != "(1 (1 1) 9 (3 9) 2 (4 2) 9 (6 9) 3 (7 3) 4 (8 4))" {
				t.Errorf("the value is %s", got)
			}
			break
		}
		states = append(states, state(t, s))
	}
	if len(states) < 60 {
		t.Fatalf("%d forms", len(states))
	}
	asked := len(host.asked)
	for _, want := range slices.Backward(states) {
		if _, err := s.Back(ctx); err != nil {
			t.Fatal(err)
		}
		if got := state(t, s); got != want {
			t.Fatalf("back:\n%s\nforth:\n%s", got, want)
		}
	}
	if e, err := s.Back(ctx); err != nil || e.Kind != AtStart || state(t, s) != states[0] {
		t.Errorf("before the first form: %v, %v", e, err)
	}
	if e, err := s.Continue(ctx); err != nil || e.Kind != Done {
		t.Errorf("%v, %v", e, err)
	}
	if len(host.asked) != asked {
		t.Errorf("the host was asked %d times, then %d", asked, len(host.asked))
	}
}

// TestNext goes over calls, those in tail position too, and out of functions.
func TestNext(t *testing.T) {
	ctx := context.Background()
	s := session(stepped, &counting{})
	if _, err := s.Break("p.sx", 13); err != nil {
		t.Fatal(err)
	}
	lines := func(f func(context.Context) (Event, error), n int) (out []int) {
		for range n {
			e, err := f(ctx)
			if err != nil {
				t.Fatal(err)
			}
			line, _ := e.Pos.LineColumn()
			out = append(out, line)
		}
		return out
	}
	if got := fmt.Sprint(lines(s.Continue, 1), lines(s.Next, 2), lines(s.Back, 1)); got[:11] != "[13] [14 15" {
		t.Errorf("lines %s", got)
	}
	s.Restart()
	if got := fmt.Sprint(lines(s.Continue, 1), lines(s.Step, 1), lines(s.Next, 2), lines(s.Finish, 1)); got != "[13] [11] [11 12] [13]" {
		t.Errorf("lines %s", got)
	}
	if e := s.Now(); !e.Returned || kernel.Write(e.Value) != "4" {
		t.Errorf("returned %v: %s", e.Returned, kernel.Write(e.Value))
	}
}

// TestFailed stands where an error was raised, and can be taken further back.
func TestFailed(t *testing.T) {
	ctx := context.Background()
	s := session("(define (f x)\n  (let ((y (* x 2)))\n    (first y)))\n(+ 1\n  (f 4))\n", &counting{})
	for range 2 {
		e, err := s.Continue(ctx)
		if err != nil || e.Kind != Failed || !strings.HasSuffix(e.Pos.String(), ":3:5") {
			t.Fatalf("%v %s, %v", e.Kind, e.Pos, err)
		}
		if v, err := s.Eval(ctx, s.Frames(1)[0], "(+ x y)"); err != nil || v.Int64() != 12 {
			t.Errorf("%v, %v", v, err)
		}
	}
	if e, err := s.Back(ctx); err != nil || !strings.HasSuffix(e.Pos.String(), ":2:12") {
		t.Errorf("%s, %v", e.Pos, err)
	}
	s = session("(define (f x) x)\n(f 1)\n(first 5)\n", &counting{})
	if e, err := s.Continue(ctx); err != nil || e.Kind != Failed || !strings.HasSuffix(e.Pos.String(), ":3:1") {
		t.Errorf("a builtin at top level: %v %s, %v", e.Kind, e.Pos, err)
	}
	s = session("(define x (", &counting{})
	if e, err := s.Step(ctx); err != nil || e.Kind != Failed {
		t.Errorf("%v, %v", e, err)
	}
	if _, err := s.Step(ctx); err == nil {
		t.Error("a program that could not be read goes on")
	}
}

// TestInterrupt stops a loop without end, which then goes on and back.
func TestInterrupt(t *testing.T) {
	s := session("(define (spin n)\n  (spin (+ n 1)))\n(spin 0)\n", &counting{})
	count := func() int64 {
		v, err := s.Eval(context.Background(), s.Frames(1)[0], "n")
		if err != nil {
			return 0 // the loop has not begun
		}
		return v.Int64()
	}
	for interrupts := 0; interrupts < 2 || count() < 10; interrupts++ { // it may have come no further
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		e, err := s.Continue(ctx)
		cancel()
		if err != nil || e.Kind != Interrupted || e.Pos.IsZero() {
			t.Fatalf("%v, %v", e, err)
		}
	}
	for range 2 { // to a form, whose operands have their values
		if _, err := s.Step(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	before := count()
	for range 4 {
		if _, err := s.Back(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if after := count(); before-after != 2 {
		t.Errorf("n was %d, two rounds before it is %d", before, after)
	}
}
