package kernel

import (
	"slices"
	"strings"
	"unicode/utf8"
)

func stringBuiltins() []*Builtin {
	return slices.Concat(basicStringBuiltins(), stringEditBuiltins(), stringConvertBuiltins(),
		stringCompareBuiltins(), printBuiltins())
}

func basicStringBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "string-length", Min: 1, Max: 1, Fn1: stringLength,
			Doc:     "(string-length s): how many characters a string has.",
			Example: "(string-length \"h\u00e9llo\") => 5\n(string-length nil) !! \"string-length: argument 1 is nil, want string\""},
		{Name: "string-ref", Min: 2, Max: 2, Fn: stringRef,
			Doc:     "(string-ref s i): the char at an index of a string.",
			Example: "(string-ref \"abc\" 1) => #\\b\n(string-ref \"abc\" 3) !! \"string-ref: argument 2 is 3, want an index below 3\""},
		{Name: "char-at", Min: 2, Max: 2, Fn: charAt,
			Doc:     "(char-at s i): the character at an index of a string, as a string of one.",
			Example: "(char-at \"abc\" 1) => \"b\""},
		{Name: "substring", Min: 2, Max: 3, Fn: substring,
			Doc:     "(substring s start [end]): the characters from start up to, not including, end.",
			Example: "(substring \"hello\" 1 3) => \"el\"\n(substring \"hello\" 3) => \"lo\"\n(substring \"abc\" 4) !! \"substring: argument 2 is 4\""},
		{Name: "string-copy", Min: 1, Max: 3, Fn: substring,
			Doc:     "(string-copy s [start [end]]): the characters from start up to, not including, end; strings do not change.",
			Example: "(string-copy \"hello\" 3) => \"lo\""},
		{Name: "string-append", Min: 0, Max: -1, Fn: stringAppend,
			Doc:     "(string-append string…): the strings one after the other.",
			Example: "(string-append \"ab\" \"\" \"c\") => \"abc\"\n(string-append \"a\" 1) !! \"string-append: argument 2 is number, want string\""},
		{Name: "make-string", Min: 1, Max: 2, Fn: makeString,
			Doc:     "(make-string n [char]): n times the char, or a space.",
			Example: "(make-string 3 #\\x) => \"xxx\""},
		{Name: "string", Min: 0, Max: -1, Fn: stringOfChars,
			Doc:     "(string char…): the string of the chars.",
			Example: "(string #\\a #\\b) => \"ab\"\n(string \"a\") !! \"string: argument 1 is string, want char\""},
		{Name: "repeat", Min: 2, Max: 2, Fn: repeatText,
			Doc:     "(repeat s n): n times the string.",
			Example: "(repeat \"ab\" 3) => \"ababab\"\n(repeat \"x\" 1000000000000) !! \"result would have more than\""},
		{Name: "starts-with?", Min: 2, Max: 2, Fn: textTest(strings.HasPrefix),
			Doc:     "(starts-with? s part): whether a string starts with another.",
			Example: "(starts-with? \"hello\" \"he\") => true"},
		{Name: "ends-with?", Min: 2, Max: 2, Fn: textTest(strings.HasSuffix),
			Doc:     "(ends-with? s part): whether a string ends with another.",
			Example: "(ends-with? \"hello\" \"he\") => false"},
		{Name: "string-contains?", Min: 2, Max: 2, Fn: textTest(strings.Contains),
			Doc:     "(string-contains? s part): whether a string is part of another.",
			Example: "(string-contains? \"hello\" \"ell\") => true"},
		{Name: "string-index-of", Min: 2, Max: 3, Fn: stringIndexOf,
			Doc:     "(string-index-of s part [from]): the index, at from or after it, of the first place where a part is, or -1.",
			Example: "(string-index-of \"hello\" \"l\") => 2\n(string-index-of \"hello\" \"l\" 3) => 3\n(string-index-of \"hello\" \"z\") => -1"},
	}
}

// wantText gives argument i, which must be a string.
func wantText(args []Value, i int) (string, error) {
	if !args[i].IsString() {
		return "", WantArg(i, args[i], "string")
	}
	return args[i].Text(), nil
}

// wantTexts checks that all arguments are strings, and charges the work of looking at their bytes.
func wantTexts(m *Meter, args []Value) error {
	n := len(args)
	for i, v := range args {
		if !v.IsString() {
			return WantArg(i, v, "string")
		}
		n += len(v.Text()) / SlotSize
	}
	return m.Work(n)
}

func stringLength(v Value) (Value, error) {
	if !v.IsString() {
		return Nil, WantArg(0, v, "string")
	}
	return Int(int64(v.AsString().Len())), nil
}

// characterAt gives the character of the string args[0] at the index args[1].
func characterAt(m *Meter, args []Value) (string, error) {
	if _, err := wantText(args, 0); err != nil {
		return "", err
	}
	s := args[0].AsString()
	i, err := indexArg(args, 1, s.Len())
	if err != nil {
		return "", err
	}
	return s.Slice(i, i+1), sliceWork(m, s, i)
}

// sliceWork charges what it takes to find character i.
func sliceWork(m *Meter, s *String, i int) error {
	if s.ascii {
		return nil
	}
	return m.Work(i / 4)
}

func stringRef(m *Meter, args []Value) (Value, error) {
	s, err := characterAt(m, args)
	if err != nil {
		return Nil, err
	}
	r, _ := utf8.DecodeRuneInString(s)
	return Char(r), nil
}

func charAt(m *Meter, args []Value) (Value, error) {
	s, err := characterAt(m, args)
	if err != nil {
		return Nil, err
	}
	return newPart(m, s)
}

func substring(m *Meter, args []Value) (Value, error) {
	if _, err := wantText(args, 0); err != nil {
		return Nil, err
	}
	s := args[0].AsString()
	from, to, err := rangeArgs(args, 1, s.Len())
	if err != nil {
		return Nil, err
	}
	if from == 0 && to == s.Len() {
		return args[0], nil
	}
	if err := sliceWork(m, s, to); err != nil {
		return Nil, err
	}
	return newPart(m, s.Slice(from, to))
}

func stringAppend(m *Meter, args []Value) (Value, error) {
	if err := wantTexts(m, args); err != nil {
		return Nil, err
	}
	t := textBuilder{m: m}
	for _, v := range args {
		t.add(v.Text())
	}
	return t.value()
}

func makeString(m *Meter, args []Value) (Value, error) {
	n, err := countArg(args, 0)
	if err != nil {
		return Nil, err
	}
	fill := ' '
	if len(args) > 1 {
		if fill, err = wantChar(args, 1); err != nil {
			return Nil, err
		}
	}
	t := textBuilder{m: m}
	t.addTimes(string(fill), n)
	return t.value()
}

func stringOfChars(m *Meter, args []Value) (Value, error) {
	t := textBuilder{m: m}
	for i := range args {
		r, err := wantChar(args, i)
		if err != nil {
			return Nil, err
		}
		t.addRune(r)
	}
	return t.value()
}

func repeatText(m *Meter, args []Value) (Value, error) {
	s, err := wantText(args, 0)
	if err != nil {
		return Nil, err
	}
	n, err := wantExact(args, 1)
	if err != nil {
		return Nil, err
	}
	if sign(n) < 0 {
		return Nil, BadRange(1, "is %s, want 0 or more", shortNumber(n))
	}
	times := maxText + 1
	if n.IsInt() && n.Int64() < maxText {
		times = int(n.Int64())
	}
	t := textBuilder{m: m}
	t.addTimes(s, times)
	return t.value()
}

// textTest makes a predicate of two strings.
func textTest(test func(s, part string) bool) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		if err := wantTexts(m, args); err != nil {
			return Nil, err
		}
		return Bool(test(args[0].Text(), args[1].Text())), nil
	}
}

func stringIndexOf(m *Meter, args []Value) (Value, error) {
	if err := wantTexts(m, args[:2]); err != nil {
		return Nil, err
	}
	s, part := args[0].AsString(), args[1].Text()
	from, _, err := rangeArgs(args, 2, s.Len())
	if err != nil {
		return Nil, err
	}
	rest := s.Slice(from, s.Len())
	i := strings.Index(rest, part)
	if i < 0 {
		return Int(-1), nil
	}
	return Int(int64(from + utf8.RuneCountInString(rest[:i]))), nil
}
