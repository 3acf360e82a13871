package naive

// thunk gives a function without parameters.
func (g *Generator) thunk(k kind, depth int) *node {
	return g.fn(nil, func() []*node { return g.body(k, depth) })
}

// control gives a form that leaves an extent early, or watches over one.
func (g *Generator) control(k kind, depth int) *node {
	switch g.rng.IntN(14) {
	case 0, 1:
		return g.guard(k, depth)
	case 2:
		if g.chance(40) {
			return g.op("error", g.expr(text8, depth), g.expr(anything, depth))
		}
		return g.op("raise", g.expr(g.pick(number, text8, anything), depth))
	case 3:
		return g.op("raise-continuable", g.expr(anything, depth))
	case 4, 5:
		handler := g.fn([]variable{{"e", anything}}, func() []*node { return g.body(k, depth) })
		return g.op("with-exception-handler", handler, g.thunk(k, depth))
	case 6, 7:
		return g.op("dynamic-wind", g.edge(depth), g.thunk(k, depth), g.edge(depth))
	case 8:
		name := g.word("k", "k", "esc")
		return g.op("call/ec", g.fn([]variable{{name, escapeKind}}, func() []*node { return g.body(k, depth) }))
	case 9, 10:
		if esc, ok := g.of(escapeKind); ok {
			return list(esc, g.expr(k, depth))
		}
	case 11:
		specs := list(list(g.leaf(parameterKind), g.expr(anything, depth-1)))
		if g.chance(30) {
			specs.kids = append(specs.kids, list(g.leaf(parameterKind), g.expr(anything, depth-1)))
		}
		return g.op("parameterize", append([]*node{specs}, g.body(k, depth)...)...)
	case 12:
		if g.chance(50) {
			return list(g.leaf(parameterKind))
		}
		return g.op("force", g.expr(promiseKind, depth))
	}
	return g.request(depth)
}

// edge gives a function for dynamic-wind to call at the edge of an extent. It seldom fails.
func (g *Generator) edge(depth int) *node {
	if g.chance(15) {
		return g.thunk(anything, depth-1)
	}
	return g.fn(nil, func() []*node {
		return []*node{g.op("perform", g.op("list", atom(`"wind"`), g.number(), list(g.leaf(parameterKind))))}
	})
}

func (g *Generator) guard(k kind, depth int) *node {
	body := g.body(k, depth)
	e := g.word("e", "e", "x")
	return g.within([]variable{{e, anything}}, func() *node {
		clauses := list(atom(e))
		if g.chance(40) {
			test := g.op(g.word("string?", "number?", "list?", "nil?"), atom(e))
			clauses.kids = append(clauses.kids, list(append([]*node{test}, g.body(k, depth-1)...)...))
		}
		if g.chance(20) {
			clauses.kids = append(clauses.kids, g.arrow(g.op("and", g.op("number?", atom(e)), atom(e)), depth-1))
		}
		if g.chance(40) {
			clauses.kids = append(clauses.kids, list(append([]*node{atom("else")}, g.body(k, depth-1)...)...))
		} else if len(clauses.kids) == 1 {
			clauses.kids = append(clauses.kids, list(g.expr(boolean, depth-1), atom(e)))
		}
		return g.op("guard", append([]*node{clauses}, body...)...)
	})
}

// arrow gives the clause (test => function).
func (g *Generator) arrow(test *node, depth int) *node {
	return list(test, atom("=>"), g.expr(function1, depth))
}

// branch gives a form that chooses.
func (g *Generator) branch(k kind, depth int) *node {
	switch g.rng.IntN(10) {
	case 0, 1:
		return g.op("if", g.expr(boolean, depth), g.expr(k, depth), g.expr(k, depth))
	case 2:
		return g.op(g.word("when", "unless"), append([]*node{g.expr(boolean, depth)}, g.body(k, depth)...)...)
	case 3:
		return g.op(g.word("and", "or"), g.expr(g.pick(boolean, k), depth), g.expr(k, depth), g.expr(k, depth))
	case 4:
		form := g.op("cond", list(append([]*node{g.expr(boolean, depth)}, g.body(k, depth)...)...))
		if g.chance(40) {
			form.kids = append(form.kids, g.arrow(g.expr(anything, depth), depth))
		}
		if g.chance(60) {
			form.kids = append(form.kids, list(atom("else"), g.expr(k, depth)))
		}
		return form
	case 5:
		data := list(g.number(), atom(g.word(`"a"`, ":key", "a", "true", "nil", "(1 2)")))
		form := g.op("case", g.expr(anything, depth), list(append([]*node{data}, g.body(k, depth)...)...),
			list(list(atom("0"), atom("1"), atom("2")), g.expr(k, depth)))
		if g.chance(70) {
			form.kids = append(form.kids, list(atom("else"), g.expr(k, depth)))
		}
		return form
	case 6, 7:
		return g.template(depth)
	}
	return g.match(k, depth)
}

func (g *Generator) template(depth int) *node {
	kids := []*node{atom(g.word("a", "1", `"s"`))}
	for range 1 + g.rng.IntN(3) {
		switch g.rng.IntN(4) {
		case 0:
			kids = append(kids, g.op("unquote", g.expr(anything, depth)))
		case 1:
			from := g.op("list", g.expr(anything, depth), g.expr(anything, depth))
			if g.chance(30) {
				from = g.op("map", g.expr(function1, depth), g.expr(sequence, depth))
			}
			kids = append(kids, g.op("unquote-splicing", from))
		case 2:
			kids = append(kids, list(atom("b"), g.op("unquote", g.expr(anything, depth)), list()))
		default:
			kids = append(kids, &node{dict: true, kids: []*node{atom(":k"), g.op("unquote", g.expr(anything, depth))}})
		}
	}
	if g.chance(10) {
		return g.op("quasiquote", list(append(kids, g.op("quasiquote", list(g.op("unquote", g.op("unquote", g.expr(anything, depth))))))...))
	}
	return g.op("quasiquote", list(kids...))
}

func (g *Generator) match(k kind, depth int) *node {
	form := g.op("match", g.expr(g.pick(anything, sequence, sequence, dictionary, number), depth))
	for range 1 + g.rng.IntN(3) {
		var vars []variable
		p := g.pattern(2, &vars)
		g.within(vars, func() *node {
			form.kids = append(form.kids, list(append([]*node{p}, g.body(k, depth)...)...))
			return nil
		})
	}
	if g.chance(70) {
		form.kids = append(form.kids, list(atom("else"), g.expr(k, depth)))
	}
	return form
}

// pattern gives a pattern of match, and adds the names in it to vars.
func (g *Generator) pattern(depth int, vars *[]variable) *node {
	r := g.rng.IntN(8)
	if depth == 0 {
		r %= 4
	}
	switch r {
	case 0:
		return atom(g.word("_", "1", "2", `"abc"`, ":key", "nil", "true"))
	case 1:
		return g.quote(atom(g.word("a", "(1 2 3)", "()")))
	case 2, 3:
		name := g.word("p", "q", "s")
		*vars = append(*vars, variable{name, anything})
		return atom(name)
	case 4:
		return list(atom("?"), atom(g.word("number?", "list?", "even?")), g.pattern(depth-1, vars))
	case 5:
		return &node{dict: true, kids: []*node{atom(":a"), g.pattern(depth-1, vars)}}
	}
	p := list()
	for range g.rng.IntN(4) {
		p.kids = append(p.kids, g.pattern(depth-1, vars))
	}
	if g.chance(40) {
		p.kids = append(p.kids, atom("&rest"), g.pattern(0, vars))
	}
	return p
}
