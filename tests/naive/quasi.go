package naive

import "github.com/sx-lang/sx/kernel"

func formQuasiquote(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() != 2 {
		return ev.malformed(l)
	}
	return ev.template(l.At(1), 1, e, d, k)
}

// template gives what the template v stands for, inside depth quasiquotes.
func (ev *Evaluator) template(v kernel.Value, depth int, e *env, d *dynamic, k cont) step {
	if v.IsDict() {
		return ev.dict(v.AsDict(), d, k, func(x kernel.Value, d *dynamic, k cont) step { return ev.template(x, depth, e, d, k) })
	}
	if !v.IsList() && !v.IsVector() {
		return k(ev.strip(v), d)
	}
	switch ev.templateWord(v) {
	case "unquote":
		if depth == 1 {
			return ev.eval(v.AsList().At(1), e, d, k)
		}
		depth--
	case "unquote-splicing", "splice-unquote":
		if depth == 1 {
			return ev.unsupported("a template that is spliced into nothing")
		}
		depth--
	case "quasiquote":
		depth++
	}
	var from func(xs, done []kernel.Value, d *dynamic) step
	from = func(xs, done []kernel.Value, d *dynamic) step {
		if len(xs) == 0 {
			out := append([]kernel.Value{}, done...)
			if v.IsVector() {
				return k(kernel.NewVector(out), d)
			}
			return k(kernel.ListOf(out...), d)
		}
		word := ev.templateWord(xs[0])
		if depth == 1 && (word == "unquote-splicing" || word == "splice-unquote") {
			ev.use(word, nil)
			return ev.eval(xs[0].AsList().At(1), e, d, func(w kernel.Value, d *dynamic) step {
				switch {
				case w.IsNil():
					return from(xs[1:], done, d)
				case !w.IsList():
					return ev.unsupported("a spliced %s", kernel.TypeOf(w))
				}
				return from(xs[1:], append(done[:len(done):len(done)], w.AsList().Items()...), d)
			})
		}
		return ev.template(xs[0], depth, e, d, func(w kernel.Value, d *dynamic) step {
			return from(xs[1:], append(done[:len(done):len(done)], w), d)
		})
	}
	return from(itemsOf(v), nil, d)
}

// templateWord gives the head of v if it is one that templates know.
func (ev *Evaluator) templateWord(v kernel.Value) string {
	l := asForm(v)
	if l == nil || l.Len() != 2 {
		return ""
	}
	switch name := ev.bare(l.At(0).SymbolName()); name {
	case "unquote", "unquote-splicing", "splice-unquote", "quasiquote":
		return name
	}
	return ""
}
