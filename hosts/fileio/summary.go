package fileio

import (
	"encoding/binary"
	"fmt"
	"math"
	"sort"
)

// absorb takes the effect of a whole stretch of a segment into the catalog, which may have taken in the
// beginning of it already.
func (c *catalog) absorb(m *memIndex, segment uint32) error {
	for name, b := range m.bounds {
		s := c.streams[name]
		if s == nil {
			s = c.addStream(name, segment)
		}
		c.cutTo(s, b.first)
		s.last = max(s.last, b.last)
	}
	for name, t := range m.streams {
		s := c.streams[name]
		if s == nil {
			s = c.addStream(name, segment)
		}
		if t.base > s.last+1 && t.base > s.first && !c.holes {
			return fmt.Errorf("stream %.60q goes on at seq %d, where %d is next", name, t.base, s.last+1)
		}
		s.last = max(s.last, t.next-1)
	}
	for key, at := range m.kv {
		c.kv.Set(key, at)
	}
	for name, at := range m.snaps {
		c.setSnap(name, at)
	}
	c.pos = max(c.pos, m.last)
	return nil
}

// summary gives what absorb needs of an index file: a memIndex without places, runs and ids.
func (x *indexFile) summary() (*memIndex, error) {
	m := newMemIndex(x.from, x.base)
	m.end, m.last, m.clustered = x.end, x.last, x.clustered
	for i := range x.streams {
		e, err := x.entry(i)
		if err != nil {
			return nil, err
		}
		name, err := x.at(e.name, e.size)
		if err != nil {
			return nil, err
		}
		m.streams[string(name)] = &memStream{base: e.base, next: e.next}
	}
	return m, x.readOps(m)
}

// readOps reads what the segment did to streams, keys and snapshots.
func (x *indexFile) readOps(m *memIndex) error {
	if x.ops < indexHead || x.size < x.ops || x.size-x.ops > math.MaxInt32 {
		return x.bad("the operations are outside")
	}
	b, err := x.at(x.ops, int(x.size-x.ops))
	if err != nil {
		return err
	}
	w := walker{b: b}
	for range w.count() {
		name := string(w.text())
		m.setBounds(name, w.number(), w.number())
	}
	for range w.count() {
		m.setKey(string(w.text()), w.ref())
	}
	for range w.count() {
		m.setSnap(string(w.text()), snapRef{w.ref(), w.number()})
	}
	if w.err != nil || w.off < len(b) {
		return x.bad("the operations do not read: %v", w.err)
	}
	return nil
}

// load gives the whole content of an index file, as it was before it was written, but for the places
// between those that were written.
func (x *indexFile) load() (*memIndex, error) {
	m, err := x.summary()
	if err != nil {
		return nil, err
	}
	for i := range x.streams {
		if err := x.loadRuns(m, i); err != nil {
			return nil, err
		}
	}
	b, err := x.at(x.places, int(x.nPlaces*placeSize))
	if err != nil {
		return nil, err
	}
	for ; len(b) > 0; b = b[placeSize:] {
		m.places = append(m.places, placeEntry{binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])})
	}
	for i := range x.nIDs {
		b, err := x.at(x.ids+i*idEntry, idEntry)
		if err != nil {
			return nil, err
		}
		if m.ids == nil {
			m.ids = make(map[uint64][]int64, min(x.nIDs, 1<<16))
		}
		h := binary.LittleEndian.Uint64(b)
		m.ids[h] = append(m.ids[h], int64(binary.LittleEndian.Uint64(b[8:])))
	}
	return m, nil
}

// loadRuns reads the runs of the i-th stream.
func (x *indexFile) loadRuns(m *memIndex, i int64) error {
	e, err := x.entry(i)
	if err != nil {
		return err
	}
	name, err := x.at(e.name, e.size)
	if err != nil {
		return err
	}
	s := m.streams[string(name)]
	r, err := x.runsFrom(&e, 0)
	for err == nil && r.seq < e.next {
		if r.next(); r.failed != nil {
			return r.failed
		}
		s.addRun(r.seq, r.frame)
		r.seq += r.n
	}
	return err
}

// seqsOf gives the seqs of events whose stream and id have the hash h.
func (x *indexFile) seqsOf(h uint64) (seqs []int64, err error) {
	if x.nIDs == 0 {
		return nil, nil
	}
	for i, err := x.search(x.ids, x.nIDs, idEntry, h); i < x.nIDs || err != nil; i++ {
		if err != nil {
			return nil, err
		}
		b, err := x.at(x.ids+i*idEntry, idEntry)
		if err != nil || binary.LittleEndian.Uint64(b) != h {
			return seqs, err
		}
		seqs = append(seqs, int64(binary.LittleEndian.Uint64(b[8:])))
	}
	return seqs, nil
}

// placeAt gives the i-th entry of the places.
func (x *indexFile) placeAt(i int64) (placeEntry, error) {
	b, err := x.at(x.places+i*placeSize, placeSize)
	if err != nil {
		return placeEntry{}, err
	}
	return placeEntry{binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])}, nil
}

// searchPlaces gives the first of the places for which beyond answers true.
func (x *indexFile) searchPlaces(beyond func(e placeEntry) bool) (int64, error) {
	var failed error
	i := sort.Search(int(x.nPlaces), func(i int) bool {
		e, err := x.placeAt(int64(i))
		if err != nil {
			failed = err
			return true
		}
		return beyond(e)
	})
	return int64(i), failed
}

// firstPlace gives the first of the places that begins at position pos or behind.
func (x *indexFile) firstPlace(pos int64) (int64, error) {
	return x.searchPlaces(func(e placeEntry) bool { return x.base+int64(e.pos) >= pos-1 })
}

// place gives the last of the places that begins before position pos; false if there is none.
func (x *indexFile) place(pos int64) (placeEntry, bool, error) {
	return x.lastBefore(func(e placeEntry) bool { return x.base+int64(e.pos) >= pos })
}

// placeBefore gives the last of the places that is not behind the frame at off.
func (x *indexFile) placeBefore(off int64) (placeEntry, bool, error) {
	return x.lastBefore(func(e placeEntry) bool { return int64(e.off) > off })
}

func (x *indexFile) lastBefore(beyond func(e placeEntry) bool) (placeEntry, bool, error) {
	i, err := x.searchPlaces(beyond)
	if err != nil || i == 0 {
		return placeEntry{}, false, err
	}
	e, err := x.placeAt(i - 1)
	return e, err == nil, err
}
