package cek

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// isStatic tells whether e is the base, or a library that is part of sx and belongs to the root world:
// the machine that thaws loads it itself.
func (f *freezer) isStatic(e *environment) bool {
	return e != nil && (f.m.shared.home(e.name) == e || f.staticLibrary(e) != nil)
}

// staticLibrary gives the loaded library of sx whose environment is e, or nil.
func (f *freezer) staticLibrary(e *environment) *library {
	if !e.inside || f.m.shared.home(e.name) == e {
		return nil
	}
	d := f.root.libraries[e.name]
	if d == nil || d.env != e || d.loading || d.fresh == nil {
		return nil
	}
	return d
}

// constantOf names an object of sx as the constant of an instruction: of c, or if that is a function not
// compiled yet, of its definition.
type constantOf struct {
	c  *code
	at int
}

// code gives the code whose instruction it is, unless that cannot be compiled.
func (k constantOf) code() *code {
	if k.c.later == nil || k.c.write() != nil {
		return k.c
	}
	all := k.c.home.codes[k.c.form-1]
	return all[len(all)-1] // a definition's own code comes after that of the functions in it
}

// constants finds the objects that are constants of the functions compiled in e: record types and
// their functions, macros, functions that capture nothing.
func (e *environment) constants() map[kernel.Value]constantOf {
	all := map[kernel.Value]constantOf{}
	for _, form := range e.codes {
		for _, c := range form {
			c.noteConstants(all)
		}
	}
	return all
}

func (c *code) noteConstants(all map[kernel.Value]constantOf) {
	if c.later != nil {
		all[c.later.lambda.value()] = constantOf{c, 0}
	}
	for i := range c.ins {
		if c.ins[i].op.shape()&hasConstant == 0 {
			continue
		}
		switch k := *c.ins[i].k; k.Kind() {
		case kernel.KindLambda, kernel.KindBuiltin, kernel.KindMacro, kernel.KindRecordType:
			if _, known := all[k]; !known {
				all[k] = constantOf{c, i}
			}
		}
	}
}

// constant tells where among the constants of sx v is.
func (f *freezer) constant(v kernel.Value) (constantOf, bool) {
	if at, ok := f.m.facts().constants[v]; ok {
		return at, true
	}
	if f.known == nil {
		f.known = map[kernel.Value]constantOf{}
		for _, d := range f.root.libraries {
			if d.env != nil && f.staticLibrary(d.env) != nil {
				maps.Copy(f.known, d.env.constants())
			}
		}
	}
	at, ok := f.known[v]
	return at, ok
}

// baseName is where a value of sx that all machines share is: in a variable of the base, or of a
// library on the shelf.
type baseName struct{ home, name string }

// noteNames notes the names in e of the values that are objects; of several names the first.
func (e *environment) noteNames(all map[kernel.Value]baseName) {
	for _, name := range e.cellNames() {
		v := e.cell(name, true).value
		switch v.Kind() {
		case kernel.KindNil, kernel.KindFalse, kernel.KindTrue, kernel.KindInt, kernel.KindFloat, kernel.KindChar,
			kernel.KindString, kernel.KindSymbol, kernel.KindKeyword, kernel.KindBig, kernel.KindRat:
			continue
		}
		if _, ok := all[v]; !ok {
			all[v] = baseName{e.name, name}
		}
	}
}

// home gives the environment with that name that all machines share, or nil; of the base all is compiled then.
func (s *shared) home(name string) *environment {
	if name == s.base.name {
		s.base.prelude.finish()
		return s.base
	}
	if d := s.base.shelf.library(name); d != nil {
		return d.env
	}
	return nil
}

// contentID gives the content id of the base: what code compiled against it relies on.
func (s *shared) contentID() string {
	h := sha256.New()
	text(h, fmt.Sprintf("sx frozen format %d", freezeFormat))
	text(h, strings.Repeat("i", int(opCold))+strings.Repeat("c", coldCount))
	for _, name := range s.base.names() {
		text(h, name)
	}
	for _, p := range procedureTable() {
		text(h, p.name)
		text(h, asLambda(s.base.cells[p.name].value).code.contentID())
	}
	ids := map[*code][]byte{}
	for _, form := range s.base.codes {
		for _, c := range form { // an inner function comes before the one around it
			ids[c] = c.digest(ids)
			h.Write(ids[c])
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// environment gives the number of an environment that is not static.
func (f *freezer) environment(e *environment) kernel.Value { return f.number(e) }

func (f *freezer) environmentObject(e *environment) []kernel.Value {
	if f.m.shared.home(e.name) == e {
		return tagged("base-environment", kernel.Str(e.name))
	}
	if f.staticLibrary(e) != nil {
		return tagged("library-environment", kernel.Str(e.name))
	}
	var cells, imports []kernel.Value
	for _, name := range slices.Sorted(maps.Keys(e.cells)) {
		c := e.cells[name]
		if c.home == e && c.value.IsUnbound() && c.pos.IsZero() {
			continue // a name that was mentioned only; if code mentions it still, that brings it
		}
		f.charge()
		cells = append(cells, kernel.Str(name), f.number(c))
		if at, ok := e.imports[name]; ok {
			imports = append(imports, kernel.Str(name), f.pos(at))
		}
	}
	return tagged("environment", kernel.Str(e.name), kernel.Bool(e.inside), kernel.ListOf(cells...),
		kernel.ListOf(imports...))
}

func (f *freezer) cell(c *cell) []kernel.Value {
	tag := "cell"
	switch {
	case c.home.cell(c.name, true) != c:
		tag = "lost-cell" // its name has been given to another
	case f.m.shared.home(c.home.name) == c.home:
		return tagged("base-cell", kernel.Str(c.home.name), kernel.Str(c.name))
	case f.staticLibrary(c.home) != nil:
		return tagged("library-cell", kernel.Str(c.home.name), kernel.Str(c.name))
	}
	return tagged(tag, f.number(c.home), kernel.Str(c.name), f.value(c.value), f.pos(c.pos))
}

// pos gives the fields of a place: its source and offset.
func (f *freezer) pos(p kernel.Pos) kernel.Value {
	if p.IsZero() {
		return kernel.Nil
	}
	return kernel.ListOf(f.number(p.Source), kernel.Int(int64(p.Offset)))
}

func (f *freezer) sourceObject(s *kernel.Source) []kernel.Value {
	if s.Embedded {
		return tagged("embedded", kernel.Str(s.Name), kernel.Str(hashText(s.Text)))
	}
	return tagged("source", kernel.Str(s.Name), kernel.Str(s.Text))
}

func hashText(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}

// sortedLibraries gives the libraries of w in the order in which their loading began.
func (w *world) sortedLibraries() []*library {
	all := make([]*library, 0, len(w.libraries))
	for _, d := range w.libraries {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b *library) int { return a.number - b.number })
	return all
}

// libraries gives what the thawing machine has to load, and the numbers of the other libraries.
func (f *freezer) libraries() (load, own []kernel.Value) {
	for _, d := range f.root.sortedLibraries() {
		if d.env != nil && (f.staticLibrary(d.env) != nil || f.m.shared.home(d.name) == d.env) {
			load = append(load, kernel.ListOf(kernel.Str(d.name), kernel.Str(hashText(d.pos.Source.Text)),
				kernel.Int(int64(d.gensyms)), f.pos(d.from)))
			continue
		}
		own = append(own, f.number(d))
	}
	return load, own
}

func (f *freezer) libraryObject(d *library) []kernel.Value {
	env := kernel.Nil
	if d.env != nil {
		env = f.number(d.env)
	}
	exports := make([]kernel.Value, 0, 2*len(d.order))
	for _, outer := range d.order {
		exports = append(exports, kernel.Str(outer), kernel.Str(d.exports[outer]))
	}
	return tagged("library", kernel.Str(d.name), env, kernel.Bool(d.loading), kernel.ListOf(exports...), f.pos(d.pos),
		f.pos(d.from), kernel.Int(int64(d.number)))
}

// changedCells gives the variables of sx's libraries that are not what loading makes them.
func (f *freezer) changedCells() []kernel.Value {
	var out []kernel.Value
	for _, d := range f.root.sortedLibraries() {
		if d.env == nil || f.staticLibrary(d.env) == nil {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(d.fresh)) {
			c := d.env.cells[name]
			if c.value != d.fresh[name] || !f.isFixed(c.value) {
				f.charge()
				out = append(out, f.number(c), f.value(c.value))
			}
		}
	}
	return out
}

// isFixed tells whether v never changes and is the same in every machine.
func (f *freezer) isFixed(v kernel.Value) bool {
	switch v.Kind() {
	case kernel.KindNil, kernel.KindFalse, kernel.KindTrue, kernel.KindInt, kernel.KindFloat, kernel.KindChar,
		kernel.KindString, kernel.KindSymbol, kernel.KindKeyword, kernel.KindBig, kernel.KindRat, kernel.KindUnbound:
		return true
	}
	if _, ok := f.m.facts().names[v]; ok {
		return true
	}
	_, ok := f.constant(v)
	return ok
}

// alias notes the alias that a symbol's name is, and those behind it.
func (f *freezer) alias(v kernel.Value) {
	for name := v.SymbolName(); strings.Contains(name, "\x00"); {
		al := f.m.aliases[name]
		if al == nil || f.names[name] != nil {
			return
		}
		f.names[name] = al
		f.number(al.env)
		name = al.name
	}
}

// aliases gives the aliases met. What templates introduced and is still alive lies in templates, and so
// was introduced at top level: its scope has no variables.
func (f *freezer) aliases() kernel.Value {
	out := make([]kernel.Value, 0, 3*len(f.names))
	for _, name := range slices.Sorted(maps.Keys(f.names)) {
		al := f.names[name]
		out = append(out, kernel.Str(name), kernel.Str(al.name), f.number(al.env))
	}
	return kernel.ListOf(out...)
}

func (f *freezer) macro(m *macro) []kernel.Value {
	if m.rules == nil {
		return tagged("macro", kernel.Str(m.Info.Name), f.pos(m.Info.Pos), f.value(m.transformer))
	}
	r := m.rules
	literals := slices.Sorted(maps.Keys(r.literals))
	for _, name := range literals {
		f.alias(kernel.Sym(name))
	}
	f.alias(kernel.Sym(r.ellipsis))
	out := tagged("rules", kernel.Str(m.Info.Name), f.pos(m.Info.Pos), f.number(r.env), kernel.Str(r.ellipsis), texts(literals))
	for _, c := range r.clauses {
		out = append(out, f.value(c.pattern), f.value(c.template))
	}
	return out
}

// worldRef gives a world as a field: true for the one that is frozen.
func (f *freezer) worldRef(w *world) kernel.Value {
	switch w {
	case nil:
		return kernel.Nil
	case f.root:
		return kernel.True
	}
	return f.number(w)
}

func (f *freezer) worldObject(w *world) []kernel.Value {
	out := tagged("world", f.number(w.env))
	for _, d := range w.sortedLibraries() {
		out = append(out, f.number(d))
	}
	return out
}

// facts are what freezing needs to know of what all machines share.
type facts struct {
	id        string                      // the content id of the base
	names     map[kernel.Value]baseName   // the objects that its variables hold
	constants map[kernel.Value]constantOf // the objects that its code has as constants
}

func (s *shared) newFacts() *facts {
	s.base.prelude.finish()
	f := &facts{id: s.contentID(), names: map[kernel.Value]baseName{}, constants: s.base.constants()}
	s.base.noteNames(f.names)
	for _, name := range sortedKeys(s.base.shelf.books) {
		if e := s.home(name); e != nil {
			e.noteNames(f.names)
			maps.Copy(f.constants, e.constants())
		}
	}
	return f
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
