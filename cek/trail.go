package cek

import "github.com/sx-lang/sx/kernel"

// trail follows how many calls are under way from one instruction to the next, so that nobody has to
// count frames, of which there may be millions.
type trail struct {
	known  bool // depth is that before the instruction noted here
	depth  int
	fp     *kernel.Value
	code   *code
	op     opcode
	which  uint16       // of an opCold
	callee kernel.Value // of a call
}

// follow notes the instruction that comes next.
func (t *trail) follow(m *Machine) {
	if t.known {
		t.depth, t.known = t.after(m)
	}
	in := m.pc
	t.fp, t.code, t.op, t.which, t.callee = m.fp, frameCode(m.fp), in.op.general(), in.b, kernel.Nil
	switch {
	case in.op == opCall || in.op == opTailCall || t.inPlace() && in.b == coldSpread:
		t.callee = *kernel.Slot(m.fp, in.a)
	case in.op == opCallGlobal:
		t.callee = *in.k
	case t.inPlace():
		t.callee = *kernel.Slot(m.fp, reg(0))
	}
}

// inPlace tells whether the instruction is a tail call by one of the machine's own procedures.
func (t *trail) inPlace() bool {
	return t.op == opCold && (t.which == coldApply || t.which == coldCallList || t.which == coldSpread)
}

// after gives the depth after the instruction noted; false if that cannot be told from it.
func (t *trail) after(m *Machine) (int, bool) {
	c := frameCode(m.fp)
	begins := m.pc == c.start
	stays := c == t.code && m.fp == t.fp
	switch {
	case c == m.procs.travel.code || t.callee.Kind() == kernel.KindContinuation ||
		t.callee.Kind() == kernel.KindLambda && asLambda(t.callee).code.shifts:
		return 0, false
	case t.op == opReturn:
		return t.depth - 1, !begins
	case t.op == opTailCall || t.inPlace():
		if t.callee.Kind() == kernel.KindLambda && c == asLambda(t.callee).code && begins {
			return t.depth, true
		}
		if begins {
			return t.depth + 1, true // an error, or what stands in for a builtin
		}
		return t.depth - 1, true
	case t.op == opCall || t.op == opCallGlobal:
		if begins {
			return t.depth + 1, true
		}
		return t.depth, stays
	case t.op == opCold:
		switch t.which {
		case coldShift, coldCompose, coldTravel, coldReraise, coldGuest, coldGuestStep:
			return 0, false
		}
	}
	if begins && !(stays && t.op >= opJump && t.op <= opNotEqualK) {
		return t.depth + 1, true
	}
	return t.depth, stays
}

// calls gives the number of calls under way.
func (t *trail) calls(m *Machine) int {
	if !t.known {
		t.depth, t.known = 0, true
		m.walk(func(*kernel.Value, *code, *instr) bool {
			t.depth++
			return true
		})
	}
	return t.depth
}
