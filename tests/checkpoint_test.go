package tests

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sx-lang/sx/kernel"
)

// appending appends events one by one and tells in the end what the store holds. Each append names the
// place that it wants, so that one that is performed twice is seen to have had its effect.
const appending = `(import (store api))
(define (fill n)
  (let loop ((i 0) (sum 0))
    (if (< i n)
        (begin (store/append "counts" "counted" {:i i} {:expect i})
               (loop (inc i) (+ sum i)))
        sum)))
(define sum (fill 60))
(println "sum" sum "events" (len (store/read "counts")))
(println (map (fn (e) (get-in e '("data" "i"))) (store/read "counts")))
`

// statusOf gives the exit status of a command that has ended.
func statusOf(err error) int {
	var e *exec.ExitError
	if errors.As(err, &e) {
		return e.ExitCode()
	}
	return 0
}

// TestResumeKilled kills a program at each stage of its run and goes on with it, until it is done: its
// output is that of an uninterrupted run, and so is its store.
func TestResumeKilled(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "appending.sx")
	if err := os.WriteFile(program, []byte(appending), 0o600); err != nil {
		t.Fatal(err)
	}
	want := sxOutput(t, dir, "run", "--store", "plain.store", program)
	args := []string{"run", "--checkpoint", "points", program}
	kills := 0
	var got []byte // of the last process that printed something: after it one may find nothing left to do
	for wait := 5 * time.Millisecond; ; wait += max(15*time.Millisecond, wait/4) {
		c := sx(t, dir, args...)
		var stdout, stderr bytes.Buffer
		c.Stdout, c.Stderr = &stdout, &stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(wait, func() { _ = c.Process.Kill() })
		err := c.Wait()
		timer.Stop()
		if stdout.Len() > 0 {
			got = stdout.Bytes()
		}
		if err == nil {
			break
		}
		if statusOf(err) > 0 {
			t.Fatalf("after %d kills: %v\n%s", kills, err, &stderr)
		}
		kills++
		if _, err := os.Stat(filepath.Join(dir, "points", "checkpoint")); err == nil {
			args = []string{"resume", "points"}
		}
	}
	if kills == 0 {
		t.Error("nothing was killed")
	}
	// A line that was printed before a kill is in an output that nobody kept, or is printed again.
	if !strings.HasSuffix(want, string(got)) || len(got) == 0 {
		t.Errorf("after %d kills:\n%s\nuninterrupted:\n%s", kills, got, want)
	}
	t.Logf("%d kills", kills)
	c := sx(t, dir, "resume", "points")
	if out, err := c.CombinedOutput(); err != nil || !strings.Contains(string(out), "is finished") {
		t.Errorf("a finished program: %v\n%s", err, out)
	}
}

// TestResumeFailed: a program that failed has failed, with the same report and status.
func TestResumeFailed(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "failing.sx")
	if err := os.WriteFile(program, []byte("(println 1)\n(error \"no\" 7)\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := sx(t, dir, "run", "--checkpoint", "points", program)
	var first bytes.Buffer
	run.Stderr = &first
	if status := statusOf(run.Run()); status != 1 {
		t.Errorf("run: exit status %d", status)
	}
	again := sx(t, dir, "resume", "points")
	var second bytes.Buffer
	again.Stderr = &second
	if status := statusOf(again.Run()); status != 1 || second.String() != first.String() || second.Len() == 0 {
		t.Errorf("resume: exit status %d\n%s\nrun:\n%s", status, &second, &first)
	}
	for _, args := range [][]string{{"resume"}, {"resume", "nowhere"}, {"run", "--checkpoint", "p", "--store", "mem", program}} {
		c := sx(t, dir, args...)
		if status := statusOf(c.Run()); status != 2 {
			t.Errorf("sx %s: exit status %d, want 2", strings.Join(args, " "), status)
		}
	}
}

// TestResumeStep goes on with programs in a new process after each of their performs, by a limit of
// performs that is raised by one each time.
func TestResumeStep(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "steps.sx")
	const text = `(define (f x) (println "x" x) (* x x))
(define squares (map f (list 1 2 3)))
(println squares)
(println (call/cc (fn (k) (dynamic-wind (fn () (println "in")) (fn () (k 5)) (fn () (println "out"))))))
`
	if err := os.WriteFile(program, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	inSteps(t, program)
	examples, err := filepath.Glob("../examples/*/list.sx")
	if err != nil || len(examples) < 7 {
		t.Fatalf("%d examples, %v", len(examples), err)
	}
	for _, example := range examples {
		path, err := filepath.Abs(example)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			t.Parallel()
			inSteps(t, path)
		})
	}
}

// inSteps runs a program in processes of one perform each and compares what they print with what one
// process prints. The last perform of each process is performed again by the next, so lines that come twice
// in a row count once.
func inSteps(t *testing.T, program string) {
	t.Helper()
	dir := t.TempDir()
	want := sxOutput(t, dir, "run", program)
	var got []byte
	args := []string{"run", "--max-performs", "1", "--checkpoint", "points", program}
	processes := 1
	for n := 2; ; n++ {
		c := sx(t, dir, args...)
		var stdout bytes.Buffer
		c.Stdout = &stdout
		err := c.Run()
		got = append(got, stdout.Bytes()...)
		if err == nil {
			break
		}
		if statusOf(err) != 6 || n > 2000 {
			t.Fatalf("%v\n%s", err, got)
		}
		args = []string{"resume", "--max-performs", itoa(n), "points"}
		processes++
	}
	if processes < 2 {
		t.Errorf("only %d processes", processes)
	}
	if in, whole := onceInARow(string(got)), onceInARow(want); in != whole {
		t.Errorf("in steps:\n%s\nin one go:\n%s", in, whole)
	}
}

// onceInARow leaves out lines that are like the one before.
func onceInARow(text string) string {
	var once []string
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if i == 0 || l != lines[i-1] {
			once = append(once, l)
		}
	}
	return strings.Join(once, "\n")
}

// TestResumeTwice: while a process runs a program, another one is told so, and leaves it alone.
func TestResumeTwice(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "waiting.sx")
	const text = "(println 1)\n(let wait () (perform {:op \"clock/now\"}) (wait))\n"
	if err := os.WriteFile(program, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	running := []string{"run", "--checkpoint", "points", program}
	for _, other := range [][]string{{"resume", "points"}, {"run", "--checkpoint", "points", program}} {
		first := sx(t, dir, running...)
		out, err := first.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := first.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 1)); err != nil {
			t.Error(err)
		}
		second := sx(t, dir, other...)
		said, err := second.CombinedOutput()
		if want := "is running in process " + itoa(first.Process.Pid); statusOf(err) != 4 || !strings.Contains(string(said), want) {
			t.Errorf("sx %s: exit status %d, want 4; %q lacks %q", strings.Join(other, " "), statusOf(err), said, want)
		}
		_ = first.Process.Kill()
		_ = first.Wait()
		if err := os.Remove(filepath.Join(dir, "points", "checkpoint")); err != nil {
			t.Error(err)
		}
	}
}

func itoa(n int) string { return kernel.Write(kernel.Int(int64(n))) }
