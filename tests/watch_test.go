package tests

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWatch changes a library that a test uses, and the test itself, under sx test --watch. Each is written at once:
// a file that is seen while it is still empty is a change of its own.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path+".new", []byte(text), 0o600), os.Rename(path+".new", path)); err != nil {
			t.Fatal(err)
		}
	}
	write("lib.sx", "(define-library (lib) (export two) (begin (define two 2)))\n")
	write("a.sx", "(import (lib))\ntwo  ;=> 2\n")
	c := sx(t, dir, "test", "--watch", "a.sx")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(longest, func() { _ = c.Process.Kill() })
	defer timer.Stop()
	changes := []func(){
		func() { write("lib.sx", "(define-library (lib) (export two) (begin (define two 33)))\n") },
		func() { write("a.sx", "(import (lib))\ntwo  ;=> 33\n") },
		func() { _ = os.Remove(filepath.Join(dir, "a.sx")) },
		func() { write("a.sx", "(import (lib))\n1\ntwo  ;=> 2\n") },
		func() { _ = c.Process.Signal(os.Interrupt) },
	}
	var got strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		switch line := lines.Text(); {
		case strings.HasPrefix(line, "waiting for a change") && len(changes) > 0:
			changes[0]()
			changes = changes[1:]
		case strings.HasSuffix(line, " failed") || strings.HasSuffix(line, "has changed"):
			got.WriteString(line + "\n")
		}
	}
	_ = c.Wait()
	const want = "1 passed, 0 failed\nlib.sx has changed\n0 passed, 1 failed\na.sx has changed\n1 passed, 0 failed\n" +
		"a.sx has changed\na.sx has changed\n0 passed, 1 failed\n"
	if got.String() != want || c.ProcessState.ExitCode() != 1 {
		t.Errorf("status %d, got\n%s\nwant\n%s", c.ProcessState.ExitCode(), &got, want)
	}
}
