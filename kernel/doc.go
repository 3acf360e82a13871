// Package kernel holds the values of SX and everything pure that can be done with them: numbers,
// text, lists, dicts, equality, printing, conditions and the builtin functions.
//
// Start with value.go (what a Value is), then list.go and dict.go (the two data structures that
// carry their own algorithms). The builtins live in prim_<topic>.go, one literal table a file, each
// entry with its name, arity, doc, example and code; to add one, add an entry there.
//
// The package knows nothing of evaluation: no function here calls SX code, blocks, reads a clock or
// touches the world. Work that grows with its input is charged to a Meter, which is how a machine
// bounds and cancels it.
package kernel
