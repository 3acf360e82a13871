package fileio

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// What a scan reads at once, in bytes: what a small frame that is larger needs, and what the processor's
// own memory holds while it is checked and then taken apart.
const (
	window  = 1 << 20
	stretch = 256 << 10
)

// runLeast is the size of a stretch from which on its frames are checked together.
const runLeast = 16 << 10

// scanner reads the frames of one segment in order.
type scanner struct {
	r     io.ReaderAt
	seed  uint32
	size  int64 // of the file: nothing beyond is asked for
	buf   []byte
	at    int64 // offset of buf[0]
	mixed bool  // some frame in buf is wrong
	next  int64 // the first of those that were checked together and not given out
	sound int64 // and where they end
	free  bool  // checksums are not looked at
	alone bool  // each frame is checked by itself
	ahead int64 // bytes to read at once; at least those that are needed
}

func (h *Host) newScanner(s *segment, size int64) *scanner {
	return &scanner{r: s.file, seed: s.key.seed(), size: size, free: h.opts.plant.noChecksum, ahead: stretch}
}

// view gives n bytes at off, valid until the next call; n is at most window and off+n at most size.
func (s *scanner) view(off int64, n int) ([]byte, error) {
	if off >= s.at && off+int64(n) <= s.at+int64(len(s.buf)) {
		return s.buf[off-s.at:][:n], nil
	}
	want := int(min(max(s.ahead, int64(n)), s.size-off))
	if cap(s.buf) < want {
		s.buf = make([]byte, want)
	}
	s.buf, s.at, s.mixed, s.next, s.sound = s.buf[:want], off, false, 0, 0
	if err := readFull(s.r, s.buf, off); err != nil {
		s.buf = s.buf[:0]
		return nil, err
	}
	return s.buf[:n], nil
}

// frames gives whole valid frames that follow each other from off on, valid until the next call; none if
// no valid frame is there.
func (s *scanner) frames(off int64) ([]byte, error) {
	payload, ok, err := s.frame(off)
	if err != nil || !ok {
		return nil, err
	}
	end := off + frameSize(len(payload))
	if end == s.next && end < s.sound {
		end, s.next = s.sound, s.sound
	}
	if off >= s.at && end <= s.at+int64(len(s.buf)) {
		return s.buf[off-s.at : end-s.at], nil
	}
	return append(binary.LittleEndian.AppendUint64(nil, uint64(len(payload))), payload...), nil
}

// checkStretch checks the small frames in buf from off on together, unless that failed there before.
func (s *scanner) checkStretch(off int64) {
	if s.mixed || s.alone || s.free {
		return
	}
	if b := s.buf[off-s.at:]; len(b) >= runLeast {
		n := runTables().check(b, s.seed, off)
		s.mixed, s.next, s.sound = n == 0, off, off+int64(n)
	}
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
	if size+frameHead <= window {
		if payload, err = s.view(off, int(size+frameHead)); err != nil {
			return nil, false, err
		}
		payload = payload[frameHead:]
		if off >= s.sound && size <= runPayload {
			s.checkStretch(off)
		}
		if off == s.next && off < s.sound {
			s.next += frameHead + size
			return payload, true, nil
		}
		return payload, s.free || frameSum(s.seed, off, payload) == want, nil
	}
	sum, err := s.largeSum(off, size)
	if err != nil || sum != want && !s.free {
		return nil, false, err
	}
	payload = make([]byte, size)
	if err := readFull(s.r, payload, off+frameHead); err != nil {
		return nil, false, err
	}
	return payload, true, nil
}

// largeSum gives the checksum that the frame at off has if its payload has that size.
func (s *scanner) largeSum(off, size int64) (uint32, error) {
	var b [12]byte
	binary.LittleEndian.PutUint64(b[:], uint64(off))
	binary.LittleEndian.PutUint32(b[8:], uint32(size))
	sum := crc32.Update(s.seed, castagnoli(), b[:])
	for done := int64(0); done < size; {
		part, err := s.view(off+frameHead+done, int(min(window, size-done)))
		if err != nil {
			return 0, err
		}
		sum = crc32.Update(sum, castagnoli(), part)
		done += int64(len(part))
	}
	return sum, nil
}

// zeros looks for the first byte from off on that is not zero; all tells that there is none.
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
