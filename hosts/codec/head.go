package codec

import (
	"encoding/binary"
	"math"
	"unicode/utf8"
)

// The major types of CBOR, in the upper three bits of a head.
const (
	majorUint   = 0 << 5
	majorNegInt = 1 << 5
	majorBytes  = 2 << 5
	majorText   = 3 << 5
	majorArray  = 4 << 5
	majorMap    = 5 << 5
	majorTag    = 6 << 5
	majorSimple = 7 << 5
)

// The simple values and the head of a 64-bit float.
const (
	byteFalse = majorSimple | 20
	byteTrue  = majorSimple | 21
	byteNil   = majorSimple | 22
	byteFloat = majorSimple | 27
)

// The tags. 2, 3, 30, 39 and 258 are registered with IANA for these uses; the others are private.
const (
	tagBigPos   = 2
	tagBigNeg   = 3
	tagRational = 30
	tagSymbol   = 39
	tagSet      = 258
	tagKeyword  = 40001
	tagChar     = 40002
	tagVector   = 40003
)

// canonicalNaN are the bits of the one NaN that is written.
const canonicalNaN = 0x7ff8000000000000

// appendHead appends a head: the major type with the number n in its shortest form.
func appendHead(b []byte, major byte, n uint64) []byte {
	switch {
	case n < 24:
		return append(b, major|byte(n))
	case n <= math.MaxUint8:
		return append(b, major|24, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(n))
	case n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), n)
}

// AppendUint appends a non-negative integer.
func AppendUint(b []byte, n uint64) []byte { return appendHead(b, majorUint, n) }

// AppendInt appends an integer.
func AppendInt(b []byte, n int64) []byte {
	if n < 0 {
		return appendHead(b, majorNegInt, uint64(-(n + 1)))
	}
	return appendHead(b, majorUint, uint64(n))
}

// AppendArray appends the head of an array of n items, which the caller appends after it.
func AppendArray(b []byte, n int) []byte { return appendHead(b, majorArray, uint64(n)) }

// AppendNil appends nil.
func AppendNil(b []byte) []byte { return append(b, byteNil) }

// AppendString appends a string value: as text, or as bytes if it is not valid UTF-8.
func AppendString(b []byte, s string) []byte {
	if utf8.ValidString(s) {
		return append(appendHead(b, majorText, uint64(len(s))), s...)
	}
	return append(appendHead(b, majorBytes, uint64(len(s))), s...)
}

// AppendBytes appends s as bytes, whatever it holds. Only Reader.Bytes reads that back.
func AppendBytes(b []byte, s string) []byte {
	return append(appendHead(b, majorBytes, uint64(len(s))), s...)
}
