package cek

import "github.com/sx-lang/sx/kernel"

// The stack is a chain of segments. A segment belongs to the running machine until a continuation
// captures it; then it is frozen, and whoever returns into it continues on a copy of the one frame
// it returns to (after Hieb, Dybvig and Bruggeman, "Representing control in the presence of
// first-class continuations", PLDI 1990). So capturing and resuming cost the same at any depth.
type segment struct {
	slots  []kernel.Value
	ret    frameRef // where the segment's first frame returns to; no segment: the bottom of a chain. Of a spare, the next one
	frozen bool
}

// frameRef is a place to continue at: the frame, the instruction, and the register for the value.
type frameRef struct {
	seg *segment
	fp  *kernel.Value
	pc  *instr
	to  uint16
}

// nowhere, as a frameRef's register, says that no value goes to the frame: slot 0 is the closure's.
const nowhere = 0

const (
	// minSegment and maxSegment bound a segment in slots; a larger frame gets one of its own size.
	minSegment = 24
	maxSegment = 4096
	// wideSegment is from how many slots on a segment is not replaced by a wider one when it is full.
	wideSegment = 256
	// maxSpares bounds the segments kept for reuse.
	maxSpares = 8
	// reserve is the slots kept free above the last frame, for the head and arguments of a call that
	// the machine itself makes.
	reserve = 8
)

// code gives the code that runs in the frame at fp.
func frameCode(fp *kernel.Value) *code { return asLambda(*fp).code }

// link gives where the frame at fp returns to within its segment.
func link(fp *kernel.Value) *kernel.Value { return kernel.Slot(fp, slotSize) }

// newSegment gives a segment for a frame of the given size in bytes, a new one of at least the given number
// of slots, a spare one of as many or wideSegment.
func (m *Machine) newSegment(frame, size int) (*segment, error) {
	need := frame/slotSize + reserve + 1
	if s := m.takeSpare(max(need, min(size, wideSegment))); s != nil {
		return s, nil
	}
	size = max(size, need)
	m.stackSlots += int64(size)
	if m.stackSlots > m.maxStack {
		m.stackSlots = m.liveSlots() + int64(size)
		if m.stackSlots > m.maxStack {
			return nil, &kernel.Limit{What: "depth", Bound: m.maxStack, Unit: "stack slots"}
		}
	}
	m.meter.Allocated += int64(size * slotSize)
	if size <= minSegment {
		s := &struct {
			segment
			room [minSegment]kernel.Value
		}{}
		s.slots = s.room[:]
		return &s.segment, nil
	}
	return &segment{slots: make([]kernel.Value, size)}, nil
}

// takeSpare takes the newest spare segment of at least need slots, or gives nil. What is retired last is wanted first when a deep recursion comes back and goes down again.
func (m *Machine) takeSpare(need int) *segment {
	for at := &m.spare; *at != nil; at = &(*at).ret.seg {
		if s := *at; len(s.slots) >= need {
			*at, s.ret.seg = s.ret.seg, nil
			m.spares--
			return s
		}
	}
	return nil
}

// liveSlots counts the slots of all segments that the running continuation still needs.
func (m *Machine) liveSlots() int64 {
	var n int64
	count := func(s *segment) {
		for ; s != nil; s = s.ret.seg {
			n += int64(len(s.slots))
		}
	}
	count(m.seg)
	for d := m.dyn; d != nil; d = d.next {
		count(d.ret.seg)
	}
	return n
}

// enter makes s the running segment with its first frame as the current one.
func (m *Machine) enter(s *segment) {
	m.use(s)
	m.fp = &s.slots[0]
}

// use makes s the running segment.
func (m *Machine) use(s *segment) {
	m.seg = s
	m.last = &s.slots[len(s.slots)-1-reserve]
}

// retire keeps a segment that nothing refers to any more for the next overflow.
func (m *Machine) retire(s *segment) {
	if !s.frozen && m.spares < maxSpares {
		s.ret = frameRef{seg: m.spare}
		m.spare = s
		m.spares++
	}
}

// fits tells whether a frame of the given bytes fits at slot.
func (m *Machine) fits(slot *kernel.Value, frame int) bool {
	return kernel.Distance(slot, m.last) >= frame
}

// caller gives the place that the current frame returns to; its segment is nil at the bottom of a
// chain.
func (m *Machine) caller() frameRef {
	l := *link(m.fp)
	if pc := kernel.As[instr](l); pc != underflow {
		to := l.LinkNumber()
		return frameRef{m.seg, kernel.Below(m.fp, to), pc, uint16(to)}
	}
	return m.seg.ret
}

// split makes the caller of the current frame, at ret, the first frame of the running segment: those below
// it are frozen and stay in the old one, whose slots the new one takes over from here on. The registers of
// the last frozen frame that lie there are those that held nothing when it made its call.
func (m *Machine) split(ret frameRef) {
	below := callerOf(ret)
	if below.seg != m.seg {
		if below.seg != nil {
			below.seg.frozen = true
		}
		return
	}
	slots := m.seg.slots
	at := kernel.Distance(&slots[0], ret.fp) / slotSize
	end := kernel.Distance(&slots[0], below.fp)/slotSize + frameCode(below.fp).frame/slotSize
	m.seg.slots = slots[:min(end, len(slots))]
	m.seg.frozen = true
	m.use(&segment{slots: slots[at:], ret: below})
	*link(ret.fp) = kernel.Link(underflow, 0)
	m.meter.Allocated += objectSpace
}

// resume continues at r with the value v. spent is the segment that the machine comes from, if
// nothing needs it any more.
func (m *Machine) resume(r frameRef, v kernel.Value, spent *segment) error {
	if r.seg == nil {
		return m.leaveChain(v, spent)
	}
	if !r.seg.frozen {
		if spent != nil {
			m.retire(spent)
		}
		m.use(r.seg)
		m.fp = r.fp
	} else if err := m.thaw(r, spent); err != nil {
		return err
	}
	if r.to != nowhere {
		*kernel.Slot(m.fp, r.to) = v
	}
	m.pc = r.pc
	return nil
}

// thaw copies the frame of r out of its frozen segment and makes the copy the current frame.
func (m *Machine) thaw(r frameRef, spent *segment) error {
	size := frameCode(r.fp).frame
	s := spent
	if s == nil || s.frozen || len(s.slots) <= size/slotSize+reserve {
		var err error
		if s, err = m.newSegment(size, 0); err != nil {
			return err
		}
	}
	whole := r.seg.slots[kernel.Distance(&r.seg.slots[0], r.fp)/slotSize:]
	copySlots(s.slots, whole[:min(size/slotSize, len(whole))]) // of a captured frame there may be a part only
	l := *link(r.fp)
	if pc := kernel.As[instr](l); pc == underflow {
		s.ret = r.seg.ret
		if s.ret.seg != nil {
			s.ret.seg.frozen = true
		}
	} else {
		to := l.LinkNumber()
		s.ret = frameRef{r.seg, kernel.Below(r.fp, to), pc, uint16(to)}
	}
	m.enter(s)
	*link(m.fp) = kernel.Link(underflow, 0)
	return nil
}

// copySlots copies a frame, which mostly is small, to where there is room for it.
func copySlots(to, from []kernel.Value) {
	if len(from) > 8 {
		copy(to, from)
		return
	}
	to = to[:len(from)]
	//lint:ignore S1001 a call of copy costs more than a few slots
	for i, v := range from {
		to[i] = v
	}
}

// underflow is where the first frame of every segment returns to.
var underflow = &[]instr{{op: opUnderflow}, {op: opUnderflow}}[0]
