package json

import (
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/sx-lang/sx/cmd/sx/line"
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// maxDigits bounds the digits of an integer: reading takes time that grows faster than their number.
const maxDigits = 100_000

// SyntaxError says where a text is no JSON, and what was wanted there.
type SyntaxError struct {
	Offset int // bytes from the start of the text
	Text   string
}

// Error gives the place, as a column that counts bytes from 1, and what is wrong.
func (e *SyntaxError) Error() string { return fmt.Sprintf("column %d: %s", e.Offset+1, e.Text) }

// Parse reads a text that is exactly one JSON value. Errors are *SyntaxError.
func Parse(text string) (kernel.Value, error) {
	p := &parser{text: text}
	if !utf8.ValidString(text) {
		for p.at < len(text) {
			r, n := utf8.DecodeRuneInString(text[p.at:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			p.at += n
		}
		return kernel.Nil, p.fail("the text is not UTF-8 here")
	}
	v, err := p.value(0)
	if err != nil {
		return kernel.Nil, err
	}
	if p.space(); p.at < len(text) {
		return kernel.Nil, p.fail("want the end of the text after the value, got %s", p.here())
	}
	return v, nil
}

type parser struct {
	text string
	at   int
}

func (p *parser) fail(format string, args ...any) error {
	return &SyntaxError{p.at, fmt.Sprintf(format, args...)}
}

// here names what stands at the place.
func (p *parser) here() string {
	if p.at >= len(p.text) {
		return "the end"
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.at:])
	return strconv.QuoteRune(r)
}

func (p *parser) space() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// next tells which byte comes after spaces; 0 at the end.
func (p *parser) next() byte {
	if p.space(); p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) value(depth int) (kernel.Value, error) {
	if depth > codec.MaxDepth {
		return kernel.Nil, p.fail("%v", codec.ErrDepth)
	}
	switch c := p.next(); {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		s, err := p.str()
		return kernel.Str(s), err
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	}
	for word, v := range map[string]kernel.Value{"null": kernel.Nil, "true": kernel.True, "false": kernel.False} {
		if len(p.text)-p.at >= len(word) && p.text[p.at:p.at+len(word)] == word {
			p.at += len(word)
			return v, nil
		}
	}
	return kernel.Nil, p.fail("want a JSON value, got %s", p.here())
}

func (p *parser) array(depth int) (kernel.Value, error) {
	p.at++
	var items []kernel.Value
	if p.next() == ']' {
		p.at++
		return kernel.ListOf(), nil
	}
	for {
		v, err := p.value(depth + 1)
		if err != nil {
			return kernel.Nil, err
		}
		items = append(items, v)
		switch p.next() {
		case ',':
			p.at++
		case ']':
			p.at++
			return kernel.ListOf(items...), nil
		default:
			return kernel.Nil, p.fail("want , or ] in an array, got %s", p.here())
		}
	}
}

func (p *parser) object(depth int) (kernel.Value, error) {
	start := p.at
	p.at++
	d := kernel.NewDict()
	if p.next() == '}' {
		p.at++
		return d.Value(), nil
	}
	for {
		if err := p.member(d, depth); err != nil {
			return kernel.Nil, err
		}
		switch p.next() {
		case ',':
			p.at++
		case '}':
			p.at++
			return p.marked(d, start)
		default:
			return kernel.Nil, p.fail("want , or } in an object, got %s", p.here())
		}
	}
}

func (p *parser) member(d *kernel.Dict, depth int) error {
	if p.next() != '"' {
		return p.fail("want a key in quotes, got %s", p.here())
	}
	start := p.at
	s, err := p.str()
	if err != nil {
		return err
	}
	key := kernel.NewString(s)
	if _, twice := d.Get(key); twice {
		p.at = start
		return p.fail("the key %q is there twice", s)
	}
	if p.next() != ':' {
		return p.fail("want : after a key, got %s", p.here())
	}
	p.at++
	v, err := p.value(depth + 1)
	if err == nil {
		d.Set(key, v)
	}
	return err
}

// marked gives what {"$sx": text} stands for, and any other dict as it is.
func (p *parser) marked(d *kernel.Dict, start int) (kernel.Value, error) {
	v, ok := d.Get(kernel.NewString(marker))
	if d.Len() != 1 || !ok || !v.IsString() {
		return d.Value(), nil
	}
	x, ok, err := line.Parse(marker, 1, v.Text())
	if err == nil && !ok {
		err = fmt.Errorf("%s: want a form", marker)
	}
	if err != nil {
		p.at = start
		return kernel.Nil, p.fail("%v", err)
	}
	return x, nil
}

// number reads a number by the grammar of RFC 8259: integers are exact, all others floats.
func (p *parser) number() (kernel.Value, error) {
	start := p.at
	digits := func() int {
		from := p.at
		for p.at < len(p.text) && p.text[p.at] >= '0' && p.text[p.at] <= '9' {
			p.at++
		}
		return p.at - from
	}
	accept := func(set string) bool {
		for _, c := range []byte(set) {
			if p.at < len(p.text) && p.text[p.at] == c {
				p.at++
				return true
			}
		}
		return false
	}
	accept("-")
	zero := p.at < len(p.text) && p.text[p.at] == '0'
	n := digits()
	switch {
	case n == 0:
		return kernel.Nil, p.fail("want a digit, got %s", p.here())
	case zero && n > 1:
		p.at = start
		return kernel.Nil, p.fail("a number begins with 0")
	case n > maxDigits:
		return kernel.Nil, p.fail("a number has %d digits, want at most %d", n, maxDigits)
	}
	whole := true
	if accept(".") {
		if whole = false; digits() == 0 {
			return kernel.Nil, p.fail("want a digit after the point, got %s", p.here())
		}
	}
	if accept("eE") {
		whole = false
		if accept("+-"); digits() == 0 {
			return kernel.Nil, p.fail("want a digit in the exponent, got %s", p.here())
		}
	}
	return p.toNumber(p.text[start:p.at], start, whole)
}

func (p *parser) toNumber(text string, start int, whole bool) (kernel.Value, error) {
	if whole {
		if v, ok := kernel.ParseNumber(text, 10); ok {
			return v, nil
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) {
		p.at = start
		return kernel.Nil, p.fail("the number %.40s is beyond the range of floats", text)
	}
	return kernel.Float(f), nil
}

// str reads a string in quotes.
func (p *parser) str() (string, error) {
	p.at++
	from := p.at
	var b []byte // what came before from; nil while there was no escape
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '"':
			s := p.text[from:p.at]
			p.at++
			if b != nil {
				s = string(append(b, s...))
			}
			return s, nil
		case c < ' ':
			return "", p.fail("want an escape for the control character %s in a string", p.here())
		case c != '\\':
			p.at++
		default:
			b = append(b, p.text[from:p.at]...)
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			b = utf8.AppendRune(b, r)
			from = p.at
		}
	}
	return "", p.fail("want \" at the end of a string, got the end")
}

// escape reads an escape, which begins here.
func (p *parser) escape() (rune, error) {
	start := p.at
	p.at++
	if p.at >= len(p.text) {
		return 0, p.fail("want \" at the end of a string, got the end")
	}
	c := p.text[p.at]
	p.at++
	for i, name := range []byte(`"\/bfnrt`) {
		if c == name {
			return rune("\"\\/\b\f\n\r\t"[i]), nil
		}
	}
	if c != 'u' {
		p.at = start
		return 0, p.fail("there is no escape \\%c", c)
	}
	r, err := p.hex4()
	if err != nil || r < 0xd800 || r > 0xdfff {
		return r, err
	}
	if r < 0xdc00 && p.at+1 < len(p.text) && p.text[p.at:p.at+2] == `\u` {
		p.at += 2
		low, err := p.hex4()
		if err != nil {
			return 0, err
		}
		if low >= 0xdc00 && low <= 0xdfff {
			return (r-0xd800)<<10 + low - 0xdc00 + 0x10000, nil
		}
	}
	p.at = start
	return 0, p.fail("\\u%04x is half of a surrogate pair and stands alone", r)
}

func (p *parser) hex4() (rune, error) {
	if len(p.text)-p.at < 4 {
		return 0, p.fail("want four hex digits after \\u")
	}
	n, err := strconv.ParseUint(p.text[p.at:p.at+4], 16, 16)
	if err != nil {
		return 0, p.fail("want four hex digits after \\u")
	}
	p.at += 4
	return rune(n), nil
}
