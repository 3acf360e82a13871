package reader

import (
	"strings"
	"unicode/utf8"
)

// FormStart gives the offset of the first token of text at or behind the offset at; len(text) if there is
// none. It and ListEnd are for texts that are known to be read without an error.
func FormStart(text string, at int) int {
	s := scanner{text: text, off: at}
	if !s.skipBlank() {
		return len(text)
	}
	return s.off
}

// ListEnd gives the offset behind the list that begins at the offset at, without reading what is in it:
// brackets are counted, and what may hide one is passed over. It is len(text) if the list has no end.
func ListEnd(text string, at int) int {
	s := scanner{text: text, off: at}
	for depth := 0; s.off < len(text); {
		switch c := text[s.off]; c {
		case '(', '[', '{':
			depth++
			s.off++
		case ')', ']', '}':
			s.off++
			if depth--; depth == 0 {
				return s.off
			}
		case '"', '|', ';', '#':
			s.pass(c)
		default:
			if end := s.nameEnd(s.off); end > s.off {
				s.off = end
			} else {
				s.off++
			}
		}
	}
	return len(text)
}

// pass goes over what begins with c, but not over a bracket.
func (s *scanner) pass(c byte) {
	switch c {
	case '"', '|':
		end, _ := s.body(s.off+1, c)
		s.passTo(end)
	case ';':
		s.passTo(index(s.text, '\n', s.off))
	case '#':
		switch s.at(1) {
		case '|':
			s.passTo(index(s.text, '|', s.off+2))
		case '\\':
			_, w := utf8.DecodeRuneInString(s.text[s.off+2:])
			s.off = s.nameEnd(s.off + 2 + w)
		case ';', '\'':
			s.off += 2
		case '(', '{':
			s.off++
		default:
			s.off = s.nameEnd(s.off)
		}
	}
}

// passTo goes behind the delimiter at end, or to the end of the text if that is negative.
func (s *scanner) passTo(end int) {
	if s.off = end + 1; end < 0 {
		s.off = len(s.text)
	}
}

// index gives where c stands in text from the offset from on, or -1.
func index(text string, c byte, from int) int {
	i := strings.IndexByte(text[from:], c)
	if i < 0 {
		return -1
	}
	return from + i
}
