package cek

import "github.com/sx-lang/sx/kernel"

// isElse recognizes the head of the clause that catches all: :else, or else unless a local binding
// hides it.
func (a *analyzer) isElse(v kernel.Value, s *scope) bool {
	return v.IsKeyword() && v.SymbolName() == "else" || a.isWord(v, "else", s)
}

func (a *analyzer) isArrow(v kernel.Value, s *scope) bool { return a.isWord(v, "=>", s) }

// isWord tells whether v is the symbol word with no local meaning.
func (a *analyzer) isWord(v kernel.Value, word string, s *scope) bool {
	if !v.IsSymbol() {
		return false
	}
	m := a.resolve(v.SymbolName(), s)
	return m.local == nil && m.name == word
}

// formCond reads Scheme clauses (test body…), or flat test body test body …: it is Scheme style if
// every clause is a list of two or more items, or one starts with else or has =>.
func formCond(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	scheme := true
	for i := 1; i < l.Len(); i++ {
		c := l.At(i)
		if c.IsList() && c.AsList().Len() > 0 && a.isElse(c.AsList().At(0), s) {
			scheme = true
			break
		}
		if !c.IsList() || c.AsList().Len() < 2 {
			scheme = false
		} else if a.isArrow(c.AsList().At(1), s) {
			scheme = true
			break
		}
	}
	if scheme || l.Len()%2 == 0 {
		return a.condClauses("cond", l, 1, s, tail, constNode{kernel.Nil})
	}
	return a.condFlat(l, s, tail)
}

func (a *analyzer) condFlat(l *kernel.List, s *scope, tail bool) (node, error) {
	var out node = constNode{kernel.Nil}
	type clause struct{ test, body node }
	var clauses []clause
	for i := 1; i+1 < l.Len(); i += 2 {
		body, err := a.item(l, i+1, s, tail)
		if err != nil {
			return nil, err
		}
		if a.isElse(l.At(i), s) {
			if i+2 < l.Len() {
				return nil, a.errorAt(a.itemPos(l, i), "cond: else is not the last clause")
			}
			out = body
			break
		}
		test, err := a.item(l, i, s, false)
		if err != nil {
			return nil, err
		}
		clauses = append(clauses, clause{test, body})
	}
	for i := len(clauses) - 1; i >= 0; i-- {
		out = ifNode{clauses[i].test, clauses[i].body, out}
	}
	return out, nil
}

// condClauses analyzes the clauses of l from i on, in order; otherwise is the value if none matches.
func (a *analyzer) condClauses(form string, l *kernel.List, from int, s *scope, tail bool, otherwise node) (node, error) {
	build := make([]func(rest node) node, 0, l.Len())
	out := otherwise
	for i := from; i < l.Len(); i++ {
		saved := a.pos
		a.pos = a.itemPos(l, i)
		c := l.At(i)
		if !c.IsList() || c.AsList().Len() == 0 {
			return nil, a.syntaxError("%s: want a clause (test body…), not %s", form, brief(c))
		}
		cl := c.AsList()
		if a.isElse(cl.At(0), s) {
			if i != l.Len()-1 {
				return nil, a.syntaxError("%s: else is not the last clause", form)
			}
			body, err := a.body(cl, 1, s, tail)
			if err != nil {
				return nil, err
			}
			out = body
			a.pos = saved
			break
		}
		b, err := a.condClause(cl, s, tail)
		if err != nil {
			return nil, err
		}
		build = append(build, b)
		a.pos = saved
	}
	for i := len(build) - 1; i >= 0; i-- {
		out = build[i](out)
	}
	return out, nil
}

func (a *analyzer) condClause(cl *kernel.List, s *scope, tail bool) (func(rest node) node, error) {
	test, err := a.item(cl, 0, s, false)
	if err != nil {
		return nil, err
	}
	switch {
	case cl.Len() == 1:
		return func(rest node) node { return orNode{nodes: []node{test, rest}} }, a.chain()
	case a.isArrow(cl.At(1), s):
		if cl.Len() != 3 {
			return nil, a.syntaxError("cond: want (test => function)")
		}
		f, err := a.item(cl, 2, s, false)
		if err != nil {
			return nil, err
		}
		v := &variable{fn: a.fn}
		pos := a.pos
		return func(rest node) node {
			call := &callNode{fn: f, args: []node{localNode{v, pos}}, pos: pos}
			return letNode{[]*variable{v}, []node{test}, ifNode{localNode{v, pos}, call, rest}}
		}, a.chain()
	}
	body, err := a.body(cl, 1, s, tail)
	if err != nil {
		return nil, err
	}
	return func(rest node) node { return ifNode{test, body, rest} }, nil
}

// formCase reads Scheme clauses ((datum…) body…), or flat datum body datum body ….
func formCase(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 2 {
		return nil, a.syntaxError("case: want (case key clause…)")
	}
	key, err := a.item(l, 1, s, false)
	if err != nil {
		return nil, err
	}
	v := &variable{fn: a.fn}
	scheme := true
	for i := 2; i < l.Len(); i++ {
		c := l.At(i)
		if !c.IsList() || c.AsList().Len() < 2 ||
			!c.AsList().At(0).IsList() && !a.isElse(c.AsList().At(0), s) {
			scheme = false
		}
	}
	body, err := a.caseClauses(l, s, tail, v, scheme)
	if err != nil {
		return nil, err
	}
	return letNode{[]*variable{v}, []node{key}, body}, nil
}

func (a *analyzer) caseClauses(l *kernel.List, s *scope, tail bool, v *variable, scheme bool) (node, error) {
	type clause struct{ test, body node }
	var clauses []clause
	var out node = constNode{kernel.Nil}
	step := 2
	if scheme {
		step = 1
	}
	if (l.Len()-2)%step != 0 {
		return nil, a.syntaxError("case: want a body after each datum")
	}
	for i := 2; i < l.Len(); i += step {
		var data kernel.Value
		var body node
		var err error
		if scheme {
			cl := l.At(i).AsList()
			data = cl.At(0)
			body, err = a.caseBody(cl, s, tail, v)
		} else {
			data = l.At(i)
			body, err = a.item(l, i+1, s, tail)
		}
		if err != nil {
			return nil, err
		}
		if a.isElse(data, s) {
			if i+step < l.Len() {
				return nil, a.errorAt(a.itemPos(l, i), "case: else is not the last clause")
			}
			out = body
			break
		}
		clauses = append(clauses, clause{a.caseTest(v, a.strip(data), scheme), body})
	}
	for i := len(clauses) - 1; i >= 0; i-- {
		out = ifNode{clauses[i].test, clauses[i].body, out}
	}
	return out, nil
}

func (a *analyzer) caseBody(cl *kernel.List, s *scope, tail bool, v *variable) (node, error) {
	if cl.Len() == 3 && a.isArrow(cl.At(1), s) {
		f, err := a.item(cl, 2, s, false)
		return &callNode{fn: f, args: []node{localNode{v, a.pos}}, pos: a.pos}, err
	}
	return a.body(cl, 1, s, tail)
}

// caseTest compares the key with one datum, or with each of a list. A keyword datum stands for its
// name, which is what a keyword evaluates to, and for itself.
func (a *analyzer) caseTest(v *variable, data kernel.Value, list bool) node {
	if list {
		a.names(data.AsList().Len())
		var tests []node
		for _, d := range data.AsList().Items() {
			tests = append(tests, a.caseTest(v, d, false))
		}
		return orNode{nodes: append(tests, constNode{kernel.False})}
	}
	equal := func(d kernel.Value) node {
		return a.prelude("=", localNode{v, a.pos}, constNode{d})
	}
	if data.IsKeyword() {
		return orNode{nodes: []node{equal(kernel.Str(data.SymbolName())), equal(data)}}
	}
	if data.IsList() && data.AsList().Len() == 2 && data.AsList().At(0).IsSymbolNamed("quote") {
		data = data.AsList().At(1)
	}
	return equal(data)
}

func formThreadFirst(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	return a.thread(l, s, tail, func(step *kernel.List, x kernel.Value) []kernel.Value {
		return append([]kernel.Value{step.At(0), x}, step.Slice(1, step.Len())...)
	})
}

func formThreadLast(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	return a.thread(l, s, tail, func(step *kernel.List, x kernel.Value) []kernel.Value {
		return append(step.Slice(0, step.Len()), x)
	})
}

// thread nests the steps of -> and ->>; put places the value so far into a step.
func (a *analyzer) thread(l *kernel.List, s *scope, tail bool,
	put func(step *kernel.List, x kernel.Value) []kernel.Value) (node, error) {
	if l.Len() < 2 {
		return nil, a.syntaxError("%s: want (%[1]s value step…)", a.stripSymbol(l.At(0)).SymbolName())
	}
	x := l.At(1)
	for i := 2; i < l.Len(); i++ {
		step := l.At(i)
		if !step.IsList() {
			step = kernel.ListOf(step)
		}
		if step.AsList().Len() == 0 {
			return nil, a.errorAt(a.itemPos(l, i), "%s: () is no step", a.stripSymbol(l.At(0)).SymbolName())
		}
		x = kernel.ListOf(put(step.AsList(), x)...)
	}
	return a.expr(x, s, tail)
}

func formThreadAs(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 3 || !l.At(2).IsSymbol() {
		return nil, a.syntaxError("as->: want (as-> value name step…)")
	}
	b := &bindings{scope: s}
	for i := 1; i < l.Len(); i++ {
		if i == 2 {
			continue
		}
		last := i == l.Len()-1 && i > 2
		n, err := a.item(l, i, b.scope, tail && last)
		if err != nil {
			return nil, err
		}
		if last {
			return letNode{b.vars, b.inits, n}, nil
		}
		b.add(l.At(2).SymbolName(), n)
	}
	return b.inits[0], nil
}

func formLetValues(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 2 || !l.At(1).IsList() {
		return nil, a.syntaxError("let-values: want (let-values (((name…) expression)…) body…)")
	}
	specs := l.At(1).AsList()
	b := &bindings{scope: s}
	for i := 0; i < specs.Len(); i++ {
		spec := specs.At(i)
		if !spec.IsList() || spec.AsList().Len() != 2 {
			return nil, a.errorAt(a.itemPos(specs, i), "let-values: want ((name…) expression)")
		}
		if err := a.bindValues(b, spec.AsList().At(0), spec.AsList(), 1); err != nil {
			return nil, err
		}
	}
	body, err := a.body(l, 2, b.scope.child(s.fn), tail)
	if err != nil {
		return nil, err
	}
	return letNode{b.vars, b.inits, body}, nil
}

func formReceive(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 3 {
		return nil, a.syntaxError("receive: want (receive (name…) expression body…)")
	}
	b := &bindings{scope: s}
	if err := a.bindValues(b, l.At(1), l, 2); err != nil {
		return nil, err
	}
	body, err := a.body(l, 3, b.scope.child(s.fn), tail)
	return letNode{b.vars, b.inits, body}, err
}

// bindValues binds names to the values that element i of l gives.
func (a *analyzer) bindValues(b *bindings, names kernel.Value, l *kernel.List, i int) error {
	if names.IsSymbol() {
		n, err := a.valuesList(l, i, b.scope, 0, true)
		b.add(names.SymbolName(), n)
		return err
	}
	if !names.IsList() {
		return a.syntaxError("let-values: want a list of names")
	}
	required, rest, err := a.valueNames("let-values", names.AsList())
	if err != nil {
		return err
	}
	n, err := a.valuesList(l, i, b.scope, len(required), rest != "")
	if err != nil {
		return err
	}
	all := localNode{b.add("", n), a.pos}
	for j, name := range required {
		b.add(name, a.prelude("get", all, constNode{kernel.Int(int64(j))}))
	}
	if rest != "" {
		b.add(rest, a.prelude("drop", all, constNode{kernel.Int(int64(len(required)))}))
	}
	return nil
}
