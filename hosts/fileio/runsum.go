package fileio

import (
	"encoding/binary"
	"hash/crc32"
	"sync"
)

// A checksum over a hundred bytes costs several times what these bytes cost in a checksum over many, which
// the processor takes in three places at once. So small frames that follow each other are checked together. A
// CRC without its inversions is linear: that of a stretch of bytes follows from those of its pieces, and that of
// a payload from what its frame says of it. So the checksum that a stretch has by what its frames say is
// compared with the one that its bytes have. With one bad frame they differ if and only if that frame does not
// pass by itself; with several they are equal as rarely as a bad frame passes.

// linear is what some zeros make of a checksum without inversions, byte by byte.
type linear [4]crc32.Table

func (t *linear) of(v uint32) uint32 {
	return t[0][byte(v)] ^ t[1][byte(v>>8)] ^ t[2][byte(v>>16)] ^ t[3][v>>24]
}

// then gives what t makes of a checksum, and then u of that.
func (t *linear) then(u *linear) (out linear) {
	for i := range t {
		for b, v := range t[i] {
			out[i][b] = u.of(v)
		}
	}
	return out
}

// runSums are tables for the checksums of frames that follow each other.
type runSums struct {
	ahead [12]crc32.Table // of a byte that so many follow
	zeros [3][16]linear   // of a number of zeros times 16 to the first index; that of 0 is not used
}

// runPayload bounds the payload of a frame that is checked with others: zeros reach no further.
const runPayload = 1<<12 - 1

// runTables gives the tables. They take 200 KB and some 100 us, so they are made when they are of use.
var runTables = sync.OnceValue(func() *runSums {
	s, table := &runSums{}, castagnoli()
	s.ahead[0] = *table
	for k := 1; k < len(s.ahead); k++ {
		for b, v := range s.ahead[k-1] {
			s.ahead[k][b] = v>>8 ^ table[byte(v)]
		}
	}
	one := &s.zeros[0][1]
	one[0] = *table
	for i := 1; i < len(one); i++ {
		for b := range one[i] {
			one[i][b] = uint32(b) << (8 * (i - 1))
		}
	}
	for d := range s.zeros {
		if d > 0 {
			s.zeros[d][1] = s.zeros[d-1][15].then(&s.zeros[d-1][1])
		}
		for n := 2; n < len(s.zeros[d]); n++ {
			s.zeros[d][n] = s.zeros[d][n-1].then(&s.zeros[d][1])
		}
	}
	return s
})

// skip gives what n zeros make of a checksum without inversions; n is at most runPayload.
func (s *runSums) skip(v, n uint32) uint32 {
	if d := n & 15; d != 0 {
		v = s.zeros[0][d].of(v)
	}
	if d := n >> 4 & 15; d != 0 {
		v = s.zeros[1][d].of(v)
	}
	if d := n >> 8; d != 0 {
		v = s.zeros[2][d].of(v)
	}
	return v
}

// add gives what 8 bytes, as a little endian number, make of a checksum without inversions.
func (s *runSums) add(v uint32, b uint64) uint32 {
	b ^= uint64(v)
	t := &s.ahead
	return t[7][byte(b)] ^ t[6][byte(b>>8)] ^ t[5][byte(b>>16)] ^ t[4][byte(b>>24)] ^
		t[3][byte(b>>32)] ^ t[2][byte(b>>40)] ^ t[1][byte(b>>48)] ^ t[0][b>>56]
}

// place gives the checksum, without inversions, of what stands for the place of a frame: seed, its offset and
// the size of its payload.
func (s *runSums) place(seed, off, size uint32) uint32 {
	off ^= ^seed
	t := &s.ahead
	return t[11][byte(off)] ^ t[10][byte(off>>8)] ^ t[9][byte(off>>16)] ^ t[8][off>>24] ^
		t[3][byte(size)] ^ t[2][byte(size>>8)]
}

// check gives how many bytes of b are small frames that follow each other from off on, with right checksums; 0
// if one of them is wrong. A frame of which b has a part, or what cannot be a frame, ends them.
func (s *runSums) check(b []byte, seed uint32, off int64) int {
	sum, at := uint32(0), 0
	for at+frameHead < len(b) {
		head := binary.LittleEndian.Uint64(b[at:])
		size := uint32(head)
		if size == 0 || size > runPayload || int(size) > len(b)-at-frameHead || off+int64(at) > maxSegmentBytes {
			break
		}
		sum = s.add(sum, head) ^ s.place(seed, uint32(off)+uint32(at), size)
		sum = s.skip(sum, size) ^ ^uint32(head>>32)
		at += frameHead + int(size)
	}
	if ^crc32.Update(^uint32(0), castagnoli(), b[:at]) != sum {
		return 0
	}
	return at
}
