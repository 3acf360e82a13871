package cek

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/lib"
)

// partsOfSX gives the names of the libraries that are part of sx, "(store api)" among them, but those on the
// shelf, and their texts.
func partsOfSX(t *testing.T, s *shared) map[string]*kernel.Source {
	t.Helper()
	all := map[string]*kernel.Source{}
	err := fs.WalkDir(lib.Files, ".", func(path string, d fs.DirEntry, err error) error {
		room, file, _ := strings.Cut(strings.TrimSuffix(path, ".sx"), "/")
		name := "(" + room + " " + file + ")"
		if err != nil || d.IsDir() || room == "prelude" || s.shelf()[name] {
			return err
		}
		text, err := lib.Files.ReadFile(path)
		all[name] = &kernel.Source{Name: "lib/" + path, Text: string(text), Embedded: true}
		return err
	})
	if err != nil || len(all) < 28 {
		t.Fatalf("%d libraries, %v", len(all), err)
	}
	return all
}

// shelf tells which libraries are on the shelf.
func (s *shared) shelf() map[string]bool {
	all := map[string]bool{}
	for name := range s.base.shelf.books {
		all[name] = true
	}
	return all
}

// loadedOf runs a text, wants it to bring a library, and no warning.
func loadedOf(t *testing.T, s *shared, src *kernel.Source, name string) (*Machine, *library) {
	t.Helper()
	m := newMachine(s)
	m.configure(Config{Warn: func(w Warning) { t.Errorf("%s: %s", name, w) }})
	if _, err := m.start(context.Background(), src); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	d := m.libraries[name]
	if d == nil || d.env == nil || d.loading {
		t.Fatalf("%s is not loaded", name)
	}
	return m, d
}

// waiting counts the functions of e that are not compiled.
func (e *environment) waiting() (n int) {
	for _, form := range e.codes {
		for _, c := range form {
			if c.later != nil {
				n++
			}
		}
	}
	return n
}

// told is what is to be the same of a function however it came to be.
func told(t *testing.T, v kernel.Value) string {
	t.Helper()
	if v.Kind() != kernel.KindLambda {
		return kernel.TypeOf(v) + " " + kernel.Write(v)
	}
	var b strings.Builder
	for todo := []*code{asLambda(v).code}; len(todo) > 0; todo = todo[1:] {
		c := todo[0]
		if err := c.write(); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, c.Info.Name, c.Info.Doc, c.Info.Pos, c.contentID(), c.frame, c.required, c.optional, c.rest, c.simple, c.top, c.base,
			c.pos, c.names, c.operands, c.locals, c.captures, c.captured, c.env.name, c.home.name)
		for i := range c.ins {
			if inner := c.inner(i); inner != nil {
				todo = append(todo, inner)
			}
		}
	}
	return b.String()
}

// TestOutline loads each library that is part of sx both ways, by its outline and form by form, compiles all
// of it, and compares every variable. That one of them is defined twice, or was imported, is an error when a
// form after the other is run.
func TestOutline(t *testing.T) {
	s, err := base()
	if err != nil {
		t.Fatal(err)
	}
	for name, src := range partsOfSX(t, s) {
		whole, want := loadedOf(t, s, src, name)
		m, got := loadedOf(t, s, &kernel.Source{Name: "import.sx", Text: "(import " + name + ")"}, name)
		if n := got.env.waiting(); n == 0 && strings.Contains(src.Text, "    (define (") {
			t.Errorf("%s: all of it was compiled when it was loaded", name)
		}
		if diff := cmp.Diff(want.order, got.order); diff != "" {
			t.Errorf("%s: what it exports (-form by form +by the outline):\n%s", name, diff)
		}
		if whole.recordTypes != m.recordTypes || whole.gensyms != m.gensyms {
			t.Errorf("%s makes %d record types and %d names, %d and %d by the outline: one is made in a function", name,
				whole.recordTypes, whole.gensyms, m.recordTypes, m.gensyms)
		}
		if diff := cmp.Diff(want.env.cellNames(), got.env.cellNames()); diff != "" {
			t.Errorf("%s: its variables (-form by form +by the outline):\n%s", name, diff)
		}
		defined := map[string]bool{}
		o := s.outline(src, name)
		for _, p := range o.parts {
			if defined[p.name] && p.name != "" {
				t.Errorf("%s defines %s twice", name, p.name)
			}
			defined[p.name] = true
		}
		for _, n := range want.env.cellNames() {
			a, b := want.env.cells[n], got.env.cells[n]
			if diff := cmp.Diff(told(t, a.value), told(t, b.value)); diff != "" {
				t.Errorf("%s: %s (-form by form +by the outline):\n%s", name, n, diff)
			}
			if a.pos.String() != b.pos.String() || a.home.name != b.home.name {
				t.Errorf("%s: %s is at %s of %s, %s of %s by the outline", name, n, a.pos, a.home.name, b.pos, b.home.name)
			}
		}
		if n := got.env.waiting(); n > 0 {
			t.Errorf("%s: %d functions were never compiled", name, n)
		}
		for i, form := range got.env.codes {
			for j, c := range form {
				if c.form != i+1 || c.index != j || slices.Index(form, c) != j {
					t.Errorf("%s: %s is number %d of form %d at %d of %d", name, c.Info.Name, c.index, c.form, j, i+1)
				}
			}
		}
		if l := loaderAt(s, src, name); l != nil {
			t.Errorf("%s: %s", name, l)
		}
	}
}

// loaderAt takes a library apart once more, and says what is wrong with what rest gives of it.
func loaderAt(s *shared, src *kernel.Source, name string) error {
	rest, err := s.outline(src, name).rest()
	if err != nil {
		return err
	}
	for i, q := range rest {
		if last := i == len(rest)-1; q.form.AsList().At(0).IsSymbolNamed("begin") != last {
			return fmt.Errorf("form %d of %d is %s", i, len(rest), brief(q.form))
		}
	}
	return nil
}

// TestOutlineOfOthers: a text that is no library of sx, or not just that one, is loaded form by form.
func TestOutlineOfOthers(t *testing.T) {
	s, err := base()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"; x\n(define-library (a b) (export x) (begin) (begin (define (x) (y)))) ; end\n": true,
		"(define-library (a b))": true,
		"(define-library (a c))": false, "(define-library (a bb))": false, "(define-library (a b)) 1": false, "(define-library (a b) x)": false,
		"(define-library (a b) (begin (define (x) 1)": false, "(define-library (a b) (begin x))": false, "(define-library": false, "": false,
		"(import (a b))": false, "(define-library (a b) (begin (f) 1))": false, "(define-library (a b) (begin 1))": false, "(define-library (a b) (begin (define (x) 1)))))": false,
	} {
		if got := s.outline(&kernel.Source{Text: text, Embedded: true}, "(a b)") != nil; got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
		if s.outline(&kernel.Source{Text: text}, "(a b)") != nil {
			t.Errorf("%q of a user has an outline", text)
		}
	}
}

// TestOutlineForesees: what a library defines means that in all of it, also in what is run before.
func TestOutlineForesees(t *testing.T) {
	s, err := base()
	if err != nil {
		t.Fatal(err)
	}
	m := newMachine(s)
	o := s.outline(&kernel.Source{Name: "lib/a/b.sx", Embedded: true, Text: `
		(define-library (a b)
		  (begin (define early (fn () (list first (rest))))
		         (define first 5)
		         (define (rest) last)
		         (define last (+ 1 first))))`}, "(a b)")
	d := m.addLibrary("(a b)", kernel.Pos{})
	d.define(kernel.Pos{Source: o.source}, m.base)
	l := &loader{Func: kernel.NewFunc(kernel.KindLoader, nil), env: d.env, source: o.source, lib: d, outline: o}
	if _, err := m.begins(t.Context(), m.procs.load.value(), kernel.Ref(&l.Header)); err != nil {
		t.Fatal(err)
	}
	out, err := m.Call(t.Context(), d.env.cells["early"].value)
	if got := kernel.Write(out.Value()); err != nil || got != "(5 6)" {
		t.Errorf("got %s, %v", got, err)
	}
}

// TestShelfIsCompiled: machines share the libraries on the shelf, so nothing of them is compiled later.
func TestShelfIsCompiled(t *testing.T) {
	s, err := base()
	if err != nil {
		t.Fatal(err)
	}
	for name, load := range s.base.shelf.books {
		d, err := load()
		if err != nil {
			t.Fatal(err)
		}
		if n := d.env.waiting(); n > 0 {
			t.Errorf("%s: %d functions are compiled later", name, n)
		}
	}
}

const outlined = `
	(import (store api) (sx test))
	(define s (store/stream (store/open (store/mem-backend)) "s"))
	(store/append s "n" 1)
	(define f store/fold-pages)
	(define asked (perform (list "go" f event/seq)))
	(store/append s "n" asked)
	(map event/data (store/events s))`

// TestNobodySeesWhatIsCompiled freezes a program, and another that is the same but has all functions of all
// libraries compiled: state, steps and memory are the same, and so is what becomes of them when they go on,
// here or after thawing.
func TestNobodySeesWhatIsCompiled(t *testing.T) {
	var states, ends []string
	var memory []int64
	for _, all := range []bool{false, true} {
		m, err := New(Config{MaxMemory: 1 << 30})
		if err != nil {
			t.Fatal(err)
		}
		out, err := m.Start(t.Context(), "p.sx", outlined)
		if err != nil {
			t.Fatal(err)
		}
		if all {
			for _, d := range m.libraries {
				for form := range d.env.codes {
					d.env.written(form + 1)
				}
			}
		}
		waiting := 0
		for _, d := range m.libraries {
			waiting += d.env.waiting()
		}
		if (waiting == 0) != all {
			t.Fatalf("%d functions are not compiled", waiting)
		}
		ends = append(ends, fmt.Sprint(m.Steps(), m.meter.Allocated, m.gensyms, m.recordTypes))
		memory = append(memory, m.Memory())
		data, err := out.Freeze()
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, kernel.Write(data))
		thawed, again, err := Thaw(t.Context(), Config{}, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []Outcome{out, again} {
			end, err := o.Resume(t.Context(), kernel.Int(7))
			if err != nil {
				t.Fatal(err)
			}
			if got := kernel.Write(end.Value()); got != "(1 7)" {
				t.Errorf("got %s", got)
			}
		}
		ends = append(ends, fmt.Sprint(m.Steps(), m.meter.Allocated, thawed.Steps(), thawed.meter.Allocated))
	}
	if states[0] != states[1] {
		t.Errorf("the states differ:\n%s\n%s", states[0], states[1])
	}
	if !slices.Equal(ends[:2], ends[2:]) {
		t.Errorf("steps and bytes: %v, all compiled %v", ends[:2], ends[2:])
	}
	if memory[0] != memory[1] {
		t.Errorf("memory: %d bytes, all compiled %d", memory[0], memory[1])
	}
}

// TestOutlinesBeside runs machines with the same libraries at once; the race detector watches.
func TestOutlinesBeside(t *testing.T) {
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			m, err := New(Config{})
			if err != nil {
				t.Error(err)
				return
			}
			out, err := m.Start(t.Context(), "p.sx", outlined)
			if err == nil {
				out, err = out.Resume(t.Context(), kernel.Int(2))
			}
			if got := kernel.Write(out.Value()); err != nil || got != "(1 2)" {
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
	all.Wait()
}
