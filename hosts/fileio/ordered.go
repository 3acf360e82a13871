package fileio

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"sort"
)

// A rewritten file has its events by stream, and who follows the log wants them by position: the next event is
// in another frame. So a window of positions is taken at a time: the frames that have events of it are read once
// each, as they lie in the file, their events of the window are kept, and shown in order.

// A window begins small, since a page may want no more, and grows: to so many events, and to so many bytes that
// are kept, unless one event has more.
const (
	windowLeast = 64
	windowMost  = 64 << 10
	windowBytes = 8 << 20
)

// inOrder shows the events of a clustered part at the positions from a to b, up or down as step says. What was
// shown stays as it is if stays says so; else it is good for the time of the call.
func (h *Host) inOrder(p part, a, b, step int64, stays bool, show visit) error {
	w := &ordered{h: h, p: p, stays: stays, sc: h.newScanner(p.segment, h.frames(p).end)}
	w.sc.alone = true
	lo, hi, err := w.placesBetween(min(a, b), max(a, b))
	if err != nil {
		return err
	}
	for n := int64(windowLeast); lo < hi; {
		n = min(n, hi-lo)
		first := lo
		if step < 0 {
			first = hi - n
		}
		if err := w.take(first, n); err != nil {
			return err
		}
		if !w.collect() {
			n = max(1, n/2)
			continue
		}
		if err := w.showAll(step, show); err != nil {
			return err
		}
		if step > 0 {
			lo += n
		} else {
			hi -= n
		}
		if len(w.kept) < windowBytes/4 {
			n = min(4*n, windowMost)
		}
	}
	return nil
}

// ordered is a window of a clustered part: some events that follow each other by position.
type ordered struct {
	h      *Host
	p      part
	stays  bool // what was shown
	sc     *scanner
	places []placeEntry // one for each event
	at     []int        // where in kept the record of the event begins, plus one; 0 if it was not met
	kept   []byte       // records of one event, each behind its length
	frames []uint32     // offsets
	bad    map[uint32]error
	frame  uint32 // that is being looked through
	walker walker
}

// placesBetween gives which places are those of the positions a to b: from lo up to, without, hi.
func (w *ordered) placesBetween(a, b int64) (lo, hi int64, err error) {
	if m := w.p.mem; m != nil {
		search := func(pos int64) int64 {
			return int64(sort.Search(len(m.places), func(i int) bool { return w.p.base+int64(m.places[i].pos) >= pos-1 }))
		}
		return search(a), search(b + 1), nil
	}
	if lo, err = w.p.idx.firstPlace(a); err == nil {
		hi, err = w.p.idx.firstPlace(b + 1)
	}
	return lo, hi, err
}

// take makes the n places from the first on those of the window, and lists their frames as they lie in the file.
func (w *ordered) take(first, n int64) error {
	if w.p.mem != nil {
		w.places = w.p.mem.places[first:][:n]
	} else {
		b, err := w.p.idx.at(w.p.idx.places+first*placeSize, int(n*placeSize))
		if err != nil {
			return err
		}
		w.places = w.places[:0]
		for ; len(b) > 0; b = b[placeSize:] {
			w.places = append(w.places, placeEntry{binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])})
		}
	}
	w.frames = w.frames[:0]
	for _, e := range w.places {
		w.frames = append(w.frames, e.off)
	}
	slices.Sort(w.frames)
	w.frames = slices.Compact(w.frames)
	return nil
}

// Frames of a window that are near each other are read at once: a gap takes less time to read than another call of
// the system does.
const windowGap = 16 << 10

// collect keeps the events of the window. It answers false if they are too many to be kept. A frame that is
// not as it was written harms only its own events.
func (w *ordered) collect() bool {
	w.at = append(w.at[:0], make([]int, len(w.places))...)
	if w.kept, w.bad = w.kept[:0], nil; w.stays {
		w.kept = nil
	}
	near := 0 // the frames before it are read
	for i, off := range w.frames {
		if i >= near {
			for near = i + 1; near < len(w.frames) && w.frames[near]-w.frames[near-1] <= windowGap &&
				w.frames[near]-off <= stretch; near++ {
			}
			w.sc.ahead = int64(w.frames[near-1]-off) + frameHead + 2*clusterBytes
		}
		w.frame = off
		if err := w.look(int64(off)); err == errEnough {
			return false
		} else if err != nil {
			put(&w.bad, off, err)
		}
	}
	return true
}

// look takes what is wanted of the frame at off.
func (w *ordered) look(off int64) error {
	payload, ok, err := w.sc.frame(off)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return &DamageError{w.p.name, off, "the file ends within a frame"}
	}
	if err == nil && !ok {
		err = &DamageError{w.p.name, off, "the frame is not as it was written"}
	}
	if err == nil {
		_, err = w.walker.walk(payload, 0, w)
	}
	if err != nil {
		return w.h.explain(w.p, off, err)
	}
	return nil
}

func (w *ordered) record(*record) error { return nil }

// event keeps an event if it is of the window.
func (w *ordered) event(r *record, e *rawEvent) error {
	i, ok := w.slot(e.pos - 1 - w.p.base)
	if !ok || w.places[i].off != w.frame {
		return nil
	}
	if size := len(e.data) + len(e.meta) + len(r.name) + len(e.typ); len(w.kept)+size > windowBytes && len(w.kept) > 0 {
		return errEnough
	}
	start := len(w.kept)
	w.at[i] = start + 1
	w.kept = appendOne(append(w.kept, 0, 0, 0, 0), r.name, e)
	binary.LittleEndian.PutUint32(w.kept[start:], uint32(len(w.kept)-start-4))
	return nil
}

// slot tells which place is that of the event behind pos, less the newest position before the segment.
func (w *ordered) slot(pos int64) (int, bool) {
	first, last := int64(w.places[0].pos), int64(w.places[len(w.places)-1].pos)
	if pos < first || pos > last {
		return 0, false
	}
	if int(last-first) == len(w.places)-1 {
		return int(pos - first), true
	}
	i := sort.Search(len(w.places), func(i int) bool { return int64(w.places[i].pos) >= pos })
	return i, int64(w.places[i].pos) == pos
}

// showAll shows the events in order; one that is not there, with the reason, ends that.
func (w *ordered) showAll(step int64, show visit) error {
	for k := range w.places {
		i := k
		if step < 0 {
			i = len(w.places) - 1 - k
		}
		at, off := w.at[i], w.places[i].off
		if at == 0 {
			if err := w.bad[off]; err != nil {
				return err
			}
			return &DamageError{w.p.name, int64(off), "an event that the index has is not in the frame"}
		}
		size := binary.LittleEndian.Uint32(w.kept[at-1:])
		one := w.kept[at+3:][:size:size]
		var e rawEvent
		pos := w.p.base + int64(w.places[i].pos) + 1
		name := lone(one, &e)
		var err error
		if name == nil {
			_, err = w.walker.walk(one, pos-1, &between{a: pos, b: pos, show: show})
		} else {
			e.pos = pos
			err = show(name, &e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// appendOne appends a record of one event that was taken apart; its position is not in it.
func appendOne(b, stream []byte, e *rawEvent) []byte {
	b = appendBytes(append(b, recSingle|flagsOf(e.hasID, e.meta != nil, false)), stream)
	b = appendBytes(binary.AppendUvarint(b, uint64(e.seq)), e.typ)
	b = binary.AppendVarint(b, e.at)
	if e.hasID {
		b = appendBytes(b, e.id)
	}
	b = appendBytes(b, e.data)
	if e.meta != nil {
		b = appendBytes(b, e.meta)
	}
	return b
}
