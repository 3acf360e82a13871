package fileio

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"

	"github.com/spf13/afero"
)

// segmentHeader is the first bytes of a segment file.
type segmentHeader struct {
	key     fileKey
	base    int64 // newest position before this segment
	prevEnd int64 // bytes of the segment before, which is sealed; 0 in a rewritten one
}

func (s segmentHeader) bytes() []byte {
	b := make([]byte, 0, segmentHead)
	b = append(b, segmentMagic...)
	b = binary.LittleEndian.AppendUint32(b, formatVersion)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = append(b, s.key.id[:]...)
	b = binary.LittleEndian.AppendUint64(b, s.key.segment)
	b = binary.LittleEndian.AppendUint64(b, uint64(s.base))
	b = binary.LittleEndian.AppendUint64(b, uint64(s.prevEnd))
	b = binary.LittleEndian.AppendUint64(b, s.key.generation)
	b = binary.LittleEndian.AppendUint32(b, 0)
	return binary.LittleEndian.AppendUint32(b, checksum(b))
}

// parseSegmentHeader reads a header; ok is false if it is none, or damaged. A header of another
// version is a *VersionError that names the file.
func parseSegmentHeader(b []byte, file string) (s segmentHeader, ok bool, err error) {
	if len(b) < 16 || string(b[:8]) != segmentMagic {
		return s, false, nil
	}
	version := binary.LittleEndian.Uint32(b[8:])
	if version == 1 && len(b) >= 64 && binary.LittleEndian.Uint32(b[60:]) == checksum(b[:60]) {
		return s, false, &VersionError{file, version}
	}
	if len(b) < segmentHead || binary.LittleEndian.Uint32(b[68:]) != checksum(b[:68]) {
		return s, false, nil
	}
	if version != formatVersion {
		return s, false, &VersionError{file, version}
	}
	copy(s.key.id[:], b[16:])
	s.key.segment = binary.LittleEndian.Uint64(b[32:])
	s.base = int64(binary.LittleEndian.Uint64(b[40:]))
	s.prevEnd = int64(binary.LittleEndian.Uint64(b[48:]))
	s.key.generation = binary.LittleEndian.Uint64(b[56:])
	return s, true, nil
}

func segmentName(number uint64) string { return fmt.Sprintf("%08d.log", number) }

// rewrittenName names the file that stands for the segments first to last, rewritten.
func rewrittenName(first, last, generation uint64) string {
	return fmt.Sprintf("%08d-%08d.%d.log", first, last, generation)
}

// indexName names the index file of a segment.
func indexName(s *segment) string {
	base := filepath.Base(s.name)
	return base[:len(base)-len(".log")] + ".idx"
}

var (
	segmentPattern   = pattern(`^([0-9]{8,19})\.log$`)
	rewrittenPattern = pattern(`^[0-9]{8,19}-[0-9]{8,19}\.[0-9]{1,19}\.log$`)
	indexPattern     = pattern(`^[0-9]{8,19}(-[0-9]{8,19}\.[0-9]{1,19})?\.idx$`)
)

// pattern compiles a regular expression when it is first used, so that a process without a store does not.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// segmentNumber gives the number in a segment's file name.
func segmentNumber(name string) (uint64, bool) {
	m := segmentPattern().FindStringSubmatch(name)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseUint(m[1], 10, 64)
	return n, err == nil && segmentName(n) == name
}

// segment is an open file of frames: one segment of the log, or several rewritten as one.
type segment struct {
	segmentHeader
	last uint64 // the number of the last segment that it stands for
	name string // with the directory
	file *keptFile
	end  int64 // where its frames end; of the last segment, where they ended when it was listed
}

func (s *segment) first() uint64 { return s.key.segment }

// clustered tells whether the events are ordered by stream, and carry their positions.
func (s *segment) clustered() bool { return s.key.generation > 0 }

// size gives the file's length.
func (s *segment) size() (int64, error) {
	return s.file.size()
}

// openSegmentFile opens a segment file for reading; its header is still to be read.
func (h *Host) openSegmentFile(name string) (*segment, error) {
	f, err := h.files.open(h.path(name))
	if err != nil {
		return nil, err
	}
	return &segment{name: h.path(name), file: f}, nil
}

// readHeader reads the header of s, of which last is the last number it stands for; ok is false if it has
// none that is valid.
func (s *segment) readHeader(size int64, last uint64) (ok bool, err error) {
	head := make([]byte, min(size, segmentHead))
	if err := readFull(s.file, head, 0); err != nil {
		return false, err
	}
	header, ok, err := parseSegmentHeader(head, s.name)
	s.segmentHeader, s.last = header, last
	return ok, err
}

// lockedReader gives a file for any number of goroutines to read from.
func lockedReader(f afero.File) io.ReaderAt {
	switch f.(type) {
	case *os.File, concurrentReader:
		return f
	}
	return &serialReader{f: f}
}

// concurrentReader is a file whose ReadAt any number of goroutines may use at once.
type concurrentReader interface{ ConcurrentReadAt() }

// serialReader lets one goroutine at a time read from a file.
type serialReader struct {
	mu sync.Mutex
	f  io.ReaderAt
}

func (r *serialReader) ReadAt(b []byte, off int64) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.f.ReadAt(b, off)
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
