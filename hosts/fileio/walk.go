package fileio

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/sx-lang/sx/hosts/storeop"
)

// record is a record taken apart. Its slices are parts of the payload.
type record struct {
	kind  byte
	name  []byte
	seq   int64 // of the first event or the snapshot; the first seq of recTruncate and recStream
	last  int64 // of recStream
	n     int64 // events, or positions of recGap
	value []byte
	off   int // of the value in the payload
}

// rawEvent is an event taken apart. Its slices are parts of the payload.
type rawEvent struct {
	seq, pos, at int64
	typ          []byte
	id           []byte
	hasID        bool
	data, meta   []byte
}

// event gives e as storeop has it; its data and meta stay parts of the payload.
func (e *rawEvent) event(stream string) storeop.Event {
	return storeop.Event{Stream: stream, Seq: e.seq, Pos: e.pos, Type: string(e.typ), At: e.at,
		Data: e.data, ID: string(e.id), HasID: e.hasID, Meta: e.meta}
}

// visitor is shown a payload in order: each record, and behind a record of events each of these. An
// error ends the walk.
type visitor interface {
	record(r *record) error
	event(r *record, e *rawEvent) error
}

// walker takes numbers and texts off a payload. The first thing that is wrong stays in err.
type walker struct {
	b      []byte
	off    int
	single bool // the record is of one event, whose flags its kind has
	flags  byte
	err    error
	r      record
	e      rawEvent
}

func (w *walker) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf("record at byte %d: "+format, append([]any{w.off}, args...)...)
	}
	w.off = len(w.b)
}

// number takes an integer from 0 on.
func (w *walker) number() int64 {
	if n, off := numberIn(w.b, w.off); off <= len(w.b) {
		w.off = off
		return int64(n)
	}
	n, size := binary.Uvarint(w.b[w.off:])
	if size <= 0 || n > math.MaxInt64 {
		w.fail("no number")
		return 0
	}
	w.off += size
	return int64(n)
}

// signed takes an integer.
func (w *walker) signed() int64 {
	if n, off := numberIn(w.b, w.off); off <= len(w.b) {
		w.off = off
		return int64(n>>1) ^ -int64(n&1)
	}
	n, size := binary.Varint(w.b[w.off:]) // of ten bytes, or none
	if size <= 0 {
		w.fail("no number")
		return 0
	}
	w.off += size
	return n
}

// text takes a text; its length is believed only if so many bytes are there.
func (w *walker) text() []byte {
	if s, off := textIn(w.b, w.off); off <= len(w.b) {
		w.off = off
		return s
	}
	n := w.number()
	if n > int64(len(w.b)-w.off) {
		w.fail("a text of %d bytes, %d are left", n, len(w.b)-w.off)
		return nil
	}
	s := w.b[w.off : w.off+int(n) : w.off+int(n)]
	w.off += int(n)
	return s
}

// walk shows a payload to v; pos is the newest position before it. It gives the newest position
// after it.
func walk(payload []byte, pos int64, v visitor) (int64, error) {
	var w walker
	return w.walk(payload, pos, v)
}

// begin makes w ready for a payload.
func (w *walker) begin(payload []byte) { w.b, w.off, w.err = payload, 0, nil }

// walk is walk with a walker that is used again.
func (w *walker) walk(payload []byte, pos int64, v visitor) (int64, error) {
	w.begin(payload)
	r := &w.r
	for w.off < len(w.b) {
		w.head(r)
		if w.err != nil {
			return pos, w.err
		}
		if err := v.record(r); err != nil {
			return pos, err
		}
		switch r.kind {
		case recGap:
			if r.n > math.MaxInt64-pos {
				w.fail("%d positions", r.n)
				return pos, w.err
			}
			pos += r.n
		case recEvents, recCluster:
			var err error
			if pos, err = w.events(r, pos, v); err != nil {
				return pos, err
			}
		}
	}
	return pos, w.err
}

// lone takes a payload that is nothing but a record of one event, into e but for its position, and gives
// the name of the stream: a way through the payloads that most are. It gives nil for any other.
func lone(b []byte, e *rawEvent) (name []byte) {
	if len(b) == 0 {
		return nil
	}
	kind := b[0]
	if kind < recSingle || kind > recSingle|flagID|flagMeta {
		return nil
	}
	name, off := textIn(b, 1)
	seq, off := numberIn(b, off)
	e.typ, off = textIn(b, off)
	at, off := numberIn(b, off)
	e.seq, e.at = int64(seq), int64(at>>1)^-int64(at&1)
	e.id, e.meta, e.hasID = nil, nil, kind&flagID != 0
	if e.hasID {
		e.id, off = textIn(b, off)
	}
	e.data, off = textIn(b, off)
	if kind&flagMeta != 0 {
		e.meta, off = textIn(b, off)
	}
	if off != len(b) || e.seq <= 0 || e.seq == math.MaxInt64 {
		return nil
	}
	return name
}

// numberIn gives the number at off and the place behind it; beyond b if none is there.
func numberIn(b []byte, off int) (n uint64, next int) {
	for shift := 0; off < len(b) && shift < 63; shift += 7 {
		c := b[off]
		off++
		if n |= uint64(c&0x7f) << shift; c < 0x80 {
			return n, off
		}
	}
	return 0, len(b) + 1
}

// textIn gives the text at off and the place behind it; beyond b if none is there.
func textIn(b []byte, off int) (s []byte, next int) {
	if off < len(b) && b[off] < 0x80 {
		n := int(b[off])
		if off++; n <= len(b)-off {
			return b[off : off+n : off+n], off + n
		}
		return nil, len(b) + 1
	}
	n, off := numberIn(b, off)
	if off > len(b) || n > uint64(len(b)-off) {
		return nil, len(b) + 1
	}
	return b[off : off+int(n) : off+int(n)], off + int(n)
}

// head takes a record, but for its events.
func (w *walker) head(r *record) {
	*r = record{kind: w.b[w.off]}
	w.off++
	if w.single = r.kind >= recSingle && r.kind <= recSingle|flagID|flagMeta; w.single {
		w.flags, r.kind = r.kind&flagsKnown, recEvents
	}
	switch {
	case r.kind == 0 || r.kind >= recKinds:
		w.fail("kind %d is not known", r.kind)
		return
	case r.kind == recGap:
		r.n = w.number()
	default:
		r.name = w.text()
	}
	switch r.kind {
	case recEvents, recCluster:
		r.seq, r.n = w.number(), 1
		if !w.single {
			r.n = w.number()
		}
		if r.seq == 0 || r.n == 0 || r.n > int64(len(w.b)-w.off) || r.seq > math.MaxInt64-r.n {
			w.fail("%d events from seq %d on, in %d bytes", r.n, r.seq, len(w.b)-w.off)
		}
	case recSnapshot:
		r.seq = w.number()
	case recTruncate:
		r.seq = w.number()
	case recStream:
		r.seq, r.last = w.number(), w.number()
	}
	if r.kind == recPut || r.kind == recSnapshot {
		r.value = w.text()
		r.off = w.off - len(r.value)
	}
}

// events shows the events of a record.
func (w *walker) events(r *record, pos int64, v visitor) (int64, error) {
	e := &w.e
	*e = rawEvent{seq: r.seq - 1, pos: pos}
	if r.kind == recCluster {
		e.pos = 0
	}
	for range r.n {
		w.event(r, e)
		if w.err != nil {
			return pos, w.err
		}
		if err := v.event(r, e); err != nil {
			return pos, err
		}
	}
	if r.kind == recCluster {
		return pos, nil
	}
	return e.pos, nil
}

// event takes the event after e, into e.
func (w *walker) event(r *record, e *rawEvent) {
	if w.off >= len(w.b) {
		w.fail("the events end early")
		return
	}
	flags := w.flags
	if !w.single {
		flags = w.b[w.off]
		w.off++
	}
	if flags > flagsKnown || e.seq < r.seq && flags&flagSameType != 0 {
		w.fail("flags %d of an event", flags)
		return
	}
	e.seq++
	if r.kind == recCluster {
		d := w.number()
		if d == 0 || d > math.MaxInt64-e.pos {
			w.fail("position %d after %d", d, e.pos)
			return
		}
		e.pos += d
	} else {
		e.pos++
	}
	if flags&flagSameType == 0 {
		e.typ = w.text()
	}
	e.at += w.signed()
	e.id, e.meta, e.hasID = nil, nil, flags&flagID != 0
	if e.hasID {
		e.id = w.text()
	}
	e.data = w.text()
	if flags&flagMeta != 0 {
		e.meta = w.text()
	}
}

// valueAt gives the value that begins at off of a payload, behind its length.
func valueAt(payload []byte, off uint32, size uint32) ([]byte, bool) {
	if uint64(off)+uint64(size) > uint64(len(payload)) {
		return nil, false
	}
	return payload[off : off+size : off+size], true
}
