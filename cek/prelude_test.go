package cek

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/lib"
	"github.com/sx-lang/sx/reader"
)

// freshBase makes a base as no machine of the process has it.
func freshBase(t *testing.T) *shared {
	t.Helper()
	s, err := newBase()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPreludeIndex compares the definitions that are found in the prelude with those that the reader reads.
func TestPreludeIndex(t *testing.T) {
	p := freshBase(t).base.prelude
	var found, want []string
	for _, d := range p.order {
		found = append(found, d.cell.name+" "+kernel.Pos{Source: d.source, Offset: d.offset}.String())
	}
	rooms, err := lib.Files.ReadDir("prelude")
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range rooms {
		text, err := lib.Files.ReadFile("prelude/" + room.Name())
		if err != nil {
			t.Fatal(err)
		}
		src := &kernel.Source{Name: "lib/prelude/" + room.Name(), Text: string(text)}
		forms, err := reader.ReadAll(src, reader.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range forms {
			l := f.Value.AsList()
			if !l.At(0).IsSymbolNamed("define") {
				t.Errorf("%v: a form that is no define", f.Pos)
			}
			name := l.At(1)
			for name.IsList() {
				name = name.AsList().At(0)
			}
			if strings.HasPrefix(name.SymbolName(), "%") && l.Len() == 3 && l.At(2).IsSymbol() {
				continue // a name for a builtin
			}
			want = append(want, name.SymbolName()+" "+f.Pos.String())
		}
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("what the reader finds and what the index has (-reader +index):\n%s", diff)
	}
}

// TestPreludeOrder compiles the prelude by its first and by its last name first, and compares what comes of it.
func TestPreludeOrder(t *testing.T) {
	a, b := freshBase(t), freshBase(t)
	for _, d := range a.base.prelude.order {
		if err := a.base.prelude.compile(d); err != nil {
			t.Fatalf("%s: %v", d.cell.name, err)
		}
	}
	for _, d := range slices.Backward(b.base.prelude.order) {
		if err := b.base.prelude.compile(d); err != nil {
			t.Fatalf("%s: %v", d.cell.name, err)
		}
	}
	if x, y := a.contentID(), b.contentID(); x != y {
		t.Errorf("the content id is %s and %s", x, y)
	}
	a.base.prelude.finish()
	if len(a.base.codes) != len(a.base.prelude.order) {
		t.Errorf("the codes of %d forms, of %d definitions", len(a.base.codes), len(a.base.prelude.order))
	}
	for i, form := range a.base.codes {
		for j, c := range form {
			if c.form != i+1 || c.index != j {
				t.Errorf("%s is number %d of form %d at %d of %d", c.Info.Name, c.index, c.form, j, i+1)
			}
			for j := range c.ins {
				if in := &c.ins[j]; in.op.shape()&hasCell != 0 && in.k.IsUnbound() {
					t.Errorf("%s uses %s, which nobody defines", c.Info.Name, cellOf(in.k).name)
				}
			}
		}
	}
}

// TestPreludeReady looks each name up in a base of its own, and asks for what its functions refer to.
func TestPreludeReady(t *testing.T) {
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range freshBase(t).base.prelude.names {
			if !yield(name) {
				return
			}
		}
	})
	for _, name := range names {
		s := freshBase(t)
		p := s.base.prelude
		if c := s.base.cell(name, true); c == nil || c.value.IsUnbound() || !c.fixed {
			t.Fatalf("%s is not ready when it was looked up", name)
		}
		for _, d := range p.order {
			if !d.ready.Load() {
				continue
			}
			for _, c := range d.codes {
				for i := range c.ins {
					if in := &c.ins[i]; in.op.shape()&hasCell != 0 && in.k.IsUnbound() {
						t.Errorf("%s: %s is ready, %s in it is not", name, d.cell.name, cellOf(in.k).name)
					}
				}
			}
		}
	}
}

// TestPreludeIsShared has machines use the prelude of one base at once, each from another end; the race
// detector watches.
func TestPreludeIsShared(t *testing.T) {
	s := freshBase(t)
	programs := []string{
		"(map inc (list 1 2))", "(sort (list 2 1))", "(group-by even? (list 1 2))", "(member 2 (list 1 2) <)",
		"(string-map char-upcase \"abc\")", "(reduce + 0 (filter odd? (list 1 2 3)))", "(juxt inc dec)", "(nonsense)",
	}
	var all sync.WaitGroup
	for i := range 4 * len(programs) {
		all.Go(func() {
			m := newMachine(s)
			text := programs[i%len(programs)]
			if i%5 == 4 {
				text = "(cek-freeze (cek-step-loop (make-cek-state '(perform (map inc (list 1))))))"
			}
			if _, err := m.Start(t.Context(), "a.sx", text); err != nil && !strings.Contains(err.Error(), "nonsense") {
				t.Errorf("%s: %v", text, err)
			}
		})
	}
	all.Wait()
}
