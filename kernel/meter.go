package kernel

import "fmt"

// Meter bounds what a program may use. The machine that runs the program owns it; builtins whose
// work grows with their input charge it before they do the work.
type Meter struct {
	// Fuel is how many units of work (machine steps, or about 16 bytes touched by a builtin) are
	// left until Poll must be asked.
	Fuel int64
	// Allocated is the account of memory in bytes: what was live at the last count, and what has
	// been charged since.
	Allocated int64
	// MaxAllocated bounds Allocated; 0 is no bound.
	MaxAllocated int64
	// Begun is what Allocated was when the builtin under way began: the difference is what it holds
	// that nothing else refers to yet.
	Begun int64
	// Reserved is the part of Allocated that is held likewise by what waits for an inner machine.
	Reserved int64
	// Poll is asked when Fuel runs out: it refills Fuel and answers nil, or says why the program
	// has to stop (a step limit, a cancelled context). Nil means never stop.
	Poll func() error
	// Full is asked when Allocated exceeds MaxAllocated: it counts what is live, corrects Allocated
	// and Begun and answers nil, or says that the program has to stop. Nil means to stop.
	Full func() error
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
	if err := m.CheckMemory(); err != nil {
		return err
	}
	return m.Work((n + SlotSize - 1) / SlotSize)
}

// Room tells whether n bytes more could be held for a moment, as while something is moved.
func (m *Meter) Room(n int) error {
	m.Allocated += int64(n)
	err := m.CheckMemory()
	m.Allocated -= int64(n)
	return err
}

// CheckMemory compares the account of memory with its bound.
func (m *Meter) CheckMemory() error {
	switch {
	case m.MaxAllocated <= 0 || m.Allocated <= m.MaxAllocated:
		return nil
	case m.Full == nil:
		return MemoryLimit(m.MaxAllocated)
	}
	return m.Full()
}

// Limit is the error of a program that used more than it was granted. A program cannot catch it.
type Limit struct {
	What  string // "step", "memory", "depth", "output" or "perform"
	Bound int64
	Unit  string // of Bound
}

// MemoryLimit is the error of a program that holds more than bound bytes.
func MemoryLimit(bound int64) error { return &Limit{What: "memory", Bound: bound, Unit: "bytes"} }

func (l *Limit) Error() string {
	if l.Unit == "bytes" {
		return fmt.Sprintf("%s limit of %s reached", l.What, ByteCount(l.Bound))
	}
	return fmt.Sprintf("%s limit of %d %s reached", l.What, l.Bound, l.Unit)
}

// ByteCount writes a number of bytes for people, in the largest unit of which it is a multiple.
func ByteCount(n int64) string {
	for _, unit := range []struct {
		shift int
		name  string
	}{{30, "GiB"}, {20, "MiB"}, {10, "KiB"}} {
		if n > 0 && n%(1<<unit.shift) == 0 {
			return fmt.Sprintf("%d %s", n>>unit.shift, unit.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
