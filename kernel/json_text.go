package kernel

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text reads a string in quotes, and charges it.
func (r *jsonReader) text() (string, error) {
	from := r.i
	r.i++
	t := textBuilder{m: r.m}
	plain := r.i // r.s[plain:r.i] stands for itself
	for ; t.err == nil; r.i++ {
		if r.i == len(r.s) {
			return "", r.fail(from, "want the end of this string")
		}
		switch c := r.s[r.i]; {
		case c == '"':
			end := r.i
			r.i++
			if len(t.b) == 0 {
				return strings.Clone(r.s[plain:end]), r.alloc(textSize + end - plain)
			}
			t.add(r.s[plain:end])
			if t.err == nil {
				t.err = r.alloc(textSize)
			}
			return t.text(), t.err
		case c == '\\':
			t.add(r.s[plain:r.i])
			char, err := r.escape()
			if err != nil {
				return "", err
			}
			t.addRune(char)
			plain = r.i
			r.i--
		case c < ' ':
			return "", r.fail(r.i, "want an escape for a control character")
		case r.i-plain == textPiece:
			t.add(r.s[plain:r.i])
			plain = r.i
		}
	}
	return "", t.err
}

// escape reads an escape, at a backslash.
func (r *jsonReader) escape() (rune, error) {
	at := r.i
	if r.i += 2; r.i <= len(r.s) {
		switch c := r.s[r.i-1]; c {
		case '"', '\\', '/':
			return rune(c), nil
		case 'b':
			return '\b', nil
		case 'f':
			return '\f', nil
		case 'n':
			return '\n', nil
		case 'r':
			return '\r', nil
		case 't':
			return '\t', nil
		case 'u':
			return r.unicode(at)
		}
	}
	return 0, r.fail(at, `want an escape, one of \" \\ \/ \b \f \n \r \t \uXXXX`)
}

// unicode reads the digits of \uXXXX, which began at byte at, and a second one that makes a pair of
// surrogates.
func (r *jsonReader) unicode(at int) (rune, error) {
	c, ok := r.hex4()
	if !ok {
		return 0, r.fail(at, `want four digits after \u`)
	}
	if !utf16.IsSurrogate(c) {
		return c, nil
	}
	if strings.HasPrefix(r.s[r.i:], `\u`) {
		r.i += 2
		if low, ok := r.hex4(); ok {
			if c = utf16.DecodeRune(c, low); c != utf8.RuneError {
				return c, nil
			}
		}
	}
	return 0, r.fail(at, "want a pair of surrogates")
}

func (r *jsonReader) hex4() (rune, bool) {
	if len(r.s)-r.i < 4 || countDigits(r.s[r.i:r.i+4], 16) < 4 {
		return 0, false
	}
	n, _ := strconv.ParseUint(r.s[r.i:r.i+4], 16, 16)
	r.i += 4
	return rune(n), true
}
