package names

import (
	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// library goes through a define-library, which is a module of its own.
func (x *walker) library(it item, l *kernel.List) {
	if l.Len() < 2 {
		return
	}
	x.use("define-library", x.at(l, 0, it.off), nil)
	name, _, ok := cek.LibraryName(l.At(1))
	if !ok {
		return
	}
	outer := x.module
	m := newModule(name, x.file)
	m.From, m.To = it.off, x.end(it.off)
	x.module = m
	x.file.Modules = append(x.file.Modules, m)
	var items []item
	for i := 2; i < l.Len(); i++ {
		items = append(items, item{l.At(i), x.at(l, i, it.off), it.places})
	}
	x.moduleForms(items)
	x.module, x.places = outer, it.places
}

// exports notes the names of an export clause: name, or (rename internal external).
func (x *walker) exports(l *kernel.List, off int) {
	for i := 1; i < l.Len(); i++ {
		v, at := l.At(i), x.at(l, i, off)
		inner, outer := v, v
		if v.IsList() && v.AsList().Len() == 3 && v.AsList().At(0).IsSymbolNamed("rename") {
			inner, outer = v.AsList().At(1), v.AsList().At(2)
			at = x.at(v.AsList(), 1, at)
		}
		if !inner.IsSymbol() || !outer.IsSymbol() {
			continue
		}
		m := x.use(inner.SymbolName(), at, nil)
		if m.def != nil {
			x.module.Exports[outer.SymbolName()] = m.def
			x.module.Order = append(x.module.Order, outer.SymbolName())
		}
	}
}

// importedNames are the names that an import set gives, with what they mean.
type importedNames map[string]importedName

// importSet binds the names of an import set, and notes those that are written in it.
func (x *walker) importSet(v kernel.Value, off int) {
	names, ok := x.set(v, off)
	if !ok {
		x.module.open = true
		return
	}
	for name, in := range names {
		x.module.imported[name] = in
	}
}

// set reads a library name, or (only set name…), (except set name…), (prefix set text) and (rename set
// (name new)…); false if the library is not known here.
func (x *walker) set(v kernel.Value, off int) (importedNames, bool) {
	l, kind := call(v)
	narrows := l != nil && l.Len() > 1 && l.At(1).IsList()
	switch kind {
	case "only", "except", "prefix", "rename":
		if narrows {
			return x.narrowed(l, kind, off)
		}
	}
	name, path, ok := cek.LibraryName(v)
	if !ok {
		return nil, false
	}
	if cek.IsBaseLibrary(name) {
		return importedNames{}, true
	}
	m := x.find(name, path)
	if m == nil {
		x.problem(off, x.end(off), Warning, "there is no library %s", name)
		return nil, false
	}
	out := importedNames{}
	for outer, d := range m.Exports {
		out[outer] = importedName{def: d, renamed: d.Name != outer}
	}
	return out, true
}

// find looks a library up: in this text, then in the workspace.
func (x *walker) find(name, path string) *Module {
	for _, m := range x.file.Modules {
		if m.Name == name {
			return m
		}
	}
	return x.w.library(x.ctx, x.file.Source, name, path)
}

func (x *walker) narrowed(l *kernel.List, kind string, off int) (importedNames, bool) {
	if name, _, ok := cek.LibraryName(baseSet(l.Value())); ok && cek.IsBaseLibrary(name) { // under other names, which are not looked up
		return importedNames{}, kind == "only" || kind == "except"
	}
	names, ok := x.set(l.At(1), x.at(l, 1, off))
	if !ok {
		return nil, false
	}
	if kind == "prefix" {
		if l.Len() != 3 || !l.At(2).IsSymbol() {
			return nil, false
		}
		prefix, out := l.At(2).SymbolName(), importedNames{}
		for name, in := range names {
			in.prefix = prefix + in.prefix
			out[prefix+name] = in
		}
		return out, true
	}
	out := importedNames{}
	if kind != "only" {
		for name, in := range names {
			out[name] = in
		}
	}
	for i := 2; i < l.Len(); i++ {
		v, at := l.At(i), x.at(l, i, off)
		name, renamed := v, kernel.Nil
		if kind == "rename" && v.IsList() && v.AsList().Len() == 2 {
			name, renamed, at = v.AsList().At(0), v.AsList().At(1), x.at(v.AsList(), 0, at)
		}
		if !name.IsSymbol() {
			continue
		}
		in, known := names[name.SymbolName()]
		if !known {
			x.problem(at, x.end(at), Warning, "%s does not export %s", kernel.Write(baseSet(l.Value())), name.SymbolName())
			continue
		}
		x.note(Use{Offset: at, Name: name.SymbolName(), Def: in.def, Prefix: in.prefix, Renamed: in.renamed})
		in.def.uses++
		switch kind {
		case "only":
			out[name.SymbolName()] = in
		case "except":
			delete(out, name.SymbolName())
		case "rename":
			if delete(out, name.SymbolName()); renamed.IsSymbol() {
				out[renamed.SymbolName()] = importedName{def: in.def, renamed: true}
			}
		}
	}
	return out, true
}

// baseSet gives the library name inside only, except, prefix and rename.
func baseSet(set kernel.Value) kernel.Value {
	for set.IsList() && set.AsList().Len() > 1 && set.AsList().At(1).IsList() {
		set = set.AsList().At(1)
	}
	return set
}
