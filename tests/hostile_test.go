package tests

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestHostile runs the programs below tests/hostile, each of which does its worst, under a limit of
// 64 MiB. The comment at the head of each says how it must end:
//
//	;;; want: limit memory      with the error of that limit (step, memory, depth, output, perform)
//	;;; want: error "regexp"    with an error of its own
//	;;; want: ok "regexp"       well, with that output
//	;;; flags: --max-steps N    further flags
//
// Several may be joined by |. Whatever happens, the process stays below 200 MiB and shows no Go stack.
func TestHostile(t *testing.T) {
	files, err := filepath.Glob("hostile/*.sx")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d files below hostile (%v), want 40 or more", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".sx"), func(t *testing.T) {
			t.Parallel()
			want, flags := hostileHead(t, file)
			ending := runHostile(t, file, flags)
			if !want.MatchString(ending.outcome) {
				t.Errorf("ended with %.300q, want %s", ending.outcome, want)
			}
			if ending.peak > 200<<20 {
				t.Errorf("the process took %d MiB", ending.peak>>20)
			}
			for _, word := range []string{"goroutine ", "panic", "runtime error", "internal error"} {
				if strings.Contains(ending.outcome, word) {
					t.Errorf("the output has %q in it: %.300q", word, ending.outcome)
				}
			}
		})
	}
}

// hostileHead reads what a file wants and its flags.
func hostileHead(t *testing.T, file string) (want *regexp.Regexp, flags []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, ";;; want: "); ok {
			want = wantedEnding(strings.TrimSpace(rest))
		}
		if rest, ok := strings.CutPrefix(line, ";;; flags: "); ok {
			flags = strings.Fields(rest)
		}
	}
	if want == nil {
		t.Fatal("no line ;;; want: at the head")
	}
	return want, flags
}

// wantedEnding gives the pattern of an outcome, which begins with the status: 6 for a limit.
func wantedEnding(text string) *regexp.Regexp {
	text = regexp.MustCompile(`limit (\(.*?\)|\w+)`).ReplaceAllString(text, `(^6 .*$1 limit of \d+ )`)
	text = regexp.MustCompile(`error "(.*?)"`).ReplaceAllString(text, `(^1 .*($1))`)
	text = regexp.MustCompile(`ok "(.*?)"`).ReplaceAllStringFunc(text, func(s string) string {
		return "(^0 (" + strings.ReplaceAll(strings.Trim(strings.TrimPrefix(s, "ok "), `"`), "^", "") + "))"
	})
	return regexp.MustCompile("(?s)" + text)
}

// ending is how a process ended: its status and what it wrote, and the most memory it took, in bytes.
type ending struct {
	outcome string
	peak    int64
}

func runHostile(t *testing.T, file string, flags []string) ending {
	t.Helper()
	args := append([]string{"--max-memory", "64MiB", "--timeout", "100s"}, flags...)
	c, peak := withPeak(t, sx(t, ".", append(args, "run", file)...))
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Run(); c.ProcessState == nil {
		t.Fatal(err)
	}
	return ending{strings.TrimSpace(string(rune('0'+c.ProcessState.ExitCode())) + " " + out.String()), peak()}
}

// TestHostileCancelled ends each of the programs early, by a timeout: no builtin keeps the machine from
// looking at it.
func TestHostileCancelled(t *testing.T) {
	files, err := filepath.Glob("hostile/*.sx")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".sx"), func(t *testing.T) {
			t.Parallel()
			c := sx(t, ".", "--max-memory", "64MiB", "--timeout", "40ms", "run", file)
			timer := time.AfterFunc(longest, func() { _ = c.Process.Kill() })
			defer timer.Stop()
			out, _ := c.CombinedOutput()
			if status := c.ProcessState.ExitCode(); status != 6 && status != 1 && status != 0 {
				t.Errorf("ended with status %d: %.300q", status, out)
			}
		})
	}
}
