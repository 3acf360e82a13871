package reader

import (
	"unicode"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/sx-lang/sx/kernel"
)

// The types of token. A token's Value is its text without the delimiters; brackets and prefixes have
// none.
const (
	tokName    lexer.TokenType = iota + 1 // a symbol, keyword, number, or word like true
	tokQuoted                             // a symbol or keyword with its name between bars: |a b| :|a b|
	tokString                             // "…" without a backslash, or #|…|
	tokEscaped                            // "…" with a backslash
	tokChar                               // #\a, without the #\
	tokSharp                              // #t #f #true #false #x1f, with the #

	tokList // (
	tokSquare
	tokDict
	tokVector
	tokSet

	tokCloseRound
	tokCloseSquare
	tokCloseCurly

	tokQuote
	tokQuasiquote
	tokUnquote
	tokSplice
	tokDrop // #;
)

// tokenText is how the tokens without a Value are written.
var tokenText = [...]string{
	tokList: "(", tokSquare: "[", tokDict: "{", tokVector: "#(", tokSet: "#{",
	tokCloseRound: ")", tokCloseSquare: "]", tokCloseCurly: "}",
	tokQuote: "'", tokQuasiquote: "`", tokUnquote: ",", tokSplice: ",@", tokDrop: "#;",
}

func opens(t lexer.TokenType) bool    { return t >= tokList && t <= tokSet || isPrefix(t) }
func closes(t lexer.TokenType) bool   { return t >= tokCloseRound && t <= tokCloseCurly }
func isPrefix(t lexer.TokenType) bool { return t >= tokQuote }

func closerOf(t lexer.TokenType) lexer.TokenType {
	switch t {
	case tokList, tokVector:
		return tokCloseRound
	case tokSquare:
		return tokCloseSquare
	}
	return tokCloseCurly
}

// class is what an ASCII character is to the scanner.
type class uint8

const (
	bad    class = iota // a control character
	blank               // white space
	name                // part of a name
	punct               // a token of its own, or the start of one; ends a name
	beyond              // a byte of a character above ASCII
)

var classes = func() (t [256]class) {
	for c := range t {
		switch {
		case c >= utf8.RuneSelf:
			t[c] = beyond
		case kernel.IsNameRune(rune(c)):
			t[c] = name
		case unicode.IsSpace(rune(c)):
			t[c] = blank
		case c > ' ' && c != 0x7f:
			t[c] = punct
		}
	}
	return t
}()

// token scans the token at s.off, where there is one.
func (s *scanner) token() (lexer.TokenType, string) {
	switch s.text[s.off] {
	case '(':
		return s.mark(tokList, 1)
	case ')':
		return s.mark(tokCloseRound, 1)
	case '[':
		return s.mark(tokSquare, 1)
	case ']':
		return s.mark(tokCloseSquare, 1)
	case '{':
		return s.mark(tokDict, 1)
	case '}':
		return s.mark(tokCloseCurly, 1)
	case '\'':
		return s.mark(tokQuote, 1)
	case '`':
		return s.mark(tokQuasiquote, 1)
	case ',':
		if s.at(1) == '@' {
			return s.mark(tokSplice, 2)
		}
		return s.mark(tokUnquote, 1)
	case '"':
		return s.stringToken()
	case '|':
		return s.barToken(0)
	case '#':
		return s.sharpToken()
	case ':':
		if s.at(1) == '|' {
			return s.barToken(1)
		}
	}
	return s.nameToken(tokName)
}

// at gives the byte i after the current one, 0 at the end.
func (s *scanner) at(i int) byte {
	if s.off+i < len(s.text) {
		return s.text[s.off+i]
	}
	return 0
}

// mark scans a token without a value, w bytes long.
func (s *scanner) mark(t lexer.TokenType, w int) (lexer.TokenType, string) {
	s.off += w
	return t, ""
}

func (s *scanner) sharpToken() (lexer.TokenType, string) {
	switch s.at(1) {
	case '(':
		return s.mark(tokVector, 2)
	case '{':
		return s.mark(tokSet, 2)
	case '\'':
		return s.mark(tokQuote, 2)
	case ';':
		return s.mark(tokDrop, 2)
	case '|':
		return s.rawToken()
	case '\\':
		return s.charToken()
	}
	return s.nameToken(tokSharp)
}

// nameToken scans a token that ends where a name ends.
func (s *scanner) nameToken(typ lexer.TokenType) (lexer.TokenType, string) {
	start := s.off
	end := s.nameEnd(start)
	if end == start {
		s.badCharacter(start)
		return 0, ""
	}
	text := s.text[start:end]
	if !s.checkLength(len(text), start) {
		return 0, ""
	}
	if len(text) > s.limits.MaxDigits && countDigits(text) > s.limits.MaxDigits {
		s.fail(faultf(start, "number has more than %d digits", s.limits.MaxDigits))
		return 0, ""
	}
	s.off = end
	return typ, text
}

// nameEnd gives the end of the name that starts at off; off itself if none does.
func (s *scanner) nameEnd(off int) int {
	for off < len(s.text) {
		switch classes[s.text[off]] {
		case name:
			off++
			continue
		case beyond:
			r, w := utf8.DecodeRuneInString(s.text[off:])
			if kernel.IsNameRune(r) {
				off += w
				continue
			}
		}
		break
	}
	return off
}

func (s *scanner) badCharacter(off int) {
	r, w := utf8.DecodeRuneInString(s.text[off:])
	if r == utf8.RuneError && w == 1 {
		s.checkUTF8(s.text[off:off+1], off)
		return
	}
	s.fail(faultf(off, "unexpected character %s", shown(r)))
}

// checkLength fails if a literal of n bytes is too long.
func (s *scanner) checkLength(n, start int) bool {
	if n <= s.limits.MaxLiteral {
		return true
	}
	s.fail(faultf(start, "literal is longer than %d bytes", s.limits.MaxLiteral))
	return false
}

// countDigits counts the digits of a name that must be a number, and is 0 for others.
func countDigits(name string) int {
	highest := byte('9')
	switch {
	case name[0] == '#': // and a letter for the radix
		name, highest = name[min(2, len(name)):], 'z'
	case !kernel.LooksNumeric(name):
		return 0
	}
	n := 0
	for i := 0; i < len(name); i++ {
		if c := name[i]; c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= highest {
			n++
		}
	}
	return n
}
