package fileio

import (
	"errors"
	"os"
)

// refresh takes in what a writer added since the last request of a read-only host, as far as the
// writer's mark goes: a frame beyond it may be in flight, and could still vanish. Where answers do not wait
// for syncs, a frame that is whole was answered, and nobody promised that it stays.
func (h *Host) refresh() error {
	h.writing.Lock()
	defer h.writing.Unlock()
	m, err := readMarks(h.fs, h.path(markName))
	last := h.parts[len(h.parts)-1]
	if err != nil || !m.ok || m.newest.id != last.key.id {
		return err
	}
	if m.newest.manifest > h.manifest.generation {
		return h.reload()
	}
	before := h.cat.pos
	for more := true; more; {
		err := h.loadMore(&m.newest)
		if err == nil {
			more, err = h.followSegment(&m.newest)
		}
		if err != nil {
			return err
		}
	}
	if h.cat.pos > before {
		h.mu.Lock()
		h.wakeWaiting()
		h.mu.Unlock()
	}
	return nil
}

// loadMore takes in the new frames of the last segment.
func (h *Host) loadMore(m *mark) error {
	p := h.parts[len(h.parts)-1]
	if m.segment < p.last || m.segment == p.last && m.end <= h.log.end && !m.relaxed {
		return nil
	}
	size, err := p.size()
	if err != nil {
		return err
	}
	if m.segment == p.last && !m.relaxed {
		size = min(size, m.end)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.log.end, err = h.loadFrames(p.segment, h.loader(p, h.cat), h.log.end, size, place{}); err != nil {
		return err
	}
	if m.segment == p.last && h.log.end < m.end {
		return &DamageError{p.name, h.log.end, "no valid frame here, but the log was answered beyond it"}
	}
	return nil
}

// followSegment goes on to the next segment if the writer has begun one and this one is read to its
// end.
func (h *Host) followSegment(m *mark) (bool, error) {
	last := h.parts[len(h.parts)-1]
	if m.segment <= last.last {
		return false, nil
	}
	s, err := h.openSegmentFile(segmentName(last.last + 1))
	if errors.Is(err, os.ErrNotExist) {
		return false, h.reload()
	}
	if err != nil {
		return false, err
	}
	size, err := s.size()
	ok := false
	if err == nil {
		ok, err = s.readHeader(size, last.last+1)
	}
	if err != nil || !ok || s.prevEnd > h.log.end {
		return false, errors.Join(err, s.file.close())
	}
	if s.key.id != last.key.id || s.first() != last.last+1 || s.prevEnd != h.log.end || s.base != h.cat.pos {
		return false, errors.Join(&DamageError{s.name, 0, "the segment does not follow the one before"},
			s.file.close())
	}
	s.end = segmentHead
	h.addPart(part{segment: s, mem: newMemIndex(segmentHead, s.base)})
	h.log.end = segmentHead
	return true, nil
}

// reload begins anew when the writer has rewritten segments.
func (h *Host) reload() error {
	fresh, err := openSettled(h.fs, h.dir, h.opts)
	if err != nil {
		return errors.Join(err, fresh.release())
	}
	h.mu.Lock()
	old := h.parts
	h.parts, h.cat, h.manifest, h.log.end = fresh.parts, fresh.cat, fresh.manifest, fresh.log.end
	h.files = fresh.files
	for _, p := range h.parts {
		if p.idx != nil {
			p.idx.cache = &h.cache
		}
	}
	h.mu.Unlock()
	h.work.later(func() {
		h.life.Lock()
		defer h.life.Unlock()
		for _, p := range old {
			_ = p.close() // they were only read
		}
	})
	return nil
}
