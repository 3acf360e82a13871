package fileio

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"time"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// view reads from the log, and keeps the last frame it read: the events of a page often share one.
// It is a storeop.View for the holder of writing, who alone may look into the index without mu.
type view struct {
	h       *Host
	frame   uint32
	payload []byte // of frame; nil before the first
}

// payloadOf reads a frame and checks its checksum: what rots on the disk after the opening is found
// when it is read.
func (v *view) payloadOf(frame uint32, at frameRef, s *segment) ([]byte, error) {
	if v.payload != nil && v.frame == frame {
		return v.payload, nil
	}
	b := make([]byte, frameSize(int(at.size)))
	if err := readFull(s, b, int64(at.off)); err != nil {
		return nil, fmt.Errorf("%s, byte %d: %w", s.name, at.off, err)
	}
	sum := crc32.Update(frameSeed(s.id, s.number, int64(at.off)), castagnoli, b[:4])
	sum = crc32.Update(sum, castagnoli, b[frameHead:])
	if binary.LittleEndian.Uint32(b) != at.size || binary.LittleEndian.Uint32(b[4:]) != sum {
		return nil, &DamageError{s.name, int64(at.off), "the frame is not as it was written"}
	}
	v.frame, v.payload = frame, b[frameHead:]
	return v.payload, nil
}

// place is where an item is: everything that is needed to read it without the index.
type place struct {
	ref
	at frameRef
	s  *segment
}

// place looks a ref up; the caller holds mu or writing.
func (h *Host) place(r ref) place {
	at := h.index.frames[r.frame]
	return place{r, at, h.segments[at.segment-1]}
}

// event reads the event at p; its Stream, Seq and Pos are the caller's.
func (v *view) event(e *storeop.Event, p place) error {
	payload, err := v.payloadOf(p.frame, p.at, p.s)
	if err == nil {
		err = readEvent(e, payload, int(p.off))
	}
	return err
}

// value reads the encoded value at p.
func (v *view) value(p place) ([]byte, error) {
	payload, err := v.payloadOf(p.frame, p.at, p.s)
	if err != nil {
		return nil, err
	}
	return valueAt(payload, int(p.off))
}

// LastSeq gives the last seq of a stream.
func (v *view) LastSeq(stream string) int64 {
	_, last := v.h.index.bounds(stream)
	return last
}

// EventByID gives the first event with that id that is still in the stream.
func (v *view) EventByID(stream, id string) (storeop.Event, bool, error) {
	s := v.h.index.stream(stream)
	if s == nil {
		return storeop.Event{}, false, nil
	}
	seq, ok := s.byID(id)
	if !ok {
		return storeop.Event{}, false, nil
	}
	e := storeop.Event{Stream: stream, Seq: seq, Pos: s.pos[seq-s.base]}
	err := v.event(&e, v.h.place(v.h.index.events[e.Pos-1].ref))
	return e, err == nil, err
}

// Value gives the encoded value of a key.
func (v *view) Value(key string) ([]byte, bool, error) {
	at, ok := v.h.index.kv[key]
	if !ok || at.frame == noFrame {
		return nil, false, nil
	}
	b, err := v.value(v.h.place(at))
	return b, err == nil, err
}

// found is an event that a page may hold.
type found struct {
	stream   string
	seq, pos int64
	place
}

// fill reads events until the page is full; full tells whether one was left over.
func (h *Host) fill(list []found, limit int) (events []storeop.Event, full bool, err error) {
	page, v := storeop.NewPage(h.lim, limit), &view{h: h}
	for _, f := range list {
		if page.Full() {
			return events, true, nil
		}
		e := storeop.Event{Stream: f.stream, Seq: f.seq, Pos: f.pos}
		if err := v.event(&e, f.place); err != nil {
			return nil, false, err
		}
		page.Add(e.Size())
		events = append(events, e)
	}
	return events, false, nil
}

func (h *Host) readStream(args []kernel.Value) (kernel.Value, error) {
	q, err := storeop.ParseRead(h.lim, args)
	if err != nil {
		return kernel.Nil, err
	}
	list, first, last := h.findInStream(&q)
	events, full, err := h.fill(list, q.Limit)
	if err != nil {
		return kernel.Nil, err
	}
	next := int64(0)
	if full {
		next = list[len(events)].seq
	}
	return storeop.ReadAnswer(events, next, first, last)
}

// findInStream looks up the events of a page and one more.
func (h *Host) findInStream(q *storeop.Read) (list []found, first, last int64) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	s := h.index.stream(q.Stream)
	if s == nil {
		return nil, 1, 0
	}
	start, end, step := q.Range(s.first, s.last())
	for seq := start; (end-seq)*step >= 0 && len(list) <= q.Limit; seq += step {
		pos := s.pos[seq-s.base]
		list = append(list, found{s.name, seq, pos, h.place(h.index.events[pos-1].ref)})
	}
	return list, s.first, s.last()
}

func (h *Host) readAll(args []kernel.Value) (kernel.Value, error) {
	q, err := storeop.ParseReadAll(h.lim, args)
	if err != nil {
		return kernel.Nil, err
	}
	list, last := h.findInAll(&q)
	events, full, err := h.fill(list, q.Limit)
	if err != nil {
		return kernel.Nil, err
	}
	return storeop.ReadAllAnswer(&q, events, full, last)
}

// findInAll looks up the events of a page and one more.
func (h *Host) findInAll(q *storeop.ReadAll) (list []found, last int64) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	last = h.index.pos()
	start, end, step := q.Range(last)
	for pos := start; (end-pos)*step >= 0 && len(list) <= q.Limit; pos += step {
		e := h.index.events[pos-1]
		if s := h.index.streams[e.stream]; e.seq >= s.first && q.Wants(s.name) {
			list = append(list, found{s.name, e.seq, pos, h.place(e.ref)})
		}
	}
	return list, last
}

// byName answers the ops that take one name.
func (h *Host) byName(op, name string) (kernel.Value, error) {
	h.mu.RLock()
	first, last := h.index.bounds(name)
	var at ref
	var seq int64
	ok := false
	switch op {
	case storeop.OpSnapshotRead:
		var s snapRef
		s, ok = h.index.snaps[name]
		at, seq = s.ref, s.seq
	case storeop.OpKVGet:
		at, ok = h.index.kv[name]
		ok = ok && at.frame != noFrame
	case storeop.OpBlobGet, storeop.OpBlobHas:
		at, ok = h.index.blobs[name]
	}
	var p place
	if ok {
		p = h.place(at)
	}
	h.mu.RUnlock()
	switch {
	case op == storeop.OpStat:
		return storeop.StatAnswer(first, last), nil
	case op == storeop.OpBlobHas:
		return kernel.Bool(ok), nil
	case !ok:
		return kernel.Nil, nil
	}
	return h.valueAnswer(op, name, seq, p)
}

// valueAnswer answers with the value at p.
func (h *Host) valueAnswer(op, name string, seq int64, p place) (kernel.Value, error) {
	v := &view{h: h}
	if op == storeop.OpBlobGet {
		payload, err := v.payloadOf(p.frame, p.at, p.s)
		if err != nil {
			return kernel.Nil, err
		}
		r := codec.NewReader(payload)
		r.Seek(int(p.off))
		b, err := r.Bytes()
		return kernel.Str(string(b)), err
	}
	b, err := v.value(p)
	if err != nil {
		return kernel.Nil, err
	}
	if op == storeop.OpSnapshotRead {
		return storeop.SnapshotAnswer(name, b, seq)
	}
	return storeop.EntryAnswer(storeop.Entry{Key: name, Value: b})
}

// wait answers store/wait. It holds no lock while it waits.
func (h *Host) wait(ctx context.Context, args []kernel.Value) (kernel.Value, error) {
	q, err := storeop.ParseWait(h.lim, args)
	if err != nil {
		return kernel.Nil, err
	}
	timeout := time.NewTimer(time.Duration(q.Millis) * time.Millisecond)
	defer timeout.Stop()
	for {
		pos, grown, err := h.newest()
		if err != nil {
			return kernel.Nil, err
		}
		if pos > q.After {
			return kernel.Int(pos), nil
		}
		var poll <-chan time.Time
		if h.opts.ReadOnly {
			poll = time.After(pollInterval)
		}
		select {
		case <-grown:
		case <-poll:
		case <-timeout.C:
			return kernel.Nil, nil
		case <-ctx.Done():
			return kernel.Nil, ctx.Err()
		case <-h.closing:
			return kernel.Nil, ErrClosed
		}
	}
}

// pollInterval is how often a reader beside a writer looks for new commits while it waits.
const pollInterval = 20 * time.Millisecond

// newest gives the newest position and a channel that is closed when there is a newer one.
func (h *Host) newest() (int64, <-chan struct{}, error) {
	h.life.RLock()
	defer h.life.RUnlock()
	if h.closed {
		return 0, nil, ErrClosed
	}
	if h.opts.ReadOnly {
		if err := h.refresh(); err != nil {
			return 0, nil, err
		}
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.index.pos(), h.grown, nil
}
