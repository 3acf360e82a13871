package names

import "github.com/sx-lang/sx/kernel"

// formWalk goes through a special form.
type formWalk func(x *walker, l *kernel.List, off int, s *scope)

// formTable gives the special forms by name, and the macros that are part of the machine. A form that is
// not written as it must be is gone through as far as it is.
func formTable() map[string]formWalk {
	rest := func(x *walker, l *kernel.List, off int, s *scope) { x.all(l, 1, off, s) }
	body := func(x *walker, l *kernel.List, off int, s *scope) { x.body(l, 1, off, s) }
	none := func(*walker, *kernel.List, int, *scope) {}
	return map[string]formWalk{
		"if": rest, "and": rest, "or": rest, "perform": rest, "delay": rest, "delay-force": rest,
		"when": formTest, "unless": formTest, "provide": formProvide, "scope": formProvide,
		"begin": body, "reset": body, "do": formDo,
		"quote": none, "syntax-error": none, "export": none, "unquote": rest, "unquote-splicing": rest,
		"quasiquote": formQuasi,
		"cond":       formCond, "case": formCase, "cond-expand": formCondExpand,
		"->": formThread, "->>": formThread, "as->": formThreadAs,
		"define": formInner, "define-values": formInner, "define-record-type": formInner, "define-type": formInner,
		"defmacro": formInner, "define-syntax": formInner, "syntax-rules": none,
		"let-syntax": formLetSyntax, "letrec-syntax": formLetSyntax,
		"set!": formSet, "fn": formLambda, "lambda": formLambda, "case-lambda": formCaseLambda,
		"let": formLet, "let*": formLet, "letrec": formLetrec, "letrec*": formLetrec,
		"let-values": formLetValues, "let*-values": formLetValues, "receive": formReceive,
		"let-match": formLetMatch, "match": formMatch, "parameterize": formPairs, "handler-bind": formPairs,
		"guard": formGuard, "shift": formShift, "import": none, "define-library": none,
		"else": none, "=>": none, "...": none, "_": none, "&rest": none, "&optional": none, "&key": none,
	}
}

func formTest(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() > 1 {
		x.expr(l.At(1), x.at(l, 1, off), s)
		x.body(l, 2, off, s)
	}
}

// formProvide goes through (provide name value body…) and (scope name [:value value] body…).
func formProvide(x *walker, l *kernel.List, off int, s *scope) {
	from := 3
	if l.At(0).IsSymbolNamed("scope") {
		from = 2
		if l.Len() > 3 && l.At(2).IsKeyword() && l.At(2).SymbolName() == "value" {
			from = 4
		}
	}
	for i := 1; i < min(from, l.Len()); i++ {
		x.expr(l.At(i), x.at(l, i, off), s)
	}
	x.body(l, from, off, s)
}

// isLoop tells the do with bindings from the other.
func isLoop(l *kernel.List) bool {
	if l.Len() < 3 || !l.At(1).IsList() || !l.At(2).IsList() || l.At(2).AsList().Len() == 0 {
		return false
	}
	for _, spec := range l.At(1).AsList().Items() {
		if !spec.IsList() || spec.AsList().Len() < 2 || spec.AsList().Len() > 3 || !spec.AsList().At(0).IsSymbol() {
			return false
		}
	}
	return true
}

func formDo(x *walker, l *kernel.List, off int, s *scope) {
	if !isLoop(l) {
		x.body(l, 1, off, s)
		return
	}
	specs, inner := l.At(1).AsList(), s.child()
	at := x.at(l, 1, off)
	for i := range specs.Len() {
		spec := specs.At(i).AsList()
		x.expr(spec.At(1), x.at(spec, 1, at), s)
	}
	for i := range specs.Len() {
		spec := specs.At(i).AsList()
		x.bind(inner, spec.At(0), x.at(spec, 0, at), x.at(specs, i, at), off)
	}
	for i := range specs.Len() {
		spec := specs.At(i).AsList()
		x.all(spec, 2, at, inner)
	}
	x.all(l.At(2).AsList(), 0, x.at(l, 2, off), inner)
	x.all(l, 3, off, inner)
}

// isWord tells whether v is a word that has a meaning inside a form, such as else.
func (x *walker) isWord(v kernel.Value, word string, s *scope) bool {
	return v.IsSymbolNamed(word) && s.find(word) == nil || v.IsKeyword() && v.SymbolName() == word
}

func formCond(x *walker, l *kernel.List, off int, s *scope) {
	scheme := true
	for i := 1; i < l.Len() && scheme; i++ {
		c := l.At(i)
		if !c.IsList() || c.AsList().Len() < 2 {
			scheme = false
			continue
		}
		if x.isWord(c.AsList().At(0), "else", s) || x.isWord(c.AsList().At(1), "=>", s) {
			break
		}
	}
	for i := 1; i < l.Len(); i++ {
		c, at := l.At(i), x.at(l, i, off)
		switch {
		case (scheme || l.Len()%2 == 0) && c.IsList():
			x.clause(c.AsList(), at, s)
		case !x.isWord(c, "else", s):
			x.expr(c, at, s)
		}
	}
}

// clause goes through (test body…), (test => function) or (else body…).
func (x *walker) clause(c *kernel.List, off int, s *scope) {
	if c.Len() == 0 {
		return
	}
	if !x.isWord(c.At(0), "else", s) {
		x.expr(c.At(0), x.at(c, 0, off), s)
	}
	from := 1
	if c.Len() > 1 && x.isWord(c.At(1), "=>", s) {
		from = 2
	}
	x.body(c, from, off, s)
}

func formCase(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() < 2 {
		return
	}
	x.expr(l.At(1), x.at(l, 1, off), s)
	scheme := true
	for i := 2; i < l.Len(); i++ {
		c := l.At(i)
		if !c.IsList() || c.AsList().Len() < 2 || !c.AsList().At(0).IsList() && !x.isWord(c.AsList().At(0), "else", s) {
			scheme = false
		}
	}
	for i := 2; i < l.Len(); i++ {
		switch at := x.at(l, i, off); {
		case scheme:
			c, from := l.At(i).AsList(), 1
			if x.isWord(c.At(1), "=>", s) {
				from = 2
			}
			x.body(c, from, at, s)
		case i%2 == 1:
			x.expr(l.At(i), at, s)
		}
	}
}

func formCondExpand(x *walker, l *kernel.List, off int, s *scope) {
	for i := 1; i < l.Len(); i++ {
		if l.At(i).IsList() {
			x.soft++ // for a feature that may not be there
			x.body(l.At(i).AsList(), 1, x.at(l, i, off), s)
			x.soft--
		}
	}
}

func formThread(x *walker, l *kernel.List, off int, s *scope) {
	for i := 1; i < l.Len(); i++ {
		if i > 1 && l.At(i).IsList() {
			x.extra = 1
		}
		x.expr(l.At(i), x.at(l, i, off), s)
		x.extra = 0
	}
}

func formThreadAs(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() < 3 || !l.At(2).IsSymbol() {
		return
	}
	x.expr(l.At(1), x.at(l, 1, off), s)
	inner := s.child()
	x.bind(inner, l.At(2), x.at(l, 2, off), off, off)
	x.all(l, 3, off, inner)
}

// formQuasi goes through the parts of a quasiquote that are evaluated.
func formQuasi(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() == 2 {
		x.quasi(l.At(1), x.at(l, 1, off), s, 1)
	}
}

func (x *walker) quasi(v kernel.Value, off int, s *scope, depth int) {
	switch {
	case v.IsDict():
		for at, part := range x.parts(v.AsDict(), unknown) {
			x.quasi(part, at, s, depth)
		}
	case v.IsSymbol():
		x.template(v.SymbolName(), off)
	case v.IsList() && v.AsList().Len() > 0:
		l := v.AsList()
		head := ""
		if l.At(0).IsSymbol() && l.Len() == 2 {
			head = l.At(0).SymbolName()
		}
		switch head {
		case "unquote", "splice-unquote", "unquote-splicing":
			if depth--; depth == 0 {
				x.expr(l.At(1), x.at(l, 1, off), s)
				return
			}
		case "quasiquote":
			depth++
		}
		for i := range l.Len() {
			x.quasi(l.At(i), x.at(l, i, off), s, depth)
		}
	}
}

// template notes a name that stands in what a macro makes, if it is one of the top level.
func (x *walker) template(name string, off int) {
	if x.code == 0 {
		return
	}
	if m := x.meaning(name, nil); m.def != nil {
		m.def.uses++
		x.note(Use{Offset: off, Name: name, Def: m.def, Prefix: m.in.prefix, Renamed: m.in.renamed})
	}
}

func formSet(x *walker, l *kernel.List, off int, s *scope) {
	if l.Len() > 1 && l.At(1).IsSymbol() {
		if m := x.meaning(l.At(1).SymbolName(), s); m.def != nil {
			m.def.assigned = true
		}
	}
	x.all(l, 1, off, s)
}
