package names

import "github.com/sx-lang/sx/kernel"

func formLambda(x *walker, l *kernel.List, off int, s *scope) { x.lambda(l, 1, 0, off, s) }

func formCaseLambda(x *walker, l *kernel.List, off int, s *scope) {
	for i := 1; i < l.Len(); i++ {
		if l.At(i).IsList() && l.At(i).AsList().Len() > 0 {
			x.lambda(l.At(i).AsList(), 0, 0, x.at(l, i, off), s)
		}
	}
}

// binding is a target of let with its init.
type binding struct {
	target, init       kernel.Value
	targetOff, initOff int
	hasInit            bool
}

// bindings reads ((a 1) (b 2)), and the flat a 1 b 2.
func (x *walker) bindings(v kernel.Value, off int) []binding {
	if !v.IsList() {
		return nil
	}
	l := v.AsList()
	pairs := true
	for i := range l.Len() {
		p := l.At(i)
		pairs = pairs && p.IsList() && p.AsList().Len() >= 1 && p.AsList().Len() <= 2
	}
	var out []binding
	for i := 0; i < l.Len(); i++ {
		at := x.at(l, i, off)
		if pairs {
			p := l.At(i).AsList()
			b := binding{target: p.At(0), targetOff: x.at(p, 0, at), hasInit: p.Len() == 2}
			if b.hasInit {
				b.init, b.initOff = p.At(1), x.at(p, 1, at)
			}
			out = append(out, b)
			continue
		}
		b := binding{target: l.At(i), targetOff: at, hasInit: i+1 < l.Len()}
		if i++; b.hasInit {
			b.init, b.initOff = l.At(i), x.at(l, i, off)
		}
		out = append(out, b)
	}
	return out
}

func formLet(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() >= 3 && l.At(1).IsSymbol() {
		x.namedLet(l, off, s)
		return
	}
	if l.Len() < 2 {
		return
	}
	for _, b := range x.bindings(l.At(1), x.at(l, 1, off)) {
		if b.hasInit {
			x.expr(b.init, b.initOff, s)
		}
		s = s.child()
		x.pattern(s, b.target, b.targetOff, max(b.targetOff, x.end(max(b.targetOff, b.initOff))), off)
		x.callable(s, b)
	}
	x.body(l, 2, off, s)
}

// callable notes the arity of a name that is bound to a function.
func (x *walker) callable(s *scope, b binding) {
	if !b.hasInit || !b.target.IsSymbol() {
		return
	}
	d := s.names[b.target.SymbolName()]
	if l, head := call(b.init); d != nil && l != nil && (head == "fn" || head == "lambda") && l.Len() > 1 {
		d.Callable = true
		d.Min, d.Max = parameterCount(l.At(1), 0)
		d.Usage = usage(d.Name, l.At(1), 0)
	}
}

func (x *walker) namedLet(l *kernel.List, off int, s *scope) {
	parsed := x.bindings(l.At(2), x.at(l, 2, off))
	for _, b := range parsed {
		if b.hasInit {
			x.expr(b.init, b.initOff, s)
		}
	}
	loop := s.child()
	d := x.bind(loop, l.At(1), x.at(l, 1, off), off, off)
	d.Callable, d.Min, d.Max = true, len(parsed), len(parsed)
	d.quiet = true // a loop that is left at once is no mistake
	inner := loop.child()
	for _, b := range parsed {
		x.pattern(inner, b.target, b.targetOff, b.targetOff, off)
	}
	x.body(l, 3, off, inner)
}

func formLetrec(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() < 2 {
		return
	}
	inner := s.child()
	parsed := x.bindings(l.At(1), x.at(l, 1, off))
	for _, b := range parsed {
		x.pattern(inner, b.target, b.targetOff, off, off)
		x.callable(inner, b)
	}
	for _, b := range parsed {
		if b.hasInit {
			x.expr(b.init, b.initOff, inner)
		}
	}
	x.body(l, 2, off, inner)
}

func formLetValues(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() < 2 || !l.At(1).IsList() {
		return
	}
	specs, at := l.At(1).AsList(), x.at(l, 1, off)
	for i := range specs.Len() {
		if !specs.At(i).IsList() || specs.At(i).AsList().Len() != 2 {
			continue
		}
		spec, place := specs.At(i).AsList(), x.at(specs, i, at)
		x.expr(spec.At(1), x.at(spec, 1, place), s)
		s = s.child()
		x.pattern(s, spec.At(0), x.at(spec, 0, place), place, off)
	}
	x.body(l, 2, off, s)
}

func formReceive(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() < 3 {
		return
	}
	x.expr(l.At(2), x.at(l, 2, off), s)
	inner := s.child()
	x.pattern(inner, l.At(1), x.at(l, 1, off), off, off)
	x.body(l, 3, off, inner)
}

func formLetMatch(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() < 2 {
		return
	}
	for _, b := range x.bindings(l.At(1), x.at(l, 1, off)) {
		if b.hasInit {
			x.expr(b.init, b.initOff, s)
		}
		s = s.child()
		x.matched(s, b.target, b.targetOff, off)
	}
	x.body(l, 2, off, s)
}

func formMatch(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() < 2 {
		return
	}
	x.expr(l.At(1), x.at(l, 1, off), s)
	for i := 2; i < l.Len(); i++ {
		if !l.At(i).IsList() || l.At(i).AsList().Len() == 0 {
			continue
		}
		c, at := l.At(i).AsList(), x.at(l, i, off)
		inner := s.child()
		if !x.isWord(c.At(0), "else", s) {
			x.matched(inner, c.At(0), x.at(c, 0, at), at)
		}
		x.body(c, 1, at, inner)
	}
}

// formPairs goes through (parameterize ((parameter value)…) body…) and handler-bind.
func formPairs(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() < 2 {
		return
	}
	if l.At(1).IsList() {
		specs, at := l.At(1).AsList(), x.at(l, 1, off)
		for i := range specs.Len() {
			if specs.At(i).IsList() {
				x.all(specs.At(i).AsList(), 0, x.at(specs, i, at), s)
			}
		}
	}
	x.body(l, 2, off, s)
}

func formGuard(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() < 2 || !l.At(1).IsList() || l.At(1).AsList().Len() == 0 {
		return
	}
	clauses, at := l.At(1).AsList(), x.at(l, 1, off)
	inner := s.child()
	if clauses.At(0).IsSymbol() {
		if d := x.bind(inner, clauses.At(0), x.at(clauses, 0, at), at, at); d != nil {
			d.quiet = true // the name has to be there, used or not
		}
	}
	for i := 1; i < clauses.Len(); i++ {
		if clauses.At(i).IsList() {
			x.clause(clauses.At(i).AsList(), x.at(clauses, i, at), inner)
		}
	}
	x.body(l, 2, off, s)
}

func formShift(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() < 2 || !l.At(1).IsSymbol() {
		return
	}
	inner := s.child()
	x.bind(inner, l.At(1), x.at(l, 1, off), off, off).quiet = true
	x.body(l, 2, off, inner)
}

func formLetSyntax(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() < 2 || !l.At(1).IsList() {
		return
	}
	inner := s.child()
	specs, at := l.At(1).AsList(), x.at(l, 1, off)
	for i := range specs.Len() {
		if !specs.At(i).IsList() || specs.At(i).AsList().Len() != 2 || !specs.At(i).AsList().At(0).IsSymbol() {
			continue
		}
		spec, place := specs.At(i).AsList(), x.at(specs, i, at)
		x.bind(inner, spec.At(0), x.at(spec, 0, place), place, off).Kind = Macro
		x.rules(spec.At(1), x.at(spec, 1, place))
	}
	x.body(l, 2, off, inner)
}
