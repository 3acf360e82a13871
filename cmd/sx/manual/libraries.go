package manual

import (
	"context"
	"io/fs"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/lib"
)

// Library is a library that a program can import.
type Library struct {
	Name     string // as it is written, "(store log)"
	File     string // below the folder of libraries, "store/log.sx"
	Headline string // what the first line of the file says that it is
	Exports  []string
}

// Manual knows the libraries that are part of sx.
type Manual struct {
	Libraries []Library
	machine   *cek.Machine // has loaded them, and imported none of their names as they are
	folder    fs.FS        // of the program's own libraries
}

// Open loads the libraries that are part of sx. The program's own ones, in folder, are loaded when they are
// asked for.
func Open(ctx context.Context, folder fs.FS) (*Manual, error) {
	m, err := cek.New(cek.Config{})
	if err != nil {
		return nil, err
	}
	out := &Manual{machine: m, folder: folder}
	var imports strings.Builder
	err = fs.WalkDir(lib.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path, "prelude/") {
			return err
		}
		text, err := lib.Files.ReadFile(path)
		if err != nil {
			return err
		}
		l := Library{Name: libraryName(path), File: path, Headline: headline(string(text))}
		imports.WriteString("(import (only " + l.Name + "))\n")
		out.Libraries = append(out.Libraries, l)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if _, err := m.Start(ctx, "manual", imports.String()); err != nil {
		return nil, err
	}
	for i, l := range out.Libraries {
		out.Libraries[i].Exports = m.Exports(l.Name)
	}
	return out, nil
}

// libraryName gives the name of the library in the file a/b.sx, "(a b)".
func libraryName(path string) string {
	return "(" + strings.ReplaceAll(strings.TrimSuffix(path, ".sx"), "/", " ") + ")"
}

// libraryFile gives the file of the library with a written name; false if no name is written so.
func libraryFile(name string) (string, bool) {
	inner, ok := strings.CutPrefix(name, "(")
	if !ok || !strings.HasSuffix(inner, ")") {
		return "", false
	}
	path := strings.Join(strings.Fields(strings.TrimSuffix(inner, ")")), "/") + ".sx"
	return path, fs.ValidPath(path) && path != ".sx"
}

// headline gives what the first line of a library, ";;; name -- what it is", says that it is.
func headline(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	_, what, _ := strings.Cut(line, " -- ")
	return what
}

// library gives the library with a written name; false if there is none. One of the program's own is loaded:
// the error is that of its text.
func (m *Manual) library(ctx context.Context, name string) (Library, bool, error) {
	path, ok := libraryFile(name)
	if !ok {
		return Library{}, false, nil
	}
	for _, l := range m.Libraries {
		if l.File == path {
			return l, true, nil
		}
	}
	text, err := fs.ReadFile(m.folder, path)
	if err != nil {
		return Library{}, false, nil
	}
	l := Library{Name: libraryName(path), File: path, Headline: headline(string(text))}
	own, err := m.importing(ctx, "(import (only "+l.Name+"))")
	if err != nil {
		return Library{}, false, err
	}
	l.Exports = own.Exports(l.Name)
	return l, true, nil
}

// importing gives a machine that has run an import.
func (m *Manual) importing(ctx context.Context, form string) (*cek.Machine, error) {
	machine, err := cek.New(cek.Config{Libraries: []fs.FS{m.folder}, MaxSteps: 100_000_000, MaxMemory: 1 << 30})
	if err != nil {
		return nil, err
	}
	out, err := machine.Start(ctx, "manual", form)
	if err == nil && out.Suspended() {
		_, err = out.Raise(ctx, errPerforms)
	}
	return machine, err
}
