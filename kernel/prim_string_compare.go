package kernel

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func stringCompareBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "string=?", Min: 1, Max: -1, Fn: textOrder(compareTexts, equals),
			Doc:     "Whether all strings are equal.",
			Example: "(string=? \"a\" \"a\" \"a\") => true\n(string=? \"a\" 'a) !! \"string=\\\\?: argument 2 is symbol, want string\""},
		{Name: "string<?", Min: 1, Max: -1, Fn: textOrder(compareTexts, before),
			Doc:     "Whether every string comes before the next, in the order of their characters' codes.",
			Example: "(string<? \"a\" \"ab\" \"b\") => true"},
		{Name: "string>?", Min: 1, Max: -1, Fn: textOrder(compareTexts, after),
			Doc:     "Whether every string comes after the next.",
			Example: "(string>? \"b\" \"a\") => true"},
		{Name: "string<=?", Min: 1, Max: -1, Fn: textOrder(compareTexts, notAfter),
			Doc:     "Whether no string comes after the next.",
			Example: "(string<=? \"a\" \"a\" \"b\") => true"},
		{Name: "string>=?", Min: 1, Max: -1, Fn: textOrder(compareTexts, notBefore),
			Doc:     "Whether no string comes before the next.",
			Example: "(string>=? \"b\" \"a\" \"a\") => true"},
		{Name: "string-ci=?", Min: 1, Max: -1, Fn: textOrder(compareFolded, equals),
			Doc:     "Whether all strings are equal but for case.",
			Example: "(string-ci=? \"Abc\" \"aBC\") => true"},
		{Name: "string-ci<?", Min: 1, Max: -1, Fn: textOrder(compareFolded, before),
			Doc:     "Whether every string comes before the next, case aside.",
			Example: "(string-ci<? \"a\" \"B\") => true"},
		{Name: "string-ci>?", Min: 1, Max: -1, Fn: textOrder(compareFolded, after),
			Doc:     "Whether every string comes after the next, case aside.",
			Example: "(string-ci>? \"B\" \"a\") => true"},
		{Name: "string-ci<=?", Min: 1, Max: -1, Fn: textOrder(compareFolded, notAfter),
			Doc:     "Whether no string comes after the next, case aside.",
			Example: "(string-ci<=? \"a\" \"A\") => true"},
		{Name: "string-ci>=?", Min: 1, Max: -1, Fn: textOrder(compareFolded, notBefore),
			Doc:     "Whether no string comes before the next, case aside.",
			Example: "(string-ci>=? \"A\" \"a\") => true"},
	}
}

// What a chain of comparisons may want of each comparison's sign.

func equals(c int) bool    { return c == 0 }
func before(c int) bool    { return c < 0 }
func after(c int) bool     { return c > 0 }
func notAfter(c int) bool  { return c <= 0 }
func notBefore(c int) bool { return c >= 0 }

// textOrder makes the chain of comparisons of strings that hold where test holds.
func textOrder(compare func(m *Meter, a, b string) (int, error), test func(c int) bool) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		if err := wantTexts(m, args); err != nil {
			return Nil, err
		}
		for i := 1; i < len(args); i++ {
			c, err := compare(m, args[i-1].Text(), args[i].Text())
			if err != nil || !test(c) {
				return False, err
			}
		}
		return True, nil
	}
}

// foldRune gives one and the same character for all that differ only in case: the lower case of the
// least of them, by Unicode's simple case folding.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	least := r
	for x := unicode.SimpleFold(r); x != r; x = unicode.SimpleFold(x) {
		least = min(least, x)
	}
	if least == r && unicode.SimpleFold(r) == r {
		return r
	}
	return unicode.ToLower(least)
}

func foldText(s string) string { return strings.Map(foldRune, s) }

// compareTexts orders texts by their bytes, and so by their characters.
func compareTexts(_ *Meter, a, b string) (int, error) { return strings.Compare(a, b), nil }

// compareFolded orders texts by their folded characters, charged to m.
func compareFolded(m *Meter, a, b string) (int, error) {
	p := pacer{m: m}
	for i := 1; a != "" && b != ""; i++ {
		x, n := utf8.DecodeRuneInString(a)
		y, k := utf8.DecodeRuneInString(b)
		if c := cmp64(int64(foldRune(x)), int64(foldRune(y))); c != 0 {
			return c, p.flush()
		}
		a, b = a[n:], b[k:]
		if i%SlotSize == 0 {
			if err := p.tick(1); err != nil {
				return 0, err
			}
		}
	}
	return cmp64(int64(len(a)), int64(len(b))), p.flush()
}
