package kernel

import (
	"strings"
	"unicode"
)

func stringEditBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "upper", Min: 1, Max: 1, Fn: textMapping(strings.ToUpper),
			Doc:     "(upper s): the string in upper case, character by character.",
			Example: "(upper \"h\u00e9llo\") => \"H\u00c9LLO\""},
		{Name: "upcase", Min: 1, Max: 1, Fn: textMapping(strings.ToUpper),
			Doc:     "The string in upper case, as upper.",
			Example: "(upcase \"abc\") => \"ABC\""},
		{Name: "string-upcase", Min: 1, Max: 1, Fn: textMapping(strings.ToUpper),
			Doc:     "The string in upper case, as upper.",
			Example: "(string-upcase \"abc\") => \"ABC\""},
		{Name: "lower", Min: 1, Max: 1, Fn: textMapping(strings.ToLower),
			Doc:     "(lower s): the string in lower case, character by character.",
			Example: "(lower \"ABC\") => \"abc\""},
		{Name: "downcase", Min: 1, Max: 1, Fn: textMapping(strings.ToLower),
			Doc:     "The string in lower case, as lower.",
			Example: "(downcase \"ABC\") => \"abc\""},
		{Name: "string-downcase", Min: 1, Max: 1, Fn: textMapping(strings.ToLower),
			Doc:     "The string in lower case, as lower.",
			Example: "(string-downcase \"ABC\") => \"abc\""},
		{Name: "string-foldcase", Min: 1, Max: 1, Fn: textMapping(foldText),
			Doc:     "The string with the chars that differ only in case made one.",
			Example: "(string-foldcase \"ABC\") => \"abc\""},
		{Name: "trim", Min: 1, Max: 1, Fn: textCut(strings.TrimSpace),
			Doc:     "(trim s): the string without white space around it.",
			Example: "(trim \"  a b \") => \"a b\""},
		{Name: "trim-left", Min: 1, Max: 1, Fn: textCut(func(s string) string { return strings.TrimLeftFunc(s, unicode.IsSpace) }),
			Doc:     "(trim-left s): the string without white space before it.",
			Example: "(trim-left \"  a \") => \"a \""},
		{Name: "trim-right", Min: 1, Max: 1, Fn: textCut(func(s string) string { return strings.TrimRightFunc(s, unicode.IsSpace) }),
			Doc:     "(trim-right s): the string without white space after it.",
			Example: "(trim-right \"  a \") => \"  a\""},
		{Name: "escape", Min: 1, Max: 1, Fn: textMapping(escapeHTML),
			Doc:     "The string with & < > \" ' as HTML entities.",
			Example: "(escape \"<a & 'b'>\") => \"&lt;a &amp; &#39;b&#39;&gt;\""},
		{Name: "split", Min: 1, Max: 2, Fn: split,
			Doc:     "(split s [separator]): the parts between separators, its characters for \"\", its words without one.",
			Example: "(split \"a,b,,c\" \",\") => (\"a\" \"b\" \"\" \"c\")\n(split \" a  b \") => (\"a\" \"b\")\n(split \"ab\" \"\") => (\"a\" \"b\")"},
		{Name: "join", Min: 2, Max: 2, Fn: join,
			Doc:     "(join separator list): the display texts of the elements with the separator between them.",
			Example: "(join \", \" (list \"a\" 2 :c)) => \"a, 2, c\"\n(join \"-\" nil) => \"\""},
		{Name: "replace", Min: 3, Max: 3, Fn: replace,
			Doc:     "(replace s from to): the string with every place of from, left to right, made to.",
			Example: "(replace \"banana\" \"an\" \"o\") => \"booa\"\n(replace \"a\" \"\" \"b\") !! \"replace: argument 2 is empty\""},
		{Name: "string-pad-left", Min: 2, Max: 3, Fn: padding(true),
			Doc:     "(string-pad-left s width [fill]): the string filled up on the left, with spaces or fill, never cut.",
			Example: "(string-pad-left \"7\" 3 \"0\") => \"007\"\n(string-pad-left \"long\" 2) => \"long\""},
		{Name: "string-pad-right", Min: 2, Max: 3, Fn: padding(false),
			Doc:     "(string-pad-right s width [fill]): the string filled up on the right, with spaces or fill, never cut.",
			Example: "(string-pad-right \"ab\" 4) => \"ab  \"\n(string-pad-right \"ab\" 4 #\\.) => \"ab..\""},
		{Name: "pluralize", Min: 2, Max: 3, Fn: pluralize,
			Doc:     "(pluralize count singular [plural]): singular for 1, else plural, which is singular with an s if it is not given.",
			Example: "(pluralize 1 \"item\") => \"item\"\n(pluralize 0 \"item\") => \"items\"\n(pluralize 2 \"child\" \"children\") => \"children\""},
	}
}

// textMapping makes a builtin of a function that treats every character by itself.
func textMapping(f func(string) string) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		s, err := wantText(args, 0)
		if err != nil {
			return Nil, err
		}
		return mapText(m, s, f)
	}
}

// textCut makes a builtin of a function that gives a part of its text.
func textCut(f func(string) string) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		if err := wantTexts(m, args); err != nil {
			return Nil, err
		}
		return newPart(m, f(args[0].Text()))
	}
}

func escapeHTML(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexAny(s, `&<>"'`)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		switch s[i] {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '"':
			b.WriteString("&quot;")
		case '\'':
			b.WriteString("&#39;")
		}
		s = s[i+1:]
	}
}

func split(m *Meter, args []Value) (Value, error) {
	if err := wantTexts(m, args); err != nil {
		return Nil, err
	}
	s := args[0].Text()
	parts := strings.FieldsSeq(s)
	if len(args) > 1 {
		parts = strings.SplitSeq(s, args[1].Text())
	}
	out := items{m: m}
	for part := range parts {
		v, err := newPart(m, part)
		if err != nil {
			return Nil, err
		}
		if err := out.add(v); err != nil {
			return Nil, err
		}
	}
	return NewList(out.out).Value(), nil
}

func join(m *Meter, args []Value) (Value, error) {
	separator, err := wantText(args, 0)
	if err != nil {
		return Nil, err
	}
	list, err := listArg(args, 1)
	if err != nil {
		return Nil, err
	}
	t := textBuilder{m: m}
	it := list.All()
	for i := 0; t.err == nil; i++ {
		v, ok := it.Next()
		if !ok {
			break
		}
		if i > 0 {
			t.add(separator)
		}
		t.addValue(v, false)
		if t.err == nil {
			t.err = m.Work(1)
		}
	}
	return t.value()
}

func replace(m *Meter, args []Value) (Value, error) {
	if err := wantTexts(m, args); err != nil {
		return Nil, err
	}
	s, from, to := args[0].Text(), args[1].Text(), args[2].Text()
	if from == "" {
		return Nil, BadRange(1, "is empty, want what is to be replaced")
	}
	t := textBuilder{m: m}
	for t.err == nil {
		i := strings.Index(s, from)
		if i < 0 {
			t.add(s)
			break
		}
		t.add(s[:i])
		t.add(to)
		s = s[i+len(from):]
		if t.err == nil {
			t.err = m.Work(1)
		}
	}
	return t.value()
}

// padding makes string-pad-left and string-pad-right.
func padding(left bool) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		if _, err := wantText(args, 0); err != nil {
			return Nil, err
		}
		s := args[0].AsString()
		width, err := countArg(args, 1)
		if err != nil {
			return Nil, err
		}
		fill, err := fillArg(args, 2)
		if err != nil {
			return Nil, err
		}
		t := textBuilder{m: m}
		if !left {
			t.add(s.String())
		}
		missing := max(0, width-s.Len())
		t.addTimes(fill.String(), missing/fill.Len())
		t.add(fill.Slice(0, missing%fill.Len()))
		if left {
			t.add(s.String())
		}
		return t.value()
	}
}

// fillArg gives the optional argument i, a char or a string that is not empty, or a space.
func fillArg(args []Value, i int) (*String, error) {
	v := optional(args, i, Char(' '))
	switch {
	case v.Kind() == KindChar:
		return NewString(string(v.Rune())), nil
	case !v.IsString():
		return nil, WantArg(i, v, "char or string")
	case v.Text() == "":
		return nil, BadRange(i, "is empty, want what to fill up with")
	}
	return v.AsString(), nil
}

func pluralize(m *Meter, args []Value) (Value, error) {
	if !IsNumber(args[0]) {
		return Nil, WantArg(0, args[0], "number")
	}
	for i := 1; i < len(args); i++ {
		if _, err := wantText(args, i); err != nil {
			return Nil, err
		}
	}
	switch {
	case NumEqual(args[0], Int(1)):
		return args[1], nil
	case len(args) == 3:
		return args[2], nil
	}
	t := textBuilder{m: m}
	t.add(args[1].Text())
	t.add("s")
	return t.value()
}
