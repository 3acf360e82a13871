package naive

import "github.com/sx-lang/sx/kernel"

type form = func(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt)

// specialForm gives the special form of a name, or nil.
func specialForm(name string) form {
	switch name {
	case "quote":
		return formQuote
	case "quasiquote":
		return formQuasiquote
	case "if":
		return formIf
	case "when":
		return formWhen
	case "unless":
		return formUnless
	case "and":
		return formAnd
	case "or":
		return formOr
	case "cond":
		return formCond
	case "case":
		return formCase
	case "let", "let*":
		return formLet
	case "letrec":
		return formLetrec
	case "begin":
		return formBegin
	case "do":
		return formDo
	case "define":
		return formDefine
	case "set!":
		return formSet
	case "fn", "lambda":
		return formFn
	case "match":
		return formMatch
	case "guard":
		return formGuard
	case "perform":
		return formPerform
	case "parameterize":
		return formParameterize
	case "delay":
		return formDelay
	}
	return nil
}

// malformed is what a form gives that is not written as it should be.
func malformed(l *kernel.List) (kernel.Value, *interrupt) {
	return kernel.Nil, unsupported("malformed %s", kernel.Brief(l.Value(), 200))
}

func formQuote(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() != 2 {
		return malformed(l)
	}
	return fresh(l.At(1)), nil
}

// fresh copies the lists and dicts in a literal: each evaluation gives new ones.
func fresh(v kernel.Value) kernel.Value {
	switch v.Kind() {
	case kernel.KindList:
		var out []kernel.Value
		for _, x := range v.AsList().Items() {
			out = append(out, fresh(x))
		}
		return kernel.ListOf(out...)
	case kernel.KindDict:
		out := kernel.NewDict()
		for it := v.AsDict().All(); ; {
			k, x, ok := it.Next()
			if !ok {
				return out.Value()
			}
			out.Set(k, fresh(x))
		}
	}
	return v
}

func formIf(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() != 3 && l.Len() != 4 {
		return malformed(l)
	}
	v, stop := ev.eval(l.At(1), e, d)
	switch {
	case stop != nil:
		return v, stop
	case v.Truthy():
		return ev.eval(l.At(2), e, d)
	case l.Len() == 4:
		return ev.eval(l.At(3), e, d)
	}
	return kernel.Nil, nil
}

func formWhen(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	return ev.bodyIf(l, e, d, true)
}

func formUnless(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	return ev.bodyIf(l, e, d, false)
}

func (ev *Evaluator) bodyIf(l *kernel.List, e *env, d *dynamic, truth bool) (kernel.Value, *interrupt) {
	if l.Len() < 2 {
		return malformed(l)
	}
	v, stop := ev.eval(l.At(1), e, d)
	if stop != nil || v.Truthy() != truth {
		return kernel.Nil, stop
	}
	return ev.body(l, 2, e, d)
}

func formAnd(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	return ev.junction(l, e, d, kernel.True)
}

func formOr(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	return ev.junction(l, e, d, kernel.False)
}

// junction evaluates while the values have the truth of v, and gives the last.
func (ev *Evaluator) junction(l *kernel.List, e *env, d *dynamic, v kernel.Value) (kernel.Value, *interrupt) {
	truth := v.Truthy()
	for i := 1; i < l.Len(); i++ {
		var stop *interrupt
		if v, stop = ev.eval(l.At(i), e, d); stop != nil || v.Truthy() != truth {
			return v, stop
		}
	}
	return v, nil
}

// isWord tells whether v is a word of a form's syntax: no variable hides it.
func isWord(v kernel.Value, word string, e *env) bool {
	return v.IsSymbolNamed(word) && e.find(word) == nil
}

func isElse(v kernel.Value, e *env) bool {
	return isWord(v, "else", e) || v.IsKeyword() && v.SymbolName() == "else"
}

// formCond knows clauses in the style of Scheme only.
func formCond(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	v, _, stop := ev.clauses(l, 1, e, d)
	return v, stop
}

// clauses evaluates the clauses of cond or guard from i on; false if none is taken.
func (ev *Evaluator) clauses(l *kernel.List, i int, e *env, d *dynamic) (kernel.Value, bool, *interrupt) {
	for ; i < l.Len(); i++ {
		if !l.At(i).IsList() || l.At(i).AsList().Len() < 2 {
			return kernel.Nil, false, unsupported("a clause %s", kernel.Brief(l.At(i), 200))
		}
		c := l.At(i).AsList()
		if isElse(c.At(0), e) {
			v, stop := ev.body(c, 1, e, d)
			return v, true, stop
		}
		v, stop := ev.eval(c.At(0), e, d)
		if stop != nil {
			return v, false, stop
		}
		if !v.Truthy() {
			continue
		}
		if !isWord(c.At(1), "=>", e) {
			v, stop = ev.body(c, 1, e, d)
			return v, true, stop
		}
		if c.Len() != 3 {
			return kernel.Nil, false, unsupported("a clause with => and no function")
		}
		f, stop := ev.eval(c.At(2), e, d)
		if stop != nil {
			return f, false, stop
		}
		v, stop = ev.apply(f, []kernel.Value{v}, d)
		return v, true, stop
	}
	return kernel.Nil, false, nil
}

// formCase knows clauses in the style of Scheme only.
func formCase(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() < 3 {
		return malformed(l)
	}
	key, stop := ev.eval(l.At(1), e, d)
	if stop != nil {
		return key, stop
	}
	for i := 2; i < l.Len(); i++ {
		if !l.At(i).IsList() || l.At(i).AsList().Len() < 2 {
			return malformed(l)
		}
		c := l.At(i).AsList()
		found := isElse(c.At(0), e)
		if !found && !c.At(0).IsList() {
			return malformed(l)
		}
		if !found {
			for _, datum := range c.At(0).AsList().Items() {
				found = found || kernel.Equal(key, datum) ||
					datum.IsKeyword() && kernel.Equal(key, kernel.Str(datum.SymbolName()))
			}
		}
		if found {
			return ev.body(c, 1, e, d)
		}
	}
	return kernel.Nil, nil
}

func formBegin(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	return ev.body(l, 1, e, d)
}

func formSet(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() != 3 || !l.At(1).IsSymbol() {
		return malformed(l)
	}
	v, stop := ev.eval(l.At(2), e, d)
	if stop != nil {
		return v, stop
	}
	name := l.At(1).SymbolName()
	to := e.find(name)
	if to == nil || to.IsUnbound() {
		return ev.fail(d, kernel.CondUnbound, "unbound variable: "+name)
	}
	if to == ev.global.outer.vars[name] {
		return malformed(l)
	}
	*to = v
	return kernel.Nil, nil
}

func formGuard(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() < 3 || !l.At(1).IsList() || l.At(1).AsList().Len() < 1 || !l.At(1).AsList().At(0).IsSymbol() {
		return malformed(l)
	}
	clauses := l.At(1).AsList()
	name := clauses.At(0).SymbolName()
	return ev.guarded(d, func(v kernel.Value) (kernel.Value, bool, *interrupt) {
		return ev.clauses(clauses, 1, e.binding(name, v), d)
	}, func(d *dynamic) (kernel.Value, *interrupt) { return ev.body(l, 2, e, d) })
}

func formPerform(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() != 2 {
		return malformed(l)
	}
	v, stop := ev.eval(l.At(1), e, d)
	if stop != nil {
		return v, stop
	}
	return ev.perform(v, d)
}

func formParameterize(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() < 3 || !l.At(1).IsList() {
		return malformed(l)
	}
	var params []kernel.Value
	for _, spec := range l.At(1).AsList().Items() {
		if !spec.IsList() || spec.AsList().Len() != 2 {
			return malformed(l)
		}
		pair, stop := ev.evalAll(spec.AsList(), 0, e, d)
		if stop != nil {
			return kernel.Nil, stop
		}
		params = append(params, pair...)
	}
	for i := 0; i < len(params); i += 2 {
		if params[i].Kind() != kernel.KindParameter {
			return ev.fail(d, kernel.CondType, "parameterize: got "+kernel.TypeOf(params[i])+", want parameter")
		}
		if convert := kernel.As[parameter](params[i]).converter; convert.Truthy() {
			var stop *interrupt
			if params[i+1], stop = ev.apply(convert, []kernel.Value{params[i+1]}, d); stop != nil {
				return kernel.Nil, stop
			}
		}
	}
	return ev.body(l, 2, e, &dynamic{next: d, params: params})
}

func formDelay(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() != 2 {
		return malformed(l)
	}
	p := &promise{Func: kernel.NewFunc(kernel.KindPromise, nil), form: l.At(1), env: e, value: kernel.Nil}
	return kernel.Ref(&p.Header), nil
}
