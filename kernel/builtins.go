package kernel

import "slices"

// Builtins gives a new slice of all builtins, in a fixed order. The tables are new on every call, so
// no machine shares a Builtin that another one changes.
func Builtins() []*Builtin {
	return slices.Concat(
		numberBuiltins(), stringBuiltins(), charBuiltins(), regexBuiltins(), bufferBuiltins(), dataBuiltins(),
		listBuiltins(), dictBuiltins(), vectorBuiltins(), setBuiltins(), logicBuiltins())
}
