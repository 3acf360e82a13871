package cek

import "github.com/sx-lang/sx/kernel"

// A guest is a program that another one drives: cek-step-loop runs it to its end or to a perform, and
// gives its state as a value. It runs on the same machine, below a node of kind dynGuest that ends a
// chain: its performs and uncaught errors stop there instead of reaching the driver of the machine.
// A state never changes, so one that is gone on with twice goes on twice.

// guestState is a state of a guest.
type guestState struct {
	kernel.Func // KindMachine
	phase       guestPhase
	// value is, by phase: the thunk to begin with, the value or the condition to go on with, the
	// request, the result, or what was raised.
	value kernel.Value
	raise bool     // in phase guestContinue: value is raised
	ret   frameRef // where it goes on
	nodes []*dynamic
	world *world // its top level; nil until it runs, if that is its driver's
	id    int64  // of the guest's own node
}

type guestPhase uint8

const (
	guestEval guestPhase = iota
	guestContinue
	guestSuspended
	guestDone
	guestFailed
)

var guestPhases = [...]string{"eval", "continue", "io-suspended", "done", "failed"}

func newGuestState(phase guestPhase, v kernel.Value) *guestState {
	info := &kernel.FuncInfo{Name: guestPhases[phase]}
	return &guestState{Func: kernel.NewFunc(kernel.KindMachine, info), phase: phase, value: v}
}

func (g *guestState) machine() kernel.Value { return kernel.Ref(&g.Header) }

// guest gives the guest that is running, or nil.
func (m *Machine) guest() *dynamic {
	return m.dyn.guestOrNil()
}

// suspend stops the program with m.request, to go on at m.pc with the answer in register m.answer:
// the guest that is running, or else the whole machine.
func (m *Machine) suspend() error {
	node := m.guest()
	if node == nil {
		if err := m.chargePerform(); err != nil {
			return err
		}
		m.phase = phaseSuspended
		return nil
	}
	m.meter.Allocated += 2 * objectSpace
	g := newGuestState(guestSuspended, m.request)
	m.captureGuest(node, g, frameRef{m.seg, m.fp, m.pc, m.answer})
	return m.leaveGuest(node, g)
}

// captureGuest freezes what runs below the guest's node and keeps it in g, to go on at ret.
func (m *Machine) captureGuest(node *dynamic, g *guestState, ret frameRef) {
	g.ret, g.id = ret, node.id
	g.world = node.world
	m.seg.frozen = true
	for d := m.dyn; d != node; d = d.next {
		g.nodes = append(g.nodes, d)
		if d.endsChain() {
			d.keep()
		}
	}
}

// leaveGuest goes back to the driver of a guest that has stopped, at the instruction after the one
// that a guest that is done goes back to. The guest's frames may still refer to its node, which is not
// the one that it goes on under: unless a continuation holds it, what is outside it is forgotten, since
// the driver does not keep that as it is.
func (m *Machine) leaveGuest(node *dynamic, g *guestState) error {
	if node.ret.seg == nil {
		return errUnbalanced
	}
	r := node.outside()
	m.leftGuest(node)
	m.dyn = node.next
	if !node.shared {
		node.ret, node.next = frameRef{}, nil
	}
	r.pc = kernel.Next(r.pc)
	return m.resume(r, g.machine(), nil)
}

// leftGuest ends the stepping of a guest that is being left.
func (m *Machine) leftGuest(node *dynamic) {
	if node.a.Truthy() && len(m.held) > 0 {
		m.release()
	}
}

// stepLoop runs the guest in the given state on, until it stops; register to of the current frame gets
// its value or, one instruction later, its state.
func (m *Machine) stepLoop(v kernel.Value, to uint16) error {
	g, err := guestOf("cek-step-loop", v)
	if err != nil {
		return err
	}
	switch g.phase {
	case guestEval:
		err := m.enterChain(dynGuest, g.value, kernel.Nil, to)
		if g.world != nil {
			m.dyn.world = g.world
		}
		return err
	case guestContinue:
		node := m.push(dynGuest, kernel.Nil, kernel.Nil)
		node.ret, node.id = frameRef{m.seg, m.fp, m.pc, to}, g.id
		node.world = g.world
		m.reinstate(g.nodes, node, node.depth)
		if !g.raise {
			return m.resume(g.ret, g.value, nil)
		}
		if err := m.resume(g.ret, kernel.Nil, nil); err != nil {
			return err
		}
		return &raisedValue{g.value}
	}
	*kernel.Slot(m.fp, to) = v
	m.pc = kernel.Next(m.pc)
	return nil
}

// reinstate puts copies of captured nodes, newest first, on top of the node base. Where they refer to
// a node that was not captured, that is now base, or if it has at least the depth from, its new place.
func (m *Machine) reinstate(nodes []*dynamic, base *dynamic, from int) {
	if len(nodes) == 0 {
		return
	}
	higher := base.depth + 1 - nodes[len(nodes)-1].depth
	for i := len(nodes) - 1; i >= 0; i-- {
		n := *nodes[i]
		n.next = m.dyn
		n.depth, n.wind, n.guest = 0, nil, nil
		n.shared, n.private = false, false // what it leads to was frozen when it was captured
		if n.kind == dynHandling {
			n.a = m.dyn.ancestor(max(asDynamic(n.a).depthOrZero()+higher, from)).value()
			n.b = m.dyn.ancestor(max(asDynamic(n.b).depthOrZero()+higher, from)).value()
		}
		n.link()
		m.dyn = &n
	}
}

// present gives the node that d is now. A guest that goes on has new nodes for the extents that it
// was in when it stopped, and what it noted then, in a continuation or in the middle of leaving an
// extent, is about the old ones. Extents that the guest has left since get nodes, but are not entered.
func (m *Machine) present(d *dynamic) *dynamic {
	if d == nil || d.guest == nil {
		return d
	}
	here := m.guest()
	for here != nil && here.id != d.guest.id {
		here = here.next.guestOrNil()
	}
	if here == nil || here == d.guest || here.id == 0 {
		return d
	}
	var nodes []*dynamic
	for n := d; n != d.guest; n = n.next {
		nodes = append(nodes, n)
		if n.endsChain() {
			n.keep()
		}
	}
	base, left := here, len(nodes)
	for ; left > 0; left-- {
		n := m.dyn.ancestor(base.depth + 1)
		if n == base || n.id != nodes[left-1].id {
			break
		}
		base = n
	}
	saved := m.dyn
	m.dyn = base
	m.reinstate(nodes[:left], base, here.depth)
	out := m.dyn
	m.dyn = saved
	return out
}

func guestOf(name string, v kernel.Value) (*guestState, error) {
	if v.Kind() != kernel.KindMachine {
		return nil, kernel.Condf(kernel.CondType, "%s: argument 1 is %s, want machine", name, kernel.TypeOf(v))
	}
	return kernel.As[guestState](v), nil
}

// goOn gives the state that a suspended guest has once its request is answered with v.
func (g *guestState) goOn(v kernel.Value, raise bool) *guestState {
	next := newGuestState(guestContinue, v)
	next.raise, next.ret, next.nodes, next.world, next.id = raise, g.ret, g.nodes, g.world, g.id
	return next
}

// guestBuiltins are the builtins about states of guests.
func guestBuiltins() []*kernel.Builtin {
	state := func(name string, f func(g *guestState) (kernel.Value, error)) func(kernel.Value) (kernel.Value, error) {
		return func(v kernel.Value) (kernel.Value, error) {
			g, err := guestOf(name, v)
			if err != nil {
				return kernel.Nil, err
			}
			return f(g)
		}
	}
	answer := func(name string, raise bool) func(v, answer kernel.Value) (kernel.Value, error) {
		return func(v, answer kernel.Value) (kernel.Value, error) {
			g, err := guestOf(name, v)
			if err != nil {
				return kernel.Nil, err
			}
			if g.phase != guestSuspended {
				return kernel.Nil, kernel.Condf(kernel.CondUser, "%s: the machine is in phase %s, want io-suspended",
					name, guestPhases[g.phase])
			}
			return g.goOn(answer, raise).machine(), nil
		}
	}
	return []*kernel.Builtin{
		{Name: "cek-phase", Min: 1, Max: 1, Doc: "(cek-phase state): the phase of a machine: eval, continue, io-suspended, done or failed",
			Example: "(cek-phase (make-cek-state '(+ 1 2))) => \"eval\"",
			Fn1: state("cek-phase", func(g *guestState) (kernel.Value, error) {
				return kernel.Str(guestPhases[g.phase]), nil
			})},
		{Name: "cek-terminal?", Min: 1, Max: 1, Doc: "(cek-terminal? state): tells whether a machine is done or has failed",
			Example: "(cek-terminal? (cek-step-loop (make-cek-state '(+ 1 2)))) => true",
			Fn1: state("cek-terminal?", func(g *guestState) (kernel.Value, error) {
				return kernel.Bool(g.phase >= guestDone), nil
			})},
		{Name: "cek-suspended?", Min: 1, Max: 1, Doc: "(cek-suspended? state): tells whether a machine waits for the answer to a perform",
			Example: "(cek-suspended? (cek-step-loop (make-cek-state '(perform 1)))) => true",
			Fn1: state("cek-suspended?", func(g *guestState) (kernel.Value, error) {
				return kernel.Bool(g.phase == guestSuspended), nil
			})},
		{Name: "cek-io-request", Min: 1, Max: 1, Doc: "(cek-io-request state): what a suspended machine performed, else nil",
			Example: "(cek-io-request (cek-step-loop (make-cek-state '(perform 1)))) => 1",
			Fn1: state("cek-io-request", func(g *guestState) (kernel.Value, error) {
				if g.phase != guestSuspended {
					return kernel.Nil, nil
				}
				return g.value, nil
			})},
		{Name: "cek-value", Min: 1, Max: 1, Doc: "(cek-value state): the value of a machine that is done, or what one that failed raised; else nil",
			Example: "(cek-value (cek-step-loop (make-cek-state '(+ 1 2)))) => 3",
			Fn1: state("cek-value", func(g *guestState) (kernel.Value, error) {
				if g.phase < guestDone {
					return kernel.Nil, nil
				}
				return g.value, nil
			})},
		{Name: "cek-resume", Space: 2 * objectSpace, Min: 2, Max: 2, Doc: "(cek-resume state value): the state of a suspended machine once its perform is answered with a value",
			Example: "(cek-run (cek-resume (cek-step-loop (make-cek-state '(+ 1 (perform 2)))) 5)) => 6",
			Fn2:     answer("cek-resume", false)},
		{Name: "cek-resume-error", Space: 2 * objectSpace, Min: 2, Max: 2, Doc: "(cek-resume-error state condition): the state of a suspended machine once its perform raises a condition",
			Example: "(cek-phase (cek-step-loop (cek-resume-error (cek-step-loop (make-cek-state '(perform 2))) \"no\"))) => \"failed\"",
			Fn2:     answer("cek-resume-error", true)},
		{Name: "cek-call", Space: 2 * objectSpace, Min: 1, Max: 1, Doc: "(cek-call thunk): a machine that is about to call a function without arguments",
			Example: "(cek-value (cek-step-loop (cek-call (fn () (+ 1 2))))) => 3",
			Fn1: func(f kernel.Value) (kernel.Value, error) {
				if !f.IsCallable() {
					return kernel.Nil, kernel.WantArg(0, f, "function")
				}
				return newGuestState(guestEval, f).machine(), nil
			}},
	}
}
