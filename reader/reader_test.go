package reader

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

func source(text string) *kernel.Source { return &kernel.Source{Name: "t", Text: text} }

// readText gives all forms of text as Write writes them, separated by blanks, or the error.
func readText(text string, opts Options) string {
	forms, err := ReadAll(source(text), opts)
	if err != nil {
		return err.Error()
	}
	written := make([]string, len(forms))
	for i, f := range forms {
		written[i] = kernel.Write(f.Value)
	}
	return strings.Join(written, " ")
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// blanks and comments
		{"", ""},
		{" \t\r\n\f\v\u00a0\u2003\u0085", ""},
		{"; only a comment", ""},
		{"a ; b\nc;d\n", "a c"},
		{"; söme → comment\ta\r\nb", "b"},
		{"\ufeffa", "a"},
		{"#!/usr/bin/env sx\na", "a"},
		{"\ufeff#!x", ""},
		{"#;a b", "b"},
		{"#;(a [b {:c d}]) e #;f", "e"},
		{"(a #;b #;c d #;e)", "(a d)"},
		{"#;#;a b c", "c"},
		{"'#;a b", "(quote b)"},
		{"#;'a b", "b"},
		{"#; ; comment\n a b", "b"},
		{"{:a #;1 2}", "{:a 2}"},
		// containers
		{"() [] {} #() #{}", "() () {} #() #{}"},
		{"(a [b (c)])", "(a (b (c)))"},
		{"(a)(b)[c]{}d", "(a) (b) (c) {} d"},
		{`{:a 1 "b" (+ x 1) "c d" {:e []} "1" 2}`, `{:a 1 :b (+ x 1) "c d" {:e ()} "1" 2}`},
		{"{:i 9 :h 8 :g 7 :f 6 :e 5 :d 4 :c 3 :b 2 :a 1 :j 0}", "{:i 9 :h 8 :g 7 :f 6 :e 5 :d 4 :c 3 :b 2 :a 1 :j 0}"},
		{"#(1 (2) #(3))", "#(1 (2) #(3))"},
		{`#{a :a "a" #\a (a) 1}`, `#{a :a "a" #\a (a) 1}`},
		// prefixes
		{"'a `a ,a ,@a #'a", "(quote a) (quasiquote a) (unquote a) (splice-unquote a) (quote a)"},
		{"`(a ,b ,@(c) ',d)", "(quasiquote (a (unquote b) (splice-unquote (c)) (quote (unquote d))))"},
		{"' a", "(quote a)"},
		{"''()", "(quote (quote ()))"},
		{"a'b", "a (quote b)"},
		// words
		{"true false nil #t #f #true #false", "true false nil true false true false"},
		{"... ~card ->x a.b/c + - * / <= a#b a\\b .. .a -a +a -. x1 é λ→ 日本 !?$%&^_=@", "... ~card ->x a.b/c + - * / <= a#b a\\b .. .a -a +a -. x1 é λ→ 日本 !?$%&^_=@"},
		{"nil? truex inf +inf -inf.00", "nil? truex inf +inf -inf.00"},
		{":a :a/b :1 ::a :+ :true", ":a :a/b :1 ::a :+ :true"},
		{`|a b| || |1| |a\|b\\\x41;\n| :|c d| :||`, `|a b| || |1| |a\|b\\A\n| :|c d| :||`},
		{"|abc| :|abc|", "abc :abc"},
		{"a|b c|1|d|", "a |b c| 1 d"},
		// numbers: kernel has the table of ParseNumber
		{"0 -12 +7 1.5 -.5 1. 1e3 1/3 -4/6 6/3", "0 -12 7 1.5 -0.5 1.0 1000.0 1/3 -2/3 2"},
		{"+inf.0 -inf.0 +nan.0 -0.0", "+inf.0 -inf.0 +nan.0 -0.0"},
		{"9223372036854775808 -9223372036854775809 #xfF #b-101", "9223372036854775808 -9223372036854775809 255 -5"},
		// texts
		{`"" "a" "a b;(" "é→😀"`, `"" "a" "a b;(" "é→😀"`},
		{"\"a\nb\r\n\tc\"", `"a\nb\r\n\tc"`},
		{`"\"\\\n\t\r\0\x41;\x1F600;\u00e9\x0;"`, `"\"\\\n\t\r\x0;A😀é\x0;"`},
		{"\"\x00\x01\x7f\u200b\"", `"\x0;\x1;\x7f;\x200b;"`},
		{"\"\ufffd\"", "\"\ufffd\""},
		{`"a""b"c`, `"a" "b" c`},
		{`#|a\n"b"(|`, `"a\\n\"b\"("`},
		{"#||", `""`},
		{"#|a\nb|c", `"a\nb" c`},
		// chars
		{`#\a #\é #\😀 #\x #\x41 #\xe9 #\x1F600 #\( #\) #\" #\; #\# #\\ #\' #\|`, `#\a #\é #\😀 #\x #\A #\é #\😀 #\( #\) #\" #\; #\# #\\ #\' #\|`},
		{`#\space #\newline #\tab #\return #\nul #\null #\delete #\escape #\alarm #\backspace #\x0`, `#\space #\newline #\tab #\return #\nul #\nul #\delete #\escape #\alarm #\backspace #\nul`},
		{`(#\a) [#\)] #\  a`, `(#\a) (#\)) #\space a`},
		{"#\\\ufffd", "#\\\ufffd"},
	} {
		if got := readText(c.text, Options{}); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestReadErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// brackets
		{"(a\n  (b", "t:2:3: unclosed (: the text ends at 2:5 without its )"},
		{"(a [b) c", "t:1:6: unexpected ): want ] to close [ opened at 1:4"},
		{"{:a 1)", "t:1:6: unexpected ): want } to close { opened at 1:1"},
		{"#(1 2]", "t:1:6: unexpected ]: want ) to close #( opened at 1:1"},
		{"#{1", "t:1:1: unclosed #{: the text ends at 1:4 without its }"},
		{"a)", "t:1:2: unexpected ): nothing is open"},
		{"]", "t:1:1: unexpected ]: nothing is open"},
		{"(a 'b ')", "t:1:8: unexpected ): ' at 1:7 has no form yet"},
		{"(#;)", "t:1:4: unexpected ): #; at 1:2 has no form yet"},
		{"(a '", "t:1:1: unclosed (: the text ends at 1:5 without its )"},
		{"'", "t:1:1: ' has no form: the text ends at 1:2"},
		{"a ,@ ", "t:1:3: ,@ has no form: the text ends at 1:6"},
		{"a #;", "t:1:3: #; has no form: the text ends at 1:5"},
		{"a #;#;b", "t:1:3: #; has no form: the text ends at 1:8"},
		{"'#;a", "t:1:1: ' has no form: the text ends at 1:5"},
		// dicts and sets
		{"{:a 1 :b}", "t:1:7: dict key :b has no value"},
		{"{:a 1\n b 2}", "t:2:2: dict key is symbol, want keyword or string"},
		{"{1 2}", "t:1:2: dict key is number, want keyword or string"},
		{`{:a 1 :b 2 "a" 3}`, `t:1:12: duplicate dict key "a"`},
		{"{:a 1 :b 2 :c 3 :d 4 :e 5 :f 6 :g 7 :h 8 :i 9 :a 10}", "t:1:47: duplicate dict key :a"},
		{"#{a (1 {:b 2}) (1 {:b 2.0})}", "t:1:16: duplicate set member"},
		{"#;{:a} b", "t:1:4: dict key :a has no value"},
		// words and numbers
		{"1abc", "t:1:1: 1abc is no number"},
		{"(a\n1.2.3)", "t:2:1: 1.2.3 is no number"},
		{"1/0", "t:1:1: 1/0 is no number"},
		{"1+", "t:1:1: 1+ is no number"},
		{"-1a", "t:1:1: -1a is no number"},
		{".5x", "t:1:1: .5x is no number"},
		{"1|a", "t:1:2: unclosed symbol: want |"},
		{"(1x", "t:1:2: 1x is no number"}, // before the bracket that is not closed
		{"(a . b)", "t:1:4: unexpected . alone"},
		{":", "t:1:1: keyword without a name"},
		{"(: a)", "t:1:2: keyword without a name"},
		{"#foo", "t:1:1: unknown syntax #foo"},
		{"# a", "t:1:1: unknown syntax #"},
		{"a\n#!b", "t:2:1: unknown syntax #!b"},
		{"#xfg", "t:1:1: unknown syntax #xfg"},
		{"#<lambda f>", "t:1:1: #<lambda: values that are printed as #<…> cannot be read"},
		// texts
		{`(a "b c`, `t:1:4: unclosed string: want "`},
		{`"a\"`, `t:1:1: unclosed string: want "`},
		{`"a\`, `t:1:1: unclosed string: want "`},
		{" #|a", "t:1:2: unclosed raw string: want |"},
		{"|a", "t:1:1: unclosed symbol: want |"},
		{`"ab\q"`, `t:1:4: unknown escape \q`},
		{"\"a\n\\\n\"", `t:2:1: unknown escape \U+000A`},
		{`"\é"`, `t:1:2: unknown escape \é`},
		{`"\|"`, `t:1:2: unknown escape \|`},
		{`|\"|`, `t:1:2: unknown escape \"`},
		{`:|a\q|`, `t:1:4: unknown escape \q`},
		{`"\x;"`, `t:1:2: bad escape: want \xHH; with hexadecimal digits`},
		{`"\x41"`, `t:1:2: bad escape: want \xHH; with hexadecimal digits`},
		{`"a\x4g;"`, `t:1:3: bad escape: want \xHH; with hexadecimal digits`},
		{`"\x000000041;"`, `t:1:2: bad escape: want \xHH; with hexadecimal digits`},
		{`"\u41"`, `t:1:2: bad escape: want \uXXXX with four hexadecimal digits`},
		{`"\u+041"`, `t:1:2: bad escape: want \uXXXX with four hexadecimal digits`},
		{`"\ud83d\ude00"`, `t:1:2: escape \ud83d is no Unicode character`},
		{`"é\xDFFF;"`, `t:1:3: escape \xDFFF; is no Unicode character`},
		{`"\x110000;"`, `t:1:2: escape \x110000; is no Unicode character`},
		// chars
		{`#\abc`, `t:1:1: unknown char #\abc`},
		{`(a #\Space)`, `t:1:4: unknown char #\Space`},
		{`#\xd800`, `t:1:1: unknown char #\xd800`},
		{`#\x110000`, `t:1:1: unknown char #\x110000`},
		{`#\(a`, `t:1:1: unknown char #\(a`},
		{`a #\`, `t:1:3: no character after #\`},
		{"#\\\n", `t:1:3: unexpected character U+000A, want a visible one or #\xa`},
		// characters that do not belong into a text
		{"a\x00", "t:1:2: unexpected character U+0000"},
		{"(a\n\x1b[0m)", "t:2:1: unexpected character U+001B"},
		{"a \x7f", "t:1:3: unexpected character U+007F"},
		{"a\u0080b", "t:1:2: unexpected character U+0080"},
		{"a\u200bb", "t:1:2: unexpected character U+200B"},
		{"a \ufeff", "t:1:3: unexpected character U+FEFF"},
		{"é\ufffd", "t:1:2: unexpected character \ufffd"},
		{"; a\x00b", "t:1:4: control character U+0000 in a comment"},
		{"é\xffb", "t:1:2: byte 0xff is not UTF-8"},
		{"\xc3", "t:1:1: byte 0xc3 is not UTF-8"},
		{"a ; \xc0\x80", "t:1:5: byte 0xc0 is not UTF-8"},
		{"\"é\xed\xa0\x80\"", "t:1:3: byte 0xed is not UTF-8"},
		{"#|é\xfe|", "t:1:4: byte 0xfe is not UTF-8"},
		{"#\\\xff", "t:1:3: byte 0xff is not UTF-8"},
		{"#!\xff\na", "t:1:3: byte 0xff is not UTF-8"},
		{"\"\ufffd\xff\"", "t:1:3: byte 0xff is not UTF-8"},
	} {
		if got := readText(c.text, Options{}); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestIncomplete(t *testing.T) {
	for text, want := range map[string]bool{
		"(a":       true,
		"(a [b":    true,
		"'":        true,
		"#;":       true,
		`(a "b`:    true,
		`"\`:       true,
		"#|a":      true,
		"|a":       true,
		`#\`:       true,
		"":         true,
		"; a":      true,
		")":        false,
		"(a]":      false,
		"1x":       false,
		"(1x":      false,
		`(a "\q`:   true,
		`(a "\q" `: false,
		"a b":      false,
		"a \xff (": false,
	} {
		_, err := ReadOne(source(text), Options{})
		var e *Error
		if !errors.As(err, &e) || e.Incomplete != want {
			t.Errorf("%q: got %#v, want an error with Incomplete %v", text, err, want)
		}
	}
}

func TestNext(t *testing.T) {
	r := New(source(" a\n 'b #;c (d) ; e"), Options{})
	for _, want := range []struct {
		text, pos string
		end       int
	}{{"a", "t:1:2", 2}, {"(quote b)", "t:2:2", 6}, {"(d)", "t:2:9", 14}} {
		f, err := r.Next()
		if err != nil || kernel.Write(f.Value) != want.text || f.Pos.String() != want.pos || r.Offset() != want.end {
			t.Errorf("got %s at %s to %d, %v, want %v", kernel.Write(f.Value), f.Pos, r.Offset(), err, want)
		}
	}
	for range 2 {
		if _, err := r.Next(); err != io.EOF {
			t.Errorf("got %v, want io.EOF", err)
		}
	}
}

func TestErrorEndsTheReader(t *testing.T) {
	r := New(source("a ) b"), Options{})
	if f, err := r.Next(); err != nil || kernel.Write(f.Value) != "a" {
		t.Errorf("got %v, %v, want a", f.Value, err)
	}
	_, first := r.Next()
	_, second := r.Next()
	if first == nil || first != second {
		t.Errorf("got %v and %v, want the same error twice", first, second)
	}
}

func TestReadAllGivesFormsBeforeError(t *testing.T) {
	forms, err := ReadAll(source("a b )"), Options{})
	if len(forms) != 2 || err == nil {
		t.Errorf("got %d forms, %v, want 2 and an error", len(forms), err)
	}
}

func TestReadOne(t *testing.T) {
	for text, want := range map[string]string{
		" (a) ; b":  "(a)",
		"":          "t:1:1: the text has no form",
		"; a\n":     "t:2:1: the text has no form",
		"a\n b":     "t:2:2: the text has a second form, want one",
		"a )":       "t:1:3: unexpected ): nothing is open",
		"(":         "t:1:1: unclosed (: the text ends at 1:2 without its )",
		"a #;b\n;c": "a",
	} {
		f, err := ReadOne(source(text), Options{})
		got := kernel.Write(f.Value)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestErrorCondition(t *testing.T) {
	_, err := ReadOne(source("(a\n]"), Options{})
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *Error", err)
	}
	c := e.Condition()
	if c.CondKind != kernel.CondSyntax || c.Pos.String() != "t:2:1" || c.Message != e.Message {
		t.Errorf("got %s %q at %s", c.CondKind, c.Message, c.Pos)
	}
	if !strings.HasPrefix(c.Message, "unexpected ]") {
		t.Errorf("message %q", c.Message)
	}
}

// A value must not keep the text it was read from alive.
func TestValuesDoNotHoldTheText(t *testing.T) {
	const size = 64 << 20
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	form, err := ReadOne(source(`(a :b "c" "d\n" #|e| {:f 1 "g" 2} |h i|)`+strings.Repeat(";", size)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	v := form.Value
	form = Form{}
	if after := heap(); after > before+size/2 {
		t.Errorf("%d bytes are held by %s", after-before, kernel.Write(v))
	}
	runtime.KeepAlive(v)
}
