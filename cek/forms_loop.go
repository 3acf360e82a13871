package cek

import "github.com/sx-lang/sx/kernel"

func (a *analyzer) namedLet(l *kernel.List, s *scope, tail bool) (node, error) {
	parsed, err := a.parseBindings("let", l.At(2))
	if err != nil {
		return nil, err
	}
	b := &loopBuilder{a: a, outer: s, tail: tail}
	for _, p := range parsed {
		if !p.target.IsSymbol() {
			return nil, a.errorAt(p.pos, "let: a named let binds names, not patterns")
		}
		init, err := a.bindingInit(p, s)
		if err != nil {
			return nil, err
		}
		b.inits = append(b.inits, init)
		b.names = append(b.names, p.target.SymbolName())
	}
	return b.build(l.At(1).SymbolName(), func(inner *scope) (node, error) {
		return a.body(l, 3, inner, true)
	})
}

// loopBuilder makes a named let: a jump if its name is only called in tail position, else a lambda.
type loopBuilder struct {
	a     *analyzer
	outer *scope
	tail  bool
	names []string
	inits []node
	loop  *loop
}

func (b *loopBuilder) build(name string, body func(*scope) (node, error)) (node, error) {
	a := b.a
	f := &function{name: name, parent: a.fn, pos: a.pos, required: len(b.names)}
	lp := &loop{fn: f, tail: b.tail}
	f.loop = lp
	b.loop = lp
	nameScope := b.outer.child(a.fn)
	lp.name = nameScope.bind(name)
	lp.name.loop = lp
	lp.name.state = varGroup
	inner := nameScope.child(f)
	for _, n := range b.names {
		f.params = append(f.params, inner.bind(n))
	}
	lp.vars = f.params
	outer := a.fn
	a.fn = f
	n, err := body(inner)
	a.fn = outer
	if err != nil {
		return nil, err
	}
	f.body = n
	lp.name.state = varReady
	lp.inlined = lp.isJump()
	if lp.inlined {
		return loopNode{lp, b.inits}, nil
	}
	lp.name.loop = nil
	call := &callNode{fn: localNode{lp.name, a.pos}, args: b.inits, pos: a.pos}
	return letNode{[]*variable{lp.name}, []node{nil},
		seqNode{[]node{fixNode{[]*variable{lp.name}, []*lambdaNode{{f}}}, call}}}, nil
}

// isJump tells whether every mention of the loop's name is a call in tail position of the loop,
// possibly through inner loops that are jumps themselves.
func (lp *loop) isJump() bool {
	for _, u := range lp.uses {
		if u.call == nil || !u.tail || len(u.call.args) != len(lp.vars) {
			return false
		}
		for f := u.fn; f != lp.fn; f = f.parent {
			if f.loop == nil || !f.loop.inlined || !f.loop.tail {
				return false
			}
		}
	}
	return true
}

// host gives the function whose frame holds f's variables: f itself unless it is an inlined loop.
func (f *function) host() *function {
	for f.loop != nil && f.loop.inlined {
		f = f.parent
	}
	return f
}

// isLoopDo tells the R7RS loop (do ((var init step)…) (test result…) body…) from a sequence.
func isLoopDo(l *kernel.List) bool {
	if l.Len() < 3 || !l.At(1).IsList() || !l.At(2).IsList() || l.At(2).AsList().Len() == 0 {
		return false
	}
	for it := l.At(1).AsList().All(); ; {
		x, ok := it.Next()
		if !ok {
			return true
		}
		if !x.IsList() || x.AsList().Len() < 2 || x.AsList().Len() > 3 || !x.AsList().At(0).IsSymbol() {
			return false
		}
	}
}

func formDo(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if !isLoopDo(l) {
		return a.body(l, 1, s, tail)
	}
	specs := l.At(1).AsList()
	b := &loopBuilder{a: a, outer: s, tail: tail}
	for i := 0; i < specs.Len(); i++ {
		spec := specs.At(i).AsList()
		init, err := a.item(spec, 1, s, false)
		if err != nil {
			return nil, err
		}
		b.names = append(b.names, spec.At(0).SymbolName())
		b.inits = append(b.inits, init)
	}
	return b.build("", func(inner *scope) (node, error) { return b.doBody(l, specs, inner) })
}

func (b *loopBuilder) doBody(l, specs *kernel.List, inner *scope) (node, error) {
	a := b.a
	exit := l.At(2).AsList()
	test, err := a.item(exit, 0, inner, false)
	if err != nil {
		return nil, err
	}
	result, err := a.body(exit, 1, inner, true)
	if err != nil {
		return nil, err
	}
	again, err := a.items(l, 3, inner)
	if err != nil {
		return nil, err
	}
	next := &callNode{pos: a.pos}
	next.fn = a.use(b.loop.name, next, true)
	for i := 0; i < specs.Len(); i++ {
		spec := specs.At(i).AsList()
		var step node = localNode{b.loop.vars[i], a.pos}
		if spec.Len() == 3 {
			if step, err = a.item(spec, 2, inner, false); err != nil {
				return nil, err
			}
		}
		next.args = append(next.args, step)
	}
	return ifNode{test, result, sequence(append(again, next))}, nil
}
