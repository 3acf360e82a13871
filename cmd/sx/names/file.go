package names

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// File finds what the names in a text mean. It is cut short when ctx ends.
func (w *Workspace) File(ctx context.Context, src *kernel.Source) *File {
	f := &File{Source: src}
	f.Program = newModule("", f)
	f.Program.To = len(src.Text)
	forms, bad := read(ctx, src)
	f.Complete = bad == nil
	if bad != nil {
		f.Problems = append(f.Problems, Problem{bad.Pos.Offset, bad.Pos.Offset, Error, bad.Message})
	}
	x := &walker{ctx: ctx, w: w, file: f, text: src.Text, ends: brackets(src), module: f.Program}
	var items []item
	for _, form := range forms {
		items = append(items, item{form.Value, form.Pos.Offset, form.Places})
		if form.mended {
			x.mended = append(x.mended, form.Pos.Offset)
		}
	}
	x.moduleForms(items)
	f.finish()
	return f
}

func newModule(name string, f *File) *Module {
	return &Module{Name: name, Source: f.Source, Defs: map[string]*Definition{}, Exports: map[string]*Definition{},
		imported: map[string]importedName{}, perhaps: map[string]bool{}, Embedded: f.Source.Embedded, file: f}
}

// finish sorts what was found, and notes what no use was found of.
func (f *File) finish() {
	sort.SliceStable(f.Uses, func(i, j int) bool { return f.Uses[i].Offset < f.Uses[j].Offset })
	uses := f.Uses[:0]
	for _, u := range f.Uses { // a form may be walked twice: by -> and by the way a macro is used
		if n := len(uses); n > 0 && uses[n-1].Offset == u.Offset {
			continue
		}
		uses = append(uses, u)
	}
	f.Uses = uses
	if f.Complete {
		for _, d := range f.Locals {
			if d.uses == 0 && !d.quiet && !strings.HasPrefix(d.Name, "_") && !d.Module.perhaps[d.Name] {
				f.Problems = append(f.Problems, Problem{d.Offset, d.Offset + len(d.Name), Hint, d.Name + " is not used"})
			}
		}
	}
	sort.SliceStable(f.Problems, func(i, j int) bool { return f.Problems[i].Offset < f.Problems[j].Offset })
	sort.SliceStable(f.Tops, func(i, j int) bool { return f.Tops[i].Offset < f.Tops[j].Offset })
}

// item is a form and where it stands.
type item struct {
	v      kernel.Value
	off    int
	places *reader.Places
}

// walker goes through one file.
type walker struct {
	ctx    context.Context
	w      *Workspace
	file   *File
	text   string
	ends   map[int]int
	places *reader.Places
	module *Module
	// soft counts the macro uses around: what their operands become is not known.
	soft int
	// code counts the macro definitions around: quoted names in them will be looked up here.
	code int
	// extra is how many arguments the next list gets by ->.
	extra int
	// mended are where forms begin whose end is a guess: calls in them are not counted.
	mended []int
}

// moduleForms goes through the top level of a module: its imports and definitions first, since what is
// defined later can be used before.
func (x *walker) moduleForms(items []item) {
	items = x.spliced(items)
	for _, it := range items {
		x.places = it.places
		x.declare(it)
	}
	for _, it := range items {
		if x.ctx.Err() != nil {
			return
		}
		x.places = it.places
		x.top(it)
	}
}

// spliced gives the items with begin taken apart.
func (x *walker) spliced(items []item) []item {
	var out []item
	for todo := [][]item{items}; len(todo) > 0; {
		last := len(todo) - 1
		if len(todo[last]) == 0 {
			todo = todo[:last]
			continue
		}
		it := todo[last][0]
		todo[last] = todo[last][1:]
		l, head := call(it.v)
		if l == nil || head != "begin" && !(head == "do" && !isLoop(l)) && head != "defsuite" {
			out = append(out, it)
			continue
		}
		saved := x.places
		x.places = it.places
		var parts []item
		for i := 1; i < l.Len(); i++ {
			parts = append(parts, item{l.At(i), x.at(l, i, it.off), it.places})
		}
		x.places = saved
		if head == "defsuite" {
			out = append(out, item{kernel.ListOf(l.At(0)), it.off, it.places})
		}
		todo = append(todo, parts)
	}
	return out
}

// call gives a list whose head is a symbol, and the symbol's name.
func call(v kernel.Value) (*kernel.List, string) {
	if !v.IsList() || v.AsList().Len() == 0 || !v.AsList().At(0).IsSymbol() {
		return nil, ""
	}
	return v.AsList(), v.AsList().At(0).SymbolName()
}

// at gives the offset of element i of l; what is not known is where the list is.
func (x *walker) at(l *kernel.List, i, off int) int {
	if o, ok := x.places.Item(l, i); ok {
		return o
	}
	return off
}

// end gives the offset behind the form at off.
func (x *walker) end(off int) int {
	for off < len(x.text) && strings.IndexByte("'`,@#", x.text[off]) >= 0 {
		if _, ok := x.ends[off]; ok {
			break
		}
		off++
	}
	if e, ok := x.ends[off]; ok {
		return e
	}
	for off < len(x.text) && strings.IndexByte(" \t\r\n()[]{}\";", x.text[off]) < 0 {
		off++
	}
	return off
}

func (x *walker) problem(off, end int, s Severity, format string, args ...any) {
	if x.soft == 0 {
		x.file.Problems = append(x.file.Problems, Problem{off, end, s, fmt.Sprintf(format, args...)})
	}
}

// written tells whether a name stands at the offset as it is.
func (x *walker) written(off int, name string) bool {
	return off >= 0 && off <= len(x.text) && strings.HasPrefix(x.text[off:], name)
}
