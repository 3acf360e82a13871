package fileio

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// window is what a scan reads at once, in bytes.
const window = 1 << 20

// scanner reads the frames of one segment in order.
type scanner struct {
	r    io.ReaderAt
	id   storeID
	seg  uint64
	size int64 // of the file: nothing beyond is asked for
	buf  []byte
	at   int64 // offset of buf[0]
}

func newScanner(s *segment, size int64) *scanner {
	return &scanner{r: s, id: s.id, seg: s.number, size: size}
}

// view gives n bytes at off, valid until the next call; n is at most window and off+n at most size.
func (s *scanner) view(off int64, n int) ([]byte, error) {
	if off >= s.at && off+int64(n) <= s.at+int64(len(s.buf)) {
		return s.buf[off-s.at:][:n], nil
	}
	want := int(min(window, s.size-off))
	if cap(s.buf) < want {
		s.buf = make([]byte, want)
	}
	s.buf, s.at = s.buf[:want], off
	if err := readFull(s.r, s.buf, off); err != nil {
		s.buf = s.buf[:0]
		return nil, err
	}
	return s.buf[:n], nil
}

// frame gives the payload of the frame at off, valid until the next call; ok is false if no valid
// frame is there. Its length is believed only after the checksum over that many bytes held.
func (s *scanner) frame(off int64) (payload []byte, ok bool, err error) {
	if off+frameHead > s.size {
		return nil, false, nil
	}
	head, err := s.view(off, frameHead)
	if err != nil {
		return nil, false, err
	}
	size := int64(binary.LittleEndian.Uint32(head))
	want := binary.LittleEndian.Uint32(head[4:])
	if size == 0 || size > s.size-off-frameHead {
		return nil, false, nil
	}
	sum := crc32.Update(frameSeed(s.id, s.seg, off), castagnoli, head[:4])
	if size <= window {
		payload, err := s.view(off+frameHead, int(size))
		return payload, err == nil && crc32.Update(sum, castagnoli, payload) == want, err
	}
	for done := int64(0); done < size; {
		part, err := s.view(off+frameHead+done, int(min(window, size-done)))
		if err != nil {
			return nil, false, err
		}
		sum = crc32.Update(sum, castagnoli, part)
		done += int64(len(part))
	}
	if sum != want {
		return nil, false, nil
	}
	payload = make([]byte, size)
	return payload, true, readFull(s.r, payload, off+frameHead)
}

// zeros tells whether there is nothing but zeros from off to the end of the file, and where the
// first other byte is.
func (s *scanner) zeros(off int64) (first int64, all bool, err error) {
	for off < s.size {
		part, err := s.view(off, int(min(window, s.size-off)))
		if err != nil {
			return 0, false, err
		}
		for i, c := range part {
			if c != 0 {
				return off + int64(i), false, nil
			}
		}
		off += int64(len(part))
	}
	return off, true, nil
}

// searchBudget bounds the bytes that findFrame checksums, so that no file makes it take hours.
const searchBudget = 1 << 30

// findFrame looks for a valid frame anywhere from off to the end; sure is false if it gave up.
func (s *scanner) findFrame(off int64) (at int64, found, sure bool, err error) {
	budget := int64(searchBudget)
	for ; off+frameHead < s.size; off++ {
		head, err := s.view(off, frameHead)
		if err != nil {
			return 0, false, false, err
		}
		size := int64(binary.LittleEndian.Uint32(head))
		if size == 0 || size > s.size-off-frameHead {
			continue
		}
		if budget -= size; budget < 0 {
			return off, false, false, nil
		}
		if _, ok, err := s.frame(off); err != nil || ok {
			return off, ok, true, err
		}
	}
	return 0, false, true, nil
}

// load takes the frames of a segment from off on into the index and gives where they end: at the
// end of the file, or where no valid frame is.
func (h *Host) load(s *segment, size, off int64) (int64, error) {
	sc := newScanner(s, size)
	for {
		payload, ok, err := sc.frame(off)
		if err != nil || !ok {
			return off, err
		}
		if off > maxSegmentBytes {
			return off, &DamageError{s.name, off, "a frame begins beyond the largest size of a segment"}
		}
		ref := frameRef{uint32(s.number), uint32(off), uint32(len(payload))}
		if err := h.index.apply(ref, payload); err != nil {
			return off, &DamageError{s.name, off, "a frame with a valid checksum does not fit: " + err.Error()}
		}
		off += frameSize(len(payload))
	}
}
