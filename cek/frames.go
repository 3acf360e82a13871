package cek

import (
	"context"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// Frame is one call under way of a program that is paused or suspended. It is good until the program
// goes on.
type Frame struct {
	Name string     // of the function, "top level" for a form of the top level, or ""
	Pos  kernel.Pos // the form that is being evaluated
	Note string     // how Pos was come by: "in the expansion of …"; or ""
	fp   *kernel.Value
	code *code
	at   int // the instruction that comes next, or the call that is under way
}

// Binding is a variable and its value.
type Binding struct {
	Name  string
	Value kernel.Value
}

// Own tells whether the function comes from a source that is not part of sx.
func (f Frame) Own() bool { return f.code != nil && f.code.source != nil && !f.code.source.Embedded }

// Start gives the place where the function is written.
func (f Frame) Start() kernel.Pos {
	if f.code == nil {
		return kernel.Pos{}
	}
	return f.code.Info.Pos
}

// Frames gives the calls under way in a program that is paused or suspended, or whose Watcher is being
// asked, innermost first, and at most so many. The machine's own procedures are not among them.
func (m *Machine) Frames(most int) []Frame {
	var out []Frame
	if m.phase != phasePaused && m.phase != phaseSuspended && (m.phase != phaseRunning || m.watch == nil) {
		return nil
	}
	first := true
	m.walk(func(fp *kernel.Value, c *code, pc *instr) bool {
		paused := first && m.phase != phaseSuspended
		first = false
		if c.internal() {
			return true
		}
		if len(out) == most {
			return false
		}
		f := Frame{Name: c.traceName(), fp: fp, code: c, at: kernel.IndexOf(c.start, pc)}
		if !paused {
			f.at--
		}
		f.Pos = c.formAt(f.at)
		f.Note = c.expansionNote(f.Pos)
		out = append(out, f)
		return true
	})
	return out
}

// formAt gives the place of the form that an instruction is part of.
func (c *code) formAt(index int) kernel.Pos {
	for i := min(index, len(c.pos)-1); i >= 0; i-- {
		if c.placed(i) {
			return kernel.Pos{Source: c.source, Offset: int(c.pos[i])}
		}
	}
	return c.Info.Pos
}

// Locals gives the variables that the form being evaluated sees in its function, the innermost of a
// name first declared last; then those that the function has captured. A variable without a value yet is
// not among them.
func (f Frame) Locals() []Binding {
	held := map[uint16]string{}
	var order []uint16
	for _, l := range f.code.locals {
		if l.from > f.at {
			break
		}
		if held[l.reg] == "" {
			order = append(order, l.reg)
		}
		held[l.reg] = l.name
	}
	var out []Binding
	add := func(name string, v kernel.Value) {
		if v, ok := shown(v); ok && name != "" {
			out = append(out, Binding{name, v})
		}
	}
	seen := map[string]bool{}
	for i := len(order) - 1; i >= 0; i-- {
		if name := held[order[i]]; name != "" && !seen[name] {
			seen[name] = true
			held[order[i]] = ""
			add(name, *kernel.Slot(f.fp, order[i]))
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	for i, name := range f.code.captured {
		if !seen[name] {
			seen[name] = true
			add(name, asLambda(*f.fp).captured()[i])
		}
	}
	return out
}

// EvalIn evaluates a form in the scope of a call under way on a machine that this one is beside: the
// variables that f.Locals gives, and the globals that its function sees. Variables are bound to their
// values anew, so an assignment does not reach the call. Of the zero Frame it is the top level.
func (m *Machine) EvalIn(ctx context.Context, f Frame, form kernel.Value) (Outcome, error) {
	var names []string
	var values []kernel.Value
	env := m.env
	if f.code != nil {
		if f.code.env != nil {
			env = f.code.env
		}
		for _, l := range f.Locals() {
			names, values = append(names, l.Name), append(values, l.Value)
		}
	}
	a := &analyzer{m: m, env: env, source: &kernel.Source{Name: evalSource, Text: kernel.Write(form)},
		places: &reader.Places{}, fn: &function{top: true}}
	n, err := a.lambdaWith("", names, topScope(a.fn), func(s *scope) (node, error) { return a.expr(form, s, true) })
	if err != nil {
		return Outcome{}, err
	}
	c, err := a.compileTop(n)
	if err != nil {
		return Outcome{}, err
	}
	out, err := m.Call(ctx, newLambda(c, 0).value())
	if err != nil {
		return Outcome{}, err
	}
	return m.Call(ctx, out.Value(), values...)
}
