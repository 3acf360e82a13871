package kernel

// ListArray and ListChunk are the pieces of memory that lists share (list.go); two lists that have a
// piece in common have equal ListArrays or ListChunks. They are for writing lists out and making them
// again so that what was shared is shared again. The zero values are no piece.
type (
	ListArray struct{ a *array }
	ListChunk struct{ c *chunk }
)

// IsZero tells that there is no array.
func (a ListArray) IsZero() bool { return a.a == nil }

// IsZero tells that there is no chunk.
func (c ListChunk) IsZero() bool { return c.c == nil }

// Items gives the array's places, for reading those that a list looks at.
func (a ListArray) Items() []Value { return a.a.items }

// Items gives the chunk's places, for reading those that a list looks at.
func (c ListChunk) Items() []Value { return c.c.items }

// Rest gives the chunk after this one and where in it the elements go on.
func (c ListChunk) Rest() (ListChunk, int) { return ListChunk{c.c.rest}, int(c.c.restOff) }

// View gives the array with the list's last n elements, which are Items()[off:off+n].
func (l *List) View() (a ListArray, off, n int) { return ListArray{l.arr}, int(l.off), int(l.n) }

// Front gives the chunk with the list's first elements and where in it they begin.
func (l *List) Front() (c ListChunk, off int) { return ListChunk{l.front}, int(l.frontOff) }

// NewListArray makes an array that several lists will look at, and takes the slice over.
func NewListArray(items []Value) ListArray {
	return ListArray{&array{items: items, hi: uint32(len(items)), shared: true}}
}

// NewListChunk makes a chunk without a free place, whose elements go on in rest at restOff, which is
// below the number of rest's places; it takes the slice over, which is not empty.
func NewListChunk(items []Value, rest ListChunk, restOff int) ListChunk {
	c := newChunk(rest.c, uint32(restOff), len(items))
	c.items, c.lo = items, 0
	return ListChunk{c}
}

// SharedList makes the list whose elements are those of front from frontOff on, then items
// off to off+n of a.
func SharedList(front ListChunk, frontOff int, a ListArray, off, n int) *List {
	return &List{Header: Header{KindList}, front: front.c, frontOff: uint32(frontOff), arr: a.a,
		off: uint32(off), n: uint32(n)}
}
