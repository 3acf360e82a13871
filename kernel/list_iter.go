package kernel

// Iter walks a list; All and From make one. The list must not be changed meanwhile.
type Iter struct {
	c    *chunk
	i    int // next index in c.items, or in view once c is nil
	view []Value
}

// All walks the whole list.
func (l *List) All() Iter { return l.From(0) }

// From walks the list from element i on, 0 <= i <= Len().
func (l *List) From(i int) Iter {
	var it Iter
	if l.n > 0 {
		it.view = l.arr.items[l.off : l.off+l.n]
	}
	fn := l.frontLen()
	if i >= fn {
		it.i = i - fn
		return it
	}
	it.c, it.i = l.front.find(fn - 1 - i)
	return it
}

// Next gives the next element; false at the end.
func (it *Iter) Next() (Value, bool) {
	if it.c != nil {
		v := it.c.items[it.i]
		if it.i++; it.i == len(it.c.items) {
			it.i, it.c = int(it.c.restOff), it.c.rest
			if it.c == nil {
				it.i = 0
			}
		}
		return v, true
	}
	if it.i < len(it.view) {
		it.i++
		return it.view[it.i-1], true
	}
	return Nil, false
}

// run gives the next elements that lie side by side, at most limit of them, and steps over them; none at
// the end.
func (it *Iter) run(limit int) []Value {
	if it.c == nil {
		end := min(len(it.view), it.i+limit)
		part := it.view[it.i:end]
		it.i = end
		return part
	}
	end := min(len(it.c.items), it.i+limit)
	part := it.c.items[it.i:end]
	if it.i = end; end == len(it.c.items) {
		it.i, it.c = int(it.c.restOff), it.c.rest
		if it.c == nil {
			it.i = 0
		}
	}
	return part
}
