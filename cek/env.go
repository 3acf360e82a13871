package cek

import (
	"sort"
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// cell is a global variable. Compiled code points at its value.
type cell struct {
	value kernel.Value // Unbound until it is defined
	name  string
	home  *environment // that defines it; others may have imported it
	pos   kernel.Pos   // of its definition
	fixed bool         // a builtin or prelude binding, which no program can change
	other bool         // another name that the prelude has for a builtin: it is called by this name
}

// environment is a top level: names to cells. Lookups go on to parent, definitions do not.
type environment struct {
	kernel.Func
	name   string
	parent *environment
	cells  map[string]*cell // nil at first
	// imports says where a name was imported; nil at first.
	imports map[string]kernel.Pos
	// inside lets names of the base that start with % be seen: they are the prelude's and the
	// machine's own and trust their arguments.
	inside bool
	// shelf, of the base, has the names that are compiled when first looked up; libraries of the
	// embedded tree import what they want of it.
	shelf *shelf
	// prelude, of the base, has the names that are compiled when first looked up from outside it.
	prelude *prelude
	// codes are, with inside, all functions compiled here, by the form of the top level that they are part
	// of: the same on every load of a text. Of a function that is not compiled yet it is there alone.
	codes [][]*code
	// weight is what a census counts for the functions of a library of sx, compiled or not; 0 is for each
	// what it takes.
	weight int64
	// builtins says where, without inside, a name that means something of the base was used first.
	builtins map[string]kernel.Pos
}

func newEnvironment(name string, parent *environment) *environment {
	return &environment{
		Func: kernel.NewFunc(kernel.KindEnvironment, &kernel.FuncInfo{Name: name}),
		name: name, parent: parent,
	}
}

func asEnvironment(v kernel.Value) *environment { return kernel.As[environment](v) }

// find gives the cell that name means here, or nil.
func (e *environment) find(name string) *cell {
	inside, from := e.inside, e
	for ; e != nil; e = e.parent {
		if c := e.cell(name, e != from); c != nil {
			if c.fixed && strings.HasPrefix(name, "%") && !inside {
				return nil
			}
			return c
		}
		if e.shelf != nil && !inside {
			return e.shelf.cell(name)
		}
	}
	return nil
}

// cell gives the cell of e itself for name, or nil; of the prelude one that is ready, if that is wanted.
func (e *environment) cell(name string, ready bool) *cell {
	c := e.cells[name]
	if c == nil && e.prelude != nil {
		return e.prelude.cell(name, ready)
	}
	return c
}

// refer gives the cell that name means here; a name not yet known gets an unbound cell here, for a
// definition to come.
func (e *environment) refer(name string) *cell {
	if c := e.find(name); c != nil {
		return c
	}
	return e.own(name)
}

// newForm gives the next form of the top level its number, from 1 on, if its code is to be found again;
// else 0.
func (e *environment) newForm() int {
	if !e.inside {
		return 0
	}
	e.codes = append(e.codes, nil)
	return len(e.codes)
}

// own gives the cell of e itself for a definition of name.
func (e *environment) own(name string) *cell {
	if c := e.cell(name, false); c != nil && !c.fixed && c.home == e {
		return c
	}
	return e.fresh(name)
}

// noteBuiltin notes that name was used for something of the base.
func (e *environment) noteBuiltin(name string, at kernel.Pos) {
	if _, known := e.builtins[name]; known {
		return
	}
	if e.builtins == nil {
		e.builtins = map[string]kernel.Pos{}
	}
	e.builtins[name] = at
}

// noteImport notes where a name was imported.
func (e *environment) noteImport(name string, at kernel.Pos) {
	if e.imports == nil {
		e.imports = map[string]kernel.Pos{}
	}
	e.imports[name] = at
}

// fresh gives name a new cell.
func (e *environment) fresh(name string) *cell {
	c := &cell{value: kernel.Unbound, name: name, home: e}
	e.bind(name, c)
	return c
}

// bind makes name mean c here.
func (e *environment) bind(name string, c *cell) {
	if e.cells == nil {
		e.cells = map[string]*cell{}
	}
	e.cells[name] = c
}

// define gives name a value that no program changes.
func (e *environment) define(name string, v kernel.Value) {
	e.bind(name, &cell{value: v, name: name, home: e, fixed: true})
}

// names gives the bound names that a program sees here, sorted.
func (e *environment) names() []string {
	seen := map[string]bool{}
	for n := range e.seen {
		seen[n] = true
	}
	out := make([]string, 0, len(seen))
	for n := range seen {
		out = append(out, n)
	}
	sort.Strings(out)
	return out
}

// seen yields the bound names that a program sees here, in any order, some more than once.
func (e *environment) seen(yield func(string) bool) {
	for ; e != nil; e = e.parent {
		for n, c := range e.cells {
			if !c.value.IsUnbound() && !(c.fixed && strings.HasPrefix(n, "%")) && !yield(n) {
				return
			}
		}
		if e.prelude != nil {
			for n := range e.prelude.names {
				if !strings.HasPrefix(n, "%") && !yield(n) {
					return
				}
			}
		}
		if e.shelf != nil {
			for n := range e.shelf.names {
				if !yield(n) {
					return
				}
			}
		}
	}
}

// size counts the names that e knows.
func (e *environment) size() int {
	n := 0
	for ; e != nil; e = e.parent {
		n += len(e.cells)
		if e.prelude != nil {
			n += len(e.prelude.names)
		}
	}
	return n
}

// nearest gives the bound name most like name, or "" if none is close.
func (e *environment) nearest(name string) string { return nearest(name, e.seen) }

// macro is what defmacro and define-syntax bind.
type macro struct {
	kernel.Func
	transformer kernel.Value // of defmacro: a function of the unevaluated operands
	rules       *rules       // of syntax-rules
	native      func(a *analyzer, l *kernel.List, s *scope) (kernel.Value, error)
}

// newMacro makes a macro defined at the current place.
func (a *analyzer) newMacro(name string, transformer kernel.Value, r *rules) *macro {
	info := &kernel.FuncInfo{Name: a.strippedName(name), Pos: kernel.Pos{Source: a.source, Offset: int(a.pos)}}
	return &macro{Func: kernel.NewFunc(kernel.KindMacro, info), transformer: transformer, rules: r}
}

func (m *macro) value() kernel.Value { return kernel.Ref(&m.Header) }
