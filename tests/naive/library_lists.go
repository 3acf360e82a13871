package naive

import (
	"fmt"

	"github.com/sx-lang/sx/kernel"
)

// over makes the function who of least arguments, of which number at is a collection.
func over(who string, least, at int, f func(ev *Evaluator, args []kernel.Value, l []kernel.Value, d *dynamic, k cont) step) *function {
	return nativeFunction(who, least, least, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
		return ev.items1(who, at+1, args[at], d, k, func(l []kernel.Value, d *dynamic) step {
			return f(ev, args, l, d, ev.unchanged(args[at], l, k))
		})
	})
}

// unchanged is k for a walk over the elements l of v, which nobody may have changed meanwhile: what
// is seen of such a change is left to the implementation.
func (ev *Evaluator) unchanged(v kernel.Value, l []kernel.Value, k cont) cont {
	return func(w kernel.Value, d *dynamic) step {
		if v.IsList() {
			for i, x := range l {
				if i >= v.AsList().Len() || !v.AsList().At(i).Identical(x) {
					return ev.unsupported("a list that changes while it is walked")
				}
			}
		}
		return k(w, d)
	}
}

// items1 gives the elements of the collection v, argument i of who. k is for errors.
func (ev *Evaluator) items1(who string, i int, v kernel.Value, d *dynamic, k cont, then func(l []kernel.Value, d *dynamic) step) step {
	convert := ""
	switch v.Kind() {
	case kernel.KindList:
		return then(v.AsList().Slice(0, v.AsList().Len()), d)
	case kernel.KindNil:
		return then(nil, d)
	case kernel.KindVector:
		convert = "vector->list"
	case kernel.KindSet:
		convert = "set->list"
	case kernel.KindDict:
		convert = "entries"
	case kernel.KindString:
		convert = "string->list"
	default:
		return ev.want(who, i, v, "list", d, k)
	}
	return ev.builtin(convert, d, func(w kernel.Value, d *dynamic) step { return then(w.AsList().Items(), d) }, v)
}

func (ev *Evaluator) want(who string, i int, v kernel.Value, what string, d *dynamic, k cont) step {
	return ev.fail(d, k, kernel.CondType, fmt.Sprintf("%s: argument %d is %s, want %s", who, i, kernel.TypeOf(v), what))
}

// calls gives the values of f for each element.
func (ev *Evaluator) calls(f kernel.Value, l []kernel.Value, d *dynamic, k func(vs []kernel.Value, d *dynamic) step) step {
	return ev.each(l, d, func(x kernel.Value, d *dynamic, k cont) step { return ev.apply(f, []kernel.Value{x}, d, k) }, k)
}

// find gives the index of the first element whose value of f has the truth sought, and the value; or
// the number of elements.
func (ev *Evaluator) find(f kernel.Value, l []kernel.Value, truth bool, d *dynamic, k func(i int, v kernel.Value, d *dynamic) step) step {
	var from func(i int, d *dynamic) step
	from = func(i int, d *dynamic) step {
		if i == len(l) {
			return k(i, kernel.Nil, d)
		}
		return ev.apply(f, []kernel.Value{l[i]}, d, func(v kernel.Value, d *dynamic) step {
			if v.Truthy() == truth {
				return k(i, v, d)
			}
			return from(i+1, d)
		})
	}
	return from(0, d)
}

func (ev *Evaluator) fold(f, acc kernel.Value, l []kernel.Value, d *dynamic, k cont) step {
	if len(l) == 0 {
		return k(acc, d)
	}
	return ev.apply(f, []kernel.Value{acc, l[0]}, d, func(v kernel.Value, d *dynamic) step { return ev.fold(f, v, l[1:], d, k) })
}

func listValue(xs []kernel.Value) kernel.Value {
	return kernel.ListOf(append([]kernel.Value{}, xs...)...)
}

// chosen gives the elements for whose values of f keep holds, and the others.
func (ev *Evaluator) chosen(f kernel.Value, l []kernel.Value, d *dynamic, k func(yes, no []kernel.Value, d *dynamic) step) step {
	return ev.calls(f, l, d, func(vs []kernel.Value, d *dynamic) step {
		var yes, no []kernel.Value
		for i, v := range vs {
			if v.Truthy() {
				yes = append(yes, l[i])
			} else {
				no = append(no, l[i])
			}
		}
		return k(yes, no, d)
	})
}

// numbered pairs the elements with their index.
func numbered(ev *Evaluator, f kernel.Value, l []kernel.Value, d *dynamic, k func(vs []kernel.Value, d *dynamic) step) step {
	var pairs []kernel.Value
	for i, x := range l {
		pairs = append(pairs, kernel.ListOf(kernel.Int(int64(i)), x))
	}
	return ev.each(pairs, d, func(p kernel.Value, d *dynamic, k cont) step { return ev.apply(f, p.AsList().Items(), d, k) }, k)
}

func listFunctions() []*function {
	type evaluator = Evaluator
	type values = []kernel.Value
	boolean := func(name string, sought, found bool, give func(found bool, v kernel.Value) kernel.Value) *function {
		return over(name, 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.find(args[0], l, sought, d, func(i int, v kernel.Value, d *dynamic) step { return k(give(i < len(l), v), d) })
		})
	}
	are := func(found bool, v kernel.Value) kernel.Value { return kernel.Bool(!found) }
	out := []*function{
		mapper("map", false, (*Evaluator).items1, func(vs values) (kernel.Value, string) { return listValue(vs), "" }),
		mapper("for-each", true, (*Evaluator).items1, nil),
		over("map-indexed", 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return numbered(ev, args[0], l, d, func(vs values, d *dynamic) step { return k(listValue(vs), d) })
		}),
		over("for-each-indexed", 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return numbered(ev, args[0], l, d, func(values, *dynamic) step { return k(kernel.Nil, d) })
		}),
		over("filter", 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.chosen(args[0], l, d, func(yes, no values, d *dynamic) step { return k(listValue(yes), d) })
		}),
		over("remove", 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.chosen(args[0], l, d, func(yes, no values, d *dynamic) step { return k(listValue(no), d) })
		}),
		over("partition", 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.chosen(args[0], l, d, func(yes, no values, d *dynamic) step {
				return k(kernel.ListOf(listValue(yes), listValue(no)), d)
			})
		}),
		over("count-if", 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.chosen(args[0], l, d, func(yes, no values, d *dynamic) step { return k(kernel.Int(int64(len(yes))), d) })
		}),
		over("keep", 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.calls(args[0], l, d, func(vs values, d *dynamic) step {
				var out values
				for _, v := range vs {
					if !v.IsNil() {
						out = append(out, v)
					}
				}
				return k(listValue(out), d)
			})
		}),
		over("fold", 3, 2, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.fold(args[0], args[1], l, d, k)
		}),
		over("fold-left", 3, 2, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.fold(args[0], args[1], l, d, k)
		}),
		over("fold-right", 3, 2, foldRight),
		boolean("some", true, true, func(found bool, v kernel.Value) kernel.Value {
			if found {
				return v
			}
			return kernel.False
		}),
		boolean("any?", true, true, func(found bool, v kernel.Value) kernel.Value { return kernel.Bool(found) }),
		boolean("every?", false, false, are), boolean("all?", false, false, are),
		over("find", 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.find(args[0], l, true, d, func(i int, _ kernel.Value, d *dynamic) step {
				if i == len(l) {
					return k(kernel.Nil, d)
				}
				return k(l[i], d)
			})
		}),
		over("find-index", 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.find(args[0], l, true, d, func(i int, _ kernel.Value, d *dynamic) step {
				if i == len(l) {
					return k(kernel.Nil, d)
				}
				return k(kernel.Int(int64(i)), d)
			})
		}),
		over("take-while", 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.find(args[0], l, false, d, func(i int, _ kernel.Value, d *dynamic) step { return k(listValue(l[:i]), d) })
		}),
		over("drop-while", 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.find(args[0], l, false, d, func(i int, _ kernel.Value, d *dynamic) step { return k(listValue(l[i:]), d) })
		}),
		nativeFunction("reduce", 2, 3, reduce),
		nativeFunction("member", 2, 3, func(ev *evaluator, args values, d *dynamic, k cont) step {
			if len(args) == 2 || !args[2].Truthy() {
				return ev.kernelBuiltin("member", d, k, args[:2]...)
			}
			same := nativeFunction("", 1, 1, func(ev *evaluator, y values, d *dynamic, k cont) step {
				return ev.apply(args[2], values{args[0], y[0]}, d, k)
			})
			return ev.items1("member", 2, args[1], d, k, func(l values, d *dynamic) step {
				return ev.find(same.value(), l, true, d, func(i int, _ kernel.Value, d *dynamic) step {
					if i == len(l) {
						return k(kernel.False, d)
					}
					return k(listValue(l[i:]), d)
				})
			})
		}),
		nativeFunction("sort", 1, 2, func(ev *evaluator, args values, d *dynamic, k cont) step {
			return ev.items1("sort", 1, args[0], d, k, func(l values, d *dynamic) step {
				if len(args) == 1 || !args[1].Truthy() {
					return ev.kernelBuiltin("sort", d, k, listValue(l))
				}
				return ev.sorted(l, d, func(x, y kernel.Value, d *dynamic, k cont) step {
					return ev.apply(args[1], values{x, y}, d, k)
				}, func(sorted values, d *dynamic) step { return k(listValue(sorted), d) })
			})
		}),
		nativeFunction("sort-by", 2, 3, sortBy),
	}
	for _, name := range []string{"append-map", "mapcat"} {
		out = append(out, over(name, 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.calls(args[0], l, d, func(vs values, d *dynamic) step { return ev.builtin("append", d, k, vs...) })
		}))
	}
	for _, name := range []string{"max-by", "min-by"} {
		out = append(out, over(name, 2, 1, func(ev *evaluator, args, l values, d *dynamic, k cont) step {
			return ev.extreme(name, args[0], l, d, k)
		}))
	}
	return out
}

// kernelBuiltin calls a builtin of kernel that a function of ours has replaced.
func (ev *Evaluator) kernelBuiltin(name string, d *dynamic, k cont, args ...kernel.Value) step {
	for _, b := range kernel.Builtins() {
		if b.Name == name {
			return ev.callBuiltin(b, args, d, k)
		}
	}
	return ev.unsupported("no %s in kernel", name)
}

func foldRight(ev *Evaluator, args, l []kernel.Value, d *dynamic, k cont) step {
	if len(l) == 0 {
		return k(args[1], d)
	}
	last := len(l) - 1
	return ev.apply(args[0], []kernel.Value{l[last], args[1]}, d, func(v kernel.Value, d *dynamic) step {
		return foldRight(ev, []kernel.Value{args[0], v}, l[:last], d, k)
	})
}

func reduce(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
	if len(args) == 3 {
		return ev.items1("reduce", 3, args[2], d, k, func(l []kernel.Value, d *dynamic) step { return ev.fold(args[0], args[1], l, d, k) })
	}
	return ev.items1("reduce", 2, args[1], d, k, func(l []kernel.Value, d *dynamic) step {
		if len(l) == 0 {
			return ev.apply(args[0], nil, d, k)
		}
		return ev.fold(args[0], l[0], l[1:], d, k)
	})
}

// mapper makes a function like map: it calls f with one element of each collection, as often as the
// shortest has elements. collection reads a collection; end makes the result, or says what is wrong
// with the values.
func mapper(who string, forEffect bool, collection func(ev *Evaluator, who string, i int, v kernel.Value, d *dynamic, k cont, then func(l []kernel.Value, d *dynamic) step) step,
	end func(vs []kernel.Value) (kernel.Value, string)) *function {
	return nativeFunction(who, 2, -1, func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
		var read func(i int, turns []kernel.Value, d *dynamic) step
		read = func(i int, turns []kernel.Value, d *dynamic) step {
			if i < len(args) {
				return collection(ev, who, i+1, args[i], d, k, func(l []kernel.Value, d *dynamic) step {
					k = ev.unchanged(args[i], l, k)
					var next []kernel.Value
					for j, x := range l {
						switch {
						case i == 1:
							next = append(next, kernel.ListOf(x))
						case j < len(turns):
							next = append(next, kernel.ListOf(append(append([]kernel.Value{}, turns[j].AsList().Items()...), x)...))
						}
					}
					return read(i+1, next, d)
				})
			}
			return ev.each(turns, d, func(turn kernel.Value, d *dynamic, k cont) step {
				return ev.apply(args[0], turn.AsList().Items(), d, k)
			}, func(vs []kernel.Value, d *dynamic) step {
				if forEffect {
					return k(kernel.Nil, d)
				}
				v, wrong := end(vs)
				if wrong != "" {
					return ev.fail(d, k, kernel.CondType, wrong)
				}
				return k(v, d)
			})
		}
		return read(1, nil, d)
	})
}

// sorted puts elements in order by insertion; elements that are equal keep their order.
func (ev *Evaluator) sorted(l []kernel.Value, d *dynamic, less func(x, y kernel.Value, d *dynamic, k cont) step,
	k func(l []kernel.Value, d *dynamic) step) step {
	var insert func(done, left []kernel.Value, at int, d *dynamic) step
	insert = func(done, left []kernel.Value, at int, d *dynamic) step {
		if len(left) == 0 {
			return k(done, d)
		}
		place := func(d *dynamic) step {
			next := append(append(append([]kernel.Value{}, done[:at]...), left[0]), done[at:]...)
			return insert(next, left[1:], len(next), d)
		}
		if at == 0 {
			return place(d)
		}
		return less(left[0], done[at-1], d, func(v kernel.Value, d *dynamic) step {
			if v.Truthy() {
				return insert(done, left, at-1, d)
			}
			return place(d)
		})
	}
	return insert(nil, l, 0, d)
}

// sortBy sorts pairs (key element).
func sortBy(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step {
	return ev.items1("sort-by", 2, args[1], d, k, func(l []kernel.Value, d *dynamic) step {
		return ev.calls(args[0], l, d, func(keys []kernel.Value, d *dynamic) step {
			var pairs []kernel.Value
			for i, x := range l {
				pairs = append(pairs, kernel.ListOf(keys[i], x))
			}
			return ev.sorted(pairs, d, func(x, y kernel.Value, d *dynamic, k cont) step {
				a, b := x.AsList().At(0), y.AsList().At(0)
				if len(args) > 2 {
					return ev.apply(args[2], []kernel.Value{a, b}, d, k)
				}
				return ev.before("sort-by", a, b, d, k)
			}, func(sorted []kernel.Value, d *dynamic) step {
				var out []kernel.Value
				for _, p := range sorted {
					out = append(out, p.AsList().At(1))
				}
				return k(listValue(out), d)
			})
		})
	})
}

// before is the order of sort. What cannot be compared is left to cek: which elements meet first is
// up to the way of sorting.
func (ev *Evaluator) before(who string, a, b kernel.Value, d *dynamic, k cont) step {
	switch {
	case kernel.TypeOf(a) == "number" && kernel.TypeOf(b) == "number":
		c, ordered, err := kernel.CompareMetered(ev.meter, a, b)
		if err == nil && ordered {
			return k(kernel.Bool(c < 0), d)
		}
	case a.IsString() && b.IsString():
		return k(kernel.Bool(a.Text() < b.Text()), d)
	case a.Kind() == kernel.KindChar && b.Kind() == kernel.KindChar:
		return k(kernel.Bool(a.Rune() < b.Rune()), d)
	}
	return ev.unsupported("%s of a %s and a %s", who, kernel.TypeOf(a), kernel.TypeOf(b))
}

// extreme gives the first element whose value of f comes before or, for max-by, after all others.
func (ev *Evaluator) extreme(who string, f kernel.Value, l []kernel.Value, d *dynamic, k cont) step {
	if len(l) == 0 {
		return k(kernel.Nil, d)
	}
	var from func(i int, best, key kernel.Value, d *dynamic) step
	from = func(i int, best, key kernel.Value, d *dynamic) step {
		if i == len(l) {
			return k(best, d)
		}
		return ev.apply(f, []kernel.Value{l[i]}, d, func(v kernel.Value, d *dynamic) step {
			a, b := v, key
			if who == "max-by" {
				a, b = key, v
			}
			return ev.before(who, a, b, d, func(better kernel.Value, d *dynamic) step {
				if better.Truthy() {
					return from(i+1, l[i], v, d)
				}
				return from(i+1, best, key, d)
			})
		})
	}
	return ev.apply(f, []kernel.Value{l[0]}, d, func(v kernel.Value, d *dynamic) step { return from(1, l[0], v, d) })
}
