package kernel

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

func printBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "str", Min: 0, Max: -1, Fn: str,
			Doc:     "(str x…): the display texts of the arguments one after the other; nil displays as nil.",
			Example: "(str \"a\" 1 :b #\\c) => \"a1bc\"\n(str nil) => \"nil\"\n(str) => \"\""},
		{Name: "format", Min: 1, Max: -1, Fn: format,
			Doc:     "(format text arg\u2026): the text with ~a made an argument's display text, ~s its written one, ~d a number, ~% a new line, ~~ a tilde.",
			Example: "(format \"~a is ~s, ~d~~\" \"x\" \"x\" 7) => \"x is \\\"x\\\", 7~\"\n(format \"~a\") !! \"format: argument 1 wants 1 more argument\"\n(format \"x\" 1) !! \"format: argument 1 wants no argument, got 1\"\n(format \"~d\" \"x\") !! \"format: argument 2 is string, want number\""},
		{Name: "write-to-string", Min: 1, Max: 1, Fn: printer1(true),
			Doc:     "The text of a value that reads back as an equal one.",
			Example: "(write-to-string (list 1 \"a\" #\\b)) => \"(1 \\\"a\\\" #\\\\b)\""},
		{Name: "sx-serialize", Min: 1, Max: 1, Fn: printer1(true),
			Doc:     "(sx-serialize x): the text of a value that reads back as an equal one, as write-to-string.",
			Example: "(sx-serialize {:a (list 1 nil)}) => \"{:a (1 nil)}\""},
		{Name: "inspect", Min: 1, Max: 1, Fn: printer1(true),
			Doc:     "The text of a value that reads back as an equal one, as write-to-string.",
			Example: "(inspect \"a\") => \"\\\"a\\\"\""},
		{Name: "display-to-string", Min: 1, Max: 1, Fn: printer1(false),
			Doc:     "The text of a value for people: strings and chars as they are.",
			Example: "(display-to-string (list 1 \"a\" #\\b)) => \"(1 a b)\""},
	}
}

func str(m *Meter, args []Value) (Value, error) {
	if isShort(args) {
		return shortStr(m, args)
	}
	t := textBuilder{m: m}
	for _, v := range args {
		t.addValue(v, false)
	}
	return t.value()
}

// shortText is the most bytes that shortStr puts together, of integers of up to 20.
const shortText = 64

// isShort tells whether args are a few strings and integers.
func isShort(args []Value) bool {
	n := 0
	for _, v := range args {
		switch {
		case v.IsInt():
			n += 20
		case v.IsString():
			n += len(v.Text())
		default:
			return false
		}
	}
	return n <= shortText
}

// shortStr is str of args that are short: their text needs no object before it is complete.
func shortStr(m *Meter, args []Value) (Value, error) {
	var room [shortText]byte
	b := room[:0]
	for _, v := range args {
		before := len(b)
		if v.IsInt() {
			b = strconv.AppendInt(b, v.Int64(), 10)
		} else {
			b = append(b, v.Text()...)
		}
		if err := m.Alloc(len(b) - before); err != nil {
			return Nil, err
		}
	}
	if err := m.Alloc(textSize); err != nil {
		return Nil, err
	}
	return Ref(&copyString(b).Header), nil
}

// printer1 makes a builtin that prints one value.
func printer1(write bool) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		t := textBuilder{m: m}
		t.addValue(args[0], write)
		return t.value()
	}
}

func format(m *Meter, args []Value) (Value, error) {
	text, err := wantText(args, 0)
	if err != nil {
		return Nil, err
	}
	t := textBuilder{m: m}
	next := 1
	for t.err == nil {
		i := strings.IndexByte(text, '~')
		if i < 0 {
			t.add(text)
			break
		}
		t.add(text[:i])
		directive, width := utf8.DecodeRuneInString(text[i+1:])
		text = text[i+1+width:]
		switch directive {
		case '%':
			t.add("\n")
		case '~':
			t.add("~")
		case 'a', 's', 'd':
			if next < len(args) {
				t.addDirective(args, next, directive)
			}
			next++
		default:
			return Nil, badDirective(directive, width)
		}
	}
	if next != len(args) && t.err == nil {
		return Nil, wrongFormatCount(next-1, len(args)-1)
	}
	return t.value()
}

// addDirective adds argument i as ~a, ~s or ~d asks for.
func (t *textBuilder) addDirective(args []Value, i int, directive rune) {
	if directive == 'd' && !IsNumber(args[i]) {
		t.err = WantArg(i, args[i], "number")
		return
	}
	t.addValue(args[i], directive == 's')
}

func badDirective(directive rune, width int) error {
	if width == 0 {
		return BadRange(0, "ends in a single ~, want ~~ for a tilde")
	}
	return BadRange(0, "has the directive ~%c, want one of ~a ~s ~d ~%% ~~", directive)
}

// wrongFormatCount is the error for a text with want directives and got arguments for them.
func wrongFormatCount(want, got int) error {
	plural := func(n int) string {
		if n == 1 {
			return " argument"
		}
		return " arguments"
	}
	switch {
	case want == 0:
		return &ArgError{CondArity, 0, "wants no argument, got " + Write(Int(int64(got)))}
	case got < want:
		return &ArgError{CondArity, 0, "wants " + Write(Int(int64(want-got))) + " more" + plural(want-got)}
	}
	return &ArgError{CondArity, 0, "wants " + Write(Int(int64(want))) + plural(want) + ", got " + Write(Int(int64(got)))}
}
