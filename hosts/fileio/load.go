package fileio

import (
	"errors"
	"fmt"
)

// openParts opens the files of the log, checks their headers and that they follow each other. It gives
// the names of files that hold nothing: a last segment whose making a crash cut short.
func (h *Host) openParts(files []rewritten, m *marks) (dropped []string, err error) {
	last := files[len(files)-1].last
	if m.ok && m.sure().segment > last {
		gone := &DamageError{h.path(segmentName(last + 1)), 0, "the file is missing"}
		if !h.opts.Damaged {
			return nil, gone
		}
		h.hole(m.sure().segment, gone)
	}
	there := files[:0]
	for _, f := range files {
		s, err := h.openSegmentFile(f.name())
		if err != nil {
			return nil, err
		}
		h.parts = append(h.parts, part{segment: s})
		whole, err := h.checkHeader(s, f, f.last == last, m)
		var damage *DamageError
		if h.opts.Damaged && errors.As(err, &damage) {
			h.hole(f.last, damage)
			h.parts = h.parts[:len(h.parts)-1]
			if err := s.file.close(); err != nil {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		there = append(there, f)
		if !whole {
			h.parts = h.parts[:len(h.parts)-1]
			h.note("%s was being made when the program or the system stopped, and holds nothing", s.name)
			if err := s.file.close(); err != nil {
				return nil, err
			}
			dropped, there = append(dropped, f.name()), there[:len(there)-1]
		}
	}
	if len(h.parts) == 0 && h.salvage.blind == nil {
		return dropped, nil
	}
	return dropped, h.checkOrder(there)
}

// checkOrder checks that the files of the log follow each other.
func (h *Host) checkOrder(files []rewritten) error {
	if n := len(files); h.salvage.blind != nil && (n == 0 || files[n-1].generation > 0) {
		return h.salvage.blind // no file of the log can be used, or none that is not rewritten
	}
	for i := range h.parts[:len(h.parts)-1] {
		next := h.parts[i+1].segment
		if next.first() != files[i].last+1 {
			continue // the file between them is a hole
		}
		if err := h.tolerate(files[i].last, h.checkSealed(h.parts[i].segment, files[i], next)); err != nil {
			return err
		}
	}
	return nil
}

// checkHeader reads and checks the header of a file; whole is false if it has none since a crash cut its
// making short.
func (h *Host) checkHeader(s *segment, f rewritten, last bool, m *marks) (whole bool, err error) {
	size, err := s.size()
	if err != nil {
		return false, err
	}
	ok, err := s.readHeader(size, f.last)
	if err != nil {
		return false, err
	}
	s.end = size
	if last && (!ok || s.first() != f.first) { // a block that was never written can show an old header
		unfinished, err := h.unfinished(s, f.first, size, m)
		if err != nil || unfinished {
			return false, err
		}
	}
	switch {
	case !ok:
		return false, &DamageError{s.name, 0, "the header is damaged"}
	case s.first() != f.first:
		return false, &DamageError{s.name, 32, fmt.Sprintf("the header says segment %d", s.first())}
	case s.key.generation != f.generation:
		return false, &DamageError{s.name, 56, fmt.Sprintf("the header says generation %d", s.key.generation)}
	case m.ok && s.key.id != m.newest.id:
		return false, &DamageError{s.name, 16, "the file belongs to another store than the mark"}
	case h.manifest.generation > 0 && s.key.id != h.manifest.id:
		return false, &DamageError{s.name, 16, "the file belongs to another store than the manifest"}
	case s.key.id != h.parts[0].key.id:
		return false, &DamageError{s.name, 16, "the file belongs to another store than the first segment"}
	}
	return true, nil
}

// checkSealed checks a file that another follows against that one's header and the manifest, and notes
// where it ends.
func (h *Host) checkSealed(s *segment, f rewritten, next *segment) error {
	end := next.prevEnd
	if f.generation > 0 {
		end = f.end
		if f.base != s.base || f.top != next.base {
			return &DamageError{s.name, 40, fmt.Sprintf("the segments hold the positions after %d up to %d; "+
				"the manifest says after %d up to %d", s.base, next.base, f.base, f.top)}
		}
	}
	size := s.end
	s.end = end
	if size < end {
		if h.opts.Damaged {
			s.end = size
		}
		return &DamageError{s.name, size, fmt.Sprintf("the file ends here, and was sealed at byte %d", end)}
	}
	if end < segmentHead || next.base < s.base {
		return &DamageError{next.name, 40, fmt.Sprintf("the header says that the segment before ends at byte %d, "+
			"position %d", end, next.base)}
	}
	if size == end {
		return nil
	}
	first, zeros, err := h.newScanner(s, size).zeros(end)
	if err == nil && !zeros {
		err = &DamageError{s.name, first, "bytes follow the end of a sealed segment"}
	}
	return err
}

// loadParts makes the catalog, from the checkpoint, the index files and the log, and reads the last
// segment to its end. It gives the bytes after that which a crash left of a frame.
func (h *Host) loadParts(m *marks) (torn int64, err error) {
	from := place{}
	c, cat, ok, err := h.readCheckpoint(h.parts[0].key.id)
	if err != nil {
		return 0, err
	}
	if last := h.parts[len(h.parts)-1]; ok && (c.segment < last.last || c.segment == last.last && c.end <= last.end) {
		h.cat, from = cat, place{c.segment, c.end}
		h.work.saved = savedAt{c.manifest, c.segment, c.end}
	}
	for i := range h.parts {
		p := &h.parts[i]
		if p.idx, err = h.openIndex(p.segment); err != nil {
			return 0, err
		}
		if i+1 == len(h.parts) {
			return h.loadLast(p, from, m)
		}
		if err := h.loadSealed(p, from, h.parts[i+1].segment); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// place is a place in the log: a byte of a segment.
type place struct {
	segment uint64
	end     int64
}

// loadSealed takes in a sealed segment of which the catalog does not know all.
func (h *Host) loadSealed(p *part, from place, next *segment) error {
	follows := next.first() == p.last+1 // it may not in a damaged store
	if p.idx != nil && (p.idx.end < p.end || follows && p.idx.last != next.base) {
		if err := h.dropIndex(p); err != nil {
			return err
		}
	}
	if p.idx != nil && p.last < from.segment {
		return nil
	}
	var m *memIndex
	var err error
	if p.idx != nil {
		if m, err = p.idx.summary(); err != nil {
			if err := h.dropIndex(p); err != nil {
				return err
			}
		}
	}
	if p.idx == nil {
		if m, err = h.scanPart(p.segment, p.end); err != nil {
			return err
		}
		if follows {
			m.leaveHole(p.base, next.base)
		} else {
			m.leaveHole(p.base, 0)
		}
		p.mem = m
	}
	if !p.clustered() && m.last != next.base && !h.opts.Damaged {
		return &DamageError{next.name, 40, fmt.Sprintf("the header says that the segment before ends at "+
			"position %d; it ends at position %d", next.base, m.last)}
	}
	if !h.opts.Damaged {
		m.last = next.base
	}
	if p.last < from.segment {
		return nil
	}
	if err := h.cat.absorb(m, uint32(p.first())); err != nil {
		return &DamageError{p.name, segmentHead, "the segment does not fit those before: " + err.Error()}
	}
	return nil
}

// dropIndex does without the index file of a part.
func (h *Host) dropIndex(p *part) error {
	x := p.idx
	p.idx = nil
	h.cache.drop(&x.pager)
	return x.file.close()
}

// scanPart makes the index of a part by reading its frames up to end.
func (h *Host) scanPart(s *segment, end int64) (*memIndex, error) {
	p := part{segment: s, mem: newMemIndex(segmentHead, s.base)}
	p.mem.clustered = s.clustered()
	l := h.loader(p, nil)
	l.end = s.base + 1<<32 - 1
	got, err := h.loadFrames(s, l, segmentHead, end, place{})
	if err == nil && got < end {
		err = &DamageError{s.name, got, fmt.Sprintf("no valid frame here, but the segment was sealed at byte %d", end)}
		if h.opts.Damaged {
			p.mem.enterHole(got)
		}
		err = h.tolerate(s.last, err)
	}
	p.mem.sortPlaces()
	return p.mem, err
}

// loadFrames takes in the frames from off up to end, or up to where no valid one is, and gives that
// place. Frames before from are in the catalog already.
func (h *Host) loadFrames(s *segment, l *loader, off, end int64, from place) (int64, error) {
	sc := h.newScanner(s, end)
	cat := l.cat
	for {
		payload, ok, err := sc.frame(off)
		if err != nil {
			return off, err
		}
		if !ok {
			if off, ok, err = h.behindHole(s, l, off, end); err != nil || !ok {
				return off, err
			}
			continue
		}
		if off > maxSegmentBytes {
			return off, &DamageError{s.name, off, "a frame begins beyond the largest size of a segment"}
		}
		if l.cat = cat; s.last == from.segment && off < from.end {
			l.cat = nil
		}
		if err := l.take(off, payload); err != nil {
			return off, &DamageError{s.name, off, "a frame with a valid checksum does not fit: " + err.Error()}
		}
		off += frameSize(len(payload))
	}
}

// loadLast takes in the last segment and judges what is behind its frames.
func (h *Host) loadLast(p *part, from place, m *marks) (torn int64, err error) {
	size, known := p.end, int64(0) // the catalog knows all up to here
	if p.last == from.segment {
		known = from.end
	}
	if p.idx != nil && p.idx.end > known {
		s, err := p.idx.summary()
		if err != nil {
			if err := h.dropIndex(p); err != nil {
				return 0, err
			}
		} else if err := h.cat.absorb(s, uint32(p.first())); err != nil {
			return 0, &DamageError{p.name, segmentHead, "the segment does not fit those before: " + err.Error()}
		}
	}
	off, pos := int64(segmentHead), p.base
	if p.idx != nil {
		off, pos = p.idx.end, p.idx.last
		known = max(known, off)
	}
	p.mem = newMemIndex(off, pos)
	end, err := h.loadFrames(p.segment, h.loader(*p, h.cat), off, size, place{p.last, known})
	if err != nil {
		return 0, err
	}
	if end < known && !h.opts.Damaged {
		return 0, &DamageError{p.name, end, fmt.Sprintf("no valid frame here, but the log was written up to byte %d", known)}
	}
	if p.mem.hole > 0 && m.ok && m.newest.segment == p.last && m.newest.end == end {
		p.mem.leaveHole(p.base, m.newest.pos)
	} else {
		p.mem.leaveHole(p.base, 0)
	}
	if h.opts.Damaged {
		h.cat.pos = max(h.cat.pos, p.mem.last)
	} else if h.cat.pos != p.mem.last {
		return 0, &DamageError{p.name, 40, fmt.Sprintf("the segment ends at position %d, the segments before say %d",
			p.mem.last, h.cat.pos)}
	}
	h.log.end = end
	p.end = end
	isTorn, err := h.judgeTail(p.segment, size, end, m)
	if err = h.tolerate(p.last, err); h.salvage.blind != nil && m.ok {
		h.cat.pos = max(h.cat.pos, m.newest.pos) // positions up to there were given
	}
	if isTorn {
		torn = size - end
	}
	return torn, err
}
