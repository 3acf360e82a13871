package cek

import (
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// formMatch reads (match subject (pattern body…)…). A pattern is a literal, _ or a name, 'datum, a
// list of patterns with &rest before the last, a dict of patterns, (Constructor pattern…),
// (? predicate [pattern]), or else.
//
// Each clause becomes a chain of tests that also sets the pattern's variables; no test is repeated
// and the clauses after it stand in the code once.
func formMatch(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 2 {
		return nil, a.syntaxError("match: want (match subject (pattern body…)…)")
	}
	subject, err := a.item(l, 1, s, false)
	if err != nil {
		return nil, err
	}
	v := &variable{fn: a.fn}
	n := clausesNode{}
	var rows []pat
	var places []int32
	for i := 2; i < l.Len(); i++ {
		saved := a.pos
		a.pos = a.itemPos(l, i)
		c := l.At(i)
		if !c.IsList() || c.AsList().Len() < 1 {
			return nil, a.syntaxError("match: want (pattern body…), not %s", brief(c))
		}
		m := &matcher{a: a, scope: s.child(s.fn)}
		row := pat{}
		if !a.isElse(c.AsList().At(0), s) {
			if row, err = m.pattern(c.AsList().At(0), localNode{v, a.pos}); err != nil {
				return nil, err
			}
		}
		rows, places = append(rows, row), append(places, a.pos)
		body, err := a.body(c.AsList(), 1, m.scope.child(s.fn), tail)
		if err != nil {
			return nil, err
		}
		n.clauses = append(n.clauses, clause{m.vars, m.tests, body})
		a.pos = saved
	}
	a.checkCoverage(rows, places)
	n.otherwise = a.prelude("%no-match", localNode{v, a.pos})
	return letNode{[]*variable{v}, []node{subject}, n}, nil
}

func formLetMatch(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 2 {
		return nil, a.syntaxError("let-match: want (let-match ((pattern value)…) body…)")
	}
	parsed, err := a.parseBindings("let-match", l.At(1))
	if err != nil {
		return nil, err
	}
	inner := s
	var wraps []func(node) node
	for _, p := range parsed {
		if err := a.chain(); err != nil {
			return nil, err
		}
		init, err := a.bindingInit(p, inner)
		if err != nil {
			return nil, err
		}
		v := &variable{fn: a.fn}
		m := &matcher{a: a, scope: inner.child(s.fn)}
		if _, err := m.pattern(p.target, localNode{v, a.pos}); err != nil {
			return nil, err
		}
		inner = m.scope
		failed := a.prelude("%no-match", localNode{v, a.pos})
		wraps = append(wraps, func(body node) node {
			return letNode{[]*variable{v}, []node{init}, clausesNode{[]clause{{m.vars, m.tests, body}}, failed}}
		})
	}
	out, err := a.body(l, 2, inner.child(s.fn), tail)
	if err != nil {
		return nil, err
	}
	for i := len(wraps) - 1; i >= 0; i-- {
		out = wraps[i](out)
	}
	return out, nil
}

// matcher collects the tests and variables of one clause.
type matcher struct {
	a     *analyzer
	scope *scope
	vars  []*variable
	tests []node
}

// set gives a new variable the value of n, as a test that holds.
func (m *matcher) set(name string, n node) *variable {
	v := &variable{name: name, fn: m.a.fn}
	if name != "" {
		v = m.scope.bind(name)
	}
	m.vars = append(m.vars, v)
	m.tests = append(m.tests, seqNode{[]node{setNode{v: v, value: n, init: true, pos: m.a.pos},
		constNode{kernel.True}}})
	return v
}

func (m *matcher) test(name string, args ...node) {
	m.tests = append(m.tests, m.a.prelude(name, args...))
}

// pattern adds the tests of the pattern p for the value that from gives, and tells what p takes.
func (m *matcher) pattern(p kernel.Value, from node) (pat, error) {
	a := m.a
	switch {
	case p.IsSymbol():
		name := p.SymbolName()
		if a.strip(p).IsSymbolNamed("_") {
			return pat{}, nil
		}
		if old := m.scope.vars[name]; old != nil {
			m.test("=", localNode{old, a.pos}, from)
			return pat{maybe: true}, nil
		}
		a.checkBareConstructor(p, m.scope)
		m.set(name, from)
		return pat{}, nil
	case p.IsKeyword():
		return m.literal(kernel.Str(p.SymbolName()), from), nil
	case p.IsDict():
		if err := a.deeper(); err != nil {
			return pat{}, err
		}
		defer func() { a.depth-- }()
		return pat{maybe: true}, m.dict(p.AsDict(), from)
	case p.IsList():
		if err := a.deeper(); err != nil {
			return pat{}, err
		}
		defer func() { a.depth-- }()
		return m.list(p.AsList(), from)
	}
	return m.literal(p, from), nil
}

// literal takes values equal to v. What a list or the like is equal to is left open.
func (m *matcher) literal(v kernel.Value, from node) pat {
	m.test("=", from, constNode{v})
	switch {
	case v.IsString(), v.IsSymbol(), v.IsNil(), v.IsInt(), v.IsFloat(), isBoolean(v), v.Kind() == kernel.KindChar:
		return pat{head: headLiteral, lit: v}
	}
	return pat{maybe: true}
}

func (m *matcher) dict(d *kernel.Dict, from node) error {
	m.a.names(d.Len())
	v := localNode{m.set("", from), m.a.pos}
	m.test("dict?", v)
	for it := d.All(); ; {
		k, sub, ok := it.Next()
		if !ok {
			return nil
		}
		key := constNode{kernel.Str(k.String())}
		m.test("has-key?", v, key)
		if _, err := m.pattern(sub, m.a.prelude("get", v, key)); err != nil {
			return err
		}
	}
}

func (m *matcher) list(l *kernel.List, from node) (pat, error) {
	a := m.a
	a.names(l.Len())
	if l.Len() > 0 && l.At(0).IsSymbol() {
		head := a.strip(l.At(0)).SymbolName()
		switch {
		case head == "quote" && l.Len() == 2:
			return m.literal(a.strip(l.At(1)), from), nil
		case head == "?":
			return m.predicate(l, from)
		}
		if t := a.constructorNamed(l.At(0), m.scope); t != nil {
			return m.constructor(l, t, from)
		}
	}
	v := localNode{m.set("", from), a.pos}
	m.test("list?", v)
	n, rest := l.Len(), -1
	for i := 0; i < n; i++ {
		if a.isRest(l.At(i)) {
			if i != n-2 {
				return pat{}, a.syntaxError("match: &rest stands before the last pattern")
			}
			rest = i
		}
	}
	out := pat{head: headList, n: n}
	size := a.prelude("len", v)
	if rest >= 0 {
		n = rest
		out = pat{head: headRest, n: n}
		m.test(">=", size, constNode{kernel.Int(int64(n))})
	} else {
		m.test("=", size, constNode{kernel.Int(int64(n))})
	}
	for i := 0; i < n; i++ {
		sub, err := m.pattern(l.At(i), a.prelude("nth", v, constNode{kernel.Int(int64(i))}))
		if err != nil {
			return pat{}, err
		}
		out.subs = append(out.subs, sub)
	}
	if rest >= 0 {
		sub, err := m.pattern(l.At(rest+1), a.prelude("drop", v, constNode{kernel.Int(int64(rest))}))
		out.maybe = sub.head != headAny || sub.maybe
		return out, err
	}
	return out, nil
}

// predicate reads (? predicate [pattern]).
func (m *matcher) predicate(l *kernel.List, from node) (pat, error) {
	if l.Len() < 2 || l.Len() > 3 {
		return pat{}, m.a.syntaxError("match: want (? predicate [pattern])")
	}
	pred, err := m.a.item(l, 1, m.scope, false)
	if err != nil {
		return pat{}, err
	}
	v := localNode{m.set("", from), m.a.pos}
	m.tests = append(m.tests, &callNode{fn: pred, args: []node{v}, pos: m.a.pos})
	out := pat{}
	if l.Len() == 3 {
		out, err = m.pattern(l.At(2), v)
	}
	out.maybe = true
	return out, err
}

// constructorNamed gives the record type whose constructor the symbol names, or nil.
func (a *analyzer) constructorNamed(sym kernel.Value, s *scope) *kernel.RecordType {
	m := a.resolve(sym.SymbolName(), s)
	var v kernel.Value
	switch {
	case m.local != nil:
		v = m.local.constant
	case m.macro == nil:
		if c := m.env.find(m.name); c != nil {
			v = c.value
		}
	}
	if v.Kind() != kernel.KindBuiltin {
		return nil
	}
	b := kernel.As[kernel.Builtin](v)
	if b.Record == nil || b.Fn == nil {
		return nil
	}
	return b.Record
}

func (m *matcher) constructor(l *kernel.List, t *kernel.RecordType, from node) (pat, error) {
	a := m.a
	if l.Len()-1 != len(t.Fields) {
		return pat{}, a.syntaxError("match: the pattern has %d parts for the fields of %s, want %d: (%s)", l.Len()-1,
			t.Name, len(t.Fields), strings.Join(t.Fields, " "))
	}
	v := localNode{m.set("", from), a.pos}
	builtin := func(b *kernel.Builtin) node {
		return &callNode{fn: constNode{b.Value()}, args: []node{v}, pos: a.pos}
	}
	out := pat{head: headRecord, typ: t, name: a.stripSymbol(l.At(0)).SymbolName()}
	m.tests = append(m.tests, builtin(t.Predicate(t.Name+"?")))
	for i, f := range t.Fields {
		sub, err := m.pattern(l.At(i+1), builtin(t.Accessor(t.Name+"-"+f, i)))
		if err != nil {
			return pat{}, err
		}
		out.subs = append(out.subs, sub)
	}
	return out, nil
}
