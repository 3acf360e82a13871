package kernel

// Topic is a group of builtins that belong together, for a reference.
type Topic struct {
	Name     string // "numbers"
	Builtins []*Builtin
}

// Topics gives new slices of all builtins, by topic, in a fixed order. The tables are new on every
// call, so no machine shares a Builtin that another one changes.
func Topics() []Topic {
	topics := []Topic{
		{"numbers", numberBuiltins()}, {"strings", stringBuiltins()}, {"chars", charBuiltins()},
		{"regular expressions", regexBuiltins()}, {"string buffers", bufferBuiltins()}, {"ports", portBuiltins()},
		{"data", dataBuiltins()}, {"lists", listBuiltins()}, {"dicts", dictBuiltins()}, {"vectors", vectorBuiltins()},
		{"sets", setBuiltins()}, {"logic", logicBuiltins()},
		{"names", nameBuiltins()}, {"errors", conditionBuiltins()},
	}
	for _, t := range topics {
		for _, b := range t.Builtins {
			if b.Fn == nil {
				b.Space = space(b.Name)
			}
		}
	}
	return topics
}

// Builtins gives a new slice of all builtins, in the order of Topics.
func Builtins() []*Builtin {
	var all []*Builtin
	for _, t := range Topics() {
		all = append(all, t.Builtins...)
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
