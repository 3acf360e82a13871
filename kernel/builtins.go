package kernel

import "slices"

// Builtins gives a new slice of all builtins, in a fixed order. The tables are new on every call, so
// no machine shares a Builtin that another one changes.
func Builtins() []*Builtin {
	all := slices.Concat(
		numberBuiltins(), stringBuiltins(), charBuiltins(), regexBuiltins(), bufferBuiltins(), portBuiltins(), dataBuiltins(),
		listBuiltins(), dictBuiltins(), vectorBuiltins(), setBuiltins(), logicBuiltins())
	for _, b := range all {
		if b.Fn == nil {
			b.Space = space(b.Name)
		}
	}
	return all
}

// space gives the bytes that a builtin without a meter may take on each call, rounded up.
func space(name string) int64 {
	switch name {
	case "cons", "list-copy", "set-copy":
		return 96
	case "dict-copy":
		return 192
	case "rest", "cdr", "cddr", "cdddr", "cddddr", "list-tail", "numerator", "denominator", "exact", "inexact->exact",
		"symbol->string", "symbol-name", "keyword->string", "keyword-name", "string->symbol", "string->keyword",
		"condition-message", "error-object-message":
		return 64
	}
	return 0
}
