package fileio

import (
	"encoding/binary"
	"hash/crc32"
)

// formatVersion is the version of all files of a store.
const formatVersion = 1

// storeID tells the files of one store from those of others.
type storeID [16]byte

// frameHead is the size of what stands before a frame's payload: its length and its checksum.
const frameHead = 8

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

// frameSeed begins the checksum of a frame, so that it only passes in its own place: the store, the
// segment and the offset take part.
func frameSeed(id storeID, segment uint64, off int64) uint32 {
	var b [32]byte
	copy(b[:], id[:])
	binary.LittleEndian.PutUint64(b[16:], segment)
	binary.LittleEndian.PutUint64(b[24:], uint64(off))
	return checksum(b[:])
}

// appendFrame appends the frame of a payload that will stand at off.
func appendFrame(b []byte, id storeID, segment uint64, off int64, payload []byte) []byte {
	start := len(b)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(payload)))
	sum := crc32.Update(frameSeed(id, segment, off), castagnoli, b[start:])
	sum = crc32.Update(sum, castagnoli, payload)
	b = binary.LittleEndian.AppendUint32(b, sum)
	return append(b, payload...)
}

// frameSize is the number of bytes a frame of that payload takes.
func frameSize(payload int) int64 { return frameHead + int64(payload) }
