package control

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

const globals = `(define saved nil) (define entered 0) (define p (make-parameter 0))
(define (show e) (if (condition? e) (condition-message e) e))
`

// A mode says how a program notes things and where it stands.
type mode struct {
	name string
	note string // the definition of note
	wrap func(text string) string
}

const (
	noteByList    = "(define trace (list)) (define (note x) (append! trace (list x (p) (context :c))) nil)\n"
	noteByPerform = "(define (note x) (perform {:op \"note\" :args (list (list x (p) (context :c)))}) nil)\n"
)

var modes = []mode{
	{"top level", noteByList, func(text string) string { return text }},
	{"performing", noteByPerform, func(text string) string { return text }},
	{"eval", noteByPerform, func(text string) string { return "(eval '" + text + ")" }},
	{"load", noteByPerform, func(text string) string {
		return "(load \"" + strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), `"`, `\"`) + "\")"
	}},
	{"library", noteByPerform, nil},
}

func (m mode) program(text string) string {
	if m.wrap == nil {
		return "(define-library (l) (export r) (begin\n" + globals + m.note + "(define r " + text + ")))\n(import (l)) r"
	}
	return globals + m.note + m.wrap(text)
}

// machine runs the program on cek and gives its trace and how many requests it made.
func machine(t *testing.T, text string) (trace []string, requests int) {
	t.Helper()
	m, err := cek.New(cek.Config{MaxSteps: 5_000_000})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	out, err := m.Start(ctx, "program", text)
	for err == nil && out.Suspended() {
		op, arg := out.Request().AsDict().Lookup("op").Text(), out.Request().AsDict().Lookup("args").AsList().At(0)
		switch op {
		case "note":
			trace = append(trace, kernel.Write(arg))
		case "ask":
			requests++
		}
		out, err = out.Resume(ctx, arg)
	}
	if v, ok := m.Lookup("trace"); ok {
		for _, x := range v.AsList().Items() {
			trace = append(trace, kernel.Write(x))
		}
	}
	var e *cek.Error
	switch {
	case err == nil:
		return append(trace, "=> "+kernel.Write(out.Value())), requests
	case errors.As(err, &e) && e.Condition() != nil:
		return append(trace, "!! "+kernel.Write(kernel.Str(e.Condition().Message))), requests
	case errors.As(err, &e):
		return append(trace, "!! "+kernel.Write(e.Value)), requests
	}
	return append(trace, "stopped: "+err.Error()), requests
}

// compare runs the program both ways and tells whether they agree; ok is false if it says nothing.
func compare(t *testing.T, p program, how mode) (same, ok bool) {
	t.Helper()
	whole := whole(p)
	m := &model{}
	if !m.run(func() step { return whole.eval(m, nil) }) {
		return true, false
	}
	text := how.program(whole.text)
	trace, requests := machine(t, text)
	if got, want := strings.Join(trace, "\n"), strings.Join(m.trace, "\n"); got != want || requests != m.requests {
		t.Errorf("%s:\n%s\ncek, %d requests:\n%s\nmodel, %d requests:\n%s", how.name, p.text, requests, got, m.requests, want)
		return false, true
	}
	return true, true
}

// nests visits all nests of the given depth, or every stride-th.
func nests(forms []form, depth, stride int, f func(p program) bool) {
	n := 0
	var fill func(fs []form) bool
	fill = func(fs []form) bool {
		if len(fs) < depth {
			for _, x := range forms {
				if !fill(append(fs[:len(fs):len(fs)], x)) {
					return false
				}
			}
			return true
		}
		for _, l := range leaves {
			if n++; n%stride != 0 {
				continue
			}
			if p, ok := nest(fs, l); ok && !f(p) {
				return false
			}
		}
		return true
	}
	fill(nil)
}

func check(t *testing.T, forms []form, depth, stride int, modes ...mode) {
	t.Helper()
	programs, skipped, failures := 0, 0, 0
	nests(forms, depth, stride, func(p program) bool {
		for _, how := range modes {
			same, ok := compare(t, p, how)
			programs++
			if !ok {
				skipped++
			}
			if !same {
				failures++
			}
		}
		return failures < 10
	})
	t.Logf("%d programs, %d skipped", programs, skipped)
	if programs == 0 || skipped > programs/100 {
		t.Errorf("%d of %d programs went on for too long", skipped, programs)
	}
}

func TestDepthOne(t *testing.T) { check(t, forms, 1, 1, modes...) }

func TestDepthTwo(t *testing.T) {
	check(t, forms, 2, 1, modes[0])
	check(t, forms, 2, 3, modes[1:]...)
}

func TestDepthThree(t *testing.T) {
	stride := 17 // shares no factor with the number of leaves or forms
	if os.Getenv("SX_SOAK") != "" {
		stride = 1
	}
	check(t, forms, 3, stride, modes[0])
}

// TestHandlersDepthThree has every nest of the forms about prompts and handlers: what a handler refers
// to has to follow when it is captured and composed.
func TestHandlersDepthThree(t *testing.T) {
	var some []form
	for _, f := range forms {
		if strings.Contains(f.name, "handler") || strings.Contains(f.name, "guard") || f.name == "reset" || f.name == "in shift" {
			some = append(some, f)
		}
	}
	check(t, some, 3, 2, modes[0])
}
