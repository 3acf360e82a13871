package fileio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// frames reads frames of one segment, each with its checksum: what rots on the disk after the opening
// is found when it is read. It keeps what it read last, since what is wanted next is often behind it.
type frames struct {
	s     *segment
	seed  uint32
	free  bool  // checksums are not looked at
	end   int64 // no frame reaches beyond
	buf   []byte
	at    int64  // offset of buf[0]
	room  []byte // begins with buf
	used  int    // bytes of buf that were given out
	chunk int    // bytes of the last room
	next  int64  // offset behind the frame read last
	read  int    // bytes to ask for
	off   int64  // offset of payload's frame
	last  []byte
	sum   [12]byte
}

// The bytes that are asked for at once: what a small frame takes when it is looked up, more when
// frames are read one after the other.
const (
	readLeast = 512
	readMost  = 512 << 10
	roomMost  = 32 << 10 // for small frames
)

// frames gives a reader of the frames of a part, as far as it goes now. The caller does not hold mu.
func (h *Host) frames(p part) *frames {
	f := &frames{s: p.segment, seed: p.key.seed(), free: h.opts.plant.noChecksum, end: p.segment.end, read: readLeast}
	if p.mem != nil {
		h.mu.RLock()
		f.end = p.mem.end
		h.mu.RUnlock()
	}
	return f
}

// payload gives the payload of the frame at off. It stays as it is when others are read.
func (f *frames) payload(off int64) ([]byte, error) {
	if f.last != nil && f.off == off {
		return f.last, nil
	}
	head, err := f.bytes(off, frameHead)
	if err != nil {
		return nil, err
	}
	size := int64(binary.LittleEndian.Uint32(head))
	if size == 0 || size > f.end-off-frameHead {
		return nil, &DamageError{f.s.name, off, "the frame is not as it was written"}
	}
	b, err := f.bytes(off, frameHead+size)
	if err != nil {
		return nil, err
	}
	payload := b[frameHead:]
	if !f.free && frameSumIn(&f.sum, f.seed, off, payload) != binary.LittleEndian.Uint32(b[4:]) {
		return nil, &DamageError{f.s.name, off, "the frame is not as it was written"}
	}
	f.off, f.last, f.next = off, payload, off+frameHead+size
	return payload, nil
}

// bytes gives n bytes at off, of a buffer that is not written to again.
func (f *frames) bytes(off, n int64) ([]byte, error) {
	if off >= f.at && off+n <= f.at+int64(len(f.buf)) {
		f.used = max(f.used, int(off-f.at+n))
		return f.buf[off-f.at:][:n:n], nil
	}
	if off == f.next && f.next > 0 {
		f.read = min(f.read*4, readMost)
	}
	want := min(max(n, int64(f.read)), f.end-off)
	if want < n {
		return nil, &DamageError{f.s.name, off, "the frame is not as it was written"}
	}
	b := f.space(int(want))
	if err := readFull(f.s.file, b, off); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, &DamageError{f.s.name, off, "the file ends within a frame"}
		}
		return nil, fmt.Errorf("%s, byte %d: %w", f.s.name, off, err)
	}
	f.buf, f.at, f.used = b, off, int(n)
	return b[:n:n], nil
}

// space gives n bytes to read into. Behind a small frame there is room for the next: what is given out stays,
// and what was read in vain does not.
func (f *frames) space(n int) []byte {
	f.room = f.room[f.used:]
	f.buf, f.used = nil, 0
	if len(f.room) < n {
		f.chunk = max(n, min(f.chunk*4, roomMost))
		f.room = make([]byte, f.chunk)
	}
	return f.room[:n:n]
}

// finder looks for events of one stream in a payload.
type finder struct {
	stream string
	from   int64 // seqs
	to     int64
	out    []storeop.Event
	walker walker
	typ    string // of the event before
}

func (f *finder) record(*record) error { return nil }

func (f *finder) event(r *record, e *rawEvent) error {
	if e.seq >= f.from && e.seq <= f.to && string(r.name) == f.stream {
		if f.typ != string(e.typ) {
			f.typ = string(e.typ)
		}
		f.out = append(f.out, storeop.Event{Stream: f.stream, Seq: e.seq, Pos: e.pos, Type: f.typ, At: e.at,
			Data: e.data, ID: string(e.id), HasID: e.hasID, Meta: e.meta})
	}
	return nil
}

// spotOf is a spot in a part.
type spotOf struct {
	part int // index in the list that was looked through
	spot
}

// snapshot gives the parts as they are now, with the newest position; the memIndex of the last may
// be looked at under mu only.
func (h *Host) snapshot() ([]part, int64) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.parts, h.cat.pos
}

// readStream answers store/read.
func (h *Host) readStream(q *storeop.Read) (kernel.Value, error) {
	h.mu.RLock()
	first, last := h.cat.bounds(q.Stream)
	home := uint64(0)
	if s := h.cat.streams[q.Stream]; s != nil {
		home = uint64(s.home)
	}
	parts := h.parts
	h.mu.RUnlock()
	start, end, step := q.Range(first, last)
	if (end-start)*step < 0 {
		if h.salvage.blind != nil && step > 0 {
			return kernel.Nil, h.salvage.blind // there may be newer events in the hole
		}
		return storeop.ReadAnswer(nil, 0, first, last)
	}
	// one more than the page holds, to know whether it is the last
	if reach := start + step*int64(q.Limit); (end-reach)*step > 0 {
		end = reach
	}
	spots, err := h.spots(parts, q.Stream, min(start, end), max(start, end), home)
	if err != nil {
		return kernel.Nil, err
	}
	if want := max(start, end) - min(start, end) + 1; int64(len(spots)) != want {
		if h.salvage.blind != nil {
			return kernel.Nil, h.salvage.blind
		}
		return kernel.Nil, fmt.Errorf("the index finds %d events of stream %.60q from seq %d on, not %d", len(spots),
			q.Stream, min(start, end), want)
	}
	return h.streamPage(q, parts, spots, first, last)
}

// streamPage reads the events of a page.
func (h *Host) streamPage(q *storeop.Read, parts []part, spots []spotOf, first, last int64) (kernel.Value, error) {
	page := storeop.NewPage(h.lim, q.Limit)
	b, _ := h.buffers.Get().(*pageBuffers)
	if b == nil {
		b = &pageBuffers{room: make([]byte, pageRoomBytes)}
	}
	defer h.buffers.Put(b) // an answer holds nothing of it
	room := b.room
	events := slices.Grow(b.events[:0], min(len(spots), q.Limit))
	defer func() {
		clear(events)
		b.events = events
	}()
	var f *frames
	at := -1
	one := finder{stream: q.Stream}
	if q.Reverse {
		slices.Reverse(spots)
	}
	fetched := 0 // up to this spot
	for i, s := range spots {
		if page.Full() {
			return storeop.ReadAnswer(events, s.seq, first, last)
		}
		if s.part != at {
			if f != nil {
				room = f.room[f.used:]
			}
			f, at = h.frames(parts[s.part]), s.part
			f.room = room
		}
		if i >= fetched {
			n, lo, hi := nearby(spots[i:])
			fetched = i + n
			if n > 1 {
				f.fetch(lo, hi)
			}
		}
		e, err := one.find(f, s.spot)
		if len(events) > 0 && h.servesAround(err) {
			return storeop.ReadAnswer(events, s.seq, first, last) // the next page meets the damage
		}
		if err != nil {
			return kernel.Nil, err
		}
		page.Add(e.Size())
		events = append(events, e)
	}
	if s := spots[len(spots)-1]; !q.Reverse && s.seq == last &&
		h.sureOf(ref{segment: uint32(parts[s.part].last), frame: s.off}) != nil {
		return storeop.ReadAnswer(events, last+1, first, last) // the next page meets the hole
	}
	return storeop.ReadAnswer(events, 0, first, last)
}

// pageRoomBytes is the room for the frames of a page; with more it is allocated.
const pageRoomBytes = fetchMost + roomMost

// pageBuffers is memory that making an answer needs, used again for others.
type pageBuffers struct {
	events []storeop.Event
	room   []byte
}

// What frames of one stream are read at once, in bytes: a gap between two takes less time to read than another
// call of the system does.
const (
	fetchGap  = 4 << 10
	fetchMost = 64 << 10
)

// nearby gives how many of the spots are read at once: they are in one part, each near the one before. Their
// frames begin from lo to hi.
func nearby(spots []spotOf) (n int, lo, hi int64) {
	first := spots[0]
	lo, hi = int64(first.off), int64(first.off)
	for n < len(spots) && spots[n].part == first.part {
		off := int64(spots[n].off)
		if off < lo-fetchGap || off > hi+fetchGap || max(off, hi)-min(off, lo) > fetchMost {
			break
		}
		lo, hi = min(lo, off), max(hi, off)
		n++
	}
	return n, lo, hi
}

// fetch reads frames that begin from lo to hi at once, for payload to find them. What fails is met by it.
func (f *frames) fetch(lo, hi int64) {
	if hi > lo && (lo < f.at || hi+readLeast > f.at+int64(len(f.buf))) {
		_, _ = f.bytes(lo, min(hi+readLeast, f.end)-lo)
		f.used = 0
	}
}

// find reads the event at a spot. It keeps the other events of the frame.
func (f *finder) find(from *frames, s spot) (storeop.Event, error) {
	if from.last == nil || from.off != int64(s.off) || len(f.out) == 0 {
		payload, err := from.payload(int64(s.off))
		if err != nil {
			return storeop.Event{}, err
		}
		f.out, f.from, f.to = f.out[:0], 0, 1<<62
		if _, err := f.walker.walk(payload, 0, f); err != nil {
			return storeop.Event{}, err
		}
	}
	if len(f.out) > 0 {
		if i := s.seq - f.out[0].Seq; i >= 0 && i < int64(len(f.out)) && f.out[i].Seq == s.seq {
			return f.out[i], nil
		}
	}
	return storeop.Event{}, &DamageError{from.s.name, int64(s.off), fmt.Sprintf(
		"event %d of stream %.60q is not in the frame", s.seq, f.stream)}
}

// spots tells where the events of a stream from seq a to b are; home is the segment of its first event.
func (h *Host) spots(parts []part, stream string, a, b int64, home uint64) ([]spotOf, error) {
	need := int(b - a + 1)
	out, scratch := make([]spotOf, need), make([]spot, 0, need)
	for i := len(parts) - 1; i >= 0 && need > 0 && parts[i].last >= home; i-- {
		list, err := h.spotsIn(scratch, parts[i], stream, a, b)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			b = list[0].seq - 1
		}
		for k := len(list) - 1; k >= 0 && need > 0; k-- {
			need--
			out[need] = spotOf{i, list[k]}
		}
	}
	return out[need:], nil
}

// spotsIn appends where the events are that a part holds.
func (h *Host) spotsIn(list []spot, p part, stream string, a, b int64) ([]spot, error) {
	var err error
	if p.idx != nil {
		if list, err = p.idx.locate(list, stream, a, b, int(b-a+1)); err != nil {
			return nil, err
		}
	}
	if p.mem != nil {
		h.mu.RLock()
		list = p.mem.locate(list, stream, a, b, int(b-a+1))
		h.mu.RUnlock()
	}
	return list, nil
}

// eventByID gives the first event with an id whose seq is at least first.
func (h *Host) eventByID(stream, id string, first int64) (storeop.Event, bool, error) {
	s := h.cat.streams[stream]
	if s == nil {
		return storeop.Event{}, false, nil
	}
	look := idLookup{h: h, stream: stream, id: id, hash: hashID([]byte(stream), []byte(id)), first: first}
	found := false
	for i, t := h.partOf(uint64(s.home)), 0; i < len(h.parts) && !found && look.err == nil; i++ {
		for t < len(h.idTables) && h.idTables[t].last < h.parts[i].first() {
			t++
		}
		if t < len(h.idTables) && h.idTables[t].first <= h.parts[i].first() {
			if list, err := h.idTables[t].segmentsOf(look.hash); err == nil {
				found = look.inSegments(list, uint64(s.home))
				last := h.idTables[t].last
				if i = h.partOf(last); found || h.parts[i].last == last {
					continue
				} // some of the part is behind the table
			} else {
				h.dropTables(t)
			}
		}
		found = found || look.inPart(i)
	}
	return look.event, found, look.err
}

// idLookup looks for an event by its id.
type idLookup struct {
	h          *Host
	stream, id string
	hash       uint64
	first      int64 // seq
	event      storeop.Event
	err        error
}

// inSegments looks through segments, whose parts ascend, from home on. A segment that was rewritten stands for the part
// that it is in now, which can begin before home and have what is looked for.
func (l *idLookup) inSegments(list []uint64, home uint64) bool {
	seen := -1
	for _, segment := range list {
		i := l.h.partOf(segment)
		if i > seen && l.h.parts[i].last >= home && l.inPart(i) {
			return true
		}
		seen = max(seen, i)
	}
	return false
}

// inPart looks through the i-th part.
func (l *idLookup) inPart(i int) bool {
	if l.err != nil {
		return false
	}
	p := l.h.parts[i]
	var seqs []int64
	if p.idx != nil {
		if seqs, l.err = p.idx.seqsOf(l.hash); l.err != nil {
			return false
		}
	}
	if p.mem != nil {
		seqs = append(seqs, p.mem.ids[l.hash]...)
	}
	for _, seq := range seqs {
		e, ok, err := l.h.eventAt(i, l.stream, seq, l.first)
		if l.err = err; err != nil {
			return false
		}
		if ok && e.HasID && e.ID == l.id {
			l.event = e
			return true
		}
	}
	return false
}

// eventAt reads the event with a seq from the i-th part, if it is there and its seq at least first. The
// caller holds writing.
func (h *Host) eventAt(i int, stream string, seq, first int64) (e storeop.Event, ok bool, err error) {
	if seq < first {
		return e, false, nil
	}
	list, err := h.spotsIn(nil, h.parts[i], stream, seq, seq)
	if err != nil || len(list) == 0 {
		return e, false, err
	}
	f := h.frames(h.parts[i])
	one := finder{stream: stream}
	if e, err = one.find(f, list[0]); err != nil {
		return e, false, err
	}
	if p := h.parts[i]; !p.clustered() { // there Pos counts from the frame on
		before, err := h.framePos(p, f, int64(list[0].off))
		if err != nil {
			return e, false, err
		}
		e.Pos += before
	}
	return e, true, nil
}

// value reads the encoded value at a place.
func (h *Host) value(parts []part, at ref) ([]byte, error) {
	for _, p := range parts {
		if p.last < uint64(at.segment) {
			continue
		}
		if p.first() > uint64(at.segment) && h.salvage.blind != nil {
			return nil, h.salvage.blind // the segment is missing
		}
		payload, err := h.frames(p).payload(int64(at.frame))
		if err != nil {
			return nil, err
		}
		b, ok := valueAt(payload, at.off, at.size)
		if !ok {
			return nil, &DamageError{p.name, int64(at.frame), "the frame is shorter than a value in it"}
		}
		return b, nil
	}
	if h.salvage.blind != nil {
		return nil, h.salvage.blind
	}
	return nil, fmt.Errorf("segment %d is not there", at.segment)
}
