package cek

import (
	"fmt"

	"github.com/sx-lang/sx/kernel"
)

// callAt calls the function in the slot callee, n arguments after its head, to return to m.pc with
// the result in that slot, register to of the current frame.
func (m *Machine) callAt(callee *kernel.Value, n int, to uint16) error {
	switch callee.Kind() {
	case kernel.KindLambda:
		if c := asLambda(*callee).code; c.shifts && c.required == n {
			return m.shift(callee, n, frameRef{m.seg, m.fp, m.pc, to})
		}
		return m.callLambda(callee, n, to)
	case kernel.KindBuiltin:
		v, err := m.callBuiltin(*callee, kernel.Slots(kernel.Slot(callee, headSize), n))
		if err != nil {
			return err
		}
		*callee = v
		return nil
	case kernel.KindContinuation:
		v := gather(kernel.Slots(kernel.Slot(callee, headSize), n))
		k := asContinuation(*callee)
		if !k.delimited {
			return m.throw(k, v)
		}
		return m.compose(k, v, frameRef{m.seg, m.fp, m.pc, to}, nil)
	case kernel.KindParameter:
		if err := m.checkCall(*callee, n); err != nil {
			return err
		}
		*callee = m.parameterValue(kernel.As[parameter](*callee))
		return nil
	}
	return notCallable(*callee)
}

func (m *Machine) callLambda(callee *kernel.Value, n int, to uint16) error {
	c := asLambda(*callee).code
	if err := c.checkArity(n); err != nil {
		return err
	}
	size := max(c.frame, headSize+n*slotSize)
	if !m.fits(callee, size) {
		if len(m.seg.slots) >= wideSegment {
			if err := m.overflow(callee, n, size, frameRef{m.seg, m.fp, m.pc, to}); err != nil {
				return err
			}
			return m.begin(c, n)
		}
		var err error
		if callee, err = m.widen(callee, n, size); err != nil {
			return err
		}
	}
	*kernel.Slot(callee, slotSize) = kernel.Link(m.pc, uint64(to))
	m.fp = callee
	return m.begin(c, n)
}

// widen moves the frames of the running segment to one of twice its size, with room for a frame of size bytes
// at callee, and gives where the head and the n arguments there lie now. Else a function near the end of a
// small segment would start a segment anew for each call that it makes. Nothing but the machine itself knows
// where frames of the running segment lie, and their links count from the frame.
func (m *Machine) widen(callee *kernel.Value, n, size int) (*kernel.Value, error) {
	old := m.seg
	off := kernel.Distance(&old.slots[0], callee)
	s, err := m.newSegment(off+size, 2*len(old.slots))
	if err != nil {
		return nil, err
	}
	copy(s.slots, old.slots[:min(off/slotSize+headSlots+n, len(old.slots))])
	s.ret = old.ret
	m.fp = &s.slots[kernel.Distance(&old.slots[0], m.fp)/slotSize]
	m.use(s)
	m.retire(old)
	return &s.slots[off/slotSize], nil
}

// overflow starts a new segment with the head and n arguments at callee, for a frame of size bytes.
func (m *Machine) overflow(callee *kernel.Value, n, size int, ret frameRef) error {
	s, err := m.newSegment(size, min(2*len(m.seg.slots), maxSegment))
	if err != nil {
		return err
	}
	copy(s.slots, kernel.Slots(callee, headSlots+n))
	s.ret = ret
	m.enter(s)
	*link(m.fp) = kernel.Link(underflow, 0)
	return nil
}

// makeRoom has the current frame, of which the head and n arguments are kept, grow to size bytes.
func (m *Machine) makeRoom(n, size int) error {
	if len(m.seg.slots) < wideSegment {
		_, err := m.widen(m.fp, n, size)
		return err
	}
	return m.overflow(m.fp, n, size, m.caller())
}

// begin starts the code c in the current frame, which holds n arguments.
func (m *Machine) begin(c *code, n int) error {
	m.pc = c.start
	if c.simple {
		return nil
	}
	for i := n; i < c.required+c.optional; i++ {
		*kernel.Slot(m.fp, reg(i)) = kernel.Unbound
	}
	if c.rest {
		at := c.required + c.optional
		var items []kernel.Value
		if n > at {
			items = append(items, kernel.Slots(kernel.Slot(m.fp, reg(at)), n-at)...)
		}
		*kernel.Slot(m.fp, reg(at)) = kernel.ListOf(items...)
		// Charged last: a census clears what lies above the frame, as the arguments may.
		m.meter.Begun = m.meter.Allocated
		return m.meter.Alloc(len(items)*slotSize + objectSpace)
	}
	return nil
}

// tailCall calls the function in the first slot of the current frame with the n arguments that
// follow, in place of the frame.
func (m *Machine) tailCall(n int) error {
	fn := *m.fp
	switch fn.Kind() {
	case kernel.KindLambda:
		c := asLambda(fn).code
		if err := c.checkArity(n); err != nil {
			return err
		}
		size := max(c.frame, headSize+n*slotSize)
		if !m.fits(m.fp, size) {
			if err := m.makeRoom(n, size); err != nil {
				return err
			}
		}
		return m.begin(c, n)
	case kernel.KindBuiltin:
		v, err := m.callBuiltin(fn, kernel.Slots(kernel.Slot(m.fp, headSize), n))
		if err != nil {
			return err
		}
		m.giveBack(v)
		return nil
	case kernel.KindContinuation:
		v := gather(kernel.Slots(kernel.Slot(m.fp, headSize), n))
		k := asContinuation(fn)
		if !k.delimited {
			return m.throw(k, v)
		}
		if ret := m.caller(); ret.seg == m.seg {
			return m.compose(k, v, ret, nil)
		} else if ret.seg != nil {
			return m.compose(k, v, ret, m.seg)
		}
		*kernel.Slot(m.fp, reg(0)), *kernel.Slot(m.fp, reg(1)) = fn, v
		*m.fp = m.procs.compose.value()
		return m.tailCall(2)
	case kernel.KindParameter:
		m.giveBack(m.parameterValue(kernel.As[parameter](fn)))
		return nil
	}
	return notCallable(fn)
}

// tailCallAt is a tail call of the function in register at. What would fail is found out while the
// calling frame still stands, for the trace.
func (m *Machine) tailCallAt(at uint16, n int) error {
	callee := kernel.Slot(m.fp, at)
	if callee.Kind() == kernel.KindLambda {
		if c := asLambda(*callee).code; c.shifts && c.required == n {
			return m.shift(callee, n, m.caller())
		}
	}
	if err := m.checkCall(*callee, n); err != nil {
		return err
	}
	if callee.Kind() == kernel.KindBuiltin {
		v, err := m.callBuiltin(*callee, kernel.Slots(kernel.Slot(callee, headSize), n))
		if err == nil {
			m.giveBack(v)
		}
		return err
	}
	*m.fp = *callee
	copy(kernel.Slots(kernel.Slot(m.fp, headSize), n), kernel.Slots(kernel.Slot(callee, headSize), n))
	return m.tailCall(n)
}

// tailApply is a tail call of fn with the arguments in args.
func (m *Machine) tailApply(fn kernel.Value, args []kernel.Value) error {
	if err := m.checkCall(fn, len(args)); err != nil {
		return err
	}
	if fn.Kind() == kernel.KindBuiltin {
		v, err := m.callBuiltin(fn, args)
		if err == nil {
			m.giveBack(v)
		}
		return err
	}
	size := headSize + len(args)*slotSize
	m.meter.Begun = m.meter.Allocated
	if err := m.meter.Work(len(args)); err != nil {
		return err
	}
	if !m.fits(m.fp, size) {
		if err := m.makeRoom(0, size); err != nil {
			return err
		}
	}
	*m.fp = fn
	copy(kernel.Slots(kernel.Slot(m.fp, headSize), len(args)), args)
	return m.tailCall(len(args))
}

// giveBack returns v from the current frame.
func (m *Machine) giveBack(v kernel.Value) {
	l := *link(m.fp)
	*m.fp = v
	m.pc = kernel.As[instr](l)
	m.fp = kernel.Below(m.fp, l.LinkNumber())
}

func (m *Machine) callBuiltin(fn kernel.Value, args []kernel.Value) (kernel.Value, error) {
	b := kernel.As[kernel.Builtin](fn)
	if !b.Accepts(len(args)) {
		return kernel.Nil, arityError(b.Name, b.Min, b.Max, len(args))
	}
	m.meter.Begun = m.meter.Allocated
	v, err := b.Call(m.meter, args)
	if err != nil {
		return kernel.Nil, builtinError(b.Name, err)
	}
	m.meter.Allocated += b.Space
	return v, nil
}

// checkCall tells what is wrong with calling fn with n arguments.
func (m *Machine) checkCall(fn kernel.Value, n int) error {
	switch fn.Kind() {
	case kernel.KindLambda:
		return asLambda(fn).code.checkArity(n)
	case kernel.KindBuiltin:
		if b := kernel.As[kernel.Builtin](fn); !b.Accepts(n) {
			return arityError(b.Name, b.Min, b.Max, n)
		}
		return nil
	case kernel.KindContinuation:
		return nil
	case kernel.KindParameter:
		if n != 0 {
			return arityError("parameter", 0, 0, n)
		}
		return nil
	}
	return notCallable(fn)
}

// checkArity tells what is wrong with calling c with n arguments; if nothing is, c is compiled.
func (c *code) checkArity(n int) error {
	if err := c.write(); err != nil {
		return err
	}
	most := c.required + c.optional
	if n < c.required || n > most && !c.rest {
		if c.rest {
			most = -1
		}
		name := c.Info.Name
		if name == "" {
			name = "fn"
		}
		return arityError(name, c.required, most, n)
	}
	return nil
}

// arityError says that name was called with got arguments; most is -1 for any number.
func arityError(name string, least, most, got int) error {
	want := fmt.Sprintf("%d", least)
	switch {
	case most < 0:
		want = fmt.Sprintf("at least %d", least)
	case most == least+1:
		want = fmt.Sprintf("%d or %d", least, most)
	case most > least:
		want = fmt.Sprintf("%d to %d", least, most)
	}
	plural := "s"
	if want == "1" || want == "at least 1" {
		plural = ""
	}
	return kernel.Condf(kernel.CondArity, "%s: got %d, want %s argument%s", name, got, want, plural)
}

func notCallable(v kernel.Value) error {
	text := brief(v)
	if r := []rune(text); len(r) > 60 {
		text = string(r[:60]) + "…"
	}
	return kernel.Condf(kernel.CondType, "cannot call a %s: %s", kernel.TypeOf(v), text)
}

// gather makes one value of the arguments of a continuation.
func gather(args []kernel.Value) kernel.Value {
	if len(args) == 1 {
		return args[0]
	}
	return kernel.NewValues(append([]kernel.Value(nil), args...))
}

// reg gives the offset of register i: parameter, variable or temporary.
func reg(i int) uint16 { return uint16(headSize + i*slotSize) }
