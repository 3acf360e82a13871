package kernel

// reserve makes room for k more elements at the end of this very list, and charges m for what that
// takes.
func (l *List) reserve(m *Meter, k int) error {
	end, n := int(l.off+l.n), int(l.n)
	if a := l.arr; a != nil && end == int(a.hi) && end+k <= len(a.items) {
		return nil
	}
	return l.moveView(m, roomFor(n+k))
}

// moveView copies the list's view into an array of its own of the given size.
func (l *List) moveView(m *Meter, size int) error {
	items, err := makeItems(m, size)
	if err != nil {
		return err
	}
	if l.n > 0 {
		view := l.arr.items[l.off : l.off+l.n]
		if err := fillItems(m, items[:l.n], Iter{view: view}); err != nil {
			return err
		}
	}
	l.arr, l.off = &array{items: items, hi: l.n}, 0
	return nil
}

// extend puts the elements of other at the end of this very list.
func (l *List) extend(m *Meter, other *List) error {
	k := other.Len()
	if k == 0 {
		return nil
	}
	it := other.All()
	if err := l.reserve(m, k); err != nil {
		return err
	}
	end := l.off + l.n
	if err := fillItems(m, l.arr.items[end:int(end)+k], it); err != nil {
		return err
	}
	l.n += uint32(k)
	l.arr.hi = l.off + l.n
	return nil
}

// unshare makes the elements of this very list its own, so that Set costs O(1).
func (l *List) unshare(m *Meter) error {
	if l.front == nil {
		if l.arr == nil || !l.arr.shared {
			return nil
		}
		return l.moveView(m, int(l.n))
	}
	items, err := copyItems(m, l.All(), l.Len())
	if err != nil {
		return err
	}
	l.front, l.frontOff, l.off, l.n = nil, 0, 0, uint32(len(items))
	l.arr = &array{items: items, hi: l.n}
	return nil
}
