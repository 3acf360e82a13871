package kernel_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

func TestCanonicalText(t *testing.T) {
	checkAll(t, `
		(canonical-serialize nil) => "nil"
		(canonical-serialize '()) => "()"
		(canonical-serialize 1.0) => "1"
		(canonical-serialize -0.0) => "0"
		(canonical-serialize 1e20) => "100000000000000000000"
		(canonical-serialize 0.1) => "0.1"
		(canonical-serialize 1/10) => "1/10"
		(canonical-serialize 1/4) => "0.25"
		(canonical-serialize -3/2) => "-1.5"
		(canonical-serialize (exact 0.1)) => "0.1"
		(canonical-serialize 1e-320) => "1e-320"
		(canonical-serialize (exact 1e-320)) => "1e-320"
		(canonical-serialize +nan.0) => "+nan.0"
		(canonical-serialize -inf.0) => "-inf.0"
		(canonical-serialize (expt 10 30)) => "1000000000000000000000000000000"
		(canonical-serialize '(a :b "c" #\d)) => "(a :b \"c\" #\\d)"
		(canonical-serialize {:b {:d 1 :c 2} :a 1 "x y" 3}) => "{:a 1 :b {:c 2 :d 1} \"x y\" 3}"
		(canonical-serialize {}) => "{}"
		(canonical-serialize (vector 1 2.0)) => "#(1 2)"
		(canonical-serialize (list 1 (vector {:b 1 :a (list)}) "")) => "(1 #({:a () :b 1}) \"\")"
		(canonical-serialize car) !! "canonical-serialize: argument 1 is builtin, want plain data"
		(canonical-serialize {:a (list car)}) !! "canonical-serialize: argument 1 has a builtin in it"
		(canonical-serialize (make-string-buffer)) !! "argument 1 is string-buffer, want plain data"
		(content-id "hello") => "bafkreic2u5rk4ob7xnzhv46hunwusqffxdcavgeukljdat6jld7t6nkopi"
	`)
}

func TestContentID(t *testing.T) {
	// the id that other tools give to no bytes at all
	if got, want := kernel.ContentID(nil), "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"; got != want {
		t.Errorf("ContentID of nothing is %s, want %s", got, want)
	}
	text, err := kernel.CanonicalText(nil, kernel.Str("hello"))
	if err != nil || kernel.ContentID(text) != eval(t, `(content-id "hello")`).Text() {
		t.Errorf("ContentID of %s: %v", text, err)
	}
}

// Equal values have equal canonical texts, and what their text reads back as is equal to them.
func TestCanonicalTextOfEqualValues(t *testing.T) {
	set := func(items ...kernel.Value) kernel.Value {
		s := kernel.NewSet()
		for _, v := range items {
			s.Add(v)
		}
		return s.Value()
	}
	one, two := kernel.Int(1), kernel.Float(2)
	classes := [][]kernel.Value{
		{one, kernel.Float(1)}, {eval(t, "1/2"), kernel.Float(0.5)}, {eval(t, "1e300"), eval(t, "(exact 1e300)")},
		{kernel.DictOf("a", one, "b", two), kernel.DictOf("b", kernel.Int(2), "a", kernel.Float(1))},
		{set(one, kernel.Int(2), kernel.Str("x")), set(kernel.Str("x"), two, kernel.Float(1))},
		{set(set(one, two), set()), set(set(), set(kernel.Int(2), one))},
		{kernel.ListOf(), eval(t, "(list)")}, {kernel.Nil}, {kernel.Str("a")}, {kernel.Sym("a")}, {kernel.Keyword("a")}, {kernel.Char('a')},
		{kernel.Str("(1 2)")}, {kernel.ListOf(one, two)}, {kernel.NewVector([]kernel.Value{one, two})}, {kernel.Sym("a b")},
		{kernel.ListOf(kernel.Sym("a"), kernel.Sym("b"))}, {kernel.ListOf(kernel.Sym("a b"))}, {kernel.Float(0.1)}, {eval(t, "1/10")},
		{kernel.Str("1")}, {kernel.DictOf()}, {kernel.DictOf("a", kernel.Nil)}, {set()},
	}
	seen := map[string]int{}
	for i, class := range classes {
		for _, v := range class {
			if !kernel.Equal(v, class[0]) {
				t.Fatalf("%s is not equal to %s", kernel.Write(v), kernel.Write(class[0]))
			}
			text, err := kernel.CanonicalText(&kernel.Meter{}, v)
			if err != nil {
				t.Fatal(err)
			}
			if j, ok := seen[string(text)]; ok && j != i {
				t.Errorf("%s and %s both have the text %s", kernel.Write(v), kernel.Write(classes[j][0]), text)
			}
			seen[string(text)] = i
			form, err := reader.ReadOne(&kernel.Source{Text: string(text)}, reader.Options{})
			if err == nil && !kernel.Equal(form.Value, v) {
				t.Errorf("%s reads back as %s", text, kernel.Write(form.Value))
			}
		}
	}
	for text, i := range seen {
		first, _ := kernel.CanonicalText(nil, classes[i][0])
		if text != string(first) {
			t.Errorf("%s has the texts %s and %s", kernel.Write(classes[i][0]), text, first)
		}
	}
}

// nested gives an empty list within n lists, and a JSON text for it.
func nested(n int) (kernel.Value, string) {
	v := kernel.ListOf()
	for range n {
		v = kernel.ListOf(v)
	}
	return v, strings.Repeat("[", n+1) + strings.Repeat("]", n+1)
}

func TestNestingIsBounded(t *testing.T) {
	c := newCalculator()
	self := kernel.NewVector([]kernel.Value{kernel.Nil})
	self.AsVector().Items[0] = self
	good, goodText := nested(9999)
	bad, badText := nested(10000)
	for _, name := range []string{"canonical-serialize", "json-encode"} {
		if _, err := c.apply(c.builtins[name], []kernel.Value{good}); err != nil {
			t.Errorf("%s of 10,000 lists: %v", name, err)
		}
		for _, v := range []kernel.Value{bad, self} {
			if _, err := c.apply(c.builtins[name], []kernel.Value{v}); err == nil || !strings.Contains(err.Error(), "nested deeper than 10000") {
				t.Errorf("%s of 10,001 lists: %v", name, err)
			}
		}
	}
	if v, err := c.apply(c.builtins["json-decode"], []kernel.Value{kernel.Str(goodText)}); err != nil || !kernel.Equal(v, good) {
		t.Errorf("json-decode of 10,000 arrays: %v", err)
	}
	for _, text := range []string{badText, strings.Repeat("[", 1<<20), strings.Repeat(`{"a":`, 1<<20)} {
		if _, err := c.apply(c.builtins["json-decode"], []kernel.Value{kernel.Str(text)}); err == nil || !strings.Contains(err.Error(), "nested deeper than 10000") {
			t.Errorf("json-decode of 10,001 arrays: %v", err)
		}
	}
}

func TestJSONEncode(t *testing.T) {
	checkAll(t, `
		(json-encode nil) => "null"
		(json-encode '()) => "[]"
		(json-encode {}) => "{}"
		(json-encode (list true false -5 1.5 1.0 1e300 5e-324 -0.0)) => "[true,false,-5,1.5,1.0,1e+300,5e-324,-0.0]"
		(json-encode (expt 10 30)) => "1000000000000000000000000000000"
		(json-encode (vector 1 (vector))) => "[1,[]]"
		(json-encode {:b 1 :a {"x y" nil}}) => "{\"b\":1,\"a\":{\"x y\":null}}"
		(json-encode "→\"\\/") => "\"→\\\"\\\\/\""
		(json-encode (string #\newline #\tab #\return #\x1 #\x1f #\x7f)) => "\"\\n\\t\\r\\u0001\\u001f\x7f;\""
		(json-encode 1/2) !! "json-encode: argument 1 is a fraction, which JSON does not have"
		(json-encode (list 'a)) !! "json-encode: argument 1 has a symbol in it, which JSON does not have"
		(json-encode (list ':a)) !! "json-encode: argument 1 has a keyword in it"
		(json-encode #\a) !! "json-encode: argument 1 is a char, which"
		(json-encode (make-set)) !! "json-encode: argument 1 is a set, which"
		(json-encode (list +nan.0)) !! "json-encode: argument 1 has \\+nan.0 in it, which"
		(json-encode -inf.0) !! "json-encode: argument 1 is -inf.0, which"
		(json-encode car) !! "json-encode: argument 1 is a builtin"
	`)
}

func TestJSONDecode(t *testing.T) {
	checkAll(t, `
		(json-decode " null ") => nil
		(json-decode "[true,false]") => (true false)
		(json-decode "[]") => ()
		(json-decode "[ [ ] , { } ]") => (() {})
		(json-decode "-0") => 0
		(json-decode "-0.0") => -0.0
		(json-decode "1e3") => 1000.0
		(json-decode "1E+3") => 1000.0
		(json-decode "9223372036854775808") => 9223372036854775808
		(json-decode "{\"b\":1,\"a\":{\"c\":[1,2]}}") => {:b 1 :a {:c (1 2)}}
		(json-decode "{\"a b\":\"\"}") => {"a b" ""}
		(json-decode "\"\\u0041\\n\\/\\\\\\\"\\b\\f\\r\\t\"") => "A\n/\\\"\x8;\xc;\r\t"
		(json-decode "\"\\ud834\\udd1ex\"") => "𝄞x"
		(json-decode "\"→\\u2192→\"") => "→→→"
		(json-decode "") !! "json-decode: line 1, column 1: want a value"
		(json-decode "[1,]") !! "line 1, column 4: want a value"
		(json-decode "[1 2]") !! "line 1, column 4: want a comma or ]"
		(json-decode "[1") !! "line 1, column 3: want a comma or ]"
		(json-decode "[") !! "line 1, column 2: want a value"
		(json-decode "{") !! "line 1, column 2: want a key in quotes"
		(json-decode "{a:1}") !! "line 1, column 2: want a key in quotes"
		(json-decode "{\"a\" 1}") !! "line 1, column 6: want a colon"
		(json-decode "{\"a\":1,}") !! "line 1, column 8: want a key in quotes"
		(json-decode "{\"a\":1") !! "line 1, column 7: want a comma or }"
		(json-decode "{\"a\":1,\"b\":2,\"a\":3}") !! "line 1, column 14: the key \"a\" comes twice"
		(json-decode "1 2") !! "line 1, column 3: want nothing after the value"
		(json-decode "[\n  →]") !! "line 2, column 3: want a value"
		(json-decode "[\"→\", x]") !! "line 1, column 7: want a value"
		(json-decode "01") !! "column 1: want a number, which has digits and no zero before them"
		(json-decode "-") !! "column 1: want a number"
		(json-decode "-x") !! "column 1: want a number"
		(json-decode "1.") !! "column 3: want a digit after the point"
		(json-decode ".5") !! "column 1: want a value"
		(json-decode "+5") !! "column 1: want a value"
		(json-decode "1e") !! "column 3: want a digit of the exponent"
		(json-decode "1e400") !! "column 1: want a number within the range of floats"
		(json-decode "\"abc") !! "column 1: want the end of this string"
		(json-decode "\"\\x\"") !! "column 2: want an escape"
		(json-decode "\"\\") !! "column 2: want an escape"
		(json-decode "\"\\u12\"") !! "column 2: want four digits after"
		(json-decode "\"\\ud834\"") !! "column 2: want a pair of surrogates"
		(json-decode "\"\\ud834\\u0041\"") !! "column 2: want a pair of surrogates"
		(json-decode "\"\\udd1e\\ud834\"") !! "column 2: want a pair of surrogates"
		(json-decode "\"a\tb\"") !! "column 3: want an escape for a control character"
		(json-decode "nul") !! "column 1: want a value"
		(json-decode "NaN") !! "column 1: want a value"
		(json-decode "nullx") !! "column 5: want nothing after the value"
		(json-decode nil) !! "json-decode: argument 1 is nil, want string"
	`)
	_, err := newCalculator().run(`(json-decode "[")`)
	var c *kernel.Condition
	if !errors.As(err, &c) || c.CondKind != kernel.CondSyntax {
		t.Errorf("json-decode of a bad text: %v", err)
	}
}

// Package json judges what is JSON: of random texts, the same ones are read, but for keys that come
// twice and for numbers; what is written is read by it as the same.
func TestJSONAgreesWithPackageJSON(t *testing.T) {
	alphabet := []string{"[", "]", "{", "}", ",", ":", `"`, `"a"`, `"b"`, "1", "0", "-", ".", "e", "null", "true", " ", `\`, "u00e9", "\n"}
	c := newCalculator()
	seed := uint64(1)
	next := func(n int) int {
		seed = seed*6364136223846793005 + 1442695040888963407
		return int(seed>>33) % n
	}
	good := 0
	for range 200000 {
		var b strings.Builder
		for range 1 + next(9) {
			b.WriteString(alphabet[next(len(alphabet))])
		}
		text := b.String()
		v, err := c.apply(c.builtins["json-decode"], []kernel.Value{kernel.Str(text)})
		valid := json.Valid([]byte(text))
		if err != nil && strings.Contains(err.Error(), "comes twice") {
			continue
		}
		if valid != (err == nil) {
			t.Fatalf("%q: valid is %v, but json-decode says %v", text, valid, err)
		}
		if err != nil {
			continue
		}
		good++
		again, err := c.apply(c.builtins["json-encode"], []kernel.Value{v})
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		back, err := c.apply(c.builtins["json-decode"], []kernel.Value{again})
		if err != nil || !kernel.Equal(v, back) || !json.Valid([]byte(again.Text())) {
			t.Fatalf("%q was written as %s: %v", text, again.Text(), err)
		}
	}
	if good < 1000 {
		t.Errorf("only %d of the texts were good", good)
	}
}

func TestJSONNumbersSurvive(t *testing.T) {
	for _, f := range []float64{0, 1, -1, 0.1, 1e21, 123456789.125, math.MaxFloat64, math.SmallestNonzeroFloat64} {
		text := eval(t, "(json-encode "+kernel.Write(kernel.Float(f))+")").Text()
		back := eval(t, "(json-decode "+kernel.Write(kernel.Str(text))+")")
		if !back.IsFloat() || back.Float64() != f {
			t.Errorf("%v became %s and then %s", f, text, kernel.Write(back))
		}
	}
	long := new(big.Int).Exp(big.NewInt(7), big.NewInt(9000), nil)
	v, err := newCalculator().run("(json-decode (json-encode (list (expt 7 9000))))")
	if err != nil || !kernel.Equal(v.AsList().First(), kernel.BigInt(long)) {
		t.Errorf("a long integer did not survive: %v", err)
	}
}

func TestEncodings(t *testing.T) {
	checkAll(t, `
		(base64-encode "") => ""
		(base64-encode "f") => "Zg=="
		(base64-encode "fo") => "Zm8="
		(base64-encode "foo") => "Zm9v"
		(base64-decode "") => ""
		(base64-decode "Zg==") => "f"
		(base64-decode "Zg") => "f"
		(base64-decode "Zm8") => "fo"
		(base64-decode "Zg=") !! "base64-decode: argument 1 is no base 64"
		(base64-decode "Zh==") !! "base64-decode: argument 1 is no base 64"
		(base64-decode "Zm9v\n") !! "base64-decode: argument 1 is no base 64"
		(base64-decode "Zg==Zg==") !! "base64-decode: argument 1 is no base 64"
		(base64-decode (string-append (repeat "Zm9v" 12287) "Zg==" "Zm9v")) !! "base64-decode: argument 1 is no base 64"
		(base64-encode nil) !! "base64-encode: argument 1 is nil, want string"
		(hex-encode "") => ""
		(hex-decode "zz") !! "hex-decode: argument 1 is no base 16: wrong digit"
		(hex-decode "abc") !! "hex-decode: argument 1 is no base 16: odd number of digits"
		(hex-decode "ff") !! "hex-decode: argument 1 stands for bytes that are no UTF-8 text"
		(sha256 "abc") => "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
		(sha256 (repeat "a" 1000000)) => "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
		(sha256 1) !! "sha256: argument 1 is number, want string"
	`)
}
