package fileio

import (
	"encoding/binary"
	"sort"
)

// memStream is where the events of one stream are: seqs from base up to, without, next. A run is events that
// follow each other in one frame, and goes up to the next run. Runs are kept as an index file has them: the
// distance of the frame from that of the run before, doubled, plus one if the number of events less two follows;
// otherwise there is one event. The last run is not among them, since it can still grow.
type memStream struct {
	base, next int64
	seq, off   uint32 // of the last run: its first event, less base, and its frame
	before     uint32 // the frame of the run before it
	n          uint32 // number of runs before it
	runs       []byte
	skips      []memSkip
}

// memSkip is the way to a run, one for each runsPerSkip runs but the first of them.
type memSkip struct {
	seq    uint32 // of its first event, less base
	before uint32 // the frame of the run before it
	at     uint32 // its place in runs
}

// addRun notes that the events from seq on are in a frame.
func (s *memStream) addRun(seq int64, frame uint32) {
	rel := uint32(seq - s.base)
	if rel > 0 {
		if s.skipped() {
			s.skips = append(s.skips, memSkip{s.seq, s.before, uint32(len(s.runs))})
		}
		s.runs = s.appendLast(s.runs, rel)
		s.before = s.off
		s.n++
	}
	s.seq, s.off = rel, frame
}

// skipped tells whether there is a skip for the last run.
func (s *memStream) skipped() bool { return s.n > 0 && s.n%runsPerSkip == 0 }

// appendLast appends the last run, behind which the event next, less base, comes.
func (s *memStream) appendLast(b []byte, next uint32) []byte {
	distance := uint64(s.off-s.before) << 1
	if n := next - s.seq; n != 1 {
		return binary.AppendUvarint(binary.AppendUvarint(b, distance|1), uint64(n)-2)
	}
	return binary.AppendUvarint(b, distance)
}

// locate appends where the events from seq a to b are; limit bounds their number.
func (s *memStream) locate(out []spot, a, b int64, limit int) []spot {
	a, b = max(a, s.base), min(b, s.next-1)
	if b-a >= int64(limit) {
		b = a + int64(limit) - 1
	}
	if a > b {
		return out
	}
	r := memRun{seq: s.base}
	if i := sort.Search(len(s.skips), func(i int) bool { return s.base+int64(s.skips[i].seq) > a }) - 1; i >= 0 {
		k := s.skips[i]
		r = memRun{seq: s.base + int64(k.seq), frame: k.before, at: int(k.at)}
	}
	for r.seq <= b {
		r.take(s)
		for seq := max(a, r.seq); seq <= min(b, r.seq+r.n-1); seq++ {
			out = append(out, spot{seq, r.frame})
		}
		r.seq += r.n
	}
	return out
}

// each shows all runs, with the seq of their first event.
func (s *memStream) each(show func(seq int64, frame uint32)) {
	for r := (memRun{seq: s.base}); r.seq < s.next; r.seq += r.n {
		r.take(s)
		show(r.seq, r.frame)
	}
}

// memRun reads runs one after the other.
type memRun struct {
	seq   int64 // of the first event
	n     int64 // events
	frame uint32
	at    int // where the next run begins
}

// take reads the next run, of which seq is known.
func (r *memRun) take(s *memStream) {
	if r.at == len(s.runs) {
		r.frame, r.n = s.off, s.next-r.seq
		return
	}
	d, size := binary.Uvarint(s.runs[r.at:])
	r.at += size
	r.frame += uint32(d >> 1)
	r.n = 1
	if d&1 != 0 {
		n, size := binary.Uvarint(s.runs[r.at:])
		r.at += size
		r.n = int64(n) + 2
	}
}
