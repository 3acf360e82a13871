package fileio

import (
	"encoding/binary"
	"hash/crc32"
)

// storeID tells the files of one store from those of others.
type storeID [16]byte

// castagnoli gives the table of the checksums, which is made at the first call.
func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

func checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli()) }

// fileKey tells the files that hold frames apart, so that a frame passes its checksum only in the file it
// was written to: the store, the segment, and how often the segment was rewritten.
type fileKey struct {
	id         storeID
	segment    uint64
	generation uint64
}

// seed gives the checksum that frames of the file begin with; a frame adds its offset.
func (k fileKey) seed() uint32 {
	var b [32]byte
	copy(b[:], k.id[:])
	binary.LittleEndian.PutUint64(b[16:], k.segment)
	binary.LittleEndian.PutUint64(b[24:], k.generation)
	return checksum(b[:])
}

// frameSum gives the checksum of a frame at off: over its place, its length and its payload.
func frameSum(seed uint32, off int64, payload []byte) uint32 {
	return frameSumIn(new([12]byte), seed, off, payload)
}

// frameSumIn is frameSum for many frames; b is room for what stands for the place, which else is allocated each time.
func frameSumIn(b *[12]byte, seed uint32, off int64, payload []byte) uint32 {
	binary.LittleEndian.PutUint64(b[:], uint64(off))
	binary.LittleEndian.PutUint32(b[8:], uint32(len(payload)))
	return crc32.Update(crc32.Update(seed, castagnoli(), b[:]), castagnoli(), payload)
}

// frameLead is the room before a payload in which sealFrame works: that of the head, and what else the checksum
// is taken over stands there before it, so that it is taken at once.
const frameLead = 12

// sealFrame makes a frame of a payload that stands behind frameLead bytes of b, for the place off.
func sealFrame(b []byte, seed uint32, off int64) (frame []byte) {
	size := uint32(len(b) - frameLead)
	binary.LittleEndian.PutUint64(b, uint64(off))
	binary.LittleEndian.PutUint32(b[8:], size)
	sum := crc32.Update(seed, castagnoli(), b)
	frame = b[frameLead-frameHead:]
	binary.LittleEndian.PutUint32(frame, size)
	binary.LittleEndian.PutUint32(frame[4:], sum)
	return frame
}

// frameSize is the number of bytes a frame of that payload takes.
func frameSize(payload int) int64 { return frameHead + int64(payload) }
