package naive

import "github.com/sx-lang/sx/kernel"

func formMatch(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() < 2 {
		return malformed(l)
	}
	subject, stop := ev.eval(l.At(1), e, d)
	if stop != nil {
		return subject, stop
	}
	for i := 2; i < l.Len(); i++ {
		if !l.At(i).IsList() || l.At(i).AsList().Len() < 2 {
			return malformed(l)
		}
		c := l.At(i).AsList()
		inner := e.child()
		fits := isElse(c.At(0), e)
		if !fits {
			if fits, stop = ev.fits(c.At(0), subject, inner, d); stop != nil {
				return kernel.Nil, stop
			}
		}
		if fits {
			return ev.body(c, 1, inner, d)
		}
	}
	return ev.fail(d, kernel.CondUser, "match: no pattern matches", subject)
}

// fits tells whether v fits the pattern p, and binds the names in p in e.
func (ev *Evaluator) fits(p, v kernel.Value, e *env, d *dynamic) (bool, *interrupt) {
	switch {
	case p.IsSymbolNamed("_"):
		return true, nil
	case p.IsSymbol():
		if old := e.vars[p.SymbolName()]; old != nil {
			return kernel.Equal(*old, v), nil
		}
		e.bind(p.SymbolName(), v)
		return true, nil
	case p.IsKeyword():
		return kernel.Equal(v, kernel.Str(p.SymbolName())), nil
	case p.IsDict():
		if !v.IsDict() {
			return false, nil
		}
		for it := p.AsDict().All(); ; {
			k, sub, ok := it.Next()
			if !ok {
				return true, nil
			}
			x, has := v.AsDict().Get(k)
			if !has {
				return false, nil
			}
			if ok, stop := ev.fits(sub, x, e, d); !ok || stop != nil {
				return false, stop
			}
		}
	case p.IsList():
		return ev.listFits(p.AsList(), v, e, d)
	}
	return kernel.Equal(v, p), nil
}

func (ev *Evaluator) listFits(p *kernel.List, v kernel.Value, e *env, d *dynamic) (bool, *interrupt) {
	if p.Len() == 2 && p.At(0).IsSymbolNamed("quote") {
		return kernel.Equal(v, p.At(1)), nil
	}
	if p.Len() > 1 && p.At(0).IsSymbolNamed("?") {
		f, stop := ev.eval(p.At(1), e, d)
		if stop != nil {
			return false, stop
		}
		w, stop := ev.apply(f, []kernel.Value{v}, d)
		if stop != nil || !w.Truthy() || p.Len() == 2 {
			return w.Truthy(), stop
		}
		return ev.fits(p.At(2), v, e, d)
	}
	if !v.IsList() {
		return false, nil
	}
	l := v.AsList()
	n := p.Len()
	rest := n >= 2 && p.At(n-2).IsSymbolNamed("&rest")
	if rest {
		n -= 2
	}
	if l.Len() < n || !rest && l.Len() > n {
		return false, nil
	}
	for i := 0; i < n; i++ {
		if ok, stop := ev.fits(p.At(i), l.At(i), e, d); !ok || stop != nil {
			return false, stop
		}
	}
	if rest {
		return ev.fits(p.At(n+1), l.Drop(n).Value(), e, d)
	}
	return true, nil
}
