package cek

import "github.com/sx-lang/sx/kernel"

// formTable gives the special forms by name. A form is one function here; those that only rearrange
// their operands are in forms_derived.go, definitions in define.go, lambda and let in forms_bind.go.
func formTable() map[string]form {
	return map[string]form{
		"quote":              formQuote,
		"quasiquote":         formQuasiquote,
		"if":                 formIf,
		"when":               formWhen,
		"unless":             formUnless,
		"and":                formAnd,
		"or":                 formOr,
		"cond":               formCond,
		"case":               formCase,
		"begin":              formBegin,
		"do":                 formDo,
		"->":                 formThreadFirst,
		"->>":                formThreadLast,
		"as->":               formThreadAs,
		"define":             formDefine,
		"define-values":      formDefinition,
		"define-record-type": formDefinition,
		"define-type":        formDefinition,
		"defmacro":           formMacro,
		"define-syntax":      formMacro,
		"let-syntax":         formLetSyntax,
		"letrec-syntax":      formLetSyntax,
		"set!":               formSet,
		"fn":                 formLambda,
		"lambda":             formLambda,
		"case-lambda":        formCaseLambda,
		"let":                formLet,
		"let*":               formLet,
		"letrec":             formLetrec,
		"letrec*":            formLetrec,
		"let-values":         formLetValues,
		"let*-values":        formLetValues,
		"receive":            formReceive,
		"let-match":          formLetMatch,
		"match":              formMatch,
		"parameterize":       formParameterize,
		"guard":              formGuard,
		"handler-bind":       formHandlerBind,
		"reset":              formReset,
		"shift":              formShift,
		"delay":              formDelay,
		"delay-force":        formDelay,
		"provide":            formProvide,
		"scope":              formScope,
		"perform":            formPerform,
		"import":             formTopOnly,
		"define-library":     formTopOnly,
	}
}

func formIf(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 3 || l.Len() > 4 {
		return nil, a.syntaxError("if: want (if test then [else])")
	}
	test, err := a.item(l, 1, s, false)
	if err != nil {
		return nil, err
	}
	then, err := a.item(l, 2, s, tail)
	if err != nil {
		return nil, err
	}
	var other node = constNode{kernel.Nil}
	if l.Len() == 4 {
		if other, err = a.item(l, 3, s, tail); err != nil {
			return nil, err
		}
	}
	return ifNode{test, then, other}, nil
}

func formWhen(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	return a.conditional(l, s, tail, "when")
}

func formUnless(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	return a.conditional(l, s, tail, "unless")
}

func (a *analyzer) conditional(l *kernel.List, s *scope, tail bool, name string) (node, error) {
	if l.Len() < 2 {
		return nil, a.syntaxError("%s: want (%s test body…)", name, name)
	}
	test, err := a.item(l, 1, s, false)
	if err != nil {
		return nil, err
	}
	body, err := a.body(l, 2, s, tail)
	if err != nil {
		return nil, err
	}
	if name == "when" {
		return ifNode{test, body, constNode{kernel.Nil}}, nil
	}
	return ifNode{test, constNode{kernel.Nil}, body}, nil
}

func formAnd(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	return a.junction(l, s, tail, true)
}

func formOr(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	return a.junction(l, s, tail, false)
}

func (a *analyzer) junction(l *kernel.List, s *scope, tail, and bool) (node, error) {
	n := l.Len() - 1
	switch n {
	case 0:
		return constNode{kernel.Bool(and)}, nil
	case 1:
		return a.item(l, 1, s, tail)
	}
	nodes := make([]node, n)
	for i := range nodes {
		x, err := a.item(l, i+1, s, tail && i == n-1)
		if err != nil {
			return nil, err
		}
		nodes[i] = x
	}
	return orNode{nodes, and}, nil
}

func formBegin(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	return a.body(l, 1, s, tail)
}

func formSet(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() != 3 || !l.At(1).IsSymbol() {
		return nil, a.syntaxError("set!: want (set! name value)")
	}
	pos := a.itemPos(l, 1)
	value, err := a.item(l, 2, s, false)
	if err != nil {
		return nil, err
	}
	m := a.resolve(l.At(1).SymbolName(), s)
	switch {
	case m.local != nil:
		m.local.mutated = true
		if m.local.loop != nil {
			a.use(m.local, nil, false)
		}
		return setNode{v: m.local, value: value, pos: pos}, nil
	case m.macro != nil:
		return nil, a.errorAt(pos, "set!: %s is a macro", m.name)
	}
	c := a.mention(m, pos)
	if c.fixed {
		return nil, a.errorAt(pos, "set!: %s is built in; (define %s …) makes a variable of that name",
			m.name, m.name)
	}
	if c.home != m.env {
		return nil, a.errorAt(pos, "set!: %s is imported; only the library that defines it can change it", m.name)
	}
	return setGlobalNode{c, value, pos}, nil
}

func formPerform(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() != 2 {
		return nil, a.syntaxError("perform: want (perform request)")
	}
	req, err := a.item(l, 1, s, false)
	return performNode{req, a.pos}, err
}

func formTopOnly(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	return nil, a.syntaxError("%s: only at top level", a.stripSymbol(l.At(0)).SymbolName())
}
