package sxtest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/suite"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/hosts/scriptio"
	"github.com/sx-lang/sx/hosts/worldop"
)

// Suite says what test files get. The zero Suite gives them what sx test does.
type Suite struct {
	// Config is the configuration of each file's machine. Without Libraries they are looked for in the
	// file's folder; Directory is that folder.
	Config cek.Config
	// Host makes the host of a file; t ends with the file, and so does what t.Cleanup closes. nil is
	// Memory.
	Host func(t *testing.T, file string) cek.Host
}

// Run runs test files with the zero Suite.
func Run(t *testing.T, paths ...string) {
	t.Helper()
	Suite{}.Run(t, paths...)
}

// Run runs test files, those that match a pattern like "testdata/*.sx", and all files called *.sx below
// folders, but not below those called hostile. No files, a file that cannot be read, and one without any test
// are failures.
func (s Suite) Run(t *testing.T, paths ...string) {
	t.Helper()
	files, err := testFiles(paths)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("there are no test files in %s", strings.Join(paths, " "))
	}
	for _, file := range files {
		t.Run(filepath.ToSlash(file), func(t *testing.T) { s.file(t, file) })
	}
}

// file runs one file.
func (s Suite) file(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	config := s.Config
	dir := filepath.Dir(file)
	if config.Libraries == nil {
		config.Libraries = []fs.FS{os.DirFS(dir)}
	}
	config.Directory = dir
	makeHost := s.Host
	if makeHost == nil {
		makeHost = Memory
	}
	results, err := suite.Run(t.Context(), config, makeHost(t, file), file, string(text))
	if err != nil {
		t.Error(err)
	}
	if len(results) == 0 {
		t.Errorf("%s has no tests", file)
	}
	for _, r := range results {
		t.Run(r.Title(), func(t *testing.T) {
			if !r.OK() {
				t.Error(failure(r))
			}
		})
	}
}

// failure is what is said about a test that failed: its place comes first.
func failure(r suite.Result) string {
	if r.Suite == "" && !strings.HasPrefix(r.Message, r.Name) {
		return "\n" + r.Name + ": " + r.Message
	}
	return "\n" + r.Message
}

// Memory is the host of a test file in the folder of which it may read files; everything else is in memory,
// and the same on every run.
func Memory(t *testing.T, file string) cek.Host {
	t.Helper()
	script, err := scriptio.New(scriptio.Options{ReadDirs: []string{filepath.Dir(file)}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := script.Close(); err != nil {
			t.Error(err)
		}
	})
	m, err := hosts.NewMux()
	if err == nil {
		err = m.Route(worldop.FSRead, script)
	}
	mem := mockio.New()
	for _, op := range mem.Ops() {
		if err == nil && op != worldop.FSRead {
			err = m.Route(op, mem)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// testFiles gives the files that paths stand for, each once, in the order of paths and names.
func testFiles(paths []string) ([]string, error) {
	var files []string
	for _, pattern := range paths {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", pattern, err)
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("%s: %w", pattern, fs.ErrNotExist)
		}
		for _, path := range found {
			err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
				switch {
				case err != nil:
					return err
				case d.IsDir() && d.Name() == "hostile" && name != path:
					return filepath.SkipDir
				case !d.IsDir() && (name == path || strings.HasSuffix(name, ".sx")) && !slices.Contains(files, name):
					files = append(files, name)
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}
