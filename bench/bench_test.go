package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary stand for the tool when a test starts it as a child.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "-child" {
		main()
		return
	}
	os.Exit(m.Run())
}

// quick are the workloads that take every engine in Go well under a second; with SX_SOAK all run.
func quick() []string { return []string{"queens", "strings", "dict", "quicksort"} }

// TestEnginesAgree runs programs once on the engines that are Go packages, and with SX_SOAK on all.
func TestEnginesAgree(t *testing.T) {
	tools := testTools(t)
	for _, w := range workloads() {
		soak := os.Getenv("SX_SOAK") != ""
		if !soak && !slices.Contains(quick(), w.name) {
			continue
		}
		t.Run(w.name, func(t *testing.T) {
			var es []engine
			for _, e := range engines() {
				if soak || e.run != nil {
					es = append(es, e)
				}
			}
			row := verify(w, es, tools.once)
			for j, c := range row {
				if c.word == "differs" || c.word == "fails" && (w.name != "deep" || j == 0) {
					t.Errorf("%s %s: %s", es[j].name, c.word, c.reason)
				}
			}
		})
	}
}

// TestProgramOrReason holds that each workload has for each engine a program or a reason, not both, and
// that no file lies about that nobody runs.
func TestProgramOrReason(t *testing.T) {
	used := map[string]bool{}
	for _, w := range workloads() {
		for _, e := range engines() {
			_, ok, err := program(w, e)
			if err != nil {
				t.Fatal(err)
			}
			if reason := w.cannot[e.name]; ok == (reason != "") {
				t.Errorf("%s on %s: a program: %v, a reason: %q", w.name, e.name, ok, reason)
			}
			for _, ext := range e.exts {
				used["workloads/"+w.name+"/"+w.name+"."+ext] = true
			}
		}
	}
	err := fs.WalkDir(programs, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !used[path] {
			t.Errorf("%s: no engine runs it", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func testTools(t *testing.T) tools {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return tools{dir: t.TempDir(), self: self, limit: limits{time: time.Minute}}
}

func TestChild(t *testing.T) {
	ws, err := choose("queens", workloads(), workloadName)
	if err != nil {
		t.Fatal(err)
	}
	tools := testTools(t)
	out, err := tools.once(ws[0], engines()[0])
	if err != nil || out.check != "352" || out.cpu <= 0 || out.wall <= 0 || out.allocs == 0 {
		t.Errorf("got %+v, %v", out, err)
	}
	tools.limit.time = time.Millisecond
	if _, err := tools.once(ws[0], engines()[0]); err == nil || !strings.Contains(err.Error(), "took longer") {
		t.Errorf("got %v, want that it took longer", err)
	}
	var b bytes.Buffer
	broken := engine{name: "sx", exts: []string{"sx"}, run: func(string, string, timer) (outcome, error) {
		return outcome{}, errors.New("no\nmore")
	}}
	var r report
	if err := serve(&b, broken, ws[0], measured); err != nil || json.Unmarshal(b.Bytes(), &r) != nil || r.Error != "no" {
		t.Errorf("got %q, %v", b.String(), err)
	}
}

// TestWhole measures a process that starts and ends: sx, which is built for it.
func TestWhole(t *testing.T) {
	ws, err := choose("cold,import", workloads(), workloadName)
	if err != nil {
		t.Fatal(err)
	}
	tools := testTools(t)
	for _, w := range ws {
		if out, err := tools.once(w, engines()[0]); err != nil || out.check != "42" || out.wall <= 0 || out.cpu <= 0 {
			t.Errorf("%s: got %+v, %v", w.name, out, err)
		}
	}
}

func TestScript(t *testing.T) {
	tools := testTools(t)
	sh := engine{name: "sh", exts: []string{"sh"}, script: func(s string) string { return s },
		command: func(file string) ([]string, error) { return []string{"/bin/sh", file}, nil }}
	for source, want := range map[string]string{
		"echo noise; printf '7\\t0.25\\n'": "",
		"echo 7":                           "want a value, a tab and seconds",
		"printf '7\\tsoon'":                "want a value, a tab and seconds",
		"exit 3":                           "exit status 3",
		"echo warning >&2; echo 'Error: deep' >&2; exit 1": "Error: deep",
		"echo '" + tools.dir + "/x: gone' >&2; exit 1":     "x: gone",
	} {
		out, err := tools.script(sh, workload{name: "x"}, source)
		switch {
		case want == "" && (err != nil || out.check != "7" || out.cpu != time.Second/4):
			t.Errorf("%q: got %+v, %v", source, out, err)
		case want != "" && (err == nil || !strings.HasSuffix(err.Error(), want)):
			t.Errorf("%q: got %v, want %s", source, err, want)
		}
	}
}

// constant is an engine of another program that is never started.
func constant(name string) engine { return engine{name: name} }

// answers gives a runner that answers check and time by the engine's name.
func answers(of map[string]outcome) runner {
	return func(_ workload, e engine) (outcome, error) {
		out, ok := of[e.name]
		if !ok {
			return outcome{}, errors.New("broken")
		}
		if out.check == "" {
			return outcome{}, errAbsent
		}
		return out, nil
	}
}

func TestVerify(t *testing.T) {
	w := workload{name: "x", cannot: map[string]string{"five": "no legs"}}
	es := []engine{constant("one"), constant("two"), constant("three"), constant("four"), constant("five")}
	row := verify(w, es, answers(map[string]outcome{"one": {check: "5"}, "two": {check: "5.0"}, "three": {}}))
	var words []string
	for _, c := range row {
		words = append(words, c.word)
	}
	if want := []string{"", "differs", "–", "fails", "cannot"}; !slices.Equal(words, want) {
		t.Errorf("got %q, want %q", words, want)
	}
	if row[1].reason != `answers "5.0", and one answers "5"` || row[3].reason != "broken" || row[4].reason != "no legs" {
		t.Errorf("reasons: %+v", row)
	}
	if err := (results{workloads: []workload{w}, engines: es, grid: [][]cell{row}}).wrong(); err == nil ||
		err.Error() != `x on two differs: answers "5.0", and one answers "5"` {
		t.Errorf("wrong: %v", err)
	}
}

func TestMeasureGivesEachRoundToEachEngine(t *testing.T) {
	es := []engine{constant("one"), constant("two"), constant("three")}
	run := answers(map[string]outcome{"one": {check: "5", cpu: 2}, "two": {}, "three": {check: "5", cpu: 6}})
	grid := measure([]workload{{name: "x"}}, es, 3, run, io.Discard)
	if row := grid[0]; len(row[0].rounds) != 3 || row[1].word != "–" || row[2].median() != 6 {
		t.Errorf("got %+v", row)
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
		if e.run == nil {
			continue
		}
		for _, source := range []string{broken[e.exts[0]], unfinished[e.exts[0]], "((("} {
			if _, err := e.run("broken."+e.exts[0], source, measured); err == nil {
				t.Errorf("%s: no error from %q", e.name, source)
			}
		}
	}
}

// seconds makes a cell of rounds of processor time.
func seconds(all ...float64) cell {
	var c cell
	for _, s := range all {
		d := time.Duration(s * float64(time.Second))
		c.rounds = append(c.rounds, outcome{cpu: d, wall: d})
	}
	return c
}

func sample() results {
	return results{
		workloads: []workload{{name: "a", times: 1e9}, {name: "b"}},
		engines:   []engine{{name: "sx", hosted: true}, {name: "p", hosted: true}, {name: "q"}},
		grid: [][]cell{
			{seconds(1, 2, 3), seconds(4), {word: "cannot", reason: "no <legs>"}},
			{seconds(1), seconds(0.5), {word: "cannot", reason: "no <legs>"}},
		},
		rounds: 3,
	}
}

func TestTable(t *testing.T) {
	var b strings.Builder
	if err := sample().table(&b); err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"workload", "sx", "s", "ns", "each", "allocs", "each", "±", "%", "p", "q", "±", "%"},
		{"a", "2.0000", "2.0", "0.00", "50", "2.00", "cannot", "0"},
		{"b", "1.0000", "0", "0.50", "cannot", "0"},
		{"geometric", "mean", "1.00", "–"},
	}
	for i, line := range strings.Split(strings.TrimSpace(b.String()), "\n") {
		if got := strings.Fields(line); !slices.Equal(got, want[i]) {
			t.Errorf("line %d: got %q, want %q", i+1, got, want[i])
		}
	}
}

func TestTargets(t *testing.T) {
	got := map[string]target{}
	for _, target := range sample().targets() {
		got[target.want] = target
	}
	for want, verdict := range map[string]string{
		"every workload faster than every peer in Go": "NOT MET",
		"twice as fast as p on the geometric mean":    "NOT MET",
		"reading source at 30 MB/s":                   "unknown",
		"a cold start under 10 ms":                    "unknown",
	} {
		if got[want].verdict != verdict {
			t.Errorf("%s: got %+v, want %s", want, got[want], verdict)
		}
	}
	if got := got["every workload faster than every peer in Go"].got; got != "slower on b to p (0.50)" {
		t.Errorf("got %q", got)
	}
	r := sample()
	r.grid[1][1] = seconds(4)
	r.probes = probes{resumes: []atDepth{{1, 900}, {1000, 1100}}, guests: []atDepth{{1, 900}}, perform: 59, readMB: 31, suspended: 2048}
	verdicts := ""
	for _, target := range r.targets() {
		verdicts += target.verdict + ","
	}
	if want := "met,met,met,unknown,unknown,NOT MET,met,unknown,met,unknown,unknown,NOT MET,"; verdicts != want {
		t.Errorf("got  %s\nwant %s", verdicts, want)
	}
}

func TestReportAndPicture(t *testing.T) {
	dir := t.TempDir()
	r := sample()
	r.engines[0].version, r.engines[1].version, r.engines[2].version = version, version, version
	text, picture := filepath.Join(dir, "t"), filepath.Join(dir, "p")
	if err := r.save(text, picture); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(text)
	if err != nil || !strings.Contains(string(b), "q cannot: no <legs> [a, b]") || !strings.Contains(string(b), "\ntargets\n") {
		t.Errorf("%v\n%s", err, b)
	}
	b, err = os.ReadFile(picture)
	if err != nil {
		t.Fatal(err)
	}
	d, circles := xml.NewDecoder(bytes.NewReader(b)), 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "circle" {
			circles++
		}
	}
	if circles != 2+3 { // the legend, and p on a, b and the mean
		t.Errorf("%d circles, want 5", circles)
	}
}

func version() string { return "1" }

func TestProbesOfSX(t *testing.T) {
	if d, allocs, err := performOnce(); err != nil || d <= 0 || allocs < 0 {
		t.Errorf("perform: %v, %v, %v", d, allocs, err)
	}
	for _, source := range []string{reenterAt, resumeAt} {
		source = strings.ReplaceAll(strings.ReplaceAll(source, "%[1]d", "50"), "%d", "50")
		if _, err := eachOf(1000, source); err != nil {
			t.Error(err)
		}
	}
	if n, err := suspendedBytes(); err != nil || n <= 0 {
		t.Errorf("suspended: %d, %v", n, err)
	}
	if _, err := eachOf(10, "(define (run n) 11)"); err == nil {
		t.Error("a probe that answers wrong is no error")
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		rounds []float64
		want   time.Duration
	}{{[]float64{7}, 7}, {[]float64{9, 1, 5}, 5}, {[]float64{8, 2, 4, 100}, 6}} {
		if got := seconds(c.rounds...).median(); got != c.want*time.Second {
			t.Errorf("%v: got %v, want %v s", c.rounds, got, int(c.want))
		}
	}
	if got := seconds(10, 20, 50).spread(); math.Abs(got-1.5) > 1e-9 {
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
	for _, args := range [][]string{{"-rounds", "0"}, {"-only", "nosuch"}, {"-peers", "sx"}, {"stray"}, {"-nosuch"}, {"-write", "-only", "fib"},
		{"-child", "sx"}, {"-child", "lua5.4", "-only", "fib"}, {"-child", "nosuch", "-only", "fib"}} {
		if err := bench(args, io.Discard, io.Discard); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
	if o, err := parseFlags([]string{"-peers", "hosted"}, io.Discard); err != nil || o.peers != "gopher-lua,goja,starlark,tengo" {
		t.Errorf("got %+v, %v", o, err)
	}
}

func TestAbsentIsSaid(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, e := range scripts() {
		if got := e.version(); got != errAbsent.Error() {
			t.Errorf("%s: version %q", e.name, got)
		}
		if row := verify(workloads()[0], []engine{e}, testTools(t).once); row[0].word != "–" {
			t.Errorf("%s: got %+v", e.name, row[0])
		}
	}
}

func TestCollected(t *testing.T) {
	if n, err := collected("==7== x\n==7== Collected : 123\n"); err != nil || n != 123 {
		t.Errorf("got %d, %v", n, err)
	}
	if _, err := collected("==7== Assertion failed"); err == nil {
		t.Error("no error without a count")
	}
}
