package naive

import (
	"fmt"

	"github.com/sx-lang/sx/kernel"
)

// typeName is a name that a definition of a type makes, with its value.
type typeName struct {
	name  string
	value kernel.Value
}

// item is one form of a body: an expression, or a definition.
type item struct {
	form kernel.Value
	def  *kernel.List
	kind string // of the definition
}

// body evaluates forms. Within a function, definitions among them are variables of the body, known
// from its start and unbound until the definition; at top level they are global.
func (ev *Evaluator) body(xs []kernel.Value, e *env, d *dynamic, k cont) step {
	if e.isTop() {
		return ev.sequence(xs, e, d, k)
	}
	e = e.child()
	var items []item
	for _, x := range xs {
		var ok bool
		if items, ok = ev.scan(x, e, items); !ok {
			return nil
		}
	}
	return ev.items(items, e, d, k)
}

func (ev *Evaluator) items(items []item, e *env, d *dynamic, k cont) step {
	if len(items) == 0 {
		return k(kernel.Nil, d)
	}
	it := items[0]
	switch {
	case it.def != nil:
		return ev.define(it.kind, it.def, e, d, func(v kernel.Value, d *dynamic) step { return ev.items(items[1:], e, d, k) })
	case len(items) == 1:
		return ev.eval(it.form, e, d, k)
	}
	return ev.eval(it.form, e, d, func(_ kernel.Value, d *dynamic) step { return ev.items(items[1:], e, d, k) })
}

// scan adds a form of a body to its items, with macros at its head expanded and begin spliced, and
// declares what it defines in e.
func (ev *Evaluator) scan(x kernel.Value, e *env, items []item) ([]item, bool) {
	l := asForm(x)
	if l == nil {
		return append(items, item{form: x}), true
	}
	v, name := ev.resolve(l.At(0).SymbolName(), e)
	if v != nil && v.Kind() == kernel.KindMacro {
		x, ok := ev.expand(kernel.As[macro](*v), l, e)
		if !ok {
			return nil, false
		}
		return ev.scan(x, e, items)
	}
	if v != nil {
		return append(items, item{form: x}), true
	}
	switch name {
	case "do", "begin":
		if name == "do" && isLoopDo(l) {
			break
		}
		ev.use(name, nil)
		ev.Tally[name].Worked++
		for _, y := range l.Items()[1:] {
			var ok bool
			if items, ok = ev.scan(y, e, items); !ok {
				return nil, false
			}
		}
		return items, true
	case "define", "define-values", "define-record-type", "define-type":
		names, ok := ev.defined(name, l)
		if !ok {
			ev.malformed(l)
			return nil, false
		}
		for _, n := range names {
			if e.vars[n] == nil {
				e.bind(n, kernel.Unbound)
			}
		}
		return append(items, item{def: l, kind: name}), true
	case "defmacro", "define-syntax":
		ok := ev.defineMacro(name, l, e)
		return items, ok
	}
	return append(items, item{form: x}), true
}

// defined gives the names that a definition defines.
func (ev *Evaluator) defined(kind string, l *kernel.List) (names []string, ok bool) {
	switch {
	case l.Len() < 2:
		return nil, false
	case kind == "define":
		target := l.At(1)
		if f := asForm(target); f != nil {
			target = f.At(0)
		} else if l.Len() > 3 && !(l.Len() == 4 && l.At(2).IsString()) {
			return nil, false
		}
		if !target.IsSymbol() {
			return nil, false
		}
		return []string{target.SymbolName()}, true
	case kind == "define-values":
		if l.Len() != 3 || !l.At(1).IsList() {
			return nil, false
		}
		required, rest, ok := ev.valueNames(l.At(1))
		if rest != "" {
			required = append(required, rest)
		}
		return required, ok
	}
	types, ok := ev.typeNames(kind, l)
	for _, t := range types {
		names = append(names, t.name)
	}
	return names, ok
}

// formDefinition is a definition at top level.
func formDefinition(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	_, kind := ev.resolve(l.At(0).SymbolName(), e)
	if !e.isTop() {
		return ev.malformed(l)
	}
	if kind == "defmacro" || kind == "define-syntax" {
		if !ev.defineMacro(kind, l, e) {
			return nil
		}
		return k(kernel.Nil, d)
	}
	names, ok := ev.defined(kind, l)
	if !ok {
		return ev.malformed(l)
	}
	for _, n := range names {
		n = ev.bare(n)
		if ev.forms[n] != nil {
			return ev.malformed(l)
		}
		if v := e.vars[n]; v == nil || v.Kind() == kernel.KindMacro {
			e.bind(n, kernel.Unbound)
		}
	}
	return ev.define(kind, l, e, d, k)
}

// define gives the variables that l defines, which are declared in e, their values.
func (ev *Evaluator) define(kind string, l *kernel.List, e *env, d *dynamic, k cont) step {
	if !e.isTop() {
		k = ev.use(kind, k)
	}
	set := func(name string, v kernel.Value) {
		if e.isTop() {
			name = ev.bare(name)
		}
		*e.vars[name] = v
	}
	switch kind {
	case "define":
		if f := asForm(l.At(1)); f != nil {
			v, ok := ev.closure(f.At(0).SymbolName(), l.At(1), 1, l, 2, e)
			if !ok {
				return ev.malformed(l)
			}
			set(f.At(0).SymbolName(), v)
			return k(kernel.Nil, d)
		}
		b := binding{l.At(1), kernel.Nil}
		if l.Len() > 2 {
			b.init = l.At(l.Len() - 1)
		}
		return ev.namedInit(b, e, d, ev.onceInside(e, func(v kernel.Value, d *dynamic) step {
			set(l.At(1).SymbolName(), v)
			return k(kernel.Nil, d)
		}))
	case "define-values":
		required, rest, _ := ev.valueNames(l.At(1))
		return ev.eval(l.At(2), e, d, ev.onceInside(e, func(v kernel.Value, d *dynamic) step {
			return ev.spread(v, len(required), rest != "", d, k, func(vs []kernel.Value, d *dynamic) step {
				for i, n := range required {
					set(n, vs[i])
				}
				if rest != "" {
					set(rest, kernel.ListOf(vs[len(required):]...))
				}
				return k(kernel.Nil, d)
			})
		}))
	}
	types, _ := ev.typeNames(kind, l)
	for _, t := range types {
		set(t.name, t.value)
	}
	return k(kernel.Nil, d)
}

// onceInside is once, for definitions within a function: a global can be given its value again.
func (ev *Evaluator) onceInside(e *env, k cont) cont {
	if e.isTop() {
		return k
	}
	return ev.once(k)
}

// valueNames reads the names of define-values and let-values: (a b &rest c).
func (ev *Evaluator) valueNames(v kernel.Value) (required []string, rest string, ok bool) {
	if v.IsSymbol() {
		return nil, v.SymbolName(), true
	}
	if !v.IsList() {
		return nil, "", false
	}
	items := v.AsList().Items()
	for i, x := range items {
		switch {
		case !x.IsSymbol():
			return nil, "", false
		case ev.named(x, "&rest"):
			return required, items[len(items)-1].SymbolName(), i == len(items)-2 && items[i+1].IsSymbol()
		}
		required = append(required, x.SymbolName())
	}
	return required, "", true
}

// spread gives the values in v, of which there have to be want, or as many at least.
func (ev *Evaluator) spread(v kernel.Value, want int, more bool, d *dynamic, k cont, then func(vs []kernel.Value, d *dynamic) step) step {
	vs := valuesOf(v)
	if len(vs) < want || len(vs) > want && !more {
		least := ""
		if more {
			least = "at least "
		}
		return ev.fail(d, k, kernel.CondArity, fmt.Sprintf("want %s%d values, got %d", least, want, len(vs)))
	}
	return then(vs, d)
}

// valuesOf gives the values in v: those of (values …), or v itself.
func valuesOf(v kernel.Value) []kernel.Value {
	if v.Kind() == kernel.KindValues {
		return append([]kernel.Value(nil), kernel.As[kernel.Values](v).Items...)
	}
	return []kernel.Value{v}
}

func formLetValues(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() < 2 || !l.At(1).IsList() {
		return ev.malformed(l)
	}
	specs := l.At(1).AsList().Items()
	var bind func(i int, e *env, d *dynamic) step
	bind = func(i int, e *env, d *dynamic) step {
		if i == len(specs) {
			return ev.body(l.Items()[2:], e.child(), d, k)
		}
		if !specs[i].IsList() || specs[i].AsList().Len() != 2 {
			return ev.malformed(l)
		}
		return ev.receive(specs[i].AsList().At(0), specs[i].AsList().At(1), e, d, k, func(e *env, d *dynamic) step { return bind(i+1, e, d) })
	}
	return bind(0, e, d)
}

func formReceive(ev *Evaluator, l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() < 3 {
		return ev.malformed(l)
	}
	return ev.receive(l.At(1), l.At(2), e, d, k, func(e *env, d *dynamic) step { return ev.body(l.Items()[3:], e.child(), d, k) })
}

// receive binds names to the values of x.
func (ev *Evaluator) receive(names, x kernel.Value, e *env, d *dynamic, k cont, then func(e *env, d *dynamic) step) step {
	required, rest, ok := ev.valueNames(names)
	if !ok {
		return ev.unsupported("malformed names of values")
	}
	return ev.eval(x, e, d, func(v kernel.Value, d *dynamic) step {
		return ev.spread(v, len(required), rest != "", d, k, func(vs []kernel.Value, d *dynamic) step {
			e := e
			for i, n := range required {
				e = e.binding(n, vs[i])
			}
			if rest != "" {
				e = e.binding(rest, kernel.ListOf(vs[len(required):]...))
			}
			return then(e, d)
		})
	})
}

// typeNames gives what define-record-type or define-type defines. A form defines one type, however
// often it is evaluated.
func (ev *Evaluator) typeNames(kind string, l *kernel.List) ([]typeName, bool) {
	if names, ok := ev.types[l]; ok {
		return names, true
	}
	var names []typeName
	ok := false
	if kind == "define-type" {
		names, ok = ev.variants(l)
	} else {
		names, ok = ev.record(l)
	}
	ev.types[l] = names
	return names, ok
}

// record reads (define-record-type name (constructor field…) predicate (field accessor [modifier])…).
func (ev *Evaluator) record(l *kernel.List) (out []typeName, ok bool) {
	if l.Len() < 4 || !l.At(1).IsSymbol() || asForm(l.At(2)) == nil || !areSymbols(l.At(2)) || !l.At(3).IsSymbol() {
		return nil, false
	}
	var fields []string
	for _, spec := range l.Items()[4:] {
		if asForm(spec) == nil || !areSymbols(spec) {
			return nil, false
		}
		fields = append(fields, spec.AsList().At(0).SymbolName())
	}
	add := func(name kernel.Value, v func(name string) kernel.Value) {
		out = append(out, typeName{name.SymbolName(), v(ev.bare(name.SymbolName()))})
	}
	t := kernel.NewRecordType(ev.bare(l.At(1).SymbolName()), ev.bare(l.At(1).SymbolName()), fields, nil)
	add(l.At(1), func(string) kernel.Value { return t.Value() })
	var order []int
	for _, f := range l.At(2).AsList().Items()[1:] {
		at := -1
		for i, name := range fields {
			if name == f.SymbolName() {
				at = i
			}
		}
		if at < 0 {
			return nil, false
		}
		order = append(order, at)
	}
	add(l.At(2).AsList().At(0), func(name string) kernel.Value { return t.Constructor(name, order).Value() })
	add(l.At(3), func(name string) kernel.Value { return t.Predicate(name).Value() })
	for i, spec := range l.Items()[4:] {
		s := spec.AsList()
		if s.Len() > 1 {
			add(s.At(1), func(name string) kernel.Value { return t.Accessor(name, i).Value() })
		}
		if s.Len() > 2 {
			add(s.At(2), func(name string) kernel.Value { return t.Modifier(name, i).Value() })
		}
	}
	return out, true
}

// variants reads (define-type Name (Constructor field…)…).
func (ev *Evaluator) variants(l *kernel.List) (out []typeName, ok bool) {
	if l.Len() < 3 || !l.At(1).IsSymbol() {
		return nil, false
	}
	var ctors []string
	for _, c := range l.Items()[2:] {
		if asForm(c) == nil || !areSymbols(c) {
			return nil, false
		}
		ctors = append(ctors, c.AsList().At(0).SymbolName())
	}
	family := l.At(1).SymbolName()
	for i, c := range l.Items()[2:] {
		var fields []string
		var order []int
		for j, f := range c.AsList().Items()[1:] {
			fields, order = append(fields, f.SymbolName()), append(order, j)
		}
		t := kernel.NewRecordType(ctors[i], family, fields, ctors)
		out = append(out, typeName{ctors[i], t.Constructor(ctors[i], order).Value()}, typeName{ctors[i] + "?", t.Predicate(ctors[i] + "?").Value()})
		for j, f := range fields {
			out = append(out, typeName{ctors[i] + "-" + f, t.Accessor(ctors[i]+"-"+f, j).Value()})
		}
	}
	return append(out, typeName{family + "?", kernel.FamilyPredicate(family).Value()}), true
}
