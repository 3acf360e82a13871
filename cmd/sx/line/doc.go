// Package line writes a value as one line of text and reads it back: its written form, or for a value
// with a string that is no UTF-8, which has no written form,
//
//	(coded "a1…")
//
// with its bytes by package hosts/codec in hex digits, as the dump of a store has it.
package line
