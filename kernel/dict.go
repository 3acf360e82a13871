package kernel

import "sync/atomic"

// Dict maps strings to values and keeps insertion order. Up to maxFlat keys it is a shape, shared by
// all dicts with the same keys in the same order, and a slice of values; above that a hash trie.
//
// Assoc and Dissoc give new dicts that share structure; Set and Delete change this very
// dict. Lookup and update cost O(1) for a flat dict, O(log n) for a large one.
type Dict struct {
	Header
	state uint32   // which state of hist
	hist  *history // the entries; nil for a flat dict, the head of a flatDict
}

// flatDict is a dict that was made with at most maxFlat entries. When it has come to have more, its
// entries are those of the Dict, and these two are empty.
type flatDict struct {
	Dict
	shape *Shape  // the keys
	vals  []Value // in the order of shape.keys; never shared between dicts
}

const maxFlat = 8

// Shape is the keys of small dicts in order. Shapes are immutable but for a cache of the shape with
// one more key, so dicts built alike share theirs, whatever machine builds them. So that no program sees whether
// another one has built such a dict before, the keys are Strings that only shapes make.
type Shape struct {
	keys  []*String
	asked []*String // the Strings that the keys were copied from: mostly one of them is looked for
	next  atomic.Pointer[[]transition]
	// known counts the shapes that were ever remembered, by all that came from the empty one.
	known *atomic.Int64
}

// maxTransitions bounds the shapes with one more key that a shape remembers.
const maxTransitions = 16

type transition struct {
	key *String
	to  *Shape
}

// maxShapes bounds the shapes that are remembered by all others together: they live as long as the
// process, and programs can make shapes without end.
const maxShapes = 1 << 14

var emptyShape = &Shape{known: new(atomic.Int64)}

// index gives the place of key, or -1.
func (s *Shape) index(key *String) int {
	for i, k := range s.asked {
		if k == key {
			return i
		}
	}
	for i, k := range s.keys {
		if len(k.s) == len(key.s) && k.s == key.s {
			return i
		}
	}
	return -1
}

// with gives the shape with one more key at the end.
func (s *Shape) with(key *String) *Shape {
	var known []transition
	if p := s.next.Load(); p != nil {
		known = *p
	}
	for _, t := range known {
		if t.key == key || t.key.s == key.s {
			return t.to
		}
	}
	n := len(s.keys)
	to := &Shape{keys: make([]*String, n+1), known: s.known}
	copy(to.keys, s.keys)
	to.keys[n] = key.asKey()
	to.asked = to.keys
	if s.known.Load() >= maxShapes {
		return to
	}
	to.asked = make([]*String, n+1)
	copy(to.asked, s.asked)
	to.asked[n] = key
	s.known.Add(1)
	// Replaced as a whole, since shapes are shared between machines; a transition that is lost in a
	// race, or pushed out, is made again.
	next := append([]transition{{key, to}}, known[:min(len(known), maxTransitions-1)]...)
	s.next.Store(&next)
	return to
}

// NewDict makes an empty dict.
func NewDict() *Dict {
	return &(&flatDict{Dict: Dict{Header: Header{KindDict}}, shape: emptyShape}).Dict
}

// newFlat makes a dict of a shape and a value, yet to be set, for each key; there is room for more values.
// The values lie behind the head, in one object.
func newFlat(shape *Shape, room int) *flatDict {
	n := len(shape.keys)
	var f *flatDict
	switch {
	case n+room <= 2:
		o := &struct {
			flatDict
			places [2]Value
		}{}
		f, o.vals = &o.flatDict, o.places[:n]
	case n+room <= 4:
		o := &struct {
			flatDict
			places [4]Value
		}{}
		f, o.vals = &o.flatDict, o.places[:n]
	default:
		o := &struct {
			flatDict
			places [maxFlat]Value
		}{}
		f, o.vals = &o.flatDict, o.places[:n]
	}
	f.Header, f.shape = Header{KindDict}, shape
	return f
}

// largeDict makes the dict that is a state of h.
func largeDict(h *history, state uint32) *Dict {
	return &Dict{Header: Header{KindDict}, hist: h, state: state}
}

// flat gives the whole of a dict whose hist is nil.
func (d *Dict) flat() *flatDict { return As[flatDict](Ref(&d.Header)) }

// DictOf makes a dict value of keys and values in turn; the keys are Go strings.
func DictOf(pairs ...any) Value {
	d := NewDict()
	for i := 0; i+1 < len(pairs); i += 2 {
		d.Set(NewString(pairs[i].(string)), pairs[i+1].(Value))
	}
	return d.Value()
}

// KeyOf gives the dict key that v stands for: a string is one, a keyword or symbol means its name.
func KeyOf(v Value) (*String, bool) {
	switch v.Kind() {
	case KindString:
		return v.AsString(), true
	case KindKeyword, KindSymbol:
		return NewString(v.SymbolName()), true
	}
	return nil, false
}

// Value gives the dict as a value.
func (d *Dict) Value() Value { return Ref(&d.Header) }

// IsDict tells whether v is a dict.
func (v Value) IsDict() bool { return v.Kind() == KindDict }

// AsDict gives v's Dict; v.IsDict() holds.
func (v Value) AsDict() *Dict { return (*Dict)(v.p) }

// Len counts the entries.
func (d *Dict) Len() int {
	if d.hist != nil {
		return d.lenLarge()
	}
	return len(d.flat().vals)
}

// Get looks a key up.
func (d *Dict) Get(key *String) (Value, bool) {
	if d.hist != nil {
		return d.getLarge(key)
	}
	f := d.flat()
	if i := f.shape.index(key); i >= 0 {
		return f.vals[i], true
	}
	return Nil, false
}

// Lookup looks a key given as a Go string up; nil if it is missing.
func (d *Dict) Lookup(key string) Value {
	if d.hist == nil {
		f := d.flat()
		for i, k := range f.shape.keys {
			if k.s == key {
				return f.vals[i]
			}
		}
		return Nil
	}
	v, _ := d.Get(NewString(key))
	return v
}

// Set gives key the value val in this very dict.
func (d *Dict) Set(key *String, val Value) {
	if d.hist == nil {
		f := d.flat()
		if i := f.shape.index(key); i >= 0 {
			f.vals[i] = val
			return
		}
		if len(f.vals) < maxFlat {
			f.shape = f.shape.with(key)
			f.vals = append(f.vals, val)
			return
		}
		f.grow()
	}
	d.setLarge(key, val)
}

// grow turns a flat dict into a large one.
func (f *flatDict) grow() {
	t := newTable(2 * maxFlat)
	for i, k := range f.shape.keys {
		t.set(k, f.vals[i])
	}
	f.hist = newHistory(t)
	clear(f.vals)
	f.shape, f.vals = nil, nil
}

// Delete takes key out of this very dict and tells whether it was there.
func (d *Dict) Delete(key *String) bool {
	if d.hist != nil {
		return d.deleteLarge(key)
	}
	f := d.flat()
	i := f.shape.index(key)
	if i < 0 {
		return false
	}
	shape := emptyShape
	vals := make([]Value, 0, len(f.vals)-1)
	for j, k := range f.shape.keys {
		if j != i {
			shape = shape.with(k)
			vals = append(vals, f.vals[j])
		}
	}
	clear(f.vals)
	f.shape, f.vals = shape, vals
	return true
}

// Copy gives a dict with the same entries; neither sees later changes of the other. O(1) for a
// large dict.
func (d *Dict) Copy() *Dict {
	if d.hist != nil {
		return d.copyLarge()
	}
	return &d.flat().copy(0).Dict
}

// copy gives a flat dict with the same entries and room for more.
func (f *flatDict) copy(room int) *flatDict {
	c := newFlat(f.shape, room)
	copy(c.vals, f.vals)
	return c
}

// Assoc gives the dict with key set to val.
func (d *Dict) Assoc(key *String, val Value) *Dict {
	if d.hist != nil {
		return d.assocLarge(key, val)
	}
	f := d.flat()
	if i := f.shape.index(key); i >= 0 {
		c := f.copy(0)
		c.vals[i] = val
		return &c.Dict
	}
	c := f.copy(1)
	c.Set(key, val)
	return &c.Dict
}

// Dissoc gives the dict without key.
func (d *Dict) Dissoc(key *String) *Dict {
	if d.hist != nil {
		return d.dissocLarge(key)
	}
	c := d.Copy()
	c.Delete(key)
	return c
}

// copyToChange gives a copy that about n changes in place are going to follow: if they are many, with a
// table of its own, so that they leave no trace in the states of d. It is charged to m.
func (d *Dict) copyToChange(m *Meter, n int) (*Dict, error) {
	if d.hist != nil {
		if t := d.table(); t != nil && n >= t.live/4 {
			if err := alloc(m, (t.live+n)*entryBytes); err != nil {
				return nil, err
			}
			c, err := t.copy(m, t.live+n, t.salt)
			return largeDict(newHistory(c), 0), err
		}
	}
	if err := d.prepare(m); err != nil {
		return nil, err
	}
	return d.Copy(), nil
}

// sorted does the work that the next All would do, and charges it to m.
func (d *Dict) sorted(m *Meter) error {
	if d.hist == nil || d.table() != nil {
		return nil
	}
	if err := d.hist.lookBack(m); err != nil {
		return err
	}
	_, err := d.trie().sorted(m)
	return err
}

// DictIter walks the entries in insertion order. The dict must not be changed meanwhile.
type DictIter struct {
	keys []*String
	vals []Value
	ents []*entry
	i    int
}

// All walks the dict.
func (d *Dict) All() DictIter {
	if d.hist != nil {
		if t := d.table(); t != nil {
			return DictIter{keys: t.keys, vals: t.vals}
		}
		return DictIter{ents: d.trie().entries()}
	}
	f := d.flat()
	return DictIter{keys: f.shape.keys, vals: f.vals}
}

// Next gives the next key and value; false at the end.
func (it *DictIter) Next() (*String, Value, bool) {
	for {
		i := it.i
		it.i++
		switch {
		case i < len(it.ents):
			return it.ents[i].key.AsString(), it.ents[i].val, true
		case i >= len(it.keys):
			return nil, Nil, false
		case it.keys[i] != nil: // nil where one was deleted
			return it.keys[i], it.vals[i], true
		}
	}
}

// WithValues gives a dict with d's keys and the given values, in order; it copies the slice.
func (d *Dict) WithValues(vals []Value) Value {
	if d.hist == nil {
		f := newFlat(d.flat().shape, 0)
		copy(f.vals, vals)
		return f.Value()
	}
	t := newTable(len(vals))
	for it, i := d.All(), 0; ; i++ {
		k, _, ok := it.Next()
		if !ok {
			return largeDict(newHistory(t), 0).Value()
		}
		t.set(k, vals[i])
	}
}
