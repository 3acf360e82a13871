package cek

import (
	"context"
	"testing"
)

// everyOperation runs instructions that have a form for the loop alone: those for one builtin, and pairs.
const everyOperation = `
(define v (vector 5 6 7))
(define l (list 1 2 3))
(define d {:a 1})
(define (pick a b c) (if (< a b) c a))
(define (down n) (if (< n 1) 0 (+ 1 (down (- n 1)))))
(define (swap a b) (if (< b a) (list a b) (swap b a)))
(define (even-float? x) (if (< x 0.5) true (even-float? (- x 2))))
(define (count n) (let loop ((i 0) (sum 0)) (if (< i n) (begin (vector-set! v 0 i) (loop (+ i 1) (+ sum (vector-ref v 0)))) sum)))
(define (run)
  (list (pick 1 2 3) (down 5) (swap 1 2) (even-float? 8.0) (count 4) (map (fn (x) (* 2 x)) l) (nth l 1) (get d :a)
    (get d :b 2) (try-call (fn () (undefined-now 1 2)))))`

// TestPairsAreTwoSteps runs them at once, and looked at before each instruction, which is one of a pair then.
func TestPairsAreTwoSteps(t *testing.T) {
	ctx := context.Background()
	run := func(w Watcher) (string, int64) {
		m, err := New(Config{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Do(ctx, nil, "pairs.sx", everyOperation); err != nil {
			t.Fatal(err)
		}
		before := m.Steps()
		m.Watch(w)
		v, err := m.Do(ctx, nil, "run", "(run)")
		if err != nil {
			t.Fatal(err)
		}
		return brief(v), m.Steps() - before
	}
	value, steps := run(nil)
	seen, looked := map[opcode]bool{}, int64(0)
	watched, same := run(func(at Instant) int64 {
		seen[at.m.pc.op] = true
		looked++
		if at.Operation() == "" {
			t.Errorf("operation %d has no name", at.m.pc.op)
		}
		at.Value()
		return 1
	})
	if value != watched || steps != same {
		t.Errorf("got %s in %d steps, watched %s in %d", value, steps, watched, same)
	}
	for op := opVectorRef; op <= opNotLessJump; op++ {
		if !seen[op] {
			t.Errorf("operation %d did not run", op)
		}
	}
	// A limit of steps ends the program at one place, within a pair or not, watched or not.
	for most := int64(1); most < steps; most++ {
		limited := func(w Watcher) (string, int64) {
			m, err := New(Config{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := m.Do(ctx, nil, "pairs.sx", everyOperation); err != nil {
				t.Fatal(err)
			}
			m.config.MaxSteps = m.Steps() + most
			m.granted -= m.meter.Fuel
			m.meter.Fuel = 0
			m.Watch(w)
			_, err = m.Do(ctx, nil, "run", "(run)")
			if err == nil {
				t.Fatalf("with %d steps there is no error", most)
			}
			return err.Error(), m.Steps()
		}
		why, ended := limited(nil)
		whyWatched, endedWatched := limited(func(Instant) int64 { return 1 })
		if why != whyWatched || ended != endedWatched {
			t.Errorf("with %d steps: got %s after %d, watched %s after %d", most, why, ended, whyWatched, endedWatched)
		}
	}
}
