package names

import (
	"fmt"
	"iter"

	"github.com/sx-lang/sx/kernel"
)

// meaning is what a name means where it is used.
type meaning struct {
	def     *Definition
	in      importedName // for an imported name
	form    bool         // it is the name of a special form
	builtin *Builtin
}

func (x *walker) meaning(name string, s *scope) meaning {
	if d := s.find(name); d != nil {
		return meaning{def: d}
	}
	if d := x.module.Defs[name]; d != nil {
		return meaning{def: d}
	}
	if in, ok := x.module.imported[name]; ok {
		return meaning{def: in.def, in: in}
	}
	if _, ok := x.w.forms[name]; ok {
		return meaning{form: true}
	}
	if b, ok := x.w.options.Builtin(name); ok {
		return meaning{builtin: &b}
	}
	return meaning{}
}

// use notes a name at off, and gives what it means.
func (x *walker) use(name string, off int, s *scope) meaning {
	m := x.meaning(name, s)
	switch {
	case m.def != nil:
		m.def.uses++
		x.note(Use{Offset: off, Name: name, Def: m.def, Prefix: m.in.prefix, Renamed: m.in.renamed})
	case m.form, m.builtin != nil:
		x.note(Use{Offset: off, Name: name})
	case !x.module.open && !x.module.perhaps[name] && !(x.module.Embedded && name != "" && name[0] == '%'):
		x.problem(off, off+len(name), Warning, "unbound variable: %s", name)
	}
	return m
}

// note adds a use, if the name stands there.
func (x *walker) note(u Use) {
	if !x.written(u.Offset, u.Name) {
		return
	}
	u.End = u.Offset + len(u.Name)
	u.Module = x.module
	x.file.Uses = append(x.file.Uses, u)
}

// expr goes through an expression at off.
func (x *walker) expr(v kernel.Value, off int, s *scope) {
	switch {
	case v.IsSymbol():
		x.use(v.SymbolName(), off, s)
	case v.IsDict():
		for at, part := range x.parts(v.AsDict(), off) {
			x.expr(part, at, s)
		}
	case v.IsList() && v.AsList().Len() > 0:
		x.list(v.AsList(), off, s)
	}
}

// unknown stands for no place.
const unknown = -1

// parts gives the values of a dict literal with their places. Where no place is known it is instead; if
// that is unknown, the value is left out.
func (x *walker) parts(d *kernel.Dict, instead int) iter.Seq2[int, kernel.Value] {
	return func(yield func(int, kernel.Value) bool) {
		i := 0
		for it := d.All(); ; i++ {
			_, part, ok := it.Next()
			if !ok {
				return
			}
			at, known := x.places.DictItem(d, i)
			if !known {
				at = instead
			}
			if at != unknown && !yield(at, part) {
				return
			}
		}
	}
}

func (x *walker) list(l *kernel.List, off int, s *scope) {
	head, extra := l.At(0), x.extra
	x.extra = 0
	if !head.IsSymbol() {
		x.all(l, 0, off, s)
		return
	}
	name := head.SymbolName()
	m := x.use(name, x.at(l, 0, off), s)
	switch {
	case m.form && extra > 0: // an operand is missing: which of them is which is not told here
		x.soft++
		x.all(l, 1, off, s)
		x.soft--
	case m.form:
		x.w.forms[name](x, l, off, s)
	case m.def != nil && m.def.Kind == Macro:
		x.macroUse(m.def, l, off, s)
	default:
		x.arity(m, name, l.Len()-1+extra, off)
		x.all(l, 1, off, s)
	}
}

// macroUse goes through the operands of a macro. Those of sx's own libraries take expressions.
func (x *walker) macroUse(d *Definition, l *kernel.List, off int, s *scope) {
	if d.Module != nil && d.Module.Embedded {
		x.body(l, 1, off, s)
		return
	}
	symbols(l.Value(), x.module.perhaps)
	x.soft++
	x.all(l, 1, off, s)
	x.soft--
}

// all goes through the elements of l from i on.
func (x *walker) all(l *kernel.List, i, off int, s *scope) {
	for ; i < l.Len(); i++ {
		x.expr(l.At(i), x.at(l, i, off), s)
	}
}

// arity checks the number of arguments in the call of name at off.
func (x *walker) arity(m meaning, name string, n, off int) {
	least, most := 0, -1
	switch {
	case m.builtin != nil && m.builtin.Callable:
		least, most = m.builtin.Min, m.builtin.Max
	case m.def != nil && m.def.Callable && !m.def.assigned:
		least, most = m.def.Min, m.def.Max
	default:
		return
	}
	if n >= least && (most < 0 || n <= most) {
		return
	}
	for _, from := range x.mended {
		if from <= off && off < nextForm(x.text, from) {
			return
		}
	}
	x.problem(off, x.end(off), Warning, "%s: %d argument%s, want %s", name, n, plural(n), wants(least, most))
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

func wants(least, most int) string {
	switch {
	case most < 0:
		return fmt.Sprintf("at least %d", least)
	case least == most:
		return fmt.Sprint(least)
	}
	return fmt.Sprintf("%d to %d", least, most)
}
