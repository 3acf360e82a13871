package naive

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime/debug"
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

// texts are the files and libraries that the world has.
var texts = map[string]string{
	"a.sx": "(define loaded 1) (append! trail loaded) (begin (set! loaded (+ loaded 1)) (list loaded param))",
	"(world two)": `(define-library (world two) (export ask-two two-list two-add two-with)
		(import (scheme base))
		(begin
			(define (ask-two x) (perform (list "ask" x)))
			(define two-list (map inc (list 1 2 3)))
			(define n 5)
			(define-syntax two-add (syntax-rules () ((_ x) (+ n x))))
			(define (two-with f) (dynamic-wind (fn () (set! n (+ n 1))) f (fn () (set! n (- n 1)))))))`,
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
	case "fs/read", "import":
		if text, ok := texts[kernel.Display(arg)]; ok {
			return kernel.Str(text), nil
		}
		return kernel.Nil, kernel.NewCondition(kernel.CondIO, "no such text:", arg)
	}
	return kernel.Nil, nil
}

// suggestion is what cek adds to the message about an unbound variable.
var suggestion = regexp.MustCompile(` \(did you mean .*?\?\)`)

func plain(text string) string {
	if !strings.Contains(text, "did you mean") {
		return text
	}
	return suggestion.ReplaceAllString(text, "")
}

func written(v kernel.Value) string { return plain(kernel.Brief(v, 20_000)) }

func raised(v kernel.Value) string {
	if v.Kind() == kernel.KindCondition {
		c := kernel.As[kernel.Condition](v)
		return "raised " + c.CondKind + ": " + plain(c.Message) + " " + written(c.Irritants)
	}
	return "raised " + written(v)
}

// runNaive gives false for a program that says nothing.
func runNaive(src string) (result, *Evaluator, bool) {
	ev := New(world)
	v, err := ev.Run(src)
	var r *Raised
	switch {
	case err == nil:
		return result{"value " + written(v), ev.Requests()}, ev, true
	case errors.As(err, &r):
		return result{raised(r.Value), ev.Requests()}, ev, true
	}
	return result{err.Error(), nil}, ev, false
}

func newMachine() (*cek.Machine, error) { return cek.New(machineConfig()) }

func machineConfig() cek.Config {
	return cek.Config{MaxSteps: 50_000_000, MaxMemory: 16 * maxMemory, Arguments: []string{"a", "b"}, Directory: "dir"}
}

// runCek answers the requests of a program one by one.
func runCek(src string) result { return runWithin(machineConfig(), src) }

// runWithin runs a program within limits of its own.
func runWithin(limits cek.Config, src string) result {
	var requests []string
	ctx := context.Background()
	m, err := cek.New(limits)
	if err != nil {
		return result{err.Error(), nil}
	}
	out, err := m.Start(ctx, "program", src)
	for err == nil && out.Suspended() {
		requests = append(requests, plain(kernel.Brief(out.Request(), 1000)))
		v, cond := world(out.Request(), len(requests)-1)
		if cond != nil {
			out, err = out.Raise(ctx, cond)
		} else {
			out, err = out.Resume(ctx, v)
		}
	}
	return ended(out.Value(), err, requests)
}

func ended(v kernel.Value, err error, requests []string) result {
	var e *cek.Error
	switch {
	case err == nil:
		return result{"value " + written(v), requests}
	case errors.As(err, &e):
		return result{raised(e.Value), requests}
	}
	return result{"stopped " + err.Error(), requests}
}

// saysNothing tells whether an outcome of cek says nothing about a program that the naive evaluator
// has run: cek looks at a whole form before it runs, the naive evaluator at what it gets to.
func saysNothing(got result) bool { return strings.HasPrefix(got.outcome, "raised syntax") }

// different tells whether the evaluators disagree about the program. What became malformed or
// unbound as the program was made smaller does not count.
func different(forms []*node) bool {
	want, _, ok := runNaive(text(forms))
	got := runCek(text(forms))
	return ok && !got.equal(want) && !saysNothing(got) && !strings.Contains(got.outcome, "call a macro") &&
		(!strings.Contains(got.outcome, "unbound variable") || got.outcome == want.outcome)
}

func programs() int {
	if os.Getenv("SX_SOAK") != "" {
		return 1_000_000
	}
	if testing.Short() {
		return 1_000
	}
	return 10_000
}

// documented gives phrases with the examples in the documentation of all that cek knows.
func documented(tb testing.TB) *Phrases {
	m, err := newMachine()
	if err != nil {
		tb.Fatal(err)
	}
	naive := New(world)
	foreign := map[string]bool{}
	for _, name := range append(m.Names(), m.Forms()...) {
		foreign[name] = !naive.Knows(name) || name == "cek-step" // whose one step is no business of ours
	}
	var out []string
	for _, name := range m.Names() {
		v, _ := m.Lookup(name)
		d, _ := cek.Describe(v)
		for _, x := range d.Examples {
			if !slices.ContainsFunc(strings.FieldsFunc(x, func(r rune) bool { return strings.ContainsRune(" ()'", r) }), func(word string) bool { return foreign[word] }) {
				out = append(out, x)
			}
		}
	}
	ph, err := NewPhrases(out)
	if err != nil {
		tb.Fatal(err)
	}
	return ph
}

// TestDifferential compares what the evaluators make of random programs, and cek with itself where
// the same program is run in other ways (variants_test.go).
func TestDifferential(t *testing.T) {
	// Many small heaps: collecting every 200 MB takes half the time.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(200 << 20))
	known := documented(t)
	tally := map[string]Use{}
	reasons := map[string]int{}
	var skipped, uncaught, performed, shown, results, failed int
	for seed := range uint64(programs()) {
		forms := NewGenerator(seed, known).Program()
		want, ev, ok := runNaive(text(forms))
		for name, u := range ev.Tally {
			sum := tally[name]
			tally[name] = Use{sum.Tried + u.Tried, sum.Worked + u.Worked}
		}
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
		results += strings.Count(text(forms), "(define r")
		failed += strings.Count(want.outcome, "(raised ")
		got := runCek(text(forms))
		if saysNothing(got) {
			skipped++
			reasons[got.outcome]++
			continue
		}
		if got.equal(want) {
			if !compareVariants(t, seed, forms, got) {
				shown++
			}
		} else {
			small := text(shrink(forms, 3_000, different))
			want, _, _ = runNaive(small)
			t.Errorf("seed %d:\n%snaive: %v\ncek:   %v", seed, small, want, runCek(small))
			shown++
		}
		if shown == 5 {
			break
		}
	}
	if shown == 0 {
		checkCoverage(t, tally)
	}
	n := programs()
	t.Logf("%d programs, %d skipped, %d ended with an error, %d performed; of %d results %d were caught errors", n, skipped, uncaught, performed, results, failed)
	if skipped > n/10 || testing.Verbose() {
		logReasons(t, reasons)
	}
	if skipped > n/10 {
		t.Errorf("%d of %d programs were not for the naive evaluator", skipped, n)
	}
	if uncaught < n/50 || uncaught > n*2/5 || failed > results*2/5 || performed < n/5 {
		t.Errorf("of %d programs %d ended with an error and %d performed; of %d results %d were errors", n, uncaught, performed, results, failed)
	}
}

// logReasons shows why programs were skipped, the most frequent reasons first.
func logReasons(t *testing.T, reasons map[string]int) {
	var texts []string
	short := map[string]int{}
	for text, n := range reasons {
		r := []rune(text)
		short[string(r[:min(70, len(r))])] += n
	}
	for text := range short {
		texts = append(texts, text)
	}
	slices.SortFunc(texts, func(a, b string) int { return short[b] - short[a] })
	for _, text := range texts[:min(12, len(texts))] {
		t.Logf("%6d %s", short[text], text)
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
		naive, _, ok := runNaive(c[0])
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
	known := documented(t)
	for seed := range uint64(200) {
		forms := NewGenerator(seed, known).Program()
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
