package naive

import "fmt"

// signature is what a builtin takes and gives.
type signature struct {
	name string
	args []kind
}

// signatures gives builtins that give the kind k.
func signatures(k kind) []signature {
	n, s, l, d, x := number, text8, sequence, dictionary, anything
	switch k {
	case number:
		return []signature{{"+", []kind{n, n}}, {"+", []kind{n, n, n}}, {"-", []kind{n, n}}, {"-", []kind{n}}, {"*", []kind{n, n}},
			{"/", []kind{n, n}}, {"quotient", []kind{n, n}}, {"remainder", []kind{n, n}}, {"modulo", []kind{n, n}},
			{"mod", []kind{n, n}}, {"abs", []kind{n}}, {"min", []kind{n, n}}, {"max", []kind{n, n}}, {"inc", []kind{n}},
			{"dec", []kind{n}}, {"len", []kind{l}}, {"len", []kind{s}}, {"floor", []kind{n}}, {"round", []kind{n}}, {"gcd", []kind{n, n}},
			{"bitwise-and", []kind{n, n}}, {"bitwise-xor", []kind{n, n}}, {"exact", []kind{n}}, {"inexact", []kind{n}},
			{"index-of", []kind{l, x}}, {"first", []kind{l}}, {"nth", []kind{l, n}}, {"get", []kind{d, s, n}}}
	case boolean:
		return []signature{{"<", []kind{n, n}}, {">", []kind{n, n}}, {"<=", []kind{n, n, n}}, {">=", []kind{n, n}}, {"=", []kind{x, x}},
			{"!=", []kind{x, x}}, {"not", []kind{x}}, {"equal?", []kind{x, x}}, {"eq?", []kind{x, x}}, {"eqv?", []kind{x, x}},
			{"even?", []kind{n}}, {"zero?", []kind{n}}, {"number?", []kind{x}}, {"string?", []kind{x}}, {"list?", []kind{x}},
			{"nil?", []kind{x}}, {"empty?", []kind{l}}, {"contains?", []kind{l, x}}, {"has-key?", []kind{d, s}},
			{"starts-with?", []kind{s, s}}}
	case text8:
		return []signature{{"str", []kind{x, x}}, {"str", []kind{x}}, {"upper", []kind{s}}, {"substring", []kind{s, n}},
			{"join", []kind{s, l}}, {"number->string", []kind{n}}, {"type-of", []kind{x}}, {"string-append", []kind{s, s}}}
	case sequence:
		return []signature{{"list", []kind{x, x}}, {"list", []kind{x}}, {"cons", []kind{x, l}}, {"rest", []kind{l}}, {"append", []kind{l, l}},
			{"concat", []kind{l, l}}, {"reverse", []kind{l}}, {"take", []kind{l, n}}, {"drop", []kind{l, n}}, {"append!", []kind{l, n}},
			{"keys", []kind{d}}, {"vals", []kind{d}}, {"entries", []kind{d}}, {"unique", []kind{l}}, {"zip", []kind{l, l}},
			{"set-nth!", []kind{l, n, n}}, {"string->list", []kind{s}}}
	case dictionary:
		return []signature{{"assoc", []kind{d, s, x}}, {"dissoc", []kind{d, s}}, {"merge", []kind{d, d}}, {"dict", []kind{s, x}},
			{"dict-set!", []kind{d, s, n}}, {"frequencies", []kind{l}}}
	}
	return []signature{{"first", []kind{l}}, {"last", []kind{l}}, {"nth", []kind{l, n}}, {"get", []kind{d, s}},
		{"get", []kind{l, n}}, {"string->symbol", []kind{s}}}
}

// expr gives an expression of kind k, with at most depth forms inside each other, about.
func (g *Generator) expr(k kind, depth int) *node {
	if g.chance(2) {
		k = anything
	}
	if depth <= 0 || g.budget <= 0 || g.chance(10) {
		return g.leaf(k)
	}
	depth--
	switch k {
	case function0, function1, function2:
		if g.chance(75) {
			return g.fn(g.params(int(k-function0)), func() []*node { return g.body(anything, depth) })
		}
		return g.leaf(k)
	case promiseKind:
		return g.op("delay", g.expr(anything, depth))
	case functionMore, parameterKind, escapeKind, delimitedKind:
		return g.leaf(k)
	case small:
		if g.chance(70) {
			return g.leaf(k)
		}
		k = number
	case anything:
		if g.chance(50) {
			k = g.pick(number, boolean, text8, sequence, dictionary, function0, function1, charKind, vectorKind, setKind)
		}
	}
	switch r := g.rng.IntN(100); {
	case r < 22:
		if x := g.example(k, depth); x != nil {
			return x
		}
	case r < 50:
		if x := g.fromTemplate(k, depth); x != nil {
			return x
		}
	}
	switch r := g.rng.IntN(100); {
	case r < 30 && (k <= dictionary):
		all := signatures(k)
		s := all[g.rng.IntN(len(all))]
		var args []*node
		for _, a := range s.args {
			args = append(args, g.expr(a, depth))
		}
		return g.op(s.name, args...)
	case r < 40:
		return g.functional(k, depth)
	case r < 65:
		return g.binding(k, depth)
	case r < 85:
		return g.control(k, depth)
	}
	return g.branch(k, depth)
}

// args gives n expressions.
func (g *Generator) args(n, depth int) []*node {
	var out []*node
	for range n {
		out = append(out, g.expr(anything, depth))
	}
	return out
}

// body gives the forms of a body that ends with a value of kind k, maybe with definitions.
func (g *Generator) body(k kind, depth int) []*node {
	var out []*node
	var vars []variable
	if g.chance(12) && depth > 1 {
		for _, p := range g.params(1 + g.rng.IntN(2)) {
			p.kind = g.pick(number, function1, anything)
			vars = append(vars, p)
		}
	}
	g.within(vars, func() *node {
		for _, v := range vars {
			out = append(out, g.op("define", atom(v.name), g.expr(v.kind, depth-1)))
		}
		for g.chance(30) && g.budget > 0 {
			out = append(out, g.statement(depth))
		}
		out = append(out, g.expr(k, depth))
		return nil
	})
	return out
}

// statement gives an expression for what it does.
func (g *Generator) statement(depth int) *node {
	switch g.rng.IntN(4) {
	case 0:
		return g.op("append!", atom("trail"), g.expr(number, depth-1))
	case 1:
		return g.request(depth)
	}
	if s := g.assign(depth); s != nil {
		return s
	}
	return g.op("print", g.expr(text8, depth-1))
}

// assign changes a variable; nil if there is none to change.
func (g *Generator) assign(depth int) *node {
	vars := g.visible(func(k kind) bool {
		return k == number || k == sequence || k == text8 || k == anything || k == function1
	})
	if len(vars) == 0 {
		return nil
	}
	v := vars[g.rng.IntN(len(vars))]
	if v.name == "trail" {
		return nil
	}
	return g.op("set!", atom(v.name), g.expr(v.kind, depth-1))
}

func (g *Generator) request(depth int) *node {
	name := atom(g.word(`"ask"`, `"ask"`, `"echo"`, `"fail"`, `"list"`))
	if g.chance(50) {
		return g.op("perform", g.op("list", name, g.expr(anything, depth-1)))
	}
	return g.op("perform", &node{dict: true, kids: []*node{atom(":op"), name, atom(":args"), g.op("list", g.expr(anything, depth-1))}})
}

// functional calls a function, one way or the other.
func (g *Generator) functional(k kind, depth int) *node {
	switch g.rng.IntN(13) {
	case 0:
		return g.op("map", g.expr(function1, depth), g.expr(sequence, depth))
	case 1:
		return g.op("map", g.expr(function2, depth), g.expr(sequence, depth), g.expr(sequence, depth))
	case 2:
		return g.op("filter", g.expr(function1, depth), g.expr(sequence, depth))
	case 3:
		return g.op(g.word("reduce", "fold"), g.expr(function2, depth), g.expr(k, depth), g.expr(sequence, depth))
	case 4:
		return g.op("reduce", g.expr(function2, depth), g.expr(sequence, depth))
	case 5:
		return g.op("for-each", g.expr(function1, depth), g.expr(sequence, depth))
	case 6:
		return g.op(g.word("some", "every?"), g.expr(function1, depth), g.expr(sequence, depth))
	case 7:
		key := g.fn([]variable{{"x", anything}}, func() []*node {
			return []*node{g.op("if", g.op("number?", atom("x")), g.op("modulo", atom("x"), atom("3")), g.op("len", g.op("str", atom("x"))))}
		})
		return g.op("sort-by", key, g.expr(sequence, depth))
	case 8:
		return g.op("apply", g.expr(function2, depth), g.expr(anything, depth), g.op("list", g.expr(anything, depth)))
	case 9:
		return g.op("try-call", g.expr(function0, depth))
	case 10:
		if f, ok := g.of(functionMore); ok {
			return list(append([]*node{f}, g.args(1+g.rng.IntN(5), depth-1)...)...)
		}
	case 11:
		if f, ok := g.of(function2); ok {
			return list(append([]*node{f}, g.args(2, depth)...)...)
		}
	}
	n := g.rng.IntN(3)
	f, ok := g.of(function0 + kind(n))
	if !ok || g.chance(40) {
		f = g.expr(function0+kind(n), depth)
	}
	if g.chance(3) {
		n++
	}
	return list(append([]*node{f}, g.args(n, depth)...)...)
}

// loop gives a named let or a do loop, with closures over its variables now and then.
func (g *Generator) loop(k kind, depth int) *node {
	i, acc := g.word("i", "n", "x"), g.word("acc", "a", "b")
	most := atom(fmt.Sprint(1 + g.rng.IntN(5)))
	next := g.op("+", atom(i), atom("1"))
	init := g.expr(k, depth-1)
	vars := []variable{{i, number}, {acc, k}}
	if g.chance(40) {
		return g.within(vars, func() *node {
			form := g.op("do", list(list(atom(i), atom("0"), next), list(atom(acc), init, g.expr(k, depth))),
				list(g.op(">=", atom(i), most), g.expr(k, depth-1)))
			if g.chance(60) {
				form.kids = append(form.kids, g.statement(depth))
			}
			return form
		})
	}
	name := atom(g.word("loop", "again"))
	return g.within(vars, func() *node {
		again := list(name, next, g.expr(k, depth))
		if g.chance(15) { // the loop is no jump
			again = g.op("list", again, g.expr(anything, depth-1))
		}
		body := g.op("if", g.op("<", atom(i), most), again, g.expr(k, depth-1))
		kids := []*node{name, list(list(atom(i), atom("0")), list(atom(acc), init))}
		if g.chance(50) {
			kids = append(kids, g.statement(depth))
		}
		return g.op("let", append(kids, body)...)
	})
}

// binding gives a form that binds or changes variables.
func (g *Generator) binding(k kind, depth int) *node {
	switch g.rng.IntN(8) {
	case 0, 1:
		return g.loop(k, depth)
	case 2:
		p := g.params(2)
		p[0].kind, p[1].kind = function1, function1
		return g.within(p, func() *node {
			specs := list(list(atom(p[0].name), g.fn(g.params(1), func() []*node { return g.body(k, depth) })),
				list(atom(p[1].name), g.fn(g.params(1), func() []*node { return g.body(k, depth) })))
			return g.op("letrec", append([]*node{specs}, g.body(k, depth)...)...)
		})
	case 3:
		if f, ok := g.of(delimitedKind); ok {
			return g.op("list", list(f, g.expr(k, depth)), list(f, g.expr(k, depth-1)))
		}
		if s := g.assign(depth); s != nil { // what is read before and after an assignment
			v := s.kids[1]
			return g.op("list", v, g.op("begin", s, v), v)
		}
	case 4:
		if s := g.assign(depth); s != nil {
			return g.op("begin", s, g.expr(k, depth))
		}
	case 5:
		if s := g.assign(depth); s != nil {
			return g.op(g.word("+", "list", "-", "<"), s.kids[1], g.op("begin", s, g.expr(k, depth)), s.kids[1])
		}
	}
	specs := list()
	var vars []variable
	for range 1 + g.rng.IntN(3) {
		v := variable{g.name(), g.pick(number, number, sequence, function0, function1, text8, dictionary, promiseKind, anything)}
		g.within(vars, func() *node {
			specs.kids = append(specs.kids, list(atom(v.name), g.expr(v.kind, depth-1)))
			return nil
		})
		vars = append(vars, v)
	}
	return g.within(vars, func() *node {
		return g.op(g.word("let", "let*"), append([]*node{specs}, g.body(k, depth)...)...)
	})
}
