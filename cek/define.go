package cek

import (
	"fmt"

	"github.com/sx-lang/sx/kernel"
)

// definition is a parsed (define …), or one of the definitions that a larger form stands for.
type definition struct {
	name   string
	pos    int32 // of the value
	value  kernel.Value
	params kernel.Value // of (define (name parameter…) body…): the list that starts with the name
	form   *kernel.List // that form
	make   func(s *scope) (node, error)
	known  kernel.Value // the value, when make gives a constant
}

func (a *analyzer) parseDefine(l *kernel.List) (*definition, error) {
	if l.Len() < 2 {
		return nil, a.syntaxError("define: want (define name value) or (define (name parameter…) body…)")
	}
	target := l.At(1)
	if target.IsList() && target.AsList().Len() > 0 && target.AsList().At(0).IsSymbol() {
		name := target.AsList().At(0).SymbolName()
		return &definition{name: name, pos: a.pos, params: target, form: l}, nil
	}
	if !target.IsSymbol() {
		return nil, a.errorAt(a.itemPos(l, 1), "define: want a name or (name parameter…), not %s",
			brief(target))
	}
	d := &definition{name: target.SymbolName(), pos: a.pos}
	switch l.Len() {
	case 2:
		d.value = kernel.Nil
	case 3:
		d.value, d.pos = l.At(2), a.itemPos(l, 2)
	case 4:
		if !l.At(2).IsString() {
			return nil, a.syntaxError("define: want one value for %s", d.name)
		}
		d.value, d.pos = l.At(3), a.itemPos(l, 3)
	default:
		return nil, a.syntaxError("define: want one value for %s", d.name)
	}
	return d, nil
}

// isLambda tells, before analysis, whether the value is a lambda: evaluating it runs no code.
func (d *definition) isLambda(a *analyzer, s *scope) bool {
	switch {
	case d.make != nil:
		return false
	case d.form != nil:
		return true
	case !d.value.IsList() || d.value.AsList().Len() < 2:
		return false
	}
	head := d.value.AsList().At(0)
	if !head.IsSymbol() {
		return false
	}
	m := a.resolve(head.SymbolName(), s)
	return m.local == nil && m.macro == nil && (m.name == "fn" || m.name == "lambda")
}

func (a *analyzer) definitionValue(d *definition, s *scope) (node, error) {
	switch {
	case d.make != nil:
		return d.make(s)
	case d.form != nil:
		return a.lambdaNode(a.strippedName(d.name), d.params, 1, d.form, 2, s)
	}
	saved := a.pos
	a.pos = d.pos
	n, err := a.expr(d.value, s, false)
	a.pos = saved
	if ln, ok := n.(*lambdaNode); ok && ln.fn.name == "" {
		ln.fn.name = a.strippedName(d.name)
	}
	return n, err
}

func (a *analyzer) strippedName(name string) string {
	return a.stripSymbol(kernel.Sym(name)).SymbolName()
}

func formDefine(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	d, err := a.parseDefine(l)
	if err != nil {
		return nil, err
	}
	if !s.isTop() {
		return nil, a.syntaxError("define: %s is not defined at the start of a body", d.name)
	}
	return a.topDefinition(d, s)
}

// isTop tells whether definitions in s are global.
func (s *scope) isTop() bool { return s.parent == nil }

func (a *analyzer) topDefinition(d *definition, s *scope) (node, error) {
	name := a.strippedName(d.name)
	if err := a.checkDefinable(name); err != nil {
		return nil, err
	}
	// The cell comes first, so that a function that calls itself finds it, not a builtin it replaces.
	if c := a.env.find(name); c != nil && c.fixed {
		if at, used := a.env.builtins[name]; used {
			a.warn(a.pos, fmt.Sprintf("%s means the builtin in what was compiled before this definition, first at %s", name, at))
		}
	}
	c := a.env.own(name)
	if c.value.Kind() == kernel.KindMacro {
		c = a.env.fresh(name) // the name is no macro any more, not in its own definition either
	}
	c.pos = kernel.Pos{Source: a.source, Offset: int(a.pos)}
	value, err := a.definitionValue(d, s)
	if err != nil {
		return nil, err
	}
	return defineNode{c, value}, nil
}

func (a *analyzer) checkDefinable(name string) error {
	if _, ok := a.m.forms[name]; ok {
		return a.syntaxError("define: %s is a special form", name)
	}
	if pos, ok := a.env.imports[name]; ok {
		return a.syntaxError("define: %s is here already: it is imported at %s", name, pos)
	}
	return nil
}

// formDefinition handles the forms that stand for several definitions, at top level.
func formDefinition(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	name := l.At(0).SymbolName()
	if !s.isTop() {
		return nil, a.syntaxError("%s: only at top level or at the start of a body", name)
	}
	defs, err := a.expandDefinition(a.strippedName(name), l)
	if err != nil {
		return nil, err
	}
	var nodes []node
	for _, d := range defs {
		n, err := a.topDefinition(d, s)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return sequence(nodes), nil
}

func (a *analyzer) expandDefinition(name string, l *kernel.List) ([]*definition, error) {
	switch name {
	case "define-values":
		return a.defineValues(l)
	case "define-record-type":
		return a.defineRecord(l)
	}
	return a.defineVariants(l)
}

// constant is a definition of a value that is known already.
func (a *analyzer) constant(name string, v kernel.Value) *definition {
	return &definition{name: name, pos: a.pos, known: v,
		make: func(*scope) (node, error) { return constNode{v}, nil }}
}

func (a *analyzer) defineValues(l *kernel.List) ([]*definition, error) {
	if l.Len() != 3 || !l.At(1).IsList() {
		return nil, a.syntaxError("define-values: want (define-values (name…) expression)")
	}
	names := l.At(1).AsList()
	a.m.gensyms++
	all := fmt.Sprintf("%%values%d", a.m.gensyms)
	required, rest, err := a.valueNames("define-values", names)
	if err != nil {
		return nil, err
	}
	defs := []*definition{{name: all, pos: a.pos, make: func(s *scope) (node, error) {
		return a.valuesList(l, 2, s, len(required), rest != "")
	}}}
	ref := func(s *scope) (node, error) { return a.reference(kernel.Sym(all), s) }
	for i, n := range required {
		defs = append(defs, &definition{name: n, pos: a.pos, make: func(s *scope) (node, error) {
			from, err := ref(s)
			return a.prelude("get", from, constNode{kernel.Int(int64(i))}), err
		}})
	}
	if rest != "" {
		defs = append(defs, &definition{name: rest, pos: a.pos, make: func(s *scope) (node, error) {
			from, err := ref(s)
			return a.prelude("drop", from, constNode{kernel.Int(int64(len(required)))}), err
		}})
	}
	return defs, nil
}

// valueNames reads the names of define-values and let-values: (a b &rest c).
func (a *analyzer) valueNames(form string, l *kernel.List) (required []string, rest string, err error) {
	a.names(l.Len())
	for i := 0; i < l.Len(); i++ {
		x := l.At(i)
		if !x.IsSymbol() {
			return nil, "", a.errorAt(a.itemPos(l, i), "%s: want a name, not %s", form, brief(x))
		}
		if a.isRest(x) {
			if i != l.Len()-2 || !l.At(i+1).IsSymbol() {
				return nil, "", a.errorAt(a.itemPos(l, i), "%s: &rest stands before the last name", form)
			}
			return required, l.At(i + 1).SymbolName(), nil
		}
		required = append(required, x.SymbolName())
	}
	return required, "", nil
}

// valuesList analyzes element i of l, which gives want values (or more, with rest), as a list.
func (a *analyzer) valuesList(l *kernel.List, i int, s *scope, want int, rest bool) (node, error) {
	n, err := a.item(l, i, s, false)
	if err != nil {
		return nil, err
	}
	return a.prelude("%values->list", n, constNode{kernel.Int(int64(want))},
		constNode{kernel.Bool(rest)}), nil
}

// defineRecord reads (define-record-type name (constructor field…) predicate (field get [set])…).
func (a *analyzer) defineRecord(l *kernel.List) ([]*definition, error) {
	const want = "define-record-type: want (define-record-type name (constructor field…) predicate (field accessor [modifier])…)"
	if l.Len() < 4 {
		return nil, a.syntaxError(want)
	}
	nameForm := l.At(1)
	if nameForm.IsList() && nameForm.AsList().Len() > 0 {
		nameForm = nameForm.AsList().At(0)
	}
	if !nameForm.IsSymbol() {
		return nil, a.syntaxError(want)
	}
	var fields []string
	for i := 4; i < l.Len(); i++ {
		spec := l.At(i)
		if spec.IsSymbol() {
			spec = kernel.ListOf(spec)
		}
		if !isSymbolList(spec) || spec.AsList().Len() < 1 || spec.AsList().Len() > 3 {
			return nil, a.errorAt(a.itemPos(l, i), want)
		}
		fields = append(fields, spec.AsList().At(0).SymbolName())
	}
	name := a.strippedName(nameForm.SymbolName())
	t := a.recordType(name, name, fields, nil)
	defs := []*definition{a.constant(nameForm.SymbolName(), t.Value())}
	ctor, err := a.recordConstructor(l, t)
	if err != nil {
		return nil, err
	}
	if ctor != nil {
		defs = append(defs, ctor)
	}
	if p := l.At(3); p.IsSymbol() {
		defs = append(defs, a.constant(p.SymbolName(), t.Predicate(a.strippedName(p.SymbolName())).Value()))
	}
	for i := 4; i < l.Len(); i++ {
		spec := l.At(i)
		if spec.IsSymbol() {
			continue
		}
		sl := spec.AsList()
		if sl.Len() > 1 {
			n := sl.At(1).SymbolName()
			defs = append(defs, a.constant(n, t.Accessor(a.strippedName(n), i-4).Value()))
		}
		if sl.Len() > 2 {
			n := sl.At(2).SymbolName()
			defs = append(defs, a.constant(n, t.Modifier(a.strippedName(n), i-4).Value()))
		}
	}
	return defs, nil
}

// recordType makes a record type with the next serial number of the machine.
func (a *analyzer) recordType(name, family string, fields, ctors []string) *kernel.RecordType {
	a.names(len(fields))
	a.m.recordTypes++
	t := kernel.NewRecordType(name, family, fields, ctors)
	t.Serial = a.m.recordTypes
	return t
}

// recordConstructor reads the constructor clause: (make field…), make for all fields, or #f.
func (a *analyzer) recordConstructor(l *kernel.List, t *kernel.RecordType) (*definition, error) {
	c := l.At(2)
	if !c.Truthy() {
		return nil, nil
	}
	if c.IsSymbol() {
		all := make([]int, len(t.Fields))
		for i := range all {
			all[i] = i
		}
		return a.constant(c.SymbolName(), t.Constructor(a.strippedName(c.SymbolName()), all).Value()), nil
	}
	if !isSymbolList(c) || c.AsList().Len() == 0 {
		return nil, a.errorAt(a.itemPos(l, 2), "define-record-type: want (constructor field…)")
	}
	cl := c.AsList()
	places := make(map[string]int, len(t.Fields))
	for i, f := range t.Fields {
		places[f] = i
	}
	var order []int
	for i := 1; i < cl.Len(); i++ {
		at, ok := places[cl.At(i).SymbolName()]
		if !ok {
			return nil, a.errorAt(a.itemPos(cl, i), "define-record-type: %s has no field %s", t.Name,
				cl.At(i).SymbolName())
		}
		order = append(order, at)
	}
	n := cl.At(0).SymbolName()
	return a.constant(n, t.Constructor(a.strippedName(n), order).Value()), nil
}

func isSymbolList(v kernel.Value) bool {
	if !v.IsList() {
		return false
	}
	for it := v.AsList().All(); ; {
		x, ok := it.Next()
		if !ok {
			return true
		}
		if !x.IsSymbol() {
			return false
		}
	}
}

// defineVariants reads (define-type Name (Ctor field…) …): for each constructor itself, Ctor?, and
// Ctor-field; and Name?.
func (a *analyzer) defineVariants(l *kernel.List) ([]*definition, error) {
	const want = "define-type: want (define-type Name (Constructor field…)…)"
	if l.Len() < 3 || !l.At(1).IsSymbol() {
		return nil, a.syntaxError(want)
	}
	family := l.At(1).SymbolName()
	var ctors []string
	for i := 2; i < l.Len(); i++ {
		c := l.At(i)
		if c.IsSymbol() {
			c = kernel.ListOf(c)
		}
		if !isSymbolList(c) || c.AsList().Len() == 0 {
			return nil, a.errorAt(a.itemPos(l, i), want)
		}
		ctors = append(ctors, c.AsList().At(0).SymbolName())
	}
	var defs []*definition
	var variants []*kernel.RecordType
	for i := 2; i < l.Len(); i++ {
		c := l.At(i)
		if c.IsSymbol() {
			c = kernel.ListOf(c)
		}
		cl := c.AsList()
		var fields []string
		var order []int
		for j := 1; j < cl.Len(); j++ {
			fields = append(fields, cl.At(j).SymbolName())
			order = append(order, j-1)
		}
		n := ctors[i-2]
		t := a.recordType(n, family, fields, ctors)
		variants = append(variants, t)
		defs = append(defs, a.constant(n, t.Constructor(n, order).Value()),
			a.constant(n+"?", t.Predicate(n+"?").Value()))
		for j, f := range fields {
			defs = append(defs, a.constant(n+"-"+f, t.Accessor(n+"-"+f, j).Value()))
		}
	}
	for _, t := range variants {
		t.Variants = variants
	}
	return append(defs, a.constant(family+"?", kernel.FamilyPredicate(family).Value())), nil
}
