package fileio

import (
	"fmt"
)

// judgeTail decides about the bytes of the last segment from end on, where the valid frames end. It
// answers true if there are bytes that a crash left of a frame never answered, which may be cleared,
// and a *DamageError if answered bytes are wrong. Reasons:
//
//   - The log was answered up to the mark, so frames that end before it were lost.
//   - One frame at most is in flight, so a valid frame after a bad one proves that the bad one was
//     answered; unless answers did not wait for syncs.
//   - A store that was closed had nothing in flight.
//   - Without a mark nothing says what was answered.
func (h *Host) judgeTail(s *segment, size, end int64, m *marks) (torn bool, err error) {
	sure := m.sure()
	known := m.ok && !h.opts.plant.noMark
	if known && sure.segment == s.last && end < sure.end {
		return false, &DamageError{s.name, end, fmt.Sprintf(
			"no valid frame here, but the log was answered up to byte %d", sure.end)}
	}
	sc := h.newScanner(s, size)
	first, zeros, err := sc.zeros(end)
	if err != nil || zeros {
		return false, err
	}
	switch {
	case !m.ok:
		return false, &DamageError{s.name, end, "no valid frame here, and no mark says what was answered"}
	case known && sure.clean && sure.segment == s.last && end == sure.end:
		return false, &DamageError{s.name, first, "bytes follow the end of a log that was closed"}
	case m.newest.relaxed:
		return true, nil
	}
	at, found, sureOf, err := sc.findFrame(end + 1)
	switch {
	case err != nil:
		return false, err
	case found:
		return false, &DamageError{s.name, end, fmt.Sprintf("no valid frame here, but one follows at byte %d", at)}
	case !sureOf:
		return false, &DamageError{s.name, end, "no valid frame here, and too much follows to tell it from a torn one"}
	}
	return true, nil
}

// unfinished tells whether a last segment without a valid header is one whose creation was cut short
// by a crash, before any frame was written to it.
func (h *Host) unfinished(s *segment, number uint64, size int64, m *marks) (bool, error) {
	sure := m.sure()
	if !m.ok || sure.clean && sure.segment >= number || sure.segment > number ||
		sure.segment == number && sure.end > segmentHead {
		return false, nil
	}
	_, zeros, err := h.newScanner(s, size).zeros(min(size, segmentHead))
	return zeros, err
}
