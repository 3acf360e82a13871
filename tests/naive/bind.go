package naive

import "github.com/sx-lang/sx/kernel"

// params is a parameter list.
type params struct {
	required, optional, keys []param
	rest                     string
	hasRest                  bool
}

// param is a name or a pattern.
type param struct {
	name    string
	pattern kernel.Value
	deflt   kernel.Value // a form
}

func (p *params) arity() (least, most int) {
	if p.hasRest || len(p.keys) > 0 {
		return len(p.required), -1
	}
	return len(p.required), len(p.required) + len(p.optional)
}

// parameters reads a parameter list; false if it is none.
func (ev *Evaluator) parameters(v kernel.Value, from int) (*params, bool) {
	p := &params{}
	if v.IsSymbol() {
		p.rest, p.hasRest = v.SymbolName(), true
		return p, true
	}
	if !v.IsList() {
		return p, v.IsNil()
	}
	mode := ""
	for _, x := range v.AsList().Items()[from:] {
		if ev.named(x, "&optional") || ev.named(x, "&rest") || ev.named(x, "&key") {
			mode = ev.bare(x.SymbolName())
			continue
		}
		q := param{pattern: x, deflt: kernel.Nil}
		switch l := asForm(x); {
		case x.IsSymbol():
			q = param{name: x.SymbolName(), deflt: kernel.Nil}
		case l != nil && l.Len() == 3 && l.At(1).IsKeyword() && l.At(1).SymbolName() == "as":
			q = param{name: l.At(0).SymbolName()}
		case l != nil && l.Len() == 2 && (mode == "&optional" || mode == "&key"):
			q = param{name: l.At(0).SymbolName(), deflt: l.At(1)}
		case mode != "" || !x.IsList() && !x.IsDict():
			return nil, false
		}
		switch {
		case mode == "":
			p.required = append(p.required, q)
		case mode == "&optional":
			p.optional = append(p.optional, q)
		case mode == "&key":
			p.keys = append(p.keys, q)
		case p.hasRest:
			return nil, false
		default:
			p.rest, p.hasRest = q.name, true
		}
	}
	return p, mode != "&rest" || p.hasRest
}

// closure makes a function of the parameters from i on and the body from bodyFrom on; false if they
// are not well formed.
func (ev *Evaluator) closure(name string, ps kernel.Value, i int, l *kernel.List, bodyFrom int, e *env) (kernel.Value, bool) {
	f := newFunction(ev.bare(name))
	if l.Len() > bodyFrom+1 && l.At(bodyFrom).IsString() {
		bodyFrom++
	}
	if l.Len() < bodyFrom {
		return kernel.Nil, false
	}
	var ok bool
	f.params, ok = ev.parameters(ps, i)
	f.body, f.env = l.Items()[bodyFrom:], e
	return f.value(), ok
}

// bindParams makes the scope of a call of f.
func (ev *Evaluator) bindParams(f *function, args []kernel.Value, d *dynamic, k cont, then func(e *env, d *dynamic) step) step {
	p := f.params
	e := f.env.child()
	for i, q := range p.required {
		if q.name != "" {
			e.bind(q.name, args[i])
		}
	}
	more := args[len(p.required):]
	return ev.optionals(p.optional, more, e, d, func(e *env, d *dynamic) step {
		more := kernel.ListOf(append([]kernel.Value(nil), more[min(len(more), len(p.optional)):]...)...)
		if p.hasRest {
			e = e.binding(p.rest, more)
		}
		return ev.keys(f, more, e, d, k, func(e *env, d *dynamic) step {
			var patterns, parts []kernel.Value
			for i, q := range p.required {
				if q.name == "" {
					patterns, parts = append(patterns, q.pattern), append(parts, args[i])
				}
			}
			return ev.destructureAll(patterns, parts, e, d, k, then)
		})
	})
}

func (ev *Evaluator) optionals(ps []param, args []kernel.Value, e *env, d *dynamic, then func(e *env, d *dynamic) step) step {
	if len(ps) == 0 {
		return then(e, d)
	}
	if len(args) > 0 {
		return ev.optionals(ps[1:], args[1:], e.binding(ps[0].name, args[0]), d, then)
	}
	return ev.eval(ps[0].deflt, e, d, func(v kernel.Value, d *dynamic) step {
		return ev.optionals(ps[1:], nil, e.binding(ps[0].name, v), d, then)
	})
}

// keys binds the keyword parameters from the list of further arguments.
func (ev *Evaluator) keys(f *function, args kernel.Value, e *env, d *dynamic, k cont, then func(e *env, d *dynamic) step) step {
	if len(f.params.keys) == 0 {
		return then(e, d)
	}
	items := args.AsList().Items()
	if len(items)%2 != 0 {
		return ev.fail(d, k, kernel.CondArity, f.Info.Name+": the keyword arguments are not in pairs")
	}
	given := map[string]kernel.Value{}
	for i := 0; i < len(items); i += 2 {
		name := ""
		for _, p := range f.params.keys {
			if kernel.Equal(items[i], kernel.Str(ev.bare(p.name))) || items[i].IsKeyword() && items[i].SymbolName() == ev.bare(p.name) {
				name = p.name
			}
		}
		if name == "" {
			return ev.fail(d, k, kernel.CondArity, f.Info.Name+": no such keyword argument:", items[i])
		}
		given[name] = items[i+1]
	}
	var bind func(i int, e *env, d *dynamic) step
	bind = func(i int, e *env, d *dynamic) step {
		if i == len(f.params.keys) {
			return then(e, d)
		}
		p := f.params.keys[i]
		if v, ok := given[p.name]; ok {
			return bind(i+1, e.binding(p.name, v), d)
		}
		return ev.eval(p.deflt, e, d, func(v kernel.Value, d *dynamic) step { return bind(i+1, e.binding(p.name, v), d) })
	}
	return bind(0, e, d)
}

// destructureAll binds the names in patterns to parts of values.
func (ev *Evaluator) destructureAll(patterns, vs []kernel.Value, e *env, d *dynamic, k cont, then func(e *env, d *dynamic) step) step {
	if len(patterns) == 0 {
		return then(e, d)
	}
	return ev.destructure(patterns[0], vs[0], e, d, k, func(e *env, d *dynamic) step {
		return ev.destructureAll(patterns[1:], vs[1:], e, d, k, then)
	})
}

// destructure binds the names in a pattern to parts of v: missing ones are nil. k is for errors.
func (ev *Evaluator) destructure(p, v kernel.Value, e *env, d *dynamic, k cont, then func(e *env, d *dynamic) step) step {
	type part struct {
		pattern  kernel.Value
		function string
		arg      kernel.Value
	}
	var parts []part
	switch {
	case p.IsSymbol():
		return then(e.binding(p.SymbolName(), v), d)
	case p.IsDict():
		for it := p.AsDict().All(); ; {
			key, sub, ok := it.Next()
			if !ok {
				break
			}
			parts = append(parts, part{sub, "get", kernel.Str(key.String())})
		}
	case p.IsList():
		items := p.AsList().Items()
		for i, x := range items {
			if ev.named(x, "&rest") {
				if i != len(items)-2 {
					return ev.malformed(p.AsList())
				}
				parts = append(parts, part{items[i+1], "drop", kernel.Int(int64(i))})
				break
			}
			parts = append(parts, part{x, "get", kernel.Int(int64(i))})
		}
	default:
		return ev.unsupported("a pattern %s", kernel.Brief(p, 100))
	}
	var bind func(i int, e *env, d *dynamic) step
	bind = func(i int, e *env, d *dynamic) step {
		if i == len(parts) {
			return then(e, d)
		}
		return ev.builtin(parts[i].function, d, func(w kernel.Value, d *dynamic) step {
			return ev.destructure(parts[i].pattern, w, e, d, k, func(e *env, d *dynamic) step { return bind(i+1, e, d) })
		}, v, parts[i].arg)
	}
	return bind(0, e, d)
}

// binding is a target of a let with its init.
type binding struct{ target, init kernel.Value }

// bindings reads ((name init)…) and the flat name init ….
func bindings(v kernel.Value) (out []binding, ok bool) {
	if !v.IsList() {
		return nil, v.IsNil()
	}
	items := v.AsList().Items()
	pairs := true
	for _, x := range items {
		pairs = pairs && x.IsList() && (x.AsList().Len() == 1 || x.AsList().Len() == 2)
	}
	if pairs {
		for _, x := range items {
			out = append(out, binding{x.AsList().At(0), kernel.Nil})
			if x.AsList().Len() == 2 {
				out[len(out)-1].init = x.AsList().At(1)
			}
		}
		return out, true
	}
	if len(items)%2 != 0 {
		return nil, false
	}
	for i := 0; i < len(items); i += 2 {
		out = append(out, binding{items[i], items[i+1]})
	}
	return out, true
}

// namedInit evaluates the init of a variable; a function written there takes its name.
func (ev *Evaluator) namedInit(b binding, e *env, d *dynamic, k cont) step {
	if l := asForm(b.init); l != nil && b.target.IsSymbol() && l.Len() > 1 && (ev.isWord(l.At(0), "fn", e) || ev.isWord(l.At(0), "lambda", e)) {
		v, ok := ev.closure(b.target.SymbolName(), l.At(1), 0, l, 2, e)
		if !ok {
			return ev.malformed(l)
		}
		return k(v, d)
	}
	return ev.eval(b.init, e, d, k)
}

// formLet is let and let*, which are the same, and the named let.
func formLet(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() >= 3 && l.At(1).IsSymbol() {
		return ev.namedLet(l, e, d, k)
	}
	return ev.letWith(l, e, d, k, func(p, v kernel.Value, e *env, d *dynamic, then func(*env, *dynamic) step) step {
		return ev.destructure(p, v, e, d, k, then)
	})
}

// letWith evaluates the inits of (name bindings body…) one after the other, each in the scope of the names
// before it; take binds what a target names, and goes on with then.
func (ev *Evaluator) letWith(l *kernel.List, e *env, d *dynamic, k cont,
	take func(target, v kernel.Value, e *env, d *dynamic, then func(*env, *dynamic) step) step) step {
	if l.Len() < 2 {
		return ev.malformed(l)
	}
	bs, ok := bindings(l.At(1))
	if !ok {
		return ev.malformed(l)
	}
	var bind func(i int, e *env, d *dynamic) step
	bind = func(i int, e *env, d *dynamic) step {
		if i == len(bs) {
			return ev.body(l.Items()[2:], e.child(), d, k)
		}
		return ev.namedInit(bs[i], e, d, func(v kernel.Value, d *dynamic) step {
			return take(bs[i].target, v, e, d, func(e *env, d *dynamic) step { return bind(i+1, e, d) })
		})
	}
	return bind(0, e, d)
}

func (ev *Evaluator) namedLet(l *kernel.List, e *env, d *dynamic, k cont) step {
	bs, ok := bindings(l.At(2))
	if !ok {
		return ev.malformed(l)
	}
	f := newFunction(ev.bare(l.At(1).SymbolName()))
	f.params = &params{}
	for _, b := range bs {
		if !b.target.IsSymbol() {
			return ev.malformed(l)
		}
		f.params.required = append(f.params.required, param{name: b.target.SymbolName()})
	}
	return ev.initsOf(bs, e, d, func(args []kernel.Value, d *dynamic) step {
		f.env = e.binding(l.At(1).SymbolName(), f.value())
		f.body = l.Items()[3:]
		return ev.callFunction(f, args, d, k)
	})
}

// initsOf evaluates all inits in e.
func (ev *Evaluator) initsOf(bs []binding, e *env, d *dynamic, k func([]kernel.Value, *dynamic) step) step {
	var from func(i int, done []kernel.Value, d *dynamic) step
	from = func(i int, done []kernel.Value, d *dynamic) step {
		if i == len(bs) {
			return k(done, d)
		}
		return ev.namedInit(bs[i], e, d, func(v kernel.Value, d *dynamic) step {
			return from(i+1, append(done[:len(done):len(done)], v), d)
		})
	}
	return from(0, nil, d)
}

// once is the continuation k of the init of a variable that closures may have captured already. To
// go on with it twice is an error by R7RS 4.2.2; what comes of it is left to the implementation.
func (ev *Evaluator) once(k cont) cont {
	used := false
	return func(v kernel.Value, d *dynamic) step {
		if used {
			return ev.unsupported("an init that gives its value twice")
		}
		used = true
		return k(v, d)
	}
}

func formLetrec(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() < 2 {
		return ev.malformed(l)
	}
	bs, ok := bindings(l.At(1))
	if !ok {
		return ev.malformed(l)
	}
	e = e.child()
	for _, b := range bs {
		if !b.target.IsSymbol() {
			return ev.malformed(l)
		}
		e.bind(b.target.SymbolName(), kernel.Unbound)
	}
	var from func(i int, d *dynamic) step
	from = func(i int, d *dynamic) step {
		if i == len(bs) {
			return ev.body(l.Items()[2:], e.child(), d, k)
		}
		return ev.namedInit(bs[i], e, d, ev.once(func(v kernel.Value, d *dynamic) step {
			*e.vars[bs[i].target.SymbolName()] = v
			return from(i+1, d)
		}))
	}
	return from(0, d)
}

// isLoopDo tells (do ((name init [step])…) (test result…) body…) from a sequence.
func isLoopDo(l *kernel.List) bool {
	if l.Len() < 3 || !l.At(1).IsList() || !l.At(2).IsList() || l.At(2).AsList().Len() == 0 {
		return false
	}
	for _, s := range l.At(1).AsList().Items() {
		if asForm(s) == nil || s.AsList().Len() < 2 || s.AsList().Len() > 3 {
			return false
		}
	}
	return true
}

// formDo is a sequence, or the loop. Each turn has variables of its own.
func formDo(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if !isLoopDo(l) {
		return ev.body(l.Items()[1:], e, d, k)
	}
	specs := l.At(1).AsList().Items()
	exit := l.At(2).AsList().Items()
	var turn func(vals []kernel.Value, d *dynamic) step
	turn = func(vals []kernel.Value, d *dynamic) step {
		here := e.child()
		for i, s := range specs {
			here.bind(s.AsList().At(0).SymbolName(), vals[i])
		}
		return ev.eval(exit[0], here, d, func(v kernel.Value, d *dynamic) step {
			if v.Truthy() {
				return ev.body(exit[1:], here.child(), d, k)
			}
			return ev.evalAll(l.Items()[3:], here, d, func(_ []kernel.Value, d *dynamic) step {
				return ev.each(specs, d, func(s kernel.Value, d *dynamic, k cont) step {
					if s.AsList().Len() == 3 {
						return ev.eval(s.AsList().At(2), here, d, k)
					}
					return ev.eval(s.AsList().At(0), here, d, k)
				}, turn)
			})
		})
	}
	return ev.each(specs, d, func(s kernel.Value, d *dynamic, k cont) step { return ev.eval(s.AsList().At(1), e, d, k) }, turn)
}
