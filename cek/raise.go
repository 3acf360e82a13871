package cek

import (
	"context"
	"errors"

	"github.com/sx-lang/sx/kernel"
)

// raiseProc is the function (raise value) and (raise-continuable value): its frame stands on the
// stack while a handler runs. Its registers:
//
//	0 the value   2 the node to look for a handler from, or true for here
//	1 true if continuable; else what happens when a handler comes back: false if those further out hear
//	  of it, or, after a guard had no clause for the value, the node of the first one outside that guard
//	4.. the call of the handler
//
// Its code: find the handler and call it (raiseStep), then either give the handler's value back, or
// for a raise that is not continuable raise again, further out, that the handler came back.

// raiseAgain is the instruction of every function that raises where a raise begins.
const raiseAgain = 2

// fail raises err in the program at the current instruction. An error that no program may catch
// comes back, to end the run.
func (m *Machine) fail(err error) error {
	var due *kernel.Due
	if errors.As(err, &due) {
		if err = due.Do(m.meter); err == nil {
			m.again()
			return nil
		}
	}
	if taken, failed := m.lazily(err); taken {
		if failed != nil {
			return m.fail(failed)
		}
		return nil
	}
	v, err := m.raisable(err)
	if err != nil {
		return err
	}
	at := uint16(frameCode(m.fp).frame)
	callee := kernel.Slot(m.fp, at)
	*callee = m.procs.raise.value()
	*kernel.Slot(callee, reg(0)) = v
	*kernel.Slot(callee, reg(1)) = kernel.False
	*kernel.Slot(callee, reg(2)) = kernel.True
	return m.callLambda(callee, 3, at)
}

// again goes back to the instruction that has just failed, which called a builtin of one or two arguments.
func (m *Machine) again() {
	c := frameCode(m.fp)
	m.pc = &c.ins[kernel.IndexOf(c.start, m.pc)-1]
}

// raisable gives the value that the program sees for err; the error is for those it must not see.
func (m *Machine) raisable(err error) (kernel.Value, error) {
	var limit *kernel.Limit
	var raised *raisedValue
	var cond *kernel.Condition
	var uncaught *Error
	switch {
	case errors.As(err, &limit), errors.As(err, &uncaught), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded),
		errors.Is(err, errUnbalanced):
		return kernel.Nil, err
	case errors.As(err, &raised):
		return raised.v, nil
	case errors.As(err, &cond):
	default:
		cond = kernel.NewCondition(kernel.CondUser, err.Error())
	}
	m.locate(cond)
	return cond.Value(), nil
}

// raisedValue carries a value that a host raises in the program.
type raisedValue struct{ v kernel.Value }

func (r *raisedValue) Error() string { return brief(r.v) }

// builtinError names the builtin that an argument error came from.
func builtinError(name string, err error) error {
	var arg *kernel.ArgError
	if errors.As(err, &arg) {
		return arg.Condition(name)
	}
	return err
}

// raiseStep finds the handler for the raise in the current frame and goes there.
func (m *Machine) raiseStep() error {
	r := func(i int) *kernel.Value { return kernel.Slot(m.fp, reg(i)) }
	from := m.dyn
	if again := *r(1); again != kernel.True && again != kernel.False && !isExtent(again) {
		return errUnbalanced
	}
	if r(2).Kind() != kernel.KindTrue {
		if !isExtent(*r(2)) {
			return errUnbalanced
		}
		from = m.present(asDynamic(*r(2)))
	} else if r(0).Kind() == kernel.KindCondition {
		m.locate(kernel.As[kernel.Condition](*r(0)))
	}
	d := m.catcher(from)
	if d == nil {
		return m.uncaught(*r(0))
	}
	switch d.kind {
	case dynGuard:
		return m.raiseTo(d)
	case dynGuest:
		return m.leaveGuest(d, newGuestState(guestFailed, *r(0)))
	}
	back := d.next.value()
	if k := r(1).Kind(); k != kernel.KindTrue && k != kernel.KindFalse {
		back = m.present(asDynamic(*r(1))).value()
	}
	m.push(dynHandling, d.next.value(), back)
	*r(4), *r(6) = d.a, *r(0)
	return m.callAt(r(4), 1, reg(4))
}

// catcher gives the nearest node from d on that takes what is raised, a handler, guard or guest, or nil. A
// handler that runs is not installed meanwhile, nor are those inside it.
func (m *Machine) catcher(d *dynamic) *dynamic {
	looked := 0
	for d != nil && d.kind != dynHandler && d.kind != dynGuard && d.kind != dynGuest {
		if d.kind == dynHandling {
			d = asDynamic(d.a)
		} else {
			d = d.next
		}
		looked++
	}
	m.passed(looked)
	return d
}

// raiseTo escapes to the guard node d with the value of the raise in the current frame.
func (m *Machine) raiseTo(d *dynamic) error {
	v := *kernel.Slot(m.fp, reg(0))
	var k *continuation
	if !d.a.Truthy() {
		again := *kernel.Slot(m.fp, reg(1))
		k = m.capture()
		k.handlers = d.next
		if k.tag = again; again.Kind() == kernel.KindFalse {
			k.tag = d.next.value()
		}
	}
	return m.travel(newPlan(planGuard, d.next, k, v, d))
}

// enterGuard goes on in the guard's frame, at the instruction after the one that a normal return
// goes to, with the raised value and the continuation of the raise as arguments of a call.
func (m *Machine) enterGuard(p *plan) error {
	r := p.node.outside()
	m.reuse(p.node)
	r.pc = kernel.Next(r.pc)
	r.to = reg(guardCall + 2)
	if err := m.resume(r, p.v, nil); err != nil {
		return err
	}
	k := kernel.Nil
	if p.k != nil {
		k = p.k.value()
	}
	*kernel.Slot(m.fp, reg(guardCall+3)) = k
	return nil
}

// raiseAgain raises v in the continuation k, for the handlers outside the guard that k passed.
func (m *Machine) raiseAgain(k *continuation, v kernel.Value) error {
	s, err := m.newSegment(m.procs.raise.code.frame, minSegment)
	if err != nil {
		return err
	}
	s.ret = k.ret
	if s.ret.seg != nil {
		s.ret.seg.frozen = true
	}
	m.enter(s)
	*m.fp = m.procs.raise.value()
	*link(m.fp) = kernel.Link(underflow, 0)
	*kernel.Slot(m.fp, reg(0)) = v
	*kernel.Slot(m.fp, reg(1)) = k.tag
	*kernel.Slot(m.fp, reg(2)) = k.handlers.value()
	m.pc = m.procs.raise.code.start
	return nil
}

// handlerReturned goes on after a handler gave a value: it is the value of a continuable raise;
// another raise becomes an error for the handlers further out. A guard that has raised again is itself
// a handler that came back then (R7RS 4.2.7 and 7.3), so the error is for those outside it, the one that
// has just given a value among them.
func (m *Machine) handlerReturned() {
	r := func(i int) *kernel.Value { return kernel.Slot(m.fp, reg(i)) }
	outer := m.pop().b
	if r(1).Kind() == kernel.KindTrue {
		m.giveBack(*r(4))
		return
	}
	*r(1) = kernel.False
	c := kernel.NewCondition(kernel.CondUser, "handler returned from a raise that is not continuable:", *r(0))
	if r(0).Kind() == kernel.KindCondition {
		c.Pos = kernel.As[kernel.Condition](*r(0)).Pos
	} else {
		c.Pos = m.position()
	}
	*r(0) = c.Value()
	*r(2) = outer
	m.pc = &frameCode(m.fp).ins[raiseAgain]
}

// uncaught ends the run with the value that nobody handled.
func (m *Machine) uncaught(v kernel.Value) error {
	e := &Error{Value: v, Trace: m.wholeTrace()}
	if c := e.Condition(); c != nil {
		e.Pos = c.Pos
		if c.Trace != nil && !continues(c.Trace, e.Trace) {
			e.Trace = c.Trace // it was raised elsewhere first
		}
	} else if len(e.Trace) > 0 {
		e.Pos = e.Trace[0].Pos
	}
	return e
}

// continues tells whether a trace that has been noted before is the start of the calls under way.
func continues(noted, now []kernel.TraceEntry) bool {
	if len(noted) > len(now) {
		return false
	}
	for i, t := range noted {
		u := now[i]
		t.More, u.More = 0, 0
		if t != u {
			return false
		}
	}
	return true
}
