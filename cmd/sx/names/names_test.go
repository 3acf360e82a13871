package names

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// workspace makes one that knows the builtins, and the libraries that lie in dir.
func workspace(t *testing.T, dir string) *Workspace {
	t.Helper()
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	type known struct {
		Builtin
		ok bool
	}
	seen := map[string]known{}
	return NewWorkspace(Options{
		Builtin: func(name string) (Builtin, bool) {
			b, again := seen[name]
			if !again {
				d, ok := m.Describe(name)
				b = known{Builtin{Min: d.Min, Max: d.Max, Callable: d.Kind == "function"}, ok}
				seen[name] = b
			}
			return b.Builtin, b.ok
		},
		Open: opener(dir),
	})
}

// opener finds libraries in dir.
func opener(dir string) func(*kernel.Source, string) *kernel.Source {
	return func(_ *kernel.Source, path string) *kernel.Source {
		b, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return nil
		}
		return &kernel.Source{Name: path, Text: string(b)}
	}
}

// fragments are loaded by another program, whose names they use.
var fragments = regexp.MustCompile(`examples/[a-z]+/(demo|tests)\.sx$`)

// unknowable are what fails where it runs and is caught there, and names that only running a program defines.
var unknowable = map[string]bool{
	"01-control.sx: unbound variable: local":                   true,
	"03-functions.sx: unbound variable: g":                     true,
	"09-libraries.sx: there is no library (made here)":         true,
	"23-conditions.sx: first: 0 arguments, want 1":             true,
	"23-conditions.sx: unbound variable: not-defined-anywhere": true,
}

// TestNothingIsWrongWithThisTree finds no problem in the programs and libraries of the tree.
func TestNothingIsWrongWithThisTree(t *testing.T) {
	n, base := 0, workspace(t, "")
	for _, root := range []string{"lib", "examples", "tests"} {
		top := filepath.Join("../../..", root)
		err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && d.Name() == "hostile" {
				return filepath.SkipDir
			}
			if d.IsDir() || !strings.HasSuffix(path, ".sx") || fragments.MatchString(path) {
				return nil
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			n++
			w := base.Next()
			w.options.Open = opener(filepath.Dir(path))
			src := &kernel.Source{Name: path, Text: string(b), Embedded: root == "lib"}
			for _, p := range w.File(context.Background(), src).Problems {
				if p.Severity == Hint {
					continue
				}
				pos := kernel.Pos{Source: src, Offset: p.Offset}
				if unknowable[filepath.Base(path)+": "+p.Message] {
					continue
				}
				line := b[p.Offset:]
				if i := bytes.IndexByte(line, '\n'); i >= 0 {
					line = line[:i]
				}
				if bytes.Contains(line, []byte(";!!")) {
					continue
				}
				t.Errorf("%s: %s", pos, p.Message)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n < 50 {
		t.Errorf("%d files", n)
	}
}

// TestSpliced: taking apart the sequences at top level costs as much as they are long.
func TestSpliced(t *testing.T) {
	w := workspace(t, t.TempDir())
	for _, form := range []string{"(begin a)", "(do (begin a) b)", "(defsuite \"a\")"} {
		cost := func(n int) uint64 {
			text := strings.Repeat(form+"\n", n)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			w.Next().File(context.Background(), &kernel.Source{Name: "a.sx", Text: text})
			runtime.ReadMemStats(&after)
			return after.TotalAlloc - before.TotalAlloc
		}
		if few, many := cost(1000), cost(8000); many > 16*few {
			t.Errorf("%s a thousand times takes %d bytes, eight thousand times %d", form, few, many)
		}
	}
}
