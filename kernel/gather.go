package kernel

// A gathering is a list in the making. The Value that stands for one also carries how many of the
// items are its own, so that adding is a step from one Value to the next without an allocation, and
// an older Value still stands for the items there were: a continuation that is entered again goes on
// from there, with items of its own. No program sees one; machine code holds them in registers.
type gathering struct {
	Header
	items  []Value
	closed bool // a list has the items
}

// NewGathering makes a gathering without items, with room for some.
func NewGathering(room int) Value {
	g := &gathering{Header: Header{KindGathering}, items: make([]Value, 0, room)}
	return Ref(&g.Header)
}

// GatheringOf makes a gathering of the items and takes the slice over.
func GatheringOf(items []Value) Value {
	g := &gathering{Header: Header{KindGathering}, items: items}
	return Value{Ref(&g.Header).p, uint64(len(items))}
}

// Gathered gives the items of v, for reading only; v.Kind() is KindGathering.
func (v Value) Gathered() []Value { return As[gathering](v).items[:v.n:v.n] }

// Gather gives the gathering v with x after its items, in O(1) amortised when it is the first to be
// made from v; v.Kind() is KindGathering.
func (v Value) Gather(x Value) Value {
	g := As[gathering](v)
	if v.n != uint64(len(g.items)) || g.closed {
		return GatheringOf(append(v.Gathered(), x))
	}
	g.items = append(g.items, x)
	return Value{v.p, v.n + 1}
}

// GatheredList makes the list of the gathering v, which keeps its items; v.Kind() is KindGathering.
func (v Value) GatheredList() Value {
	g := As[gathering](v)
	if v.n != uint64(len(g.items)) || g.closed {
		return ListOf(append([]Value(nil), v.Gathered()...)...)
	}
	g.closed = true
	l := NewList(g.items)
	if l.arr != nil {
		l.arr.shared = true // an older Value may look at the items
	}
	return l.Value()
}
