package naive

import (
	"fmt"
	"math/rand/v2"
)

// kind is what an expression is meant to give. Now and then it gives something else, so that errors
// happen.
type kind int

const (
	anything kind = iota
	number
	boolean
	text8 // a short string
	sequence
	dictionary
	function0
	function1
	function2
	functionMore // of one argument or more
	promiseKind
	parameterKind
	escapeKind
	delimitedKind // a continuation that comes back
	small         // an integer that may be an index
	charKind
	vectorKind
	setKind
)

// variable is a name in scope.
type variable struct {
	name string
	kind kind
}

// Generator makes random programs whose variables are all bound.
type Generator struct {
	rng     *rand.Rand
	seed    uint64
	phrases *Phrases
	scope   []variable
	templ   map[kind][]*node // the templates of the program's packs
	budget  int              // nodes that may still be made, about
}

// NewGenerator makes a generator; the same seed and phrases give the same programs.
func NewGenerator(seed uint64, ph *Phrases) *Generator {
	g := newGenerator(rand.NewPCG(seed, 0x5178), ph)
	g.seed = seed
	return g
}

func newGenerator(choices rand.Source, ph *Phrases) *Generator {
	return &Generator{rng: rand.New(choices), phrases: ph}
}

// Program gives the forms of a new program.
func (g *Generator) Program() []*node {
	g.scope = nil
	forms := []*node{
		g.define("trail", anything, g.op("list")),
		g.define("param", parameterKind, g.op("make-parameter", g.number())),
		g.define("param-list", parameterKind, g.op("make-parameter", g.number(), g.fn([]variable{{"x", anything}}, func() []*node {
			return []*node{g.op("list", atom("x"))}
		}))),
	}
	forms = append(forms, g.choosePacks()...)
	for range 1 + g.rng.IntN(3) {
		g.budget = 60
		forms = append(forms, g.global())
	}
	results := []*node{atom("list")}
	for i := range 2 + g.rng.IntN(3) {
		g.budget = 80
		name := fmt.Sprintf("r%d", i)
		forms = append(forms, g.define(name, anything, g.caught(g.expr(anything, 6))))
		results = append(results, atom(name))
	}
	if all := g.phrases.all; len(all) > 0 { // so that the programs of many seeds have them all
		g.budget = 20
		forms = append(forms, g.define("rx", anything, g.caught(g.vary(all[g.seed%uint64(len(all))], 2))))
		results = append(results, atom("rx"))
	}
	if g.chance(25) {
		g.budget = 60
		forms = append(forms, g.op("list", g.expr(anything, 5)))
	}
	return append(forms, list(append(results, atom("trail"))...))
}

// define is a definition at top level, which the forms after it see.
func (g *Generator) define(name string, k kind, init *node) *node {
	g.scope = append(g.scope, variable{name, k})
	return g.op("define", atom(name), init)
}

// global defines a function, maybe one that calls itself, or a variable.
func (g *Generator) global() *node {
	name := fmt.Sprintf("g%d", len(g.scope))
	switch g.rng.IntN(5) {
	case 0:
		k := g.pick(number, sequence, dictionary, text8)
		return g.define(name, k, g.orElse(g.expr(k, 4), k))
	case 1: // counts down
		body := g.within([]variable{{"n", number}}, func() *node {
			again := g.op("-", atom("n"), atom("1"))
			deep := g.op("if", g.op("<", atom("n"), atom("1")), g.expr(number, 2),
				g.op("+", g.expr(number, 2), list(atom(name), again)))
			return g.op("define", list(atom(name), atom("n")), deep)
		})
		// It is called here alone: with any number it would not end.
		return g.op("begin", body, g.op("append!", atom("trail"), g.orElse(list(atom(name), atom("5")), number)))
	case 2:
		return g.define(name, function1, g.orElse(g.expr(function1, 5), function1))
	case 3:
		return g.functionMore(name)
	}
	a, b := g.name(), g.name()
	for a == b {
		b = g.name()
	}
	body := g.within([]variable{{a, number}, {b, anything}}, func() *node {
		return g.op("define", append([]*node{list(atom(name), atom(a), atom(b))}, g.body(anything, 5)...)...)
	})
	g.scope = append(g.scope, variable{name, function2})
	return body
}

// functionMore defines a function with optional and rest parameters.
func (g *Generator) functionMore(name string) *node {
	params := list(atom(name), atom("a"), atom("&optional"))
	vars := []variable{{"a", anything}}
	body := g.within(vars, func() *node {
		params.kids = append(params.kids, list(atom("b"), g.expr(number, 2)), atom("c"), atom("&rest"), atom("more"))
		return g.within([]variable{{"b", anything}, {"c", anything}, {"more", sequence}}, func() *node {
			return g.op("define", append([]*node{params}, g.body(anything, 4)...)...)
		})
	})
	g.scope = append(g.scope, variable{name, functionMore})
	return body
}

// caught wraps x so that what it raises becomes a value.
func (g *Generator) caught(x *node) *node {
	e := atom("e")
	value := g.op("if", g.op("condition?", e), g.op("list", g.op("condition-kind", e), g.op("condition-message", e),
		g.op("condition-irritants", e)), e)
	return g.op("guard", list(e, list(atom("else"), g.op("list", g.quote(atom("raised")), value))), x)
}

// orElse gives x, or something simple of kind k in case x raises.
func (g *Generator) orElse(x *node, k kind) *node {
	return g.op("guard", list(atom("e"), list(atom("else"), g.leaf(k))), x)
}

func (g *Generator) chance(percent int) bool { return g.rng.IntN(100) < percent }

func (g *Generator) pick(ks ...kind) kind { return ks[g.rng.IntN(len(ks))] }

func (g *Generator) word(words ...string) string { return words[g.rng.IntN(len(words))] }

// name gives a name for a new variable. There are few, so that they hide each other, and now and
// then a builtin or a form.
func (g *Generator) name() string {
	if g.chance(3) {
		return g.word("list", "inc", "first", "when", "case", "map", "len", "do", "unless", "str")
	}
	return g.word("a", "b", "c", "x", "y", "z", "n", "acc", "t", "tmp")
}

// op makes a form with the given head.
func (g *Generator) op(head string, kids ...*node) *node {
	g.budget--
	return list(append([]*node{atom(head)}, kids...)...)
}

func (g *Generator) quote(x *node) *node { return g.op("quote", x) }

// within makes something in the scope of more variables.
func (g *Generator) within(vars []variable, f func() *node) *node {
	n := len(g.scope)
	g.scope = append(g.scope, vars...)
	out := f()
	g.scope = g.scope[:n:n]
	return out
}

// visible gives the variables of kind k that no other hides.
func (g *Generator) visible(fits func(k kind) bool) []variable {
	var out []variable
	hidden := map[string]bool{}
	for i := len(g.scope) - 1; i >= 0; i-- {
		v := g.scope[i]
		if !hidden[v.name] && fits(v.kind) {
			out = append(out, v)
		}
		hidden[v.name] = true
	}
	return out
}

// of gives a variable of kind k; false if there is none.
func (g *Generator) of(k kind) (*node, bool) {
	vars := g.visible(func(v kind) bool { return v == k })
	if len(vars) == 0 {
		return nil, false
	}
	return atom(vars[g.rng.IntN(len(vars))].name), true
}

// number gives a literal, of any size and exactness.
func (g *Generator) number() *node {
	if g.chance(65) {
		return atom(fmt.Sprint(g.rng.IntN(12) - 2))
	}
	return atom(g.word("9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
		"4611686018427387904", "3037000500", "18446744073709551616", "1.5", "-0.25", "0.0", "1e300", "2.0",
		"9007199254740993", "9007199254740992.0", "1/3", "-7/2", "100"))
}

// leaf gives an expression of kind k that is about as small as can be.
func (g *Generator) leaf(k kind) *node {
	if v, ok := g.of(k); ok && g.chance(60) {
		return v
	}
	switch k {
	case number:
		return g.number()
	case boolean:
		return atom(g.word("true", "false"))
	case text8:
		return atom(g.word(`""`, `"a"`, `"abc"`, `"é日"`, ":key"))
	case sequence:
		return g.quote(atom(g.word("()", "(1 2 3)", "(a b)", "((1 2) (3 4))", `("x" y 2.5)`, "(3 1 2 9223372036854775807)")))
	case dictionary:
		return &node{dict: true, kids: []*node{atom(":a"), g.number(), atom(":b"), atom("nil")}}
	case function0:
		return g.fn(nil, func() []*node { return []*node{g.number()} })
	case function1:
		return atom(g.word("inc", "number?", "list", "not", "str", "first", "type-of"))
	case function2:
		return atom(g.word("+", "list", "cons", "-", "*", "max", "str"))
	case functionMore:
		return atom("list")
	case promiseKind:
		return g.op("delay", g.number())
	case small:
		return atom(fmt.Sprint(g.rng.IntN(5)))
	case charKind:
		return atom(g.word(`#\a`, `#\Z`, `#\5`, `#\space`, `#\é`))
	case vectorKind:
		return atom(g.word("#(1 2 3)", "#()", `#("a" b 3)`))
	case setKind:
		return g.op("make-set", g.quote(atom(g.word("(1 2 3)", "()", `(a "b")`))))
	case parameterKind:
		return atom(g.word("param", "param-list"))
	}
	if g.chance(5) {
		return atom("zqzqzq") // unbound
	}
	return g.leaf(g.pick(number, boolean, text8, sequence, dictionary, function1, charKind, vectorKind))
}

// fn makes a function of the parameters.
func (g *Generator) fn(params []variable, body func() []*node) *node {
	names := list()
	for _, p := range params {
		names.kids = append(names.kids, atom(p.name))
	}
	return g.within(params, func() *node {
		return g.op(g.word("fn", "fn", "lambda"), append([]*node{names}, body()...)...)
	})
}

// params gives n parameters with different names.
func (g *Generator) params(n int) []variable {
	var out []variable
	used := map[string]bool{}
	for len(out) < n {
		name := g.name()
		if !used[name] {
			used[name] = true
			out = append(out, variable{name, g.pick(anything, anything, number, sequence)})
		}
	}
	return out
}
