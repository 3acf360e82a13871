package names

import (
	"github.com/sx-lang/sx/kernel"
)

// definedName is a name that a form defines, with where it stands and what it is.
type definedName struct {
	symbol      kernel.Value
	off         int
	kind        Kind
	params      kernel.Value // of a function; skip is how many elements come before its parameters
	skip        int
	callable    bool
	constructor bool
}

// defines gives the names that the form v at off defines.
func (x *walker) defines(v kernel.Value, off int) []definedName {
	l, head := call(v)
	if l == nil || l.Len() < 2 {
		return nil
	}
	target, at := l.At(1), x.at(l, 1, off)
	switch head {
	case "define":
		return x.definesOne(l, off)
	case "defmacro", "define-syntax":
		if target.IsSymbol() {
			return []definedName{{symbol: target, off: at, kind: Macro}}
		}
	case "define-values":
		var out []definedName
		if target.IsList() {
			for i, s := range target.AsList().Items() {
				if s.IsSymbol() && !s.IsSymbolNamed("&rest") {
					out = append(out, definedName{symbol: s, off: x.at(target.AsList(), i, at)})
				}
			}
		}
		return out
	case "define-record-type":
		return x.definesRecord(l, off)
	case "define-type":
		return x.definesVariants(l, off)
	}
	return nil
}

func (x *walker) definesOne(l *kernel.List, off int) []definedName {
	target, at := l.At(1), x.at(l, 1, off)
	if target.IsList() && target.AsList().Len() > 0 && target.AsList().At(0).IsSymbol() {
		return []definedName{{symbol: target.AsList().At(0), off: x.at(target.AsList(), 0, at), kind: Function,
			params: target, skip: 1, callable: true}}
	}
	if !target.IsSymbol() {
		return nil
	}
	d := definedName{symbol: target, off: at}
	if v, head := call(l.At(l.Len() - 1)); l.Len() > 2 && v != nil && v.Len() > 1 && (head == "fn" || head == "lambda") {
		d.kind, d.params, d.callable = Function, v.At(1), true
	}
	return []definedName{d}
}

// definesRecord reads (define-record-type name (constructor field…) predicate (field get [set])…).
func (x *walker) definesRecord(l *kernel.List, off int) []definedName {
	var out []definedName
	add := func(v kernel.Value, at int, d definedName) {
		if v.IsSymbol() {
			d.symbol, d.off = v, at
			out = append(out, d)
		}
	}
	nameForm, at := l.At(1), x.at(l, 1, off)
	if nameForm.IsList() && nameForm.AsList().Len() > 0 {
		nameForm, at = nameForm.AsList().At(0), x.at(nameForm.AsList(), 0, at)
	}
	add(nameForm, at, definedName{kind: Record})
	if l.Len() > 2 {
		switch c, at := l.At(2), x.at(l, 2, off); {
		case c.IsSymbol():
			add(c, at, definedName{kind: Function, constructor: true})
		case c.IsList() && c.AsList().Len() > 0:
			add(c.AsList().At(0), x.at(c.AsList(), 0, at), definedName{kind: Function, params: c, skip: 1, callable: true,
				constructor: true})
		}
	}
	if l.Len() > 3 {
		add(l.At(3), x.at(l, 3, off), definedName{kind: Function})
	}
	for i := 4; i < l.Len(); i++ {
		if !l.At(i).IsList() {
			continue
		}
		spec, at := l.At(i).AsList(), x.at(l, i, off)
		for j := 1; j < spec.Len(); j++ {
			add(spec.At(j), x.at(spec, j, at), definedName{kind: Function})
		}
	}
	return out
}

// definesVariants reads (define-type Name (Constructor field…)…). Name?, Constructor? and
// Constructor-field are written nowhere: they are defined where the name is that they are made of.
func (x *walker) definesVariants(l *kernel.List, off int) []definedName {
	target, at := l.At(1), x.at(l, 1, off)
	if !target.IsSymbol() {
		return nil
	}
	made := func(name string, at int) definedName {
		return definedName{symbol: kernel.Sym(name), off: at, kind: Function}
	}
	out := []definedName{{symbol: target, off: at, kind: Record}, made(target.SymbolName()+"?", at)}
	for i := 2; i < l.Len(); i++ {
		c, at := l.At(i), x.at(l, i, off)
		params := c
		if c.IsList() && c.AsList().Len() > 0 {
			c, at = c.AsList().At(0), x.at(c.AsList(), 0, at)
		}
		if !c.IsSymbol() {
			continue
		}
		ctor := definedName{symbol: c, off: at, kind: Function, constructor: true}
		out = append(out, made(c.SymbolName()+"?", at))
		if params.IsList() {
			ctor.params, ctor.skip, ctor.callable = params, 1, true
			for j := 1; j < params.AsList().Len(); j++ {
				if f := params.AsList().At(j); f.IsSymbol() {
					out = append(out, made(c.SymbolName()+"-"+f.SymbolName(), x.at(params.AsList(), j, at)))
				}
			}
		}
		out = append(out, ctor)
	}
	return out
}

// define makes the definition of a name by the form at off.
func (x *walker) define(n definedName, off int) *Definition {
	d := &Definition{Name: n.symbol.SymbolName(), Kind: n.kind, Source: x.file.Source, Offset: n.off, Form: off,
		End: x.end(off), Module: x.module, Callable: n.callable, Max: -1, constructor: n.constructor}
	if n.callable {
		d.Min, d.Max = parameterCount(n.params, n.skip)
		d.Usage = usage(d.Name, n.params, n.skip)
	}
	return d
}

// declare notes what a form of the top level defines, imports or exports.
func (x *walker) declare(it item) {
	for _, n := range x.defines(it.v, it.off) {
		d := x.define(n, it.off)
		if old := x.module.Defs[d.Name]; old != nil { // defined again: one meaning for a reader
			old.assigned = true
			old.Callable = old.Callable && d.Callable && old.Min == d.Min && old.Max == d.Max
			x.note(Use{Offset: d.Offset, Name: d.Name, Def: old, Defines: true})
			continue
		}
		x.module.Defs[d.Name] = d
		x.file.Tops = append(x.file.Tops, d)
		x.note(Use{Offset: d.Offset, Name: d.Name, Def: d, Defines: true})
	}
	l, head := call(it.v)
	if m := x.meaning(head, nil); l != nil && m.def != nil && m.def.Kind == Macro && !m.def.Module.Embedded {
		symbols(it.v, x.module.perhaps)
	}
	switch head {
	case "defmacro", "define-syntax":
		symbols(it.v, x.module.perhaps)
	case "import":
		for i := 1; i < l.Len(); i++ {
			x.importSet(l.At(i), x.at(l, i, it.off))
		}
	case "define-library":
		x.library(it, l)
	case "load", "eval":
		x.module.open = true
	}
}

// top goes through a form of the top level.
func (x *walker) top(it item) {
	l, head := call(it.v)
	switch head {
	case "define-library":
		return // declare has been there
	case "export":
		x.exports(l, it.off)
		return
	}
	if l != nil && len(x.defines(it.v, it.off)) > 0 {
		x.use(head, x.at(l, 0, it.off), nil)
		x.definition(l, head, it.off, nil)
		return
	}
	x.expr(it.v, it.off, nil)
}

// definition goes through what a definition evaluates.
func (x *walker) definition(l *kernel.List, head string, off int, s *scope) {
	if l.Len() < 2 {
		return
	}
	switch head {
	case "defmacro", "define-syntax":
		if s != nil { // what it makes may use the names of this body
			symbols(l.Value(), x.module.perhaps)
		}
	}
	switch head {
	case "define":
		if l.At(1).IsList() {
			x.lambda(l, 1, 1, off, s)
			return
		}
		if l.Len() > 2 {
			x.expr(l.At(l.Len()-1), x.at(l, l.Len()-1, off), s)
		}
	case "defmacro":
		x.code++
		x.lambda(l, 2, 0, off, nil)
		x.code--
	case "define-syntax":
		if l.Len() > 2 {
			x.rules(l.At(2), x.at(l, 2, off))
		}
	case "define-values":
		x.all(l, 2, off, s)
	}
}

// rules notes the names in the templates of (syntax-rules [ellipsis] (literal…) (pattern template)…).
func (x *walker) rules(v kernel.Value, off int) {
	l, head := call(v)
	if head != "syntax-rules" {
		return
	}
	x.code++
	defer func() { x.code-- }()
	for i := 1; i < l.Len(); i++ {
		if !l.At(i).IsList() || l.At(i).AsList().Len() != 2 || !l.At(i).AsList().At(0).IsList() {
			continue
		}
		rule, at := l.At(i).AsList(), x.at(l, i, off)
		vars := map[string]bool{}
		symbols(rule.At(0), vars)
		x.templateNames(rule.At(1), x.at(rule, 1, at), vars)
	}
}

// symbols collects the names of the symbols in v.
func symbols(v kernel.Value, into map[string]bool) {
	switch {
	case v.IsSymbol():
		into[v.SymbolName()] = true
	case v.IsList():
		for _, part := range v.AsList().Items() {
			symbols(part, into)
		}
	}
}

func (x *walker) templateNames(v kernel.Value, off int, vars map[string]bool) {
	switch {
	case v.IsSymbol():
		if !vars[v.SymbolName()] {
			x.template(v.SymbolName(), off)
		}
	case v.IsList():
		for i := range v.AsList().Len() {
			x.templateNames(v.AsList().At(i), x.at(v.AsList(), i, off), vars)
		}
	}
}

// formInner goes through a definition that stands where an expression does.
func formInner(x *walker, l *kernel.List, off int, s *scope) {
	if s == nil && x.soft == 0 {
		x.definition(l, l.At(0).SymbolName(), off, s)
		return
	}
	inner := s.child()
	for _, n := range x.defines(l.Value(), off) {
		x.bind(inner, n.symbol, n.off, off, off).quiet = true
	}
	x.definition(l, l.At(0).SymbolName(), off, inner)
}

// body goes through the forms of l from i on; definitions among them are local to it, and begin is taken
// apart.
func (x *walker) body(l *kernel.List, i, off int, s *scope) {
	type part struct {
		v   kernel.Value
		off int
	}
	var parts []part
	var splice func(l *kernel.List, i, off int)
	splice = func(l *kernel.List, i, off int) {
		for ; i < l.Len(); i++ {
			at := x.at(l, i, off)
			if inner, head := call(l.At(i)); head == "begin" && s.find(head) == nil {
				x.use(head, x.at(inner, 0, at), s)
				splice(inner, 1, at)
				continue
			}
			parts = append(parts, part{l.At(i), at})
		}
	}
	splice(l, i, off)
	inner := s.child()
	for _, p := range parts {
		for _, n := range x.defines(p.v, p.off) {
			d := x.bind(inner, n.symbol, n.off, off, off)
			d.Form = p.off
			if n.kind == Macro {
				d.Kind = Macro
			}
			d.constructor, d.Callable = n.constructor, n.callable
			if n.callable {
				d.Min, d.Max = parameterCount(n.params, n.skip)
				d.Usage = usage(d.Name, n.params, n.skip)
			}
			if n.kind == Record || n.kind == Function && !n.callable {
				d.quiet = true // made by a form that makes more
			}
		}
	}
	for _, p := range parts {
		if len(x.defines(p.v, p.off)) > 0 {
			dl, head := call(p.v)
			x.use(head, x.at(dl, 0, p.off), s)
			x.definition(dl, head, p.off, inner)
			continue
		}
		x.expr(p.v, p.off, inner)
	}
}
