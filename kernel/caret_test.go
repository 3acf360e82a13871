package kernel

import (
	"strings"
	"testing"
)

func TestCaret(t *testing.T) {
	for _, c := range []struct{ text, want string }{ // the place is before ^
		{"^", "\n^"},
		{"a^b", "ab\n ^"},
		{"one\n(two ^three)\nfour", "(two three)\n     ^"},
		{"one\n^\ntwo", "\n^"},
		{"one^\ntwo", "one\n   ^"},
		{"one\n^", "\n^"},
		{"a\r\nbc^d\r\ne", "bcd\n  ^"},
		{"ab^\r\n", "ab\n  ^"},
		{"ab\r^\n", "ab\n  ^"},
		{"\ta\t^b\tc", "\ta\tb\tc\n\t \t^"},
		{"é→😀^x", "é→😀x\n    ^"},
		{"\"日本語\" ^x", "\"日本語\" x\n         ^"},
		{"한글か\u3099ｱＡ^x", "한글か\u3099ｱＡx\n         ^"},
		{"e\u0301^x", "e\u0301x\n ^"},
		{"a\x00\x1b[31m^b\x7f", "a␀␛[31mb␡\n       ^"},
		{"a\u202e\u200b\u0085\u2028^b", "a����b\n     ^"},
		{"\xff\xfea^b", "��ab\n   ^"},
		{strings.Repeat("a", 60) + "^b" + strings.Repeat("c", 39), strings.Repeat("a", 60) + "b" + strings.Repeat("c", 39) + "\n" + strings.Repeat(" ", 60) + "^"},
		{strings.Repeat("a", 61) + "^b" + strings.Repeat("c", 40), "…" + strings.Repeat("a", 60) + "b" + strings.Repeat("c", 39) + "…\n" + strings.Repeat(" ", 61) + "^"},
		{strings.Repeat("é", 500) + "^" + strings.Repeat("\t", 500), "…" + strings.Repeat("é", 60) + strings.Repeat("\t", 40) + "…\n" + strings.Repeat(" ", 61) + "^"},
	} {
		at := strings.IndexByte(c.text, '^')
		pos := Pos{&Source{Name: "t", Text: c.text[:at] + c.text[at+1:]}, at}
		if got := Caret(pos); got != c.want {
			t.Errorf("%.80q\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

func TestCaretOfOddPlaces(t *testing.T) {
	if got := Caret(Pos{}); got != "" {
		t.Errorf("nowhere: %q", got)
	}
	src := &Source{Text: "ab\ncd"}
	for off, want := range map[int]string{-1: "ab\n^", 5: "cd\n  ^", 99: "cd\n  ^"} {
		if got := Caret(Pos{src, off}); got != want {
			t.Errorf("offset %d: got %q, want %q", off, got, want)
		}
	}
	long := &Source{Text: strings.Repeat("x", 10<<20)}
	if got := Caret(Pos{long, 5 << 20}); len(got) > 300 {
		t.Errorf("the caret of a long line has %d bytes", len(got))
	}
}

func TestVisible(t *testing.T) {
	if got, want := Visible("a\x1b[31m\u202e\tb\r\n\x00é日\x9b\xff"), "a␛[31m�\tb␍\n␀é日��"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
