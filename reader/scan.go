package reader

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/sx-lang/sx/kernel"
)

// scanner splits a text into tokens, in batches: after the last token of a form, or as many as begin says,
// Next answers EOF until begin is called. A fault ends the batch too, so that what was scanned before
// it is still built and checked; the fault stays in the field of that name.
type scanner struct {
	text   string
	off    int
	limits Options
	open   []opening
	left   int // tokens left in the batch
	fault  *fault
	// comment, unless nil, is told where a comment stands.
	comment func(from, to int)
}

// opening is a bracket that is not closed yet, or a prefix like ' that has no form yet.
type opening struct {
	typ lexer.TokenType
	off int
}

// begin starts the next batch, of at most n tokens.
func (s *scanner) begin(n int) { s.left = n }

// skipPreamble skips a byte order mark and a first line that begins with #!.
func (s *scanner) skipPreamble() {
	s.off = len(s.text) - len(trimMark(s.text))
	if strings.HasPrefix(s.text[s.off:], "#!") {
		s.skipLine()
	}
}

const byteOrderMark = "\uFEFF"

func trimMark(text string) string { return strings.TrimPrefix(text, byteOrderMark) }

// Next gives the next token of the batch. The error is always nil; faults end the batch.
func (s *scanner) Next() (lexer.Token, error) {
	var t lexer.Token
	s.scan(&t)
	return t, nil
}

// scan makes t the next token, or the one that ends the batch. Positions of tokens carry the offset alone;
// line and column are found when somebody asks, which is in errors only.
func (s *scanner) scan(t *lexer.Token) {
	if s.left > 0 && s.fault == nil && s.skipBlank() {
		s.left--
		start := s.off
		if start < len(s.text) {
			typ, value := s.token()
			if s.fault == nil {
				s.nest(typ, start)
			}
			if s.fault == nil {
				t.Type, t.Value, t.Pos.Offset = typ, value, start
				return
			}
		} else {
			s.checkClosed()
		}
	}
	t.Type, t.Value, t.Pos.Offset = lexer.EOF, "", s.off
}

func (s *scanner) fail(f *fault) { s.fault = f }

// skipBlank skips white space and comments; false after a fault.
func (s *scanner) skipBlank() bool {
	for s.off < len(s.text) {
		c := s.text[s.off]
		switch {
		case classes[c] == blank:
			s.off++
		case c == ';':
			start := s.off
			if !s.skipLine() {
				return false
			}
			if s.comment != nil {
				s.comment(start, s.off)
			}
		case c >= utf8.RuneSelf:
			r, w := utf8.DecodeRuneInString(s.text[s.off:])
			if !unicode.IsSpace(r) {
				return true
			}
			s.off += w
		default:
			return true
		}
	}
	return true
}

// blankRest tells whether nothing but white space follows.
func (s *scanner) blankRest() bool {
	for i := s.off; i < len(s.text); i++ {
		if classes[s.text[i]] != blank {
			return false
		}
	}
	return true
}

// skipLine skips the rest of the line, a comment; false after a fault.
func (s *scanner) skipLine() bool {
	line := s.text[s.off:]
	if i := strings.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	if !s.checkUTF8(line, s.off) {
		return false
	}
	for i := 0; i < len(line); i++ {
		if c := line[i]; classes[c] == bad {
			s.fail(faultf(s.off+i, "control character %U in a comment", c))
			return false
		}
	}
	s.off += len(line)
	return true
}

// checkUTF8 fails at the first byte of text, which starts at off, that is not UTF-8.
func (s *scanner) checkUTF8(text string, off int) bool {
	if utf8.ValidString(text) {
		return true
	}
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD") {
			s.fail(faultf(off+i, "byte 0x%02x is not UTF-8", text[i]))
			break
		}
	}
	return false
}

// nest follows the nesting over a token, and ends the batch with the form.
func (s *scanner) nest(typ lexer.TokenType, start int) {
	switch {
	case opens(typ):
		if len(s.open) >= s.limits.MaxDepth {
			s.fail(faultf(start, "nesting is deeper than %d", s.limits.MaxDepth))
			return
		}
		s.open = append(s.open, opening{typ, start})
		return
	case closes(typ):
		if !s.checkCloser(typ, start) {
			return
		}
		s.open = s.open[:len(s.open)-1]
	}
	for len(s.open) > 0 {
		top := s.open[len(s.open)-1].typ
		if !isPrefix(top) {
			return
		}
		s.open = s.open[:len(s.open)-1]
		if top == tokDrop {
			return
		}
	}
	s.left = 0
}

func (s *scanner) checkCloser(typ lexer.TokenType, start int) bool {
	closer := tokenText[typ]
	if len(s.open) == 0 {
		s.fail(faultf(start, "unexpected %s: nothing is open", closer))
		return false
	}
	top := s.open[len(s.open)-1]
	if isPrefix(top.typ) {
		s.fail(faultf(start, "unexpected %s: %s at %s has no form yet", closer, tokenText[top.typ], s.place(top.off)))
		return false
	}
	if want := closerOf(top.typ); want != typ {
		s.fail(faultf(start, "unexpected %s: want %s to close %s opened at %s",
			closer, tokenText[want], tokenText[top.typ], s.place(top.off)))
		return false
	}
	return true
}

// checkClosed fails when the text ends inside a form.
func (s *scanner) checkClosed() {
	for i := len(s.open) - 1; i >= 0; i-- {
		if o := s.open[i]; !isPrefix(o.typ) {
			s.fail(tooShort(o.off, "unclosed %s: the text ends at %s without its %s", tokenText[o.typ], s.place(s.off), tokenText[closerOf(o.typ)]))
			return
		}
	}
	if len(s.open) > 0 {
		o := s.open[len(s.open)-1]
		s.fail(tooShort(o.off, "%s has no form: the text ends at %s", tokenText[o.typ], s.place(s.off)))
	}
}

// place gives an offset as line:column.
func (s *scanner) place(off int) string {
	pos := kernel.Pos{Source: &kernel.Source{Text: s.text}, Offset: off}
	return strings.TrimPrefix(pos.String(), ":")
}
