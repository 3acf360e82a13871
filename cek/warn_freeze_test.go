package cek_test

import (
	"context"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// TestWarningsAndFreezing: what a program was warned of before it was frozen is not repeated, since it is
// compiled already; but an eval of the same text in the new process is warned of there, once.
func TestWarningsAndFreezing(t *testing.T) {
	const program = `
		(define-type Shape (Circle r) (Square side))
		(define (area s) (match s ((Circle r) r)))
		(define (again) (eval '(match (Circle 1) ((Circle r) r))))
		(again) (again) (perform 1) (area (Circle 1)) (again) (again)`
	for _, frozen := range []bool{false, true} {
		var got []string
		config := cek.Config{Warn: func(w cek.Warning) { got = append(got, w.Message) }}
		ctx := context.Background()
		out, err := machine(t, config).Start(ctx, "test.sx", program)
		if err != nil {
			t.Fatal(err)
		}
		before := len(got)
		if frozen {
			data, err := out.Freeze()
			if err != nil {
				t.Fatal(err)
			}
			if _, out, err = cek.Thaw(ctx, config, data); err != nil {
				t.Fatal(err)
			}
		}
		if _, err = out.Resume(ctx, kernel.Nil); err != nil {
			t.Fatal(err)
		}
		after := 0
		if frozen {
			after = 1
		}
		if before != 2 || len(got) != before+after {
			t.Errorf("frozen %v: warned %d times before the perform and %d after it, want 2 and %d: %q", frozen, before, len(got)-before, after, got)
		}
	}
}
