package cek_test

import (
	"runtime"
	"testing"

	"github.com/sx-lang/sx/cek"
)

// TestSuspendedIsSmall measures the heap that a machine takes which waits in a perform: how many of them a
// process can hold.
func TestSuspendedIsSmall(t *testing.T) {
	const n = 1000
	for _, c := range []struct {
		about, program string
		most           int64 // bytes, with 5 % for what the runtime does beside
	}{
		{"in the last form", `(+ 1 (* 2 (perform "wait")))`, 2150},
		{"in a function", "(define (ask x) (+ 1 (* 2 (perform x))))\n(ask \"wait\")\n", 3200},
		{"before the last form", "(define answer (* 2 (perform \"wait\")))\n(+ answer 1)\n", 3550},
	} {
		t.Run(c.about, func(t *testing.T) {
			start(t, machine(t, cek.Config{}), c.program)
			waiting := make([]cek.Outcome, n)
			before := heap()
			for i := range waiting {
				waiting[i] = start(t, machine(t, cek.Config{}), c.program)
			}
			each := (heap() - before) / n
			if !waiting[n-1].Suspended() {
				t.Fatal("the program does not wait")
			}
			runtime.KeepAlive(waiting)
			t.Logf("%d bytes each", each)
			if each > c.most {
				t.Errorf("%d bytes each, want %d at most", each, c.most)
			}
		})
	}
}
