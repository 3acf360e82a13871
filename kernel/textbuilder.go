package kernel

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxText bounds the bytes of one string; a String counts its characters in 32 bits.
const maxText = 1 << 30

// textPiece is how many bytes of text a builtin handles between two looks at the meter.
const textPiece = 1 << 16

// textBuilder collects text and charges it to a meter before it takes it. After an error, which it
// keeps, it takes nothing more.
type textBuilder struct {
	m   *Meter
	b   []byte
	err error
}

// reserve charges n bytes that are about to be added; false if they must not be.
func (t *textBuilder) reserve(n int) bool {
	if t.err != nil {
		return false
	}
	if n > maxText-len(t.b) {
		t.err = textTooLong()
		return false
	}
	if t.err = t.m.Alloc(n); t.err == nil {
		t.b, t.err = growBytes(t.m, t.b, n)
	}
	return t.err == nil
}

func textTooLong() error {
	return BadRange(-1, "result would have more than %d bytes", maxText)
}

// add adds a text.
func (t *textBuilder) add(s string) {
	for len(s) > textPiece && t.reserve(textPiece) {
		t.b = append(t.b, s[:textPiece]...)
		s = s[textPiece:]
	}
	if t.reserve(len(s)) {
		t.b = append(t.b, s...)
	}
}

// addRune adds a character.
func (t *textBuilder) addRune(r rune) {
	if t.reserve(utf8.RuneLen(r)) {
		t.b = utf8.AppendRune(t.b, r)
	}
}

// addTimes adds s n times.
func (t *textBuilder) addTimes(s string, n int) {
	if s == "" || n <= 0 {
		return
	}
	if n > maxText/len(s) {
		n = maxText/len(s) + 1
	}
	if n*len(s) > maxText-len(t.b) {
		t.err = textTooLong()
		return
	}
	if t.err != nil {
		return
	}
	if t.err = t.m.Room(n * len(s)); t.err != nil {
		return
	}
	if t.b, t.err = growBytes(t.m, t.b, n*len(s)); t.err != nil {
		return
	}
	if some := textPiece / len(s); some > 1 && n > some {
		block := strings.Repeat(s, some)
		for ; n > some && t.err == nil; n -= some {
			t.add(block)
		}
	}
	for ; n > 0 && t.err == nil; n-- {
		t.add(s)
	}
}

// addValue adds the text of v, as Write or Display give it.
func (t *textBuilder) addValue(v Value, write bool) {
	switch k := v.Kind(); {
	case t.err != nil:
	case k == KindString && !write:
		t.add(v.Text())
	case k == KindInt:
		var digits [20]byte
		t.add(string(strconv.AppendInt(digits[:0], v.Int64(), 10)))
	case k == KindBig || k == KindRat:
		t.b, t.err = appendExact(t.m, t.b, v, 10)
	default:
		t.b, t.err = AppendText(t.b, t.m, v, write)
	}
	if t.err == nil && len(t.b) > maxText {
		t.err = textTooLong()
	}
}

// value gives what was collected as a string value, or the error that there was.
func (t *textBuilder) value() (Value, error) {
	if t.err != nil {
		return Nil, t.err
	}
	if err := t.m.Alloc(textSize); err != nil {
		return Nil, err
	}
	return Str(t.text()), nil
}

// text gives what was collected, and ends the collecting. It copies if much room is left.
func (t *textBuilder) text() string {
	if cap(t.b)-len(t.b) > len(t.b)/4 {
		return string(t.b)
	}
	return textOf(t.b)
}

// textSize is the bytes that a String takes beside its text.
const textSize = 48

// newPart makes a string value of s, part of a text, and charges it. It copies the bytes: a short part
// must not hold a long text.
func newPart(m *Meter, s string) (Value, error) {
	if err := m.Alloc(len(s) + textSize); err != nil {
		return Nil, err
	}
	return Ref(&copyString(s).Header), nil
}

// newText makes a string value of s, a new text, and charges it.
func newText(m *Meter, s string) (Value, error) {
	if err := m.Alloc(len(s) + textSize); err != nil {
		return Nil, err
	}
	return Str(s), nil
}

// pieceEnd gives how many bytes of s make a piece that ends between characters.
func pieceEnd(s string) int {
	if len(s) <= textPiece {
		return len(s)
	}
	n := textPiece
	for n > textPiece-utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// mapText applies f, which treats every character by itself, to a text in pieces.
func mapText(m *Meter, s string, f func(string) string) (Value, error) {
	t := textBuilder{m: m}
	for s != "" && t.err == nil {
		n := pieceEnd(s)
		if t.err = m.Work(n / 4); t.err == nil {
			t.add(f(s[:n]))
		}
		s = s[n:]
	}
	return t.value()
}
