package naive

import (
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// loader runs the forms of a text or of a library's body, one after the other. Forms that have been
// begun are not begun again, whatever continuation comes back to an earlier one.
type loader struct {
	forms   []kernel.Value
	env     *env
	library *library // that the forms make up, or nil
}

// library is what define-library makes.
type library struct {
	env     *env
	exports map[string]string // external name to the name in env
	order   []string
	ready   bool
}

// load runs what is left of l and goes on with the value of the last form.
func (ev *Evaluator) load(l *loader, d *dynamic, k cont) step {
	return ev.loadFrom(l, kernel.Nil, d, k)
}

func (ev *Evaluator) loadFrom(l *loader, last kernel.Value, d *dynamic, k cont) step {
	if len(l.forms) == 0 {
		return k(last, d)
	}
	x := l.forms[0]
	l.forms = l.forms[1:]
	next := func(v kernel.Value, d *dynamic) step { return ev.loadFrom(l, v, d, k) }
	form := asForm(x)
	if form == nil {
		return ev.eval(x, l.env, d, next)
	}
	v, name := ev.resolve(form.At(0).SymbolName(), l.env)
	if v != nil && v.Kind() == kernel.KindMacro {
		y, ok := ev.expand(kernel.As[macro](*v), form, l.env)
		if !ok {
			return nil
		}
		l.forms = append([]kernel.Value{y}, l.forms...)
		return ev.loadFrom(l, last, d, k)
	}
	switch {
	case v != nil && ev.forms[name] == nil:
	case name == "begin" || name == "do" && !isLoopDo(form):
		ev.use(name, nil)
		ev.Tally[name].Worked++
		l.forms = append(append([]kernel.Value{}, form.Items()[1:]...), l.forms...)
		return ev.loadFrom(l, last, d, k)
	case name == "import":
		return ev.importForm(ev.strip(x).AsList(), l.env, d, ev.use(name, func(_ kernel.Value, d *dynamic) step {
			return ev.loadFrom(l, last, d, k)
		}))
	case name == "define-library":
		return ev.defineLibrary(ev.strip(x).AsList(), d, ev.use(name, next))
	case name == "export" && l.library != nil:
		for _, y := range form.Items()[1:] {
			inner := y
			if r := asForm(y); r != nil && r.Len() == 3 {
				inner, y = r.At(1), r.At(2)
			}
			if !inner.IsSymbol() || !y.IsSymbol() {
				return ev.malformed(form)
			}
			l.library.exports[y.SymbolName()] = inner.SymbolName()
			l.library.order = append(l.library.order, y.SymbolName())
		}
		return ev.loadFrom(l, last, d, k)
	}
	return ev.eval(x, l.env, d, next)
}

func (ev *Evaluator) defineLibrary(l *kernel.List, d *dynamic, k cont) step {
	if l.Len() < 2 || ev.libraries[kernel.Write(l.At(1))] != nil {
		return ev.malformed(l)
	}
	lib := &library{env: ev.base.child(), exports: map[string]string{}}
	ev.libraries[kernel.Write(l.At(1))] = lib
	return ev.load(&loader{forms: l.Items()[2:], env: lib.env, library: lib}, d, func(v kernel.Value, d *dynamic) step {
		for _, name := range lib.order {
			if w := lib.env.find(lib.exports[name]); w == nil || w.IsUnbound() {
				return ev.unsupported("a library that does not define %s", name)
			}
		}
		lib.ready = true
		return k(v, d)
	})
}

// importForm brings libraries in; one that is not there is asked of the world.
func (ev *Evaluator) importForm(l *kernel.List, to *env, d *dynamic, k cont) step {
	for _, set := range l.Items()[1:] {
		name := set
		for isQualified(name) {
			name = name.AsList().At(1)
		}
		lib := ev.libraries[kernel.Write(name)]
		base := strings.HasPrefix(kernel.Write(name), "(scheme ")
		if lib != nil && !lib.ready {
			return ev.malformed(l)
		}
		if lib != nil || base {
			continue
		}
		ask := kernel.DictOf("op", kernel.Str("import"), "args", kernel.ListOf(name))
		return ev.perform(ask, d, func(v kernel.Value, d *dynamic) step {
			if !v.IsString() {
				return ev.unsupported("no library %s", kernel.Write(name))
			}
			forms, err := readForms("library", v.Text())
			if err != nil {
				return ev.unsupported("%v", err)
			}
			return ev.load(&loader{forms: forms, env: ev.base.child()}, d, func(_ kernel.Value, d *dynamic) step {
				if ev.libraries[kernel.Write(name)] == nil {
					return ev.unsupported("no library %s in its text", kernel.Write(name))
				}
				return ev.importForm(l, to, d, k)
			})
		})
	}
	for _, set := range l.Items()[1:] {
		names, ok := ev.importSet(set)
		if !ok {
			return ev.malformed(l)
		}
		for name, v := range names {
			if old := to.vars[name]; old != nil && old != v {
				return ev.malformed(l)
			}
			to.vars[name] = v
		}
	}
	return k(kernel.Nil, d)
}

func isQualified(set kernel.Value) bool {
	l := asForm(set)
	return l != nil && l.Len() > 1 && l.At(1).IsList() && strings.Contains(" only except prefix rename ", " "+l.At(0).SymbolName()+" ")
}

// importSet gives the variables that an import set names.
func (ev *Evaluator) importSet(set kernel.Value) (map[string]*kernel.Value, bool) {
	out := map[string]*kernel.Value{}
	if !isQualified(set) {
		lib := ev.libraries[kernel.Write(set)]
		if lib == nil {
			return out, true
		}
		for outer, inner := range lib.exports {
			out[outer] = lib.env.find(inner)
		}
		return out, true
	}
	l := set.AsList()
	from, ok := ev.importSet(l.At(1))
	if !ok {
		return nil, false
	}
	rest := l.Items()[2:]
	if len(rest) == 0 {
		return nil, false
	}
	for _, x := range rest {
		if r := asForm(x); r != nil {
			x = r.At(0)
		}
		if !x.IsSymbol() {
			return nil, false
		}
		ok = ok && (from[x.SymbolName()] != nil || l.At(0).IsSymbolNamed("prefix"))
	}
	for name, v := range from {
		listed := ""
		for _, x := range rest {
			switch r := asForm(x); {
			case r != nil && r.Len() == 2 && areSymbols(x) && r.At(0).IsSymbolNamed(name):
				listed = r.At(1).SymbolName()
			case x.IsSymbolNamed(name):
				listed = name
			}
		}
		switch l.At(0).SymbolName() {
		case "only":
			if listed != "" {
				out[name] = v
			}
		case "except":
			if listed == "" {
				out[name] = v
			}
		case "prefix":
			out[l.At(2).SymbolName()+name] = v
		case "rename":
			if listed != "" {
				name = listed
			}
			out[name] = v
		}
	}
	return out, ok
}
