package naive

import (
	"context"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// compareVariants wants the program to come to the same when it is run in another way. Which way is
// tried depends on the seed.
func compareVariants(t *testing.T, seed uint64, forms []*node, want result) bool {
	variants := []struct {
		name string
		run  func(forms []*node) result
	}{
		{"driven by a host", runDriven},
		{"as a guest of another program", func(forms []*node) result { return runCek(asGuest(forms, "cek-step-loop")) }},
		{"as a guest, one instruction at a time", func(forms []*node) result { return runCek(asGuest(forms, "creep-along")) }},
	}
	v := variants[0]
	switch {
	case seed%16 == 0:
		v = variants[2]
	case seed%2 == 0:
		v = variants[1]
	}
	got := v.run(forms)
	if got.equal(want) || strings.HasPrefix(got.outcome, "stopped") && v.name != variants[0].name {
		return true
	}
	small := shrink(forms, 1_000, func(forms []*node) bool {
		a := runCek(text(forms))
		return !saysNothing(a) && !strings.Contains(a.outcome, "unbound variable") && !v.run(forms).equal(a)
	})
	t.Errorf("seed %d, %s:\n%sin itself: %v\n%s: %v", seed, v.name, text(small), runCek(text(small)), v.name, v.run(small))
	return false
}

// runDriven lets a host answer the requests.
func runDriven(forms []*node) result {
	h := &host{}
	m, err := newMachine()
	if err != nil {
		return result{err.Error(), nil}
	}
	out, err := m.Start(context.Background(), "program", text(forms))
	if err != nil {
		return ended(kernel.Nil, err, h.requests)
	}
	v, err := cek.Drive(context.Background(), h, out)
	return ended(v, err, h.requests)
}

type host struct{ requests []string }

func (h *host) Perform(_ context.Context, request kernel.Value) (kernel.Value, error) {
	h.requests = append(h.requests, plain(kernel.Brief(request, 1000)))
	v, cond := world(request, len(h.requests)-1)
	if cond != nil {
		return v, cond
	}
	return v, nil
}

// asGuest gives a program that runs each form as a guest and performs what that performs. Step is the
// function that runs a guest on.
func asGuest(forms []*node, step string) string {
	var b strings.Builder
	b.WriteString(`
(define (creep-along s) (if (or (cek-terminal? s) (cek-suspended? s)) s (creep-along (cek-step s))))
(define (run-guest s)
  (let loop ((s (` + step + ` s)))
    (cond ((cek-suspended? s)
           (let ((answer (try-call (fn () (perform (cek-io-request s))))))
             (loop (` + step + ` (if (get answer :ok)
                                     (cek-resume s (get answer :value))
                                     (cek-resume-error s (get answer :error)))))))
          ((= (cek-phase s) "failed") (raise (cek-value s)))
          (else (cek-value s)))))
`)
	for len(forms) > 0 {
		f := forms[0]
		forms = forms[1:]
		if len(f.kids) > 0 && f.kids[0].atom == "begin" { // at top level its forms stand for themselves
			forms = append(append([]*node{}, f.kids[1:]...), forms...)
			continue
		}
		if len(f.kids) > 0 && (f.kids[0].atom == "import" || f.kids[0].atom == "define-library") {
			f.write(&b)
		} else {
			b.WriteString("(run-guest (make-cek-state (quote ")
			f.write(&b)
			b.WriteString(")))")
		}
		b.WriteByte('\n')
	}
	return b.String()
}
