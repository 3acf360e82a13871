package naive

import "github.com/sx-lang/sx/kernel"

func formMatch(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() < 2 {
		return ev.malformed(l)
	}
	return ev.eval(l.At(1), e, d, func(v kernel.Value, d *dynamic) step {
		return ev.matchClauses(l.Items()[2:], v, e, d, k)
	})
}

func (ev *Evaluator) matchClauses(cs []kernel.Value, v kernel.Value, e *env, d *dynamic, k cont) step {
	if len(cs) == 0 {
		return ev.fail(d, k, kernel.CondUser, "match: no pattern matches", v)
	}
	if !cs[0].IsList() || cs[0].AsList().Len() < 1 {
		return ev.unsupported("a clause %s", kernel.Brief(cs[0], 100))
	}
	c := cs[0].AsList()
	if ev.isElse(c.At(0), e) {
		return ev.body(c.Items()[1:], e.child(), d, k)
	}
	return ev.fits(c.At(0), v, e.child(), d, k,
		func(inner *env, d *dynamic) step { return ev.body(c.Items()[1:], inner.child(), d, k) },
		func(d *dynamic) step { return ev.matchClauses(cs[1:], v, e, d, k) })
}

func formLetMatch(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.letWith(l, e, d, k, func(p, v kernel.Value, e *env, d *dynamic, then func(*env, *dynamic) step) step {
		return ev.fits(p, v, e.child(), d, k, then,
			func(d *dynamic) step { return ev.fail(d, k, kernel.CondUser, "match: no pattern matches", v) })
	})
}

// fits goes on with yes if v fits the pattern p, in a scope with the names of the pattern bound, else
// with no. A name that is there twice has to stand for equal values. k is for errors.
func (ev *Evaluator) fits(p, v kernel.Value, e *env, d *dynamic, k cont, yes func(e *env, d *dynamic) step, no func(d *dynamic) step) step {
	decide := func(fits bool) step {
		if fits {
			return yes(e, d)
		}
		return no(d)
	}
	switch {
	case ev.named(p, "_"):
		return yes(e, d)
	case p.IsSymbol():
		if old := e.vars[p.SymbolName()]; old != nil {
			return decide(kernel.Equal(*old, v))
		}
		more := &env{map[string]*kernel.Value{}, e.outer} // what has matched is not changed: there may be another try
		for name, w := range e.vars {
			more.vars[name] = w
		}
		more.bind(p.SymbolName(), v)
		return yes(more, d)
	case p.IsKeyword():
		return decide(kernel.Equal(v, kernel.Str(p.SymbolName())))
	case p.IsDict():
		if !v.IsDict() {
			return no(d)
		}
		var ps, vs []kernel.Value
		for it := p.AsDict().All(); ; {
			key, sub, ok := it.Next()
			if !ok {
				return ev.allFit(ps, vs, e, d, k, yes, no)
			}
			x, has := v.AsDict().Get(key)
			if !has { // the patterns before may have predicates to call
				return ev.allFit(ps, vs, e, d, k, func(_ *env, d *dynamic) step { return no(d) }, no)
			}
			ps, vs = append(ps, sub), append(vs, x)
		}
	case p.IsList():
		return ev.listFits(p.AsList(), v, e, d, k, yes, no)
	}
	return decide(kernel.Equal(v, p))
}

// allFit tries patterns one after the other.
func (ev *Evaluator) allFit(ps, vs []kernel.Value, e *env, d *dynamic, k cont, yes func(e *env, d *dynamic) step, no func(d *dynamic) step) step {
	if len(ps) == 0 {
		return yes(e, d)
	}
	return ev.fits(ps[0], vs[0], e, d, k, func(e *env, d *dynamic) step {
		return ev.allFit(ps[1:], vs[1:], e, d, k, yes, no)
	}, no)
}

func (ev *Evaluator) listFits(p *kernel.List, v kernel.Value, e *env, d *dynamic, k cont, yes func(e *env, d *dynamic) step, no func(d *dynamic) step) step {
	items := p.Items()
	if len(items) == 2 && ev.named(items[0], "quote") {
		if kernel.Equal(v, ev.strip(items[1])) {
			return yes(e, d)
		}
		return no(d)
	}
	if len(items) > 0 && ev.named(items[0], "?") {
		if len(items) != 2 && len(items) != 3 {
			return ev.malformed(p)
		}
		return ev.eval(items[1], e, d, func(f kernel.Value, d *dynamic) step {
			return ev.apply(f, []kernel.Value{v}, d, func(w kernel.Value, d *dynamic) step {
				switch {
				case !w.Truthy():
					return no(d)
				case len(items) == 2:
					return yes(e, d)
				}
				return ev.fits(items[2], v, e, d, k, yes, no)
			})
		})
	}
	if t := ev.constructor(items, e); t != nil {
		if len(items)-1 != len(t.Fields) {
			return ev.malformed(p)
		}
		if v.Kind() != kernel.KindRecord || v.AsRecord().Type != t {
			return no(d)
		}
		return ev.allFit(items[1:], v.AsRecord().Fields, e, d, k, yes, no)
	}
	n := len(items)
	for i, x := range items {
		if ev.named(x, "&rest") {
			if i != len(items)-2 {
				return ev.malformed(p)
			}
			n = i
		}
	}
	if !v.IsList() || v.AsList().Len() < n || n == len(items) && v.AsList().Len() > n {
		return no(d)
	}
	ps, vs := append([]kernel.Value{}, items[:n]...), append([]kernel.Value{}, v.AsList().Items()[:n]...)
	if n < len(items) {
		ps, vs = append(ps, items[n+1]), append(vs, v.AsList().Drop(n).Value())
	}
	return ev.allFit(ps, vs, e, d, k, yes, no)
}

// constructor gives the type that the head of a pattern constructs, or nil.
func (ev *Evaluator) constructor(items []kernel.Value, e *env) *kernel.RecordType {
	if len(items) == 0 || !items[0].IsSymbol() {
		return nil
	}
	v, _ := ev.resolve(items[0].SymbolName(), e)
	if v == nil || v.Kind() != kernel.KindBuiltin {
		return nil
	}
	if b := kernel.As[kernel.Builtin](*v); b.Fn != nil {
		return b.Record
	}
	return nil
}
