package tests

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/suite"
	"github.com/sx-lang/sx/hosts/mockio"
)

// snippet is a block of code in a page: its language, its text, and the line of the page it begins at.
type snippet struct {
	language, text string
	line           int
}

// sections gives the snippets of a page below each of its headings of the second level.
func sections(t *testing.T, path string) map[string][]snippet {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]snippet{}
	heading, open := "", false
	var s snippet
	for i, line := range strings.Split(string(b), "\n") {
		switch {
		case open && line == "```":
			out[heading] = append(out[heading], s)
			open = false
		case open:
			s.text += line + "\n"
		case strings.HasPrefix(line, "```"):
			s, open = snippet{language: line[3:], line: i + 2}, true
		case strings.HasPrefix(line, "## "):
			heading = line[3:]
		}
	}
	return out
}

// fileName is the first line of a snippet that is a file.
var fileName = regexp.MustCompile(`^;;; (\S+\.sx)\n`)

// guides are the pages whose snippets are run, with how many of their sections have some at least.
var guides = map[string]int{"store.md": 9, "tour.md": 12, "language.md": 17}

// TestGuides runs the snippets of the pages: the code of a section is one program, whose results stand
// behind ";=>"; files and command lines are run in a directory of their own.
func TestGuides(t *testing.T) {
	for page, least := range guides {
		all := sections(t, "../docs/"+page)
		if len(all) < least {
			t.Errorf("%s has %d sections with snippets, want at least %d", page, len(all), least)
		}
		for heading, snippets := range all {
			t.Run(page+"/"+heading, func(t *testing.T) {
				t.Parallel()
				runSection(t, "docs/"+page, snippets)
			})
		}
	}
}

func runSection(t *testing.T, page string, snippets []snippet) {
	dir := t.TempDir()
	var program strings.Builder
	for _, s := range snippets {
		name := fileName.FindStringSubmatch(s.text)
		switch {
		case s.language == "console":
			runConsole(t, dir, s)
		case s.language != "scheme":
			t.Errorf("line %d: a snippet in %q", s.line, s.language)
		case name != nil:
			file := filepath.Join(dir, filepath.FromSlash(name[1]))
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(s.text), 0o600); err != nil {
				t.Fatal(err)
			}
		default:
			if !strings.Contains(s.text, ";=>") && !strings.Contains(s.text, ";!!") {
				t.Errorf("line %d: the snippet shows nothing", s.line)
			}
			program.WriteString(strings.Repeat("\n", s.line-1-strings.Count(program.String(), "\n")) + joinExpectations(s.text))
		}
	}
	checkProgram(t, page, program.String())
}

// joinExpectations puts an expectation that has a line of its own behind the form before it, and keeps
// the number of lines.
func joinExpectations(text string) string {
	lines := strings.Split(text, "\n")
	for i := 1; i < len(lines); i++ {
		if strings.HasPrefix(lines[i], ";=>") || strings.HasPrefix(lines[i], ";!!") {
			lines[i-1] += "  " + lines[i]
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// checkProgram runs a program and compares what stands behind its forms.
func checkProgram(t *testing.T, page, program string) {
	t.Helper()
	results, err := suite.Run(context.Background(), cek.Config{}, mockio.New(), page, program)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Count(program, ";=>") + strings.Count(program, ";!!"); len(results) != want {
		t.Errorf("%d results were checked, want %d", len(results), want)
	}
	for _, r := range results {
		if !r.OK() {
			t.Errorf("%s: %s", r.Name, r.Message)
		}
	}
}

// runConsole runs the lines that begin with "$ " and compares what they print. "go run ./cmd/sx", which
// the folder of the project has, is the command as well.
func runConsole(t *testing.T, dir string, s snippet) {
	t.Helper()
	path, err := sxBinary()
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for line := range strings.Lines(s.text) {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			continue
		}
		c := exec.Command("sh", "-c", strings.Replace(command, "go run ./cmd/sx ", "sx ", 1))
		c.Dir = dir
		c.Env = append(os.Environ(), "PATH="+filepath.Dir(path)+":"+os.Getenv("PATH"))
		out, err := c.CombinedOutput()
		if err != nil && len(out) == 0 { // a command that fails says why, or nobody sees it
			out = fmt.Appendf(out, "%v\n", err)
		}
		got.WriteString(line + string(out))
	}
	if diff := cmp.Diff(s.text, got.String()); diff != "" {
		t.Errorf("line %d: the console shows (-page +run):\n%s", s.line, diff)
	}
}

// measured is a line that a benchmark of tests/bench prints.
var measured = regexp.MustCompile(`^\S.{33} +[0-9]+ in +[0-9]+ ms +[0-9]+ a second$`)

// TestStoreBenchmarks runs each program of tests/bench, with little to do.
func TestStoreBenchmarks(t *testing.T) {
	programs, err := filepath.Glob("bench/*.sx")
	if err != nil || len(programs) < 6 {
		t.Fatalf("found %v, %v", programs, err)
	}
	for _, program := range programs {
		path, err := filepath.Abs(program)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(path) == "bench.sx" { // the library of the others
			continue
		}
		lines := strings.Split(strings.TrimSpace(sxOutput(t, t.TempDir(), "run", "--store", "s", path, "20")), "\n")
		if len(lines) < 4 {
			t.Errorf("%s prints %d lines, want at least 4", program, len(lines))
		}
		for _, line := range lines {
			if !measured.MatchString(line) {
				t.Errorf("%s prints %q", program, line)
			}
		}
	}
}
