package cek_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// times repeats a piece of a program n times; %d in it is the number of the repetition.
func times(n int, piece string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(piece, "%d", fmt.Sprint(i)))
		b.WriteByte(' ')
	}
	return b.String()
}

func nested(n int, open, middle, end string) string {
	return strings.Repeat(open, n) + middle + strings.Repeat(end, n)
}

// longForms are programs with n of something that is compiled.
var longForms = []struct {
	name    string
	program func(n int) string
}{
	{"let", func(n int) string { return "(fn () (let (" + times(n, "(v%d (+ 1 2))") + ") v0))" }},
	{"let of one name", func(n int) string { return "(fn () (let ((x 1) " + times(n, "(x (+ x 1))") + ") x))" }},
	{"let of a pattern", func(n int) string { return "(fn () (let (((" + times(n, "v%d") + ") (list 1))) v0))" }},
	{"let of a dict pattern", func(n int) string { return "(fn () (let (({" + times(n, ":k%d v%d") + "} {})) v0))" }},
	{"let in let", func(n int) string { return "(fn () " + nested(n, "(let ((a (+ 1 2))) ", "(+ 1 2)", ")") + ")" }},
	{"letrec", func(n int) string { return "(fn () (letrec (" + times(n, "(v%d (fn (x) (v0 (+ x 1))))") + ") v0))" }},
	{"let-values", func(n int) string { return "(fn () (let-values (" + times(n, "((v%d) (values 1))") + ") v0))" }},
	{"receive", func(n int) string { return "(fn (f) (receive (" + times(n, "v%d") + ") (f) v0))" }},
	{"named let", func(n int) string { return "(fn () (let loop (" + times(n, "(v%d 1)") + ") v0))" }},
	{"do", func(n int) string { return "(fn () (do (" + times(n, "(v%d 1 (+ 1 v%d))") + ") (true 1)))" }},
	{"uses of a loop", func(n int) string {
		return "(fn () (let loop ((a 1)) (cond " + times(n, "((= a %d) (loop (+ a 1)))") + ")))"
	}},
	{"loops", func(n int) string { return nested(n, "(let loop ((a 1)) ", "(if (= a 1) 1 (loop 1))", ")") }},
	{"parameters", func(n int) string { return "(fn (" + times(n, "v%d") + ") v0)" }},
	{"keyword parameters", func(n int) string { return "(fn (&key " + times(n, "(v%d 1)") + ") v0)" }},
	{"functions in functions", func(n int) string { return nested(n, "(fn (a) ", "(+ 1 2)", ")") }},
	{"local definitions", func(n int) string { return "(fn () " + times(n, "(define (v%d x) (v0 x))") + " 1)" }},
	{"local macros", func(n int) string {
		return "(fn () " + times(n, "(define-syntax v%d (syntax-rules () ((_) 1)))") + " 1)"
	}},
	{"begin at the top", func(n int) string { return "(begin " + times(n, "(begin 1)") + ")" }},
	{"begin in begin", func(n int) string { return nested(n, "(begin 1 ", "1", ")") }},
	{"definitions", func(n int) string { return times(n, "(define (v%d x) (+ x %d))") }},
	{"cond", func(n int) string { return "(fn (x) (cond " + times(n, "((= x %d) %d)") + "))" }},
	{"cond of tests", func(n int) string { return "(fn (x) (cond " + times(n, "((= x %d))") + "))" }},
	{"cond with =>", func(n int) string { return "(fn (x) (cond " + times(n, "((= x %d) => list)") + "))" }},
	{"case", func(n int) string { return "(fn (x) (case x " + times(n, "((%d) %d)") + "))" }},
	{"case of one list", func(n int) string { return "(fn (x) (case x ((" + times(n, "%d") + ") 1)))" }},
	{"match", func(n int) string { return "(fn (x) (match x " + times(n, "((%d y) y)") + "))" }},
	{"match of a list", func(n int) string { return "(fn (x) (match x ((" + times(n, "a%d") + ") 1)))" }},
	{"match of a dict", func(n int) string { return "(fn (x) (match x ({" + times(n, ":a%d b%d") + "} 1)))" }},
	{"let-match", func(n int) string { return "(fn () (let-match (" + times(n, "(v%d %d)") + ") v0))" }},
	{"quasiquote", func(n int) string { return "(fn () `(" + times(n, ",(+ 1 %d) ,@(list %d)") + "))" }},
	{"quasiquote in quasiquote", func(n int) string { return "(fn (f) " + nested(n/2, "`(1 ", ",(f)", ")") + ")" }},
	{"quote", func(n int) string { return "(fn () '(" + times(n, "(a %d)") + "))" }},
	{"dict", func(n int) string { return "(fn () {" + times(n, ":a%d (+ 1 %d)") + "})" }},
	{"arguments", func(n int) string { return "(fn () (list " + times(n, "(+ 1 %d)") + "))" }},
	{"->", func(n int) string { return "(fn (x) (-> x " + times(n, "(+ %d)") + "))" }},
	{"as->", func(n int) string { return "(fn (x) (as-> x y " + times(n, "(+ y %d)") + "))" }},
	{"guard", func(n int) string { return "(fn () (guard (e " + times(n, "((= e %d) 1)") + ") 1))" }},
	{"case-lambda", func(n int) string { return "(case-lambda " + times(n, "((x) 1)") + ")" }},
	{"records", func(n int) string {
		return "(define-record-type r (mk " + times(n, "f%d") + ") r? " + times(n, "(f%d g%d s%d)") + ")"
	}},
	{"variants", func(n int) string { return "(define-type T " + times(n, "(C%d a)") + ")" }},
	{"syntax-rules, clauses", func(n int) string {
		return "(define-syntax m (syntax-rules () " + times(n, "((_ %d) %d)") + "))"
	}},
	{"syntax-rules, repetitions", func(n int) string {
		return "(define-syntax m (syntax-rules () ((_ (a b ...) ...) '((a (b ...)) ...)))) (m " + times(n, "(%d 1 2)") + ")"
	}},
	{"syntax-rules, names", func(n int) string {
		return "(define-syntax m (syntax-rules () ((_ " + times(n, "x%d") + ") '(" + times(n, "x%d") + ")))) (m " + times(n, "%d") + ")"
	}},
	{"syntax-rules, a nested template", func(n int) string {
		return "(define-syntax m (syntax-rules () ((_ a) '" + nested(n, "(", "a", ")") + "))) (m 1)"
	}},
	{"a nested pattern below an alias", func(n int) string {
		return "(define-syntax m (syntax-rules () ((_ p) (let ((x 1)) (fn (p) x))))) (m " + nested(n, "(", "a", ")") + ")"
	}},
	{"imported names", func(n int) string {
		return "(define-library (a) (export " + times(n, "v%d") + ") (begin " + times(n, "(define v%d 1)") +
			")) (import (rename (only (a) " + times(n, "v%d") + ") " + times(n, "(v%d w%d)") + "))"
	}},
}

// cpu is the time of the processors that this process has had.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// compile compiles a program, which may be one that is refused for its size, and gives the time and the steps.
func compile(t *testing.T, program string) (time.Duration, int64) {
	t.Helper()
	runtime.GC()
	m := machine(t, cek.Config{})
	from := cpu()
	_, err := m.Start(context.Background(), "test.sx", program)
	if err != nil && !strings.Contains(err.Error(), "more than") && !strings.Contains(err.Error(), "nested more than") {
		t.Errorf("%.80s…\n%v", program, err)
	}
	return cpu() - from, m.Steps()
}

// TestCompilingIsLinear: eight times as much of anything takes about eight times as long to compile, not
// sixty-four times, and no form takes n of anything without n steps or more.
func TestCompilingIsLinear(t *testing.T) {
	const few, many, tooMuch = 1000, 8000, 30
	for _, f := range longForms {
		worst := 0.0
		for range 4 { // another process may have taken the caches, or a collection may fall on the longer one
			short, _ := compile(t, f.program(few))
			long, steps := compile(t, f.program(many))
			if steps < many {
				t.Errorf("%s: %d steps for %d", f.name, steps, many)
			}
			worst = float64(long) / float64(max(short, time.Millisecond/2))
			if worst < tooMuch {
				break
			}
		}
		if worst >= tooMuch {
			t.Errorf("%s: compiling %d took %.0f times as long as %d", f.name, many, worst, few)
		}
	}
}

// TestCompilingEnds: what macros and eval make is bounded, though nobody could write it: lists that contain one
// list many times, and nesting and rows beyond what the machine's own stack holds.
func TestCompilingEnds(t *testing.T) {
	const shared = "(define (shared n) (if (= n 0) '(1) (let ((x (shared (- n 1)))) (list x x))))"
	const deep = "(define (deep n f) (let loop ((i 0) (x 1)) (if (= i n) x (loop (+ i 1) (f x)))))"
	for _, c := range []struct{ program, want string }{
		{"(defmacro m () " + shared + " (list 'quote (shared 50))) (fn () (m))", ""},
		{"(defmacro m () " + shared + " (list 'quasiquote (shared 50))) (fn () (m))", "step limit"},
		{"(defmacro m () " + shared + " (list 'define-syntax 'k (list 'syntax-rules '() (list '(_) (shared 50))))) (m)", "step limit"},
		{deep + "(eval (list 'fn '() (deep 30000 (fn (x) (list 'begin x)))))", "nested more than 20000"},
		{deep + "(eval (list 'let (list (list (deep 30000 list) 1)) 1))", "nested more than 20000"},
		{deep + "(eval (list 'fn (list (deep 30000 list)) 1))", "nested more than 20000"},
		{deep + "(eval (list 'match 1 (list (deep 30000 (fn (x) {:a x})) 1)))", "nested more than 20000"},
		{deep + "(eval (list 'quasiquote (deep 30000 list)))", "nested more than 20000"},
		{deep + "(defmacro m () (list 'import (deep 30000 (fn (x) (list 'only x '(list)))))) (m)", ""},
		{"(fn (x) (cond " + times(20_001, "(x)") + "))", "more than 20000 clauses"},
		{"(fn (x) (cond " + times(20_001, "(x => x)") + "))", "more than 20000 clauses"},
		{"(fn (x) (guard (e " + times(20_001, "(e)") + ") 1))", "more than 20000 clauses"},
		{"(fn (x) (let-match (" + times(20_001, "((a) 1)") + ") 1))", "more than 20000 clauses"},
		{"(fn (x) (cond " + times(10_001, "(x)") + ") (cond " + times(10_001, "(x)") + "))", "more than 20000 clauses"},
	} {
		m := machine(t, cek.Config{MaxSteps: 5_000_000})
		_, err := m.Start(context.Background(), "test.sx", c.program)
		switch {
		case c.want == "" && errors.As(err, new(*kernel.Limit)), c.want != "" && err == nil:
			t.Errorf("%.120s\nended with %v", c.program, err)
		case err != nil && !strings.Contains(err.Error(), c.want):
			t.Errorf("%.120s\nended with %.200s, want %s", c.program, err.Error(), c.want)
		}
	}
}

// TestReadingIsCharged: a limit and a cancellation end the reading of one long form.
func TestReadingIsCharged(t *testing.T) {
	long := "'(" + strings.Repeat("(1 abc) ", 200_000) + ")"
	m := machine(t, cek.Config{MaxSteps: 10_000})
	_, err := m.Start(context.Background(), "test.sx", "1 "+long)
	var stopped *cek.Stopped
	if !errors.As(err, &stopped) || m.Steps() > 20_000 || stopped.Pos.Offset != 1 {
		t.Errorf("ended with %v after %d steps", err, m.Steps())
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, program := range []string{long, "(sx-parse text)", "(read (open-input-string text))"} {
		m := machine(t, cek.Config{})
		m.Define("text", kernel.Str(long))
		_, err := m.Start(ctx, "test.sx", program)
		if !errors.Is(err, context.Canceled) || m.Steps() > int64(len(long)) {
			t.Errorf("%.30s: ended with %v after %d steps", program, err, m.Steps())
		}
	}
}

// TestQuotingIsCharged: a constant with a long part is looked through each time it is quoted.
func TestQuotingIsCharged(t *testing.T) {
	const n, rounds = 10_000, 100
	m := machine(t, cek.Config{})
	start(t, m, "(define (f) '((1) ("+strings.Repeat("1 ", n)+")))")
	before := m.Steps()
	start(t, m, fmt.Sprintf("(do ((i 0 (+ i 1))) ((= i %d)) (f))", rounds))
	if took := m.Steps() - before; took < n*rounds/8 {
		t.Errorf("%d steps for %d looks at %d elements", took, rounds, n)
	}
}

// TestKeywordArgumentsAreLinear: so many keyword arguments take a time in proportion to be told apart.
func TestKeywordArgumentsAreLinear(t *testing.T) {
	const few, many, tooMuch = 240, 1920, 30
	calls := func(n int) time.Duration {
		m := machine(t, cek.Config{})
		start(t, m, "(define (f &key "+times(n, "k%d")+") k0) (define l (list "+times(n, ":k%d %d")+"))")
		from := cpu()
		start(t, m, "(do ((i 0 (+ i 1))) ((= i 30)) (apply f l))")
		return cpu() - from
	}
	worst := 0.0
	for range 4 {
		short, long := calls(few), calls(many)
		if worst = float64(long) / float64(max(short, time.Millisecond)); worst < tooMuch {
			return
		}
	}
	t.Errorf("%d keyword arguments took %.0f times as long as %d", many, worst, few)
}
