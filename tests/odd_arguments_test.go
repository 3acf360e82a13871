package tests

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// goTrace is what Go shows when a program dies of a mistake of its own.
var goTrace = regexp.MustCompile(`goroutine [0-9]|panic: |runtime error|fatal error|\.go:[0-9]`)

// TestOddArguments gives every command what nobody would: each has to end by itself, with a status that means
// something, and with nothing of Go in what it says.
func TestOddArguments(t *testing.T) {
	commands := [][]string{{}, {"run"}, {"run", "--record"}, {"run", "--replay"}, {"run", "--checkpoint"}, {"resume"}, {"eval"}, {"test"},
		{"test", "--filter"}, {"test", "--host"}, {"test", "--format"}, {"fmt"}, {"doc"}, {"check"}, {"bundle"}, {"completion"}, {"help"},
		{"--color"}, {"--timeout"}, {"--max-memory"}, {"--allow"}, {"store"}, {"store", "kv"}, {"store", "--format"}}
	for _, name := range []string{"append", "read", "all", "streams", "stat", "project", "verify", "dump", "load", "backup", "compact",
		"kv get", "kv put", "kv scan"} {
		commands = append(commands, append([]string{"--store", "s", "store"}, strings.Fields(name)...),
			append([]string{"--store", "/dev/null", "store"}, strings.Fields(name)...))
	}
	odd := []string{"", "-", ".", "/dev/null", "\xff\x1b[2J", "--", "-1", "(", strings.Repeat("ä", 50_000), "99999999999999999999"}
	input := []byte("\x00\xff{\"type\":(\n{:type\n\"\x1b")
	dir, n := t.TempDir(), 0
	for i, c := range commands {
		for k, arg := range odd {
			if testing.Short() && (i+k)%4 > 0 {
				continue
			}
			args := append(append([]string(nil), c...), arg)
			ctx, cancel := context.WithTimeout(context.Background(), longest)
			cmd := sx(t, dir, args...)
			cmd.Stdin = bytes.NewReader(input)
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			stop := context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })
			_ = cmd.Wait()
			stop()
			cancel()
			n++
			if status := cmd.ProcessState.ExitCode(); status < 0 || status > 7 || goTrace.Match(out.Bytes()) {
				t.Errorf("sx %s: %v\n%.500s", fmt.Sprintf("%.200q", args), cmd.ProcessState, &out)
			}
		}
	}
	if n < 100 {
		t.Errorf("%d command lines were run", n)
	}
}
