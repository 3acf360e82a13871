package fileio

import (
	"encoding/binary"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"sync"

	"github.com/spf13/afero"
)

// segmentHead is the size of a segment's header; frames begin after it.
const segmentHead = 64

const segmentMagic = "sxlog\r\n\x00"

// segmentHeader is the first bytes of a segment file.
type segmentHeader struct {
	id      storeID
	number  uint64 // 1, 2, 3 …
	pos     uint64 // newest position before this segment
	prevEnd uint64 // bytes of the segment before, which is sealed
}

func (s segmentHeader) bytes() []byte {
	b := make([]byte, 0, segmentHead)
	b = append(b, segmentMagic...)
	b = binary.LittleEndian.AppendUint32(b, formatVersion)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = append(b, s.id[:]...)
	b = binary.LittleEndian.AppendUint64(b, s.number)
	b = binary.LittleEndian.AppendUint64(b, s.pos)
	b = binary.LittleEndian.AppendUint64(b, s.prevEnd)
	b = binary.LittleEndian.AppendUint32(b, 0)
	return binary.LittleEndian.AppendUint32(b, checksum(b))
}

// parseSegmentHeader reads a header; ok is false if it is none, or damaged. A header of a newer
// version is a *VersionError that names the file.
func parseSegmentHeader(b []byte, file string) (s segmentHeader, ok bool, err error) {
	if len(b) < segmentHead || string(b[:8]) != segmentMagic {
		return s, false, nil
	}
	sum := binary.LittleEndian.Uint32(b[60:])
	if sum != checksum(b[:60]) {
		return s, false, nil
	}
	if v := binary.LittleEndian.Uint32(b[8:]); v != formatVersion {
		return s, false, &VersionError{file, v}
	}
	copy(s.id[:], b[16:])
	s.number = binary.LittleEndian.Uint64(b[32:])
	s.pos = binary.LittleEndian.Uint64(b[40:])
	s.prevEnd = binary.LittleEndian.Uint64(b[48:])
	return s, true, nil
}

func segmentName(number uint64) string { return fmt.Sprintf("%08d.log", number) }

var segmentPattern = regexp.MustCompile(`^([0-9]{8,19})\.log$`)

// segmentNumber gives the number in a segment's file name.
func segmentNumber(name string) (uint64, bool) {
	m := segmentPattern.FindStringSubmatch(name)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseUint(m[1], 10, 64)
	return n, err == nil && segmentName(n) == name
}

// segment is an open segment file.
type segment struct {
	segmentHeader
	name string // with the directory
	file afero.File
	mu   *sync.Mutex // held for reads of a file that is not safe for concurrent ones
}

// ReadAt reads from the file; any number of goroutines may.
func (s *segment) ReadAt(b []byte, off int64) (int, error) {
	if s.mu != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	return s.file.ReadAt(b, off)
}

// size gives the file's length.
func (s *segment) size() (int64, error) {
	info, err := s.file.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// readFull reads exactly len(b) bytes at off.
func readFull(r io.ReaderAt, b []byte, off int64) error {
	n, err := r.ReadAt(b, off)
	if n == len(b) {
		return nil
	}
	if err == nil || err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}
