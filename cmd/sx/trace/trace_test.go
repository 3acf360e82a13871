package trace_test

import (
	"bytes"
	"context"
	"errors"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/trace"
	"github.com/sx-lang/sx/hosts/mockio"
)

const program = `
(println "a" (perform '("clock/now")) (perform '("random/int" 1000000)))
(println (perform '("io/read-line")))
(guard (e (else (println (condition-kind e) (condition-message e) (condition-irritants e))))
  (perform (list "no/such" car)))
(perform '("store/commit" {:appends ({:stream "s" :events ({:type "t" :data {:k :v :r 1/3 :f +nan.0 :c #\x0}})})}))
(println (write-to-string (perform '("store/read" {:stream "s"}))))
(println (perform '("fs/read" "/bytes")))
(raise 'end)`

// run runs the program with a host and gives its error.
func run(t *testing.T, text string, host cek.Host) error {
	t.Helper()
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := m.Start(context.Background(), "p.sx", text)
	if err == nil {
		_, err = cek.Drive(context.Background(), host, out)
	}
	return err
}

// record gives a trace of the program, and what it printed.
func record(t *testing.T) (recorded, printed string) {
	t.Helper()
	mem := mockio.New(mockio.WithClock(5, 1), mockio.WithSeed(99), mockio.WithInput("l\x01ine"),
		mockio.WithFiles(map[string]string{"/bytes": "\xff\x00\xfe"}))
	var file bytes.Buffer
	r, err := trace.NewRecorder(mem, &file, trace.Header{File: "p.sx", Directory: "d", Arguments: []string{"x", "\xff"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := run(t, program, r); err == nil || !strings.Contains(err.Error(), "uncaught: end") {
		t.Fatal(err)
	}
	if err := r.End(); err != nil {
		t.Fatal(err)
	}
	return file.String(), mem.Output()
}

// play replays a trace with a program.
func play(t *testing.T, recorded, text string) (printed string, stopped bool, err error) {
	t.Helper()
	var out bytes.Buffer
	p, err := trace.NewPlayer("t", strings.NewReader(recorded), &out, func() { stopped = true })
	if err != nil {
		return "", false, err
	}
	if got := strings.Join(p.Header.Arguments, " "); got != "x \xff" || p.Header.Directory != "d" {
		t.Errorf("the header is %+v", p.Header)
	}
	ended := run(t, text, p)
	if p.Err() == nil && p.End() == nil && (ended == nil || !strings.Contains(ended.Error(), "uncaught: end")) {
		t.Errorf("the program ended with %v", ended)
	}
	return out.String(), stopped, p.Err()
}

func TestReplay(t *testing.T) {
	recorded, printed := record(t)
	got, _, err := play(t, recorded, program)
	if err != nil || got != printed {
		t.Errorf("%v, printed %q, want %q", err, got, printed)
	}
	if strings.Count(printed, "\n") != 5 {
		t.Errorf("the program printed %q", printed)
	}
}

// TestBeginnings replays what a kill at any byte leaves: all that is whole plays, and then the trace is
// said to end.
func TestBeginnings(t *testing.T) {
	recorded, printed := record(t)
	for n := range len(recorded) - len("(end)\n") {
		got, stopped, err := play(t, recorded[:n], program)
		if !strings.Contains(recorded[:n], "\n") {
			if err == nil || !strings.Contains(err.Error(), "is no trace") {
				t.Fatalf("%d bytes: %v", n, err)
			}
			continue
		}
		if !strings.HasPrefix(printed, got) {
			t.Fatalf("%d bytes: printed %q", n, got)
		}
		var end *trace.EndError
		if strings.Count(recorded[:n], "\n") < strings.Count(recorded, "\n")-1 && (!errors.As(err, &end) || !stopped) {
			t.Fatalf("%d bytes: %v, stopped %v", n, err, stopped)
		}
	}
}

func TestDifference(t *testing.T) {
	recorded, _ := record(t)
	for _, c := range []struct{ from, to, want string }{
		{`"a"`, `"b"`, "t:6: request 3 is not the one of the trace\n  - (ask {:op \"io/print\" :args (\"a"},
		{`(raise 'end)`, `(println 1)`, "\n  - (end)\n  + (ask {:op \"io/print\" :args (\"1\\n\")})"},
		{`(println (perform '("fs/read" "/bytes")))`, ``, "the end of the program"},
		{`(perform (list "no/such" car))`, `(perform (list "no/such" cdr))`, "#<builtin cdr>"},
	} {
		changed := strings.Replace(program, c.from, c.to, 1)
		_, _, err := play(t, recorded, changed)
		if changed == program || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s instead of %s: %v", c.to, c.from, err)
		}
	}
}

func TestDamagedTrace(t *testing.T) {
	recorded, _ := record(t)
	lines := strings.SplitAfter(recorded, "\n")
	for _, c := range []struct{ text, want string }{
		{"", "t is no trace"}, {"(define x 1)\n", "t is no trace"}, {"(trace {:version 2})\n", "version 2, this sx reads version 1"},
		{lines[0] + "(ask\n", "t:2:1: "}, {lines[0] + "5\n", "t:2: want a list"},
		{lines[0] + lines[1] + lines[1], "t:3: want (answer value) or (raise {…})"},
		{lines[0] + lines[2], "request 1 is not the one"},
	} {
		if _, _, err := play(t, c.text, program); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
}

// TestEmptyLines: lines with nothing on them are passed over, however many.
func TestEmptyLines(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(8 << 20))
	recorded, printed := record(t)
	head, rest, _ := strings.Cut(recorded, "\n")
	if got, _, err := play(t, head+strings.Repeat("\n", 1<<18)+"; a comment\n"+rest, program); err != nil || got != printed {
		t.Errorf("printed %q, want %q: %v", got, printed, err)
	}
}
