package kernel_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

func TestStringParts(t *testing.T) {
	checkAll(t, `
		(string-length "") => 0
		(string-length "héllo→𝄞") => 7
		(string-ref "héllo" 1) => #\é
		(string-ref "héllo" 4) => #\o
		(string-ref "abc" -1) !! "string-ref: argument 2 is -1, want an index below 3"
		(string-ref "" 0) !! "string-ref: argument 2 is 0, want an index below 0"
		(string-ref "abc" 1.0) !! "string-ref: argument 2 is 1.0, want integer"
		(string-ref "abc" 1/2) !! "string-ref: argument 2 is 1/2, want integer"
		(string-ref "abc" (expt 10 30)) !! "string-ref: argument 2 is an integer of more than 64 bits"
		(string-ref 'abc 0) !! "string-ref: argument 1 is symbol, want string"
		(char-at "h→o" 1) => "→"
		(char-at "abc" 3) !! "char-at: argument 2 is 3"
		(substring "héllo" 1 3) => "él"
		(substring "héllo" 0 0) => ""
		(substring "héllo" 5) => ""
		(substring "héllo" 0) => "héllo"
		(substring "→→→" 1 2) => "→"
		(substring "abc" 2 1) !! "substring: argument 3 is 1"
		(substring "abc" 0 4) !! "substring: argument 3 is 4"
		(substring "abc" -1) !! "substring: argument 2 is -1"
		(substring "abc" 0.5) !! "substring: argument 2 is 0.5, want integer"
		(substring "abc" 0 nil) !! "substring: argument 3 is nil, want integer"
		(string-copy "abc") => "abc"
		(string-copy "abc" 1 2) => "b"
		(string-append) => ""
		(string-append "→" "b") => "→b"
		(string-append "a" 'b) !! "string-append: argument 2 is symbol, want string"
		(make-string 0) => ""
		(make-string 2) => "  "
		(make-string 2 #\→) => "→→"
		(make-string -1) !! "make-string: argument 1 is -1"
		(make-string 2 "x") !! "make-string: argument 2 is string, want char"
		(make-string 2000000000) !! "make-string: result would have more than 1073741824 bytes"
		(string) => ""
		(string #\→ #\a) => "→a"
		(repeat "ab" 0) => ""
		(repeat "" 1000000000000) => ""
		(repeat "ab" -1) !! "repeat: argument 2 is -1"
		(repeat "ab" 1.5) !! "repeat: argument 2 is 1.5, want integer"
		(repeat "ab" (expt 10 30)) !! "repeat: result would have more than"
		(repeat 1 2) !! "repeat: argument 1 is number, want string"
		(string-length (repeat "→a" 100000)) => 200000
		(starts-with? "abc" "") => true
		(starts-with? "abc" "abcd") => false
		(ends-with? "abc" "bc") => true
		(ends-with? "abc" 1) !! "ends-with\\?: argument 2 is number, want string"
		(string-contains? "" "") => true
		(string-contains? "abc" "z") => false
		(string-index-of "→→x" "x") => 2
		(string-index-of "abcabc" "c" 3) => 5
		(string-index-of "abc" "" 3) => 3
		(string-index-of "abc" "a" 1) => -1
		(string-index-of "abc" "a" 4) !! "string-index-of: argument 3 is 4"
	`)
}

func TestStringEdits(t *testing.T) {
	checkAll(t, `
		(upper "straße→ñ") => "STRAßE→Ñ"
		(lower "ÀÉ") => "àé"
		(upper nil) !! "upper: argument 1 is nil, want string"
		(string-foldcase "Σς") => "σσ"
		(trim "") => ""
		(trim " → ") => "→"
		(trim-left (string #\newline #\tab #\a)) => "a"
		(trim-right (string #\a #\newline)) => "a"
		(escape "") => ""
		(escape "plain") => "plain"
		(escape "<a href=\"x\">'&amp;'</a>") => "&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;&#39;&lt;/a&gt;"
		(split "" ",") => ("")
		(split "" "") => ()
		(split "") => ()
		(split "   ") => ()
		(split "a") => ("a")
		(split ",a," ",") => ("" "a" "")
		(split "a--b" "--") => ("a" "b")
		(split "h→" "") => ("h" "→")
		(split "a b" 1) !! "split: argument 2 is number, want string"
		(join "" '("a" "b")) => "ab"
		(join ", " '()) => ""
		(join ", " '("a")) => "a"
		(join ", " '(1 nil #\a (x "y") :k 1/2 2.0)) => "1, nil, a, (x y), :k, 1/2, 2.0"
		(join 1 '()) !! "join: argument 1 is number, want string"
		(join "," "ab") !! "join: argument 2 is string, want list"
		(replace "aaa" "aa" "b") => "ba"
		(replace "abc" "z" "y") => "abc"
		(replace "" "a" "b") => ""
		(replace "a.b.c" "." "") => "abc"
		(replace "h→→" "→" "ab") => "habab"
		(replace "a" "" "b") !! "replace: argument 2 is empty"
		(replace "a" "b" nil) !! "replace: argument 3 is nil, want string"
		(string-pad-left "→" 3) => "  →"
		(string-pad-left "x" 6 "ab") => "ababax"
		(string-pad-right "x" 6 "→b") => "x→b→b→"
		(string-pad-left "x" 1) => "x"
		(string-pad-left "x" 0) => "x"
		(string-pad-left "x" -1) !! "string-pad-left: argument 2 is -1"
		(string-pad-left "x" 3 "") !! "string-pad-left: argument 3 is empty"
		(string-pad-left "x" 3 1) !! "string-pad-left: argument 3 is number, want char or string"
		(string-pad-left "x" 2000000000) !! "string-pad-left: result would have more than"
		(pluralize 1.0 "item") => "item"
		(pluralize -1 "item") => "items"
		(pluralize 1/2 "half" "halves") => "halves"
		(pluralize "1" "item") !! "pluralize: argument 1 is string, want number"
		(pluralize 1 2) !! "pluralize: argument 2 is number, want string"
	`)
}

func TestStringConversions(t *testing.T) {
	checkAll(t, `
		(string->list "") => ()
		(string->list "h→") => (#\h #\→)
		(string->list "abc" 1) => (#\b #\c)
		(string->list "abc" 1 2) => (#\b)
		(string->list "abc" 4) !! "string->list: argument 2 is 4"
		(string->list 1) !! "string->list: argument 1 is number, want string"
		(list->string '()) => ""
		(list->string nil) => ""
		(list->string '(#\h #\→)) => "h→"
		(list->string '("a")) !! "list->string: argument 1 has a string in it, want chars"
		(list->string "a") !! "list->string: argument 1 is string, want list"
		(string->vector "ab") => #(#\a #\b)
		(vector->string (vector #\a #\b #\c) 1) => "bc"
		(vector->string (vector 1)) !! "vector->string: argument 1 has a number in it, want chars"
	`)
}

func TestStringOrder(t *testing.T) {
	checkAll(t, `
		(string=? "a") => true
		(string=? "é" "é" "e") => false
		(string<? "" "a") => true
		(string<? "Z" "a") => true
		(string<? "z" "é") => true
		(string<? "a" "b" "b") => false
		(string<=? "a" "b" "b") => true
		(string>? "b" "a" "") => true
		(string>=? "b" "b" "c") => false
		(string<? "a" 1) !! "string<\\?: argument 2 is number, want string"
		(string<? "b" "a" 1) !! "string<\\?: argument 3 is number, want string"
		(string-ci=? "ÀB" "àb") => true
		(string-ci=? "ΣΑΣ" "σας") => true
		(string-ci<? "a" "B" "c") => true
		(string-ci<? "a" "A") => false
		(string-ci<? "a" "Ab") => true
		(string-ci>? "c" "B" "a") => true
		(string-ci<=? "a" "A" "b") => true
		(string-ci>=? "B" "b" "a") => true
	`)
}

func TestPrinting(t *testing.T) {
	checkAll(t, `
		(str) => ""
		(str 1 2.0 1/3 "a" #\b 'c :d nil true) => "12.01/3abcdniltrue"
		(str '(1 "a" #\b)) => "(1 a b)"
		(str {:a "x"}) => "{:a x}"
		(str (expt 10 30)) => "1000000000000000000000000000000"
		(write-to-string "a\"b") => "\"a\\\"b\""
		(write-to-string #\a) => "#\\a"
		(display-to-string #\a) => "a"
		(display-to-string "a\"b") => "a\"b"
		(display-to-string nil) => "nil"
		(sx-serialize '(1 :a "b" c #\d 1.0 1/2)) => "(1 :a \"b\" c #\\d 1.0 1/2)"
		(format "") => ""
		(format "~~~%") => "~\n"
		(format "~a ~s" '("x" #\a) '("x" #\a)) => "(x a) (\"x\" #\\a)"
		(format "→~a→" "→") => "→→→"
		(format "~d ~d" 1/2 -3.5) => "1/2 -3.5"
		(format "~d" "1") !! "format: argument 2 is string, want number"
		(format "~d" nil) !! "format: argument 2 is nil, want number"
		(format "~a ~a" 1) !! "format: argument 1 wants 1 more argument$"
		(format "~a ~a ~a" 1) !! "format: argument 1 wants 2 more arguments$"
		(format "~a" 1 2) !! "format: argument 1 wants 1 argument, got 2"
		(format "~a ~a" 1 2 3) !! "format: argument 1 wants 2 arguments, got 3"
		(format "~") !! "format: argument 1 ends in a single ~"
		(format "~é" 1) !! "format: argument 1 has the directive ~é, want one of"
		(format 1) !! "format: argument 1 is number, want string"
	`)
}

func TestChars(t *testing.T) {
	checkAll(t, `
		(char->integer #\→) => 8594
		(integer->char 65.0) !! "integer->char: argument 1 is 65.0, want integer"
		(integer->char -1) !! "integer->char: argument 1 is -1, want the code of a character"
		(integer->char 1114112) !! "want the code of a character"
		(integer->char (expt 10 30)) !! "want the code of a character"
		(char-from-code 8594) => "→"
		(char-from-code 56320) !! "char-from-code: argument 1 is 56320, want the code of a character"
		(char-code "→x") => 8594
		(char-code "") !! "char-code: argument 1 is empty, want a character"
		(char-code 1) !! "char-code: argument 1 is number, want char or string"
		(char-upcase #\é) => #\É
		(char-upcase #\1) => #\1
		(char-foldcase #\Σ) => #\σ
		(char-foldcase #\ς) => #\σ
		(char-alphabetic? #\é) => true
		(char-alphabetic? #\1) => false
		(char-numeric? #\a) => false
		(char-whitespace? #\tab) => true
		(char-whitespace? #\a) => false
		(char-upper-case? #\é) => false
		(char-lower-case? #\é) => true
		(char-upcase "a") !! "char-upcase: argument 1 is string, want char"
		(digit-value #\0) => 0
		(digit-value #\9) => 9
		(digit-value #\٣) => 3
		(digit-value #\८) => 8
		(digit-value #\½) => false
		(char=? #\a) => true
		(char<? #\a #\b #\b) => false
		(char<=? #\a #\b #\b) => true
		(char>? #\c #\b #\a) => true
		(char>=? #\a #\b) => false
		(char<? #\a 1) !! "char<\\?: argument 2 is number, want char"
		(char<? #\b #\a 1) !! "char<\\?: argument 3 is number, want char"
		(char-ci=? #\É #\é) => true
		(char-ci<? #\a #\B #\c) => true
		(char-ci>=? #\a #\A #\B) => false
	`)
}

// Mathematical digits lie in five runs of ten without a gap: U+1D7CE is a zero, U+1D7D8 the next.
func TestDigitValueOfRuns(t *testing.T) {
	for code := kernel.Int(0x1d7ce); code.Int64() <= 0x1d7ff; code = kernel.Int(code.Int64() + 1) {
		got := eval(t, "(digit-value (integer->char "+kernel.Write(code)+"))")
		if want := (code.Int64() - 0x1d7ce) % 10; got != kernel.Int(want) {
			t.Errorf("digit-value of %x: %s, want %d", code.Int64(), kernel.Write(got), want)
		}
	}
}

func TestStringBuffers(t *testing.T) {
	c := newCalculator()
	buffer, err := c.run(`(make-string-buffer "é")`)
	if err != nil {
		t.Fatal(err)
	}
	call := func(name string, args ...kernel.Value) (kernel.Value, error) {
		return c.apply(c.builtins[name], append([]kernel.Value{buffer}, args...))
	}
	want := "é"
	for i := range 1000 {
		more := strings.Repeat("→", i%7)
		got, err := call("string-buffer-append!", kernel.Str(more), kernel.Char('x'))
		if err != nil || got != buffer {
			t.Fatalf("append! => %s, %v", kernel.Write(got), err)
		}
		want += more + "x"
	}
	if got, _ := call("string-buffer->string"); got.Text() != want {
		t.Errorf("string-buffer->string => %q, want %q", got.Text(), want)
	}
	if got, _ := call("string-buffer-length"); got != kernel.Int(int64(len([]rune(want)))) {
		t.Errorf("string-buffer-length => %s", kernel.Write(got))
	}
	text, _ := call("string-buffer->string")
	if _, err := call("string-buffer-append!", kernel.Str("y"), kernel.Int(1)); err == nil || !strings.Contains(err.Error(), "argument 3 is number") {
		t.Errorf("append! of a number: %v", err)
	}
	if got, _ := call("string-buffer->string"); got.Text() != want {
		t.Error("a failed append! changed the buffer")
	}
	if got, err := call("string-buffer-clear!"); err != nil || got != buffer {
		t.Errorf("clear! => %s, %v", kernel.Write(got), err)
	}
	if _, err := call("string-buffer-append!", kernel.Str("zzzz")); err != nil || text.Text() != want {
		t.Error("a later append! changed a string taken before")
	}
	checkAll(t, `
		(string-buffer-length 1) !! "string-buffer-length: argument 1 is number, want string-buffer"
		(make-string-buffer nil) !! "make-string-buffer: argument 1 is nil, want string or char"
	`)
}

// Texts that are handled in pieces come out whole, also where a character lies across two pieces.
func TestLongTexts(t *testing.T) {
	c := newCalculator()
	long := strings.Repeat("aé→𝄞<", 40000)
	for name, want := range map[string]string{
		"upper":              strings.ToUpper(long),
		"escape":             strings.ReplaceAll(long, "<", "&lt;"),
		"string-copy":        long,
		"write-to-string":    `"` + long + `"`,
		"display-to-string":  long,
		"make-string-buffer": long,
	} {
		got, err := c.apply(c.builtins[name], []kernel.Value{kernel.Str(long)})
		if err == nil && got.Kind() == kernel.KindBuffer {
			got, err = c.apply(c.builtins["string-buffer->string"], []kernel.Value{got})
		}
		if err != nil || got.Text() != want {
			t.Errorf("%s of a long text: wrong, %v", name, err)
		}
	}
	for _, pair := range [][2]string{{"base64-encode", "base64-decode"}, {"hex-encode", "hex-decode"}, {"json-encode", "json-decode"}} {
		coded, err := c.apply(c.builtins[pair[0]], []kernel.Value{kernel.Str(long)})
		if err != nil {
			t.Fatal(err)
		}
		back, err := c.apply(c.builtins[pair[1]], []kernel.Value{coded})
		if err != nil || back.Text() != long {
			t.Errorf("%s and %s of a long text: wrong, %v", pair[0], pair[1], err)
		}
	}
}

// Texts that grow by leaps are refused by a meter with little memory, and a program can be stopped
// while they grow.
func TestTextsAreMetered(t *testing.T) {
	for _, text := range []string{
		`(repeat "x" 100000)`, `(make-string 100000)`, `(string-pad-left "x" 100000)`, `(string-pad-right "x" 100000 "ab")`,
		`(string-append (repeat "x" 1500) (repeat "x" 1500))`, `(join (repeat "x" 1200) '(1 2 3 4))`,
		`(replace (repeat "x" 100) "x" (repeat "y" 100))`, `(split (repeat "x" 400) "")`, `(format "~a~a" (repeat "x" 1500) (repeat "x" 1500))`,
		`(escape (repeat "<" 900))`, `(string->list (repeat "x" 500))`, `(hex-encode (repeat "x" 1400))`, `(json-encode (repeat "\"" 1400))`,
		`(regex-replace "x" (repeat "x" 100) (repeat "y" 100))`, `(regex-find-all "x" (repeat "x" 100))`,
		`(canonical-serialize (list (repeat "x" 1500) (repeat "x" 1500)))`, `(json-decode (string-append "[" (repeat "[]," 600) "1]"))`,
	} {
		c := newCalculator()
		c.meter.MaxAllocated = 4000
		_, err := c.run(text)
		var limit *kernel.Limit
		var bad *kernel.Condition
		if errors.As(err, &bad) || !errors.As(err, &limit) {
			t.Errorf("%s with 4000 bytes: %v", text, err)
		}
	}
}

// What is larger than any string may be is refused at once, not when it has grown that far.
func TestHugeTextsAreRefusedFirst(t *testing.T) {
	for _, text := range []string{`(repeat "ab" 1000000000000)`, `(make-string 2000000000 #\é)`, `(string-pad-left "x" 2000000000)`} {
		c := newCalculator()
		_, err := c.run(text)
		var bad *kernel.Condition
		if !errors.As(err, &bad) || bad.CondKind != kernel.CondRange || c.meter.Allocated > 1000 {
			t.Errorf("%s: %v after %d bytes", text, err, c.meter.Allocated)
		}
	}
}

// The meter is asked again and again within one call on a large text.
func TestTextsAreSliced(t *testing.T) {
	stop := errors.New("stop")
	long := kernel.Str(strings.Repeat("ab<é ", 200000))
	numbers := kernel.Str("[" + strings.Repeat("1,", 200000) + "1]")
	list, _ := newCalculator().apply(newCalculator().builtins["json-decode"], []kernel.Value{numbers})
	calls := map[string][]kernel.Value{
		"upper": {long}, "escape": {long}, "split": {long}, "replace": {long, kernel.Str("b"), kernel.Str("cc")},
		"sha256": {long}, "base64-encode": {long}, "json-encode": {list}, "json-decode": {numbers}, "canonical-serialize": {list},
		"join": {kernel.Str(","), list}, "repeat": {long, kernel.Int(100)}, "regex-find": {kernel.Str("x+y"), long},
		"regex-match?": {kernel.Str("(a|b)*z"), long}, "regex-find-all": {kernel.Str("b"), long}, "regex-split": {kernel.Str(" "), long},
		"regex-replace": {kernel.Str("b"), long, kernel.Str("$0$0")}, "content-id": {list}, "string->list": {long},
		"write-to-string": {long}, "string-upcase": {long}, "hex-encode": {long},
	}
	for name, args := range calls {
		asked := 0
		meter := kernel.Meter{}
		meter.Poll = func() error {
			meter.Fuel = 2000
			if asked++; asked == 5 {
				return stop
			}
			return nil
		}
		c := newCalculator()
		if _, err := c.builtins[name].Call(&meter, args); !errors.Is(err, stop) {
			t.Errorf("%s: %v after the meter was asked %d times", name, err, asked)
		}
	}
}
