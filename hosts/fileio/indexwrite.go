package fileio

import (
	"encoding/binary"
	"slices"
	"sort"
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
	b = binary.LittleEndian.AppendUint32(b, formatVersion)
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

// indexContent gives the content of the index file of m. Equal indexes give equal bytes.
func indexContent(m *memIndex, key fileKey, base int64) []byte {
	x := indexHeader{key: key, clustered: m.clustered, from: m.from, end: m.end, base: base, last: m.last}
	names := make([]hashedName, 0, len(m.streams))
	for name := range m.streams {
		names = append(names, hashedName{hashName(name), name})
	}
	slices.SortFunc(names, compareHashed)
	x.streams = int64(len(names))
	x.runs = indexHead + x.streams*streamEntry
	table := make([]byte, 0, x.streams*streamEntry)
	var runs []byte
	for _, n := range names {
		s := m.streams[n.name]
		table = binary.LittleEndian.AppendUint64(table, n.hash)
		table = binary.LittleEndian.AppendUint64(table, uint64(s.base))
		table = binary.LittleEndian.AppendUint64(table, uint64(s.next))
		table = binary.LittleEndian.AppendUint64(table, uint64(x.runs)+uint64(len(runs)))
		table = binary.LittleEndian.AppendUint32(table, uint32(len(n.name)))
		table = binary.LittleEndian.AppendUint32(table, s.n+1)
		runs = appendRuns(append(runs, n.name...), s)
	}
	x.places = x.runs + int64(len(runs))
	places := m.filePlaces()
	x.nPlaces = int64(len(places))
	x.ids = x.places + x.nPlaces*placeSize
	ids, n := m.appendIDs(nil)
	x.nIDs = n
	x.ops = x.ids + int64(len(ids))
	ops := m.appendOps(nil)
	x.size = x.ops + int64(len(ops))
	out := slices.Grow(x.bytes(), int(x.size))
	out = append(append(out, table...), runs...)
	for _, p := range places {
		out = binary.LittleEndian.AppendUint32(out, p.pos)
		out = binary.LittleEndian.AppendUint32(out, p.off)
	}
	return append(append(out, ids...), ops...)
}

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

// appendRuns appends where a stream's events are: skips, one for every runsPerSkip runs but the first
// of them, then the runs. A skip has the seq (less base), the offset of the frame before, and the byte behind
// the skips where the run stands. memStream has what a run is.
func appendRuns(b []byte, s *memStream) []byte {
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

// appendIDs appends the table of ids, by hash and seq.
func (m *memIndex) appendIDs(b []byte) ([]byte, int64) {
	type entry struct {
		hash uint64
		seq  int64
	}
	var list []entry
	for h, seqs := range m.ids {
		for _, seq := range seqs {
			list = append(list, entry{h, seq})
		}
	}
	sort.Slice(list, func(i, j int) bool {
		return list[i].hash < list[j].hash || list[i].hash == list[j].hash && list[i].seq < list[j].seq
	})
	for _, e := range list {
		b = binary.LittleEndian.AppendUint64(b, e.hash)
		b = binary.LittleEndian.AppendUint64(b, uint64(e.seq))
	}
	return b, int64(len(list))
}

// appendOps appends what the segment did to streams, keys and snapshots, as the last word on each:
// three lists by name, each with its length before it.
func (m *memIndex) appendOps(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(m.bounds)))
	for _, name := range sortedKeys(m.bounds) {
		x := m.bounds[name]
		b = binary.AppendUvarint(binary.AppendUvarint(appendText(b, name), uint64(x.first)), uint64(x.last))
	}
	b = binary.AppendUvarint(b, uint64(len(m.kv)))
	for _, name := range sortedKeys(m.kv) {
		b = appendRef(appendText(b, name), m.kv[name])
	}
	b = binary.AppendUvarint(b, uint64(len(m.snaps)))
	for _, name := range sortedKeys(m.snaps) {
		s := m.snaps[name]
		b = binary.AppendUvarint(appendRef(appendText(b, name), s.ref), uint64(s.seq))
	}
	return b
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
