package cek

import "github.com/sx-lang/sx/kernel"

// The forms that change how control flows wrap their body in a thunk and hand it to a function of
// the prelude or of procs.go, whose frame then stands on the stack: nothing here is special to the
// machine.

// thunk analyzes the forms of l from i on as the body of a function without parameters.
func (a *analyzer) thunk(l *kernel.List, from int, s *scope) (node, error) {
	return a.lambdaWith("", nil, s, func(inner *scope) (node, error) { return a.body(l, from, inner, true) })
}

// lambdaWith makes a lambda with the given parameter names whose body is analyzed by body.
func (a *analyzer) lambdaWith(name string, params []string, s *scope,
	body func(*scope) (node, error)) (node, error) {
	f := &function{name: name, parent: a.fn, pos: a.pos, required: len(params)}
	inner := s.child(f)
	for _, p := range params {
		f.params = append(f.params, inner.bind(p))
	}
	outer := a.fn
	a.fn = f
	n, err := body(inner)
	a.fn = outer
	f.body = n
	return &lambdaNode{f}, err
}

// formGuard reads (guard (name clause…) body…). Without an else clause the handler gets the
// continuation of the raise, to raise again there what no clause takes.
func formGuard(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 2 || !l.At(1).IsList() || l.At(1).AsList().Len() == 0 || !l.At(1).AsList().At(0).IsSymbol() {
		return nil, a.syntaxError("guard: want (guard (name clause…) body…)")
	}
	clauses := l.At(1).AsList()
	body, err := a.thunk(l, 2, s)
	if err != nil {
		return nil, err
	}
	hasElse := false
	if last := clauses.Last(); last.IsList() && last.AsList().Len() > 0 {
		hasElse = a.isElse(last.AsList().At(0), s)
	}
	var again *variable
	handler, err := a.lambdaWith("guard", nil, s,
		func(inner *scope) (node, error) {
			raised := &variable{fn: inner.fn}
			again = &variable{fn: inner.fn}
			inner.fn.params = append(inner.fn.params, raised, again)
			inner.fn.required += 2
			// The name is a variable of its own: what is raised again is what was raised, whatever a
			// clause assigns.
			e := localNode{raised, a.pos}
			b := &bindings{scope: inner}
			b.add(clauses.At(0).SymbolName(), e)
			n, err := a.condClauses("guard", clauses, 1, b.scope, true, a.prelude("%reraise", localNode{again, a.pos}, e))
			return letNode{b.vars, b.inits, n}, err
		})
	if err != nil {
		return nil, err
	}
	return a.prelude("%guard", body, handler, constNode{kernel.Bool(hasElse)}), nil
}

// formHandlerBind reads (handler-bind ((predicate handler)…) body…).
func formHandlerBind(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	return a.withPairs("%handler-bind", "handler-bind", "(predicate handler)", l, s)
}

// withPairs analyzes a form (name ((x y)…) body…) as a call of a function of the prelude with the
// list of all x and y in turn, and the body as a thunk; pair says what x and y are.
func (a *analyzer) withPairs(prelude, name, pair string, l *kernel.List, s *scope) (node, error) {
	if l.Len() < 2 || !l.At(1).IsList() {
		return nil, a.syntaxError("%s: want (%[1]s (%s…) body…)", name, pair)
	}
	specs := l.At(1).AsList()
	var parts []node
	for i := 0; i < specs.Len(); i++ {
		spec := specs.At(i)
		if !spec.IsList() || spec.AsList().Len() != 2 {
			return nil, a.errorAt(a.itemPos(specs, i), "%s: want %s", name, pair)
		}
		for j := range 2 {
			n, err := a.item(spec.AsList(), j, s, false)
			if err != nil {
				return nil, err
			}
			parts = append(parts, n)
		}
	}
	body, err := a.thunk(l, 2, s)
	return a.prelude(prelude, a.prelude("list", parts...), body), err
}

func formReset(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	body, err := a.thunk(l, 1, s)
	return a.prelude("%reset", body), err
}

func formShift(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 3 || !l.At(1).IsSymbol() {
		return nil, a.syntaxError("shift: want (shift name body…)")
	}
	f, err := a.lambdaWith("shift", []string{l.At(1).SymbolName()}, s,
		func(inner *scope) (node, error) { return a.body(l, 2, inner, true) })
	return a.prelude("%shift", f), err
}

func formParameterize(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	return a.withPairs("%parameterize", "parameterize", "(parameter value)", l, s)
}

func formDelay(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() != 2 {
		return nil, a.syntaxError("%s: want one expression", a.stripSymbol(l.At(0)).SymbolName())
	}
	if a.strip(l.At(0)).SymbolName() == "delay-force" {
		body, err := a.thunk(l, 1, s)
		return a.prelude("%make-lazy", body), err
	}
	body, err := a.lambdaWith("", nil, s, func(inner *scope) (node, error) {
		n, err := a.item(l, 1, inner, false)
		return a.prelude("%make-done", n), err
	})
	return a.prelude("%make-lazy", body), err
}

// formProvide reads (provide name value body…): context finds value while body runs.
func formProvide(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 3 {
		return nil, a.syntaxError("provide: want (provide name value body…)")
	}
	name, err := a.item(l, 1, s, false)
	if err != nil {
		return nil, err
	}
	value, err := a.item(l, 2, s, false)
	if err != nil {
		return nil, err
	}
	body, err := a.thunk(l, 3, s)
	return a.prelude("%provide", name, value, body), err
}

// formScope reads (scope name [:value value] body…): emit! collects under name while body runs.
func formScope(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 2 {
		return nil, a.syntaxError("scope: want (scope name [:value value] body…)")
	}
	name, err := a.item(l, 1, s, false)
	if err != nil {
		return nil, err
	}
	var value node = constNode{kernel.Nil}
	from := 2
	if l.Len() > 3 && l.At(2).IsKeyword() && l.At(2).SymbolName() == "value" {
		if value, err = a.item(l, 3, s, false); err != nil {
			return nil, err
		}
		from = 4
	}
	body, err := a.thunk(l, from, s)
	return a.prelude("%provide", name, value, body), err
}

// formCaseLambda makes a function that tries its clauses by number of arguments.
func formCaseLambda(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	var parts []node
	for i := 1; i < l.Len(); i++ {
		c := l.At(i)
		if !c.IsList() || c.AsList().Len() < 1 {
			return nil, a.errorAt(a.itemPos(l, i), "case-lambda: want ((parameter…) body…)")
		}
		n, err := a.lambda("", c.AsList().At(0), 0, c.AsList(), 1, s)
		if err != nil {
			return nil, err
		}
		parts = append(parts, n)
	}
	return a.prelude("%case-lambda", a.prelude("list", parts...)), nil
}
