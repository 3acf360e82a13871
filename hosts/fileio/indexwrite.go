package fileio

import (
	"cmp"
	"encoding/binary"
	"io"
	"slices"
	"strings"
)

// indexHeader is what an index file says of itself. Offsets are those of the content.
type indexHeader struct {
	key       fileKey
	clustered bool
	from, end int64 // the stretch of the segment that it is of
	base      int64 // newest position before the segment
	last      int64 // newest position of the stretch
	streams   int64 // number of entries, which follow the head
	runs      int64 // offset
	places    int64 // offset
	nPlaces   int64
	ids       int64 // offset
	nIDs      int64
	ops       int64 // offset
	size      int64 // of the content
}

func (x *indexHeader) fields() []*int64 {
	return []*int64{&x.from, &x.end, &x.base, &x.last, &x.streams, &x.runs, &x.places, &x.nPlaces, &x.ids,
		&x.nIDs, &x.ops, &x.size}
}

func (x *indexHeader) bytes() []byte {
	b := append(make([]byte, 0, indexHead), indexMagic...)
	b = binary.LittleEndian.AppendUint32(b, indexVersion)
	flags := uint32(0)
	if x.clustered {
		flags = 1
	}
	b = binary.LittleEndian.AppendUint32(b, flags)
	b = append(b, x.key.id[:]...)
	b = binary.LittleEndian.AppendUint64(b, x.key.segment)
	b = binary.LittleEndian.AppendUint64(b, x.key.generation)
	for _, f := range x.fields() {
		b = binary.LittleEndian.AppendUint64(b, uint64(*f))
	}
	return append(b, make([]byte, indexHead-len(b))...)
}

// indexContent is the content of an index file that is to be written. Equal indexes have equal content.
type indexContent struct {
	indexHeader
	m       *memIndex
	names   []hashedName // of the streams, in the order of their entries
	kept    []placeEntry
	idTable []idSeq
}

// newIndexContent finds out what the parts of the content take; base is the newest position before the segment.
func newIndexContent(m *memIndex, key fileKey, base int64) *indexContent {
	c := &indexContent{m: m, names: make([]hashedName, 0, len(m.streams)), kept: m.filePlaces(), idTable: m.sortedIDs()}
	for name := range m.streams {
		c.names = append(c.names, hashedName{hashName(name), name})
	}
	slices.SortFunc(c.names, compareHashed)
	c.key, c.clustered, c.from, c.end, c.base, c.last = key, m.clustered, m.from, m.end, base, m.last
	c.streams, c.nPlaces, c.nIDs = int64(len(c.names)), int64(len(c.kept)), int64(len(c.idTable))
	c.runs = indexHead + c.streams*streamEntry
	w := &contentWriter{}
	c.writeRuns(w)
	c.places = c.runs + w.end()
	c.ids = c.places + c.nPlaces*placeSize
	c.ops = c.ids + c.nIDs*idEntry
	w = &contentWriter{}
	m.writeOps(w)
	c.size = c.ops + w.end()
	return c
}

// write writes the content.
func (c *indexContent) write(w *contentWriter) error {
	w.add(c.bytes())
	c.writeTable(w)
	c.writeRuns(w)
	for _, p := range c.kept {
		w.b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(w.b, p.pos), p.off)
		w.spill()
	}
	for _, e := range c.idTable {
		w.b = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(w.b, e.hash), uint64(e.seq))
		w.spill()
	}
	c.m.writeOps(w)
	w.flush()
	return w.err
}

// writeFile writes the content as a file of pages.
func (c *indexContent) writeFile(f io.WriterAt) error {
	return c.writePages(func(b []byte, off int64) error { return writeFull(f, b, off) })
}

// writePages gives the content away as pages, with their place in the file.
func (c *indexContent) writePages(out func(b []byte, off int64) error) error {
	p := &pageWriter{out: out, seed: c.key.seed()}
	err := c.write(&contentWriter{out: p.write})
	if err == nil {
		err = p.end()
	}
	return err
}

// file gives the file.
func (c *indexContent) file() []byte {
	var all []byte
	_ = c.writePages(func(b []byte, _ int64) error { // which has no other error
		all = append(all, b...)
		return nil
	})
	return all
}

// writeTable writes the entries of the streams.
func (c *indexContent) writeTable(w *contentWriter) {
	var one []byte
	at := uint32(0) // a segment has 2 GiB at most, and these parts of it are larger there
	for _, n := range c.names {
		w.b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint64(w.b, n.hash), at)
		w.spill()
		one = appendRuns(one[:0], n.name, c.m.streams[n.name])
		at += uint32(len(one))
	}
}

// writeRuns writes what the entries of the streams point to.
func (c *indexContent) writeRuns(w *contentWriter) {
	for _, n := range c.names {
		w.b = appendRuns(w.b, n.name, c.m.streams[n.name])
		w.spill()
	}
}

// contentWriter gives content away in pieces, as it comes.
type contentWriter struct {
	out func(b []byte) error // takes a piece; nil if the bytes are only counted
	b   []byte               // what was not given away yet
	n   int64                // bytes that were
	err error
}

const contentPiece = 16 << 10 // bytes

func (w *contentWriter) add(b []byte) {
	w.b = append(w.b, b...)
	w.spill()
}

// spill gives away what there is, if it is enough.
func (w *contentWriter) spill() {
	if len(w.b) >= contentPiece {
		w.flush()
	}
}

func (w *contentWriter) flush() {
	if w.err == nil && w.out != nil {
		w.err = w.out(w.b)
	}
	w.n += int64(len(w.b))
	w.b = w.b[:0]
}

// end gives how many bytes there are.
func (w *contentWriter) end() int64 { return w.n + int64(len(w.b)) }

type hashedName struct {
	hash uint64
	name string
}

func compareHashed(a, b hashedName) int {
	switch {
	case a.hash < b.hash:
		return -1
	case a.hash > b.hash:
		return 1
	}
	return strings.Compare(a.name, b.name)
}

// appendRuns appends what there is of a stream: its first seq, number of events, length of the name, number of
// runs, the name; then where its events are: skips, one for every runsPerSkip runs but the first
// of them, then the runs. A skip has the seq (less base), the offset of the frame before, and the byte behind
// the skips where the run stands. memStream has what a run is.
func appendRuns(b []byte, name string, s *memStream) []byte {
	for _, n := range []int64{s.base, s.next - s.base, int64(len(name)), int64(s.n) + 1} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	b = append(b, name...)
	skips := s.skips
	if s.skipped() {
		skips = append(slices.Clip(skips), memSkip{s.seq, s.before, uint32(len(s.runs))})
	}
	for _, k := range skips {
		b = binary.LittleEndian.AppendUint32(b, k.seq)
		b = binary.LittleEndian.AppendUint32(b, k.before)
		b = binary.LittleEndian.AppendUint32(b, k.at)
	}
	return s.appendLast(append(b, s.runs...), uint32(s.next-s.base))
}

// filePlaces gives the places that a file needs: all of a clustered segment, else one here and there.
func (m *memIndex) filePlaces() []placeEntry {
	if m.clustered {
		return m.places
	}
	return thinPlaces(nil, m.places)
}

// idSeq is an entry of the table of ids.
type idSeq struct {
	hash uint64
	seq  int64
}

// sortedIDs gives the table of ids, by hash and seq.
func (m *memIndex) sortedIDs() []idSeq {
	var list []idSeq
	for h, seqs := range m.ids {
		for _, seq := range seqs {
			list = append(list, idSeq{h, seq})
		}
	}
	slices.SortFunc(list, func(a, b idSeq) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.seq, b.seq))
	})
	return list
}

// writeOps writes what the segment did to streams, keys and snapshots, as the last word on each:
// three lists by name, each with its length before it.
func (m *memIndex) writeOps(w *contentWriter) {
	w.b = binary.AppendUvarint(w.b, uint64(len(m.bounds)))
	for _, name := range sortedKeys(m.bounds) {
		x := m.bounds[name]
		w.b = binary.AppendUvarint(binary.AppendUvarint(appendText(w.b, name), uint64(x.first)), uint64(x.last))
		w.spill()
	}
	w.b = binary.AppendUvarint(w.b, uint64(len(m.kv)))
	for _, name := range sortedKeys(m.kv) {
		w.b = appendRef(appendText(w.b, name), m.kv[name])
		w.spill()
	}
	w.b = binary.AppendUvarint(w.b, uint64(len(m.snaps)))
	for _, name := range sortedKeys(m.snaps) {
		s := m.snaps[name]
		w.b = binary.AppendUvarint(appendRef(appendText(w.b, name), s.ref), uint64(s.seq))
		w.spill()
	}
}

func appendRef(b []byte, r ref) []byte {
	for _, n := range []uint32{r.segment, r.frame, r.size, r.off} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return b
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
