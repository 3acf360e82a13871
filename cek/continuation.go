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
	// delimited holds, for a continuation captured by shift, the nodes between the shift and its
	// prompt, newest first; calling it composes it with the caller instead of replacing it.
	delimited   bool
	continuable bool // see back
	nodes       []*dynamic
	tag         kernel.Value // of that prompt, and of the one that it runs under when it is called
	// For (%reraise k e): what register 1 of the raise is then (raise.go), true if continuable, else back; and
	// where to look for a handler.
	back, handlers *dynamic
}

func (k *continuation) value() kernel.Value { return kernel.Ref(&k.Header) }

func asContinuation(v kernel.Value) *continuation { return kernel.As[continuation](v) }

// newContinuation makes a continuation that goes on at ret. With slots it holds a frozen segment of so many
// for the frame there: one object if they are few.
func newContinuation(ret frameRef, slots int) *continuation {
	var k *continuation
	var s *segment
	switch {
	case slots == 0:
		k = &continuation{}
	case slots <= 8:
		o := &struct {
			continuation
			segment
			room [8]kernel.Value
		}{}
		k, s = &o.continuation, &o.segment
		s.slots = o.room[:slots]
	case slots <= 12:
		o := &struct {
			continuation
			segment
			room [12]kernel.Value
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
	k.Func, k.ret = kernel.NewFunc(kernel.KindContinuation, nil), ret
	if s != nil {
		s.frozen = true
		k.ret.seg, k.ret.fp = s, &s.slots[0]
	}
	return k
}

// caught gives the continuation of the current frame's call without its extents. It has a copy of the
// frame that it returns to, which goes on as the first one of the running segment if it is called there;
// what lies below that frame is frozen. So neither an escape nor a return has to make anything.
func (m *Machine) caught() *continuation {
	m.meter.Allocated += 2 * objectSpace
	ret := m.caller()
	if ret.seg != m.seg {
		if ret.seg != nil {
			ret.seg.frozen = true
		}
		return newContinuation(ret, 0)
	}
	m.split(ret)
	size := frameCode(ret.fp).frame
	k := newContinuation(ret, size/slotSize)
	m.meter.Allocated += int64(cap(k.ret.seg.slots)) * slotSize
	k.ret.seg.ret = m.seg.ret
	copy(k.ret.seg.slots, kernel.Slots(ret.fp, kernel.Distance(ret.fp, m.fp)/slotSize))
	return k
}

// capture gives the continuation of the current frame's call.
func (m *Machine) capture() *continuation {
	k := m.caught()
	m.dyn.share()
	k.dyn = m.dyn
	return k
}

// captureTo gives the continuation of the current frame's call up to the nearest prompt with the tag,
// and the prompt.
func (m *Machine) captureTo(tag kernel.Value) (*continuation, *dynamic, error) {
	prompt := m.dyn
	for prompt != nil && (prompt.kind != dynPrompt || prompt.a != tag) && prompt.kind != dynGuest {
		prompt = prompt.next
	}
	m.passedTo(prompt)
	if prompt == nil || prompt.kind == dynGuest {
		return nil, nil, kernel.Condf(kernel.CondUser, "shift: there is no reset around it")
	}
	k := m.caught()
	k.delimited, k.tag = true, tag
	m.meter.Allocated += 8 * int64(m.dyn.depth-prompt.depth)
	prompt.private = prompt.private && m.dyn == prompt // handlers that were captured refer to it
	for d := m.dyn; d != prompt; d = d.next {
		k.nodes = append(k.nodes, d)
		if d.endsChain() {
			d.keep()
		}
	}
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
		return m.startChain(m.seg, p.v, p.k.value()) // where nothing is needed any more
	case planReraise:
		return m.raiseAgain(p.k, p.v)
	}
	return m.enterGuard(p)
}

// throw leaves for k with the value v.
func (m *Machine) throw(k *continuation, v kernel.Value) error {
	return m.travel(newPlan(planThrow, k.dyn, k, v, nil))
}

// compose runs the delimited continuation k with v under a prompt of its own; the result goes to
// register to of the current frame.
func (m *Machine) compose(k *continuation, v kernel.Value, to uint16) error {
	ret := frameRef{m.seg, m.fp, m.pc, to}
	from := m.dyn
	d := m.push(dynPrompt, k.tag, kernel.Nil)
	d.ret = ret
	m.reinstate(k.nodes, d, d.depth)
	target := m.dyn
	if from.windOrNil() == target.windOrNil() {
		return m.resume(k.ret, v, nil)
	}
	m.dyn = d
	p := newPlan(planThrow, target, &continuation{
		Func: kernel.NewFunc(kernel.KindContinuation, nil), ret: k.ret, dyn: target}, v, nil)
	return m.startTravel(&p)
}
