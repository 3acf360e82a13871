package names

import (
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// bind gives a symbol at off a meaning in s, visible from one offset to the end of the form at in.
func (x *walker) bind(s *scope, symbol kernel.Value, off, from, in int) *Definition {
	d := &Definition{Name: symbol.SymbolName(), Kind: Local, Source: x.file.Source, Offset: off, Form: off,
		End: x.end(off), Module: x.module, From: from, To: x.end(in)}
	if x.soft > 0 || !x.written(off, d.Name) {
		d.quiet = true
	}
	s.names[d.Name] = d
	x.file.Locals = append(x.file.Locals, d)
	x.note(Use{Offset: off, Name: d.Name, Def: d, Defines: true})
	return d
}

// pattern binds the names of a pattern as let and fn take it: a name, a list with &rest, a dict.
func (x *walker) pattern(s *scope, v kernel.Value, off, from, in int) {
	switch {
	case v.IsSymbol():
		if !strings.HasPrefix(v.SymbolName(), "&") {
			x.bind(s, v, off, from, in)
		}
	case v.IsDict():
		for at, part := range x.parts(v.AsDict(), unknown) {
			x.pattern(s, part, at, from, in)
		}
	case v.IsList():
		for i := range v.AsList().Len() {
			x.pattern(s, v.AsList().At(i), x.at(v.AsList(), i, off), from, in)
		}
	}
}

// matched binds the names of a pattern of match, which are visible in the form at in.
func (x *walker) matched(s *scope, v kernel.Value, off, in int) {
	switch {
	case v.IsSymbol():
		name := v.SymbolName()
		if name == "_" || name == "&rest" {
			return
		}
		if old := s.names[name]; old != nil { // the same name twice: equal parts
			old.uses++
			x.note(Use{Offset: off, Name: name, Def: old})
			return
		}
		x.bind(s, v, off, off, in)
	case v.IsDict():
		for at, part := range x.parts(v.AsDict(), unknown) {
			x.matched(s, part, at, in)
		}
	case v.IsList():
		x.matchedList(s, v.AsList(), off, in)
	}
}

func (x *walker) matchedList(s *scope, l *kernel.List, off, in int) {
	from := 0
	if l.Len() > 0 && l.At(0).IsSymbol() {
		switch name := l.At(0).SymbolName(); {
		case name == "quote":
			return
		case name == "?":
			if l.Len() > 1 {
				x.expr(l.At(1), x.at(l, 1, off), s)
			}
			from = 2
		case x.isConstructor(name, s):
			x.use(name, x.at(l, 0, off), s)
			from = 1
		}
	}
	for i := from; i < l.Len(); i++ {
		x.matched(s, l.At(i), x.at(l, i, off), in)
	}
}

// isConstructor tells whether a name at the head of a pattern is the constructor of a record.
func (x *walker) isConstructor(name string, s *scope) bool {
	m := x.meaning(name, s)
	return m.def != nil && m.def.constructor
}

// lambda goes through a function: l[params][skip:] are its parameters, what follows is its body.
func (x *walker) lambda(l *kernel.List, params, skip, off int, s *scope) {
	if l.Len() <= params {
		return
	}
	inner := s.child()
	v, at := l.At(params), x.at(l, params, off)
	switch {
	case v.IsSymbol():
		x.bind(inner, v, at, off, off).quiet = true
	case v.IsList():
		x.parameters(v.AsList(), skip, at, off, inner)
	}
	from := params + 1
	if l.Len() > from+1 && l.At(from).IsString() {
		from++
	}
	x.body(l, from, off, inner)
}

func (x *walker) parameters(l *kernel.List, skip, off, in int, s *scope) {
	mode := ""
	for i := skip; i < l.Len(); i++ {
		p, at := l.At(i), x.at(l, i, off)
		before := len(x.file.Locals)
		switch {
		case p.IsSymbol() && strings.HasPrefix(p.SymbolName(), "&"):
			mode = p.SymbolName()
		case p.IsSymbol():
			x.bind(s, p, at, in, in)
		case p.IsList() && p.AsList().Len() > 0 && p.AsList().At(0).IsSymbol() && (mode != "" || cek.IsAnnotated(p.AsList())):
			if mode != "" && p.AsList().Len() == 2 {
				x.expr(p.AsList().At(1), x.at(p.AsList(), 1, at), s)
			}
			x.bind(s, p.AsList().At(0), x.at(p.AsList(), 0, at), in, in)
		default:
			x.pattern(s, p, at, in, in)
		}
		for _, d := range x.file.Locals[before:] {
			if d.Offset >= at {
				d.quiet = true // a parameter need not be used
			}
		}
	}
}

// parameterCount tells how many arguments a parameter list takes; most is -1 for any number.
func parameterCount(v kernel.Value, skip int) (least, most int) {
	if !v.IsList() {
		if v.IsNil() {
			return 0, 0
		}
		return 0, -1
	}
	mode := ""
	for _, p := range v.AsList().Items()[min(skip, v.AsList().Len()):] {
		switch {
		case p.IsSymbol() && strings.HasPrefix(p.SymbolName(), "&"):
			mode = p.SymbolName()
			if mode != "&optional" {
				most = -1
			}
		case mode == "":
			least++
			most++
		case mode == "&optional" && most >= 0:
			most++
		}
	}
	return least, most
}

// usage writes a call of a function with these parameters, less the first skip; a symbol takes them all.
func usage(name string, params kernel.Value, skip int) string {
	switch {
	case params.IsSymbol():
		return "(" + name + " " + params.SymbolName() + "…)"
	case params.IsList():
		return cek.UsageOf(name, params.AsList().Items()[min(skip, params.AsList().Len()):])
	}
	return cek.UsageOf(name, nil)
}
