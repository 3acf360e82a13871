package json_test

import (
	stdjson "encoding/json"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cmd/sx/json"
	"github.com/sx-lang/sx/cmd/sx/line"
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// read reads the written form of a value.
func read(t testing.TB, text string) kernel.Value {
	t.Helper()
	v, ok, err := line.Parse("test", 1, text)
	if err != nil || !ok {
		t.Fatalf("%s: %v, %v", text, ok, err)
	}
	return v
}

// encoding is what two values share if they are the same in all respects.
func encoding(t testing.TB, v kernel.Value) string {
	t.Helper()
	b, err := codec.Append(nil, v, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAppend(t *testing.T) {
	for _, c := range []struct{ sx, json string }{
		{`nil`, `null`}, {`true`, `true`}, {`false`, `false`}, {`12`, `12`}, {`-0.0`, `-0.0`}, {`1.0`, `1.0`},
		{`1e21`, `1e+21`}, {`1e-7`, `1e-07`}, {`0.5`, `0.5`},
		{`123456789012345678901234567890`, `123456789012345678901234567890`},
		{`"a\n\"\\\t\x7f;é"`, `"a\n\"\\\t\u007fé"`},
		{`(1 (2) ())`, `[1,[2],[]]`}, {`{:b 1 :a {}}`, `{"b":1,"a":{}}`},
		{`1/3`, `{"$sx":"1/3"}`}, {`:paid`, `{"$sx":":paid"}`}, {`sym`, `{"$sx":"sym"}`}, {`#\a`, `{"$sx":"#\\a"}`},
		{`+nan.0`, `{"$sx":"+nan.0"}`}, {`-inf.0`, `{"$sx":"-inf.0"}`}, {`#(1 2)`, `{"$sx":"#(1 2)"}`},
		{`#{1 2}`, `{"$sx":"#{1 2}"}`}, {`{"$sx" 1}`, `{"$sx":"{:$sx 1}"}`}, {`{"$sx" 1 :a 2}`, `{"$sx":1,"a":2}`},
		{`(coded "42ff41")`, `{"$sx":"(coded \"42ff41\")"}`},
	} {
		v := read(t, c.sx)
		b, err := json.Append(nil, v)
		if err != nil || string(b) != c.json {
			t.Errorf("%s: got %s, %v; want %s", c.sx, b, err, c.json)
			continue
		}
		if !stdjson.Valid(b) {
			t.Errorf("%s is no JSON", b)
		}
		back, err := json.Parse(string(b))
		if err != nil || encoding(t, back) != encoding(t, v) {
			t.Errorf("%s: read back %s, %v", b, kernel.Write(back), err)
		}
	}
	if _, err := json.Append(nil, kernel.ListOf(kernel.NewValues(nil))); err == nil {
		t.Error("a value that is no data has a JSON text")
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ json, sx string }{
		{` { "a" : [ 1 , 2.0, 1e2, -0 ] } `, `{:a (1 2.0 100.0 0)}`},
		{`"\u00e9\ud83d\ude00\/\b"`, "\"é😀/\\x8;\""},
		{`{"$sx": "(1 . 2"}`, "column 1: $sx:1:4: unexpected ."},
		{`{"$sx": ""}`, "column 1: $sx: want a form"},
		{`{"$sx": 5}`, "{:$sx 5}"},
		{`{"a":1,"a":2}`, `column 8: the key "a" is there twice`},
		{`"\ud83d"`, `column 2: \ud83d is half of a surrogate pair`},
		{`"\ude00\ud83d"`, `column 2: \ude00 is half`},
		{`1e999`, "column 1: the number 1e999 is beyond the range of floats"},
		{`01`, "column 1: a number begins with 0"}, {`1.`, "column 3: want a digit"}, {`-`, "column 2: want a digit"},
		{`[1,]`, "column 4: want a JSON value, got ']'"}, {`[1 2]`, "column 4: want , or ]"},
		{`{"a" 1}`, "column 6: want : after a key"}, {`{a:1}`, "column 2: want a key in quotes"},
		{`{} x`, "column 4: want the end of the text"}, {``, "column 1: want a JSON value, got the end"},
		{"\"a\x01\"", "column 3: want an escape"}, {`"\x"`, `column 2: there is no escape \x`},
		{`"abc`, "column 5: want \" at the end"}, {`"\`, "column 3: want"}, {`"\u12`, "column 4: want four hex digits"},
		{"\"a\xff\"", "column 3: the text is not UTF-8"}, {`nul`, "column 1: want a JSON value"},
		{strings.Repeat("[", 20000), "column 10002: value is nested deeper"},
		{strings.Repeat("1", 100001), "has 100001 digits"},
	} {
		v, err := json.Parse(c.json)
		got := kernel.Write(v)
		if err != nil {
			got = err.Error()
		}
		if got != c.sx && (err == nil || !strings.Contains(got, c.sx)) {
			t.Errorf("%.60s: got %s, want %s", c.json, got, c.sx)
		}
	}
}

// FuzzParse: this package takes what encoding/json takes, but for what would be lost, and what it read
// comes back.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5e3,null,true,"x\u00e9"],"$sx":":k"}`, `{"$sx":"1/3"}`, `-0`, `"\ud83d\ude00"`, `1e400`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := json.Parse(text)
		if err != nil {
			return
		}
		if !stdjson.Valid([]byte(text)) {
			t.Fatalf("%q was read as %s", text, kernel.Write(v))
		}
		b, err := json.Append(nil, v)
		if err != nil {
			t.Fatal(err)
		}
		back, err := json.Parse(string(b))
		if err != nil || encoding(t, back) != encoding(t, v) {
			t.Fatalf("%q became %s: %v", text, b, err)
		}
	})
}
