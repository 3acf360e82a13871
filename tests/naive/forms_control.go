package naive

import "github.com/sx-lang/sx/kernel"

func formGuard(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() < 2 || asForm(l.At(1)) == nil {
		return ev.malformed(l)
	}
	cs := l.At(1).AsList()
	return ev.guarded(d, k, func(v kernel.Value, d *dynamic, k cont, none func(d *dynamic) step) step {
		return ev.clauses(cs.Items()[1:], e.binding(cs.At(0).SymbolName(), v).child(), d, k, none)
	}, func(d *dynamic, k cont) step { return ev.body(l.Items()[2:], e.child(), d, k) })
}

// pairs evaluates both parts of every element of ((a b)…), in order.
func (ev *Evaluator) pairs(l *kernel.List, e *env, d *dynamic, k func(vs []kernel.Value, d *dynamic) step) step {
	if l.Len() < 2 || !l.At(1).IsList() {
		return ev.malformed(l)
	}
	var all []kernel.Value
	for _, spec := range l.At(1).AsList().Items() {
		if !spec.IsList() || spec.AsList().Len() != 2 {
			return ev.malformed(l)
		}
		all = append(all, spec.AsList().Items()...)
	}
	return ev.evalAll(all, e, d, k)
}

// formHandlerBind tries the predicates in turn; without one that holds, the value is raised further.
func formHandlerBind(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.pairs(l, e, d, func(vs []kernel.Value, d *dynamic) step {
		handler := nativeFunction("", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			var try func(i int, d *dynamic) step
			try = func(i int, d *dynamic) step {
				if i == len(vs) {
					return ev.raise(args[0], true, d, k)
				}
				return ev.apply(vs[i], args, d, func(v kernel.Value, d *dynamic) step {
					if v.Truthy() {
						return ev.apply(vs[i+1], args, d, k)
					}
					return try(i+2, d)
				})
			}
			return try(0, d)
		})
		return within(dynamic{kind: extentHandler, a: handler.value()}, d, k, func(d *dynamic, k cont) step {
			return ev.body(l.Items()[2:], e.child(), d, k)
		})
	})
}

func formParameterize(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.pairs(l, e, d, func(vs []kernel.Value, d *dynamic) step {
		var convert func(i int, done []kernel.Value, d *dynamic) step
		convert = func(i int, done []kernel.Value, d *dynamic) step {
			if i == len(vs) {
				return within(dynamic{kind: extentParams, params: done}, d, k, func(d *dynamic, k cont) step {
					return ev.body(l.Items()[2:], e.child(), d, k)
				})
			}
			if vs[i].Kind() != kernel.KindParameter {
				return ev.fail(d, k, kernel.CondType, "parameterize: got "+kernel.TypeOf(vs[i])+", want parameter")
			}
			then := func(v kernel.Value, d *dynamic) step {
				return convert(i+2, append(done[:i:i], vs[i], v), d)
			}
			if c := kernel.As[parameter](vs[i]).converter; c.Truthy() {
				return ev.apply(c, []kernel.Value{vs[i+1]}, d, then)
			}
			return then(vs[i+1], d)
		}
		return convert(0, nil, d)
	})
}

func formPerform(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() != 2 {
		return ev.malformed(l)
	}
	return ev.eval(l.At(1), e, d, func(v kernel.Value, d *dynamic) step { return ev.perform(v, d, k) })
}

func formReset(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.reset(d, k, func(d *dynamic, k cont) step { return ev.body(l.Items()[1:], e.child(), d, k) })
}

func formShift(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() < 3 || !l.At(1).IsSymbol() {
		return ev.malformed(l)
	}
	return ev.shift(d, k, func(c kernel.Value, d *dynamic, k cont) step {
		return ev.body(l.Items()[2:], e.binding(l.At(1).SymbolName(), c).child(), d, k)
	})
}

func formDelay(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.delay(l, e, d, k, false)
}

func formDelayForce(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	return ev.delay(l, e, d, k, true)
}

func (ev *Evaluator) delay(l *kernel.List, e *env, d *dynamic, k cont, chain bool) step {
	if l.Len() != 2 {
		return ev.malformed(l)
	}
	return k(newPromise(&promiseState{form: l.At(1), env: e.child(), chain: chain}), d)
}

// force gives the value of a promise. The first value that its form gives is the one that counts.
func (ev *Evaluator) force(v kernel.Value, d *dynamic, k cont) step {
	if v.Kind() != kernel.KindPromise {
		return k(v, d)
	}
	p := kernel.As[promise](v)
	if p.state.done {
		return k(p.state.value, d)
	}
	return ev.eval(p.state.form, p.state.env, d, func(w kernel.Value, d *dynamic) step {
		switch {
		case p.state.done:
		case !p.state.chain:
			*p.state = promiseState{done: true, value: w}
		case w.Kind() != kernel.KindPromise:
			return ev.fail(d, k, kernel.CondType, "delay-force: got "+kernel.TypeOf(w)+", want promise")
		default:
			q := kernel.As[promise](w)
			*p.state = *q.state
			q.state = p.state
		}
		return func() step { return ev.force(v, d, k) }
	})
}

// formProvide reads (provide name value body…).
func formProvide(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() < 3 {
		return ev.malformed(l)
	}
	return ev.provide(l.At(1), l.At(2), l.Items()[3:], e, d, k)
}

// formScope reads (scope name [:value value] body…).
func formScope(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	switch {
	case l.Len() < 2:
		return ev.malformed(l)
	case l.Len() > 3 && l.At(2).IsKeyword() && l.At(2).SymbolName() == "value":
		return ev.provide(l.At(1), l.At(3), l.Items()[4:], e, d, k)
	}
	return ev.provide(l.At(1), kernel.Nil, l.Items()[2:], e, d, k)
}

func (ev *Evaluator) provide(name, value kernel.Value, body []kernel.Value, e *env, d *dynamic, k cont) step {
	return ev.evalAll([]kernel.Value{name, value}, e, d, func(vs []kernel.Value, d *dynamic) step {
		return within(dynamic{kind: extentProvide, a: vs[0], b: vs[1], emitted: kernel.NewList(nil)}, d, k,
			func(d *dynamic, k cont) step { return ev.body(body, e.child(), d, k) })
	})
}
