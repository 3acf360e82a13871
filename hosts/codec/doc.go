// Package codec turns SX values into bytes and back, for stores.
//
// The bytes are CBOR (RFC 8949) written in one way only, so equal bytes mean the same value in the
// same order, and a reader accepts nothing that Append would not have written: shortest heads,
// definite lengths, no trailing bytes. It differs from the core deterministic encoding of RFC 8949
// section 4.2 in two points: dicts keep their insertion order, since SX shows it, and floats always
// take 64 bits.
//
//	nil, false, true    simple values f6, f4, f5
//	integer             major 0 and 1 up to 64 bits; beyond that tag 2 or 3 with the least bytes
//	rational            tag 30, array of numerator and denominator, reduced, denominator above 1
//	float               fb and 8 bytes; every NaN is fb7ff8000000000000; -0.0 stays
//	string              text (major 3), or bytes (major 2) exactly when it is not valid UTF-8
//	symbol              tag 39 over a string
//	keyword             tag 40001 over a string
//	char                tag 40002 over its code point
//	vector              tag 40003 over an array
//	list                array
//	dict                map of strings to values, in insertion order, no key twice
//	set                 tag 258 over an array, in insertion order, no member twice
//
// Everything else – functions, continuations, records, ports, hosts – is code or identity and not
// data: Append refuses it with an *UnsupportedError that names the type. Nesting is bounded by
// MaxDepth, so neither direction can exhaust the Go stack, and no length found in the input is
// trusted for an allocation.
//
// Append and Decode serve whole values, and a Decoder many that are alike. The Append functions for heads and Reader serve formats
// that are built of such values, like the log records of package fileio.
package codec
