package kernel

import (
	"math/bits"
	"slices"
	"sync/atomic"
)

// ordMap is a persistent hash map from values to values that remembers insertion order: a hash
// array mapped trie (Bagwell 2001, in the compressed form of Steindorfer and Vinju, OOPSLA 2015)
// whose entries carry a sequence number. Lookup and update cost O(log32 n); walking in order costs
// a radix sort the first time after a change.
//
// Updates through put and del change the receiver only. Nodes made under the receiver's edit token
// belong to it alone and are changed in place; copy gives the token up, after which both sides copy
// what they change. Entries are never changed once they are in a map.
type ordMap struct {
	root  *node
	count int
	seq   uint64 // of the next new entry
	edit  *token
	order atomic.Pointer[[]*entry]
}

// token marks ownership. It counts the bytes of the nodes that were copied for its owner, and are not
// charged yet.
type token struct{ copied int }

// takeCopied gives the bytes of the nodes copied since it was last asked.
func (m *ordMap) takeCopied() int {
	if m.edit == nil {
		return 0
	}
	n := m.edit.copied
	m.edit.copied = 0
	return n
}

type entry struct {
	key, val Value
	hash     uint64
	seq      uint64
}

// node is a trie node: two bitmaps tell which of the 32 branches hold an entry or a child. The node at
// crowdShift has no bitmaps: it holds entries with one hash, those without a second hash in data,
// unordered, and a trie by second hashes of the others as its only child (ordmap_crowd.go).
type node struct {
	dataMap, nodeMap uint32
	data             []*entry
	kids             []*node
	edit             *token
}

const (
	trieBits = 5
	maxShift = 60
)

// get finds what has no second hash.
func (m *ordMap) get(hash uint64, key Value) *entry {
	alone, _ := m.candidates(hash)
	for _, e := range alone {
		if sameKey(e, hash, key) {
			return e
		}
	}
	return nil
}

// candidates gives the entries that share the place of hash: all with that hash are among alone, or
// in crowd, by their second hashes.
func (m *ordMap) candidates(hash uint64) (alone []*entry, crowd *node) {
	n := m.root
	for shift := uint(0); n != nil; shift += trieBits {
		if shift == crowdShift {
			return n.data, n.crowd()
		}
		bit := uint32(1) << ((hash >> shift) & 31)
		if n.dataMap&bit != 0 {
			at := bits.OnesCount32(n.dataMap & (bit - 1))
			return n.data[at : at+1], nil
		}
		if n.nodeMap&bit == 0 {
			return nil, nil
		}
		n = n.kids[bits.OnesCount32(n.nodeMap&(bit-1))]
	}
	return nil, nil
}

// sameKey compares texts by their characters, and other keys by identity: who keeps other keys looks
// for an equal one among the candidates first.
func sameKey(e *entry, hash uint64, key Value) bool {
	if e.hash != hash {
		return false
	}
	return e.key == key || e.key.IsString() && key.IsString() && e.key.Text() == key.Text()
}

// copy gives a map with the same entries; neither side sees later changes of the other.
func (m *ordMap) copy() *ordMap {
	if m.edit != nil {
		m.edit = nil
	}
	c := &ordMap{root: m.root, count: m.count, seq: m.seq}
	c.order.Store(m.order.Load())
	return c
}

// own makes later changes in place where the nodes allow it; used for a value that is being
// changed on purpose, and while one is built.
func (m *ordMap) own() {
	if m.edit == nil {
		m.edit = new(token)
	}
}

func (m *ordMap) put(hash uint64, key, val Value) {
	e := &entry{key: key, val: val, hash: hash, seq: m.seq}
	if m.root == nil {
		m.root = &node{edit: m.edit}
	}
	root, old := m.root.put(m.edit, 0, e)
	m.root = root
	if old == nil {
		m.count++
		m.seq++
	}
	m.order.Store(nil)
}

// del takes out the entry with that hash and key that has no second hash.
func (m *ordMap) del(hash uint64, key Value) bool {
	return m.remove(&entry{key: key, hash: hash})
}

// remove takes out the entry that is at the place of e.
func (m *ordMap) remove(e *entry) bool {
	if m.root == nil {
		return false
	}
	root, ok := m.root.del(m.edit, 0, e)
	if ok {
		m.root = root
		m.count--
		m.order.Store(nil)
	}
	return ok
}

// mutable gives n itself if t owns it, else a copy that t owns.
func (n *node) mutable(t *token) *node {
	if t != nil && n.edit == t {
		return n
	}
	if t != nil {
		t.copied += sizeOf(n) + 8*(len(n.data)+len(n.kids))
	}
	return &node{n.dataMap, n.nodeMap, slices.Clone(n.data), slices.Clone(n.kids), t}
}

// put gives the node with e in it, and the entry it replaced, whose place in the order e takes.
func (n *node) put(t *token, shift uint, e *entry) (*node, *entry) {
	switch shift {
	case crowdShift:
		return n.putCrowded(t, e)
	case endShift:
		return n.putRow(t, e)
	}
	bit := e.branch(shift)
	at := bits.OnesCount32(n.dataMap & (bit - 1))
	kid := bits.OnesCount32(n.nodeMap & (bit - 1))
	switch {
	case n.dataMap&bit != 0:
		old := n.data[at]
		m := n.mutable(t)
		if e.samePlace(old) {
			e.seq, e.key = old.seq, old.key
			m.data[at] = e
			return m, old
		}
		child := &node{edit: t}
		child, _ = child.put(t, shift+trieBits, old)
		child, _ = child.put(t, shift+trieBits, e)
		m.data = slices.Delete(m.data, at, at+1)
		m.kids = slices.Insert(m.kids, kid, child)
		m.dataMap &^= bit
		m.nodeMap |= bit
		return m, nil
	case n.nodeMap&bit != 0:
		child, old := n.kids[kid].put(t, shift+trieBits, e)
		if child == n.kids[kid] {
			return n, old
		}
		m := n.mutable(t)
		m.kids[kid] = child
		return m, old
	}
	if t != nil && n.edit == t {
		n.data = slices.Insert(n.data, at, e)
		n.dataMap |= bit
		return n, nil
	}
	if t != nil {
		t.copied += sizeOf(n) + 8*(len(n.data)+1+len(n.kids))
	}
	data := make([]*entry, len(n.data)+1)
	copy(data, n.data[:at])
	data[at] = e
	copy(data[at+1:], n.data[at:])
	return &node{n.dataMap | bit, n.nodeMap, data, slices.Clone(n.kids), t}, nil
}

// del gives the node without the entry at the place of e; a child left with a single entry is folded
// into its parent.
func (n *node) del(t *token, shift uint, e *entry) (*node, bool) {
	switch shift {
	case crowdShift:
		return n.delCrowded(t, e)
	case endShift:
		return n.delRow(t, e)
	}
	bit := e.branch(shift)
	at := bits.OnesCount32(n.dataMap & (bit - 1))
	if n.dataMap&bit != 0 {
		if !e.samePlace(n.data[at]) {
			return n, false
		}
		m := n.mutable(t)
		m.data = slices.Delete(m.data, at, at+1)
		m.dataMap &^= bit
		return m, true
	}
	if n.nodeMap&bit == 0 {
		return n, false
	}
	kid := bits.OnesCount32(n.nodeMap & (bit - 1))
	child, ok := n.kids[kid].del(t, shift+trieBits, e)
	if !ok {
		return n, false
	}
	m := n.mutable(t)
	if len(child.kids) == 0 && len(child.data) == 1 {
		m.kids = slices.Delete(m.kids, kid, kid+1)
		m.data = slices.Insert(m.data, at, child.data[0])
		m.nodeMap &^= bit
		m.dataMap |= bit
		return m, true
	}
	m.kids[kid] = child
	return m, true
}
