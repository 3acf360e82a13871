package tests

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// TestDocumentation runs the examples of every function, and finds those without any.
func TestDocumentation(t *testing.T) {
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range cek.FormDocs() {
		t.Run(d.Name, func(t *testing.T) {
			for _, x := range d.Examples {
				checkExample(t, "", x)
			}
		})
	}
	for _, name := range m.Names() {
		v, _ := m.Lookup(name)
		d, ok := cek.Describe(v)
		if !ok || strings.HasPrefix(name, "%") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			if d.Doc == "" || len(d.Doc) > 160 {
				t.Errorf("want a line of documentation, got %q", d.Doc)
			}
			if len(d.Examples) == 0 {
				t.Error("there is no example")
			}
			for _, x := range d.Examples {
				checkExample(t, "", x)
			}
		})
	}
}

// TestLibraryDocumentation runs the examples of what the libraries for programs export.
func TestLibraryDocumentation(t *testing.T) {
	examples := 0
	for _, library := range []string{"(sx test)", "(sx harness)", "(store api)", "(store testing)"} {
		m, err := cek.New(cek.Config{})
		if err != nil {
			t.Fatal(err)
		}
		imports := "(import " + library + ")"
		if _, err := m.Start(context.Background(), "imports", imports); err != nil {
			t.Fatal(err)
		}
		for _, name := range m.Exports(library) {
			d, ok := m.Describe(name)
			if !ok || d.Doc == "" && d.Result == "" {
				t.Errorf("%s: %s has no documentation", library, name)
			}
			for _, x := range d.Examples {
				checkExample(t, imports, x)
				examples++
			}
		}
	}
	if examples < 20 {
		t.Errorf("there are %d examples, want at least 20", examples)
	}
}

// checkExample runs "(form) => value" or "(form) !! "regexp"" in a program that begins with imports.
func checkExample(t *testing.T, imports, example string) {
	t.Helper()
	src := &kernel.Source{Name: "example", Text: example}
	rd := reader.New(src, reader.Options{})
	form, err := rd.Next()
	if err != nil {
		t.Errorf("%s: %v", example, err)
		return
	}
	rest := strings.TrimSpace(example[rd.Offset():])
	m, err := cek.New(cek.Config{MaxSteps: 10_000_000, Arguments: []string{"a", "b"}, Directory: "dir"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Start(context.Background(), "imports", imports); err != nil {
		t.Fatal(err)
	}
	out, err := m.Run(context.Background(), src, form)
	var got kernel.Value
	if err == nil {
		got, err = cek.Drive(context.Background(), mockio.New(), out)
	}
	switch {
	case strings.HasPrefix(rest, "=> "):
		want := rest[3:]
		if err != nil {
			t.Errorf("%s\nfailed: %v", example, err)
		} else if text := kernel.Write(got); text != want && !readsAs(want, got) {
			t.Errorf("%s\n got %s", example, text)
		}
	case strings.HasPrefix(rest, "!! "):
		f, ferr := reader.ReadOne(&kernel.Source{Text: rest[3:]}, reader.Options{})
		if ferr != nil {
			t.Errorf("%s: %v", example, ferr)
		} else if err == nil || !regexp.MustCompile(f.Value.Text()).MatchString(err.Error()) {
			t.Errorf("%s\n got %v, error %v", example, kernel.Write(got), err)
		}
	default:
		t.Errorf("%s\nwant => or !! behind the form", example)
	}
}

// readsAs tells whether the text reads as a value that equals v.
func readsAs(text string, v kernel.Value) bool {
	f, err := reader.ReadOne(&kernel.Source{Text: text}, reader.Options{})
	return err == nil && kernel.Equal(f.Value, v)
}
