package kernel

// stride is how many elements a builtin handles between two looks at the meter: few enough to see a
// cancellation at once, enough to make the look free.
const stride = 4096

// maxItems bounds the elements of one list, vector or dict; the indices in a List are 32 bits wide.
const maxItems = 1<<31 - 1

// inStrides calls do for the parts of 0 to n in turn and charges m for each before it. Here and below
// a nil meter charges nothing.
func inStrides(m *Meter, n int, do func(from, to int)) error {
	for from := 0; from < n; from += stride {
		to := min(from+stride, n)
		if m != nil {
			if err := m.Work(to - from); err != nil {
				return err
			}
		}
		do(from, to)
	}
	return nil
}

// listSpace is the bytes of a list without its elements.
const listSpace = 64

// makeItems makes a slice of n values, charged before it is made.
func makeItems(m *Meter, n int) ([]Value, error) {
	if err := chargeItems(m, n); err != nil {
		return nil, err
	}
	return make([]Value, n), nil
}

// chargeItems charges m for a list of n values.
func chargeItems(m *Meter, n int) error {
	if n > maxItems {
		return tooManyItems()
	}
	if m == nil {
		return nil
	}
	return m.Alloc(n*SlotSize + listSpace)
}

func tooManyItems() error {
	return BadRange(-1, "result would have more than %d elements", int64(maxItems))
}

// copyItems copies n elements from where it stands, charged.
func copyItems(m *Meter, it Iter, n int) ([]Value, error) {
	out, err := makeItems(m, n)
	if err != nil {
		return nil, err
	}
	return out, fillItems(m, out, it)
}

// fillItems fills dst from where it stands; as many elements are left.
func fillItems(m *Meter, dst []Value, it Iter) error {
	return inStrides(m, len(dst), func(from, to int) {
		for from < to {
			from += copy(dst[from:to], it.run(to-from))
		}
	})
}

// pacer charges work whose amount is not known beforehand in portions.
type pacer struct {
	m   *Meter
	due int // done and not yet charged; below portion
}

const portion = 1024

// tick counts n units of work, and charges when a portion is full.
func (p *pacer) tick(n int) error {
	if p.due += n; p.due < portion {
		return nil
	}
	return p.flush()
}

// flush charges what is due.
func (p *pacer) flush() error {
	n := p.due
	p.due = 0
	if p.m == nil {
		return nil
	}
	return p.m.Work(n)
}

// alloc charges n bytes.
func (p *pacer) alloc(n int) error {
	if p.m == nil {
		return nil
	}
	return p.m.Alloc(n)
}

// items collects values, charging for the room as it grows.
type items struct {
	m   *Meter
	out []Value
}

func (s *items) add(v Value) error {
	if len(s.out) == cap(s.out) {
		if err := s.grow(1); err != nil {
			return err
		}
	}
	s.out = append(s.out, v)
	return nil
}

// grow makes room for k more values and as many again.
func (s *items) grow(k int) error {
	n := len(s.out)
	out, err := makeItems(s.m, roomFor(n+k))
	if err != nil {
		return err
	}
	out = out[:n]
	if err := inStrides(s.m, n, func(from, to int) { copy(out[from:to], s.out[from:to]) }); err != nil {
		return err
	}
	s.out = out
	return nil
}

// roomFor gives the capacity to make for n elements that may grow.
func roomFor(n int) int {
	switch {
	case n <= 2:
		return 4
	case n < 1024:
		return 2 * n
	case n > maxItems:
		return n
	}
	return min(n+n/2, maxItems)
}

// growBytes gives b with room for n bytes more. What is in b has been charged; a meter is asked whether
// there is room for a large copy beside it.
func growBytes(m *Meter, b []byte, n int) ([]byte, error) {
	want := len(b) + n
	if want <= cap(b) {
		return b, nil
	}
	room := max(want, 64, cap(b)+cap(b)/4)
	if room < textPiece {
		room = max(room, 2*cap(b))
	} else if m != nil {
		if err := m.Room(room); err != nil {
			return b, err
		}
	}
	return append(make([]byte, 0, room), b...), nil
}
