package crashfs

import (
	"slices"
	"strings"
)

// node is a file or a directory. Slices are shared between a file system and its copies: they are
// never changed in place, but for live where own says that nobody else has it.
type node struct {
	dir    bool
	mode   uint32
	gone   bool // a copy does not reach it
	locked bool

	live    []byte
	own     bool
	disk    []byte
	pending []change

	names    []entry // sorted; live
	onDisk   []entry
	unsynced []naming
}

// change is a write, or a truncation, of a file that is not durable yet.
type change struct {
	off  int64
	data []byte // nil for a truncation to off
	lost bool   // by a sync that failed: a later one does not write it
}

// entry is a name in a directory.
type entry struct {
	name string
	node int
}

// naming is a change of the names in a directory: from goes, to comes. Either can be "".
type naming struct {
	from, to string
	node     int
}

// write changes the live content and remembers how.
func (n *node) write(off int64, data []byte) {
	n.pending = append(n.pending, change{off: off, data: slices.Clone(data)})
	if !n.own {
		n.live, n.own = append(make([]byte, 0, len(n.live)+len(data)+512), n.live...), true
	}
	n.live = overwrite(n.live, off, data)
}

func (n *node) truncate(size int64) {
	n.pending = append(n.pending, change{off: size})
	n.live, n.own = resize(slices.Clone(n.live), size), true
}

// overwrite puts data at off of b, with zeros before it where there was nothing.
func overwrite(b []byte, off int64, data []byte) []byte {
	if end := off + int64(len(data)); end > int64(len(b)) {
		b = resize(b, end)
	}
	copy(b[off:], data)
	return b
}

// resize cuts b, or adds zeros to it.
func resize(b []byte, size int64) []byte {
	if size <= int64(len(b)) {
		return b[:size]
	}
	return append(b, make([]byte, size-int64(len(b)))...)
}

// apply does a change to b, which nobody else has.
func (c *change) apply(b []byte) []byte {
	if c.data == nil {
		return resize(b, c.off)
	}
	return overwrite(b, c.off, c.data)
}

// sync makes the content durable, but for what a failed sync lost.
func (n *node) sync() {
	if len(n.pending) == 0 {
		return
	}
	if !slices.ContainsFunc(n.pending, func(c change) bool { return c.lost }) {
		n.disk, n.own = n.live, false
	} else {
		b := slices.Clone(n.disk)
		for _, c := range n.pending {
			if !c.lost {
				b = c.apply(b)
			}
		}
		n.disk = b
	}
	n.pending = nil
}

// lose is a sync that fails: what was to be written stays visible and is never written.
func (n *node) lose() {
	n.pending = slices.Clone(n.pending)
	for i := range n.pending {
		n.pending[i].lost = true
	}
}

// syncNames makes the names durable.
func (n *node) syncNames() { n.onDisk, n.unsynced = n.names, nil }

// find gives the node of a live name.
func (n *node) find(name string) (int, bool) {
	i, ok := slices.BinarySearchFunc(n.names, name, func(e entry, s string) int { return strings.Compare(e.name, s) })
	if !ok {
		return 0, false
	}
	return n.names[i].node, true
}

// rename changes the live names and remembers how.
func (n *node) rename(c naming) {
	n.unsynced = append(n.unsynced, c)
	n.names = c.apply(n.names)
}

// apply does a naming to a list of names, which it does not change.
func (c naming) apply(names []entry) []entry {
	out := make([]entry, 0, len(names)+1)
	for _, e := range names {
		if e.name != c.from && e.name != c.to {
			out = append(out, e)
		}
	}
	if c.to != "" {
		i, _ := slices.BinarySearchFunc(out, c.to, func(e entry, s string) int { return strings.Compare(e.name, s) })
		out = slices.Insert(out, i, entry{c.to, c.node})
	}
	return out
}

// share marks what the node holds as shared with a copy, and keeps the lists apart.
func (n *node) share() {
	n.own = false
	n.pending = n.pending[:len(n.pending):len(n.pending)]
	n.unsynced = n.unsynced[:len(n.unsynced):len(n.unsynced)]
}
