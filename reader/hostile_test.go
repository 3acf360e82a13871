package reader

import (
	"fmt"
	"strings"
	"testing"
)

// Every one of these ends, with a clear error or a value, and none in a dead process.
func TestHostileTexts(t *testing.T) {
	const mega = 1 << 20
	rep := strings.Repeat
	for _, c := range []struct{ name, text, want string }{
		{"round", rep("(", mega), "t:1:10001: nesting is deeper than 10000"},
		{"square", rep("[", mega), "t:1:10001: nesting is deeper than 10000"},
		{"dicts", rep("{:a ", mega), "t:1:40001: nesting is deeper than 10000"},
		{"vectors", rep("#(", mega), "t:1:20001: nesting is deeper than 10000"},
		{"sets", rep("#{", mega), "t:1:20001: nesting is deeper than 10000"},
		{"quotes", rep("'", mega), "t:1:10001: nesting is deeper than 10000"},
		{"splices", rep(",@", mega), "t:1:20001: nesting is deeper than 10000"},
		{"drops", rep("#;", mega), "t:1:20001: nesting is deeper than 10000"},
		{"mixed", rep("('{:a #(", mega), "t:1:20001: nesting is deeper than 10000"},
		{"closers", rep(")", mega), "t:1:1: unexpected ): nothing is open"},
		{"digits", rep("7", 100*mega), "t:1:1: literal is longer than 1048576 bytes"},
		{"fewer digits", rep("7", 100_001), "t:1:1: number has more than 100000 digits"},
		{"fraction", "-" + rep("7", 50_001) + "/" + rep("3", 50_000), "t:1:1: number has more than 100000 digits"},
		{"hex digits", "#x" + rep("f", 100_002), "t:1:1: number has more than 100000 digits"},
		{"exponent", "1e" + rep("9", 99_999), "+inf.0"},
		{"string", `"` + rep("a", 10*mega) + `"`, "t:1:1: literal is longer than 1048576 bytes"},
		{"unclosed string", `"` + rep("a", 10*mega), "t:1:1: literal is longer than 1048576 bytes"},
		{"raw string", "#|" + rep("a", mega+1) + "|", "t:1:1: literal is longer than 1048576 bytes"},
		{"symbol", rep("a", mega+1), "t:1:1: literal is longer than 1048576 bytes"},
		{"char", `#\` + rep("a", mega+1), "t:1:1: literal is longer than 1048576 bytes"},
		{"bars", "|" + rep("a", mega+1) + "|", "t:1:1: literal is longer than 1048576 bytes"},
		{"bad escapes", `"` + rep(`\x41`, mega/8) + `"`, `t:1:2: bad escape: want \xHH; with hexadecimal digits`},
		{"zeros", "NUL" + rep("\x00", mega), "t:1:4: unexpected character U+0000"},
	} {
		if got := readText(c.text, Options{}); got != c.want {
			t.Errorf("%s: got %.200s, want %s", c.name, got, c.want)
		}
	}
}

// What is just within the limits is read.
func TestLimitsAreExact(t *testing.T) {
	opts := Options{MaxDepth: 3, MaxLiteral: 10, MaxDigits: 5}
	for _, c := range []struct{ text, want string }{
		{"(((a)))", "(((a)))"},
		{"((((a))))", "t:1:4: nesting is deeper than 3"},
		{"'''a", "(quote (quote (quote a)))"},
		{"''''a", "t:1:4: nesting is deeper than 3"},
		{"(((a)) ((b)) (#(c)))", "(((a)) ((b)) (#(c)))"},
		{"#;#;#;a b c d", "d"},
		{"12345 -12.345 123/45 1.25e10", "12345 -12.345 41/15 12500000000.0"},
		{"123456", "t:1:1: number has more than 5 digits"},
		{"#x12345", "74565"},
		{"#x123456", "t:1:1: number has more than 5 digits"},
		{"abcdefghij :bcdefghij", "abcdefghij :bcdefghij"},
		{"abcdefghijk", "t:1:1: literal is longer than 10 bytes"},
		{`"1234567890"`, `"1234567890"`},
		{`"1234567890é"`, "t:1:1: literal is longer than 10 bytes"},
		{`#|1234567890|`, `"1234567890"`},
	} {
		if got := readText(c.text, opts); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestDeepestFormIsRead(t *testing.T) {
	text := strings.Repeat("{:a ", 5000) + strings.Repeat("(", 5000) + strings.Repeat(")", 5000) + strings.Repeat("}", 5000)
	if got := readText(text, Options{}); got != text {
		t.Errorf("got %d bytes %.100s, want the text itself", len(got), got)
	}
}

// Members that are alike must not make a set literal quadratic: this would take hours.
func TestSetsOfLikeMembers(t *testing.T) {
	var b strings.Builder
	b.WriteString("#{")
	for i := range 100_000 {
		fmt.Fprintf(&b, "(0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 %d) {:a %d} 1000000000000000000000000%06d ", i, i, i)
	}
	b.WriteString("}")
	form, err := ReadOne(source(b.String()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := form.Value.AsSet().Len(); n != 300_000 {
		t.Errorf("got %d members, want 300000", n)
	}
}

func TestBigDictLiteral(t *testing.T) {
	var b strings.Builder
	b.WriteString("{")
	for i := range 100_000 {
		fmt.Fprintf(&b, ":key-%d %d ", i, i)
	}
	form, err := ReadOne(source(b.String()+"}"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := form.Value.AsDict().Len(); n != 100_000 {
		t.Errorf("got %d entries, want 100000", n)
	}
	want := "duplicate dict key :key-77"
	if _, err := ReadOne(source(b.String()+":key-77 0}"), Options{}); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// The tokens of a form are handed on in batches; the cut must not show anywhere.
func TestFormsAroundTheBatchSize(t *testing.T) {
	for i := range 18 {
		n := maxBatch*(1+i/9) - 4 + i%9
		atoms := strings.Repeat("a ", n)
		for _, c := range []struct{ text, want string }{
			{atoms, strings.TrimSpace(atoms)},
			{"(" + atoms + ") b", "(" + strings.TrimSpace(atoms) + ") b"},
			{strings.Repeat("#;a ", n) + "'(b)", "(quote (b))"},
			{"(" + strings.Repeat("#;a ", n) + "b)", "(b)"},
			{strings.Repeat("#;a ", n), ""},
			{strings.Repeat("'", n) + "a", strings.Repeat("(quote ", n) + "a" + strings.Repeat(")", n)},
			{strings.Repeat("'", n) + ")", fmt.Sprintf("t:1:%d: unexpected ): ' at 1:%d has no form yet", n+1, n)},
			{"(" + atoms, fmt.Sprintf("t:1:1: unclosed (: the text ends at 1:%d without its )", 2*n+2)},
			{"(" + atoms + "]", fmt.Sprintf("t:1:%d: unexpected ]: want ) to close ( opened at 1:1", 2*n+2)},
			{"(" + atoms + "1x )]", fmt.Sprintf("t:1:%d: 1x is no number", 2*n+2)},
		} {
			if got := readText(c.text, Options{}); got != c.want {
				t.Errorf("%d, %.10s…:\n got %s\nwant %s", n, c.text, got, c.want)
			}
		}
	}
}

// participle keeps every token it is given, so it is given few at once, whatever the form.
func TestBatchesAreBounded(t *testing.T) {
	s := &New(source("("+strings.Repeat("a ", 10*maxBatch)+") b"), Options{}).scan
	d, err := newDesk(maxBatch)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for {
		tokens, err := d.batch(s)
		if err != nil || len(tokens) > maxBatch {
			t.Fatalf("got %d tokens, %v, want at most %d", len(tokens), err, maxBatch)
		}
		if total += len(tokens); len(tokens) == 0 {
			break
		}
	}
	if want := 10*maxBatch + 3; total != want {
		t.Errorf("got %d tokens, want %d", total, want)
	}
}

func TestGrammarParsesText(t *testing.T) {
	b, err := grammar.ParseString("t", `'(a "b") c`)
	if err != nil || len(b.tokens) != 5 {
		t.Errorf("got %v, %v, want the 5 tokens of the first form", b, err)
	}
}
