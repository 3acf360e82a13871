package tests

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sxBinary builds the command once for all tests.
var sxBinary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "sx")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "sx")
	out, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, "../cmd/sx").CombinedOutput()
	if err != nil {
		return "", errors.New(string(out))
	}
	return path, nil
})

// sx gives a command line of sx that will run in the directory dir.
func sx(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := sxBinary()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(path, args...)
	c.Dir = dir
	return c
}

// sxOutput runs sx and gives its standard output; it must end well.
func sxOutput(t *testing.T, dir string, args ...string) string {
	t.Helper()
	c := sx(t, dir, args...)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("sx %s: %v\n%s%s", strings.Join(args, " "), err, out, &stderr)
	}
	return string(out)
}

func ordersProgram(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../examples/orders.sx")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// wantSummary gives the numbers that the example's report must come to; they were computed by a
// program that shares nothing with it.
func wantSummary(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../examples/data/orders.summary.txt")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#") {
			b.WriteString(line)
		}
	}
	return b.String()
}

func TestOrdersSummary(t *testing.T) {
	dir := t.TempDir()
	first := sxOutput(t, dir, "run", ordersProgram(t), "summary")
	if diff := cmp.Diff(wantSummary(t), first); diff != "" {
		t.Errorf("the report differs from the golden summary (-want +got):\n%s", diff)
	}
	report := sxOutput(t, dir, "run", ordersProgram(t))
	if !strings.HasPrefix(report, "imported 0 lines; the ledger's snapshot stood at event 11586\n") {
		t.Errorf("the second run did not go on from the first:\n%.200s", report)
	}
	if diff := cmp.Diff(first, sxOutput(t, dir, "run", ordersProgram(t), "summary")); diff != "" {
		t.Errorf("the third run reports other numbers (-first +third):\n%s", diff)
	}
	if mem := sxOutput(t, dir, "run", "--store", "mem", ordersProgram(t), "summary"); mem != first {
		t.Error("the store in memory gives another report")
	}
}

// TestOrdersKilled kills the import again and again, each time after the log has grown, and checks
// that the run that is left alone reports what an uninterrupted one does.
func TestOrdersKilled(t *testing.T) {
	dir := t.TempDir()
	kills := 0
	for range 12 {
		before := storeSize(dir)
		c := sx(t, dir, "run", ordersProgram(t))
		var stderr bytes.Buffer
		c.Stderr = &stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- c.Wait() }()
		killed := false
		for !killed {
			select {
			case err := <-done:
				done <- err
				killed = true
			case <-time.After(200 * time.Microsecond):
				if storeSize(dir) > before+60_000 {
					killed = c.Process.Kill() == nil
				}
			}
		}
		err := <-done
		var exit *exec.ExitError
		switch {
		case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL:
			kills++
		case err != nil:
			t.Fatalf("the program failed: %v\n%s", err, &stderr)
		}
	}
	if kills < 2 {
		t.Fatalf("the import was killed %d times only: it is too quick for this test, make its data larger", kills)
	}
	if diff := cmp.Diff(wantSummary(t), sxOutput(t, dir, "run", ordersProgram(t), "summary")); diff != "" {
		t.Errorf("after %d kills the report differs (-want +got):\n%s", kills, diff)
	}
}

// storeSize gives how many bytes of the log have been written.
func storeSize(dir string) int64 {
	var n int64
	names, _ := filepath.Glob(filepath.Join(dir, "orders.store", "*.log"))
	for _, name := range names {
		if info, err := os.Stat(name); err == nil {
			n += info.Size()
		}
	}
	return n
}

func TestExitStatus(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		args   []string
		status int
		output string
	}{
		{[]string{"eval", "(+ 1 2)", "{:a \"x\"}"}, 0, "3\n{:a \"x\"}\n"},
		{[]string{"version"}, 0, "sx 0.1.0\n"},
		{[]string{"eval", "(car 1)"}, 1, "<eval 1>:1:1: car: argument 1 is number"},
		{[]string{"eval", "(raise 'oops)"}, 1, "uncaught: oops"},
		{[]string{"eval", "(perform {:op \"no/such\"})"}, 1, "no host answers the op \"no/such\""},
		{[]string{"eval", "(import (no such))"}, 1, "(no such)"},
		{[]string{"eval", "("}, 1, "<eval 1>:1:1"},
		{[]string{"--max-steps", "1000", "eval", "(let loop () (loop))"}, 6, "step limit of 1000 steps reached"},
		{[]string{"--timeout", "50ms", "eval", "(let loop () (loop))"}, 6, "--timeout"},
		{[]string{"run", write("empty.sx", "")}, 0, ""},
		{[]string{"run", write("args.sx", "(println (command-line))"), "-x", "--store"}, 0, "(-x --store)\n"},
		{[]string{"run", write("deep.sx", strings.Repeat("(", 1<<20))}, 1, "nesting"},
		{[]string{"run", filepath.Join(dir, "missing.sx")}, 7, "missing.sx"},
		{[]string{"run", dir}, 7, "is a directory"},
		{[]string{"test", write("ok.sx", "(+ 1 1) ;=> 2\n")}, 0, "1 passed, 0 failed\n"},
		{[]string{"test", write("bad.sx", "(+ 1 1) ;=> 3\n")}, 1, "0 passed, 1 failed\n"},
		{[]string{"test", write("none.sx", "(+ 1 1)")}, 1, "there are no tests"},
		{[]string{"run"}, 2, "want FILE"},
		{[]string{"eval"}, 2, "want EXPR"},
		{[]string{"nonsense"}, 2, "there is no command nonsense"},
		{[]string{"eval", "--nonsense", "1"}, 2, "unknown flag"},
		{[]string{"--max-steps", "x", "eval", "1"}, 2, "max-steps"},
		{[]string{"--allow", "everything", "eval", "1"}, 2, "--allow"},
		{[]string{"--max-memory", "16MiB", "eval", "(range 10000000)"}, 6,
			"<eval 1>:1:1: memory limit of 16 MiB reached\n"},
		{[]string{"--max-memory", "16MiB", "eval", "(define (f) (+ 1 (f)))", "(f)"}, 6, "depth limit of 524288 stack slots"},
		{[]string{"--max-memory", "64MiB", "eval", "(let loop ((i 0)) (if (< i 300000) (do (range 100) (loop (inc i))) i))"}, 0, "300000\n"},
		{[]string{"--max-output", "10", "eval", "(let loop () (print \"abcd\") (loop))"}, 6,
			"abcdabcd<eval 1>:1:14: output limit of 10 bytes reached"},
		{[]string{"--max-performs", "2", "eval", "(let loop () (guard (e (else 1)) (perform '(x))) (loop))"}, 6,
			"perform limit of 2 performs reached"},
		{[]string{"--max-memory", "lots", "eval", "1"}, 2, "want one like 1000000, 512KiB, 64MiB or 1GiB"},
		{[]string{"--max-output", "-1", "eval", "1"}, 2, "max-output"},
		{[]string{"--max-performs", "-1", "eval", "1"}, 2, "max-performs"},
		{[]string{"help"}, 0, "6  the program reached a limit or the timeout"},
		{[]string{"eval", "(raise {:conflict true})"}, 3, "uncaught"},
		{[]string{"--store", "/dev/null/x", "eval", "1"}, 7, "not a directory"},
	} {
		cmd := sx(t, dir, c.args...)
		out, err := cmd.CombinedOutput()
		status := cmd.ProcessState.ExitCode()
		if status != c.status || !strings.Contains(string(out), c.output) {
			t.Errorf("sx %.80s: status %d (%v), want %d and %q in\n%.500s", strings.Join(c.args, " "), status, err, c.status,
				c.output, out)
		}
		if strings.Contains(string(out), "goroutine") {
			t.Errorf("sx %.80s shows a Go stack:\n%.500s", strings.Join(c.args, " "), out)
		}
	}
}

// TestInterrupt sends what Ctrl-C sends.
func TestInterrupt(t *testing.T) {
	c := sx(t, t.TempDir(), "eval", "(do (println \"on\") (let loop () (loop)))")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	c.Stderr = &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(longest, func() { _ = c.Process.Kill() })
	defer timer.Stop()
	if _, err := out.Read(make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	if c.ProcessState.ExitCode() != 1 || stderr.String() != "sx: interrupted\n" {
		t.Errorf("status %d, standard error %q", c.ProcessState.ExitCode(), &stderr)
	}
}

func TestLockedStore(t *testing.T) {
	dir := t.TempDir()
	c := sx(t, dir, "--store", "s", "eval", "(do (println \"on\") (let loop () (loop)))")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Process.Kill(); _ = c.Wait() }()
	if _, err := out.Read(make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	second := sx(t, dir, "--store", "s", "eval", "1")
	text, _ := second.CombinedOutput()
	if second.ProcessState.ExitCode() != 4 || !strings.Contains(string(text), "is open in process") {
		t.Errorf("status %d: %s", second.ProcessState.ExitCode(), text)
	}
}
