package reader

import (
	"github.com/alecthomas/participle/v2/lexer"

	"github.com/sx-lang/sx/kernel"
)

// TokenKind tells the tokens of Tokens apart.
type TokenKind uint8

// The kinds of token.
const (
	TokenAtom    TokenKind = iota // a name, number, string, char
	TokenOpen                     // ( [ { #( #{
	TokenClose                    // ) ] }
	TokenPrefix                   // ' ` , ,@ #' and #;, which belong to the form after them
	TokenComment                  // from ; to the end of the line, or a first line that begins with #!
)

// Token is a piece of a text as it is written there.
type Token struct {
	Kind   TokenKind
	Text   string
	Offset int // in bytes
	// Breaks is how many line feeds stand between the token before, or the start of the text, and
	// this one.
	Breaks int
}

// Tokens splits a text into its tokens, comments among them: what lies between two tokens is white
// space. It is for tools that have to keep a text as it was written. The error is an *Error where
// brackets do not match or a token is none; a text without such an error may still have one that only
// reading its forms finds, such as a dict with a key twice.
func Tokens(src *kernel.Source, opts Options) ([]Token, error) {
	t := &tokenizer{text: src.Text, scan: &New(src, opts).scan}
	t.scan.comment = t.comment
	if mark := len(src.Text) - len(trimMark(src.Text)); t.scan.off > mark {
		t.comment(mark, t.scan.off)
	}
	for {
		t.scan.begin(maxBatch)
		before := len(t.tokens)
		for {
			tok, err := t.scan.Next()
			if err != nil {
				return nil, err
			}
			if tok.EOF() {
				break
			}
			t.add(kindOf(tok.Type), tok.Pos.Offset, t.scan.off)
		}
		switch {
		case t.scan.fault != nil:
			return t.tokens, t.scan.fault.in(src)
		case len(t.tokens) == before:
			return t.tokens, nil
		}
	}
}

// tokenizer collects tokens.
type tokenizer struct {
	text   string
	scan   *scanner
	tokens []Token
	end    int // of the last one
}

func (t *tokenizer) comment(from, to int) { t.add(TokenComment, from, to) }

func (t *tokenizer) add(kind TokenKind, from, to int) {
	breaks := 0
	for _, c := range []byte(t.text[t.end:from]) {
		if c == '\n' {
			breaks++
		}
	}
	t.tokens = append(t.tokens, Token{kind, t.text[from:to], from, breaks})
	t.end = to
}

func kindOf(t lexer.TokenType) TokenKind {
	switch {
	case isPrefix(t):
		return TokenPrefix
	case opens(t):
		return TokenOpen
	case closes(t):
		return TokenClose
	}
	return TokenAtom
}
