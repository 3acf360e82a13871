package kernel

import "strings"

func sortList(m *Meter, args []Value) (Value, error) {
	l, err := listArg(args, 0)
	if err != nil {
		return Nil, err
	}
	out, err := copyItems(m, l.All(), l.Len())
	if err != nil {
		return Nil, err
	}
	order, err := commonOrder(m, out)
	if err != nil || order == nil {
		return ListOf(out...), err
	}
	s := sorter{pacer: pacer{m: m}, order: order}
	out, err = s.sort(out)
	return ListOf(out...), err
}

// comparer compares two values of one type, and tells the work that took beyond one unit and is not charged to
// m yet.
type comparer func(m *Meter, a, b Value) (c, work int, err error)

// commonOrder gives the order of the items, which must be of one type; nil if there are none.
func commonOrder(m *Meter, items []Value) (comparer, error) {
	if len(items) == 0 {
		return nil, nil
	}
	if err := m.Work(len(items)); err != nil {
		return nil, err
	}
	kind := TypeOf(items[0])
	for _, v := range items {
		switch t := TypeOf(v); {
		case t != kind:
			return nil, &ArgError{CondType, 0, "has a " + kind + " and a " + t + " in it, want one type only"}
		case v.IsFloat() && v.Float64() != v.Float64():
			return nil, BadRange(0, "has +nan.0 in it, which has no place in an order")
		}
	}
	switch v := items[0]; {
	case IsNumber(v):
		return orderNumbers, nil
	case v.IsString():
		return orderTexts, nil
	case v.Kind() == KindChar:
		return orderChars, nil
	}
	return nil, &ArgError{CondType, 0, "has a " + kind + " in it, want numbers, strings or chars"}
}

func orderNumbers(m *Meter, a, b Value) (c, work int, err error) {
	if a.IsInt() && b.IsInt() {
		return cmp64(a.Int64(), b.Int64()), 0, nil
	}
	c, _, err = compareMetered(m, a, b)
	return c, 8 + sameSizeWork(a, b), err
}

func orderTexts(_ *Meter, a, b Value) (c, work int, err error) {
	x, y := a.Text(), b.Text()
	return strings.Compare(x, y), min(len(x), len(y)) / 64, nil
}

func orderChars(_ *Meter, a, b Value) (c, work int, err error) {
	return int(a.Rune()) - int(b.Rune()), 0, nil
}

// sorter sorts by merging, which keeps equal elements in order and can stop anywhere.
type sorter struct {
	pacer
	order comparer
}

const insertionRun = 12

func (s *sorter) sort(items []Value) ([]Value, error) {
	for from := 0; from < len(items); from += insertionRun {
		if err := s.insertion(items[from:min(from+insertionRun, len(items))]); err != nil {
			return nil, err
		}
	}
	if len(items) <= insertionRun {
		return items, s.flush()
	}
	other, err := makeItems(s.m, len(items))
	if err != nil {
		return nil, err
	}
	for width := insertionRun; width < len(items); width *= 2 {
		for from := 0; from < len(items); from += 2 * width {
			mid, to := min(from+width, len(items)), min(from+2*width, len(items))
			if err := s.merge(other[from:to], items[from:mid], items[mid:to]); err != nil {
				return nil, err
			}
		}
		items, other = other, items
	}
	return items, s.flush()
}

func (s *sorter) insertion(items []Value) error {
	for i := 1; i < len(items); i++ {
		x, j := items[i], i
		for ; j > 0; j-- {
			c, work, err := s.order(s.m, items[j-1], x)
			if err != nil {
				return err
			}
			if err := s.tick(1 + work); err != nil {
				return err
			}
			if c <= 0 {
				break
			}
			items[j] = items[j-1]
		}
		items[j] = x
	}
	return nil
}

// merge puts the sorted a and b in order into out, which has room for both.
func (s *sorter) merge(out, a, b []Value) error {
	for i := range out {
		if len(a) == 0 || len(b) == 0 {
			return s.copyRest(out[i:], a, b)
		}
		c, work, err := s.order(s.m, a[0], b[0])
		if err != nil {
			return err
		}
		if err := s.tick(1 + work); err != nil {
			return err
		}
		if c <= 0 {
			out[i], a = a[0], a[1:]
		} else {
			out[i], b = b[0], b[1:]
		}
	}
	return nil
}

func (s *sorter) copyRest(out, a, b []Value) error {
	if len(a) == 0 {
		a = b
	}
	copy(out, a)
	return s.tick(len(a) / 16)
}
