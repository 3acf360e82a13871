package kernel

import (
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// String is an immutable text. Indices count characters, and cost O(1): in an ascii text they are
// bytes, and a long text of other characters remembers where every blockRunes-th one begins.
type String struct {
	Header
	ascii bool
	long  bool   // it is the head of a longString
	keyed bool   // it is a key of a Shape, and of no machine
	runes int32  // characters; meaningless for texts of 2 GiB and more, which the limits forbid
	hash  uint64 // 0 until asked; written atomically, since constants are shared between machines
	s     string
}

// Str makes a string value.
func Str(s string) Value { return Ref(&NewString(s).Header) }

// longString is a text that is not ascii, with an index of its characters made at the first use.
type longString struct {
	String
	index atomic.Pointer[[]int32] // byte offsets of the characters 0, blockRunes, 2*blockRunes …
}

const blockRunes = 64

// NewString makes a String.
func NewString(s string) *String {
	n := utf8.RuneCountInString(s)
	if n == len(s) || n <= 2*blockRunes {
		return &String{Header: Header{KindString}, ascii: n == len(s), runes: int32(n), s: s}
	}
	l := &longString{String: String{Header: Header{KindString}, long: true, runes: int32(n), s: s}}
	return &l.String
}

// asKey gives the String of its own that a Shape has for the key s, or s itself if a Shape has made it.
func (s *String) asKey() *String {
	var k *String
	switch {
	case s.keyed:
		return s
	case len(s.s) <= 32: // else the bytes are no part of s, which need not be kept for them
		k = copyString(s.s)
	case s.long:
		k = &(&longString{String: String{Header: s.Header, long: true, runes: s.runes, s: s.s}}).String
	default:
		k = &String{Header: s.Header, ascii: s.ascii, runes: s.runes, s: s.s}
	}
	k.keyed, k.hash = true, atomic.LoadUint64(&s.hash)
	return k
}

// copyString makes a String of a copy of the text: one object with the bytes if they are few.
func copyString[T string | []byte](text T) *String {
	switch n := len(text); {
	case n <= 16:
		o := &struct {
			String
			room [16]byte
		}{}
		return o.hold(o.room[:copy(o.room[:], text)])
	case n <= 32:
		o := &struct {
			String
			room [32]byte
		}{}
		return o.hold(o.room[:copy(o.room[:], text)])
	}
	return NewString(string(text))
}

// hold makes s, the zero String, one of the few bytes in room, which nobody changes from now on.
func (s *String) hold(room []byte) *String {
	n := utf8.RuneCount(room)
	s.Header, s.ascii, s.runes, s.s = Header{KindString}, n == len(room), int32(n), textOf(room)
	return s
}

// IsString tells whether v is a string.
func (v Value) IsString() bool { return v.Kind() == KindString }

// Text gives v's text; v.IsString() holds.
func (v Value) Text() string { return (*String)(v.p).s }

// AsString gives v's String; v.IsString() holds.
func (v Value) AsString() *String { return (*String)(v.p) }

// String gives the text.
func (s *String) String() string { return s.s }

// Len counts characters.
func (s *String) Len() int { return int(s.runes) }

// Slice gives the characters from index from up to, not including, to; 0 <= from <= to <= Len(). It
// shares the text's bytes. O(1), but O(bytes) the first time for a long text that is not ascii.
func (s *String) Slice(from, to int) string { return s.s[s.offset(from):s.offset(to)] }

// offset gives the byte offset of character i, 0 <= i <= Len().
func (s *String) offset(i int) int {
	switch {
	case s.ascii:
		return i
	case i == int(s.runes):
		return len(s.s)
	case !s.long:
		return skipRunes(s.s, i)
	}
	start := int(s.blocks()[i/blockRunes])
	return start + skipRunes(s.s[start:], i%blockRunes)
}

// blocks gives the index of a long text.
func (s *String) blocks() []int32 {
	l := As[longString](Ref(&s.Header))
	if p := l.index.Load(); p != nil {
		return *p
	}
	index := make([]int32, 0, int(s.runes)/blockRunes+1)
	n := 0
	for at := range s.s {
		if n%blockRunes == 0 {
			index = append(index, int32(at))
		}
		n++
	}
	l.index.Store(&index)
	return index
}

// skipRunes gives the byte offset of character i of s.
func skipRunes(s string, i int) int {
	off := 0
	for ; i > 0; i-- {
		_, w := utf8.DecodeRuneInString(s[off:])
		off += w
	}
	return off
}

// find gives the byte offset of the first part at from, a byte offset, or after it; -1 if there is none.
// Its work is charged to m window by window; the windows overlap by one byte less than the part.
func (s *String) find(m *Meter, part string, from int) (int, error) {
	window := max(textWindow, len(part))
	for ; ; from += window {
		end := min(from+window+len(part)-1, len(s.s))
		if len(part) == 0 {
			end = from
		}
		if err := m.Work((end - from) / SlotSize); err != nil {
			return 0, err
		}
		if at := strings.Index(s.s[from:end], part); at >= 0 {
			return from + at, nil
		}
		if end == len(s.s) {
			return -1, nil
		}
	}
}

// textWindow is how many bytes of a text are worked on between two looks at the meter.
const textWindow = 1 << 18

// countRunes counts the characters of a text, charged.
func countRunes[T string | []byte](m *Meter, text T) (int, error) {
	n := 0
	for len(text) > 0 {
		end := min(textWindow, len(text))
		for end < len(text) && end > textWindow-utf8.UTFMax && !utf8.RuneStart(text[end]) {
			end--
		}
		if err := m.Work(end/SlotSize + 1); err != nil {
			return 0, err
		}
		n += utf8.RuneCountInString(string(text[:end]))
		text = text[end:]
	}
	return n, nil
}

// Hash gives the text's hash, the same for equal texts in every process.
func (s *String) Hash() uint64 {
	if h := atomic.LoadUint64(&s.hash); h != 0 {
		return h
	}
	return s.computeHash()
}

//go:noinline
func (s *String) computeHash() uint64 {
	h := hashText(s.s) | 1
	atomic.StoreUint64(&s.hash, h)
	return h
}

// Symbol is a name; Keyword a name written with a colon. Both are equal when their names are.
type Symbol struct {
	Header
	name string
}

// Sym makes a symbol value, which holds on to the bytes of the name.
func Sym(name string) Value {
	return Ref(&(&Symbol{Header{KindSymbol}, name}).Header)
}

// Keyword makes a keyword datum; name is without its colon.
func Keyword(name string) Value {
	return Ref(&(&Symbol{Header{KindKeyword}, name}).Header)
}

// IsSymbol tells whether v is a symbol.
func (v Value) IsSymbol() bool { return v.Kind() == KindSymbol }

// IsKeyword tells whether v is a keyword datum.
func (v Value) IsKeyword() bool { return v.Kind() == KindKeyword }

// SymbolName gives the name of a symbol or keyword; v is one of them.
func (v Value) SymbolName() string { return (*Symbol)(v.p).name }

// IsSymbolNamed tells whether v is the symbol with that name.
func (v Value) IsSymbolNamed(name string) bool {
	return v.Kind() == KindSymbol && v.SymbolName() == name
}
