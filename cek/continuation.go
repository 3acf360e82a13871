package cek

import (
	"errors"

	"github.com/sx-lang/sx/kernel"
)

var errUnbalanced = errors.New("internal error: the state of the machine is not consistent")

// continuation is what call/cc and shift capture.
type continuation struct {
	kernel.Func
	ret frameRef
	dyn *dynamic
	// tag is, of a delimited one, that of the prompt, and of the one that it runs under when it is called. Of one
	// for (%reraise k e) it is what register 1 of the raise is then (raise.go); of others, nil.
	tag       kernel.Value
	delimited bool     // captured by shift: calling it composes it with the caller instead of replacing it
	inside    *extents // of a delimited one, or nil for none
	handlers  *dynamic // for (%reraise k e): where to look for a handler
}

// extents are the nodes between a shift and its prompt, newest first.
type extents []*dynamic

// nodes gives the nodes that a delimited continuation was captured with.
func (k *continuation) nodes() []*dynamic {
	if k.inside == nil {
		return nil
	}
	return *k.inside
}

func (k *continuation) value() kernel.Value { return kernel.Ref(&k.Header) }

func asContinuation(v kernel.Value) *continuation { return kernel.As[continuation](v) }

// newContinuation makes a continuation that goes on at ret. With slots it holds a frozen segment of so many
// for what is used of the frame there: one object if they are few.
func newContinuation(ret frameRef, slots int) *continuation {
	var k *continuation
	var s *segment
	switch {
	case slots == 0:
		k = &continuation{}
	case slots <= 4:
		o := &struct {
			continuation
			segment
			room [4]kernel.Value
		}{}
		k, s = &o.continuation, &o.segment
		s.slots = o.room[:slots]
	case slots <= 6:
		o := &struct {
			continuation
			segment
			room [6]kernel.Value
		}{}
		k, s = &o.continuation, &o.segment
		s.slots = o.room[:slots]
	case slots <= 10:
		o := &struct {
			continuation
			segment
			room [10]kernel.Value
		}{}
		k, s = &o.continuation, &o.segment
		s.slots = o.room[:slots]
	case slots <= 16:
		o := &struct {
			continuation
			segment
			room [16]kernel.Value
		}{}
		k, s = &o.continuation, &o.segment
		s.slots = o.room[:slots]
	default:
		k, s = &continuation{}, &segment{slots: make([]kernel.Value, slots)}
	}
	k.Func, k.ret, k.tag = kernel.NewFunc(kernel.KindContinuation, nil), ret, kernel.Nil
	if s != nil {
		s.frozen = true
		k.ret.seg, k.ret.fp = s, &s.slots[0]
	}
	return k
}

// caught gives the continuation that goes on at ret, where the current frame returns to or itself waits for a
// call, without its extents. It has a copy of what the frame there uses below that call. The frame itself goes
// on as the first one of the running segment if it is called there; what lies below it is frozen. So neither an
// escape nor a return has to make anything.
func (m *Machine) caught(ret frameRef) *continuation {
	m.meter.Allocated += 2 * objectSpace
	if ret.seg != m.seg {
		if ret.seg != nil {
			ret.seg.frozen = true
		}
		return newContinuation(ret, 0)
	}
	m.split(ret)
	used := kernel.Distance(ret.fp, m.fp)
	if used == 0 { // the frame itself waits: what is from the register on belonged to the call
		used = int(ret.to)
	}
	k := newContinuation(ret, used/slotSize)
	own := k.ret.seg
	m.meter.Allocated += int64(cap(own.slots)) * slotSize
	own.ret = m.seg.ret
	copySlots(own.slots, kernel.Slots(ret.fp, used/slotSize))
	return k
}

// capture gives the continuation of the current frame's call.
func (m *Machine) capture() *continuation {
	k := m.caught(m.caller())
	m.dyn.share()
	k.dyn = m.dyn
	return k
}

// shift is the call of %shift, or %shift-at, in the slot callee, n arguments after its head: it needs no frame,
// for nothing returns to it.
func (m *Machine) shift(callee *kernel.Value, n int, ret frameRef) error {
	tag, f := kernel.Nil, *kernel.Slot(callee, reg(n-1))
	if n == 2 {
		tag = *kernel.Slot(callee, reg(0))
	}
	return m.shiftTo(tag, f, ret)
}

// shiftTo calls f with the continuation that goes on at ret, up to the nearest prompt with the tag, at the
// bottom of that prompt's chain.
func (m *Machine) shiftTo(tag, f kernel.Value, ret frameRef) error {
	if d := m.dyn; d != nil && d.kind == dynPrompt && d.a == tag { // no extents are left
		k := m.caught(ret)
		k.delimited, k.tag = true, tag
		return m.startOver(f, k.value())
	}
	k, prompt, err := m.captureTo(tag, ret)
	if err != nil {
		return err
	}
	return m.travel(newPlan(planShift, prompt, k, f, nil))
}

// captureTo gives the continuation that goes on at ret, up to the nearest prompt with the tag, and the prompt.
func (m *Machine) captureTo(tag kernel.Value, ret frameRef) (*continuation, *dynamic, error) {
	prompt := m.dyn
	for prompt != nil && (prompt.kind != dynPrompt || prompt.a != tag) && prompt.kind != dynGuest {
		prompt = prompt.next
	}
	m.passedTo(prompt)
	if prompt == nil || prompt.kind == dynGuest {
		return nil, nil, kernel.Condf(kernel.CondUser, "shift: there is no reset around it")
	}
	k := m.caught(ret)
	k.delimited, k.tag = true, tag
	m.meter.Allocated += 8 * int64(m.dyn.depth-prompt.depth)
	prompt.private = prompt.private && m.dyn == prompt // handlers that were captured refer to it
	var inside extents
	for d := m.dyn; d != prompt; d = d.next {
		inside = append(inside, d)
		if d.endsChain() {
			d.keep()
		}
	}
	k.inside = &inside
	return k, prompt, nil
}

// plan is a transfer of control that leaves and enters dynamic extents on its way: the machine goes
// from node to node, runs the thunks of dynamic-wind that it passes as ordinary calls, and does the
// rest once it stands at target.
type plan struct {
	kernel.Func // KindInternal
	kind        planKind
	target      *dynamic
	k           *continuation
	v           kernel.Value
	node        *dynamic
}

type planKind uint8

const (
	planThrow   planKind = iota // continue k with v
	planShift                   // call v with k at the bottom of the prompt node's chain
	planGuard                   // give v, and k if any, to the handler of the guard node
	planReraise                 // raise v again where k was captured
)

func newPlan(kind planKind, target *dynamic, k *continuation, v kernel.Value, node *dynamic) plan {
	return plan{kernel.NewFunc(kernel.KindInternal, nil), kind, target, k, v, node}
}

// travel carries a plan out. Without dynamic-wind in the way it is done at once, else a frame of
// travelProc takes the current frame's place.
func (m *Machine) travel(p plan) error {
	p.target = m.present(p.target)
	if m.dyn.windOrNil() == p.target.windOrNil() {
		return m.arrive(&p)
	}
	q := p
	return m.startTravel(&q)
}

// startTravel starts travelProc at the bottom of a segment that returns nowhere.
func (m *Machine) startTravel(p *plan) error {
	p.target.share() // whoever is captured on the way may come back and arrive again
	if p.node != nil {
		p.node.shared = true
	}
	s, err := m.newSegment(m.procs.travel.code.frame, minSegment)
	if err != nil {
		return err
	}
	m.enter(s)
	*m.fp = m.procs.travel.value()
	*link(m.fp) = kernel.Link(underflow, 0)
	*kernel.Slot(m.fp, reg(0)) = kernel.Ref(&p.Header)
	*kernel.Slot(m.fp, reg(1)) = kernel.Nil
	m.pc = m.procs.travel.code.start
	return nil
}

// travelStep takes the next step of the plan in register 0; register 1 holds the node whose before
// thunk has just run. The instruction is run again after each thunk.
func (m *Machine) travelStep() error {
	p := kernel.As[plan](*kernel.Slot(m.fp, reg(0)))
	entering := kernel.Slot(m.fp, reg(1))
	before := p.target
	if now := m.present(before); now != before {
		moved := *p // another who was captured on the way may have this plan too
		moved.target = now
		p = &moved
		*kernel.Slot(m.fp, reg(0)) = kernel.Ref(&p.Header)
	}
	if d := asDynamic(*entering); d != nil {
		if p.target != before {
			d = p.target.ancestor(d.depth + p.target.depth - before.depth)
		}
		m.dyn = d
		*entering = kernel.Nil
	}
	for m.dyn != p.target {
		cur := m.dyn
		if err := m.meter.Work(max(0, p.target.depthOrZero()-cur.depthOrZero()) / 8); err != nil {
			return err
		}
		if p.target.ancestor(cur.depthOrZero()) != cur {
			m.pop()
			if cur.kind == dynWind {
				return m.callThunk(cur.b)
			}
			continue
		}
		d := p.target.ancestor(cur.depthOrZero() + 1)
		if d.kind == dynWind {
			*entering = d.value()
			return m.callThunk(d.a)
		}
		m.dyn = d
	}
	return m.arrive(p)
}

// callThunk calls fn from the travel frame, to come back to the same instruction.
func (m *Machine) callThunk(fn kernel.Value) error {
	at := kernel.Slot(m.fp, reg(2))
	*at = fn
	m.pc = frameCode(m.fp).start
	return m.callAt(at, 0, reg(2))
}

// arrive does what the plan is for.
func (m *Machine) arrive(p *plan) error {
	m.dyn = p.target
	switch p.kind {
	case planThrow:
		return m.resume(p.k.ret, p.v, m.seg) // which only a continuation could come back to, and has frozen
	case planShift:
		return m.startOver(p.v, p.k.value())
	case planReraise:
		return m.raiseAgain(p.k, p.v)
	}
	return m.enterGuard(p)
}

// throw leaves for k with the value v.
func (m *Machine) throw(k *continuation, v kernel.Value) error {
	return m.travel(newPlan(planThrow, k.dyn, k, v, nil))
}

// compose runs the delimited continuation k with v under a prompt of its own; the result goes to ret. spent is
// the running segment, if nothing needs it any more.
func (m *Machine) compose(k *continuation, v kernel.Value, ret frameRef, spent *segment) error {
	from := m.dyn
	d := m.push(dynPrompt, k.tag, kernel.Nil)
	d.ret = ret
	if k.inside == nil {
		return m.resume(k.ret, v, spent)
	}
	m.reinstate(*k.inside, d, d.depth)
	target := m.dyn
	if from.windOrNil() == target.windOrNil() {
		return m.resume(k.ret, v, spent)
	}
	m.dyn = d
	whole := newContinuation(k.ret, 0)
	whole.dyn = target
	p := newPlan(planThrow, target, whole, v, nil)
	return m.startTravel(&p)
}
