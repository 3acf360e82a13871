package cek

import (
	"sort"

	"github.com/sx-lang/sx/kernel"
)

// Instant is where a watched machine stands: before an instruction. It is good for as long as the
// Watcher is asked about it.
type Instant struct{ m *Machine }

// Steps tells how much work the program has done so far, in the unit of Config.MaxSteps. No two instants
// of a run have the same, and on every run of a program they are the same.
func (i Instant) Steps() int64 { return i.m.Steps() }

// Depth counts the calls under way, those of the machine's own procedures among them. It is quick where
// the Watcher was asked about the instruction before.
func (i Instant) Depth() int { return i.m.watch.trail.calls(i.m) }

// Function names the function that runs: "" for one without a name, and "top level" for a form of the
// top level.
func (i Instant) Function() string { return frameCode(i.m.fp).traceName() }

// Own tells whether the instruction comes from a source that is not part of sx.
func (i Instant) Own() bool {
	c := frameCode(i.m.fp)
	return c.source != nil && !c.source.Embedded
}

// Source gives the source that the instruction comes from, or nil.
func (i Instant) Source() *kernel.Source { return frameCode(i.m.fp).source }

// Pos gives the place of the form that the instruction is part of; zero for the machine's own procedures.
func (i Instant) Pos() kernel.Pos {
	at, _ := i.mark()
	if at.line == 0 {
		return kernel.Pos{}
	}
	return kernel.Pos{Source: frameCode(i.m.fp).source, Offset: int(at.offset)}
}

// Line gives the line of Pos; 0 if there is none.
func (i Instant) Line() int {
	at, _ := i.mark()
	return at.line
}

// Form tells whether a form begins here: its operands have their values, and what it does is done now.
func (i Instant) Form() bool {
	at, _ := i.mark()
	return at.form
}

// FirstOfLine tells whether the first form of a line, in the order of evaluation, begins here.
func (i Instant) FirstOfLine() bool {
	at, _ := i.mark()
	return at.first
}

// TailCall tells whether the instruction is a call in tail position, which takes the place of the
// function that makes it.
func (i Instant) TailCall() bool { return i.m.pc.op == opTailCall }

// Operation names the instruction, as people who read code.go know it.
func (i Instant) Operation() string { return operationNames[i.m.pc.op.general()-opMove] }

// Request gives what the program is about to perform, if the instruction is a perform.
func (i Instant) Request() (kernel.Value, bool) {
	if i.m.pc.op != opPerform {
		return kernel.Nil, false
	}
	return *kernel.Slot(i.m.fp, i.m.pc.b), true
}

// Result gives the value that the last call made from here came to, if the machine has just come back
// from it.
func (i Instant) Result() (kernel.Value, bool) {
	m := i.m
	c := frameCode(m.fp)
	n := kernel.IndexOf(c.start, m.pc)
	if n == 0 || c.ins[n-1].op != opCall && c.ins[n-1].op != opCallGlobal {
		return kernel.Nil, false
	}
	return *kernel.Slot(m.fp, c.ins[n-1].a), true
}

// Value gives the value that the instruction works on, as far as there is one to show: what is returned,
// tested, or given to a function.
func (i Instant) Value() (kernel.Value, bool) {
	m, in := i.m, i.m.pc
	at := in.b
	switch in.op.general() {
	case opReturn, opFalse, opTrue, opSetGlobal, opDefine:
		at = in.a
	case opConst, opGlobal, opQuote:
		return *in.k, !in.k.IsUnbound()
	case opMove, opPerform, opBuiltin1, opBuiltin2, opAdd, opAddK, opSub, opSubK, opMul, opMulK, opBoxSet, opBoxInit:
	case opCall, opTailCall:
		at = in.a
	case opCallGlobal:
		return *in.k, !in.k.IsUnbound()
	default:
		return kernel.Nil, false
	}
	return shown(*kernel.Slot(m.fp, at))
}

// shown gives the value of a variable that a register holds; false if that is none for people.
func shown(v kernel.Value) (kernel.Value, bool) {
	if !v.IsLink() && v.Kind() == kernel.KindBox {
		v = kernel.As[kernel.Box](v).V
	}
	switch {
	case v.IsLink() || v.IsUnbound():
		return kernel.Nil, false
	}
	switch v.Kind() {
	case kernel.KindExtent, kernel.KindInternal, kernel.KindLoader, kernel.KindCode, kernel.KindBox:
		return kernel.Nil, false
	}
	return v, true
}

// marks says of each instruction of a code which form it is part of.
type marks struct{ at []mark }

// mark is the place of an instruction; line 0 is none.
type mark struct {
	offset      int32
	line        int
	form, first bool
}

// mark gives the mark of the instruction that comes next.
func (i Instant) mark() (mark, *code) {
	m := i.m
	c := frameCode(m.fp)
	w := m.watch
	if w.of != c {
		have := w.marks[c]
		if have == nil {
			have = w.markCode(c)
			w.marks[c] = have
		}
		w.of, w.here = c, have
	}
	return w.here.at[kernel.IndexOf(c.start, m.pc)], c
}

// markCode finds the forms in c. An instruction that only moves values about, which has no place of its
// own, is part of the form before it. A form begins at its first instruction.
func (w *watch) markCode(c *code) *marks {
	out := &marks{make([]mark, len(c.ins))}
	if c.source == nil {
		return out
	}
	lines := w.linesOf(c.source)
	lineOf := func(offset int32) int {
		return sort.Search(len(lines), func(i int) bool { return lines[i] > int(offset) })
	}
	last := mark{offset: int32(c.Info.Pos.Offset), line: lineOf(int32(c.Info.Pos.Offset))}
	begun := false
	for i := range c.ins {
		here := mark{offset: last.offset, line: last.line}
		if offset := c.pos[i]; c.placed(i) {
			here.offset, here.line = offset, lineOf(offset)
			here.form = !begun || offset != last.offset
			here.first = !begun || here.line != last.line
			last, begun = here, true
		}
		out.at[i] = here
	}
	return out
}

// placed tells whether instruction i has a place of its own: others are given that of their function.
func (c *code) placed(i int) bool {
	switch c.ins[i].op.general() {
	case opDefine, opPerform, opCall, opCallGlobal, opTailCall:
		return true
	case opHalt, opReturn, opJump, opGlobal, opUp, opBoxGet, opMove, opConst:
		return false
	case opAdd, opAddK, opSub, opSubK, opMul, opMulK, opBuiltin1, opBuiltin2, opBuiltin:
		if c.top { // the place of the form is that of its code
			return true
		}
	}
	return c.pos[i] != int32(c.Info.Pos.Offset)
}

// linesOf gives where the lines of a source start.
func (w *watch) linesOf(s *kernel.Source) []int {
	lines, ok := w.lines[s]
	if !ok {
		lines = []int{0}
		for i := 0; i < len(s.Text); i++ {
			if s.Text[i] == '\n' {
				lines = append(lines, i+1)
			}
		}
		w.lines[s] = lines
	}
	return lines
}

// operationNames are the names of the operations, in their order.
var operationNames = [...]string{"move", "const", "quote", "global", "set-global", "define", "captured", "box", "new-box",
	"box-get", "box-set", "box-init", "closure", "patch", "jump", "if-false", "if-true", "if-bound", "<", "<", "<=", "<=", ">", ">",
	">=", ">=", "=", "=", "+", "+", "-", "-", "*", "*", "builtin", "builtin", "builtin", "dict", "call", "call", "tail-call", "return",
	"perform", "underflow", "halt", "machine"}
