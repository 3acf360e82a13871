package kernel

import (
	"math/bits"
	"slices"
)

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
	worst int // how far from its start a key was put, at most
	far   int // and all of them together
	// last is the position of the key that at found last: who sets a key has often just got it.
	last int
	// shared tells that an older table has the keys, too, which looks at those it had when this one was made.
	shared bool
}

// crowded is how far from its start a key is, in a table that is at most half full, once in some
// hundred thousand keys; many are if they were chosen for it. On the average it is half a place.
const crowded = 64

// salts are those that a table is laid out with in turn, when keys crowd. Who chooses keys has to
// choose them for all.
var salts = [...]uint64{1, 0x9e3779b97f4a7c15, 0xd1342543de82ef95, 0xbf58476d1ce4e5b9}

// crowds tells whether the keys were chosen to meet, as it seems.
func (t *table) crowds() bool { return t.worst > crowded || t.far > crowded+2*len(t.keys) }

// full tells whether one more key needs a larger index.
func (t *table) full() bool { return 2*len(t.keys) >= len(t.index) }

// hopeless tells whether keys crowd whatever the salt; then a trie is better.
func (t *table) hopeless() bool { return t.salt == salts[len(salts)-1] && t.crowds() }

// nextSalt gives the salt to go on with when keys crowd.
func (t *table) nextSalt() uint64 {
	for i, salt := range salts[1:] {
		if t.salt == salts[i] {
			return salt
		}
	}
	return t.salt
}

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

// start gives the place in the index, but for its higher bits, where the search for key starts. The
// highest bits of the product come first: only they depend on all bits of the hash.
func (t *table) start(key *String) uint32 { return uint32(bits.ReverseBytes64(key.Hash() * t.salt)) }

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
	if t.full() {
		_ = t.rebuild(nil)
		_, slot = t.find(key)
	}
	t.keys = append(t.keys, key)
	t.vals = append(t.vals, val)
	t.take(slot)
	t.live++
}

// take notes in the index, at slot, the place of the key that was added last.
func (t *table) take(slot uint32) {
	t.index[slot] = uint32(len(t.keys))
	far := t.distance(t.keys[len(t.keys)-1], slot)
	t.worst = max(t.worst, far)
	t.far += far
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
	if t.shared {
		t.keys, t.shared = slices.Clone(t.keys), false
	}
	t.keys[pos], t.vals[pos] = nil, Nil
	t.live--
	return true
}

// rebuild makes room for as many entries again, without the deleted ones, and lays them out anew when
// they crowd. It is charged to m.
func (t *table) rebuild(m *Meter) error {
	salt := t.salt
	if t.crowds() {
		salt = t.nextSalt()
	}
	c, err := t.copy(m, 2*t.live, salt)
	if err == nil {
		*t = *c
	}
	return err
}

// fork gives a table that goes on from t, whose entries are looked at one after the other only from then on,
// and never change: so the new one takes the index over, and puts its own keys behind those of both. m is
// charged for copying the keys, too, as taking one out does.
func (t *table) fork(m *Meter) (*table, error) {
	if t.live < len(t.keys) {
		return t.copy(m, t.live+t.live/4, t.salt)
	}
	c := *t
	c.vals, c.shared = make([]Value, len(t.vals)), true
	err := inStrides(m, len(t.vals), func(from, to int) { copy(c.vals[from:to], t.vals[from:to]) })
	return &c, err
}

// entryBytes is what an entry takes in a table that is half full.
const entryBytes = 3 * SlotSize

// copy gives a table of its own with the same entries and room for want of them. The work is charged to m,
// the memory is not: who puts a key in is charged for its part of the tables to come (chargeEntry).
func (t *table) copy(m *Meter, want int, salt uint64) (*table, error) {
	c := newTable(max(want, t.live))
	c.salt = salt
	err := inStrides(m, len(t.keys), func(from, to int) {
		for i, k := range t.keys[from:to] {
			if k == nil {
				continue
			}
			_, slot := c.find(k)
			c.keys = append(c.keys, k)
			c.vals = append(c.vals, t.vals[from+i])
			c.take(slot)
		}
	})
	c.live = len(c.keys)
	return c, err
}

// trie gives the entries as a persistent map, charged to m.
func (t *table) trie(m *Meter) (*ordMap, error) {
	all := &ordMap{}
	all.own()
	for i, k := range t.keys {
		if k == nil {
			continue
		}
		if err := alloc(m, memberBytes); err != nil {
			return nil, err
		}
		all.put(k.Hash(), Ref(&k.Header), t.vals[i])
	}
	all.edit = nil
	return all, nil
}
