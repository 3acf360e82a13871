package fileio

import (
	"context"
	"errors"

	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// Commit does what the op store/commit does, for callers in Go whose data is encoded: it gives the plan
// that was carried out, or the conflict as a value that is not nil.
func (h *Host) Commit(ctx context.Context, c *storeop.Commit) (*storeop.Plan, kernel.Value, error) {
	if err := h.enter(); err != nil {
		return nil, kernel.Nil, err
	}
	defer h.life.RUnlock()
	for {
		plan, conflict, err := h.decide(ctx, c)
		again, err := h.mended(err)
		if !again {
			return plan, conflict, err
		}
	}
}

// CommitAll does what Commit does for several commits, in their order and in flight together: as many of
// them as wait share a write and a sync. It gives the plans of those that were carried out, up to the first
// that is refused, and the conflict or error of that one; none after it is carried out. When it returns, the
// plans are durable.
func (h *Host) CommitAll(ctx context.Context, commits []*storeop.Commit) ([]*storeop.Plan, kernel.Value, error) {
	if err := h.enter(); err != nil {
		return nil, kernel.Nil, err
	}
	defer h.life.RUnlock()
	plans := make([]*storeop.Plan, 0, len(commits))
	for len(plans) < len(commits) {
		done, conflict, err := h.decideAll(ctx, commits[len(plans):])
		plans = append(plans, done...)
		again, err := h.mended(err)
		if !again && (err != nil || !conflict.IsNil()) {
			return plans, conflict, err
		}
	}
	return plans, kernel.Nil, nil
}

// Replay shows the events after a position in commit order, up to those that are there when it begins.
// The data of an event is encoded; it and Meta are the callee's for the time of the call only. An
// error of show ends the replay, and is its error.
func (h *Host) Replay(ctx context.Context, after int64, show func(e *storeop.Event) error) error {
	if err := h.enter(); err != nil {
		return err
	}
	defer h.life.RUnlock()
	parts, last := h.snapshot()
	return h.replay(ctx, parts, last, after, show)
}

// replay shows the events after a position, up to last, of some parts.
func (h *Host) replay(ctx context.Context, parts []part, last, after int64, show func(e *storeop.Event) error) error {
	r := replayer{h: h, ctx: ctx, show: show}
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
			err = h.inOrder(p, h.frames(p), from, cut, 1, r.event)
		} else if from <= cut {
			err = r.log(p, from, cut)
		}
		if err = errors.Join(err, hole); err != nil {
			return err
		}
	}
	return nil
}

type replayer struct {
	h     *Host
	ctx   context.Context
	show  func(e *storeop.Event) error
	names map[string]*stream
	last  *stream // of the event before
	e     storeop.Event
	n     int

	walker walker
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
	w := between{a: from, b: to, show: r.event}
	for off := int64(at.off); pos < to && off < end; {
		payload, ok, err := sc.frame(off)
		if err == nil && !ok {
			err = &DamageError{p.name, off, "the frame is not as it was written"}
		}
		if err == nil {
			pos, err = r.walker.walk(payload, pos, &w)
		}
		if err != nil {
			return err
		}
		off += frameSize(len(payload))
	}
	return nil
}

// streamOf gives a stream as it was when it was met first.
func (r *replayer) streamOf(name []byte) *stream {
	if s := r.names[string(name)]; s != nil {
		return s
	}
	r.h.mu.RLock()
	s := *r.h.cat.streams[string(name)]
	r.h.mu.RUnlock()
	if len(r.names) > 1<<16 {
		r.names = nil
	}
	put(&r.names, s.name, &s)
	return &s
}

func (r *replayer) event(name []byte, e *rawEvent) error {
	if r.n++; r.n&1023 == 0 {
		if err := r.ctx.Err(); err != nil {
			return err
		}
	}
	s := r.last
	if s == nil || s.name != string(name) {
		s = r.streamOf(name)
		r.last = s
	}
	if e.seq < s.first {
		return nil
	}
	r.e.Stream, r.e.Seq, r.e.Pos, r.e.At = s.name, e.seq, e.pos, e.at
	if r.e.Type != string(e.typ) {
		r.e.Type = string(e.typ)
	}
	r.e.Data, r.e.Meta, r.e.HasID, r.e.ID = e.data, e.meta, e.hasID, ""
	if e.hasID {
		r.e.ID = string(e.id)
	}
	return r.show(&r.e)
}
