package fileio

import (
	"fmt"
	"math"
	"slices"
	"sort"
)

// memIndex tells where the events of a stretch of one segment are, and what the stretch did to
// streams, keys and snapshots. It is what an indexFile is made of.
type memIndex struct {
	from, end int64 // the stretch, in bytes of the segment
	pos       int64 // newest position before the stretch
	last      int64 // newest position of the stretch
	clustered bool  // events are ordered by stream, and places has one entry for each

	places   []placeEntry // in the order of positions: a frame, or an event if clustered
	streams  map[string]*memStream
	recent   *memStream         // the one that was added to last, nil for none
	recently string             // its name
	ids      map[uint64][]int64 // hash of stream and id, to the seqs with it
	kv       map[string]ref     // what became of keys: a place, or deadRef
	snaps    map[string]snapRef
	bounds   map[string]bounds // of streams that were truncated or lost events

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

func newMemIndex(from, pos int64) *memIndex {
	return &memIndex{from: from, end: from, pos: pos, last: pos, streams: map[string]*memStream{}}
}

// addEvents notes that a frame holds n events of a stream from seq on; owned is the name as a string,
// if there is one already.
func (m *memIndex) addEvents(name []byte, owned string, seq, n int64, frame uint32) error {
	s := m.recent
	if s == nil || m.recently != string(name) {
		s = m.streamOf(name, owned, seq)
	}
	if m.hole > 0 && seq > s.next && seq-s.base <= math.MaxUint32 {
		s.addRun(s.next, m.hole)
		s.next = seq
	}
	if seq != s.next || seq+n-s.base > math.MaxUint32 {
		return fmt.Errorf("seq %d of stream %.60q, where %d is next in the segment", seq, name, s.next)
	}
	if seq == s.base || s.off != frame {
		s.addRun(seq, frame)
	}
	s.next = seq + n
	return nil
}

// streamOf gives where the events of a stream are; if there are none yet, seq is that of the first.
func (m *memIndex) streamOf(name []byte, owned string, seq int64) *memStream {
	s := m.streams[string(name)]
	if owned == "" {
		owned = string(name)
	}
	if s == nil {
		s = &memStream{base: seq, next: seq}
		m.streams[owned] = s
	}
	m.recent, m.recently = s, owned
	return s
}

// addPlace notes that the positions after pos begin in a frame.
func (m *memIndex) addPlace(base, pos int64, frame uint32) error {
	if pos-base > math.MaxUint32 {
		return fmt.Errorf("position %d in a segment that begins after %d", pos, base)
	}
	if len(m.places) == cap(m.places) && !m.clustered && m.hole == 0 {
		m.thin()
	}
	m.places = append(m.places, placeEntry{uint32(pos - base), frame})
	return nil
}

// densePlaces is how many of the last frames have a place each, at least: who follows the log reads there.
const densePlaces = 2048

// thin drops places but for one here and there, as in an index file, and those of the last frames. It is called
// when there is no room for another, and makes room.
func (m *memIndex) thin() {
	if n := len(m.places) - densePlaces; n > densePlaces {
		kept := thinPlaces(m.places[:0], m.places[:n])
		m.places = append(kept, m.places[n:]...)
	}
	m.places = slices.Grow(m.places, min(max(len(m.places), 16), densePlaces))
}

// thinPlaces appends of places, in their order, those that an index file has.
func thinPlaces(out, places []placeEntry) []placeEntry {
	for _, p := range places {
		if len(out) == 0 || p.off-out[len(out)-1].off >= placeDistance {
			out = append(out, p)
		}
	}
	return out
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
	if s := m.streams[name]; s != nil {
		out = s.locate(out, a, b, limit)
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
