package naive

import "github.com/sx-lang/sx/kernel"

func dataFunctions() []*function {
	return []*function{
		over("group-by", 2, 1, func(ev *Evaluator, args, l []kernel.Value, d *dynamic, k cont) step {
			return ev.keyed("group-by", args[0], l, d, k, func(out *kernel.Dict, key *kernel.String, x kernel.Value) {
				group, ok := out.Get(key)
				if !ok {
					group = kernel.ListOf()
				}
				out.Set(key, group.AsList().With(x).Value())
			})
		}),
		over("index-by", 2, 1, func(ev *Evaluator, args, l []kernel.Value, d *dynamic, k cont) step {
			return ev.keyed("index-by", args[0], l, d, k, func(out *kernel.Dict, key *kernel.String, x kernel.Value) { out.Set(key, x) })
		}),
		nativeFunction("update", 3, -1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			dict, bad := ev.dictArg("update", 1, args[0], d, k)
			if dict == nil {
				return bad
			}
			if !args[1].IsString() && !args[1].IsSymbol() && !args[1].IsKeyword() {
				return ev.want("update", 2, args[1], "string or keyword", d, k)
			}
			return ev.builtin("get", d, func(old kernel.Value, d *dynamic) step {
				return ev.apply(args[2], append([]kernel.Value{old}, args[3:]...), d, func(v kernel.Value, d *dynamic) step {
					return ev.builtin("assoc", d, k, dict.Value(), args[1], v)
				})
			}, dict.Value(), args[1])
		}),
		nativeFunction("update-in", 3, -1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			dict, bad := ev.dictArg("update-in", 1, args[0], d, k)
			switch {
			case dict == nil:
				return bad
			case !args[1].IsList():
				return ev.want("update-in", 2, args[1], "list", d, k)
			case args[1].AsList().Len() == 0:
				return ev.fail(d, k, kernel.CondRange, "update-in: argument 2 is an empty path, want a key or more")
			}
			return ev.builtin("get-in", d, func(old kernel.Value, d *dynamic) step {
				return ev.apply(args[2], append([]kernel.Value{old}, args[3:]...), d, func(v kernel.Value, d *dynamic) step {
					return ev.builtin("assoc-in", d, k, dict.Value(), args[1], v)
				})
			}, dict.Value(), args[1])
		}),
		nativeFunction("merge-with", 1, -1, mergeWith),
		nativeFunction("map-dict", 2, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.entries("map-dict", args, d, k, func(keys, vals, results []kernel.Value) kernel.Value {
				out := kernel.NewDict()
				for i, key := range keys {
					out.Set(key.AsString(), results[i])
				}
				return out.Value()
			})
		}),
		nativeFunction("filter-dict", 2, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.entries("filter-dict", args, d, k, func(keys, vals, results []kernel.Value) kernel.Value {
				out := kernel.NewDict()
				for i, key := range keys {
					if results[i].Truthy() {
						out.Set(key.AsString(), vals[i])
					}
				}
				return out.Value()
			})
		}),
		mapper("vector-map", false, vectorItems, func(vs []kernel.Value) (kernel.Value, string) {
			return kernel.NewVector(append([]kernel.Value{}, vs...)), ""
		}),
		mapper("vector-for-each", true, vectorItems, nil),
		mapper("string-map", false, chars, func(vs []kernel.Value) (kernel.Value, string) {
			text := ""
			for _, v := range vs {
				if v.Kind() != kernel.KindChar {
					return v, "string-map: argument 1 gives a " + kernel.TypeOf(v) + ", want chars"
				}
				text += string(v.Rune())
			}
			return kernel.Str(text), ""
		}),
		mapper("string-for-each", true, chars, nil),
		nativeFunction("dotimes", 2, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.times("dotimes", args[0], args[1], true, d, k, func([]kernel.Value) kernel.Value { return kernel.Nil })
		}),
		nativeFunction("repeatedly", 2, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.times("repeatedly", args[0], args[1], false, d, k, listValue)
		}),
		nativeFunction("list-tabulate", 2, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.times("list-tabulate", args[0], args[1], true, d, k, listValue)
		}),
	}
}

func vectorItems(ev *Evaluator, who string, i int, v kernel.Value, d *dynamic, k cont, then func(l []kernel.Value, d *dynamic) step) step {
	if !v.IsVector() {
		return ev.want(who, i, v, "vector", d, k)
	}
	return then(append([]kernel.Value{}, v.AsVector().Items...), d)
}

func chars(ev *Evaluator, who string, i int, v kernel.Value, d *dynamic, k cont, then func(l []kernel.Value, d *dynamic) step) step {
	if !v.IsString() {
		return ev.want(who, i, v, "string", d, k)
	}
	var out []kernel.Value
	for _, r := range v.Text() {
		out = append(out, kernel.Char(r))
	}
	return then(out, d)
}

// keyed makes a dict of the elements: put enters one under the text of its value of f.
func (ev *Evaluator) keyed(who string, f kernel.Value, l []kernel.Value, d *dynamic, k cont, put func(out *kernel.Dict, key *kernel.String, x kernel.Value)) step {
	var from func(i int, out *kernel.Dict, d *dynamic) step
	from = func(i int, out *kernel.Dict, d *dynamic) step {
		if i == len(l) {
			return k(out.Value(), d)
		}
		return ev.apply(f, []kernel.Value{l[i]}, d, func(v kernel.Value, d *dynamic) step {
			key := ""
			switch kernel.TypeOf(v) {
			case "string":
				key = v.Text()
			case "symbol", "keyword":
				key = v.SymbolName()
			case "number", "boolean", "char":
				key = kernel.Display(v)
			default:
				return ev.fail(d, k, kernel.CondType, who+": the key is "+kernel.TypeOf(v)+", want string")
			}
			next := out.Copy()
			put(next, kernel.Str(key).AsString(), l[i])
			return from(i+1, next, d)
		})
	}
	return from(0, kernel.NewDict(), d)
}

// dictArg gives a dict, which nil is too, or the step that raises.
func (ev *Evaluator) dictArg(who string, i int, v kernel.Value, d *dynamic, k cont) (*kernel.Dict, step) {
	switch {
	case v.IsDict():
		return v.AsDict(), nil
	case v.IsNil():
		return kernel.NewDict(), nil
	}
	return nil, ev.want(who, i, v, "dict", d, k)
}

func keysAndVals(x *kernel.Dict) (keys, vals []kernel.Value) {
	for it := x.All(); ; {
		key, v, ok := it.Next()
		if !ok {
			return keys, vals
		}
		keys, vals = append(keys, kernel.Str(key.String())), append(vals, v)
	}
}

// entries calls a function with each key and value.
func (ev *Evaluator) entries(who string, args []kernel.Value, d *dynamic, k cont, end func(keys, vals, results []kernel.Value) kernel.Value) step {
	dict, bad := ev.dictArg(who, 2, args[1], d, k)
	if dict == nil {
		return bad
	}
	keys, vals := keysAndVals(dict)
	var pairs []kernel.Value
	for i, key := range keys {
		pairs = append(pairs, kernel.ListOf(key, vals[i]))
	}
	return ev.each(pairs, d, func(p kernel.Value, d *dynamic, k cont) step { return ev.apply(args[0], p.AsList().Items(), d, k) },
		func(results []kernel.Value, d *dynamic) step { return k(end(keys, vals, results), d) })
}

func mergeWith(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
	var keys, vals []kernel.Value
	for i, a := range args[1:] {
		dict, bad := ev.dictArg("merge-with", i+2, a, d, k)
		if dict == nil {
			return bad
		}
		ks, vs := keysAndVals(dict)
		keys, vals = append(keys, ks...), append(vals, vs...)
	}
	var from func(i int, out *kernel.Dict, d *dynamic) step
	from = func(i int, out *kernel.Dict, d *dynamic) step {
		if i == len(keys) {
			return k(out.Value(), d)
		}
		put := func(v kernel.Value, d *dynamic) step {
			next := out.Copy()
			next.Set(keys[i].AsString(), v)
			return from(i+1, next, d)
		}
		if old, ok := out.Get(keys[i].AsString()); ok {
			return ev.apply(args[0], []kernel.Value{old, vals[i]}, d, put)
		}
		return put(vals[i], d)
	}
	return from(0, kernel.NewDict(), d)
}

// times calls f n times, with the number of the call or without.
func (ev *Evaluator) times(who string, n, f kernel.Value, numbers bool, d *dynamic, k cont, end func([]kernel.Value) kernel.Value) step {
	if exact := numberIsExactInteger(n); !exact {
		return ev.want(who, 1, n, "integer", d, k)
	}
	if !n.IsInt() || n.Int64() > 1000 {
		return ev.unsupported("%s of so many", who)
	}
	var turns []kernel.Value
	for i := range n.Int64() {
		turns = append(turns, kernel.Int(i))
	}
	return ev.each(turns, d, func(i kernel.Value, d *dynamic, k cont) step {
		if numbers {
			return ev.apply(f, []kernel.Value{i}, d, k)
		}
		return ev.apply(f, nil, d, k)
	}, func(vs []kernel.Value, d *dynamic) step { return k(end(vs), d) })
}

func numberIsExactInteger(v kernel.Value) bool { return v.IsInt() || v.Kind() == kernel.KindBig }

func functionFunctions() []*function {
	out := []*function{
		nativeFunction("identity", 1, 1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step { return k(args[0], d) }),
		maker("constantly", 1, 1, func(ev *Evaluator, made, args []kernel.Value, d *dynamic, k cont) step { return k(made[0], d) }),
		maker("complement", 1, 1, func(ev *Evaluator, made, args []kernel.Value, d *dynamic, k cont) step {
			return ev.apply(made[0], args, d, func(v kernel.Value, d *dynamic) step { return k(kernel.Bool(!v.Truthy()), d) })
		}),
		maker("partial", 1, -1, func(ev *Evaluator, made, args []kernel.Value, d *dynamic, k cont) step {
			return ev.apply(made[0], append(append([]kernel.Value{}, made[1:]...), args...), d, k)
		}),
		maker("juxt", 0, -1, func(ev *Evaluator, made, args []kernel.Value, d *dynamic, k cont) step {
			return ev.each(made, d, func(f kernel.Value, d *dynamic, k cont) step { return ev.apply(f, args, d, k) },
				func(vs []kernel.Value, d *dynamic) step { return k(listValue(vs), d) })
		}),
		nativeFunction("apply", 1, -1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			if len(args) == 1 {
				return ev.apply(args[0], nil, d, k)
			}
			last := args[len(args)-1]
			all := append([]kernel.Value{}, args[1:len(args)-1]...)
			switch {
			case last.IsNil():
			case last.IsList() || last.IsVector():
				all = append(all, itemsOf(last)...)
			default:
				return ev.fail(d, k, kernel.CondType, "apply: the last argument is "+kernel.TypeOf(last)+", want list")
			}
			return ev.apply(args[0], all, d, k)
		}),
		nativeFunction("call-with-values", 2, 2, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return ev.apply(args[0], nil, d, func(v kernel.Value, d *dynamic) step { return ev.apply(args[1], valuesOf(v), d, k) })
		}),
	}
	for _, name := range []string{"comp", "compose"} {
		out = append(out, nativeFunction(name, 0, -1, func(ev *Evaluator, fs []kernel.Value, d *dynamic, k cont) step {
			if len(fs) == 0 {
				return k(*ev.base.vars["identity"], d)
			}
			return k(nativeFunction("", 0, -1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
				var from func(i int, v kernel.Value, d *dynamic) step
				from = func(i int, v kernel.Value, d *dynamic) step {
					if i < 0 {
						return k(v, d)
					}
					return ev.apply(fs[i], []kernel.Value{v}, d, func(v kernel.Value, d *dynamic) step { return from(i-1, v, d) })
				}
				return ev.apply(fs[len(fs)-1], args, d, func(v kernel.Value, d *dynamic) step { return from(len(fs)-2, v, d) })
			}).value(), d)
		}))
	}
	return out
}

// maker makes a function that gives a function: f, which also sees what the first one was given.
func maker(name string, least, most int, f func(ev *Evaluator, made, args []kernel.Value, d *dynamic, k cont) step) *function {
	return nativeFunction(name, least, most, func(ev *Evaluator, made []kernel.Value, d *dynamic, k cont) step {
		return k(nativeFunction("", 0, -1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
			return f(ev, made, args, d, k)
		}).value(), d)
	})
}

// ownBuiltins are the builtins about values that belong to the evaluator.
func (ev *Evaluator) ownBuiltins() []*kernel.Builtin {
	fn1 := func(name string, f func(v kernel.Value) (kernel.Value, error)) *kernel.Builtin {
		return &kernel.Builtin{Name: name, Min: 1, Max: 1, Fn1: f}
	}
	onState := func(name string, f func(s *state) kernel.Value) *kernel.Builtin {
		return fn1(name, func(v kernel.Value) (kernel.Value, error) {
			if v.Kind() != kernel.KindMachine {
				return kernel.Nil, kernel.Condf(kernel.CondType, "%s: argument 1 is %s, want machine", name, kernel.TypeOf(v))
			}
			return f(kernel.As[state](v)), nil
		})
	}
	answer := func(name string, raised bool) *kernel.Builtin {
		return &kernel.Builtin{Name: name, Min: 2, Max: 2, Fn2: func(v, w kernel.Value) (kernel.Value, error) {
			if v.Kind() != kernel.KindMachine {
				return kernel.Nil, kernel.Condf(kernel.CondType, "%s: argument 1 is %s, want machine", name, kernel.TypeOf(v))
			}
			s := kernel.As[state](v)
			if s.phase != "io-suspended" {
				return kernel.Nil, kernel.Condf(kernel.CondUser, "%s: the machine is in phase %s, want io-suspended", name, s.phase)
			}
			return answered(s, w, raised), nil
		}}
	}
	ended := func(s *state) bool { return s.phase == "done" || s.phase == "failed" }
	return []*kernel.Builtin{
		{Name: "values", Max: -1, Fn: func(_ *kernel.Meter, args []kernel.Value) (kernel.Value, error) {
			if len(args) == 1 {
				return args[0], nil
			}
			return kernel.NewValues(append([]kernel.Value{}, args...)), nil
		}},
		fn1("make-promise", func(v kernel.Value) (kernel.Value, error) {
			if v.Kind() == kernel.KindPromise {
				return v, nil
			}
			return newPromise(&promiseState{done: true, value: v}), nil
		}),
		fn1("condition-location", func(v kernel.Value) (kernel.Value, error) {
			if v.Kind() != kernel.KindCondition || kernel.As[kernel.Condition](v).Pos.IsZero() {
				return kernel.Nil, nil
			}
			return kernel.Str("somewhere"), nil // the generator asks no more than whether there is a place
		}),
		fn1("condition-trace", func(kernel.Value) (kernel.Value, error) { return kernel.ListOf(), nil }), // the same
		fn1("procedure-name", func(f kernel.Value) (kernel.Value, error) {
			name := ""
			switch {
			case f.Kind() == kernel.KindLambda:
				name = kernel.As[function](f).Info.Name
			case f.Kind() == kernel.KindBuiltin:
				name = kernel.As[kernel.Builtin](f).Name
			case !f.IsCallable():
				return kernel.Nil, kernel.WantArg(0, f, "function")
			}
			if name == "" {
				return kernel.Nil, nil
			}
			return kernel.Str(name), nil
		}),
		answer("cek-resume", false),
		answer("cek-resume-error", true),
		fn1("cek-call", func(f kernel.Value) (kernel.Value, error) {
			if !f.IsCallable() {
				return kernel.Nil, kernel.WantArg(0, f, "function")
			}
			return guest(func(d *dynamic, k cont) step { return ev.apply(f, nil, d, k) }), nil
		}),
		onState("cek-phase", func(s *state) kernel.Value { return kernel.Str(s.phase) }),
		onState("cek-terminal?", func(s *state) kernel.Value { return kernel.Bool(ended(s)) }),
		onState("cek-suspended?", func(s *state) kernel.Value { return kernel.Bool(s.phase == "io-suspended") }),
		onState("cek-io-request", func(s *state) kernel.Value {
			if s.phase != "io-suspended" {
				return kernel.Nil
			}
			return s.value
		}),
		onState("cek-value", func(s *state) kernel.Value {
			if !ended(s) {
				return kernel.Nil
			}
			return s.value
		}),
	}
}
