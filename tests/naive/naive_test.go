package naive

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// result is what an evaluator made of a program, as text.
type result struct {
	outcome  string
	requests []string
}

func (r result) String() string { return r.outcome + "\nrequests " + strings.Join(r.requests, " ") }

func (r result) equal(o result) bool {
	return r.outcome == o.outcome && slices.Equal(r.requests, o.requests)
}

// world answers requests, from nothing but the request and its number.
func world(request kernel.Value, n int) (kernel.Value, *kernel.Condition) {
	op := kernel.Nil
	arg := kernel.Nil
	switch {
	case request.IsDict():
		op = request.AsDict().Lookup("op")
		if args := request.AsDict().Lookup("args"); args.IsList() && args.AsList().Len() > 0 {
			arg = args.AsList().At(0)
		}
	case request.IsList() && request.AsList().Len() > 0:
		op = request.AsList().At(0)
		if request.AsList().Len() > 1 {
			arg = request.AsList().At(1)
		}
	}
	if !op.IsString() {
		return kernel.Nil, kernel.NewCondition(kernel.CondType, "no request:", request)
	}
	switch op.Text() {
	case "ask":
		return kernel.Int(int64(n * 7 % 5)), nil
	case "echo":
		return arg, nil
	case "list":
		return kernel.ListOf(kernel.Int(int64(n)), kernel.Str("answer")), nil
	case "fail":
		return kernel.Nil, kernel.NewCondition(kernel.CondIO, "the world failed:", kernel.Int(int64(n)))
	}
	return kernel.Nil, nil
}

// suggestion is what cek adds to the message about an unbound variable.
var suggestion = regexp.MustCompile(` \(did you mean .*?\?\)`)

func written(v kernel.Value) string {
	return suggestion.ReplaceAllString(kernel.Brief(v, 20_000), "")
}

func raised(v kernel.Value) string {
	if v.Kind() == kernel.KindCondition {
		c := kernel.As[kernel.Condition](v)
		return "raised " + c.CondKind + ": " + suggestion.ReplaceAllString(c.Message, "") + " " + written(c.Irritants)
	}
	return "raised " + written(v)
}

// runNaive gives false for a program that says nothing.
func runNaive(src string) (result, bool) {
	ev := New(world)
	v, err := ev.Run(src)
	var r *Raised
	switch {
	case err == nil:
		return result{"value " + written(v), ev.Requests()}, true
	case errors.As(err, &r):
		return result{raised(r.Value), ev.Requests()}, true
	}
	return result{err.Error(), nil}, false
}

func runCek(src string) result {
	var requests []string
	ctx := context.Background()
	m, err := cek.New(cek.Config{MaxSteps: 50_000_000, MaxMemory: 16 * maxMemory})
	if err != nil {
		return result{err.Error(), nil}
	}
	out, err := m.Start(ctx, "program", src)
	for err == nil && out.Suspended() {
		requests = append(requests, suggestion.ReplaceAllString(kernel.Brief(out.Request(), 1000), ""))
		v, cond := world(out.Request(), len(requests)-1)
		if cond != nil {
			out, err = out.Raise(ctx, cond)
		} else {
			out, err = out.Resume(ctx, v)
		}
	}
	var e *cek.Error
	switch {
	case err == nil:
		return result{"value " + written(out.Value()), requests}
	case errors.As(err, &e):
		return result{raised(e.Value), requests}
	}
	return result{"stopped " + err.Error(), requests}
}

// different tells whether the evaluators disagree about the program. Those that cek does not compile
// do not count: cek looks at a whole form before it runs, the naive evaluator at what it gets to.
func different(forms []*node) bool {
	want, ok := runNaive(text(forms))
	got := runCek(text(forms))
	return ok && !got.equal(want) && !strings.HasPrefix(got.outcome, "raised syntax") &&
		(!strings.Contains(got.outcome, "unbound variable") || got.outcome == want.outcome)
}

func TestDifferential(t *testing.T) {
	programs := 2_000
	if os.Getenv("SX_SOAK") != "" {
		programs = 100_000
	}
	counts := map[string]int{}
	var skipped, uncaught, performed, shown int
	reasons := map[string]int{}
	for seed := range uint64(programs) {
		g := NewGenerator(seed)
		forms := g.Program()
		for name, n := range g.Counts {
			counts[name] += n
		}
		want, ok := runNaive(text(forms))
		if !ok {
			skipped++
			reasons[want.outcome]++
			continue
		}
		if strings.HasPrefix(want.outcome, "raised") {
			uncaught++
		}
		if len(want.requests) > 0 {
			performed++
		}
		got := runCek(text(forms))
		if got.equal(want) {
			continue
		}
		if strings.HasPrefix(got.outcome, "raised syntax") { // a hidden form: its body became arguments
			skipped++
			reasons[got.outcome]++
			continue
		}
		small := text(shrink(forms, 3_000, different))
		want, _ = runNaive(small)
		t.Errorf("seed %d:\n%snaive: %v\ncek:   %v", seed, small, want, runCek(small))
		if shown++; shown == 5 {
			break
		}
	}
	for _, name := range Wanted() {
		if counts[name] == 0 && shown == 0 {
			t.Errorf("no program has %s", name)
		}
	}
	t.Logf("%d programs, %d skipped, %d ended with an error, %d performed", programs, skipped, uncaught, performed)
	if skipped > programs/5 {
		t.Errorf("%d of %d programs were not for the naive evaluator: %s", skipped, programs, fmt.Sprint(reasons))
	}
	if uncaught < programs/50 || performed < programs/5 {
		t.Errorf("of %d programs %d ended with an error and %d performed", programs, uncaught, performed)
	}
}

// TestPrograms has programs that the evaluators once disagreed about, or that no seed finds soon.
func TestPrograms(t *testing.T) {
	for _, c := range [][2]string{
		{`(define l (list)) (try-call (fn () (+ "a" 1 (begin (append! l 1) 2)))) l`, "value (1)"},
		{`(define l (list)) (try-call (fn () (* 2 nil 3 (begin (append! l 1) 2)))) l`, "value (1)"},
		{`(let ((a 1) (b 2) (c 3)) (set! c (- a b c (begin (set! a 9) a))) (list a b c))`, "value (9 2 -13)"},
		{`(define (g x) 'old) (define (f) (g (begin (set! g (fn (x) 'new)) 1))) (list (f))`, "value (new)"},
		{`(define (g x) 'old) (list (g (begin (set! g (fn (x) 'new)) 1)))`, "value (new)"},
		{`(define l (list)) (guard (e (else (append! l e)))
			(dynamic-wind (fn () (append! l 'in)) (fn () (guard (e ((string? e) e)) (dynamic-wind (fn () (append! l 'in2))
				(fn () (raise 1)) (fn () (append! l 'out2))))) (fn () (append! l 'out))))`,
			"value (in in2 out2 in2 out2 out 1)"},
		{`(guard (e (else e)) (guard (x ((begin (set! x 2) false) 3)) (raise 1)))`, "value 1"},
		{`(guard (x ((number? x) (let ((f (fn () (set! x (+ x 1)) x))) (f) (f)))) (raise 1))`, "value 3"},
		{`(with-exception-handler (fn (e) (* e 2)) (fn () (+ 1 (guard (e ((string? e) e)) (raise-continuable 4)))))`, "value 9"},
		{`(define fs (map (fn (i) (fn () i)) '(1 2))) (let loop ((i 0) (out (list)))
			(if (< i 2) (loop (+ i 1) (cons (fn () i) out)) (map (fn (f) (f)) (append out fs))))`, "value (1 0 1 2)"},
	} {
		naive, ok := runNaive(c[0])
		if !ok || naive.outcome != c[1] {
			t.Errorf("naive: %s\n got %s\nwant %s", c[0], naive.outcome, c[1])
		}
		if got := runCek(c[0]); got.outcome != c[1] {
			t.Errorf("cek: %s\n got %s\nwant %s", c[0], got.outcome, c[1])
		}
	}
}

// TestMalformed runs forms that cek has to refuse, wherever they stand.
func TestMalformed(t *testing.T) {
	for _, bad := range []string{"(fn (1) 2)", "(fn (a a) 2)", "(fn (a) (if))", "(fn (&optional (b (if))) b)"} {
		for _, at := range []string{"(define f %s)", "(let ((f %s)) f)", "(letrec ((f %s)) f)", "(begin %s)", "(let () (define f %s) f)",
			"(let loop ((f %s)) f)", "(fn (&optional (f %s)) f)", "(list %s)", "(match %s (else 1))"} {
			if got := runCek(fmt.Sprintf(at, bad)); !strings.HasPrefix(got.outcome, "raised syntax") {
				t.Errorf("%s: %s", fmt.Sprintf(at, bad), got.outcome)
			}
		}
	}
}

// TestShrink shows that of a program only what matters is left: here, that it has a certain integer.
func TestShrink(t *testing.T) {
	bad := func(forms []*node) bool { return strings.Contains(text(forms), "9223372036854775808") }
	for seed := range uint64(200) {
		forms := NewGenerator(seed).Program()
		if !bad(forms) {
			continue
		}
		if small := text(shrink(forms, 2_000, bad)); len(small) > 40 {
			t.Errorf("seed %d: shrunk to %s", seed, small)
		}
		return
	}
	t.Error("no program has the integer")
}
