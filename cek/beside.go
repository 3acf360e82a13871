package cek

// tally is what names and numbers are made of that must differ among machines with one top level.
type tally struct {
	gensyms, numbered int
	extents           int64
	recordTypes       uint64
}

// Beside makes a machine with limits of its own whose top level and libraries are those of m: a global
// that one of them defines is there for the other. So one form of a session can be limited, or looked
// at while m is suspended or paused. One of the two may run at a time. Config's Warn, MaxSteps and the
// like are for the new machine; what m has warned of is not said again.
func (m *Machine) Beside(c Config) *Machine {
	if m.tally == nil {
		m.tally = &tally{}
		m.part()
	}
	m.share()
	n := newMachine(m.shared)
	n.world, n.aliases, n.warnings, n.tally = m.world, m.aliases, m.warnings, m.tally
	n.configure(c)
	return n
}

// join takes over what the machines beside m have counted since m stopped.
func (m *Machine) join() {
	if c := m.tally; c != nil {
		m.gensyms, m.numbered = max(m.gensyms, c.gensyms), max(m.numbered, c.numbered)
		m.extents, m.recordTypes = max(m.extents, c.extents), max(m.recordTypes, c.recordTypes)
	}
}

// part notes what m has counted, for the machines beside it.
func (m *Machine) part() {
	if c := m.tally; c != nil {
		c.gensyms, c.numbered, c.extents, c.recordTypes = m.gensyms, m.numbered, m.extents, m.recordTypes
	}
}
