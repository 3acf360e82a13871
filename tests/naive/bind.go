package naive

import "github.com/sx-lang/sx/kernel"

// definedName gives the name of a define, and whether it is written (define (name …) …).
func definedName(l *kernel.List) (name string, isFunction, ok bool) {
	if l.Len() < 3 {
		return "", false, false
	}
	target := l.At(1)
	if t := asForm(target); t != nil {
		return t.At(0).SymbolName(), true, true
	}
	if target.IsSymbol() && l.Len() == 3 {
		return target.SymbolName(), false, true
	}
	return "", false, false
}

// define gives the variable that the define l names, which is declared in e, its value.
func (ev *Evaluator) define(l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	name, isFunction, ok := definedName(l)
	if !ok || e.vars[name] == nil {
		return malformed(l)
	}
	var v kernel.Value
	var stop *interrupt
	if isFunction {
		v, stop = closure(name, l.At(1).AsList(), 1, l, 2, e)
	} else {
		v, stop = ev.namedInit(name, l.At(2), e, d)
	}
	if stop != nil {
		return v, stop
	}
	*e.vars[name] = v
	return kernel.Nil, nil
}

// namedInit evaluates the value of a variable; a function written there takes its name.
func (ev *Evaluator) namedInit(name string, x kernel.Value, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l := asForm(x); l != nil && (isWord(l.At(0), "fn", e) || isWord(l.At(0), "lambda", e)) {
		return functionForm(name, l, e)
	}
	return ev.eval(x, e, d)
}

// formDefine is reached only by a define that does not stand in a body.
func formDefine(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	return malformed(l)
}

func formFn(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	return functionForm("", l, e)
}

func functionForm(name string, l *kernel.List, e *env) (kernel.Value, *interrupt) {
	if l.Len() < 3 || !l.At(1).IsList() {
		return malformed(l)
	}
	return closure(name, l.At(1).AsList(), 0, l, 2, e)
}

// closure makes a function of the parameters from i on and the body from bodyFrom on.
func closure(name string, params *kernel.List, i int, l *kernel.List, bodyFrom int, e *env) (kernel.Value, *interrupt) {
	f := newFunction(name)
	f.body, f.bodyFrom, f.env = l, bodyFrom, e
	mode := ""
	for ; i < params.Len(); i++ {
		p := params.At(i)
		isName := p.IsSymbol()
		switch {
		case p.IsSymbolNamed("&optional"), p.IsSymbolNamed("&rest"):
			mode = p.SymbolName()
		case mode == "" && isName:
			f.names = append(f.names, p.SymbolName())
		case mode == "&optional" && isName:
			f.optional = append(f.optional, optional{p.SymbolName(), kernel.Nil})
		case mode == "&optional" && p.IsList() && p.AsList().Len() == 2 && p.AsList().At(0).IsSymbol():
			f.optional = append(f.optional, optional{p.AsList().At(0).SymbolName(), p.AsList().At(1)})
		case mode == "&rest" && isName && f.rest == "":
			f.rest = p.SymbolName()
		default:
			return malformed(l)
		}
	}
	if l.Len() > bodyFrom+1 && l.At(bodyFrom).IsString() {
		f.bodyFrom++
	}
	f.required = len(f.names)
	return f.value(), nil
}

// body evaluates the forms of l from i on. Definitions among them are variables of the body, known
// from its start and unbound until the definition.
func (ev *Evaluator) body(l *kernel.List, from int, e *env, d *dynamic) (kernel.Value, *interrupt) {
	inner := e.child()
	declare(l, from, inner)
	return ev.sequenceOf(l, from, inner, d)
}

func declare(l *kernel.List, from int, e *env) {
	for i := from; i < l.Len(); i++ {
		x := asForm(l.At(i))
		if x == nil {
			continue
		}
		switch {
		case isWord(x.At(0), "begin", e):
			declare(x, 1, e)
		case isWord(x.At(0), "define", e):
			if name, _, ok := definedName(x); ok {
				e.bind(name, kernel.Unbound)
			}
		}
	}
}

// sequenceOf evaluates the forms of a body whose definitions are declared in e.
func (ev *Evaluator) sequenceOf(l *kernel.List, from int, e *env, d *dynamic) (kernel.Value, *interrupt) {
	v := kernel.Nil
	for i := from; i < l.Len(); i++ {
		var stop *interrupt
		x := asForm(l.At(i))
		switch {
		case x != nil && isWord(x.At(0), "begin", e):
			v, stop = ev.sequenceOf(x, 1, e, d)
		case x != nil && isWord(x.At(0), "define", e):
			v, stop = ev.define(x, e, d)
		default:
			v, stop = ev.eval(l.At(i), e, d)
		}
		if stop != nil {
			return v, stop
		}
	}
	return v, nil
}

// bindings reads ((name init)…).
func bindings(v kernel.Value) (names []string, inits []kernel.Value, ok bool) {
	if !v.IsList() {
		return nil, nil, false
	}
	for _, b := range v.AsList().Items() {
		if !b.IsList() || b.AsList().Len() != 2 || !b.AsList().At(0).IsSymbol() {
			return nil, nil, false
		}
		names = append(names, b.AsList().At(0).SymbolName())
		inits = append(inits, b.AsList().At(1))
	}
	return names, inits, true
}

// formLet is let and let*, which are the same, and the named let.
func formLet(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() < 3 {
		return malformed(l)
	}
	if l.At(1).IsSymbol() {
		return ev.namedLet(l, e, d)
	}
	names, inits, ok := bindings(l.At(1))
	if !ok {
		return malformed(l)
	}
	for i, name := range names {
		v, stop := ev.namedInit(name, inits[i], e, d)
		if stop != nil {
			return v, stop
		}
		e = e.binding(name, v)
	}
	return ev.body(l, 2, e, d)
}

func (ev *Evaluator) namedLet(l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() < 4 {
		return malformed(l)
	}
	names, inits, ok := bindings(l.At(2))
	if !ok {
		return malformed(l)
	}
	var args []kernel.Value
	for i, x := range inits {
		v, stop := ev.namedInit(names[i], x, e, d)
		if stop != nil {
			return v, stop
		}
		args = append(args, v)
	}
	f := newFunction(l.At(1).SymbolName())
	f.env = e.binding(f.Info.Name, f.value())
	f.names, f.required, f.body, f.bodyFrom = names, len(names), l, 3
	return ev.applyFunction(f, args, d)
}

func formLetrec(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() < 3 {
		return malformed(l)
	}
	names, inits, ok := bindings(l.At(1))
	if !ok {
		return malformed(l)
	}
	e = e.child()
	for _, name := range names {
		e.bind(name, kernel.Unbound)
	}
	for i, name := range names {
		v, stop := ev.namedInit(name, inits[i], e, d)
		if stop != nil {
			return v, stop
		}
		*e.vars[name] = v
	}
	return ev.body(l, 2, e, d)
}

// formDo knows the loop (do ((name init [step])…) (test result…) body…). Each turn has variables of
// its own.
func formDo(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() < 3 || !l.At(1).IsList() || !l.At(2).IsList() || l.At(2).AsList().Len() < 1 {
		return malformed(l)
	}
	specs := l.At(1).AsList().Items()
	turn := e.child()
	for _, s := range specs {
		if asForm(s) == nil || s.AsList().Len() < 2 || s.AsList().Len() > 3 {
			return malformed(l)
		}
		v, stop := ev.eval(s.AsList().At(1), e, d)
		if stop != nil {
			return v, stop
		}
		turn.bind(s.AsList().At(0).SymbolName(), v)
	}
	for {
		exit := l.At(2).AsList()
		v, stop := ev.eval(exit.At(0), turn, d)
		if stop != nil {
			return v, stop
		}
		if v.Truthy() {
			return ev.body(exit, 1, turn, d)
		}
		if _, stop := ev.evalAll(l, 3, turn, d); stop != nil {
			return kernel.Nil, stop
		}
		next := e.child()
		for _, s := range specs {
			name := s.AsList().At(0).SymbolName()
			v := *turn.vars[name]
			if s.AsList().Len() == 3 {
				if v, stop = ev.eval(s.AsList().At(2), turn, d); stop != nil {
					return v, stop
				}
			}
			next.bind(name, v)
		}
		turn = next
	}
}
