package kernel

import (
	"math/bits"
	"slices"
)

// Where many members of a set have one hash, those that came after the first two have a second hash, a part
// of their digest (digest.go), and lie in a trie by it. The shifts of nodes go on below those of the first
// hash: at crowdShift is the node of all entries with one hash, from secondShift on the trie by second
// hashes, and at endShift are rows of entries that have both hashes in common.
const (
	crowdShift  = maxShift + trieBits
	secondShift = crowdShift + trieBits
	endShift    = secondShift + maxShift + trieBits
)

// secondHash makes the val of an entry with that second hash: an unbound value with a payload, which
// nobody keeps in a map otherwise.
func secondHash(second uint64) Value { return Value{Unbound.p, second} }

// second gives the second hash of e, if it has one.
func (e *entry) second() (uint64, bool) { return e.val.n, e.val.IsUnbound() }

// branch gives the bit of e's branch of a node with bitmaps.
func (e *entry) branch(shift uint) uint32 {
	if shift < secondShift {
		return 1 << ((e.hash >> shift) & 31)
	}
	return 1 << ((e.val.n >> (shift - secondShift)) & 31)
}

// samePlace tells whether e and old have the same key, by identity or text, at the same place.
func (e *entry) samePlace(old *entry) bool {
	a, crowded := e.second()
	b, too := old.second()
	return sameKey(old, e.hash, e.key) && crowded == too && (!crowded || a == b)
}

// crowd gives the trie by second hashes of a node at crowdShift, or nil.
func (n *node) crowd() *node {
	if len(n.kids) == 0 {
		return nil
	}
	return n.kids[0]
}

// first gives some entry of a crowd.
func (n *node) first() *entry {
	for len(n.data) == 0 {
		n = n.kids[0]
	}
	return n.data[0]
}

// withSecond gives the entries in a crowd that share the place of a second hash.
func (n *node) withSecond(second uint64) []*entry {
	for shift := uint(0); n != nil; shift += trieBits {
		if shift > maxShift {
			return n.data
		}
		bit := uint32(1) << ((second >> shift) & 31)
		if n.dataMap&bit != 0 {
			at := bits.OnesCount32(n.dataMap & (bit - 1))
			return n.data[at : at+1]
		}
		if n.nodeMap&bit == 0 {
			return nil
		}
		n = n.kids[bits.OnesCount32(n.nodeMap&(bit-1))]
	}
	return nil
}

// putCrowded is put for a node at crowdShift.
func (n *node) putCrowded(t *token, e *entry) (*node, *entry) {
	if _, ok := e.second(); !ok {
		return n.putRow(t, e)
	}
	crowd := n.crowd()
	if crowd == nil {
		crowd = &node{edit: t}
	}
	crowd, old := crowd.put(t, secondShift, e)
	if crowd == n.crowd() {
		return n, old
	}
	m := n.mutable(t)
	m.kids = append(m.kids[:0], crowd)
	return m, old
}

// putRow puts e among the entries of a node without bitmaps.
func (n *node) putRow(t *token, e *entry) (*node, *entry) {
	m := n.mutable(t)
	for i, old := range m.data {
		if e.samePlace(old) {
			e.seq, e.key = old.seq, old.key
			m.data[i] = e
			return m, old
		}
	}
	m.data = append(m.data, e)
	return m, nil
}

// delCrowded is del for a node at crowdShift. A crowd of which one entry is left, alone with its hash, is
// folded into the node, and so into its parent.
func (n *node) delCrowded(t *token, e *entry) (*node, bool) {
	_, ok := e.second()
	if !ok {
		m, ok := n.delRow(t, e)
		if ok {
			m.foldCrowd()
		}
		return m, ok
	}
	if n.crowd() == nil {
		return n, false
	}
	crowd, ok := n.crowd().del(t, secondShift, e)
	if !ok {
		return n, false
	}
	m := n.mutable(t)
	m.kids[0] = crowd
	m.foldCrowd()
	return m, true
}

// foldCrowd takes a crowd of none, or one entry alone with its hash, out of n, which may be changed.
func (n *node) foldCrowd() {
	switch c := n.crowd(); {
	case c == nil || len(c.kids) > 0 || len(c.data) > 1:
	case len(c.data) == 0:
		n.kids = nil
	case len(n.data) == 0:
		n.data, n.kids = slices.Clone(c.data), nil
	}
}

// delRow takes the entry at the place of e out of a node without bitmaps.
func (n *node) delRow(t *token, e *entry) (*node, bool) {
	for i, old := range n.data {
		if e.samePlace(old) {
			m := n.mutable(t)
			m.data = slices.Delete(m.data, i, i+1)
			return m, true
		}
	}
	return n, false
}
