package fileio

import (
	"errors"
	"fmt"
	"sort"

	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// errEnough ends a walk early.
var errEnough = errors.New("enough")

// visit is shown events in the order of positions, or against it; it answers errEnough to end that.
type visit func(stream []byte, e *rawEvent) error

// readAll answers store/read-all.
func (h *Host) readAll(q *storeop.ReadAll) (kernel.Value, error) {
	parts, last := h.snapshot()
	start, end, step := q.Range(last)
	page := storeop.NewPage(h.lim, q.Limit)
	var events []storeop.Event
	more := false
	collect := func(stream []byte, e *rawEvent) error {
		name, ok := h.wanted(q, stream, e.seq)
		if !ok {
			return nil
		}
		if page.Full() {
			more = true
			return errEnough
		}
		ev := e.event(name)
		page.Add(ev.Size())
		events = append(events, ev)
		return nil
	}
	var err error
	if step > 0 {
		err = h.forward(parts, start, end, collect)
	} else {
		err = h.backward(parts, start, end, collect)
	}
	if len(events) > 0 && h.servesAround(err) {
		more, err = true, nil // what is whole is served; the next page meets the damage
	}
	if err != nil && err != errEnough {
		return kernel.Nil, err
	}
	return storeop.ReadAllAnswer(q, events, more, last)
}

// wanted tells whether an event is to be in the pages, and gives the name of its stream.
func (h *Host) wanted(q *storeop.ReadAll, stream []byte, seq int64) (string, bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	s := h.cat.streams[string(stream)]
	if s == nil || seq < s.first || !q.Wants(s.name) {
		return "", false
	}
	return s.name, true
}

// top gives the newest position of the i-th part.
func top(parts []part, i int, last int64) int64 {
	if i+1 < len(parts) {
		return parts[i+1].base
	}
	return last
}

// forward shows the events at the positions a to b.
func (h *Host) forward(parts []part, a, b int64, show visit) error {
	i := sort.Search(len(parts), func(i int) bool { return parts[i].base >= a }) - 1
	if i < 0 && a <= b {
		return h.noBeginning()
	}
	for ; i >= 0 && i < len(parts) && a <= b; i++ {
		to := min(b, top(parts, i, b))
		if to < a {
			continue
		}
		cut, hole := h.upTo(parts[i], top(parts, i, b), a, to)
		if a <= cut {
			if err := h.forwardIn(parts[i], a, cut, show); err != nil {
				return err
			}
		}
		if hole != nil {
			return hole
		}
		a = to + 1
	}
	return nil
}

func (h *Host) forwardIn(p part, a, b int64, show visit) error {
	if p.clustered() {
		return h.inOrder(p, a, b, 1, true, show)
	}
	f := h.frames(p)
	at, ok, err := h.placeOf(p, a)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("%s: the index has no place for position %d", p.name, a)
	}
	off, pos := int64(at.off), p.base+int64(at.pos)
	w, over := between{a: a, b: b, show: show}, walker{}
	for pos < b && off < f.end {
		payload, err := f.payload(off)
		if err != nil {
			if next, before, ok := h.resume(p, off, err); ok && before < a {
				off, pos = next, before
				continue
			}
		}
		if err == nil {
			pos, err = over.walk(payload, pos, &w)
		}
		if err != nil {
			return h.explain(p, off, err)
		}
		off = f.next
	}
	return nil
}

// explain says where an error of walk was found.
func (h *Host) explain(p part, off int64, err error) error {
	var damage *DamageError
	if err == errEnough || errors.As(err, &damage) {
		return err
	}
	return fmt.Errorf("%s, byte %d: %w", p.name, off, err)
}

// between shows the events at the positions a to b of what is walked.
type between struct {
	a, b int64
	show visit
}

func (w *between) record(*record) error { return nil }

func (w *between) event(r *record, e *rawEvent) error {
	if e.pos < w.a || e.pos > w.b {
		return nil
	}
	return w.show(r.name, e)
}

// backward shows the events at the positions a down to b.
func (h *Host) backward(parts []part, a, b int64, show visit) error {
	i := sort.Search(len(parts), func(i int) bool { return parts[i].base >= a }) - 1
	for ; i >= 0 && a >= b; i-- {
		from := max(b, parts[i].base+1)
		if from > a {
			continue
		}
		cut, hole := h.downTo(parts[i], top(parts, i, a), a, from)
		if a >= cut {
			if err := h.backwardIn(parts[i], a, cut, show); err != nil {
				return err
			}
		}
		if hole != nil {
			return hole
		}
		a = from - 1
	}
	if a >= b {
		return h.noBeginning()
	}
	return nil
}

// backwardIn reads stretches of frames, and shows the events of each in reverse.
func (h *Host) backwardIn(p part, a, b int64, show visit) error {
	if p.clustered() {
		return h.inOrder(p, a, b, -1, true, show)
	}
	for a >= b {
		at, ok, err := h.placeOf(p, a)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("%s: the index has no place for position %d", p.name, a)
		}
		from := max(b, p.base+int64(at.pos)+1)
		var list []storedEvent
		keep := func(stream []byte, e *rawEvent) error {
			list = append(list, storedEvent{stream, *e})
			return nil
		}
		if err := h.forwardIn(p, from, a, keep); err != nil {
			_, before, ok := h.resume(p, int64(at.off), err)
			if !ok || before >= a {
				return err
			}
			from, list = before+1, nil
			if err := h.forwardIn(p, from, a, keep); err != nil {
				return err
			}
		}
		for i := len(list) - 1; i >= 0; i-- {
			if err := show(list[i].stream, &list[i].rawEvent); err != nil {
				return err
			}
		}
		a = from - 1
	}
	return nil
}

type storedEvent struct {
	stream []byte
	rawEvent
}

// placeOf gives where to begin to read for position pos.
func (h *Host) placeOf(p part, pos int64) (placeEntry, bool, error) {
	if p.idx != nil && (pos <= p.idx.last || p.mem == nil) {
		return p.idx.place(pos)
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	at, ok := p.mem.place(p.base, pos)
	return at, ok, nil
}

// framePos gives the newest position before the frame at off.
func (h *Host) framePos(p part, f *frames, off int64) (int64, error) {
	at, ok, err := h.placeBefore(p, off)
	if err != nil || !ok {
		return 0, errors.Join(err, h.noPlace(p, off, ok))
	}
	pos := p.base + int64(at.pos)
	for o := int64(at.off); o < off; o = f.next {
		payload, err := f.payload(o)
		if err == nil {
			pos, err = walk(payload, pos, &between{b: -1})
		}
		if err != nil {
			return 0, h.explain(p, o, err)
		}
	}
	return pos, nil
}

func (h *Host) noPlace(p part, off int64, ok bool) error {
	if ok {
		return nil
	}
	return fmt.Errorf("%s: the index has no place for byte %d", p.name, off)
}

// placeBefore gives the last place that is not behind the frame at off.
func (h *Host) placeBefore(p part, off int64) (placeEntry, bool, error) {
	if p.idx != nil && (off < p.idx.end || p.mem == nil) {
		return p.idx.placeBefore(off)
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	places := p.mem.places
	i := sort.Search(len(places), func(i int) bool { return int64(places[i].off) > off }) - 1
	if i < 0 {
		return placeEntry{}, false, nil
	}
	return places[i], true, nil
}

// sortPlaces orders the places of a clustered segment.
func (m *memIndex) sortPlaces() {
	if m.clustered {
		sort.Slice(m.places, func(i, j int) bool { return m.places[i].pos < m.places[j].pos })
	}
}
