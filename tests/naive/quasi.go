package naive

import "github.com/sx-lang/sx/kernel"

func formQuasiquote(ev *Evaluator, l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() != 2 {
		return malformed(l)
	}
	return ev.template(l.At(1), 1, e, d)
}

// template gives what the template v stands for, inside depth quasiquotes.
func (ev *Evaluator) template(v kernel.Value, depth int, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if v.IsDict() {
		return ev.dict(v.AsDict(), func(x kernel.Value) (kernel.Value, *interrupt) { return ev.template(x, depth, e, d) })
	}
	if !v.IsList() {
		return v, nil
	}
	l := v.AsList()
	switch templateWord(v) {
	case "unquote":
		if depth == 1 {
			return ev.eval(l.At(1), e, d)
		}
		depth--
	case "unquote-splicing":
		depth--
		if depth == 0 {
			return malformed(l)
		}
	case "quasiquote":
		depth++
	}
	var out []kernel.Value
	for _, x := range l.Items() {
		splice := depth == 1 && templateWord(x) == "unquote-splicing"
		var w kernel.Value
		var stop *interrupt
		if splice {
			w, stop = ev.eval(x.AsList().At(1), e, d)
		} else {
			w, stop = ev.template(x, depth, e, d)
		}
		switch {
		case stop != nil:
			return w, stop
		case !splice:
			out = append(out, w)
		case !w.IsList():
			return kernel.Nil, unsupported("a spliced %s", kernel.TypeOf(w))
		default:
			out = append(out, w.AsList().Items()...)
		}
	}
	return kernel.ListOf(out...), nil
}

// templateWord gives the head of v if it is one that templates know.
func templateWord(v kernel.Value) string {
	l := asForm(v)
	if l == nil || l.Len() != 2 {
		return ""
	}
	switch name := l.At(0).SymbolName(); name {
	case "unquote", "unquote-splicing", "quasiquote":
		return name
	}
	return ""
}
