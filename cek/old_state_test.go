package cek_test

import (
	"context"
	"errors"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// TestOldDictIsChargedFor looks at an older state of a dict of 5,000 entries in all ways that the compiler
// knows: the steps of that are counted, and a limit of steps ends the program in the middle of it.
func TestOldDictIsChargedFor(t *testing.T) {
	const setup = `
		(define old (reduce (fn (d i) (assoc d (str i) i)) {} (range 5000)))
		(define new (reduce (fn (d i) (assoc d (str i) (- i))) old (range 5000)))
		(define key "7")`
	for _, look := range []string{"(get old key)", "(get old :a 1)", "(get-in old (list key))", "(has-key? old key)", "(empty? old)", "(dict-size old)",
		"(len old)", "(dict-copy old)", "(map (fn (f) (f old)) (list dict-size))", "(apply empty? (list old))", "(if (empty? old) 1 2)", "(assoc old key 1)",
		"(dissoc new key)", "(old-size old)", "(keys old)", "(= old new)"} {
		run := func(limit int64) (int64, error) {
			m := machine(t, cek.Config{})
			start(t, m, setup+"(define (old-size d) (dict-size d))")
			before := m.Steps()
			if limit > 0 {
				m = machine(t, cek.Config{MaxSteps: before + limit})
				start(t, m, setup+"(define (old-size d) (dict-size d))")
			}
			_, err := m.Start(context.Background(), "look.sx", look)
			return m.Steps() - before, err
		}
		steps, err := run(0)
		if err != nil || steps < 20_000 {
			t.Errorf("%s: %d steps, %v; want 20,000 or more", look, steps, err)
		}
		var limit *kernel.Limit
		if _, err := run(10_000); !errors.As(err, &limit) || limit.What != "step" {
			t.Errorf("%s: %v, want the limit of steps", look, err)
		}
	}
}
