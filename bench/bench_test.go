package main

import (
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestEnginesAgree runs every program once on every engine that is installed.
func TestEnginesAgree(t *testing.T) {
	for _, w := range workloads() {
		t.Run(w.name, func(t *testing.T) {
			row, err := verify(w, engines())
			if err != nil {
				t.Fatal(err)
			}
			for j, e := range engines() {
				if e.name != lua54Name && row[j].missing != (w.name == "perform" && slices.Contains([]string{"starlark", "tengo"}, e.name)) {
					t.Errorf("%s: missing is %v", e.name, row[j].missing)
				}
			}
		})
	}
}

// constant is an engine that answers check after took.
func constant(name, ext, check string, took time.Duration) engine {
	return engine{name, ext, func() string { return "" }, func(string, string) (outcome, error) {
		return outcome{check, took}, nil
	}}
}

func TestVerifyNamesTheOneThatDiffers(t *testing.T) {
	w := workload{name: "fib"}
	_, err := verify(w, []engine{constant("one", "sx", "5", 1), constant("two", "lua", "5.0", 1)})
	if err == nil || err.Error() != `fib: one answers "5" and two answers "5.0"` {
		t.Errorf("got %v", err)
	}
	if _, err := verify(w, []engine{constant("one", "sx", "5", 1), constant("two", "lua", "5", 1)}); err != nil {
		t.Errorf("equal answers: %v", err)
	}
}

func TestEngineErrorsAreErrors(t *testing.T) {
	broken := map[string]string{
		"sx": "(define (run) (nosuch))", "lua": "function run() nosuch() end",
		"js": "function run() { nosuch(); }", "star": "def run():\n    return 1 // 0\n",
		"tengo": "start()\nresult := undefined()",
	}
	unfinished := map[string]string{
		"sx": "(define x 1)", "lua": "x = 1", "js": "let x = 1;", "star": "x = 1\n", "tengo": "x := 1",
	}
	for _, e := range engines() {
		for _, source := range []string{broken[e.ext], unfinished[e.ext], "((("} {
			if _, err := e.run("broken."+e.ext, source); err == nil {
				t.Errorf("%s: no error from %q", e.name, source)
			}
		}
	}
}

func TestMeasureGivesEachRoundToEachEngine(t *testing.T) {
	es := []engine{constant("one", "sx", "5", 2), constant("two", "nosuch", "5", 1), constant("three", "lua", "5", 6)}
	grid, err := measure([]workload{{name: "fib"}}, es, 3, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if row := grid[0]; len(row[0].rounds) != 3 || !row[1].missing || row[2].median() != 6 {
		t.Errorf("got %+v", row)
	}
}

func TestTable(t *testing.T) {
	s := time.Second
	ws := []workload{{name: "a"}, {name: "b"}}
	es := []engine{{name: "sx"}, {name: "p"}, {name: "q"}}
	grid := [][]cell{
		{{rounds: []time.Duration{s, 2 * s, 3 * s}}, {rounds: []time.Duration{4 * s}}, {missing: true}},
		{{rounds: []time.Duration{s}}, {rounds: []time.Duration{8 * s}}, {missing: true}},
	}
	var b strings.Builder
	if err := writeTable(&b, ws, es, grid); err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"workload", "sx", "s", "±", "%", "p", "/", "sx", "±", "%", "q", "/", "sx", "±", "%"},
		{"a", "2.0000", "50", "2.00", "0", "–"},
		{"b", "1.0000", "0", "8.00", "0", "–"},
		{"geometric", "mean", "4.00", "–"},
	}
	for i, line := range strings.Split(strings.TrimSpace(b.String()), "\n") {
		if got := strings.Fields(line); !slices.Equal(got, want[i]) {
			t.Errorf("line %d: got %q, want %q", i+1, got, want[i])
		}
	}
	grid[0][0] = cell{missing: true}
	if err := writeTable(&b, ws, es, grid); err == nil {
		t.Error("no error without a base")
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		rounds []time.Duration
		want   time.Duration
	}{{[]time.Duration{7}, 7}, {[]time.Duration{9, 1, 5}, 5}, {[]time.Duration{8, 2, 4, 100}, 6}} {
		if got := (cell{rounds: c.rounds}).median(); got != c.want {
			t.Errorf("%v: got %v, want %v", c.rounds, got, c.want)
		}
	}
	if got := (cell{rounds: []time.Duration{10, 20, 50}}).spread(); math.Abs(got-1.5) > 1e-9 {
		t.Errorf("spread %v, want 1.5", got)
	}
}

func TestChoose(t *testing.T) {
	id := func(s string) string { return s }
	if got, err := choose("c, a", []string{"a", "b", "c"}, id); err != nil || !slices.Equal(got, []string{"a", "c"}) {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := choose("d", []string{"a", "b"}, id); err == nil || err.Error() != `"d" is unknown, want one of a,b` {
		t.Errorf("got %v", err)
	}
}

func TestFlags(t *testing.T) {
	for _, args := range [][]string{{"-rounds", "0"}, {"-only", "nosuch"}, {"-peers", "sx"}, {"stray"}, {"-nosuch"}} {
		if err := bench(args, io.Discard, io.Discard); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}

// TestLua54Driver runs the driver on gopher-lua, which has the same library functions.
func TestLua54Driver(t *testing.T) {
	var out strings.Builder
	driver := strings.Replace(lua54Driver, "io.write", "write", 1)
	source := "function setup() x = 41 end function write(...) for _, s in ipairs({...}) do all = (all or '') .. s end end " +
		"local base = function() return x + 1 end run = base" + driver + " run = function() return all end setup = nil"
	got, err := runLua("driver.lua", source)
	if err != nil {
		t.Fatal(err)
	}
	out.WriteString(got.check)
	parsed, err := parseLua54("driver.lua", firstLine(out.String()))
	if err != nil || parsed.check != "42" || parsed.took < 0 {
		t.Errorf("got %+v, %v from %q", parsed, err, got.check)
	}
	for _, line := range []string{"", "42", "42\tsoon"} {
		if _, err := parseLua54("driver.lua", line); err == nil {
			t.Errorf("%q: no error", line)
		}
	}
}

func TestLua54AbsentIsSaid(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := runLua54("x.lua", ""); !errors.Is(err, errAbsent) {
		t.Errorf("got %v, want %v", err, errAbsent)
	}
	if got := lua54Version(); got != errAbsent.Error() {
		t.Errorf("version %q", got)
	}
}
