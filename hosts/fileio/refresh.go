package fileio

import (
	"errors"
	"os"
)

// refresh takes in what a writer added since the last request of a read-only host, as far as the
// writer's mark goes: a frame beyond it may be in flight, and could still vanish.
func (h *Host) refresh() error {
	h.writing.Lock()
	defer h.writing.Unlock()
	before := h.index.pos()
	for more := true; more; {
		err := h.loadMore()
		if err == nil {
			more, err = h.nextSegment()
		}
		if err != nil {
			return err
		}
	}
	if h.index.pos() > before {
		h.mu.Lock()
		defer h.mu.Unlock()
		close(h.grown)
		h.grown = make(chan struct{})
	}
	return nil
}

// loadMore takes in the new frames of the last segment.
func (h *Host) loadMore() error {
	last := h.segments[len(h.segments)-1]
	size, err := last.size()
	if err != nil || size <= h.log.end {
		return err
	}
	m, _, marked, err := readMark(h.fs, h.path(markName))
	if err != nil || !marked || m.id != last.id || m.segment < last.number {
		return err
	}
	answered := size
	if m.segment == last.number {
		answered = int64(m.end)
	}
	if answered <= h.log.end {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.log.end, err = h.load(last, min(answered, size), h.log.end); err != nil {
		return err
	}
	if m.segment == last.number && h.log.end < answered {
		return &DamageError{last.name, h.log.end, "no valid frame here, but the log was answered beyond it"}
	}
	return nil
}

// nextSegment goes on to the next segment if the writer has begun one and this one is read to its
// end.
func (h *Host) nextSegment() (bool, error) {
	last := h.segments[len(h.segments)-1]
	s, err := h.openFile(last.number + 1)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	head := make([]byte, segmentHead)
	if err := readFull(s.file, head, 0); err != nil {
		return false, s.file.Close() // still being made
	}
	header, ok, err := parseSegmentHeader(head, s.name)
	if err != nil || !ok || header.prevEnd > uint64(h.log.end) {
		return false, errors.Join(err, s.file.Close())
	}
	if header.id != last.id || header.number != last.number+1 || header.prevEnd != uint64(h.log.end) ||
		header.pos != uint64(h.index.pos()) {
		return false, errors.Join(&DamageError{s.name, 0, "the segment does not follow the one before"},
			s.file.Close())
	}
	s.segmentHeader = header
	h.mu.Lock()
	h.segments = append(h.segments, s)
	h.mu.Unlock()
	h.log.end = segmentHead
	return true, nil
}

// syncRead makes what a read-only opening loaded durable, without changing a byte.
func (h *Host) syncRead() error {
	if len(h.segments) == 0 {
		return h.noStore()
	}
	for _, s := range h.segments {
		if err := s.file.Sync(); err != nil {
			return err
		}
	}
	return nil
}
