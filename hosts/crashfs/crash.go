package crashfs

import (
	"hash/maphash"
	"math/rand/v2"
	"slices"
)

// Loss says what a power cut does to what was not synced.
type Loss int

const (
	// Lose loses all of it.
	Lose Loss = iota
	// Keep loses nothing.
	Keep
	// Subset keeps some changes, also later ones without earlier ones.
	Subset
	// Cut does as Subset, and writes the beginning of some writes only.
	Cut
	// Zeros does as Subset; of some writes the size came and a part of the bytes did not: there are zeros.
	Zeros
	// Holes does as Subset; of some writes pieces are missing, with the bytes that were there before.
	Holes
	// Garbage does as Subset; pieces of some writes are random bytes.
	Garbage
	// Stale does as Subset; pieces of some writes are what stands there in another file, or elsewhere.
	Stale
	// Losses is the number of the above.
	Losses
)

// String names the loss.
func (l Loss) String() string {
	return [...]string{"lose all", "keep all", "random subset", "cut", "zeros", "holes", "garbage", "stale"}[l]
}

// Kill gives the file system as a process finds it after the one that used it was killed.
func (s *FS) Kill() *FS {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.nodes {
		s.nodes[i].share()
	}
	c := &FS{nodes: slices.Clone(s.nodes), drop: s.drop}
	for i := range c.nodes {
		c.nodes[i].locked = false
	}
	return c
}

// Crash gives the file system as it is after a power cut. r decides where the loss leaves a choice, and
// may be nil where it leaves none.
func (s *FS) Crash(l Loss, r *rand.Rand) *FS {
	c := s.Kill()
	t := tearer{l, r, c}
	order := l < Subset || r.IntN(2) == 0 // directories can keep the order of their changes
	for i := range c.nodes {
		n := &c.nodes[i]
		if n.dir {
			n.names = t.namesAfter(n, order)
			n.onDisk, n.unsynced = n.names, nil
		}
	}
	c.sweep()
	after := make([][]byte, len(c.nodes))
	for i := range c.nodes {
		if n := &c.nodes[i]; !n.gone && !n.dir {
			after[i] = t.content(n)
		}
	}
	for i := range c.nodes {
		if n := &c.nodes[i]; !n.dir {
			n.live, n.disk, n.pending, n.own = after[i], after[i], nil, false
		}
	}
	return c
}

// sweep marks what has no name as gone.
func (s *FS) sweep() {
	for i := range s.nodes {
		s.nodes[i].gone = i > 0
	}
	var visit func(id int)
	visit = func(id int) {
		for _, e := range s.nodes[id].names {
			s.nodes[e.node].gone = false
			visit(e.node)
		}
	}
	visit(0)
}

// Hash gives a number that is, but for chance, the same for file systems that hold the same, durable
// and live.
func (s *FS) Hash(seed maphash.Seed) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var h maphash.Hash
	h.SetSeed(seed)
	var visit func(id int)
	visit = func(id int) {
		n := &s.nodes[id]
		maphash.WriteComparable(&h, len(n.live))
		h.Write(n.live)
		for _, c := range n.pending {
			maphash.WriteComparable(&h, c.off)
			h.Write(c.data)
		}
		for _, c := range n.unsynced {
			h.WriteString(c.from + "/" + c.to)
		}
		for _, e := range n.names {
			h.WriteString(e.name)
			visit(e.node)
		}
	}
	visit(0)
	return h.Sum64()
}

// tearer decides what is left.
type tearer struct {
	loss Loss
	r    *rand.Rand
	fs   *FS
}

// namesAfter gives the names in a directory after the crash.
func (t *tearer) namesAfter(n *node, order bool) []entry {
	switch {
	case len(n.unsynced) == 0 || t.loss == Lose:
		return n.onDisk
	case t.loss == Keep:
		return n.names
	}
	names := n.onDisk
	if order {
		for _, c := range n.unsynced[:t.r.IntN(len(n.unsynced)+1)] {
			names = c.apply(names)
		}
		return names
	}
	for _, c := range n.unsynced {
		switch t.r.IntN(8) {
		case 0, 1, 2:
		case 3:
			if c.to != "" {
				c.from = "" // the name is there twice, or as it was before
			}
			fallthrough
		default:
			names = c.apply(names)
		}
	}
	return names
}

// content gives the bytes of a file after the crash.
func (t *tearer) content(n *node) []byte {
	if len(n.pending) == 0 || t.loss == Lose {
		return n.disk
	}
	b := slices.Clone(n.disk)
	all := t.loss == Keep || t.loss > Subset && t.r.IntN(2) == 0 // but for the last
	for i := range n.pending {
		c := &n.pending[i]
		last := i+1 == len(n.pending)
		switch {
		case t.loss == Keep || all && !last:
			b = c.apply(b)
		case t.loss > Subset && c.data != nil && (last || t.r.IntN(3) == 0):
			b = t.torn(b, c)
		case t.r.IntN(2) == 0:
			b = c.apply(b)
		}
	}
	return b
}

// torn does a part of a write.
func (t *tearer) torn(b []byte, c *change) []byte {
	n := len(c.data)
	if t.loss == Cut {
		return overwrite(b, c.off, c.data[:t.r.IntN(n+1)])
	}
	before := slices.Clone(b)
	b = overwrite(b, c.off, c.data)
	mine := b[c.off : c.off+int64(n)]
	unit := []int{8, 64, 512}[t.r.IntN(3)]
	other := t.other()
	kept := t.r.IntN(8) // of 8 pieces
	for at := 0; at < n; {
		end := min(n, at+unit-(int(c.off)+at)%unit) // pieces are aligned in the file
		piece := mine[at:end]
		if t.r.IntN(8) >= kept {
			switch t.loss {
			case Zeros:
				clear(piece)
			case Holes:
				clear(piece)
				if from := c.off + int64(at); from < int64(len(before)) {
					copy(piece, before[from:])
				}
			case Garbage:
				for i := range piece {
					piece[i] = byte(t.r.Uint32())
				}
			case Stale:
				if from := c.off + int64(at); from < int64(len(other)) {
					copy(piece, other[from:])
				}
			}
		}
		at = end
	}
	return b
}

// other gives the content of any file.
func (t *tearer) other() []byte {
	if t.loss != Stale {
		return nil
	}
	n := &t.fs.nodes[t.r.IntN(len(t.fs.nodes))]
	if shift := t.r.IntN(128); t.r.IntN(2) == 0 && shift < len(n.disk) {
		return n.disk[shift:]
	}
	return n.disk
}
