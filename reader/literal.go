package reader

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2/lexer"
)

// body scans what lies between two delimiters, from off on, where backslashes may hide a delimiter;
// it gives the end and whether there was a backslash. The text's end is -1.
func (s *scanner) body(off int, delim byte) (end int, escaped bool) {
	for off < len(s.text) {
		switch s.text[off] {
		case delim:
			return off, escaped
		case '\\':
			escaped = true
			off++
		}
		off++
	}
	return -1, escaped
}

func (s *scanner) stringToken() (lexer.TokenType, string) {
	end, escaped := s.body(s.off+1, '"')
	if escaped {
		return s.delimited(tokEscaped, "\"", "string", s.off+1, end)
	}
	return s.delimited(tokString, "\"", "string", s.off+1, end)
}

// rawToken scans #|…|.
func (s *scanner) rawToken() (lexer.TokenType, string) {
	end := strings.IndexByte(s.text[s.off+2:], '|')
	if end >= 0 {
		end += s.off + 2
	}
	return s.delimited(tokString, "|", "raw string", s.off+2, end)
}

// barToken scans |…|, after as many other bytes as skip says. The Value keeps these and the first bar.
func (s *scanner) barToken(skip int) (lexer.TokenType, string) {
	start := s.off
	end, _ := s.body(start+skip+1, '|')
	typ, _ := s.delimited(tokQuoted, "|", "symbol", start+skip+1, end)
	if s.fault != nil {
		return 0, ""
	}
	return typ, s.text[start:end]
}

// delimited takes the token whose text is [from:end]; end is negative if the text ended first.
func (s *scanner) delimited(typ lexer.TokenType, delim, what string, from, end int) (lexer.TokenType, string) {
	size := end - from
	if end < 0 {
		size = len(s.text) - from
	}
	if !s.checkLength(size, s.off) || !s.checkUTF8(s.text[from:from+size], from) {
		return 0, ""
	}
	if end < 0 {
		s.fail(tooShort(s.off, "unclosed %s: want %s", what, delim))
		return 0, ""
	}
	s.off = end + 1
	return typ, s.text[from:end]
}

// charToken scans #\ and one character of any kind, with what follows it if that is a name.
func (s *scanner) charToken() (lexer.TokenType, string) {
	start := s.off
	from := start + 2
	if from == len(s.text) {
		s.fail(tooShort(start, `no character after #\`))
		return 0, ""
	}
	r, w := utf8.DecodeRuneInString(s.text[from:])
	if r == utf8.RuneError && w == 1 {
		s.checkUTF8(s.text[from:from+1], from)
		return 0, ""
	}
	if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
		s.fail(faultf(from, `unexpected character %U, want a visible one or #\x%x`, r, r))
		return 0, ""
	}
	end := s.nameEnd(from + w)
	if !s.checkLength(end-from, start) {
		return 0, ""
	}
	s.off = end
	return tokChar, s.text[from:end]
}
