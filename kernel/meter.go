package kernel

// Meter bounds what a program may use. The machine that runs the program owns it; builtins whose
// work grows with their input charge it before they do the work.
type Meter struct {
	// Fuel is how many units of work (machine steps, or about 16 bytes touched by a builtin) are
	// left until Poll must be asked.
	Fuel int64
	// Allocated counts the bytes charged so far.
	Allocated int64
	// MaxAllocated bounds Allocated; 0 is no bound.
	MaxAllocated int64
	// Poll is asked when Fuel runs out: it refills Fuel and answers nil, or says why the program
	// has to stop (a step limit, a cancelled context). Nil means never stop.
	Poll func() error
}

// Work charges n units of work, before it is done.
func (m *Meter) Work(n int) error {
	m.Fuel -= int64(n)
	if m.Fuel >= 0 || m.Poll == nil {
		return nil
	}
	return m.Poll()
}

// Alloc charges n bytes that the program is about to hold, and the work of filling them.
func (m *Meter) Alloc(n int) error {
	m.Allocated += int64(n)
	if m.MaxAllocated > 0 && m.Allocated > m.MaxAllocated {
		return &Limit{What: "memory", Bound: m.MaxAllocated, Unit: "bytes"}
	}
	return m.Work((n + SlotSize - 1) / SlotSize)
}
