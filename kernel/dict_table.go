package kernel

// table is a mutable hash table from texts to values in insertion order: the entries in a row, and
// an index of them by open addressing. It belongs to one history.
type table struct {
	keys  []*String // nil where an entry was deleted
	vals  []Value
	live  int
	index []uint32 // position in keys plus one; 0 is free. Its length is a power of two
	// salt is what hashes are multiplied with, odd. It changes when keys crowd, so that hashes have to
	// share more than some bits.
	salt  uint64
	worst int // the most places that were looked at to put a key in
	// last is the position of the key that at found last: who sets a key has often just got it.
	last int
}

// crowded is how far from its start a key is, in a table that is at most half full, once in some
// hundred thousand keys; many are if they were chosen for it.
const crowded = 64

const secondSalt = 0x9e3779b97f4a7c15

// hopeless tells whether keys crowd whatever the salt; then a trie is better.
func (t *table) hopeless() bool { return t.worst > crowded && t.salt == secondSalt }

func newTable(room int) *table {
	size := 16
	for size < 2*room {
		size *= 2
	}
	return &table{keys: make([]*String, 0, room), vals: make([]Value, 0, room), index: make([]uint32, size), salt: 1}
}

// find gives the position of key, or -1, and the index slot where it is or would go.
func (t *table) find(key *String) (pos int, slot uint32) {
	mask := uint32(len(t.index) - 1)
	for slot = t.start(key) & mask; ; slot = (slot + 1) & mask {
		p := t.index[slot]
		if p == 0 {
			return -1, slot
		}
		if k := t.keys[p-1]; k == key || k != nil && k.s == key.s {
			return int(p - 1), slot
		}
	}
}

// start gives the place in the index, but for its higher bits, where the search for key starts.
func (t *table) start(key *String) uint32 { return uint32(key.Hash() * t.salt >> 24) }

// isLast tells whether key, this very String, is the one that was found last.
func (t *table) isLast(key *String) bool { return t.last < len(t.keys) && t.keys[t.last] == key }

// at gives the position of key, or -1.
func (t *table) at(key *String) int {
	if t.isLast(key) {
		return t.last
	}
	pos, _ := t.find(key)
	if pos >= 0 {
		t.last = pos
	}
	return pos
}

// set puts a key in and gives the value it replaced; Unbound for none.
func (t *table) set(key *String, val Value) Value {
	if !t.isLast(key) {
		pos, slot := t.find(key)
		if pos < 0 {
			t.add(key, val, slot)
			return Unbound
		}
		t.last = pos
	}
	old := t.vals[t.last]
	t.vals[t.last] = val
	return old
}

// add puts in a key that is not there; slot is what find gave for it.
func (t *table) add(key *String, val Value, slot uint32) {
	if 2*len(t.keys) >= len(t.index) {
		t.rebuild()
		_, slot = t.find(key)
	}
	t.keys = append(t.keys, key)
	t.vals = append(t.vals, val)
	t.index[slot] = uint32(len(t.keys))
	t.live++
	if t.worst = max(t.worst, t.distance(key, slot)); t.worst > crowded && t.salt == 1 {
		t.salt = secondSalt
		t.rebuild()
	}
}

// distance gives how many places from its start on key is.
func (t *table) distance(key *String, slot uint32) int {
	return int((slot - t.start(key)) & uint32(len(t.index)-1))
}

// delete takes a key out; its place stays empty until the next rebuild.
func (t *table) delete(key *String) bool {
	pos, _ := t.find(key)
	if pos < 0 {
		return false
	}
	t.keys[pos], t.vals[pos] = nil, Nil
	t.live--
	return true
}

// rebuild makes room for as many entries again, without the deleted ones.
func (t *table) rebuild() {
	*t = *t.copy(2 * t.live)
}

// copy gives a table of its own with the same entries and room for want of them.
func (t *table) copy(want int) *table {
	c := newTable(max(want, t.live))
	c.salt = t.salt
	for i, k := range t.keys {
		if k == nil {
			continue
		}
		_, slot := c.find(k)
		c.keys = append(c.keys, k)
		c.vals = append(c.vals, t.vals[i])
		c.index[slot] = uint32(len(c.keys))
	}
	c.live = len(c.keys)
	return c
}

// trie gives the entries as a persistent map.
func (t *table) trie() *ordMap {
	m := &ordMap{}
	m.own()
	for i, k := range t.keys {
		if k != nil {
			m.put(k.Hash(), Ref(&k.Header), t.vals[i])
		}
	}
	m.edit = nil
	return m
}
