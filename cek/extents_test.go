package cek_test

import (
	"fmt"
	"testing"

	"github.com/sx-lang/sx/cek"
)

// TestExtentsPassedAreCharged looks for something a hundred times below very many extents: what is looked at on
// the way is work, or a program does more in a step the deeper it is.
func TestExtentsPassedAreCharged(t *testing.T) {
	const depth, times = 6400, 100
	for name, c := range map[string]struct{ around, look string }{
		"a parameter": {"(parameterize ((p 1)) %s)", "(p)"},
		"the default": {"%s", "(p)"},
		"a context":   {"(provide :c 1 %s)", "(context :c)"},
		"no context":  {"%s", "(context :nothing)"},
		"a handler":   {"(with-exception-handler (fn (e) 1) (fn () %s))", "(raise-continuable 1)"},
	} {
		steps := func(depth, times int) int64 {
			m := machine(t, cek.Config{})
			body := fmt.Sprintf("(let down ((d %d)) (if (= d 0) (let loop ((i 0)) (when (< i %d) %s (loop (+ i 1)))) (list (reset (down (- d 1))))))",
				depth, times, c.look)
			start(t, m, "(define p (make-parameter 0)) "+fmt.Sprintf(c.around, body))
			return m.Steps()
		}
		t.Run(name, func(t *testing.T) {
			below, above := steps(depth, times)-steps(depth, 0), steps(0, times)-steps(0, 0)
			if below-above < times*depth/64 {
				t.Errorf("%d times cost %d steps below %d extents and %d below none, want %d more", times, below, depth, above, times*depth/64)
			}
		})
	}
}
