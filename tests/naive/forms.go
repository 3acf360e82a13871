package naive

import "github.com/sx-lang/sx/kernel"

type form = func(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step

// formTable gives the special forms by name.
func formTable() map[string]form {
	return map[string]form{
		"quote": formQuote, "quasiquote": formQuasiquote,
		"if": formIf, "when": formWhen, "unless": formUnless, "and": formAnd, "or": formOr, "cond": formCond, "case": formCase,
		"->": formThreadFirst, "->>": formThreadLast, "as->": formThreadAs,
		"let": formLet, "let*": formLet, "letrec": formLetrec, "letrec*": formLetrec, "do": formDo, "begin": formBegin,
		"let-values": formLetValues, "let*-values": formLetValues, "receive": formReceive,
		"define": formDefinition, "define-values": formDefinition, "define-record-type": formDefinition, "define-type": formDefinition,
		"defmacro": formDefinition, "define-syntax": formDefinition, "let-syntax": formLetSyntax, "letrec-syntax": formLetSyntax,
		"set!": formSet, "fn": formFn, "lambda": formFn, "case-lambda": formCaseLambda, "match": formMatch, "let-match": formLetMatch,
		"guard": formGuard, "handler-bind": formHandlerBind, "perform": formPerform, "parameterize": formParameterize,
		"reset": formReset, "shift": formShift, "delay": formDelay, "delay-force": formDelayForce,
		"provide": formProvide, "scope": formScope, "import": formTopOnly, "define-library": formTopOnly,
	}
}

// asForm gives x as a list that starts with a symbol, or nil.
func asForm(x kernel.Value) *kernel.List {
	if x.IsList() && x.AsList().Len() > 0 && x.AsList().At(0).IsSymbol() {
		return x.AsList()
	}
	return nil
}

// formTopOnly is reached only by an import that does not stand at top level.
func formTopOnly(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.malformed(l)
}

func formQuote(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() != 2 {
		return ev.malformed(l)
	}
	return k(fresh(ev.strip(l.At(1))), d)
}

// fresh copies what can be changed in a literal: each evaluation gives new lists.
func fresh(v kernel.Value) kernel.Value {
	return rebuild(v, fresh)
}

// strip gives a literal with the names that were written in it.
func (ev *Evaluator) strip(v kernel.Value) kernel.Value {
	if v.IsSymbol() {
		return kernel.Sym(ev.bare(v.SymbolName()))
	}
	return rebuild(v, ev.strip)
}

// rebuild gives a new list, vector, dict or set of what f makes of the elements of v; other values
// it gives as they are.
func rebuild(v kernel.Value, f func(kernel.Value) kernel.Value) kernel.Value {
	switch v.Kind() {
	case kernel.KindList, kernel.KindVector:
		items := itemsOf(v)
		out := make([]kernel.Value, len(items))
		for i, x := range items {
			out[i] = f(x)
		}
		if v.IsVector() {
			return kernel.NewVector(out)
		}
		return kernel.ListOf(out...)
	case kernel.KindSet:
		return v.AsSet().Copy().Value()
	case kernel.KindDict:
		out := kernel.NewDict()
		for it := v.AsDict().All(); ; {
			k, x, ok := it.Next()
			if !ok {
				return out.Value()
			}
			out.Set(k, f(x))
		}
	}
	return v
}

// itemsOf gives the elements of a list or vector.
func itemsOf(v kernel.Value) []kernel.Value {
	if v.IsVector() {
		return v.AsVector().Items
	}
	return v.AsList().Items()
}

func formIf(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() != 3 && l.Len() != 4 {
		return ev.malformed(l)
	}
	return ev.eval(l.At(1), e, d, func(v kernel.Value, d *dynamic) step {
		switch {
		case v.Truthy():
			return ev.eval(l.At(2), e, d, k)
		case l.Len() == 4:
			return ev.eval(l.At(3), e, d, k)
		}
		return k(kernel.Nil, d)
	})
}

func formWhen(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.bodyIf(l, e, d, k, true)
}

func formUnless(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.bodyIf(l, e, d, k, false)
}

func (ev *Evaluator) bodyIf(l *kernel.List, e *env, d *dynamic, k cont, truth bool) step {
	if l.Len() < 2 {
		return ev.malformed(l)
	}
	return ev.eval(l.At(1), e, d, func(v kernel.Value, d *dynamic) step {
		if v.Truthy() != truth {
			return k(kernel.Nil, d)
		}
		return ev.body(l.Items()[2:], e, d, k)
	})
}

func formAnd(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.junction(l.Items()[1:], e, d, k, kernel.True)
}

func formOr(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.junction(l.Items()[1:], e, d, k, kernel.False)
}

// junction evaluates while the values have the truth of v, and gives the last.
func (ev *Evaluator) junction(xs []kernel.Value, e *env, d *dynamic, k cont, v kernel.Value) step {
	truth := v.Truthy()
	if len(xs) == 0 {
		return k(v, d)
	}
	return ev.eval(xs[0], e, d, func(v kernel.Value, d *dynamic) step {
		if v.Truthy() != truth || len(xs) == 1 {
			return k(v, d)
		}
		return ev.junction(xs[1:], e, d, k, kernel.Bool(truth))
	})
}

// formCond reads Scheme clauses, or flat ones: test value test value ….
func formCond(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	cs := l.Items()[1:]
	scheme := true
	for _, c := range cs {
		cl := c.IsList()
		if cl && c.AsList().Len() > 0 && ev.isElse(c.AsList().At(0), e) || cl && c.AsList().Len() > 1 && ev.isWord(c.AsList().At(1), "=>", e) {
			scheme = true
			break
		}
		scheme = scheme && cl && c.AsList().Len() > 1
	}
	if scheme || len(cs)%2 == 1 {
		return ev.clauses(cs, e, d, k, func(d *dynamic) step { return k(kernel.Nil, d) })
	}
	var from func(i int, d *dynamic) step
	from = func(i int, d *dynamic) step {
		if i == len(cs) {
			return k(kernel.Nil, d)
		}
		if ev.isElse(cs[i], e) {
			return ev.eval(cs[i+1], e, d, k)
		}
		return ev.eval(cs[i], e, d, func(v kernel.Value, d *dynamic) step {
			if v.Truthy() {
				return ev.eval(cs[i+1], e, d, k)
			}
			return from(i+2, d)
		})
	}
	return from(0, d)
}

// clauses evaluates the clauses of cond or guard; it goes on with none if none is taken.
func (ev *Evaluator) clauses(cs []kernel.Value, e *env, d *dynamic, k cont, none func(d *dynamic) step) step {
	if len(cs) == 0 {
		return none(d)
	}
	if !cs[0].IsList() || cs[0].AsList().Len() == 0 {
		return ev.unsupported("a clause %s", kernel.Brief(cs[0], 200))
	}
	c := cs[0].AsList()
	if ev.isElse(c.At(0), e) {
		return ev.body(c.Items()[1:], e, d, k)
	}
	return ev.eval(c.At(0), e, d, func(v kernel.Value, d *dynamic) step {
		switch {
		case !v.Truthy():
			return ev.clauses(cs[1:], e, d, k, none)
		case c.Len() == 1:
			return k(v, d)
		case !ev.isWord(c.At(1), "=>", e):
			return ev.body(c.Items()[1:], e, d, k)
		case c.Len() != 3:
			return ev.malformed(c)
		}
		return ev.eval(c.At(2), e, d, func(f kernel.Value, d *dynamic) step {
			return ev.apply(f, []kernel.Value{v}, d, k)
		})
	})
}

// formCase reads Scheme clauses, or flat ones: datum value datum value ….
func formCase(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() < 2 {
		return ev.malformed(l)
	}
	cs := l.Items()[2:]
	scheme := true
	for _, c := range cs {
		scheme = scheme && c.IsList() && c.AsList().Len() > 1 && (c.AsList().At(0).IsList() || ev.isElse(c.AsList().At(0), e))
	}
	if !scheme && len(cs)%2 == 1 {
		return ev.malformed(l)
	}
	return ev.eval(l.At(1), e, d, func(key kernel.Value, d *dynamic) step {
		if !scheme {
			for i := 0; i < len(cs); i += 2 {
				datum := ev.strip(cs[i])
				if q := asForm(datum); q != nil && q.Len() == 2 && q.At(0).IsSymbolNamed("quote") {
					datum = q.At(1)
				}
				if ev.isElse(cs[i], e) || isDatum(key, datum) {
					return ev.eval(cs[i+1], e, d, k)
				}
			}
			return k(kernel.Nil, d)
		}
		for _, x := range cs {
			c := x.AsList()
			found := ev.isElse(c.At(0), e)
			if !found {
				for _, datum := range c.At(0).AsList().Items() {
					found = found || isDatum(key, ev.strip(datum))
				}
			}
			if found && c.Len() == 3 && ev.isWord(c.At(1), "=>", e) {
				return ev.eval(c.At(2), e, d, func(f kernel.Value, d *dynamic) step {
					return ev.apply(f, []kernel.Value{key}, d, k)
				})
			}
			if found {
				return ev.body(c.Items()[1:], e, d, k)
			}
		}
		return k(kernel.Nil, d)
	})
}

// isDatum tells whether key is the datum of case; a keyword stands for its name too.
func isDatum(key, datum kernel.Value) bool {
	return kernel.Equal(key, datum) || datum.IsKeyword() && kernel.Equal(key, kernel.Str(datum.SymbolName()))
}

func formThreadFirst(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.thread(l, e, d, k, func(step []kernel.Value, x kernel.Value) []kernel.Value {
		return append([]kernel.Value{step[0], x}, step[1:]...)
	})
}

func formThreadLast(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.thread(l, e, d, k, func(step []kernel.Value, x kernel.Value) []kernel.Value {
		return append(append([]kernel.Value{}, step...), x)
	})
}

func (ev *Evaluator) thread(l *kernel.List, e *env, d *dynamic, k cont, put func(step []kernel.Value, x kernel.Value) []kernel.Value) step {
	if l.Len() < 2 {
		return ev.malformed(l)
	}
	x := l.At(1)
	for _, s := range l.Items()[2:] {
		if !s.IsList() {
			s = kernel.ListOf(s)
		}
		if s.AsList().Len() == 0 {
			return ev.malformed(l)
		}
		x = kernel.ListOf(put(s.AsList().Items(), x)...)
	}
	return ev.eval(x, e, d, k)
}

func formThreadAs(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() < 3 || !l.At(2).IsSymbol() {
		return ev.malformed(l)
	}
	var from func(i int, v kernel.Value, d *dynamic) step
	from = func(i int, v kernel.Value, d *dynamic) step {
		if i == l.Len() {
			return k(v, d)
		}
		return ev.eval(l.At(i), e.binding(l.At(2).SymbolName(), v), d, func(v kernel.Value, d *dynamic) step { return from(i+1, v, d) })
	}
	return ev.eval(l.At(1), e, d, func(v kernel.Value, d *dynamic) step { return from(3, v, d) })
}

func formBegin(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.body(l.Items()[1:], e, d, k)
}

func formSet(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() != 3 || !l.At(1).IsSymbol() {
		return ev.malformed(l)
	}
	return ev.eval(l.At(2), e, d, func(v kernel.Value, d *dynamic) step {
		to, name := ev.resolve(l.At(1).SymbolName(), e)
		switch {
		case to == nil || to.IsUnbound():
			return ev.fail(d, k, kernel.CondUnbound, "unbound variable: "+ev.bare(name))
		case to == ev.base.vars[name] || to.Kind() == kernel.KindMacro:
			return ev.malformed(l)
		}
		*to = v
		return k(kernel.Nil, d)
	})
}

func formFn(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() < 2 {
		return ev.malformed(l)
	}
	f, ok := ev.closure("", l.At(1), 0, l, 2, e)
	if !ok {
		return ev.malformed(l)
	}
	return k(f, d)
}

func formCaseLambda(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	var fs []*function
	for _, c := range l.Items()[1:] {
		if !c.IsList() || c.AsList().Len() < 1 {
			return ev.malformed(l)
		}
		f, ok := ev.closure("", c.AsList().At(0), 0, c.AsList(), 1, e)
		if !ok {
			return ev.malformed(l)
		}
		fs = append(fs, kernel.As[function](f))
	}
	return k(nativeFunction("", 0, -1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
		for _, f := range fs {
			if least, most := f.params.arity(); len(args) >= least && (most < 0 || len(args) <= most) {
				return ev.apply(f.value(), args, d, k)
			}
		}
		return ev.fail(d, k, kernel.CondArity, "case-lambda: no clause takes "+kernel.Display(kernel.Int(int64(len(args))))+" arguments")
	}).value(), d)
}
