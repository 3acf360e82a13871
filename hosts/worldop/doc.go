// Package worldop is the contract for the ops outside the store, shared by the hosts that answer
// them:
//
//	(clock/now)          → milliseconds since 1970
//	(io/print text)      → nil; the text is written as it is, without a newline added
//	(io/read-line)       → the next line without its end, or nil at the end of the input
//	(fs/read path)       → the file's content as a string, byte for byte
//	(env/get name)       → the value, or nil if it is not set
//	(random/int n)       → an integer from 0 up to, not including, n; n is 1 to 2^63−1
//
// An argument of the wrong type or number is an error of kind "type", "range" or "arity"; a file that
// cannot be read is one of kind "io".
package worldop
