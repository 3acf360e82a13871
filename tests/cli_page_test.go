package tests

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const cliPage = "../docs/cli.md"

// TestCLIPage runs docs/cli.md, which is one session: the indented blocks that begin with "$ " are command
// lines, each followed by all that it prints. "cat FILE" of a file that is not there makes it: what the page
// shows is what it holds. In what a command prints, … stands for anything within a line.
func TestCLIPage(t *testing.T) {
	text, err := os.ReadFile(cliPage)
	if err != nil {
		t.Fatal(err)
	}
	path, err := sxBinary()
	if err != nil {
		t.Fatal(err)
	}
	s := shellSession{t: t, dir: t.TempDir(), env: append(os.Environ(), "PATH="+filepath.Dir(path)+":"+os.Getenv("PATH"), "NO_COLOR=1")}
	var fresh []string
	commands := 0
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	for len(lines) > 0 {
		n := blockLength(lines)
		if n == 0 {
			fresh, lines = append(fresh, lines[0]), lines[1:]
			continue
		}
		for _, c := range strings.Split("\n"+outdent(lines[:n]), "\n$ ")[1:] {
			line, shown, _ := strings.Cut(c, "\n")
			got := s.run(line, shown)
			commands++
			if !matches(shown, got) {
				if !*update {
					t.Errorf("$ %s (-page +run)\n%s", line, cmp.Diff(shown, got))
				}
				shown = got
			}
			fresh = append(fresh, indent("$ "+strings.TrimRight(line+"\n"+shown, "\n"))...)
		}
		lines = lines[n:]
	}
	if commands < 45 {
		t.Errorf("the page has %d commands", commands)
	}
	if *update {
		if err := os.WriteFile(cliPage, []byte(strings.Join(fresh, "\n")+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// blockLength counts the lines of the block of commands that lines begin with: indented ones, and empty ones
// between them.
func blockLength(lines []string) int {
	if !strings.HasPrefix(lines[0], "    $ ") {
		return 0
	}
	n := 0
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, "    "):
			n = i + 1
		case line != "":
			return n
		}
	}
	return n
}

func outdent(lines []string) string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = strings.TrimPrefix(line, "    ")
	}
	return strings.Join(out, "\n")
}

func indent(text string) []string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = "    " + line
		}
	}
	return lines
}

// shellSession is a shell that knows where it is.
type shellSession struct {
	t      *testing.T
	dir    string
	env    []string
	status int // of the last command
}

// run runs a command line and gives what it prints, without the end of the last line.
func (s *shellSession) run(line, shown string) string {
	s.t.Helper()
	if name, ok := strings.CutPrefix(line, "cd "); ok {
		s.dir = filepath.Join(s.dir, name)
		return ""
	}
	if line == "echo $?" {
		return strconv.Itoa(s.status)
	}
	if name, ok := strings.CutPrefix(line, "cat "); ok && !strings.Contains(name, " ") {
		path := filepath.Join(s.dir, name)
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			if err := os.WriteFile(path, []byte(shown+"\n"), 0o666); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	c := exec.Command("sh", "-c", line)
	c.Dir, c.Env = s.dir, s.env
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatal(err)
	}
	s.status = c.ProcessState.ExitCode()
	return strings.TrimRight(out.String(), "\n")
}

// matches tells whether a command printed what the page shows.
func matches(shown, got string) bool {
	if !strings.Contains(shown, "…") {
		return shown == got
	}
	pattern := strings.ReplaceAll(regexp.QuoteMeta(shown), "…", ".*")
	return regexp.MustCompile("^" + pattern + "$").MatchString(got)
}
