package cek

import (
	"errors"

	"github.com/sx-lang/sx/kernel"
)

// form analyzes one special form; tail tells whether its value is the value of the function.
type form func(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error)

// exprSpace is about what the node of an expression takes, and the instructions made of it.
const exprSpace = 160

// expr analyzes an expression.
func (a *analyzer) expr(v kernel.Value, s *scope, tail bool) (node, error) {
	// Charged, because a form made at run time may contain the same list many times.
	if err := a.m.meter.Alloc(exprSpace); err != nil {
		return nil, err
	}
	if a.spent != nil {
		return nil, a.spent
	}
	switch v.Kind() {
	case kernel.KindSymbol:
		return a.reference(v, s)
	case kernel.KindKeyword:
		return constNode{kernel.Str(v.SymbolName())}, nil
	case kernel.KindList:
		if v.AsList().Len() == 0 {
			return quoteNode{v}, nil
		}
		if err := a.deeper(); err != nil {
			return nil, err
		}
		saved := a.enter(v.AsList())
		n, err := a.list(v.AsList(), s, tail)
		a.depth--
		a.pos = saved
		return n, err
	case kernel.KindDict:
		return a.dict(v.AsDict(), s)
	}
	return a.quoted(v), nil
}

// item analyzes element i of l as an expression, for errors to point at.
func (a *analyzer) item(l *kernel.List, i int, s *scope, tail bool) (node, error) {
	saved := a.pos
	a.pos = a.itemPos(l, i)
	n, err := a.expr(l.At(i), s, tail)
	a.pos = saved
	return n, err
}

// items analyzes the elements of l from i on as expressions, none in tail position.
func (a *analyzer) items(l *kernel.List, from int, s *scope) ([]node, error) {
	out := make([]node, 0, l.Len()-from)
	for i := from; i < l.Len(); i++ {
		n, err := a.item(l, i, s, false)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

func (a *analyzer) reference(sym kernel.Value, s *scope) (node, error) {
	name := sym.SymbolName()
	m := a.resolve(name, s)
	switch {
	case m.local != nil:
		return a.use(m.local, nil, false), nil
	case m.macro != nil:
		return nil, a.syntaxError("%s is a macro and has no value", a.stripSymbol(sym).SymbolName())
	}
	if _, ok := a.m.forms[m.name]; ok && m.env.find(m.name) == nil {
		return nil, a.syntaxError("%s is a special form and has no value", m.name)
	}
	return globalNode{a.mention(m, a.pos), a.pos}, nil
}

// mention gives the cell of a global name, noting where one that is not defined yet is needed first: at
// pos.
func (a *analyzer) mention(m meaning, pos int32) *cell {
	c := m.env.refer(m.name)
	if c.value.IsUnbound() && c.pos.IsZero() {
		c.pos = kernel.Pos{Source: a.source, Offset: int(pos)}
	}
	if c.fixed && !m.env.inside && a.m.config.Warn != nil {
		m.env.noteBuiltin(m.name, kernel.Pos{Source: a.source, Offset: int(pos)})
	}
	return c
}

// use notes a mention of a local variable; call is set when it is the head of a call.
func (a *analyzer) use(v *variable, call *callNode, tail bool) node {
	if v.loop != nil {
		v.loop.uses = append(v.loop.uses, &loopUse{a.fn, call, tail})
	}
	if v.state == varWaiting || v.state == varGroup && a.fn == v.fn {
		v.early = true
	}
	return localNode{v, a.pos}
}

// list analyzes a list: a special form, a macro use or a call.
func (a *analyzer) list(l *kernel.List, s *scope, tail bool) (node, error) {
	head := l.At(0)
	if head.IsSymbol() {
		m := a.resolve(head.SymbolName(), s)
		if m.macro != nil {
			expanded, err := a.expand(m.macro, l, s)
			if err != nil {
				return nil, err
			}
			return a.expr(expanded, s, tail)
		}
		if m.local == nil {
			if f, ok := a.m.forms[m.name]; ok {
				return f(a, l, s, tail)
			}
		}
	}
	return a.call(l, s, tail)
}

func (a *analyzer) call(l *kernel.List, s *scope, tail bool) (node, error) {
	c := &callNode{pos: a.pos}
	var err error
	if head := l.At(0); head.IsSymbol() {
		if m := a.resolve(head.SymbolName(), s); m.local != nil {
			c.fn = a.use(m.local, c, tail)
		}
	}
	if c.fn == nil {
		if c.fn, err = a.item(l, 0, s, false); err != nil {
			return nil, err
		}
	}
	if c.args, err = a.items(l, 1, s); err != nil {
		return nil, err
	}
	if ln, ok := c.fn.(localNode); len(c.args) > maxDirect && (!ok || ln.v.loop == nil) {
		return a.prelude("%apply-list", c.fn, a.listOf(c.args)), nil
	}
	return c, nil
}

// body analyzes the forms of l from i on as a body: definitions among them are local to it.
func (a *analyzer) body(l *kernel.List, from int, s *scope, tail bool) (node, error) {
	b := &bodyAnalysis{a: a, s: s}
	for i := from; i < l.Len(); i++ {
		saved := a.pos
		a.pos = a.itemPos(l, i)
		err := b.scan(l.At(i))
		a.pos = saved
		if err != nil {
			return nil, err
		}
	}
	return b.finish(tail)
}

// bodyAnalysis collects the definitions of a body before any is analyzed, since they may refer to
// each other.
type bodyAnalysis struct {
	a     *analyzer
	s     *scope
	items []bodyItem
	any   bool // some item is a definition
	// bodyOf is, for letrec, the forms that follow the definitions: a body of their own.
	bodyOf *bodyRest
}

type bodyRest struct {
	l    *kernel.List
	from int
}

// bodyItem is an expression, or the definition of vars.
type bodyItem struct {
	form kernel.Value
	pos  int32
	def  *definition
	v    *variable
}

// scan notes one form of the body, with macros at its head expanded and begin spliced.
func (b *bodyAnalysis) scan(v kernel.Value) error {
	a := b.a
	for v.IsList() && v.AsList().Len() > 0 && v.AsList().At(0).IsSymbol() {
		l := v.AsList()
		if off, ok := a.placeOf(l); ok {
			a.pos = off
		}
		m := a.resolve(l.At(0).SymbolName(), b.s)
		if m.macro != nil {
			x, err := a.expand(m.macro, l, b.s)
			if err != nil {
				return err
			}
			v = x
			continue
		}
		if m.local != nil || b.s.isTop() {
			break
		}
		switch m.name {
		case "begin":
			return b.splice(l)
		case "do":
			if !isLoopDo(l) {
				return b.splice(l)
			}
		case "define":
			d, err := a.parseDefine(l)
			if err != nil {
				return err
			}
			b.declare(d)
			return nil
		case "define-values", "define-record-type", "define-type":
			defs, err := a.expandDefinition(m.name, l)
			for _, d := range defs {
				b.declare(d)
			}
			return err
		case "define-syntax", "defmacro":
			b.ownScope() // first: the macro sees the names of this body
			mac, name, err := a.parseMacro(m.name, l, b.s)
			if err != nil {
				return err
			}
			b.s.bindMacro(name, mac)
			return nil
		}
		break
	}
	b.items = append(b.items, bodyItem{form: v, pos: a.pos})
	return nil
}

// splice scans the forms of (begin form…).
func (b *bodyAnalysis) splice(l *kernel.List) error {
	if err := b.a.deeper(); err != nil {
		return err
	}
	for i := 1; i < l.Len(); i++ {
		if err := b.scan(l.At(i)); err != nil {
			return err
		}
	}
	b.a.depth--
	return nil
}

// ownScope gives the body a scope of its own the first time it defines something.
func (b *bodyAnalysis) ownScope() {
	if !b.any {
		b.s = b.s.child(b.s.fn)
		b.any = true
	}
}

func (b *bodyAnalysis) declare(d *definition) {
	b.ownScope()
	v := b.s.vars[d.name]
	if v == nil {
		v = b.s.bind(d.name)
		v.state = varWaiting
		v.constant = d.known
	} else {
		v.mutated = true // defined twice: the second one assigns
		if len(b.a.expanded.at(b.a.pos)) == 0 {
			b.a.warn(b.a.pos, "define: "+b.a.strippedName(d.name)+" is defined in this body already; this only assigns to it")
		}
	}
	b.items = append(b.items, bodyItem{pos: b.a.pos, def: d, v: v})
}

// finish analyzes the items in order. A run of lambdas is defined as one group, so that they can
// refer to each other without boxes.
func (b *bodyAnalysis) finish(tail bool) (node, error) {
	if len(b.items) == 0 && b.bodyOf == nil {
		return constNode{kernel.Nil}, nil
	}
	a := b.a
	saved := a.pos
	defer func() { a.pos = saved }()
	var nodes []node
	var vars []*variable
	for i := 0; i < len(b.items); {
		it := b.items[i]
		a.pos = it.pos
		if it.def == nil {
			n, err := a.expr(it.form, b.s, tail && i == len(b.items)-1)
			if err != nil {
				return nil, err
			}
			nodes = append(nodes, n)
			i++
			continue
		}
		n, used, err := b.group(i, &vars)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
		i += used
	}
	switch {
	case b.bodyOf != nil:
		n, err := a.body(b.bodyOf.l, b.bodyOf.from, b.s, tail)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	case b.items[len(b.items)-1].def != nil:
		nodes = append(nodes, constNode{kernel.Nil})
	}
	body := sequence(nodes)
	if len(vars) == 0 {
		return body, nil
	}
	return letNode{vars: vars, inits: make([]node, len(vars)), body: body}, nil
}

// group analyzes the definition at item i, with those after it if all are lambdas; it answers how
// many items it took.
func (b *bodyAnalysis) group(i int, vars *[]*variable) (node, int, error) {
	a := b.a
	end := i
	for end < len(b.items) && b.items[end].def != nil && b.items[end].def.isLambda(a, b.s) &&
		b.items[end].v.state == varWaiting {
		b.items[end].v.state = varGroup
		end++
	}
	if end == i {
		it := b.items[i]
		first := it.v.state == varWaiting
		value, err := a.definitionValue(it.def, b.s)
		if err != nil {
			return nil, 0, err
		}
		if first {
			*vars = append(*vars, it.v)
			it.v.state = varReady
		}
		return setNode{v: it.v, value: value, init: first, pos: it.pos}, 1, nil
	}
	fix := fixNode{}
	for _, it := range b.items[i:end] {
		*vars = append(*vars, it.v)
		a.pos = it.pos
		value, err := a.definitionValue(it.def, b.s)
		if err != nil {
			return nil, 0, err
		}
		ln, ok := value.(*lambdaNode)
		if !ok {
			return nil, 0, errors.New("internal error: a lambda definition gave another node")
		}
		fix.vars = append(fix.vars, it.v)
		fix.lambdas = append(fix.lambdas, ln)
	}
	for _, it := range b.items[i:end] {
		it.v.state = varReady
	}
	return fix, end - i, nil
}

func sequence(nodes []node) node {
	if len(nodes) == 1 {
		return nodes[0]
	}
	return seqNode{nodes}
}

// placeOf is Places.Of for lists that may come from anywhere.
func (a *analyzer) placeOf(l *kernel.List) (int32, bool) {
	off, ok := a.places.Of(l)
	return int32(off), ok
}
