package reader

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestTokens(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"a", []string{"atom a 0"}},
		{"\ufeff#!/bin/sx\n(a 'b) ; c \n;d\n\n#;e", []string{"comment #!/bin/sx 0", "open ( 1", "atom a 0", "prefix ' 0", "atom b 0",
			"close ) 0", "comment ; c  0", "comment ;d 1", "prefix #; 2", "atom e 0"}},
		{"\ufeffa", []string{"atom a 0"}},
		{"#{1 \"a;\nb\" #|x;|} #(,@x)", []string{"open #{ 0", "atom 1 0", "atom \"a;\nb\" 0", "atom #|x;| 0", "close } 0", "open #( 0",
			"prefix ,@ 0", "atom x 0", "close ) 0"}},
	} {
		tokens, err := Tokens(source(c.text), Options{})
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
		}
		if diff := cmp.Diff(c.want, shownTokens(tokens)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
	if tokens, _ := Tokens(source("("+strings.Repeat("x ; y\n", 5000)+")"), Options{}); len(tokens) != 10002 {
		t.Errorf("%d tokens of a form longer than a batch, want 10002", len(tokens))
	}
	for _, bad := range []string{"(a", "a)", "\x00", "; \x00", "(a]"} {
		if _, err := Tokens(source(bad), Options{}); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}

func shownTokens(tokens []Token) []string {
	names := [...]string{TokenAtom: "atom ", TokenOpen: "open ", TokenClose: "close ", TokenPrefix: "prefix ", TokenComment: "comment "}
	var out []string
	for _, tok := range tokens {
		out = append(out, names[tok.Kind]+tok.Text+" "+string(rune('0'+tok.Breaks)))
	}
	return out
}

// FuzzTokens: between the tokens of a text lies white space, and nothing else.
func FuzzTokens(f *testing.F) {
	for _, text := range []string{"", "a", "(a 'b) ; c\n#;d", "\ufeff#!x\ny", "#{1 #\\; |a;b| \"\\\";\"} ,@x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		src := source(text)
		if _, err := ReadAll(src, Options{}); err != nil {
			return
		}
		tokens, err := Tokens(src, Options{})
		if err != nil {
			t.Fatal(err)
		}
		end := len(text) - len(trimMark(text))
		for _, tok := range tokens {
			if tok.Offset < end || text[tok.Offset:tok.Offset+len(tok.Text)] != tok.Text || strings.TrimFunc(text[end:tok.Offset], unicode.IsSpace) != "" {
				t.Fatalf("token %q at %d, the one before ends at %d", tok.Text, tok.Offset, end)
			}
			end = tok.Offset + len(tok.Text)
		}
		if strings.TrimFunc(text[end:], unicode.IsSpace) != "" {
			t.Errorf("%q follows the last token", text[end:])
		}
	})
}
