package cek

import (
	"fmt"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// scope is a chain of local bindings; the chain ends at the top level.
type scope struct {
	parent *scope
	vars   map[string]*variable
	macros map[string]*macro // local macros
	fn     *function
	bound  *boundNames // by any scope that ends at the same top level
}

// boundNames are the names that some scope of a top-level form binds: what is not among them is global,
// however long the chain of scopes is.
type boundNames struct{ set map[string]struct{} }

// topScope makes the end of a chain.
func topScope(fn *function) *scope { return &scope{fn: fn, bound: &boundNames{}} }

func (s *scope) child(fn *function) *scope { return &scope{parent: s, fn: fn, bound: s.bound} }

// note remembers that name is bound somewhere.
func (b *boundNames) note(name string) {
	if b.set == nil {
		b.set = map[string]struct{}{}
	}
	b.set[name] = struct{}{}
}

// local finds what name means in the chain that s begins; looked counts the scopes looked at.
func (s *scope) local(name string) (v *variable, m *macro, looked int) {
	if s == nil {
		return nil, nil, 0
	}
	if _, somewhere := s.bound.set[name]; !somewhere {
		return nil, nil, 0
	}
	for ; s != nil; s = s.parent {
		looked++
		if v := s.vars[name]; v != nil {
			return v, nil, looked
		}
		if m := s.macros[name]; m != nil {
			return nil, m, looked
		}
	}
	return nil, nil, looked
}

// bind makes a new variable of s, in the function that s belongs to.
func (s *scope) bind(name string) *variable {
	v := &variable{name: name, fn: s.fn}
	if s.vars == nil {
		s.vars = map[string]*variable{}
	}
	s.vars[name] = v
	delete(s.macros, name)
	s.bound.note(name)
	return v
}

func (s *scope) bindMacro(name string, m *macro) {
	if s.macros == nil {
		s.macros = map[string]*macro{}
	}
	s.macros[name] = m
	delete(s.vars, name)
	s.bound.note(name)
}

// analyzer turns the forms of one top-level form into nodes.
type analyzer struct {
	m      *Machine
	env    *environment
	source *kernel.Source
	places *reader.Places
	pos    int32 // of the form being analyzed; an expansion has the position of the macro's use
	depth  int
	// chained counts the clauses whose code nests, though the forms do not.
	chained int
	fn      *function // the function being analyzed
	form    int       // the number that env has given the form, or 0
	// expanded says where macros were used; the code made from this form refers to it.
	expanded *expansions
	spent    error // what ended the budget where no error could be returned; the next expr answers it
}

// maxNesting bounds how deep analysis goes, above what the reader lets through, since macros nest
// further.
const maxNesting = 20_000

// fewSteps is how much of a walk over scopes, functions and the like comes with the form that asks for it.
const fewSteps = 64

// walked charges a long walk over n things.
func (a *analyzer) walked(n int) {
	if n > fewSteps && a.spent == nil {
		a.spent = a.m.meter.Work(n / 4)
	}
}

// names charges n names, patterns or literals that one form has, if they are many: a few come with the form.
func (a *analyzer) names(n int) {
	if n > fewSteps && a.spent == nil {
		a.spent = a.m.meter.Alloc(n * exprSpace)
	}
}

// deeper notes that analysis goes into a part of a form that no expr sees; the caller takes one from a.depth
// when it comes back.
func (a *analyzer) deeper() error {
	if a.depth++; a.depth > maxNesting {
		return a.syntaxError("forms nested more than %d deep", maxNesting)
	}
	return nil
}

// chain notes that the code of what follows in a form nests one deeper, as it does behind a clause of cond
// that is a test alone: a long row of those is as deep as forms nested so often.
func (a *analyzer) chain() error {
	if a.chained++; a.chained > maxNesting {
		return a.syntaxError("more than %d clauses that each hold those after them, in one form of the top level", maxNesting)
	}
	return nil
}

// meaning is what an identifier means: a local variable, a macro, or a global name.
type meaning struct {
	local *variable
	macro *macro
	name  string       // of the global, or of the special form
	env   *environment // where the global is looked up
}

// resolve finds out what the symbol name means in s. A name that a syntax-rules template introduced
// means what it means where the macro was defined, unless it has been bound since.
func (a *analyzer) resolve(name string, s *scope) meaning {
	env := a.env
	for {
		v, m, looked := s.local(name)
		a.walked(looked)
		switch {
		case v != nil:
			return meaning{local: v}
		case m != nil:
			return meaning{macro: m}
		}
		al := a.m.aliases[name]
		if al == nil {
			break
		}
		name, s, env = al.name, al.scope, al.env
	}
	if c := env.find(name); c != nil && c.value.Kind() == kernel.KindMacro {
		return meaning{macro: kernel.As[macro](c.value), name: name, env: env}
	}
	return meaning{name: name, env: env}
}

// strip turns the names that templates introduced back into what was written, for quoted data and
// for definitions at top level.
func (a *analyzer) strip(v kernel.Value) kernel.Value {
	switch {
	case len(a.m.aliases) == 0:
		return v
	case v.IsSymbol():
		return a.stripSymbol(v)
	case !isMutable(v):
		return v
	}
	st := &stripper{a, map[kernel.Value]kernel.Value{}, 0}
	v = st.strip(v, 0)
	a.walked(st.looked)
	return v
}

// stripper strips data, which may contain the same part, or itself, many times.
type stripper struct {
	a      *analyzer
	done   map[kernel.Value]kernel.Value
	looked int // parts looked at
}

func (s *stripper) strip(v kernel.Value, depth int) kernel.Value {
	s.looked++
	if v.IsSymbol() {
		return s.a.stripSymbol(v)
	}
	if !isMutable(v) || v.IsSet() || depth > maxNesting {
		return v
	}
	if w, ok := s.done[v]; ok {
		return w
	}
	s.done[v] = v
	out := v
	switch v.Kind() {
	case kernel.KindList:
		if items, changed := s.items(v.AsList().Items(), depth); changed {
			out = kernel.ListOf(items...)
		}
	case kernel.KindVector:
		if items, changed := s.items(v.AsVector().Items, depth); changed {
			out = kernel.NewVector(items)
		}
	case kernel.KindDict:
		d := kernel.NewDict()
		changed := false
		for it := v.AsDict().All(); ; {
			k, x, ok := it.Next()
			if !ok {
				break
			}
			y := s.strip(x, depth+1)
			changed = changed || x != y
			d.Set(k, y)
		}
		if changed {
			out = d.Value()
		}
	}
	s.done[v] = out
	return out
}

func (s *stripper) items(items []kernel.Value, depth int) (out []kernel.Value, changed bool) {
	out = make([]kernel.Value, len(items))
	for i, x := range items {
		out[i] = s.strip(x, depth+1)
		changed = changed || out[i] != x
	}
	return out, changed
}

func (a *analyzer) stripSymbol(v kernel.Value) kernel.Value {
	name := v.SymbolName()
	al := a.m.aliases[name]
	if al == nil {
		return v
	}
	for al != nil {
		name = al.name
		al = a.m.aliases[name]
	}
	return kernel.Sym(name)
}

// syntaxError is an error in the form being analyzed.
func (a *analyzer) syntaxError(format string, args ...any) error {
	return a.errorAt(a.pos, format, args...)
}

func (a *analyzer) errorAt(pos int32, format string, args ...any) error {
	c := kernel.Condf(kernel.CondSyntax, "%s", fmt.Sprintf(format, args...))
	c.Pos = kernel.Pos{Source: a.source, Offset: int(pos)}
	if m := a.expanded.at(pos); len(m) > 0 {
		c.Trace = append(c.Trace, kernel.TraceEntry{Name: "the expansion of " + m[0].Info.Name, Pos: c.Pos,
			Note: "defined at " + m[0].Info.Pos.String()})
		c.Trace = append(c.Trace, a.m.trace()...)
	}
	return c
}

// enter notes that analysis goes into the form l; it answers the position to come back to.
func (a *analyzer) enter(l *kernel.List) int32 {
	saved := a.pos
	if off, ok := a.places.Of(l); ok {
		a.pos = int32(off)
	}
	return saved
}

// itemPos gives the position of element i of l, or the position of the form around it.
func (a *analyzer) itemPos(l *kernel.List, i int) int32 {
	if off, ok := a.places.Item(l, i); ok {
		return int32(off)
	}
	return a.pos
}
