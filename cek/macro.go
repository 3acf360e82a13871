package cek

import (
	"errors"

	"github.com/sx-lang/sx/kernel"
)

// formMacro handles defmacro and define-syntax at top level.
func formMacro(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	kind := a.strip(l.At(0)).SymbolName()
	if !s.isTop() {
		return nil, a.syntaxError("%s: only at top level or at the start of a body", kind)
	}
	m, name, err := a.parseMacro(kind, l, s)
	if err != nil {
		return nil, err
	}
	name = a.strippedName(name)
	if err := a.checkDefinable(name); err != nil {
		return nil, err
	}
	c := a.env.own(name)
	c.pos = kernel.Pos{Source: a.source, Offset: int(a.pos)}
	return defineNode{c, constNode{m.value()}}, nil
}

// parseMacro reads (defmacro name (parameter…) body…) and (define-syntax name (syntax-rules …)).
func (a *analyzer) parseMacro(kind string, l *kernel.List, s *scope) (*macro, string, error) {
	if l.Len() < 3 || !l.At(1).IsSymbol() {
		return nil, "", a.syntaxError("%s: want (%[1]s name …)", kind)
	}
	name := l.At(1).SymbolName()
	if kind == "define-syntax" {
		r, err := a.parseRules(l.At(2), s)
		if err != nil {
			return nil, "", err
		}
		return a.newMacro(name, kernel.Nil, r), name, nil
	}
	if l.Len() < 4 {
		return nil, "", a.syntaxError("defmacro: want (defmacro name (parameter…) body…)")
	}
	outer := a.fn
	a.fn = nil
	defer func() { a.fn = outer }()
	ln, err := a.lambda(name, l.At(2), 0, l, 3, topScope(nil))
	if err != nil {
		return nil, "", err
	}
	c, err := a.compileTop(ln)
	if err != nil {
		return nil, "", err
	}
	transformer, err := a.m.runExpander(newLambda(c, 0).value(), nil)
	if err != nil {
		return nil, "", err
	}
	return a.newMacro(name, transformer, nil), name, nil
}

// formLetSyntax reads (let-syntax ((name (syntax-rules …))…) body…).
func formLetSyntax(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 3 || !l.At(1).IsList() {
		return nil, a.syntaxError("let-syntax: want (let-syntax ((name (syntax-rules …))…) body…)")
	}
	inner := s.child(s.fn)
	from := s
	if a.strip(l.At(0)).SymbolName() == "letrec-syntax" {
		from = inner
	}
	for _, spec := range l.At(1).AsList().Items() {
		if !spec.IsList() || spec.AsList().Len() != 2 || !spec.AsList().At(0).IsSymbol() {
			return nil, a.syntaxError("let-syntax: want (name (syntax-rules …))")
		}
		r, err := a.parseRules(spec.AsList().At(1), from)
		if err != nil {
			return nil, err
		}
		name := spec.AsList().At(0).SymbolName()
		inner.bindMacro(name, a.newMacro(name, kernel.Nil, r))
	}
	return a.body(l, 2, inner, tail)
}

// expand gives what the macro use l stands for.
func (a *analyzer) expand(m *macro, l *kernel.List, s *scope) (kernel.Value, error) {
	if a.m.expansions++; a.m.expansions > maxExpansions {
		return kernel.Nil, a.syntaxError("%s: macros expand without end", m.Info.Name)
	}
	if err := a.m.meter.Work(l.Len() + 8); err != nil {
		return kernel.Nil, err
	}
	a.noteExpansion(m)
	if m.native != nil {
		return m.native(a, l, s)
	}
	if m.rules != nil {
		return m.rules.expand(a, l, s, m.Info.Name)
	}
	v, err := a.m.runExpander(m.transformer, l.Slice(1, l.Len()))
	var cond *kernel.Condition
	if errors.As(err, &cond) {
		use := kernel.Pos{Source: a.source, Offset: int(a.pos)}
		if cond.Pos.IsZero() {
			cond.Pos = use
		}
		cond.Trace = append(cond.Trace[:len(cond.Trace):len(cond.Trace)],
			kernel.TraceEntry{Name: "the expansion of " + m.Info.Name, Pos: use})
		cond.Trace = append(cond.Trace, a.m.trace()...)
	}
	return v, err
}

// expansions tells which macros were used in a top-level form, by the place of the use, which is also
// that of all code their templates introduce. A macro that expands to another use has that one after
// it.
type expansions struct{ macros map[int32][]*macro }

// maxExpansionNotes bounds the macros that are remembered for one place.
const maxExpansionNotes = 3

// noteExpansion notes that m is used at the current place.
func (a *analyzer) noteExpansion(m *macro) {
	if m.Info.Pos.IsZero() {
		return // one of sx itself, which people take for a special form
	}
	if a.expanded == nil {
		a.expanded = &expansions{map[int32][]*macro{}}
	}
	if have := a.expanded.macros[a.pos]; len(have) < maxExpansionNotes && (len(have) == 0 || have[len(have)-1] != m) {
		a.expanded.macros[a.pos] = append(have, m)
	}
}

// at gives the macros used at a place.
func (e *expansions) at(pos int32) []*macro {
	if e == nil {
		return nil
	}
	return e.macros[pos]
}

// expansionNote says for people which macro the code at pos comes from, or "".
func (c *code) expansionNote(pos kernel.Pos) string {
	text := ""
	for _, m := range c.expanded.at(int32(pos.Offset)) {
		if text == "" {
			text = "in the expansion of "
		} else {
			text += ", which uses "
		}
		text += m.Info.Name + ", defined at " + m.Info.Pos.String()
	}
	return text
}

// maxExpansions bounds the macro uses in one top-level form.
const maxExpansions = 1_000_000

// runExpander calls a macro's transformer on a machine of its own, which shares this one's budget.
// A transformer has no host: a perform in it is an error.
func (m *Machine) runExpander(fn kernel.Value, args []kernel.Value) (kernel.Value, error) {
	if m.nested >= maxNested {
		return kernel.Nil, kernel.Condf(kernel.CondSyntax, "macro expanders nested more than %d deep", maxNested)
	}
	m.share()
	child := newMachine(m.shared)
	child.config, child.world = m.config, *m.here()
	child.maxStack = m.maxStack
	child.meter = m.meter
	child.warnings = m.warnings
	child.aliases, child.gensyms, child.recordTypes = m.aliases, m.gensyms, m.recordTypes
	child.nested = m.nested + 1
	flying := m.meter.Allocated - m.meter.Begun
	m.meter.Reserved += flying
	m.expander = child
	out, err := child.call(fn, args)
	m.expander = nil
	m.meter.Reserved -= flying
	m.meter.Begun = m.meter.Allocated - flying
	m.gensyms, m.recordTypes = child.gensyms, child.recordTypes
	var uncaught *Error
	if errors.As(err, &uncaught) {
		if c := uncaught.Condition(); c != nil {
			return kernel.Nil, c
		}
		return kernel.Nil, kernel.NewCondition(kernel.CondSyntax, "a macro raised, while it expanded,", uncaught.Value)
	}
	if err != nil {
		return kernel.Nil, err
	}
	if out.Suspended() {
		return kernel.Nil, kernel.Condf(kernel.CondSyntax, "perform while a macro expands: %s",
			brief(out.Request()))
	}
	return out.Value(), nil
}

// maxNested bounds expanders that expand macros by eval, which do nest.
const maxNested = 16
