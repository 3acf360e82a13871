package fileio

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// someFrames gives frames with payloads of the given sizes, as they stand in a file from off on.
func someFrames(rng *rand.Rand, seed uint32, off int64, sizes ...int) (b []byte) {
	for _, n := range sizes {
		room := make([]byte, frameLead+n)
		for i := range room {
			room[i] = byte(rng.Uint32())
		}
		b = append(b, sealFrame(room, seed, off+int64(len(b)))...)
	}
	return b
}

// TestFramesAreCheckedTogether compares the check of many frames with that of each.
func TestFramesAreCheckedTogether(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	s := runTables()
	for range 300 {
		seed, off := rng.Uint32(), rng.Int64N(maxSegmentBytes-1<<20)
		sizes := []int{1, 15, 16, 17, 255, 256, 4095}[:rng.IntN(8)]
		for range rng.IntN(20) {
			sizes = append(sizes, 1+rng.IntN(1<<rng.IntN(12)))
		}
		rng.Shuffle(len(sizes), func(i, j int) { sizes[i], sizes[j] = sizes[j], sizes[i] })
		b := someFrames(rng, seed, off, sizes...)
		if n := s.check(b, seed, off); n != len(b) {
			t.Fatalf("of %d bytes of frames %d pass", len(b), n)
		}
		if len(b) == 0 {
			continue
		}
		cut := rng.IntN(len(b))
		if n := s.check(b[:cut], seed, off); n > cut || n+frameHead < cut && cut-n > runPayload+frameHead {
			t.Fatalf("of %d bytes %d pass", cut, n)
		}
		if s.check(b, seed+1, off) != 0 || s.check(b, seed, off+1) != 0 {
			t.Fatal("frames pass in another place")
		}
	}
}

// TestNoBadFramePassesAmongOthers flips every bit of some frames, and exchanges frames of one size.
func TestNoBadFramePassesAmongOthers(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	s := runTables()
	const seed, off = 0x12345678, 1 << 20
	b := someFrames(rng, seed, off, 40, 3, 200, 40, 40, 1, 40)
	for i := range len(b) * 8 {
		bad := bytes.Clone(b)
		bad[i/8] ^= 1 << (i % 8)
		if n := s.check(bad, seed, off); n > i/8 {
			t.Fatalf("with bit %d flipped %d bytes pass", i, n)
		}
	}
	one, other := b[:48], b[48+11+208:][:48]
	bad := bytes.Clone(b)
	copy(bad, other)
	copy(bad[48+11+208:], one)
	if n := s.check(bad, seed, off); n != 0 {
		t.Fatalf("with two frames exchanged %d bytes pass", n)
	}
	for _, size := range []uint32{0, runPayload + 1, 1 << 31, 1<<32 - 1} {
		tail := binary.LittleEndian.AppendUint32(bytes.Clone(b), size)
		if n := s.check(append(tail, make([]byte, 5000)...), seed, off); n != len(b) {
			t.Fatalf("before a frame of %d bytes %d pass, want %d", size, n, len(b))
		}
	}
}
