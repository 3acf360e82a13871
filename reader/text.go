package reader

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/sx-lang/sx/kernel"
)

// atom makes the value of a token that is no bracket and no prefix. Texts are copied, so that no
// value keeps the whole source alive.
func atom(t *lexer.Token) (kernel.Value, *fault) {
	switch t.Type {
	case tokName:
		return word(t.Value, t.Pos.Offset)
	case tokString:
		return kernel.Str(strings.Clone(t.Value)), nil
	case tokEscaped:
		text, f := unescape(t.Value, t.Pos.Offset+1, stringEscapes)
		return kernel.Str(text), f
	case tokChar:
		return char(t.Value, t.Pos.Offset)
	case tokQuoted:
		return quoted(t.Value, t.Pos.Offset)
	}
	return sharp(t.Value, t.Pos.Offset)
}

// word makes the value of a name: a number, keyword, constant or symbol.
func word(text string, off int) (kernel.Value, *fault) {
	switch c := text[0]; {
	case c >= '0' && c <= '9', c == '+', c == '-', c == '.':
		if v, ok := kernel.ParseNumber(text, 10); ok {
			return v, nil
		}
		if kernel.LooksNumeric(text) {
			return kernel.Nil, faultf(off, "%s is no number", short(text))
		}
		if text == "." {
			return kernel.Nil, faultf(off, "unexpected . alone")
		}
	case c == ':':
		if len(text) == 1 {
			return kernel.Nil, faultf(off, "keyword without a name")
		}
		return kernel.Keyword(text[1:]), nil
	}
	switch text {
	case "nil":
		return kernel.Nil, nil
	case "true":
		return kernel.True, nil
	case "false":
		return kernel.False, nil
	}
	return kernel.Sym(text), nil
}

// short gives text, cut if it is long, for a message.
func short(text string) string {
	if len(text) <= 40 {
		return text
	}
	cut := 40
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// sharp makes the value of a token that begins with #.
func sharp(text string, off int) (kernel.Value, *fault) {
	switch text {
	case "#t", "#true":
		return kernel.True, nil
	case "#f", "#false":
		return kernel.False, nil
	}
	if v, ok := kernel.ParseNumber(text, 10); ok {
		return v, nil
	}
	if strings.HasPrefix(text, "#<") {
		return kernel.Nil, faultf(off, "%s: values that are printed as #<…> cannot be read", short(text))
	}
	return kernel.Nil, faultf(off, "unknown syntax %s", short(text))
}

// quoted makes the symbol |name or the keyword :|name.
func quoted(text string, off int) (kernel.Value, *fault) {
	if text[0] == ':' {
		name, f := unescape(text[2:], off+2, barEscapes)
		return kernel.Keyword(name), f
	}
	name, f := unescape(text[1:], off+1, barEscapes)
	return kernel.Sym(name), f
}

// char makes the character that is written #\text.
func char(text string, off int) (kernel.Value, *fault) {
	r, w := utf8.DecodeRuneInString(text)
	if w == len(text) {
		return kernel.Char(r), nil
	}
	for _, c := range kernel.CharNames {
		if c.Name == text {
			return kernel.Char(c.Char), nil
		}
	}
	if text[0] == 'x' {
		if r, ok := codePoint(text[1:]); ok {
			return kernel.Char(r), nil
		}
	}
	return kernel.Nil, faultf(off, `unknown char #\%s`, short(text))
}

// codePoint reads the hexadecimal number of a Unicode character; surrogates are none.
func codePoint(hex string) (rune, bool) {
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return 0, false
	}
	return rune(n), true
}

// The escapes of one character, and what each stands for.
const (
	stringEscapes = "\"\"\\\\n\nt\tr\r0\x00"
	barEscapes    = "||\\\\n\nt\tr\r"
)

// unescape replaces the escapes in text, which starts at off: the pairs in single, \xHH; and \uXXXX.
func unescape(text string, off int, single string) (string, *fault) {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		next := strings.IndexByte(text[i:], '\\')
		if next < 0 {
			return string(append(out, text[i:]...)), nil
		}
		out = append(out, text[i:i+next]...)
		i += next
		r, w, f := escape(text[i:], off+i, single)
		if f != nil {
			return "", f
		}
		out = utf8.AppendRune(out, r)
		i += w
	}
	return string(out), nil
}

// escape reads the escape that text begins with, w bytes long.
func escape(text string, off int, single string) (r rune, w int, f *fault) {
	switch c := text[1]; c {
	case 'x':
		end := strings.IndexByte(text, ';')
		if end < 0 || end == 2 || end > 10 || !isHex(text[2:end]) {
			return 0, 0, faultf(off, `bad escape: want \xHH; with hexadecimal digits`)
		}
		w = end + 1
	case 'u':
		if len(text) < 6 || !isHex(text[2:6]) {
			return 0, 0, faultf(off, `bad escape: want \uXXXX with four hexadecimal digits`)
		}
		w = 6
	default:
		for i := 0; i < len(single); i += 2 {
			if single[i] == c {
				return rune(single[i+1]), 2, nil
			}
		}
		r, _ := utf8.DecodeRuneInString(text[1:])
		return 0, 0, faultf(off, `unknown escape \%s`, shown(r))
	}
	r, ok := codePoint(strings.TrimSuffix(text[2:w], ";"))
	if !ok {
		return 0, 0, faultf(off, "escape %s is no Unicode character", text[:w])
	}
	return r, w, nil
}

func isHex(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}

// shown gives a character for a message.
func shown(r rune) string {
	if unicode.IsGraphic(r) && !unicode.IsSpace(r) {
		return string(r)
	}
	return fmt.Sprintf("%U", r)
}
