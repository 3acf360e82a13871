package naive

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// variant is another way to run a program.
type variant struct {
	name string
	run  func(forms []*node) result
}

// variants gives the ways that a program is run in. The seed says which: it takes too long to run
// every program in every way, but for SX_SOAK=1.
func variants(seed uint64, performs int) []variant {
	var out []variant
	soak := os.Getenv("SX_SOAK") != ""
	at := func(n, of uint64, name string, run func(forms []*node) result) {
		if soak || seed%of == n {
			out = append(out, variant{name, run})
		}
	}
	at(0, 16, "as a guest, one instruction at a time", func(forms []*node) result { return runCek(asGuest(forms, "creep-along")) })
	at(2, 4, "as a guest of another program", func(forms []*node) result { return runCek(asGuest(forms, "cek-step-loop")) })
	at(4, 16, "driven by a host", runDriven)
	if performs > 0 {
		every := func(int) bool { return true }
		at(1, 8, "frozen and thawed at every perform", func(forms []*node) result { return runFrozen(forms, every) })
		one := int(seed/2) % performs
		at(3, 8, "frozen and thawed at one perform", func(forms []*node) result { return runFrozen(forms, func(n int) bool { return n == one }) })
		at(8, 16, "as one guest, frozen and thawed at every perform", func(forms []*node) result { return runCek(asFrozenGuest(forms)) })
	}
	return out
}

// compareVariants wants the program to come to the same when it is run in other ways.
func compareVariants(t *testing.T, seed uint64, forms []*node, want result) bool {
	for _, v := range variants(seed, len(want.requests)) {
		if !compareVariant(t, seed, forms, want, v) {
			return false
		}
	}
	return true
}

func compareVariant(t *testing.T, seed uint64, forms []*node, want result, v variant) bool {
	got := v.run(forms)
	if got.equal(want) || strings.HasPrefix(got.outcome, "stopped") && v.name != "driven by a host" {
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
	for _, f := range topForms(forms) {
		if isLibraryForm(f) {
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

// topForms gives the forms, and in place of a begin at top level those in it.
func topForms(forms []*node) []*node {
	var out []*node
	for len(forms) > 0 {
		f := forms[0]
		forms = forms[1:]
		if len(f.kids) > 0 && f.kids[0].atom == "begin" {
			forms = append(append([]*node{}, f.kids[1:]...), forms...)
			continue
		}
		out = append(out, f)
	}
	return out
}

func isLibraryForm(f *node) bool {
	return len(f.kids) > 0 && (f.kids[0].atom == "import" || f.kids[0].atom == "define-library")
}

// asFrozenGuest gives a program that runs all forms as one guest and performs what it performs; at each
// perform the guest is frozen, and a thawed one takes its place.
func asFrozenGuest(forms []*node) string {
	var b strings.Builder
	b.WriteString(`
(define (run-frozen s)
  (cond ((cek-suspended? s)
         (let ((s (cek-thaw (cek-freeze s))) (answer (try-call (fn () (perform (cek-io-request s))))))
           (run-frozen (cek-step-loop (if (get answer :ok)
                                          (cek-resume s (get answer :value))
                                          (cek-resume-error s (get answer :error)))))))
        ((= (cek-phase s) "failed") (raise (cek-value s)))
        (else (cek-value s))))
`)
	var own strings.Builder
	for _, f := range topForms(forms) {
		if isLibraryForm(f) {
			f.write(&b)
			b.WriteByte('\n')
		} else {
			f.write(&own)
			own.WriteByte('\n')
		}
	}
	return b.String() + `(run-frozen (cek-step-loop (cek-call (fn ()
  (let ((forms (quote (` + own.String() + `))) (v nil))
    (let run ()
      (if (empty? forms)
          v
          (let ((form (first forms)))
            (set! forms (rest forms)) ; whoever comes back into a form goes on with those not yet run
            (set! v (eval form))
            (run)))))))))
`
}
