package naive

import "github.com/sx-lang/sx/kernel"

func controlFunctions() []*function {
	callCC := func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step { return ev.callCC(args[0], d, k) }
	return []*function{
		nativeFunction("call/cc", 1, 1, callCC),
		nativeFunction("call-with-current-continuation", 1, 1, callCC),
		nativeFunction("call/ec", 1, 1, callCC),
		nativeFunction("raise", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.raise(args[0], false, d, k)
		}),
		nativeFunction("raise-continuable", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.raise(args[0], true, d, k)
		}),
		nativeFunction("error", 1, -1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.fail(d, k, kernel.CondUser, kernel.Display(args[0]), args[1:]...)
		}),
		nativeFunction("assert", 1, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			switch {
			case args[0].Truthy():
				return k(kernel.Nil, d)
			case len(args) == 1:
				return ev.fail(d, k, kernel.CondUser, "assertion failed")
			}
			return ev.fail(d, k, kernel.CondUser, kernel.Display(args[1]))
		}),
		nativeFunction("with-exception-handler", 2, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return within(dynamic{kind: extentHandler, a: args[0]}, d, k, func(d *dynamic, k cont) step { return ev.apply(args[1], nil, d, k) })
		}),
		nativeFunction("dynamic-wind", 3, 3, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.dynamicWind(args[0], args[1], args[2], d, k)
		}),
		nativeFunction("try-call", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.guarded(d, k, func(v kernel.Value, d *dynamic, k cont, _ func(d *dynamic) step) step {
				return k(kernel.DictOf("ok", kernel.False, "error", v), d)
			}, func(d *dynamic, k cont) step {
				return ev.apply(args[0], nil, d, func(v kernel.Value, d *dynamic) step {
					return k(kernel.DictOf("ok", kernel.True, "value", v), d)
				})
			})
		}),
		nativeFunction("make-parameter", 1, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			p := parameter{Func: kernel.NewFunc(kernel.KindParameter, nil), value: args[0], converter: kernel.Nil}
			if len(args) == 1 || !args[1].Truthy() {
				return k(kernel.Ref(&p.Header), d)
			}
			p.converter = args[1]
			return ev.apply(args[1], args[:1], d, func(v kernel.Value, d *dynamic) step {
				q := p
				q.value = v
				return k(kernel.Ref(&q.Header), d)
			})
		}),
		nativeFunction("force", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step { return ev.force(args[0], d, k) }),
		nativeFunction("context", 1, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			if p := ev.provided(args[0], d); p != nil {
				return k(p.b, d)
			}
			return k(append(args, kernel.Nil)[1], d)
		}),
		nativeFunction("emit!", 2, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			p := ev.provided(args[0], d)
			if p == nil {
				return ev.fail(d, k, kernel.CondUser, "emit!: there is no scope around it of the name", args[0])
			}
			p.emitted.Append(args[1])
			return k(args[1], d)
		}),
		nativeFunction("emitted", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			if p := ev.provided(args[0], d); p != nil {
				return k(listValue(p.emitted.Items()), d)
			}
			return k(kernel.ListOf(), d)
		}),
	}
}

// worldFunctions are those that perform, evaluate forms, or drive guests.
func worldFunctions() []*function {
	printing := func(name string, least, most int, text func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step) *function {
		return nativeFunction(name, least, most, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			if port := append(args[:len(args):len(args)], kernel.Nil)[least]; most == least+1 && !port.IsNil() {
				return ev.unsupported("a port")
			}
			return text(ev, args, d, func(v kernel.Value, d *dynamic) step {
				return ev.perform(kernel.DictOf("op", kernel.Str("io/print"), "args", kernel.ListOf(v)), d, k)
			})
		})
	}
	display := func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
		return ev.builtin("str", d, k, args...)
	}
	onState := func(name string, least int, f func(ev *Evaluator, s *state, args []kernel.Value, d *dynamic, k cont) step) *function {
		return nativeFunction(name, least, least, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			if args[0].Kind() != kernel.KindMachine {
				return ev.want(name, 1, args[0], "machine", d, k)
			}
			return f(ev, kernel.As[state](args[0]), args, d, k)
		})
	}
	stepLoop := func(ev *Evaluator, s *state, args []kernel.Value, d *dynamic, k cont) step {
		return ev.stepLoop(s, d, k)
	}
	return []*function{
		printing("print", 0, -1, display),
		printing("println", 0, -1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.builtin("str", d, func(v kernel.Value, d *dynamic) step { return ev.builtin("str", d, k, v, kernel.Str("\n")) }, args...)
		}),
		printing("display", 1, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.builtin("str", d, k, args[0])
		}),
		printing("write", 1, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.builtin("write-to-string", d, k, args[0])
		}),
		printing("newline", 0, 1, func(_ *Evaluator, _ []kernel.Value, d *dynamic, k cont) step {
			return k(kernel.Str("\n"), d)
		}),
		nativeFunction("perform", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step { return ev.perform(args[0], d, k) }),
		nativeFunction("load", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			ask := kernel.DictOf("op", kernel.Str("fs/read"), "args", kernel.ListOf(args[0]))
			return ev.perform(ask, d, func(v kernel.Value, d *dynamic) step {
				if !args[0].IsString() || !v.IsString() {
					return ev.fail(d, k, kernel.CondType, "load: want the name and the text of a file")
				}
				forms, err := readForms(args[0].Text(), v.Text())
				if err != nil {
					return ev.unsupported("%v", err)
				}
				return ev.load(&loader{forms: forms, env: ev.program}, d, k)
			})
		}),
		nativeFunction("eval", 1, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			if len(args) > 1 && !args[1].IsNil() {
				return ev.fail(d, k, kernel.CondType, "eval: argument 2 is "+kernel.TypeOf(args[1])+", want environment")
			}
			return ev.eval(args[0], ev.program, d, k)
		}),
		nativeFunction("sx-parse", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			if !args[0].IsString() {
				return ev.want("sx-parse", 1, args[0], "string", d, k)
			}
			forms, err := readForms("<text>", args[0].Text())
			if err != nil {
				return ev.unsupported("%v", err)
			}
			return k(kernel.ListOf(forms...), d)
		}),
		nativeFunction("gensym", 0, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			ev.fresh++
			return k(kernel.Sym("g%"+kernel.Display(kernel.Int(int64(ev.fresh)))), d)
		}),
		nativeFunction("command-line", 0, 0, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return k(kernel.ListOf(kernel.Str("a"), kernel.Str("b")), d)
		}),
		nativeFunction("program-directory", 0, 0, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return k(kernel.Str("dir"), d)
		}),
		nativeFunction("make-cek-state", 1, 3, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			if len(args) > 1 && !args[1].IsNil() {
				return ev.fail(d, k, kernel.CondType, "eval: argument 2 is "+kernel.TypeOf(args[1])+", want environment")
			}
			return k(guest(func(d *dynamic, k cont) step { return ev.eval(args[0], ev.program, d, k) }), d)
		}),
		onState("cek-step-loop", 1, stepLoop),
		onState("cek-step", 1, stepLoop), // how much one step is, is cek's own business
		nativeFunction("cek-run", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			if args[0].Kind() != kernel.KindMachine {
				return ev.want("cek-step-loop", 1, args[0], "machine", d, k)
			}
			return ev.stepLoop(kernel.As[state](args[0]), d, func(v kernel.Value, d *dynamic) step {
				switch s := kernel.As[state](v); s.phase {
				case "io-suspended":
					return ev.fail(d, k, kernel.CondUser, "IO suspension in non-IO context:", s.value)
				case "failed":
					return ev.raise(s.value, false, d, k)
				default:
					return k(s.value, d)
				}
			})
		}),
	}
}
