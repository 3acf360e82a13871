package kernel

// List is a proper list that is cheap at both ends and in the middle.
//
// Its elements are those of the front chunks, then those of a view into a shared array:
//
//	front: chunk -> chunk -> ...   (what cons put there)
//	view:  arr.items[off : off+n]  (what list, map and append! put there)
//
// cons, rest and slices make new Lists that share chunks and array; elements are never overwritten
// while shared, and a place beyond a view's end or before a chunk's start is taken by at most one
// List, so a List changes only by append! and set-nth! on that List itself.
//
// Costs: cons, first, rest, len, last and append! O(1) amortised; nth O(log n) in the front (skip
// pointers after Myers, "An applicative random-access stack", IPL 17, 1983), O(1) in the view;
// set-nth! O(1), O(n) the first time after the list was shared.
type List struct {
	Header
	off, n   uint32 // view into arr
	frontOff uint32 // first element's index in front.items
	arr      *array
	front    *chunk
}

// array is what views look into; items[lo:hi] are taken.
type array struct {
	items  []Value
	hi     uint32
	shared bool // some other List may look at it
}

// chunk holds consed elements, filled from its end towards its start; items[lo:] are taken.
type chunk struct {
	items   []Value
	lo      uint32
	restOff uint32 // where rest's elements begin in rest.items
	jumpOff uint32
	below   uint32 // elements in the chunks after this one
	depth   uint32 // chunks after this one
	rest    *chunk
	jump    *chunk // a chunk further down, for nth
}

const maxChunk = 64

// NewList makes a list of the given items and takes the slice over, up to its capacity.
func NewList(items []Value) *List {
	l := &List{Header: Header{KindList}, n: uint32(len(items))}
	if len(items) > 0 {
		l.arr = &array{items: items[:cap(items)], hi: uint32(len(items))}
	}
	return l
}

// CopyList makes a list of a copy of the items: one object with them if they are few.
func CopyList(items []Value) *List {
	switch n := len(items); {
	case n == 0:
		return NewList(nil)
	case n <= 2:
		o := &struct {
			List
			array
			room [2]Value
		}{}
		return o.List.begin(&o.array, o.room[:n:n], items)
	case n <= 4:
		o := &struct {
			List
			array
			room [4]Value
		}{}
		return o.List.begin(&o.array, o.room[:n:n], items)
	}
	return NewList(append(make([]Value, 0, len(items)), items...))
}

// begin makes l, the zero List, a list of a copy of the items in room, which a is to hold.
func (l *List) begin(a *array, room, items []Value) *List {
	copy(room, items)
	l.Header, l.n, l.arr = Header{KindList}, uint32(len(items)), a
	a.items, a.hi = room, l.n
	return l
}

// ListOf makes a list value of the given items and takes the slice over.
func ListOf(items ...Value) Value { return NewList(items).Value() }

// Value gives the list as a value.
func (l *List) Value() Value { return Ref(&l.Header) }

// IsList tells whether v is a list.
func (v Value) IsList() bool { return v.Kind() == KindList }

// AsList gives v's List; v.IsList() holds.
func (v Value) AsList() *List { return (*List)(v.p) }

func (l *List) frontLen() int {
	if l.front == nil {
		return 0
	}
	return len(l.front.items) - int(l.frontOff) + int(l.front.below)
}

// Len counts the elements.
func (l *List) Len() int { return int(l.n) + l.frontLen() }

// At gives element i, 0 <= i < Len().
func (l *List) At(i int) Value {
	if l.front == nil {
		return l.arr.items[int(l.off)+i]
	}
	fn := l.frontLen()
	if i >= fn {
		return l.arr.items[int(l.off)+i-fn]
	}
	c, j := l.front.find(fn - 1 - i)
	return c.items[j]
}

// InView gives the place of element i, for reading; nil if there is none, or the list has consed elements.
func (l *List) InView(i int64) *Value {
	if l.front != nil || uint64(i) >= uint64(l.n) {
		return nil
	}
	return &l.arr.items[int64(l.off)+i]
}

// find gives the chunk, from c on, and the index in it of the element that has t consed elements
// after it.
func (c *chunk) find(t int) (*chunk, int) {
	for int(c.below) > t {
		c = c.toward(t)
	}
	return c, len(c.items) - 1 - (t - int(c.below))
}

// toward gives a chunk further down that is not past the element that find looks for.
func (c *chunk) toward(t int) *chunk {
	if j := c.jump; j != nil && int(j.below)+len(j.items)-int(c.jumpOff) > t {
		return j
	}
	return c.rest
}

// First gives the first element, or nil for the empty list.
func (l *List) First() Value {
	switch {
	case l.front != nil:
		return l.front.items[l.frontOff]
	case l.n > 0:
		return l.arr.items[l.off]
	}
	return Nil
}

// Last gives the last element, or nil for the empty list.
func (l *List) Last() Value {
	switch {
	case l.n > 0:
		return l.arr.items[l.off+l.n-1]
	case l.front != nil:
		return l.At(l.Len() - 1)
	}
	return Nil
}

// sameView gives a List that looks at l's array and has no front. The mark is written once only: a
// list that is looked at already may be in use by several machines.
func (l *List) sameView() *List {
	if a := l.arr; a != nil && !a.shared {
		a.shared = true
	}
	return &List{Header: Header{KindList}, off: l.off, n: l.n, arr: l.arr}
}

// Rest gives the list without its first element; the empty list for the empty list.
func (l *List) Rest() *List {
	r := l.sameView()
	if c := l.front; c != nil {
		if l.frontOff+1 < uint32(len(c.items)) {
			r.front, r.frontOff = c, l.frontOff+1
		} else {
			r.front, r.frontOff = c.rest, c.restOff
		}
		return r
	}
	if r.n > 0 {
		r.off++
		r.n--
	}
	return r
}

// Cons gives the list with v before it.
func (l *List) Cons(v Value) *List {
	r := l.sameView()
	c := l.front
	if c != nil && l.frontOff == c.lo && c.lo > 0 {
		c.lo--
		c.items[c.lo] = v
		r.front, r.frontOff = c, c.lo
		return r
	}
	size := 4
	if c != nil && l.frontOff == c.lo {
		size = min(2*len(c.items), maxChunk)
	}
	nc := newChunk(c, l.frontOff, size)
	nc.items[nc.lo] = v
	r.front, r.frontOff = nc, nc.lo
	return r
}

// newChunk makes a chunk before rest, with its last place taken.
func newChunk(rest *chunk, restOff uint32, size int) *chunk {
	c := &chunk{items: make([]Value, size), lo: uint32(size - 1), rest: rest, restOff: restOff}
	if rest == nil {
		return c
	}
	c.below = rest.below + uint32(len(rest.items)) - restOff
	c.depth = rest.depth + 1
	c.jump, c.jumpOff = rest, restOff
	if j := rest.jump; j != nil && j.jump != nil && rest.depth-j.depth == j.depth-j.jump.depth {
		c.jump, c.jumpOff = j.jump, j.jumpOff
	}
	return c
}

// Append puts v at the end of this very list.
func (l *List) Append(v Value) {
	end := l.off + l.n
	a := l.arr
	if a == nil || end < a.hi || int(end) == len(a.items) {
		a = l.ownArray(int(l.n) + 1)
		end = l.n
	}
	a.items[end] = v
	a.hi = end + 1
	l.n++
}

// ownArray gives the list's view an array of its own with room for want elements and as many again.
func (l *List) ownArray(want int) *array {
	items := make([]Value, max(4, 2*want))
	if l.n > 0 {
		copy(items, l.arr.items[l.off:l.off+l.n])
	}
	l.arr, l.off = &array{items: items, hi: l.n}, 0
	return l.arr
}

// Set replaces element i, 0 <= i < Len(), of this very list.
func (l *List) Set(i int, v Value) {
	if l.front != nil {
		items := l.Slice(0, l.Len())
		l.front, l.frontOff, l.off, l.n = nil, 0, 0, uint32(len(items))
		l.arr = &array{items: items, hi: l.n}
	} else if l.arr.shared {
		l.ownArray(int(l.n))
	}
	l.arr.items[int(l.off)+i] = v
}

// Slice copies elements from up to, not including, to; 0 <= from <= to <= Len().
func (l *List) Slice(from, to int) []Value {
	out := make([]Value, to-from)
	it := l.From(from)
	for n := 0; n < len(out); {
		n += copy(out[n:], it.run(len(out)-n))
	}
	return out
}

// Items gives all elements for reading only; it copies them only if the list has consed elements.
func (l *List) Items() []Value {
	if l.front == nil {
		if l.n == 0 {
			return nil
		}
		return l.arr.items[l.off : l.off+l.n : l.off+l.n]
	}
	return l.Slice(0, l.Len())
}

// Drop gives the list without its first i elements, 0 <= i <= Len(), in O(log n).
func (l *List) Drop(i int) *List {
	fn := l.frontLen()
	r := l.sameView()
	if i >= fn {
		r.off += uint32(i - fn)
		r.n -= uint32(i - fn)
		return r
	}
	it := l.From(i)
	r.front, r.frontOff = it.c, uint32(it.i)
	return r
}

// Take gives the list of the first i elements, 0 <= i <= Len(); O(1) without consed elements.
func (l *List) Take(i int) *List {
	if l.front != nil {
		return NewList(l.Slice(0, i))
	}
	r := l.sameView()
	r.n = uint32(i)
	return r
}

// Share gives another List with the same elements, in O(1).
func (l *List) Share() *List { return l.Drop(0) }

// With gives the list with v at its end, in O(1) amortised when it is the first to be made from l.
func (l *List) With(v Value) *List {
	r := *l
	if r.arr != nil {
		r.arr.shared = true
	}
	r.Append(v)
	return &r
}
