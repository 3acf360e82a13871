package tests

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestAppendKilled kills sx store append in the middle of its input, again and again: every event whose ok
// was printed is in the store then, under the seq and position that were printed, and batches are whole.
func TestAppendKilled(t *testing.T) {
	dir := t.TempDir()
	const batch, rounds = 3, 30
	acknowledged := map[string]bool{}
	next := 0
	for round := range rounds {
		c := sx(t, dir, "store", "append", "--store", "s", "a stream", "--batch", fmt.Sprint(batch))
		in, err := c.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
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
		first := next
		go func() {
			for i := first; ; i++ {
				if _, err := fmt.Fprintf(in, "{:type \"t\" :data %d}\n", i); err != nil {
					return
				}
			}
		}()
		lines, seen := bufio.NewScanner(out), 0
		for lines.Scan() {
			acknowledged[lines.Text()] = true
			if seen++; seen == 1+batch*round { // the first of a batch: too early an ok would be ahead of its event
				_ = c.Process.Kill()
			}
		}
		_ = c.Wait()
		timer.Stop()
		if c.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("it was not killed: %v\n%s", c.ProcessState, &stderr)
		}
		next += 10_000
	}
	count := 0
	for line := range strings.Lines(sxOutput(t, dir, "store", "all", "--store", "s")) {
		count++
		delete(acknowledged, fmt.Sprintf("ok \"a stream\" %d %d", count, count))
		if !strings.HasPrefix(line, fmt.Sprintf("{:stream \"a stream\" :seq %d ", count)) ||
			!strings.HasSuffix(line, fmt.Sprintf(" :pos %d}\n", count)) {
			t.Fatalf("event %d is %s", count, line)
		}
	}
	if len(acknowledged) > 0 || count < batch*rounds || count%batch != 0 {
		t.Errorf("%d events are in the store, in batches of %d; these were acknowledged and are not: %v", count, batch, acknowledged)
	}
	if report := sxOutput(t, dir, "store", "verify", "--store", "s"); !strings.Contains(report, "{:ok true ") {
		t.Error(report)
	}
}

// TestClosedPipe: a command whose output nobody reads any more ends by itself and says nothing.
func TestClosedPipe(t *testing.T) {
	dir := t.TempDir()
	var events strings.Builder
	for i := range 30_000 {
		fmt.Fprintf(&events, "{:type \"t\" :data %d}\n", i)
	}
	fill := sx(t, dir, "store", "append", "--store", "s", "a", "--batch", "1000")
	fill.Stdin = strings.NewReader(events.String())
	if err := fill.Run(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		status int
		args   []string
	}{
		{0, []string{"store", "all", "--store", "s"}}, {0, []string{"store", "read", "--store", "s", "a"}},
		{0, []string{"store", "dump", "--store", "s"}},
		{0, []string{"eval", `(let loop () (guard (e (else nil)) (println "aaaaaaaaaaaaaaaaaaaaa")) (loop))`}},
		{7, []string{"store", "append", "--store", "s", "b"}}, // work was left undone
	} {
		cmd := sx(t, dir, c.args...)
		in, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		var stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr, cmd.Stdin = w, &stderr, strings.NewReader(events.String())
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(longest, func() { _ = cmd.Process.Kill() })
		_ = w.Close()
		_, err = io.ReadFull(in, make([]byte, 10))
		_ = in.Close()
		_ = cmd.Wait()
		timer.Stop()
		if err != nil || cmd.ProcessState.ExitCode() != c.status || stderr.Len() > 0 {
			t.Errorf("sx %s: %v, %v, standard error %q", strings.Join(c.args, " "), err, cmd.ProcessState, &stderr)
		}
	}
}
