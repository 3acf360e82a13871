package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestTallyOfEvents(t *testing.T) {
	for _, c := range []struct {
		name           string
		events         string // "action package test" a line
		passed, failed int
		says           string
	}{
		{"nothing", ``, 0, 0, ""},
		{"plain", "pass p A\npass p B\npass p", 2, 0, ""},
		{"no test files", "skip p", 0, 0, ""},
		{"subtests count, their parent does not", "pass p A/x\npass p A/y\npass p A\npass p", 2, 0, ""},
		{"slash in a name", "pass p A/x/y\npass p A\npass p", 1, 0, ""},
		{"a failed subtest counts once", "pass p A/x\nfail p A/y\nfail p A\nfail p", 1, 1, "FAILED p A/y"},
		{"a parent that fails by itself", "pass p A/x\nfail p A\nfail p", 1, 1, "FAILED p A"},
		{"package that fails by itself", "pass p A\nfail p", 1, 1, "FAILED p"},
		{"skipped", "pass p A\nskip p B\npass p", 1, 0, "skipped p B"},
		{"same names in two packages", "pass p A\nfail q A\npass p\nfail q", 1, 1, "FAILED q A"},
	} {
		var in strings.Builder
		for _, line := range strings.Split(c.events, "\n") {
			if f := strings.Fields(line + " "); len(f) > 0 {
				f = append(f, "")
				in.WriteString(`{"Action":"` + f[0] + `","Package":"` + f[1] + `","Test":"` + f[2] + "\"}\n")
			}
		}
		var out strings.Builder
		passed, failed, err := tally(strings.NewReader(in.String()), &out)
		if err != nil || passed != c.passed || failed != c.failed || !strings.Contains(out.String(), c.says) {
			t.Errorf("%s: %d passed, %d failed, %v, printed %q", c.name, passed, failed, err, out.String())
		}
	}
}

func TestStrayLinesFail(t *testing.T) {
	var out strings.Builder
	_, failed, err := tally(strings.NewReader("FAIL: no such file\n{}\n"), &out)
	if err != nil || failed != 2 || !strings.Contains(out.String(), "no such file") {
		t.Errorf("%d failed, %v, printed %q", failed, err, out.String())
	}
}

// TestRealModule runs go test over a module with each kind of failure.
func TestRealModule(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":           "module example.com/m\n\ngo 1.26\n",
		"good/a_test.go":   "package good\nimport \"testing\"\nfunc TestA(t *testing.T) { t.Run(`x y`, func(t *testing.T) {}); t.Run(`\"z\"`, func(t *testing.T) {}) }\nfunc TestB(t *testing.T) {}",
		"bad/a_test.go":    "package bad\nimport \"testing\"\nfunc TestA(t *testing.T) { t.Error(`wrong answer`) }\nfunc TestB(t *testing.T) {}",
		"dead/a_test.go":   "package dead\nimport \"testing\"\nfunc TestA(t *testing.T) { panic(`sudden death`) }",
		"broken/a.go":      "package broken\nvar x = nosuch",
		"broken/b_test.go": "package broken\nimport \"testing\"\nfunc TestA(t *testing.T) {}",
		"empty/a.go":       "package empty",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "test", "-vet=off", "-json", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=")
	events, err := cmd.Output()
	if err == nil {
		t.Fatal("go test did not fail")
	}
	var out strings.Builder
	passed, failed, err := tally(strings.NewReader(string(events)), &out)
	if err != nil || passed != 4 || failed != 3 {
		t.Errorf("%d passed, %d failed, %v, want 4 and 3; printed\n%s", passed, failed, err, out.String())
	}
	for _, want := range []string{"wrong answer", "sudden death", "undefined: nosuch"} {
		if strings.Count(out.String(), want) < 1 {
			t.Errorf("did not print %q but\n%s", want, out.String())
		}
	}
}
