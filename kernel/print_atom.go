package kernel

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// AppendFloat appends the shortest text that reads back as f, always with a point or an exponent.
func AppendFloat(b []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, "+nan.0"...)
	case math.IsInf(f, 1):
		return append(b, "+inf.0"...)
	case math.IsInf(f, -1):
		return append(b, "-inf.0"...)
	}
	if a := math.Abs(f); a != 0 && (a < 1e-7 || a >= 1e21) {
		b = strconv.AppendFloat(b, f, 'e', -1, 64)
		if n := len(b); b[n-4] == 'e' && b[n-2] == '0' { // strconv gives an exponent two digits at least
			b = append(b[:n-2], b[n-1])
		}
		return b
	}
	start := len(b)
	b = strconv.AppendFloat(b, f, 'f', -1, 64)
	for _, c := range b[start:] {
		if c == '.' {
			return b
		}
	}
	return append(b, ".0"...)
}

// appendEscaped appends s with escapes for delim and for what cannot be seen.
func appendEscaped(b []byte, delim byte, s string) []byte {
	for {
		plain := 0
		for plain < len(s) && isPlainByte(s[plain], delim) {
			plain++
		}
		b = append(b, s[:plain]...)
		if s = s[plain:]; s == "" {
			return b
		}
		r, w := utf8.DecodeRuneInString(s)
		b = appendEscape(b, delim, r)
		s = s[w:]
	}
}

// isPlainByte tells whether c stands for itself between two delim.
func isPlainByte(c, delim byte) bool {
	return c >= ' ' && c < 0x7f && c != delim && c != '\\'
}

func appendEscape(b []byte, delim byte, r rune) []byte {
	switch r {
	case rune(delim), '\\':
		return append(b, '\\', byte(r))
	case '\n':
		return append(b, '\\', 'n')
	case '\t':
		return append(b, '\\', 't')
	case '\r':
		return append(b, '\\', 'r')
	}
	if unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) {
		return fmt.Appendf(b, "\\x%x;", r)
	}
	return utf8.AppendRune(b, r)
}

// CharNames are the chars that are written by name.
var CharNames = []struct {
	Name string
	Char rune
}{
	{"space", ' '}, {"newline", '\n'}, {"tab", '\t'}, {"return", '\r'}, {"nul", 0}, {"null", 0},
	{"alarm", 7}, {"backspace", 8}, {"delete", 0x7f}, {"escape", 0x1b},
}

func appendChar(b []byte, r rune) []byte {
	b = append(b, '#', '\\')
	for _, c := range CharNames {
		if c.Char == r {
			return append(b, c.Name...)
		}
	}
	if unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.M, r) {
		return append(b, string(r)...)
	}
	return fmt.Appendf(b, "x%x", r)
}

// IsPlainName tells whether name, written bare, reads back as a symbol (and, after a colon, as a
// keyword).
func IsPlainName(name string) bool {
	if name == "" || name == "." || strings.HasPrefix(name, ":") {
		return false
	}
	switch name {
	case "true", "false", "nil":
		return false
	}
	return name[0] != '#' && isNameRunes(name) && !LooksNumeric(name)
}

// isNameRunes tells whether name, after a colon, reads back as a keyword.
func isNameRunes(name string) bool {
	for _, r := range name {
		if !IsNameRune(r) {
			return false
		}
	}
	return name != ""
}

// IsNameRune tells whether r can be part of a symbol.
func IsNameRune(r rune) bool {
	switch r {
	case '(', ')', '[', ']', '{', '}', '"', '\'', '`', ',', ';', '|', '\uFEFF', '\uFFFD':
		return false
	}
	if r < utf8.RuneSelf {
		return r > ' ' && r != 0x7f
	}
	return !unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r)
}

// LooksNumeric tells whether a token starts like a number, and so must be one: a digit, or a sign or
// point before a digit, or one of the written infinities.
func LooksNumeric(token string) bool {
	switch token {
	case "+inf.0", "-inf.0", "+nan.0", "-nan.0":
		return true
	}
	s := strings.TrimLeft(token, "+-")
	if len(token)-len(s) > 1 {
		return false
	}
	s = strings.TrimPrefix(s, ".")
	return s != "" && s[0] >= '0' && s[0] <= '9'
}
