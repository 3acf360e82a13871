package fileio

import (
	"fmt"
)

// judgeTail decides about the bytes of the last segment from end on, where the valid frames end. It
// answers true if there are bytes that a crash left of a frame never answered, which may be cut, and
// a *DamageError if answered bytes are wrong. Reasons:
//
//   - The log was answered up to the mark, so frames that end before it were lost.
//   - One frame at most is in flight, so a valid frame after a bad one proves that the bad one was
//     answered.
//   - A store that was closed had nothing in flight.
//   - Without a mark nothing says what was answered.
func judgeTail(s *segment, size, end int64, m mark, marked bool) (torn bool, err error) {
	if marked && m.segment == s.number && end < int64(m.end) {
		return false, &DamageError{s.name, end, fmt.Sprintf(
			"no valid frame here, but the log was answered up to byte %d", m.end)}
	}
	sc := newScanner(s, size)
	first, zeros, err := sc.zeros(end)
	if err != nil || zeros {
		return end < size, err
	}
	switch {
	case !marked:
		return false, &DamageError{s.name, end, "no valid frame here, and no mark says what was answered"}
	case m.clean && m.segment == s.number && end == int64(m.end):
		return false, &DamageError{s.name, first, "bytes follow the end of a log that was closed"}
	}
	at, found, sure, err := sc.findFrame(end + 1)
	switch {
	case err != nil:
		return false, err
	case found:
		return false, &DamageError{s.name, end, fmt.Sprintf("no valid frame here, but one follows at byte %d", at)}
	case !sure:
		return false, &DamageError{s.name, end, "no valid frame here, and too much follows to tell it from a torn one"}
	}
	return true, nil
}

// unfinished tells whether a last segment without a valid header is one whose creation was cut short
// by a crash, before any frame was written to it.
func unfinished(s *segment, number uint64, size int64, m mark, marked bool) (bool, error) {
	if !marked || m.clean && m.segment >= number || m.segment > number ||
		m.segment == number && m.end > segmentHead {
		return false, nil
	}
	_, zeros, err := newScanner(s, size).zeros(min(size, segmentHead))
	return zeros, err
}
