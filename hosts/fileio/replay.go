package fileio

import (
	"context"
	"encoding/binary"
	"errors"
	"strings"

	"github.com/sx-lang/sx/hosts/storeop"
)

// Replay shows the events after a position in commit order, up to those that are there when it begins.
// The data of an event is encoded; it and Meta are the callee's for the time of the call only. An
// error of show ends the replay, and is its error.
func (h *Host) Replay(ctx context.Context, after int64, show func(e *storeop.Event) error) error {
	if err := h.enter(); err != nil {
		return err
	}
	defer h.life.RUnlock()
	parts, last := h.snapshot()
	var failed error
	shown := func(e *storeop.Event) error {
		after = e.Pos
		failed = show(e)
		return failed
	}
	for {
		err := h.replay(ctx, parts, last, after, shown)
		if err == nil || failed != nil {
			return err
		}
		again, err := h.mended(err)
		if !again {
			return err
		}
		parts, _ = h.snapshot()
	}
}

// replay shows the events after a position, up to last, of some parts.
func (h *Host) replay(ctx context.Context, parts []part, last, after int64, show func(e *storeop.Event) error) error {
	h.mu.RLock()
	r := replayer{h: h, ctx: ctx, show: show, cut: h.cat.cut}
	h.mu.RUnlock()
	if after < parts[0].base {
		return h.noBeginning()
	}
	for i, p := range parts {
		to := top(parts, i, last)
		if to <= after {
			continue
		}
		from := max(after, p.base) + 1
		cut, hole := h.upTo(p, to, from, to)
		err := error(nil)
		if p.clustered() && from <= cut {
			err = h.inOrder(p, from, cut, 1, false, r.attended)
		} else if from <= cut {
			err = r.log(p, from, cut)
		}
		if err = errors.Join(err, hole); err != nil {
			return err
		}
	}
	return nil
}

// replayer shows events as storeop has them. If streams were truncated, it knows of those that it meets how far
// they were when it met them first, so that a truncation meanwhile makes no gap.
type replayer struct {
	h     *Host
	ctx   context.Context
	show  func(e *storeop.Event) error
	cut   bool // streams were truncated when it began
	names map[string]*stream
	first int64 // seq that is left of the stream of e
	texts texts
	e     storeop.Event
	from  int64 // positions
	to    int64
	seen  uint // events, for attended

	walker walker
}

// texts makes strings of bytes, many in one piece of memory.
type texts struct{ b *strings.Builder }

// textsPiece bounds the memory that a string keeps from being freed, in bytes.
const textsPiece = 4 << 10

func (t *texts) of(b []byte) string {
	if len(b) > textsPiece/16 {
		return string(b)
	}
	if t.b == nil || t.b.Len()+len(b) > textsPiece {
		t.b = &strings.Builder{}
		t.b.Grow(textsPiece)
	}
	n := t.b.Len()
	t.b.Write(b)
	return t.b.String()[n:]
}

// log shows the events of a segment as it was written.
func (r *replayer) log(p part, from, to int64) error {
	at, ok, err := r.h.placeOf(p, from)
	if err != nil || !ok {
		return err
	}
	end := r.h.frames(p).end
	sc := r.h.newScanner(p.segment, end)
	pos := p.base + int64(at.pos)
	r.from, r.to = from, to
	for off := int64(at.off); pos < to && off < end; {
		b, err := sc.frames(off)
		if err == nil && len(b) == 0 {
			err = &DamageError{p.name, off, "the frame is not as it was written"}
		}
		off += int64(len(b))
		for err == nil && len(b) > 0 && pos < to {
			size := frameSize(int(binary.LittleEndian.Uint32(b)))
			pos, err = r.frame(b[frameHead:size], pos)
			b = b[size:]
		}
		if err == nil {
			err = r.ctx.Err()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// frame shows the events of a frame; pos is the newest position before it. It gives the one after it.
func (r *replayer) frame(payload []byte, pos int64) (int64, error) {
	var e rawEvent
	if name := lone(payload, &e); name != nil {
		if e.pos = pos + 1; e.pos < r.from {
			return pos + 1, nil
		}
		return pos + 1, r.event(name, &e)
	}
	w := &r.walker
	for w.begin(payload); w.off < len(payload) && w.err == nil; {
		if w.head(&w.r); w.err != nil {
			break
		}
		switch w.r.kind {
		case recGap:
			pos += w.r.n
		case recEvents:
			var err error
			if pos, err = r.events(pos); err != nil {
				return pos, err
			}
		}
	}
	return pos, w.err
}

// events shows the events of the record that the walker is at.
func (r *replayer) events(pos int64) (int64, error) {
	w := &r.walker
	rec, e := &w.r, rawEvent{seq: w.r.seq - 1, pos: pos}
	r.meet(rec.name)
	for range rec.n {
		if w.event(rec, &e); w.err != nil {
			return pos, w.err
		}
		if e.pos < r.from || e.pos > r.to || e.seq < r.first {
			continue
		}
		if err := r.give(&e); err != nil {
			return pos, err
		}
	}
	return e.pos, nil
}

// streamOf gives a stream as it was when it was met first.
func (r *replayer) streamOf(name []byte) *stream {
	s := r.names[string(name)]
	if s == nil {
		r.h.mu.RLock()
		now := *r.h.cat.streams[string(name)]
		r.h.mu.RUnlock()
		if len(r.names) > 1<<16 {
			r.names = nil
		}
		s = &now
		put(&r.names, s.name, s)
	}
	return s
}

// meet notes of which stream the next events are.
func (r *replayer) meet(name []byte) {
	switch {
	case r.e.Stream == string(name) && (r.e.Seq > 0 || !r.cut): // or it is the first
	case r.cut:
		s := r.streamOf(name)
		r.e.Stream, r.first = s.name, s.first
	default:
		r.e.Stream = r.texts.of(name)
	}
}

// event shows an event of a stream.
func (r *replayer) event(name []byte, e *rawEvent) error {
	if r.meet(name); e.seq < r.first {
		return nil
	}
	return r.give(e)
}

// attended is event for one of a file that holds no frames in their order: it looks for the end of the context itself.
func (r *replayer) attended(name []byte, e *rawEvent) error {
	if r.seen++; r.seen%1024 == 0 {
		if err := r.ctx.Err(); err != nil {
			return err
		}
	}
	return r.event(name, e)
}

// give shows an event of the stream that was met last.
func (r *replayer) give(e *rawEvent) error {
	r.e.Seq, r.e.Pos, r.e.At, r.e.Data = e.seq, e.pos, e.at, e.data
	if r.e.Type != string(e.typ) {
		r.e.Type = r.texts.of(e.typ)
	}
	if r.e.Meta != nil || e.meta != nil {
		r.e.Meta = e.meta
	}
	if r.e.HasID || e.hasID {
		r.e.HasID, r.e.ID = e.hasID, r.texts.of(e.id)
	}
	return r.show(&r.e)
}
