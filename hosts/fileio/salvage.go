package fileio

import (
	"errors"
	"fmt"
	"math"
)

// A damaged store is opened with Options.Damaged, to read only. Where frames are not as they were written
// the log has a hole: a stretch of which is not known what it did. What is beside the holes is whole, and
// answered:
//
//   - an event by its stream and seq, wherever it is;
//   - events by position, but for those in a hole and between two of them in one file, where the numbers
//     of positions are not known;
//   - keys and snapshots that were written behind the last hole. What is older, or not there, may be
//     otherwise in the hole.
//
// All else is a *DamageError that names the hole. A stream whose newest events may be in a hole has a page behind
// the last that is known, which is that error. How far it goes is not known to store/stat and store/streams, and a
// truncation in a hole is not known at all: Host.Damage says that there are holes.

// salvage is what is known of the damage to a store that is open nevertheless.
type salvage struct {
	found []*DamageError
	blind *DamageError // the last hole of which no index tells what it held; nil if there is none
	at    place        // of it
}

// Damage gives what the opening of a damaged store found; reading can find more.
func (h *Host) Damage() []*DamageError { return append([]*DamageError(nil), h.salvage.found...) }

// tolerate notes damage to a segment as a hole if the store is to be opened nevertheless; other errors it gives
// back.
func (h *Host) tolerate(segment uint64, err error) error {
	var damage *DamageError
	if !h.opts.Damaged || !errors.As(err, &damage) {
		return err
	}
	h.hole(segment, damage)
	return nil
}

// hole notes that nothing is known of what the log did from a place on.
func (h *Host) hole(segment uint64, damage *DamageError) {
	h.salvage.found = append(h.salvage.found, damage)
	h.salvage.blind, h.salvage.at = damage, place{segment, damage.Offset}
	h.cat.holes = true
}

// sureOf gives the error of an answer that follows from what a frame did, unless nothing later can be in a
// hole; a zero ref stands for no frame.
func (h *Host) sureOf(at ref) error {
	s := &h.salvage
	if s.blind == nil || uint64(at.segment) > s.at.segment ||
		uint64(at.segment) == s.at.segment && int64(at.frame) > s.at.end {
		return nil
	}
	return s.blind
}

// behindHole gives the next valid frame behind off, where none is; ok is false if there is none, or holes
// are an error.
func (h *Host) behindHole(s *segment, l *loader, off, end int64) (next int64, ok bool, err error) {
	if !h.opts.Damaged || off+frameHead > end {
		return off, false, nil
	}
	next, ok, _, err = h.newScanner(s, end).findFrame(off + 1)
	if err != nil || !ok {
		return off, false, err
	}
	h.hole(s.last, &DamageError{s.name, off, "no valid frame here"})
	l.mem.enterHole(off)
	return next, true, nil
}

// posGap is a stretch of positions of a file of which nothing can be said.
type posGap struct {
	after, upTo int64 // positions behind after, up to upTo; none if they are equal
	places      int   // number of places before it
	restart     int64 // the newest position at the end of the last hole, as far as it is known
}

// enterHole notes that what follows in the index is behind a hole at off.
func (m *memIndex) enterHole(off int64) {
	if m.hole == 0 {
		m.gap = posGap{after: m.last, upTo: math.MaxInt64, places: len(m.places)}
	}
	m.hole = uint32(off)
	m.gap.restart = m.last
	m.places = m.places[:m.gap.places]
}

// leaveHole corrects the positions behind the last hole, by the newest position at the end of what was
// taken in; not known if that is 0.
func (m *memIndex) leaveHole(base, top int64) {
	if m.hole == 0 {
		return
	}
	shift := top - m.last
	if top == 0 || shift < 0 {
		m.places, m.last = m.places[:m.gap.places], m.gap.after
		return
	}
	m.gap.upTo = m.gap.restart + shift
	for i := range m.places[m.gap.places:] {
		m.places[m.gap.places+i].pos += uint32(shift)
	}
	m.last = top
}

// resume goes on behind the damage met at off or behind, which err tells: it gives the first frame there from
// which on all is whole up to a place that the index knows, and the newest position before it.
func (h *Host) resume(p part, off int64, err error) (next, pos int64, ok bool) {
	var damage *DamageError
	if !h.opts.Damaged || p.idx == nil || !errors.As(err, &damage) || damage.File != p.name {
		return 0, 0, false
	}
	off = max(off, damage.Offset)
	end, pos := p.idx.end, p.idx.last
	i, err := p.idx.searchPlaces(func(e placeEntry) bool { return int64(e.off) > off })
	if err == nil && i < p.idx.nPlaces {
		at, err := p.idx.placeAt(i)
		if err != nil {
			return 0, 0, false
		}
		end, pos = int64(at.off), p.base+int64(at.pos)
	}
	next, events, ok := h.lastStretch(p.segment, off, end)
	return next, pos - events, ok && err == nil
}

// lastStretch gives where, behind the bad frame at off, the frames begin that follow each other up to end, and how
// many positions they have.
func (h *Host) lastStretch(s *segment, off, end int64) (next, events int64, ok bool) {
	sc := h.newScanner(s, end)
	for at := off; at < end; {
		payload, valid, err := sc.frame(at)
		if err == nil && valid {
			if events, err = walk(payload, events, &between{b: -1}); err != nil {
				return 0, 0, false
			}
			at += frameSize(len(payload))
			continue
		}
		if err == nil {
			next, valid, _, err = sc.findFrame(at + 1)
		}
		if err != nil {
			return 0, 0, false
		}
		if !valid {
			return end, 0, true
		}
		at, events = next, 0
	}
	return next, events, true
}

// unknown gives the positions of a part, behind after and up to upTo, that cannot be told; top is where the next
// part begins. There are none if err is nil.
func (h *Host) unknown(p part, top int64) (after, upTo int64, err error) {
	if !h.opts.Damaged {
		return 0, 0, nil
	}
	last := p.base
	if p.idx != nil {
		last = p.idx.last
	}
	if p.mem != nil {
		if last = p.mem.last; p.mem.hole > 0 {
			return p.mem.gap.after, p.mem.gap.upTo, &DamageError{p.name, int64(p.mem.hole),
				"no valid frame here, so that the positions near it are not known"}
		}
	}
	if last < top && !p.clustered() {
		return last, top, &DamageError{p.name, p.end, fmt.Sprintf("the events from position %d on are missing", last+1)}
	}
	return 0, 0, nil
}

// servesAround tells whether a page may end before what err is about.
func (h *Host) servesAround(err error) bool {
	if err == nil || !h.opts.Damaged {
		return false
	}
	var damage *DamageError
	return errors.As(err, &damage)
}

// noBeginning is the error of reading positions before the first file of the log.
func (h *Host) noBeginning() error {
	if h.salvage.blind == nil {
		return nil
	}
	return h.salvage.blind
}

// upTo cuts what is asked for of a part, the positions a up to b, to what can be told before the first
// position that cannot; err is for behind that.
func (h *Host) upTo(p part, top, a, b int64) (to int64, err error) {
	after, upTo, err := h.unknown(p, top)
	if err == nil || b <= after || a > upTo {
		return b, nil
	}
	return after, err
}

// downTo is upTo for the positions a down to b.
func (h *Host) downTo(p part, top, a, b int64) (to int64, err error) {
	after, upTo, err := h.unknown(p, top)
	if err == nil || a <= after || b > upTo {
		return b, nil
	}
	if upTo == math.MaxInt64 {
		return upTo, err
	}
	return upTo + 1, err
}
