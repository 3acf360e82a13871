package cek

import "github.com/sx-lang/sx/kernel"

func formQuote(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() != 2 {
		return nil, a.syntaxError("quote: want (quote datum)")
	}
	return a.quoted(l.At(1)), nil
}

// quoted gives the node of a constant.
func (a *analyzer) quoted(v kernel.Value) node {
	v = a.strip(v)
	if isMutable(v) {
		return quoteNode{v}
	}
	return constNode{v}
}

// isMutable tells whether a program can change v.
func isMutable(v kernel.Value) bool {
	switch v.Kind() {
	case kernel.KindList, kernel.KindDict, kernel.KindVector, kernel.KindSet:
		return true
	}
	return false
}

// isFlat tells whether v contains nothing that a program can change, and so can be copied in one go;
// looked counts the elements looked at.
func isFlat(v kernel.Value) (flat bool, looked int) {
	switch v.Kind() {
	case kernel.KindList:
		for it := v.AsList().All(); ; looked++ {
			x, ok := it.Next()
			if !ok {
				return true, looked
			}
			if isMutable(x) {
				return false, looked
			}
		}
	case kernel.KindDict:
		for it := v.AsDict().All(); ; looked++ {
			_, x, ok := it.Next()
			if !ok {
				return true, looked
			}
			if isMutable(x) {
				return false, looked
			}
		}
	}
	return v.IsSet(), 0
}

// freshQuote gives a list or dict of its own that equals v, which is flat.
func freshQuote(v kernel.Value) kernel.Value {
	switch v.Kind() {
	case kernel.KindList:
		return v.AsList().Share().Value()
	case kernel.KindDict:
		return v.AsDict().Copy().Value()
	}
	return v.AsSet().Copy().Value()
}

// freshCopy gives a value of its own that equals v, with all that it contains; the copy is charged.
func (m *Machine) freshCopy(v kernel.Value, depth int) (kernel.Value, error) {
	if !isMutable(v) {
		return v, nil
	}
	if depth > maxNesting {
		return v, kernel.Condf(kernel.CondSyntax, "quote: a constant nested more than %d deep", maxNesting)
	}
	flat, looked := isFlat(v)
	if looked > fewSteps {
		if err := m.meter.Work(looked / 4); err != nil {
			return v, err
		}
	}
	if flat {
		return freshQuote(v), m.meter.Alloc(4 * slotSize)
	}
	if v.IsDict() {
		if err := m.meter.Alloc(v.AsDict().Len() * slotSize); err != nil {
			return v, err
		}
		d := kernel.NewDict()
		for it := v.AsDict().All(); ; {
			k, x, ok := it.Next()
			if !ok {
				return d.Value(), nil
			}
			y, err := m.freshCopy(x, depth+1)
			if err != nil {
				return v, err
			}
			d.Set(k, y)
		}
	}
	var items []kernel.Value
	if v.IsList() {
		items = v.AsList().Items()
	} else {
		items = v.AsVector().Items
	}
	if err := m.meter.Alloc(len(items) * slotSize); err != nil {
		return v, err
	}
	out := make([]kernel.Value, len(items))
	for i, x := range items {
		var err error
		if out[i], err = m.freshCopy(x, depth+1); err != nil {
			return v, err
		}
	}
	if v.IsList() {
		return kernel.ListOf(out...), nil
	}
	return kernel.NewVector(out), nil
}

// formQuasiquote builds the template with list, append and the like.
func formQuasiquote(a *analyzer, l *kernel.List, s *scope, tail bool) (node, error) {
	if l.Len() != 2 {
		return nil, a.syntaxError("quasiquote: want (quasiquote template)")
	}
	return a.template(l.At(1), s, 1)
}

func (a *analyzer) template(v kernel.Value, s *scope, depth int) (node, error) {
	switch v.Kind() {
	case kernel.KindList, kernel.KindDict, kernel.KindVector:
	default:
		return a.quoted(v), nil
	}
	// Charged, because a template made at run time may contain the same list many times.
	if err := a.m.meter.Work(1); err != nil {
		return nil, err
	}
	if err := a.deeper(); err != nil {
		return nil, err
	}
	defer func() { a.depth-- }()
	if v.IsDict() {
		return a.templateDict(v.AsDict(), s, depth)
	}
	if v.IsVector() {
		n, constant, err := a.templateList(kernel.NewList(v.AsVector().Items), s, depth)
		if constant || err != nil {
			return a.quoted(v), err
		}
		return a.prelude("list->vector", n), nil
	}
	l := v.AsList()
	switch a.templateWord(l) {
	case "unquote":
		if depth == 1 {
			return a.item(l, 1, s, false)
		}
		depth--
	case "quasiquote":
		depth++
	case "unquote-splicing":
		if depth == 1 {
			return nil, a.syntaxError("unquote-splicing: there is no list to splice into here")
		}
		depth--
	}
	n, constant, err := a.templateList(l, s, depth)
	if constant {
		return a.quoted(v), nil
	}
	return n, err
}

// templateWord tells whether l is (unquote x), (unquote-splicing x) or (quasiquote x).
func (a *analyzer) templateWord(l *kernel.List) string {
	if l.Len() != 2 || !l.At(0).IsSymbol() {
		return ""
	}
	switch name := a.strippedName(l.At(0).SymbolName()); name {
	case "unquote", "quasiquote", "unquote-splicing":
		return name
	case "splice-unquote":
		return "unquote-splicing"
	}
	return ""
}

// templateList gives a node for a list of the elements of l; constant is true if nothing in it is
// evaluated.
func (a *analyzer) templateList(l *kernel.List, s *scope, depth int) (n node, constant bool, err error) {
	var parts []node // each gives a list
	var run []node   // elements not yet in parts
	constant = true
	for it := l.All(); ; {
		x, ok := it.Next()
		if !ok {
			break
		}
		word := ""
		if x.IsList() {
			word = a.templateWord(x.AsList())
		}
		if depth == 1 && word == "unquote-splicing" {
			if len(run) > 0 {
				parts = append(parts, a.listOf(run))
			}
			n, err := a.item(x.AsList(), 1, s, false)
			if err != nil {
				return nil, false, err
			}
			parts, run, constant = append(parts, n), nil, false
			continue
		}
		n, err := a.template(x, s, depth)
		if err != nil {
			return nil, false, err
		}
		switch n.(type) {
		case constNode, quoteNode:
			constant = constant && !(depth == 1 && word == "unquote")
		default:
			constant = false
		}
		run = append(run, n)
	}
	switch {
	case constant:
		return nil, true, nil
	case len(parts) == 0:
		return a.listOf(run), false, nil
	case len(run) > 0:
		parts = append(parts, a.listOf(run))
	}
	return a.appendOf(parts), false, nil
}

func (a *analyzer) templateDict(d *kernel.Dict, s *scope, depth int) (node, error) {
	return a.dictOf(d, func(v kernel.Value) (node, error) { return a.template(v, s, depth) })
}
