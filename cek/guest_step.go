package cek

import "github.com/sx-lang/sx/kernel"

// cek-step runs a guest for one instruction. The meter is given fuel for just that, the rest is held
// back; when the loop runs out of fuel, the guest stops before the next instruction.

// step runs the guest in the given state for one instruction; register to gets what stepLoop says.
func (m *Machine) step(v kernel.Value, to uint16) error {
	g, err := guestOf("cek-step", v)
	if err != nil {
		return err
	}
	err = m.stepLoop(v, to)
	if g.phase == guestEval || g.phase == guestContinue {
		if node := m.guest(); node != nil {
			node.a = kernel.True // it is being stepped
			m.held = append(m.held, m.meter.Fuel)
			m.meter.Fuel = 1
		}
	}
	return err
}

// outOfFuel is asked by the loop before an instruction for which there is no fuel.
func (m *Machine) outOfFuel() error {
	m.meter.Begun = m.meter.Allocated
	if len(m.held) == 0 {
		return m.meter.Poll() // of an expander, it is its parent's
	}
	if m.watch != nil && len(m.held) == 1 {
		return m.observe()
	}
	node := m.guest()
	if node == nil || !node.a.Truthy() {
		m.release() // the guest that was stepped has been left by a continuation
		return nil
	}
	if m.pc == underflow {
		// A return out of a segment is one step with the instruction it goes back by.
		m.held[len(m.held)-1]--
		m.meter.Fuel = 0
		return nil
	}
	m.meter.Fuel = 0 // the instruction is not executed now
	m.meter.Allocated += 2 * objectSpace
	g := newGuestState(guestContinue, kernel.Nil)
	m.captureGuest(node, g, frameRef{m.seg, m.fp, m.pc, nowhere})
	return m.leaveGuest(node, g)
}

// release gives back what was held while the innermost stepped guest ran.
func (m *Machine) release() {
	last := len(m.held) - 1
	m.meter.Fuel += m.held[last]
	m.held = m.held[:last]
}

// pollHeld is poll while a guest is stepped: a builtin that needs more fuel in its one step takes it
// from what is held.
func (m *Machine) pollHeld() error {
	held := m.held
	m.held = nil
	need := m.meter.Fuel
	m.meter.Fuel = held[0] + need
	var err error
	if m.meter.Fuel < 0 {
		err = m.poll()
	}
	held[0] = m.meter.Fuel
	m.meter.Fuel = 0
	m.held = held
	return err
}
