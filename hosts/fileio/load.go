package fileio

import (
	"errors"
	"fmt"
	"sync"

	"os"
)

// openSegments opens and loads the segments, judges the tail of the last one, cuts it if it was
// torn, and gives the end of the log. No segment is left if the only one was unfinished.
func (h *Host) openSegments(numbers []uint64, m mark, marked bool) (int64, error) {
	last := uint64(len(numbers))
	if marked && m.segment > last {
		return 0, &DamageError{h.path(segmentName(last + 1)), 0, "the file is missing"}
	}
	for _, n := range numbers {
		if err := h.openSegment(n, n == last, m, marked); err != nil {
			return 0, err
		}
	}
	end := int64(segmentHead)
	for i, s := range h.segments {
		size, err := s.size()
		if err != nil {
			return 0, err
		}
		if end, err = h.load(s, size, segmentHead); err != nil {
			return 0, err
		}
		if i+1 < len(h.segments) {
			err = h.checkSealed(s, size, end, h.segments[i+1])
		} else {
			err = h.cutTail(s, size, end, m, marked)
		}
		if err != nil {
			return 0, err
		}
	}
	return end, nil
}

// openSegment opens a segment and checks its header. A last one whose making a crash cut short is
// removed.
func (h *Host) openSegment(number uint64, last bool, m mark, marked bool) error {
	s, err := h.openFile(number)
	if err != nil {
		return err
	}
	keep := false
	defer func() {
		if !keep {
			s.file.Close() // it was only read
		}
	}()
	size, err := s.size()
	if err != nil {
		return err
	}
	head := make([]byte, min(size, segmentHead))
	if err := readFull(s.file, head, 0); err != nil {
		return err
	}
	header, ok, err := parseSegmentHeader(head, s.name)
	if err != nil {
		return err
	}
	if !ok {
		unfinished, err := unfinished(s, number, size, m, marked)
		if err != nil || !last || !unfinished {
			return errors.Join(err, &DamageError{s.name, 0, "the header is damaged"})
		}
		return h.dropSegment(s)
	}
	switch {
	case header.number != number:
		return &DamageError{s.name, 32, fmt.Sprintf("the header says segment %d", header.number)}
	case marked && header.id != m.id:
		return &DamageError{s.name, 16, "the file belongs to another store than the mark"}
	case len(h.segments) > 0 && header.id != h.segments[0].id:
		return &DamageError{s.name, 16, "the file belongs to another store than the first segment"}
	}
	s.segmentHeader = header
	h.segments = append(h.segments, s)
	keep = true
	return nil
}

// openFile opens a segment file for reading.
func (h *Host) openFile(number uint64) (*segment, error) {
	s := &segment{name: h.path(segmentName(number))}
	f, err := h.fs.Open(s.name)
	if err != nil {
		return nil, err
	}
	if _, real := f.(*os.File); !real {
		s.mu = &sync.Mutex{}
	}
	s.file = f
	return s, nil
}

// dropSegment removes a segment file that holds nothing.
func (h *Host) dropSegment(s *segment) error {
	h.note("%s was being made when the program or the system stopped, and holds nothing", s.name)
	if h.opts.ReadOnly {
		return nil
	}
	if err := h.fs.Remove(s.name); err != nil {
		return err
	}
	return syncDir(h.fs, h.dir)
}

// checkSealed checks a segment that another follows against that one's header.
func (h *Host) checkSealed(s *segment, size, end int64, next *segment) error {
	if uint64(end) < next.prevEnd {
		return &DamageError{s.name, end, fmt.Sprintf("no valid frame here, but the segment was sealed at byte %d",
			next.prevEnd)}
	}
	if uint64(end) > next.prevEnd || uint64(h.index.pos()) != next.pos {
		return &DamageError{next.name, 40, fmt.Sprintf("the header says that the segment before ends at byte %d, "+
			"position %d; it ends at byte %d, position %d", next.prevEnd, next.pos, end, h.index.pos())}
	}
	first, zeros, err := newScanner(s, size).zeros(end)
	if err == nil && !zeros {
		err = &DamageError{s.name, first, "bytes follow the end of a sealed segment"}
	}
	return err
}

// cutTail judges the bytes after the last valid frame and cuts them off.
func (h *Host) cutTail(s *segment, size, end int64, m mark, marked bool) error {
	torn, err := judgeTail(s, size, end, m, marked)
	if err != nil || !torn {
		return err
	}
	if h.opts.ReadOnly {
		return nil
	}
	f, err := openFile(h.fs, s.name, 0)
	if err != nil {
		return err
	}
	h.note("%s: %d bytes from byte %d on were written when the program or the system stopped, "+
		"and never answered; they were cut off", s.name, size-end, end)
	return errors.Join(f.Truncate(end), f.Sync(), f.Close())
}
