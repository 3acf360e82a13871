package cek

import (
	"context"
	"errors"

	"github.com/sx-lang/sx/kernel"
)

// Watching costs a program that nobody watches nothing: the meter of one that is watched is given
// fuel up to the next instruction to look at only, and the rest is held back as for a guest that is
// stepped (guest_step.go). Steps, and where limits are looked at, stay what they are.

// Watcher looks on while a program runs. It is asked before an instruction, while the machine stands
// still, and says after how many steps it wants to be asked again, at the next instruction then; 0
// pauses the program before the instruction. Functions that expand macros and guests that are stepped
// one instruction at a time are not watched.
type Watcher func(at Instant) (steps int64)

// errPaused leaves the loop for a Watcher.
var errPaused = errors.New("the program is paused")

// watch is what a watched machine knows between two questions.
type watch struct {
	ask   Watcher
	marks map[*code]*marks
	lines map[*kernel.Source][]int
	of    *code // that was asked about last, and its marks
	here  *marks
	trail trail
}

// Watch makes w look on while programs run on m; nil is nobody. The program must not be running.
func (m *Machine) Watch(w Watcher) {
	if w == nil {
		if m.watch != nil && len(m.held) > 0 {
			m.meter.Fuel += m.held[0]
			m.held = m.held[1:]
		}
		m.watch = nil
		return
	}
	if m.watch != nil {
		m.watch.ask = w
		return
	}
	m.watch = &watch{ask: w, marks: map[*code]*marks{}, lines: map[*kernel.Source][]int{}}
	if m.phase == phaseSuspended {
		m.hold()
	}
}

// hold keeps the fuel back, so that the loop asks before the next instruction.
func (m *Machine) hold() {
	m.held = append([]int64{m.meter.Fuel}, m.held...)
	m.meter.Fuel = 0
	m.watch.trail.known = false
}

// observe asks the Watcher, before an instruction that has been charged.
func (m *Machine) observe() error {
	m.held[0] += m.meter.Fuel
	m.meter.Fuel = 0
	if m.held[0] < 0 {
		m.meter.Fuel, m.held = m.held[0], m.held[:0]
		err := m.poll()
		m.held = append(m.held, m.meter.Fuel)
		m.meter.Fuel = 0
		if err != nil {
			return err
		}
	}
	if m.pc == underflow {
		return nil // a return out of a segment is one step with the instruction it goes back by
	}
	w := m.watch
	w.trail.follow(m)
	m.held[0]++ // the instruction is still to come
	steps := w.ask(Instant{m})
	if steps <= 0 {
		return errPaused
	}
	m.grant(steps)
	m.meter.Fuel--
	return nil
}

// grant hands out fuel for so many steps, at least one.
func (m *Machine) grant(steps int64) {
	n := min(steps, m.held[0])
	if n > 1 {
		m.watch.trail.known = false
	}
	m.held[0] -= n
	m.meter.Fuel = n
}

// Paused tells whether a Watcher has paused the program.
func (o Outcome) Paused() bool { return o.paused }

// Continue lets a paused program go on with the instruction that it was paused at; the Watcher is asked
// again before the one after it.
func (o Outcome) Continue(ctx context.Context) (Outcome, error) {
	m := o.m
	if !o.paused || m.phase != phasePaused || m.turn != o.turn || m.watch == nil {
		return Outcome{}, ErrNotSuspended
	}
	m.join()
	m.phase = phaseRunning
	m.ctx = ctx
	m.grant(1)
	out, err := m.outcome(m.run())
	m.ctx = nil
	return out, err
}
