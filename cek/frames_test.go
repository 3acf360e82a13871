package cek

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

// pausedAt runs a program up to the first form in the given line, for the n-th time.
func pausedAt(t *testing.T, text string, line, n int) (*Machine, Outcome) {
	t.Helper()
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	m.Watch(func(at Instant) int64 {
		if at.Own() && at.FirstOfLine() && at.Line() == line {
			if n--; n == 0 {
				return 0
			}
		}
		return 1
	})
	out, err := m.Start(context.Background(), "p.sx", text)
	if err != nil || !out.Paused() {
		t.Fatalf("line %d: paused %v, %v", line, out.Paused(), err)
	}
	return m, out
}

func localsText(f Frame) string {
	var b strings.Builder
	for _, l := range f.Locals() {
		fmt.Fprintf(&b, "%s=%s ", l.Name, kernel.Write(l.Value))
	}
	return strings.TrimSpace(b.String())
}

const frameProgram = `(define (scale k)
  (fn (x)
    (let ((y (* k x)))
      (let ((z (+ y 1)) (x 9))
        (str z x))
      (len (str y)))))
(define (run items n)
  (let ((f (scale 10))
        (later (len (str (map (scale 2) items)))))
    (set! n (+ n 1))
    (let loop ((i 0) (acc nil))
      (if (< i n)
          (loop (inc i)
            (cons (f i) acc))
          (len acc)))))
(define total (+ (run (list 1 2) 3)
  1))
(define (pick v)
  (match v
    ((a b)
      (str a b))
    (other (str other 1))))
(pick (list 1 2))
(pick 7)
`

// TestFrames looks at the variables of the calls under way: the inner one of a name, none whose scope
// has ended or whose value is still to come, and those that closures captured.
func TestFrames(t *testing.T) {
	for _, c := range []struct {
		line, n int
		depth   int
		want    string
	}{
		{4, 1, 0, "x=1 y=2 k=2"},
		{5, 1, 0, "y=2 z=3 x=9 k=2"},
		{6, 1, 0, "x=1 y=2 k=2"},
		{4, 1, 1, "items=(1 2) n=3 f="},
		{10, 1, 0, "items=(1 2) n=3 f="},
		{12, 3, 0, "items=(1 2) n=4 f="},
		{4, 3, 1, "later=5 i=0 acc=nil"},
		{21, 1, 0, "v=(1 2) a=1 b=2"},
		{22, 1, 0, "v=7 other=7"},
	} {
		m, _ := pausedAt(t, frameProgram, c.line, c.n)
		var own []Frame
		for _, f := range m.Frames(100) {
			if f.Own() {
				own = append(own, f)
			}
		}
		got := localsText(own[c.depth])
		if !strings.Contains(got, c.want) || strings.Contains(got, "later") && c.line < 10 && c.n == 1 {
			t.Errorf("line %d, time %d, frame %d: %s, want %s", c.line, c.n, c.depth, got, c.want)
		}
	}
}

// TestPauseContinue pauses at every instruction, and comes to the value that an unwatched run has.
func TestPauseContinue(t *testing.T) {
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	m.Watch(func(Instant) int64 { return 0 })
	out, err := m.Start(context.Background(), "p.sx", frameProgram)
	pauses := 0
	for ; err == nil && out.Paused(); pauses++ {
		if _, e := m.Start(context.Background(), "other", "1"); e == nil {
			t.Fatal("a machine that is paused started another program")
		}
		old := out
		out, err = out.Continue(context.Background())
		if _, e := old.Continue(context.Background()); e == nil {
			t.Fatal("a paused program went on twice")
		}
	}
	if err != nil || kernel.Write(out.Value()) != `"71"` || pauses < 100 {
		t.Errorf("%d pauses, %v, %s", pauses, err, kernel.Write(out.Value()))
	}
}

// TestBeside evaluates beside a program that is suspended: globals are common, and what has to be
// different stays so.
func TestBeside(t *testing.T) {
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := m.Start(context.Background(), "p.sx", `(define x 1) (define a (gensym)) (perform "wait") (list x (eq? a b) (eq? a (gensym)) (eq? b (gensym)))`)
	if err != nil || !out.Suspended() {
		t.Fatal(err)
	}
	n := m.Beside(Config{MaxSteps: 2000})
	got, err := n.Start(context.Background(), "q.sx", `(set! x (+ x 41)) (define b (gensym)) x`)
	if err != nil || kernel.Write(got.Value()) != "42" {
		t.Fatalf("%v, %v", got.Value(), err)
	}
	if _, err := m.Beside(Config{MaxSteps: 2000}).Start(context.Background(), "r.sx", `(let loop () (loop))`); err == nil {
		t.Error("a loop without end came to its end")
	}
	out, err = out.Resume(context.Background(), kernel.Nil)
	if err != nil || kernel.Write(out.Value()) != "(42 false false false)" {
		t.Errorf("%s, %v", kernel.Write(out.Value()), err)
	}
}
