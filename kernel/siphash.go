package kernel

import "math/bits"

// The hash of this package is SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast short-input PRF",
// INDOCRYPT 2012) under a key that never changes: the layout of dicts and sets, and so what a program
// is charged, is the same in every process. Nobody is known to make many inputs with one hash, even
// knowing the key; many inputs that share some bits can be made, and tables and tries put up with that.
const (
	sipKey0 = 0x0706050403020100
	sipKey1 = 0x0f0e0d0c0b0a0908
)

type sipState struct{ a, b, c, d uint64 }

func newSip() sipState {
	return sipState{0x736f6d6570736575 ^ sipKey0, 0x646f72616e646f6d ^ sipKey1,
		0x6c7967656e657261 ^ sipKey0, 0x7465646279746573 ^ sipKey1}
}

func (s sipState) round() sipState {
	s.a += s.b
	s.b = bits.RotateLeft64(s.b, 13) ^ s.a
	s.a = bits.RotateLeft64(s.a, 32)
	s.c += s.d
	s.d = bits.RotateLeft64(s.d, 16) ^ s.c
	s.a += s.d
	s.d = bits.RotateLeft64(s.d, 21) ^ s.a
	s.c += s.b
	s.b = bits.RotateLeft64(s.b, 17) ^ s.c
	s.c = bits.RotateLeft64(s.c, 32)
	return s
}

func (s sipState) word(w uint64) sipState {
	s.d ^= w
	s = s.round()
	s.a ^= w
	return s
}

func (s sipState) sum() uint64 {
	s.c ^= 0xff
	s = s.round().round().round()
	return s.a ^ s.b ^ s.c ^ s.d
}

// hashText hashes the bytes of a text.
func hashText[T string | []byte](text T) uint64 {
	s := newSip()
	i := 0
	for ; i+8 <= len(text); i += 8 {
		s = s.word(uint64(text[i]) | uint64(text[i+1])<<8 | uint64(text[i+2])<<16 | uint64(text[i+3])<<24 |
			uint64(text[i+4])<<32 | uint64(text[i+5])<<40 | uint64(text[i+6])<<48 | uint64(text[i+7])<<56)
	}
	last := uint64(len(text)) << 56
	for shift := 0; i < len(text); i++ {
		last |= uint64(text[i]) << shift
		shift += 8
	}
	return s.word(last).sum()
}

// hashBits hashes a number.
func hashBits(n uint64) uint64 { return newSip().word(n).sum() }
