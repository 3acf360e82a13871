package fileio

import (
	"fmt"
	"math"
	"sort"
)

// memIndex tells where the events of a stretch of one segment are, and what the stretch did to
// streams, keys and snapshots. It is what an indexFile is made of.
type memIndex struct {
	from, end int64 // the stretch, in bytes of the segment
	pos       int64 // newest position before the stretch
	last      int64 // newest position of the stretch
	clustered bool  // events are ordered by stream, and places has one entry for each

	places  []placeEntry // in the order of positions: a frame, or an event if clustered
	streams map[string]*memStream
	ids     map[uint64][]int64 // hash of stream and id, to the seqs with it
	kv      map[string]ref     // what became of keys: a place, or deadRef
	snaps   map[string]snapRef
	bounds  map[string]bounds // of streams that were truncated or lost events

	hole uint32 // of a damaged segment, the offset of the last hole so far; 0 if there is none
	gap  posGap
}

// bounds is what a recTruncate or recStream says: the events below first are gone. A last of 0 says
// nothing of the last seq.
type bounds struct{ first, last int64 }

// placeEntry says that the positions after pos are in the frame at off, or that position pos+1 is.
type placeEntry struct {
	pos uint32 // less the newest position before the segment
	off uint32
}

// memStream is where the events of one stream are: seqs from base up to, without, next.
type memStream struct {
	base, next int64
	runs       []memRun
}

// memRun says that the events from a seq on are in the frame at off, up to those of the next run.
type memRun struct {
	seq uint32 // less base
	off uint32
}

func newMemIndex(from, pos int64) *memIndex {
	return &memIndex{from: from, end: from, pos: pos, last: pos, streams: map[string]*memStream{}}
}

// addEvents notes that a frame holds n events of a stream from seq on; owned is the name as a string,
// if there is one already.
func (m *memIndex) addEvents(name []byte, owned string, seq, n int64, frame uint32) error {
	s := m.streams[string(name)]
	if s == nil {
		if owned == "" {
			owned = string(name)
		}
		s = &memStream{base: seq, next: seq}
		m.streams[owned] = s
	}
	if m.hole > 0 && seq > s.next && seq-s.base <= math.MaxUint32 {
		s.runs = append(s.runs, memRun{uint32(s.next - s.base), m.hole})
		s.next = seq
	}
	if seq != s.next || seq+n-s.base > math.MaxUint32 {
		return fmt.Errorf("seq %d of stream %.60q, where %d is next in the segment", seq, name, s.next)
	}
	if len(s.runs) == 0 || s.runs[len(s.runs)-1].off != frame {
		s.runs = append(s.runs, memRun{uint32(seq - s.base), frame})
	}
	s.next = seq + n
	return nil
}

// addPlace notes that the positions after pos begin in a frame.
func (m *memIndex) addPlace(base, pos int64, frame uint32) error {
	if pos-base > math.MaxUint32 {
		return fmt.Errorf("position %d in a segment that begins after %d", pos, base)
	}
	m.places = append(m.places, placeEntry{uint32(pos - base), frame})
	return nil
}

func (m *memIndex) addID(stream, id []byte, seq int64) {
	if m.ids == nil {
		m.ids = map[uint64][]int64{}
	}
	h := hashID(stream, id)
	m.ids[h] = append(m.ids[h], seq)
}

func (m *memIndex) setKey(key string, at ref) {
	if m.kv == nil {
		m.kv = map[string]ref{}
	}
	m.kv[key] = at
}

func (m *memIndex) setSnap(name string, at snapRef) {
	if m.snaps == nil {
		m.snaps = map[string]snapRef{}
	}
	m.snaps[name] = at
}

func (m *memIndex) setBounds(name string, first, last int64) {
	if m.bounds == nil {
		m.bounds = map[string]bounds{}
	}
	if old, ok := m.bounds[name]; ok {
		first, last = max(first, old.first), max(last, old.last)
	}
	m.bounds[name] = bounds{first, last}
}

// span is the seqs of a stream in a segment: from base up to, without, next; none if they are equal.
type span struct{ base, next int64 }

// locate appends where the events of a stream from seq a to b are, of those in the stretch; limit
// bounds their number.
func (m *memIndex) locate(out []spot, name string, a, b int64, limit int) []spot {
	s := m.streams[name]
	if s == nil {
		return out
	}
	a, b = max(a, s.base), min(b, s.next-1)
	i := sort.Search(len(s.runs), func(i int) bool { return s.base+int64(s.runs[i].seq) > a }) - 1
	for seq := a; seq <= b && limit > 0; seq, limit = seq+1, limit-1 {
		for i+1 < len(s.runs) && s.base+int64(s.runs[i+1].seq) <= seq {
			i++
		}
		out = append(out, spot{seq, s.runs[i].off})
	}
	return out
}

// spot says that the event with a seq is in the frame at off.
type spot struct {
	seq int64
	off uint32
}

// place gives the last entry that begins before position pos, with base the newest position before the
// segment; false if there is none.
func (m *memIndex) place(base, pos int64) (placeEntry, bool) {
	i := sort.Search(len(m.places), func(i int) bool { return base+int64(m.places[i].pos) >= pos }) - 1
	if i < 0 {
		return placeEntry{}, false
	}
	return m.places[i], true
}

// hashID hashes a stream and an id for the table of ids: FNV-1a, with the bits mixed at the end as in
// MurmurHash3, since the table is searched by the leading ones.
func hashID(stream, id []byte) uint64 {
	h := fnv(uint64(len(stream))^0xcbf29ce484222325, stream)
	return mix(fnv(h, id))
}

// hashName hashes the name of a stream.
func hashName(name string) uint64 { return mix(fnv(0xcbf29ce484222325, []byte(name))) }

func fnv(h uint64, b []byte) uint64 {
	for _, c := range b {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	return h
}

func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
