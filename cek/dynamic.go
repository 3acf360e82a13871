package cek

import (
	"slices"

	"github.com/sx-lang/sx/kernel"
)

// dynamic is one dynamic extent that the program is in: a prompt, a handler, a parameter's value …
// They form a list, newest first, that is part of every continuation. A list never changes, so a
// continuation holds the pointer to its newest node.
//
// Nodes that control can come back to (prompt, guard) also end a chain of segments: what runs inside
// them runs on segments of its own, and ret is the place outside to go on at.
type dynamic struct {
	kernel.Func // KindExtent, so that a register can hold a node
	kind        dynKind
	shared      bool // a continuation holds this node, and so all that it leads to: keep that as it is
	private     bool // nothing but the list refers to it, unless it is shared: it can be used again
	next        *dynamic
	depth       int      // nodes from here on
	wind        *dynamic // the nearest node of kind dynWind, itself included
	guest       *dynamic // the nearest node of kind dynGuest, itself included
	id          int64    // the same for the nodes that stand for this extent when a guest goes on; 0 if unknown
	ret         frameRef
	a, b        kernel.Value
	world       *world // of a guest
}

type dynKind uint8

const (
	dynPrompt   dynKind = iota // reset: a is the tag, nil for the form
	dynGuard                   // guard: a is true if it catches everything
	dynHandler                 // with-exception-handler: a is the handler
	dynHandling                // a handler runs: handlers are looked for from the node a on, and from b on if it comes back
	dynWind                    // dynamic-wind: a is before, b is after
	dynParams                  // parameterize: a is the list parameter value …
	dynGuest                   // a guest program (guest.go)
	dynProvide                 // provide, scope: a is the name, b the list (value emitted)
)

func (m *Machine) push(kind dynKind, a, b kernel.Value) *dynamic {
	d := m.left
	if m.left = nil; d == nil {
		d = &dynamic{}
		m.meter.Allocated += 2 * objectSpace
	}
	d.Func, d.kind, d.next, d.a, d.b = kernel.NewFunc(kernel.KindExtent, nil), kind, m.dyn, a, b
	switch kind {
	case dynPrompt, dynGuard:
		d.private = true
	case dynGuest:
		d.world = m.here()
	}
	m.extents++
	d.id = m.extents
	d.link()
	m.dyn = d
	return d
}

// reuse keeps a node that has been left for the next push.
func (m *Machine) reuse(d *dynamic) {
	if d.private && !d.shared {
		*d = dynamic{}
		m.left = d
	}
}

// link fills in what depends on next.
func (d *dynamic) link() {
	if d.next != nil {
		d.depth = d.next.depth
		d.wind = d.next.wind
		d.guest = d.next.guest
	}
	d.depth++
	if d.kind == dynGuest {
		d.guest = d
	}
	if d.kind == dynWind {
		d.wind = d
	}
}

// pop leaves the newest node and gives it.
func (m *Machine) pop() *dynamic {
	d := m.dyn
	m.dyn = d.next
	return d
}

// share notes that a continuation holds d.
func (d *dynamic) share() {
	for ; d != nil && !d.shared; d = d.next {
		d.shared = true
	}
}

func (d *dynamic) value() kernel.Value {
	if d == nil {
		return kernel.Nil
	}
	return kernel.Ref(&d.Header)
}

func asDynamic(v kernel.Value) *dynamic {
	if v.IsNil() {
		return nil
	}
	return kernel.As[dynamic](v)
}

// isExtent tells whether v is a node, or nil for none.
func isExtent(v kernel.Value) bool { return v.IsNil() || v.Kind() == kernel.KindExtent }

func (d *dynamic) endsChain() bool {
	return d.kind == dynPrompt || d.kind == dynGuard || d.kind == dynGuest
}

func (d *dynamic) windOrNil() *dynamic {
	if d == nil {
		return nil
	}
	return d.wind
}

func (d *dynamic) guestOrNil() *dynamic {
	if d == nil {
		return nil
	}
	return d.guest
}

func (d *dynamic) depthOrZero() int {
	if d == nil {
		return 0
	}
	return d.depth
}

// passed charges the work of looking at n nodes one after the other: nothing, unless very many extents lie
// inside each other.
func (m *Machine) passed(n int) { m.meter.Fuel -= int64(n / 32) }

// passedTo charges the search of m.dyn down to d, which is nil if nothing was found.
func (m *Machine) passedTo(d *dynamic) { m.passed(m.dyn.depthOrZero() - d.depthOrZero()) }

// ancestor gives the node of the list that has the given depth; nil for 0.
func (d *dynamic) ancestor(depth int) *dynamic {
	for d != nil && d.depth > depth {
		d = d.next
	}
	return d
}

// enterChain calls the thunk in a new chain of segments under a node of the given kind. Its value
// goes to register to of the current frame, which goes on at m.pc.
func (m *Machine) enterChain(kind dynKind, thunk kernel.Value, a kernel.Value, to uint16) error {
	ret := frameRef{m.seg, m.fp, m.pc, to}
	d := m.push(kind, a, kernel.Nil)
	d.ret = ret
	return m.startChain(nil, thunk)
}

// startOver calls fn with the argument v at the bottom of the running segment, where nothing is needed any
// more: as startChain, which it spares the usual case.
func (m *Machine) startOver(fn, v kernel.Value) error {
	s := m.seg
	if fn.Kind() != kernel.KindLambda || s.frozen {
		return m.startChain(s, fn, v)
	}
	c, bottom := asLambda(fn).code, &s.slots[0]
	if !c.simple || c.required != 1 || !m.fits(bottom, c.frame) {
		return m.startChain(s, fn, v)
	}
	if s.ret.seg != nil {
		s.ret = frameRef{}
	}
	*bottom, *link(bottom), *kernel.Slot(bottom, reg(0)) = fn, kernel.Link(underflow, 0), v
	m.fp, m.pc = bottom, c.start
	return nil
}

// startChain calls fn with the given arguments at the bottom of a new chain; in spent, if that is a segment
// that nothing needs any more and has the room.
func (m *Machine) startChain(spent *segment, fn kernel.Value, args ...kernel.Value) error {
	if fn.Kind() != kernel.KindLambda || asLambda(fn).code.checkArity(len(args)) != nil {
		// So that a lambda stands at the bottom whatever goes wrong in fn, and that is not in the frame outside.
		// The list has a copy, so that the arguments of other calls need not be on the heap.
		args = []kernel.Value{fn, kernel.ListOf(slices.Clone(args)...)}
		fn = m.procs.apply.value()
	}
	c := asLambda(fn).code
	frame := max(c.frame, headSize+len(args)*slotSize)
	s := spent
	if s == nil || s.frozen || len(s.slots) <= frame/slotSize+reserve {
		var err error
		if s, err = m.newSegment(frame, minSegment); err != nil {
			return err
		}
	}
	s.ret = frameRef{}
	m.enter(s)
	*m.fp = fn
	copy(s.slots[headSlots:], args)
	*link(m.fp) = kernel.Link(underflow, 0)
	return m.begin(c, len(args))
}

// outside gives the place outside a node that ends a chain, to go on at: kept as it is if a
// continuation holds the node.
func (d *dynamic) outside() frameRef {
	if d.shared {
		d.keep()
	}
	return d.ret
}

// keep has the place outside a node that ends a chain stay as it is.
func (d *dynamic) keep() {
	if d.ret.seg != nil { // a guest's driver is forgotten when the guest stops (leaveGuest)
		d.ret.seg.frozen = true
	}
}

// leaveChain returns v from the bottom of the current chain to where the chain was entered.
func (m *Machine) leaveChain(v kernel.Value, spent *segment) error {
	if m.dyn == nil {
		m.phase = phaseDone
		m.spare, m.spares, m.left = nil, 0, nil
		m.result = v
		return nil
	}
	d := m.pop()
	if !d.endsChain() {
		return errUnbalanced
	}
	if d.kind == dynGuest {
		m.leftGuest(d)
	}
	if d.ret.seg == nil {
		return errUnbalanced
	}
	r := d.outside()
	m.reuse(d)
	return m.resume(r, v, spent)
}
