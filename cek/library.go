package cek

import (
	"errors"
	"io/fs"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/lib"
)

// library is what define-library makes: an environment, and the names that importers see.
type library struct {
	name    string // written: "(store log)"
	env     *environment
	exports map[string]string // external name to the name in env
	order   []string          // external names in the order of the export clauses
	loading bool
	pos     kernel.Pos              // of its define-library
	from    kernel.Pos              // of the import that is loading it
	number  int                     // libraries are numbered as their loading begins
	gensyms int                     // the machine's when its loading began
	fresh   map[string]kernel.Value // of a library that is part of sx: its variables as loading left them
}

// addLibrary makes a library with the given name, which loads from now on.
func (m *Machine) addLibrary(name string, from kernel.Pos) *library {
	w := m.here()
	w.numbered++
	d := &library{name: name, loading: true, from: from, number: w.numbered, gensyms: m.gensyms}
	w.note()
	w.libraries[name] = d
	return d
}

// importForm carries an (import set…) out: loads the first library that is missing, if any, to come
// back to the same form; else binds the names.
func (m *Machine) importForm(l *loader, a *analyzer, q queued, to uint16) (done bool, err error) {
	sets := q.form.AsList()
	for i := 1; i < sets.Len(); i++ {
		a.pos = a.itemPos(sets, i)
		spec := baseSet(sets.At(i))
		name, path, ok := LibraryName(spec)
		if !ok {
			return false, a.syntaxError("import: want a library name like (store api), not %s", brief(spec))
		}
		at := kernel.Pos{Source: a.source, Offset: int(a.pos)}
		if have := m.library(name); have != nil {
			if have.loading {
				return false, a.syntaxError("import: %s imports itself: it is still loading, for the import at %s",
					name, have.from)
			}
			continue
		}
		if IsBaseLibrary(name) {
			continue
		}
		if d := m.base.shelf.library(name); d != nil {
			m.here().note()
			m.here().libraries[name] = d
			continue
		}
		l.queue = append(l.queue, q)
		return true, m.loadLibrary(l, a, spec, name, path, at, to)
	}
	for i := 1; i < sets.Len(); i++ {
		a.pos = a.itemPos(sets, i)
		if err := m.bindImport(a, sets.At(i)); err != nil {
			return false, err
		}
	}
	return false, nil
}

// library gives the library called name, or nil. One whose loading ended by an error is forgotten.
func (m *Machine) library(name string) *library {
	d := m.here().libraries[name]
	if d == nil || !d.loading {
		return d
	}
	under := false
	m.walk(func(fp *kernel.Value, c *code, pc *instr) bool {
		if c == m.procs.load.code {
			if v := *kernel.Slot(fp, reg(0)); v.Kind() == kernel.KindLoader {
				l := kernel.As[loader](v)
				under = under || l.lib == d || l.wants == name
			}
		}
		return !under
	})
	if !under {
		delete(m.here().libraries, name)
		return nil
	}
	return d
}

// baseSet gives the library name inside only, except, prefix and rename.
func baseSet(set kernel.Value) kernel.Value {
	for isQualified(set) {
		set = set.AsList().At(1)
	}
	return set
}

func isQualified(set kernel.Value) bool {
	if !set.IsList() || set.AsList().Len() < 2 || !set.AsList().At(1).IsList() || !set.AsList().At(0).IsSymbol() {
		return false
	}
	switch set.AsList().At(0).SymbolName() {
	case "only", "except", "prefix", "rename":
		return true
	}
	return false
}

// loadLibrary starts loading the library from the embedded tree, the search path, or the host.
func (m *Machine) loadLibrary(l *loader, a *analyzer, spec kernel.Value, name, path string, at kernel.Pos,
	to uint16) error {
	src := l.texts[name]
	if src == nil {
		var err error
		if src, err = m.findLibrary(path); err != nil {
			return a.syntaxError("import: %s: %v", name, err)
		}
	}
	if src == nil {
		m.request = kernel.DictOf("op", kernel.Str("import"), "args", kernel.ListOf(spec))
		m.answer = to
		m.pc = &frameCode(m.fp).ins[loadAnswer]
		return m.suspend()
	}
	if o := m.outline(src, name); o != nil {
		return m.loadOutline(o, name, at, to)
	}
	inner := newLoader(newEnvironment(name, m.base), src, m.config.Reader)
	inner.wants, inner.from = name, at
	m.addLibrary(name, at).pos = kernel.Pos{Source: src}
	return m.runLoader(inner, to)
}

// findLibrary looks a library's file up; nil if there is none.
func (m *Machine) findLibrary(path string) (*kernel.Source, error) {
	for i, where := range append([]fs.FS{lib.Files}, m.config.Libraries...) {
		text, err := fs.ReadFile(where, path)
		switch {
		case err == nil:
			if i == 0 {
				return &kernel.Source{Name: "lib/" + path, Text: string(text), Embedded: true}, nil
			}
			return &kernel.Source{Name: path, Text: string(text)}, nil
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	return nil, nil
}

// libraryText takes the host's answer to the request for a library.
func (m *Machine) libraryText(answer kernel.Value) error {
	l := kernel.As[loader](*kernel.Slot(m.fp, reg(0)))
	last := len(l.queue) - 1
	if last < 0 || !l.queue[last].form.IsList() {
		return errUnbalanced
	}
	q := l.queue[last]
	a := &analyzer{m: m, source: l.source, places: q.places, pos: q.pos}
	sets := q.form.AsList()
	for i := 1; i < sets.Len(); i++ {
		spec := baseSet(sets.At(i))
		name, path, _ := LibraryName(spec)
		if m.here().libraries[name] != nil || IsBaseLibrary(name) || l.texts[name] != nil {
			continue
		}
		a.pos = a.itemPos(sets, i)
		if !answer.IsString() {
			return a.syntaxError("import: there is no library %s", name)
		}
		if l.texts == nil {
			l.texts = map[string]*kernel.Source{}
		}
		l.texts[name] = &kernel.Source{Name: path, Text: answer.Text()}
		return nil
	}
	return nil
}

// defineLibrary carries (define-library name declaration…) out.
func (m *Machine) defineLibrary(l *loader, a *analyzer, list *kernel.List, to uint16) error {
	if list.Len() < 2 {
		return a.syntaxError("define-library: want (define-library (name …) declaration…)")
	}
	name, _, ok := LibraryName(list.At(1))
	if !ok {
		return a.syntaxError("define-library: want a name like (store api), not %s", brief(list.At(1)))
	}
	pos := kernel.Pos{Source: a.source, Offset: int(a.pos)}
	d := m.library(name)
	switch {
	case d == nil:
		d = m.addLibrary(name, pos)
	case !d.loading || d.env != nil:
		return a.syntaxError("define-library: %s is defined already, at %s", name, d.pos)
	}
	d.define(pos, m.base)
	body := &loader{Func: kernel.NewFunc(kernel.KindLoader, nil), env: d.env, source: l.source, lib: d}
	body.pushFront(queued{pos: a.pos, places: a.places}, list, 2)
	return m.runLoader(body, to)
}

// define makes d the library that the define-library at pos defines, with nothing in it yet.
func (d *library) define(pos kernel.Pos, base *environment) {
	d.env = newEnvironment(d.name, base)
	d.env.inside = pos.Source.Embedded
	d.exports = map[string]string{}
	d.pos = pos
	d.loading = true
}

// foresee gives the names that the definitions in list, a begin of a library, bind and that mean something
// of the base so far cells of the library: also what comes before the definition means them.
func (a *analyzer) foresee(list *kernel.List) {
	for i := 1; i < list.Len(); i++ {
		form := list.At(i)
		if !form.IsList() || form.AsList().Len() < 2 || !form.AsList().At(0).IsSymbolNamed("define") {
			continue
		}
		name := form.AsList().At(1)
		for name.IsList() && name.AsList().Len() > 0 {
			name = name.AsList().At(0)
		}
		if !name.IsSymbol() {
			continue
		}
		if c := a.env.find(name.SymbolName()); c != nil && c.fixed {
			a.env.own(name.SymbolName())
		}
	}
}

// export notes the names of an export clause: name, or (rename internal external).
func (d *library) export(a *analyzer, list *kernel.List) error {
	for i := 1; i < list.Len(); i++ {
		x := list.At(i)
		a.pos = a.itemPos(list, i)
		inner, outer := "", ""
		switch {
		case x.IsSymbol():
			inner = x.SymbolName()
			outer = inner
		case isSymbolList(x) && x.AsList().Len() == 3 && x.AsList().At(0).IsSymbolNamed("rename"):
			inner, outer = x.AsList().At(1).SymbolName(), x.AsList().At(2).SymbolName()
		default:
			return a.syntaxError("export: want a name or (rename name external), not %s", brief(x))
		}
		if _, twice := d.exports[outer]; twice {
			return a.syntaxError("export: %s is exported twice", outer)
		}
		d.exports[outer] = inner
		d.order = append(d.order, outer)
	}
	return nil
}

// loaded ends a loader: a library must define what it exports, a file the library it was loaded for.
func (m *Machine) loaded(l *loader) error {
	if l.wants != "" {
		d := m.here().libraries[l.wants]
		if d == nil {
			return errUnbalanced
		}
		if d.env == nil {
			delete(m.here().libraries, l.wants)
			e := kernel.Condf(kernel.CondSyntax, "import: %s does not define the library %s", l.source.Name, l.wants)
			e.Pos = l.from
			return e
		}
	}
	d := l.lib
	if d == nil {
		return nil
	}
	d.loading = false
	for _, outer := range d.order {
		c := d.env.find(d.exports[outer])
		if c == nil || c.value.IsUnbound() {
			e := kernel.Condf(kernel.CondUnbound, "the library %s exports %s, but does not define it",
				d.name, d.exports[outer])
			e.Pos = d.pos
			delete(m.here().libraries, d.name)
			return e
		}
	}
	if d.env.inside {
		d.fresh = make(map[string]kernel.Value, len(d.env.cells))
		for name, c := range d.env.cells {
			if c.home == d.env {
				d.fresh[name] = c.value
			}
		}
	}
	m.warnUnbound(d.env)
	return nil
}

// bindImport makes the names of an import set visible in the analyzer's environment.
func (m *Machine) bindImport(a *analyzer, set kernel.Value) error {
	names, err := m.importSet(a, set)
	if name, _, _ := LibraryName(set); err != nil || !isQualified(set) && IsBaseLibrary(name) {
		return err // what is there already need not be bound again
	}
	here := kernel.Pos{Source: a.source, Offset: int(a.pos)}
	for _, n := range names {
		if n.cell == nil {
			continue
		}
		have := a.env.cells[n.name]
		switch {
		case have == nil || have == n.cell:
		case have.value.IsUnbound():
			have.value = n.cell.value // for the code that refers to it already
		default:
			at := have.pos
			if pos, ok := a.env.imports[n.name]; ok {
				at = pos
			}
			return a.syntaxError("import: %s from %s is here already, from %s", n.name, brief(baseSet(set)), at)
		}
		a.env.bind(n.name, n.cell)
		a.env.noteImport(n.name, here)
	}
	return nil
}

// imported is a name and the cell it will mean; no cell for a special form, which means itself
// everywhere under its own name.
type imported struct {
	name string
	cell *cell
}

// baseNames gives what (sx base) and the libraries (scheme …) export: all that needs no import.
func (m *Machine) baseNames() []imported {
	var out []imported
	for _, name := range m.Forms() {
		out = append(out, imported{name, nil})
	}
	for _, name := range m.base.cellNames() {
		if name[0] != '%' {
			out = append(out, imported{name, m.base.cell(name, true)})
		}
	}
	for name := range m.base.shelf.names {
		if c := m.base.shelf.cell(name); c != nil {
			out = append(out, imported{name, c})
		}
	}
	return out
}

func (m *Machine) importSet(a *analyzer, set kernel.Value) ([]imported, error) {
	if err := a.deeper(); err != nil {
		return nil, err
	}
	defer func() { a.depth-- }()
	if !isQualified(set) {
		name, _, _ := LibraryName(set)
		if IsBaseLibrary(name) {
			return m.baseNames(), nil
		}
		d := m.here().libraries[name]
		out := make([]imported, 0, len(d.order))
		for _, outer := range d.order {
			out = append(out, imported{outer, d.env.find(d.exports[outer])})
		}
		return out, nil
	}
	l := set.AsList()
	inner, err := m.importSet(a, l.At(1))
	if err != nil {
		return nil, err
	}
	switch kind := l.At(0).SymbolName(); kind {
	case "prefix":
		if l.Len() != 3 || !l.At(2).IsSymbol() {
			return nil, a.syntaxError("import: want (prefix set name)")
		}
		for i := range inner {
			inner[i].name = l.At(2).SymbolName() + inner[i].name
		}
		return inner, nil
	case "rename":
		return renameImports(a, inner, l)
	default:
		return selectImports(a, inner, l, kind == "only")
	}
}

// selectImports keeps the names listed in l, or all others.
func selectImports(a *analyzer, names []imported, l *kernel.List, keep bool) ([]imported, error) {
	listed, at := map[string]bool{}, indexImports(names)
	for _, x := range l.Slice(2, l.Len()) {
		if !x.IsSymbol() || !at.has(x.SymbolName()) {
			return nil, a.syntaxError("import: %s does not export %s", kernel.Write(baseSet(l.Value())), brief(x))
		}
		listed[x.SymbolName()] = true
	}
	var out []imported
	for _, n := range names {
		if listed[n.name] == keep {
			out = append(out, n)
		}
	}
	return out, nil
}

func renameImports(a *analyzer, names []imported, l *kernel.List) ([]imported, error) {
	at := indexImports(names)
	for _, x := range l.Slice(2, l.Len()) {
		if !isSymbolList(x) || x.AsList().Len() != 2 {
			return nil, a.syntaxError("import: want (rename set (name new)…)")
		}
		i, known := at[x.AsList().At(0).SymbolName()]
		if !known {
			return nil, a.syntaxError("import: %s does not export %s", kernel.Write(baseSet(l.Value())),
				brief(x.AsList().At(0)))
		}
		if names[i].cell == nil {
			return nil, a.syntaxError("import: %s is a special form, which has no other name", names[i].name)
		}
		names[i].name = x.AsList().At(1).SymbolName()
	}
	return names, nil
}

// importIndex says where among imported names each stands.
type importIndex map[string]int

func indexImports(names []imported) importIndex {
	at := make(importIndex, len(names))
	for i, n := range names {
		if !at.has(n.name) {
			at[n.name] = i
		}
	}
	return at
}

func (at importIndex) has(name string) bool {
	_, ok := at[name]
	return ok
}
