package naive

import (
	"strconv"

	"github.com/sx-lang/sx/kernel"
)

// defineMacro binds the macro that l defines in e; false if l is malformed.
func (ev *Evaluator) defineMacro(kind string, l *kernel.List, e *env) bool {
	if l.Len() < 3 || !l.At(1).IsSymbol() {
		ev.malformed(l)
		return false
	}
	name := l.At(1).SymbolName()
	var m kernel.Value
	if kind == "define-syntax" {
		r, ok := ev.rules(l.At(2), e)
		if !ok {
			ev.malformed(l)
			return false
		}
		m = newMacro(ev.bare(name), kernel.Nil, r)
	} else {
		f, ok := ev.closure(name, l.At(2), 0, l, 3, e.top()) // it runs before the program, and sees globals alone
		if !ok {
			ev.malformed(l)
			return false
		}
		m = newMacro(ev.bare(name), f, nil)
	}
	if e.isTop() {
		name = ev.bare(name)
	} else {
		ev.use(kind, nil)
		ev.Tally[kind].Worked++
	}
	e.bind(name, m)
	return true
}

// expand gives what the use l of a macro stands for; false if the program cannot go on.
func (ev *Evaluator) expand(m *macro, l *kernel.List, e *env) (kernel.Value, bool) {
	if ev.steps += 10; ev.steps > maxSteps || ev.nested > 10 {
		ev.unsupported("%d steps", ev.steps)
		return kernel.Nil, false
	}
	if m.rules != nil {
		v, ok := ev.expandRules(m.rules, l, e)
		if !ok {
			ev.unsupported("no rule for %s", kernel.Brief(l.Value(), 200))
		}
		return v, ok
	}
	ev.nested++
	defer func() { ev.nested-- }()
	var v kernel.Value
	done := false
	at := len(ev.requests)
	ev.bounce(ev.apply(m.transformer, l.Items()[1:], nil, func(w kernel.Value, _ *dynamic) step {
		v, done = w, true
		return nil
	}))
	if !done || len(ev.requests) > at {
		ev.err = nil
		ev.unsupported("a macro that raises or performs")
		return v, false
	}
	return v, true
}

func formLetSyntax(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() < 3 || !l.At(1).IsList() {
		return ev.malformed(l)
	}
	inner := e.child()
	from := e
	if _, kind := ev.resolve(l.At(0).SymbolName(), e); kind == "letrec-syntax" {
		from = inner
	}
	for _, spec := range l.At(1).AsList().Items() {
		if asForm(spec) == nil || spec.AsList().Len() != 2 {
			return ev.malformed(l)
		}
		r, ok := ev.rules(spec.AsList().At(1), from)
		if !ok {
			return ev.malformed(l)
		}
		name := spec.AsList().At(0).SymbolName()
		inner.bind(name, newMacro(ev.bare(name), kernel.Nil, r))
	}
	return ev.body(l.Items()[2:], inner, d, k)
}

// rules is what syntax-rules makes, in the scope env (R7RS 4.3.2).
type rules struct {
	literals map[string]bool
	ellipsis string
	clauses  []*kernel.List // (pattern template)
	env      *env
}

func (ev *Evaluator) rules(v kernel.Value, e *env) (*rules, bool) {
	l := asForm(v)
	if l == nil || l.Len() < 2 || !ev.named(l.At(0), "syntax-rules") {
		return nil, false
	}
	r := &rules{literals: map[string]bool{}, ellipsis: "...", env: e}
	items := l.Items()[1:]
	if items[0].IsSymbol() {
		r.ellipsis = ev.bare(items[0].SymbolName())
		items = items[1:]
	}
	if len(items) == 0 || !areSymbols(items[0]) {
		return nil, false
	}
	for _, x := range items[0].AsList().Items() {
		r.literals[x.SymbolName()] = true
	}
	for _, c := range items[1:] {
		if !c.IsList() || c.AsList().Len() != 2 || !c.AsList().At(0).IsList() || c.AsList().At(0).AsList().Len() == 0 {
			return nil, false
		}
		r.clauses = append(r.clauses, c.AsList())
	}
	return r, true
}

// matched is what a pattern variable stands for: a form, or below an ellipsis one for each turn.
type matched struct {
	form kernel.Value
	deep bool
	many []matched
}

func (ev *Evaluator) expandRules(r *rules, l *kernel.List, e *env) (kernel.Value, bool) {
	for _, c := range r.clauses {
		m := map[string]matched{}
		if ev.matchAll(r, c.At(0).AsList().Items()[1:], l.Items()[1:], e, m) {
			renamed := map[string]kernel.Value{}
			return ev.fill(r, c.At(1), m, renamed, true)
		}
	}
	return kernel.Nil, false
}

func (ev *Evaluator) isEllipsis(r *rules, v kernel.Value) bool {
	return ev.named(v, r.ellipsis) && !r.literals[r.ellipsis]
}

func (ev *Evaluator) matchForm(r *rules, p, x kernel.Value, e *env, m map[string]matched) bool {
	switch {
	case p.IsSymbol() && r.literals[p.SymbolName()]:
		if !x.IsSymbol() {
			return false
		}
		there, name := ev.resolve(p.SymbolName(), r.env)
		here, word := ev.resolve(x.SymbolName(), e)
		return there == here && name == word
	case p.IsSymbol():
		if !ev.named(p, "_") {
			m[p.SymbolName()] = matched{form: x}
		}
		return true
	case p.IsList():
		return x.IsList() && ev.matchAll(r, p.AsList().Items(), x.AsList().Items(), e, m)
	case p.IsVector():
		return x.IsVector() && ev.matchAll(r, itemsOf(p), itemsOf(x), e, m)
	}
	return kernel.Equal(p, x)
}

// matchAll matches a list of patterns, of which one may have an ellipsis behind it.
func (ev *Evaluator) matchAll(r *rules, ps, xs []kernel.Value, e *env, m map[string]matched) bool {
	for i, p := range ps {
		if i+1 < len(ps) && ev.isEllipsis(r, ps[i+1]) {
			after := ps[i+2:]
			n := len(xs) - len(after)
			if n < 0 {
				return false
			}
			for _, name := range ev.variables(r, p) {
				m[name] = matched{deep: true}
			}
			for _, x := range xs[:n] {
				one := map[string]matched{}
				if !ev.matchForm(r, p, x, e, one) {
					return false
				}
				for name, w := range one {
					m[name] = matched{deep: true, many: append(m[name].many, w)}
				}
			}
			return ev.matchAll(r, after, xs[n:], e, m)
		}
		if len(xs) == 0 || !ev.matchForm(r, p, xs[0], e, m) {
			return false
		}
		xs = xs[1:]
	}
	return len(xs) == 0
}

// variables gives the names in a pattern or template that may stand for something.
func (ev *Evaluator) variables(r *rules, p kernel.Value) (out []string) {
	switch {
	case p.IsSymbol():
		if !r.literals[p.SymbolName()] && !ev.isEllipsis(r, p) && !ev.named(p, "_") {
			out = append(out, p.SymbolName())
		}
	case p.IsList() || p.IsVector():
		for _, x := range itemsOf(p) {
			out = append(out, ev.variables(r, x)...)
		}
	case p.IsDict():
		for it := p.AsDict().All(); ; {
			_, x, ok := it.Next()
			if !ok {
				return out
			}
			out = append(out, ev.variables(r, x)...)
		}
	}
	return out
}

// fill fills a template in. Names that it introduces become aliases, the same one for the same name.
func (ev *Evaluator) fill(r *rules, t kernel.Value, m map[string]matched, renamed map[string]kernel.Value, dots bool) (kernel.Value, bool) {
	switch {
	case t.IsSymbol():
		name := t.SymbolName()
		if w, ok := m[name]; ok {
			return w.form, !w.deep
		}
		if _, ok := renamed[name]; !ok {
			ev.fresh++
			alien := name + "\x00" + strconv.Itoa(ev.fresh)
			ev.aliases[alien] = alias{name, r.env}
			renamed[name] = kernel.Sym(alien)
		}
		return renamed[name], true
	case t.IsList() && dots && t.AsList().Len() == 2 && ev.isEllipsis(r, t.AsList().At(0)):
		return ev.fill(r, t.AsList().At(1), m, renamed, false)
	case t.IsList() || t.IsVector():
		var out []kernel.Value
		items := itemsOf(t)
		for i := 0; i < len(items); i++ {
			deep := 0
			for dots && i+deep+1 < len(items) && ev.isEllipsis(r, items[i+deep+1]) {
				deep++
			}
			xs, ok := ev.fillMany(r, items[i], m, renamed, dots, deep)
			if !ok {
				return t, false
			}
			out = append(out, xs...)
			i += deep
		}
		if t.IsVector() {
			return kernel.NewVector(out), true
		}
		return kernel.ListOf(out...), true
	case t.IsDict():
		ok := true
		out := kernel.NewDict()
		for it := t.AsDict().All(); ; {
			k, x, more := it.Next()
			if !more {
				return out.Value(), ok
			}
			y, good := ev.fill(r, x, m, renamed, dots)
			ok = ok && good
			out.Set(k, y)
		}
	}
	return t, true
}

// fillMany fills a template in once for each repetition, deep ellipses inside each other.
func (ev *Evaluator) fillMany(r *rules, t kernel.Value, m map[string]matched, renamed map[string]kernel.Value, dots bool, deep int) ([]kernel.Value, bool) {
	if deep == 0 {
		v, ok := ev.fill(r, t, m, renamed, dots)
		return []kernel.Value{v}, ok
	}
	turns := -1
	for _, name := range ev.variables(r, t) {
		if w := m[name]; w.deep {
			turns = max(turns, len(w.many))
		}
	}
	var out []kernel.Value
	for i := range turns {
		inner := map[string]matched{}
		for name, w := range m {
			inner[name] = w
		}
		for _, name := range ev.variables(r, t) {
			if w := m[name]; w.deep {
				if i >= len(w.many) {
					return nil, false
				}
				inner[name] = w.many[i]
			}
		}
		xs, ok := ev.fillMany(r, t, inner, renamed, dots, deep-1)
		if !ok {
			return nil, false
		}
		out = append(out, xs...)
	}
	return out, turns >= 0
}
