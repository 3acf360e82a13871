package cek

import "github.com/sx-lang/sx/kernel"

func formLambda(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 2 {
		return nil, a.syntaxError("fn: want (fn (parameter…) body…)")
	}
	return a.lambdaNode("", l.At(1), 0, l, 2, s)
}

// lambdaNode is lambda as a node, which is nil when there is an error.
func (a *analyzer) lambdaNode(name string, params kernel.Value, from int, l *kernel.List, bodyFrom int,
	s *scope) (node, error) {
	n, err := a.lambda(name, params, from, l, bodyFrom, s)
	if err != nil {
		return nil, err
	}
	return n, nil
}

// params reads a parameter list. Parameters are symbols, (name :as type), after &optional and &key
// also (name default), and patterns to take apart.
type param struct {
	name    string
	pattern kernel.Value // set for a pattern
	deflt   kernel.Value
	hasDflt bool
}

type paramList struct {
	required, optional, keys []param
	rest                     *param
}

func (a *analyzer) parseParams(v kernel.Value, from int) (*paramList, error) {
	p := &paramList{}
	if v.IsSymbol() {
		p.rest = &param{name: v.SymbolName()}
		return p, nil
	}
	if !v.IsList() && !v.IsNil() {
		return nil, a.syntaxError("fn: the parameters are a %s, want a list", kernel.TypeOf(v))
	}
	if v.IsNil() {
		return p, nil
	}
	l := v.AsList()
	a.names(l.Len() - from)
	mode := ""
	seen := map[string]bool{}
	for i := from; i < l.Len(); i++ {
		x := l.At(i)
		if x.IsSymbol() {
			switch name := a.stripSymbol(x).SymbolName(); name {
			case "&optional", "&rest", "&key":
				mode = name
				continue
			}
		}
		q, err := a.parseParam(l, i, mode)
		if err != nil {
			return nil, err
		}
		if seen[q.name] && q.name != "" && q.name != "_" {
			return nil, a.errorAt(a.itemPos(l, i), "fn: the parameter %s is there twice", a.strippedName(q.name))
		}
		seen[q.name] = true
		switch mode {
		case "":
			p.required = append(p.required, q)
		case "&optional":
			p.optional = append(p.optional, q)
		case "&key":
			p.keys = append(p.keys, q)
		default:
			if p.rest != nil {
				return nil, a.errorAt(a.itemPos(l, i), "fn: more than one parameter after &rest")
			}
			p.rest = &q
		}
	}
	if mode == "&rest" && p.rest == nil {
		return nil, a.syntaxError("fn: there is no parameter after &rest")
	}
	return p, nil
}

func (a *analyzer) parseParam(l *kernel.List, i int, mode string) (param, error) {
	x := l.At(i)
	pos := a.itemPos(l, i)
	switch {
	case x.IsSymbol():
		return param{name: x.SymbolName()}, nil
	case x.IsList() && IsAnnotated(x.AsList()):
		return param{name: x.AsList().At(0).SymbolName()}, nil
	case x.IsList() && (mode == "&optional" || mode == "&key"):
		pl := x.AsList()
		if pl.Len() == 2 && pl.At(0).IsSymbol() {
			return param{name: pl.At(0).SymbolName(), deflt: pl.At(1), hasDflt: true}, nil
		}
	case (x.IsList() || x.IsDict()) && mode == "":
		return param{name: "", pattern: x}, nil
	}
	return param{}, a.errorAt(pos, "fn: %s is no parameter", brief(x))
}

// lambda analyzes a function: params[from:] are its parameters, l[bodyFrom:] its body.
func (a *analyzer) lambda(name string, params kernel.Value, from int, l *kernel.List, bodyFrom int,
	s *scope) (*lambdaNode, error) {
	p, err := a.parseParams(params, from)
	if err != nil {
		return nil, err
	}
	f := &function{name: name, parent: a.fn, pos: a.pos}
	if l.Len() > bodyFrom+1 && l.At(bodyFrom).IsString() {
		f.doc = l.At(bodyFrom).Text()
		bodyFrom++
	}
	inner := s.child(f)
	outer := a.fn
	a.fn = f
	defer func() { a.fn = outer }()
	wrap, err := a.bindParams(f, p, inner)
	if err != nil {
		return nil, err
	}
	if len(wrap.vars) > 0 {
		inner = wrap.scope
	}
	body, err := a.body(l, bodyFrom, inner, true)
	if err != nil {
		return nil, err
	}
	f.body = body
	if len(wrap.vars) > 0 {
		f.body = letNode{wrap.vars, wrap.inits, body}
	}
	return &lambdaNode{f}, nil
}

// bindings collects variables that are bound one after the other. They share one scope: what was analyzed
// before a variable is added has found its own already, also under the same name.
type bindings struct {
	scope *scope
	own   bool // scope belongs to these bindings
	vars  []*variable
	inits []node
}

func (b *bindings) add(name string, init node) *variable {
	if !b.own {
		b.scope, b.own = b.scope.child(b.scope.fn), true
	}
	v := b.scope.bind(name)
	b.vars = append(b.vars, v)
	b.inits = append(b.inits, init)
	return v
}

// bindParams gives f its parameters; what has to be computed at entry comes back as bindings.
func (a *analyzer) bindParams(f *function, p *paramList, s *scope) (*bindings, error) {
	patterns := []kernel.Value{}
	patternVars := []*variable{}
	for _, q := range p.required {
		v := s.bind(q.name)
		f.params = append(f.params, v)
		if q.name == "" {
			patterns = append(patterns, q.pattern)
			patternVars = append(patternVars, v)
		}
	}
	f.required = len(p.required)
	f.optional = len(p.optional)
	for _, q := range p.optional {
		var deflt node = constNode{kernel.Nil}
		if q.hasDflt {
			var err error
			if deflt, err = a.expr(q.deflt, s, false); err != nil {
				return nil, err
			}
		}
		f.params = append(f.params, s.bind(q.name))
		f.prologue = append(f.prologue, deflt)
	}
	var rest *variable
	if p.rest != nil || len(p.keys) > 0 {
		name := ""
		if p.rest != nil {
			name = p.rest.name
		}
		rest = s.bind(name)
		f.params = append(f.params, rest)
		f.rest = true
	}
	b := &bindings{scope: s}
	if len(p.keys) > 0 {
		if err := a.bindKeys(b, p.keys, rest, f.name); err != nil {
			return nil, err
		}
	}
	for i, pat := range patterns {
		if err := a.destructure(b, pat, localNode{patternVars[i], a.pos}); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// bindKeys binds the keyword parameters from the list of further arguments.
func (a *analyzer) bindKeys(b *bindings, keys []param, rest *variable, fn string) error {
	names := make([]kernel.Value, len(keys))
	for i, k := range keys {
		names[i] = kernel.Str(a.strippedName(k.name))
	}
	from := localNode{rest, a.pos}
	check := a.prelude("%check-keys", from, constNode{kernel.ListOf(names...)},
		constNode{kernel.Str(a.strippedName(fn))})
	dict := b.add("", check)
	for i, k := range keys {
		var deflt node = constNode{kernel.Nil}
		if k.hasDflt {
			var err error
			if deflt, err = a.expr(k.deflt, b.scope, false); err != nil {
				return err
			}
		}
		d := localNode{dict, a.pos}
		name := constNode{names[i]}
		b.add(k.name, ifNode{a.prelude("has-key?", d, name), a.prelude("get", d, name), deflt})
	}
	return nil
}

// isRest recognizes &rest in a pattern.
func (a *analyzer) isRest(v kernel.Value) bool {
	return v.IsSymbol() && a.stripSymbol(v).IsSymbolNamed("&rest")
}

// destructure binds the names in a pattern to parts of the value that from gives: a list of
// patterns, with &rest, takes a list apart, missing elements are nil; a dict takes values by key.
func (a *analyzer) destructure(b *bindings, pattern kernel.Value, from node) error {
	if err := a.deeper(); err != nil {
		return err
	}
	defer func() { a.depth-- }()
	switch {
	case pattern.IsSymbol():
		b.add(pattern.SymbolName(), from)
		return nil
	case pattern.IsDict():
		a.names(pattern.AsDict().Len())
		whole := localNode{b.add("", from), a.pos}
		for it := pattern.AsDict().All(); ; {
			k, sub, ok := it.Next()
			if !ok {
				return nil
			}
			part := a.prelude("get", whole, constNode{kernel.Str(k.String())})
			if err := a.destructure(b, sub, part); err != nil {
				return err
			}
		}
	case pattern.IsList():
		l := pattern.AsList()
		a.names(l.Len())
		whole := localNode{b.add("", from), a.pos}
		for i := 0; i < l.Len(); i++ {
			if a.isRest(l.At(i)) {
				if i != l.Len()-2 {
					return a.syntaxError("&rest stands before the last name of a pattern")
				}
				part := a.prelude("drop", whole, constNode{kernel.Int(int64(i))})
				return a.destructure(b, l.At(i+1), part)
			}
			part := a.prelude("get", whole, constNode{kernel.Int(int64(i))})
			if err := a.destructure(b, l.At(i), part); err != nil {
				return err
			}
		}
		return nil
	}
	return a.syntaxError("cannot bind %s: want a name, a list or a dict", brief(pattern))
}

// binding is one name or pattern of a let with its init.
type binding struct {
	target  kernel.Value
	init    kernel.Value
	pos     int32
	initPos int32
}

// parseBindings reads ((a 1) (b 2)), and the flat a 1 b 2 in one list.
func (a *analyzer) parseBindings(form string, v kernel.Value) ([]binding, error) {
	if v.IsNil() {
		return nil, nil
	}
	if !v.IsList() {
		return nil, a.syntaxError("%s: the bindings are a %s, want a list", form, kernel.TypeOf(v))
	}
	l := v.AsList()
	var out []binding
	if isPairs(l) {
		for i := 0; i < l.Len(); i++ {
			p := l.At(i).AsList()
			b := binding{target: p.At(0), init: kernel.Nil, pos: a.itemPos(l, i), initPos: a.itemPos(l, i)}
			if p.Len() == 2 {
				b.init, b.initPos = p.At(1), a.itemPos(p, 1)
			}
			out = append(out, b)
		}
		return out, nil
	}
	if l.Len()%2 != 0 {
		return nil, a.syntaxError("%s: want ((name value)…) or name value …", form)
	}
	for i := 0; i < l.Len(); i += 2 {
		out = append(out, binding{l.At(i), l.At(i + 1), a.itemPos(l, i), a.itemPos(l, i+1)})
	}
	return out, nil
}

// isPairs tells whether every element is a list of a target and an init.
func isPairs(l *kernel.List) bool {
	for it := l.All(); ; {
		x, ok := it.Next()
		if !ok {
			return true
		}
		if !x.IsList() || x.AsList().Len() < 1 || x.AsList().Len() > 2 {
			return false
		}
	}
}

func formLet(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() >= 3 && l.At(1).IsSymbol() {
		return a.namedLet(l, s, tail)
	}
	if l.Len() < 2 {
		return nil, a.syntaxError("let: want (let (binding…) body…)")
	}
	parsed, err := a.parseBindings("let", l.At(1))
	if err != nil {
		return nil, err
	}
	b := &bindings{scope: s}
	for _, p := range parsed {
		init, err := a.bindingInit(p, b.scope)
		if err != nil {
			return nil, err
		}
		saved := a.pos
		a.pos = p.pos
		err = a.destructure(b, p.target, init)
		a.pos = saved
		if err != nil {
			return nil, err
		}
	}
	body, err := a.body(l, 2, b.scope.child(s.fn), tail)
	if err != nil {
		return nil, err
	}
	if len(b.vars) == 0 {
		return body, nil
	}
	return letNode{b.vars, b.inits, body}, nil
}

// bindingInit analyzes the init of a binding; a lambda takes the binding's name.
func (a *analyzer) bindingInit(p binding, s *scope) (node, error) {
	saved := a.pos
	defer func() { a.pos = saved }()
	a.pos = p.initPos
	n, err := a.expr(p.init, s, false)
	if ln, ok := n.(*lambdaNode); ok && p.target.IsSymbol() && ln.fn.name == "" {
		ln.fn.name = p.target.SymbolName()
	}
	return n, err
}

func formLetrec(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() < 2 {
		return nil, a.syntaxError("letrec: want (letrec ((name value)…) body…)")
	}
	parsed, err := a.parseBindings("letrec", l.At(1))
	if err != nil {
		return nil, err
	}
	b := &bodyAnalysis{a: a, s: s}
	saved := a.pos
	for _, p := range parsed {
		if !p.target.IsSymbol() {
			return nil, a.errorAt(p.pos, "letrec: want a name, not %s", brief(p.target))
		}
		a.pos = p.pos
		b.declare(&definition{name: p.target.SymbolName(), value: p.init, pos: p.initPos})
	}
	a.pos = saved
	b.ownScope()
	b.bodyOf = &bodyRest{l, 2}
	return b.finish(tail)
}
