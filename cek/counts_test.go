package cek

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var updateCounts = flag.Bool("update-counts", false, "write testdata/counts.txt anew")

const countsFile = "testdata/counts.txt"

// tolerance is how much more than what is recorded a count may be. Steps and charges are the same on
// every run; Go's allocations differ a little between its versions.
const (
	countTolerance = 0.02
	allocTolerance = 0.10
	allocSlack     = 100 // objects: the stack's segments and what the runtime itself allocates vary a little
)

// counted are small programs, by what they are about; (run) of each is counted, or importing (run).
var counted = []struct{ name, source string }{
	{"calls", "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (define (run) (fib 18))"},
	{"a loop", "(define (run) (let loop ((i 0) (sum 0)) (if (= i 20000) sum (loop (+ i 1) (+ sum i)))))"},
	{"floats", "(define (run) (let loop ((i 0) (x 0.5)) (if (= i 10000) x (loop (+ i 1) (* 3.7 x (- 1.0 x))))))"},
	{"closures", "(define (counter n) (fn () (set! n (+ n 1)) n)) (define (run) (let loop ((i 0)) (when (< i 2000) ((counter i)) (loop (+ i 1)))))"},
	{"deep recursion", "(define (down n) (if (= n 0) 0 (+ 1 (down (- n 1))))) (define (run) (down 20000))"},
	{"map, filter, reduce", "(define l (range 5000)) (define (run) (reduce + 0 (filter odd? (map inc l))))"},
	{"sort with a comparison", "(define l (map (fn (i) (mod (* i 7919) 1000)) (range 1000))) (define (run) (sort l (fn (a b) (> a b))))"},
	{"a fold into a dict", "(define ks (map str (range 100))) (define (run) (reduce (fn (d i) (let ((k (nth ks (mod i 100)))) (assoc d k (+ 1 (get d k 0))))) {} (range 5000)))"},
	{"dict-set! and get", "(define ks (map str (range 2000))) (define (run) (let ((d (dict))) (for-each (fn (k) (dict-set! d k 1)) ks) (for-each (fn (k) (get d k)) ks)))"},
	{"strings", "(define (run) (string-length (join \",\" (map (fn (i) (str \"item\" i)) (range 2000)))))"},
	{"perform", "(define (run) (let loop ((i 0)) (when (< i 2000) (perform (list \"next\" i)) (loop (+ i 1)))))"},
	{"generators", "(define (each i) (when (< i 1000) (shift k (list i k)) (each (+ i 1)))) (define (run) (let loop ((next (reset (each 0)))) (if (nil? next) 0 (loop ((nth next 1) nil)))))"},
	{"a continuation entered again", "(define again nil) (define (run) (let ((n (call/cc (fn (k) (set! again k) 0)))) (if (< n 1000) (again (+ n 1)) n)))"},
	{"escapes", "(define (run) (let loop ((i 0)) (when (< i 1000) (call/cc (fn (out) (+ 1 (out i)))) (loop (+ i 1)))))"},
	{"guards", "(define (run) (let loop ((i 0)) (when (< i 1000) (guard (e (true e)) (raise i)) (loop (+ i 1)))))"},
	{"reading", "(define text (join \" \" (map (fn (i) (str \"{:seq \" i \" :tags (1 2 \\\"x\\\")}\")) (range 200)))) (define (run) (sx-parse text))"},
	{"a library", "(define-library (run) (export) (import (store event) (store log)))"},
}

// counts are figures that say how much a program does, and do not depend on the machine.
type counts struct {
	name           string
	steps, charged int64
	allocs         float64
}

func (c counts) String() string {
	return fmt.Sprintf("%-32s %10d %12d %10.0f", c.name, c.steps, c.charged, c.allocs)
}

// count runs a program's (run).
func count(t *testing.T, name, source string) counts {
	t.Helper()
	c := counts{name: name}
	ctx := context.Background()
	var m *Machine
	drive := func(form string) {
		out, err := m.Start(ctx, "counts.sx", form)
		for err == nil && out.Suspended() {
			out, err = out.Resume(ctx, out.Request())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	once := func() {
		var err error
		if m, err = New(Config{}); err != nil {
			t.Fatal(err)
		}
		drive(source)
	}
	form := "(run)"
	if strings.HasPrefix(source, "(define-library") {
		form, source = source+"(import (run))", "1"
	}
	once()
	steps, charged := m.Steps(), m.meter.Allocated
	drive(form)
	c.steps, c.charged = m.Steps()-steps, m.meter.Allocated-charged
	c.allocs = testing.AllocsPerRun(3, func() { once(); drive(form) }) - testing.AllocsPerRun(3, once)
	return c
}

// TestCounts compares what programs come to with what is recorded. To record anew what has become
// better, or worse for a reason: go test ./cek -run TestCounts -update-counts
func TestCounts(t *testing.T) {
	var all []counts
	for _, p := range counted {
		all = append(all, count(t, p.name, p.source))
	}
	if *updateCounts {
		b := bytes.NewBufferString("# what (run) of the programs of counts_test.go comes to: steps, bytes charged, objects that Go allocates\n")
		for _, c := range all {
			fmt.Fprintln(b, c)
		}
		if err := os.WriteFile(countsFile, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(countsFile)
	if err != nil {
		t.Fatal(err)
	}
	recorded, err := parseCounts(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		was, ok := recorded[c.name]
		if testing.Short() { // as under the race detector, where Go allocates more
			c.allocs = was.allocs
		}
		if !ok {
			t.Errorf("%s is not recorded", c.name)
			continue
		}
		for _, problem := range was.worse(c) {
			t.Error(problem)
		}
		if better := c.worse(was); len(better) > 0 {
			t.Logf("%s has become better; record it with -update-counts", c.name)
		}
	}
	if len(recorded) != len(all) {
		t.Errorf("%d programs are recorded, want %d", len(recorded), len(all))
	}
}

// worse says in what now is more than what was recorded.
func (was counts) worse(now counts) []string {
	var out []string
	for _, f := range []struct {
		what      string
		was, now  float64
		tolerance float64
		slack     float64
	}{
		{"steps", float64(was.steps), float64(now.steps), countTolerance, 0},
		{"bytes charged", float64(was.charged), float64(now.charged), countTolerance, 0},
		{"objects allocated", was.allocs, now.allocs, allocTolerance, allocSlack},
	} {
		if f.now > f.was*(1+f.tolerance)+f.slack {
			out = append(out, fmt.Sprintf("%s: %.0f %s, %.0f are recorded", was.name, f.now, f.what, f.was))
		}
	}
	return out
}

func parseCounts(text string) (map[string]counts, error) {
	out := map[string]counts{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(line) < 32 {
			return nil, fmt.Errorf("%s: %q, want a name and three numbers", countsFile, line)
		}
		c := counts{name: strings.TrimSpace(line[:32])}
		if _, err := fmt.Sscan(line[32:], &c.steps, &c.charged, &c.allocs); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", countsFile, line, err)
		}
		out[c.name] = c
	}
	return out, nil
}

// TestCountsSeeRegressions gives what is recorded and a run that does more.
func TestCountsSeeRegressions(t *testing.T) {
	was := counts{"x", 1000, 1000, 1000}
	for _, c := range []struct {
		now  counts
		want int
	}{
		{was, 0}, {counts{"x", 1020, 1020, 1199}, 0}, {counts{"x", 1021, 0, 0}, 1},
		{counts{"x", 0, 1021, 0}, 1}, {counts{"x", 0, 0, 1201}, 1}, {counts{"x", 1100, 1100, 1300}, 3},
	} {
		if got := was.worse(c.now); len(got) != c.want {
			t.Errorf("%v: got %q, want %d problems", c.now, got, c.want)
		}
	}
	recorded, err := parseCounts("# head\n" + was.String() + "\n")
	if err != nil || recorded["x"] != was {
		t.Errorf("got %v, %v", recorded, err)
	}
	for _, bad := range []string{"x 1 2 3\n", was.String()[:40] + "\n"} {
		if _, err := parseCounts(bad); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}
