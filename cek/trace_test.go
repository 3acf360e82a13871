package cek_test

import (
	"fmt"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// TestCaughtTraceIsShort: an error that is caught has looked at no more frames than it needs, also where
// those are of functions that a trace does not show.
func TestCaughtTraceIsShort(t *testing.T) {
	const program = `
		(define caught nil)
		(define (%%hidden n) (if (= n 0) (guard (e (true (set! caught e))) (first 5)) (list (%%hidden (- n 1)))))
		(define (shown n) (if (= n 0) (%%hidden %d) (list (shown (- n 1)))))
		(shown %d)`
	for _, c := range []struct {
		hidden, shown int
		names         int  // in the trace
		cut           bool // the trace says that there are more
	}{
		{hidden: 100, shown: 3, names: 5},               // the guard's body, and shown four times
		{hidden: 100, shown: 100, names: 16, cut: true}, // those that a trace keeps
		{hidden: 5000, shown: 3, names: 1, cut: true},
		{hidden: 989, shown: 100, names: 10, cut: true}, // those among the first thousand frames
	} {
		m := machine(t, cek.Config{})
		start(t, m, fmt.Sprintf(program, c.hidden, c.shown))
		trace := kernel.As[kernel.Condition](global(t, m, "caught")).Trace
		cut := len(trace) > 0 && trace[len(trace)-1].More < 0
		if len(trace) != c.names || cut != c.cut {
			t.Errorf("%d hidden and %d other frames: the trace has %d entries, cut %v; want %d, %v", c.hidden, c.shown, len(trace), cut, c.names, c.cut)
		}
	}
}
