package control

import (
	"fmt"
	"strings"
)

// program is a text, and what the model does for it.
type program struct {
	text string
	eval func(m *model, k *kont) step
}

// A form wraps a body; id tells the one at depth 1 from that at depth 2.
type form struct {
	name string
	text string // with $i for the id, $b for the body
	eval func(m *model, id string, body func(k *kont) step, k *kont) step
}

// both runs a and then b, on the value of a.
func seq(a func(k *kont) step, k *kont, b func(v string, k *kont) step) step { return a(k.then(b)) }

// each runs body for 1 and 2 and folds the values.
func each(m *model, body func(k *kont) step, k *kont, items []string, acc string, add func(acc, item, v string) string) step {
	if len(items) == 0 {
		return m.give(acc, k)
	}
	return seq(body, k, func(v string, k *kont) step {
		return each(m, body, k, items[1:], add(acc, items[0], v), add)
	})
}

// noting notes text and gives v.
func noting(m *model, text, v string) func(k *kont) step {
	return func(k *kont) step {
		m.note(text, k)
		return m.give(v, k)
	}
}

func extent(f frame) func(m *model, id string, body func(k *kont) step, k *kont) step {
	return func(m *model, id string, body func(k *kont) step, k *kont) step {
		f := f
		f.name = id
		return body(push(f, k.then(func(v string, k *kont) step {
			m.note("left", k)
			return m.give(list(id, v), k)
		})))
	}
}

// callcc is the form whose continuation the leaf "escape" calls.
const callcc = "call/cc"

var forms = []form{
	{"argument", "(list $i $b)", func(m *model, id string, body func(k *kont) step, k *kont) step {
		return seq(body, k, func(v string, k *kont) step { return m.give(list(id, v), k) })
	}},
	{"dynamic-wind", "(dynamic-wind (fn () (note 'in$i)) (fn () $b) (fn () (note 'out$i)))",
		func(m *model, id string, body func(k *kont) step, k *kont) step {
			return m.dynamicWind(k, noting(m, "in"+id, "nil"), body, noting(m, "out"+id, "nil"))
		}},
	{"dynamic-wind before", "(dynamic-wind (fn () $b) (fn () (note 'body$i) $i) (fn () (note 'out$i)))",
		func(m *model, id string, body func(k *kont) step, k *kont) step {
			return m.dynamicWind(k, body, noting(m, "body"+id, id), noting(m, "out"+id, "nil"))
		}},
	{"dynamic-wind after", "(dynamic-wind (fn () (note 'in$i)) (fn () (note 'body$i) $i) (fn () $b))",
		func(m *model, id string, body func(k *kont) step, k *kont) step {
			return m.dynamicWind(k, noting(m, "in"+id, "nil"), noting(m, "body"+id, id), body)
		}},
	{"guard else", "(guard (e (else (note 'caught$i) (list 'caught$i (show e)))) $b)",
		func(m *model, id string, body func(k *kont) step, k *kont) step {
			return m.guard(k, body, func(v string, k *kont, _ func(k *kont) step) step {
				m.note("caught"+id, k)
				return m.give(list("caught"+id, v), k)
			})
		}},
	{"guard clause", "(guard (e ((number? e) (note 'caught$i) (list 'caught$i e))) $b)",
		func(m *model, id string, body func(k *kont) step, k *kont) step {
			return m.guard(k, body, func(v string, k *kont, otherwise func(k *kont) step) step {
				if !isNumber(v) {
					return otherwise(k)
				}
				m.note("caught"+id, k)
				return m.give(list("caught"+id, v), k)
			})
		}},
	{"guard none", "(guard (e ((begin (note 'asked$i) false) 0)) $b)",
		func(m *model, id string, body func(k *kont) step, k *kont) step {
			return m.guard(k, body, func(v string, k *kont, otherwise func(k *kont) step) step {
				m.note("asked"+id, k)
				return otherwise(k)
			})
		}},
	{"in a clause of guard", "(guard (e (else $b)) (raise $i))", func(m *model, id string, body func(k *kont) step, k *kont) step {
		return m.guard(k, func(k *kont) step { return m.raise(id, false, k) },
			func(v string, k *kont, _ func(k *kont) step) step { return body(k) })
	}},
	{"in a test of guard", "(guard (e ((begin $b false) 0)) (list $i (raise-continuable $i)))",
		func(m *model, id string, body func(k *kont) step, k *kont) step {
			return m.guard(k, func(k *kont) step {
				return m.raise(id, true, k.then(func(v string, k *kont) step { return m.give(list(id, v), k) }))
			}, func(v string, k *kont, otherwise func(k *kont) step) step {
				return seq(body, k, func(_ string, k *kont) step { return otherwise(k) })
			})
		}},
	{"with-exception-handler", "(with-exception-handler (fn (e) (note 'handled$i) (list 'handled$i (show e))) (fn () $b))",
		func(m *model, id string, body func(k *kont) step, k *kont) step {
			return body(push(frame{kind: handler, handle: func(v string, k, _ *kont) step {
				m.note("handled"+id, k)
				return m.give(list("handled"+id, v), k)
			}}, k))
		}},
	{"in a handler", "(with-exception-handler (fn (e) $b) (fn () (list $i (raise-continuable $i))))",
		func(m *model, id string, body func(k *kont) step, k *kont) step {
			return m.raise(id, true, push(frame{kind: handler, handle: func(v string, k, _ *kont) step { return body(k) }}, k).
				then(func(v string, k *kont) step { return m.give(list(id, v), k) }))
		}},
	{"in a handler of raise", "(with-exception-handler (fn (e) $b) (fn () (list $i (raise $i))))",
		func(m *model, id string, body func(k *kont) step, k *kont) step {
			return m.raise(id, false, push(frame{kind: handler, handle: func(v string, k, _ *kont) step { return body(k) }}, k).
				then(func(v string, k *kont) step { return m.give(list(id, v), k) }))
		}},
	{"in a handler behind a guard", "(with-exception-handler (fn (e) $b) (fn () (guard (e2 (false 0)) (list $i (raise $i)))))",
		func(m *model, id string, body func(k *kont) step, k *kont) step {
			k = push(frame{kind: handler, handle: func(v string, k, _ *kont) step { return body(k) }}, k)
			return m.guard(k, func(k *kont) step {
				return m.raise(id, false, k.then(func(v string, k *kont) step { return m.give(list(id, v), k) }))
			}, func(v string, k *kont, otherwise func(k *kont) step) step { return otherwise(k) })
		}},
	{"handler-bind", "(handler-bind ((string? (fn (e) 'no)) (number? (fn (e) (note 'bound$i) (list 'bound$i e)))) $b)",
		func(m *model, id string, body func(k *kont) step, k *kont) step {
			return body(push(frame{kind: handler, handle: func(v string, k, _ *kont) step {
				if !isNumber(v) {
					return m.raise(v, true, k)
				}
				m.note("bound"+id, k)
				return m.give(list("bound"+id, v), k)
			}}, k))
		}},
	{"parameterize", "(let ((v (parameterize ((p $i)) $b))) (note 'left) (list $i v))", extent(frame{kind: param})},
	{"value of parameterize", "(parameterize ((p $b)) (p))", func(m *model, id string, body func(k *kont) step, k *kont) step {
		return body(k)
	}},
	{"provide", "(let ((v (provide :c $i $b))) (note 'left) (list $i v))", extent(frame{kind: provide})},
	{"scope", "(scope :s (let ((v $b)) (emit! :s $i) (list v (emitted :s))))",
		func(m *model, id string, body func(k *kont) step, k *kont) step {
			return body(push(frame{kind: scope, emitted: &[]string{}}, k).then(func(v string, k *kont) step {
				s := k.lookup(scope)
				*s.emitted = append(*s.emitted, id)
				return m.give(list(v, list(*s.emitted...)), k)
			}))
		}},
	{"reset", "(list $i (reset $b))", func(m *model, id string, body func(k *kont) step, k *kont) step {
		return body(push(frame{kind: prompt}, k.then(func(v string, k *kont) step { return m.give(list(id, v), k) })))
	}},
	{"in shift", "(reset (list $i (shift s (list $b (s $i)))))", func(m *model, id string, body func(k *kont) step, k *kont) step {
		inner := push(frame{kind: prompt}, k).then(func(v string, k *kont) step { return m.give(list(id, v), k) })
		return m.shift(inner, func(sub func(v string, k *kont) step, k *kont) step {
			return seq(body, k, func(v string, k *kont) step {
				return sub(id, k.then(func(w string, k *kont) step { return m.give(list(v, w), k) }))
			})
		})
	}},
	{callcc, "(list $i (call/cc (fn (k$i) $b)))", func(m *model, id string, body func(k *kont) step, k *kont) step {
		return body(k.then(func(v string, k *kont) step { return m.give(list(id, v), k) }))
	}},
	{"map", "(map (fn (x) (list x $b)) '(1 2))", func(m *model, id string, body func(k *kont) step, k *kont) step {
		k = k.then(func(v string, k *kont) step { return m.give("("+v[1:]+")", k) })
		return each(m, body, k, []string{"1", "2"}, "", func(acc, item, v string) string {
			return acc + " " + list(item, v)
		})
	}},
	{"for-each", "(for-each (fn (x) $b) '(1 2))", func(m *model, id string, body func(k *kont) step, k *kont) step {
		return each(m, body, k, []string{"1", "2"}, "nil", func(acc, item, v string) string { return acc })
	}},
	{"sort-by", "(sort-by (fn (x) (begin $b x)) '(2 1))", func(m *model, id string, body func(k *kont) step, k *kont) step {
		return each(m, body, k, []string{"2", "1"}, "(1 2)", func(acc, item, v string) string { return acc })
	}},
	{"reduce", "(reduce (fn (a x) (list a $b)) 0 '(1 2))", func(m *model, id string, body func(k *kont) step, k *kont) step {
		return each(m, body, k, []string{"1", "2"}, "0", func(acc, item, v string) string { return list(acc, v) })
	}},
	{"delay", "(force (delay $b))", func(m *model, id string, body func(k *kont) step, k *kont) step {
		var done *string
		return seq(body, k, func(v string, k *kont) step {
			if done == nil {
				done = &v
			}
			return m.give(*done, k)
		})
	}},
	{"values", "(call-with-values (fn () (values $i $b)) list)", func(m *model, id string, body func(k *kont) step, k *kont) step {
		return seq(body, k, func(v string, k *kont) step { return m.give(list(id, v), k) })
	}},
}

func isNumber(v string) bool { return len(v) > 0 && strings.Trim(v, "0123456789") == "" }

// leaf is what stands in the middle of a nest.
type leaf struct {
	name, text string
	eval       func(m *model, k *kont) step
}

// escape is the leaf that calls the continuation of the nearest call/cc around it; nest says how.
const escape = "escape"

var leaves = []leaf{
	{"perform", "(list (note 'leaf) (perform {:op \"ask\" :args (list 7)}))", func(m *model, k *kont) step {
		m.note("leaf", k)
		m.requests++
		return m.give("(nil 7)", k)
	}},
	{"raise", "(raise 7)", func(m *model, k *kont) step { return m.raise("7", false, k) }},
	{"raise a symbol", "(raise 'sym)", func(m *model, k *kont) step { return m.raise("sym", false, k) }},
	{"raise-continuable", "(list 'back (raise-continuable 7))", func(m *model, k *kont) step {
		return m.raise("7", true, k.then(func(v string, k *kont) step { return m.give(list("back", v), k) }))
	}},
	{"error", "(first 5)", func(m *model, k *kont) step {
		return m.raise(`"first: argument 1 is number, want list"`, false, k)
	}},
	{escape, "(list 'never ($k 7))", nil},
	{"capture", "(let ((v (call/cc (fn (k) (set! saved k) 0)))) (note 'leaf) (list 'v v))", func(m *model, k *kont) step {
		k = k.then(func(v string, k *kont) step {
			m.note("leaf", k)
			return m.give(list("v", v), k)
		})
		m.saved = func(v string, from *kont) step { return m.throw(v, from, k) }
		return m.give("0", k)
	}},
	{"shift drop", "(shift s 8)", func(m *model, k *kont) step {
		return m.shift(k, func(_ func(v string, k *kont) step, k *kont) step { return m.give("8", k) })
	}},
	{"shift twice", "(list 'shifted (shift s (list (s 1) (s 2))))", func(m *model, k *kont) step {
		k = k.then(func(v string, k *kont) step { return m.give(list("shifted", v), k) })
		return m.shift(k, func(sub func(v string, k *kont) step, k *kont) step {
			return sub("1", k.then(func(v string, k *kont) step {
				return sub("2", k.then(func(w string, k *kont) step { return m.give(list(v, w), k) }))
			}))
		})
	}},
	{"shift twice and raise", "(let ((v (shift s (list (s 1) (s 2))))) (list v (raise-continuable v)))", func(m *model, k *kont) step {
		k = k.then(func(v string, k *kont) step {
			return m.raise(v, true, k.then(func(w string, k *kont) step { return m.give(list(v, w), k) }))
		})
		return m.shift(k, func(sub func(v string, k *kont) step, k *kont) step {
			return sub("1", k.then(func(v string, k *kont) step {
				return sub("2", k.then(func(w string, k *kont) step { return m.give(list(v, w), k) }))
			}))
		})
	}},
	{"capture and raise", "(let ((v (call/cc (fn (k) (set! saved k) 0)))) (list v (raise-continuable v)))", func(m *model, k *kont) step {
		k = k.then(func(v string, k *kont) step {
			return m.raise(v, true, k.then(func(w string, k *kont) step { return m.give(list(v, w), k) }))
		})
		m.saved = func(v string, from *kont) step { return m.throw(v, from, k) }
		return m.give("0", k)
	}},
	{"shift keep", "(let ((v (shift s (begin (set! saved s) 8)))) (note 'leaf) (list 'v v))", func(m *model, k *kont) step {
		k = k.then(func(v string, k *kont) step {
			m.note("leaf", k)
			return m.give(list("v", v), k)
		})
		return m.shift(k, func(sub func(v string, k *kont) step, k *kont) step {
			m.saved = sub
			return m.give("8", k)
		})
	}},
}

// nest puts the leaf into the forms, the first one outermost; false if it needs one that is not there.
func nest(fs []form, l leaf) (program, bool) {
	text, nearest := "$b", ""
	for i, f := range fs {
		inner := strings.ReplaceAll(f.text, "$i", number(i+1))
		if f.name == callcc {
			nearest = "k" + number(i+1)
		}
		text = strings.Replace(text, "$b", inner, 1)
	}
	if l.name == escape && nearest == "" {
		return program{}, false
	}
	text = strings.Replace(text, "$b", strings.ReplaceAll(l.text, "$k", nearest), 1)
	return program{text, func(m *model, k *kont) step { return inside(m, fs, 1, l, nil, k) }}, true
}

// inside evaluates the forms from depth id on; to is the continuation that the leaf escapes to.
func inside(m *model, fs []form, id int, l leaf, to, k *kont) step {
	switch {
	case len(fs) == 0 && l.name == escape:
		return m.throw("7", k, to)
	case len(fs) == 0:
		return l.eval(m, k)
	}
	return fs[0].eval(m, number(id), func(k *kont) step {
		if fs[0].name == callcc {
			return inside(m, fs[1:], id+1, l, k, k)
		}
		return inside(m, fs[1:], id+1, l, to, k)
	}, k)
}

// whole is the program around a nest: it notes what the nest gives, and enters what a leaf has kept
// twice.
func whole(inner program) program {
	return program{
		text: fmt.Sprintf(`(let ((r %s)) (note (list 'result r)) (if (and saved (< entered 2)) (begin (set! entered (+ entered 1)) (let ((w (saved entered))) (list 'again w))) r))`, inner.text),
		eval: func(m *model, k *kont) step {
			return inner.eval(m, k.then(func(r string, k *kont) step {
				m.note(list("result", r), k)
				if m.saved == nil || m.entered == 2 {
					return m.give(r, k)
				}
				m.entered++
				return m.saved(number(m.entered), k.then(func(v string, k *kont) step { return m.give(list("again", v), k) }))
			}))
		},
	}
}
