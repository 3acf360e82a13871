package kernel

import (
	"unicode"
	"unicode/utf8"
)

func charBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "char->integer", Min: 1, Max: 1, Fn1: charFunction(func(r rune) Value { return Int(int64(r)) }),
			Doc:     "The Unicode code of a char.",
			Example: "(char->integer #\\A) => 65"},
		{Name: "integer->char", Min: 1, Max: 1, Fn1: integerToChar,
			Doc:     "The char with a Unicode code.",
			Example: "(integer->char 955) => #\\\u03bb\n(integer->char 55296) !! \"integer->char: argument 1 is 55296, want the code of a character\""},
		{Name: "char-code", Min: 1, Max: 1, Fn1: charCode,
			Doc:     "The Unicode code of a char, or of the first character of a string.",
			Example: "(char-code #\\A) => 65\n(char-code \"ABC\") => 65"},
		{Name: "char-from-code", Min: 1, Max: 1, Fn1: charFromCode,
			Doc:     "The string of the one character with a Unicode code; integer->char gives a char.",
			Example: "(char-from-code 65) => \"A\""},
		{Name: "char-upcase", Min: 1, Max: 1, Fn1: charFunction(func(r rune) Value { return Char(unicode.ToUpper(r)) }),
			Doc:     "The char in upper case.",
			Example: "(char-upcase #\\a) => #\\A"},
		{Name: "char-downcase", Min: 1, Max: 1, Fn1: charFunction(func(r rune) Value { return Char(unicode.ToLower(r)) }),
			Doc:     "The char in lower case.",
			Example: "(char-downcase #\\A) => #\\a"},
		{Name: "char-foldcase", Min: 1, Max: 1, Fn1: charFunction(func(r rune) Value { return Char(foldRune(r)) }),
			Doc:     "One and the same char for all that differ only in case.",
			Example: "(char-foldcase #\\A) => #\\a"},
		{Name: "char-alphabetic?", Min: 1, Max: 1, Fn1: charTest(unicode.IsLetter),
			Doc:     "Whether a char is a letter.",
			Example: "(char-alphabetic? #\\a) => true"},
		{Name: "char-numeric?", Min: 1, Max: 1, Fn1: charTest(unicode.IsDigit),
			Doc:     "Whether a char is a decimal digit.",
			Example: "(char-numeric? #\\5) => true"},
		{Name: "char-whitespace?", Min: 1, Max: 1, Fn1: charTest(unicode.IsSpace),
			Doc:     "Whether a char is white space.",
			Example: "(char-whitespace? #\\space) => true"},
		{Name: "char-upper-case?", Min: 1, Max: 1, Fn1: charTest(unicode.IsUpper),
			Doc:     "Whether a char is an upper case letter.",
			Example: "(char-upper-case? #\\A) => true"},
		{Name: "char-lower-case?", Min: 1, Max: 1, Fn1: charTest(unicode.IsLower),
			Doc:     "Whether a char is a lower case letter.",
			Example: "(char-lower-case? #\\A) => false"},
		{Name: "digit-value", Min: 1, Max: 1, Fn1: charFunction(decimalValue),
			Doc:     "The value of a decimal digit, 0 to 9, or false for another char.",
			Example: "(digit-value #\\7) => 7\n(digit-value #\\a) => false"},
		{Name: "char=?", Min: 1, Max: -1, Fn: charOrder(sameRune, equals),
			Doc:     "Whether all chars are equal.",
			Example: "(char=? #\\a #\\a) => true\n(char=? #\\a \"a\") !! \"char=\\\\?: argument 2 is string, want char\""},
		{Name: "char<?", Min: 1, Max: -1, Fn: charOrder(sameRune, before),
			Doc:     "Whether every char's code is less than the next one's.",
			Example: "(char<? #\\a #\\b #\\c) => true"},
		{Name: "char>?", Min: 1, Max: -1, Fn: charOrder(sameRune, after),
			Doc:     "Whether every char's code is greater than the next one's.",
			Example: "(char>? #\\b #\\a) => true"},
		{Name: "char<=?", Min: 1, Max: -1, Fn: charOrder(sameRune, notAfter),
			Doc:     "Whether no char's code is greater than the next one's.",
			Example: "(char<=? #\\a #\\a) => true"},
		{Name: "char>=?", Min: 1, Max: -1, Fn: charOrder(sameRune, notBefore),
			Doc:     "Whether no char's code is less than the next one's.",
			Example: "(char>=? #\\b #\\a) => true"},
		{Name: "char-ci=?", Min: 1, Max: -1, Fn: charOrder(foldRune, equals),
			Doc:     "Whether all chars are equal but for case.",
			Example: "(char-ci=? #\\a #\\A) => true"},
		{Name: "char-ci<?", Min: 1, Max: -1, Fn: charOrder(foldRune, before),
			Doc:     "Whether every char comes before the next, case aside.",
			Example: "(char-ci<? #\\a #\\B) => true"},
		{Name: "char-ci>?", Min: 1, Max: -1, Fn: charOrder(foldRune, after),
			Doc:     "Whether every char comes after the next, case aside.",
			Example: "(char-ci>? #\\B #\\a) => true"},
		{Name: "char-ci<=?", Min: 1, Max: -1, Fn: charOrder(foldRune, notAfter),
			Doc:     "Whether no char comes after the next, case aside.",
			Example: "(char-ci<=? #\\a #\\A) => true"},
		{Name: "char-ci>=?", Min: 1, Max: -1, Fn: charOrder(foldRune, notBefore),
			Doc:     "Whether no char comes before the next, case aside.",
			Example: "(char-ci>=? #\\A #\\a) => true"},
	}
}

// wantChar gives argument i, which must be a char.
func wantChar(args []Value, i int) (rune, error) {
	if args[i].Kind() != KindChar {
		return 0, WantArg(i, args[i], "char")
	}
	return args[i].Rune(), nil
}

// charFunction makes a builtin of one char.
func charFunction(f func(r rune) Value) func(v Value) (Value, error) {
	return func(v Value) (Value, error) {
		if v.Kind() != KindChar {
			return Nil, WantArg(0, v, "char")
		}
		return f(v.Rune()), nil
	}
}

func charTest(test func(r rune) bool) func(v Value) (Value, error) {
	return charFunction(func(r rune) Value { return Bool(test(r)) })
}

// wantCode gives v, argument 0, which must be the code of a character.
func wantCode(v Value) (rune, error) {
	v, err := wantExact([]Value{v}, 0)
	if err != nil {
		return 0, err
	}
	if !v.IsInt() || v.Int64() < 0 || v.Int64() > unicode.MaxRune || !utf8.ValidRune(rune(v.Int64())) {
		return 0, BadRange(0, "is %s, want the code of a character", shortNumber(v))
	}
	return rune(v.Int64()), nil
}

func integerToChar(v Value) (Value, error) {
	r, err := wantCode(v)
	if err != nil {
		return Nil, err
	}
	return Char(r), nil
}

func charFromCode(v Value) (Value, error) {
	r, err := wantCode(v)
	if err != nil {
		return Nil, err
	}
	return Str(string(r)), nil
}

func charCode(v Value) (Value, error) {
	switch {
	case v.Kind() == KindChar:
		return Int(int64(v.Rune())), nil
	case !v.IsString():
		return Nil, WantArg(0, v, "char or string")
	case v.Text() == "":
		return Nil, BadRange(0, "is empty, want a character")
	}
	r, _ := utf8.DecodeRuneInString(v.Text())
	return Int(int64(r)), nil
}

// decimalValue gives the value of a digit. The ten digits of a script follow each other, from a
// zero on, and every run of digits in Unicode begins with a zero.
func decimalValue(r rune) Value {
	if !unicode.IsDigit(r) {
		return False
	}
	zero := r
	for unicode.IsDigit(zero - 1) {
		zero--
	}
	return Int(int64((r - zero) % 10))
}

func sameRune(r rune) rune { return r }

// charOrder makes the chain of comparisons of chars, as key gives them, that hold where test holds.
func charOrder(key func(rune) rune, test func(c int) bool) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		for i := range args {
			if _, err := wantChar(args, i); err != nil {
				return Nil, err
			}
		}
		if err := m.Work(len(args)); err != nil {
			return Nil, err
		}
		for i := 1; i < len(args); i++ {
			if !test(cmp64(int64(key(args[i-1].Rune())), int64(key(args[i].Rune())))) {
				return False, nil
			}
		}
		return True, nil
	}
}
