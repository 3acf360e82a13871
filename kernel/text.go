package kernel

import (
	"hash/maphash"
	"sync/atomic"
	"unicode/utf8"
	"unique"
)

// String is an immutable text. Indices count characters; ascii texts index in O(1).
type String struct {
	Header
	ascii bool
	runes int32  // characters; meaningless for texts of 2 GiB and more, which the limits forbid
	hash  uint64 // 0 until asked; written atomically, since constants are shared between machines
	s     string
}

// Str makes a string value.
func Str(s string) Value { return Ref(&NewString(s).Header) }

// NewString makes a String.
func NewString(s string) *String {
	n := utf8.RuneCountInString(s)
	return &String{Header: Header{KindString}, ascii: n == len(s), runes: int32(n), s: s}
}

// IsString tells whether v is a string.
func (v Value) IsString() bool { return v.Kind() == KindString }

// String gives v's text; v.IsString() holds.
func (v Value) Text() string { return (*String)(v.p).s }

// AsString gives v's String; v.IsString() holds.
func (v Value) AsString() *String { return (*String)(v.p) }

// String gives the text.
func (s *String) String() string { return s.s }

// Len counts characters.
func (s *String) Len() int { return int(s.runes) }

// Slice gives the characters from index from up to, not including, to; 0 <= from <= to <= Len().
// An ascii text is cut in O(1), another in O(bytes).
func (s *String) Slice(from, to int) string {
	if s.ascii {
		return s.s[from:to]
	}
	start := runeOffset(s.s, from)
	return s.s[start : start+runeOffset(s.s[start:], to-from)]
}

// runeOffset gives the byte offset of character i.
func runeOffset(s string, i int) int {
	off := 0
	for ; i > 0; i-- {
		_, w := utf8.DecodeRuneInString(s[off:])
		off += w
	}
	return off
}

// hashSeed keeps colliding keys from being computed in advance. Nothing a program can see depends
// on hashes: dicts and sets iterate in insertion order.
var hashSeed = maphash.MakeSeed()

// Hash gives the text's hash, the same for equal texts within this process.
func (s *String) Hash() uint64 {
	if h := atomic.LoadUint64(&s.hash); h != 0 {
		return h
	}
	h := maphash.String(hashSeed, s.s) | 1
	atomic.StoreUint64(&s.hash, h)
	return h
}

// Symbol is a name; Keyword a name written with a colon. Both are equal when their names are.
type Symbol struct {
	Header
	name unique.Handle[string]
}

// Sym makes a symbol value.
func Sym(name string) Value {
	return Ref(&(&Symbol{Header{KindSymbol}, unique.Make(name)}).Header)
}

// Keyword makes a keyword datum; name is without its colon.
func Keyword(name string) Value {
	return Ref(&(&Symbol{Header{KindKeyword}, unique.Make(name)}).Header)
}

// IsSymbol tells whether v is a symbol.
func (v Value) IsSymbol() bool { return v.Kind() == KindSymbol }

// IsKeyword tells whether v is a keyword datum.
func (v Value) IsKeyword() bool { return v.Kind() == KindKeyword }

// SymbolName gives the name of a symbol or keyword; v is one of them.
func (v Value) SymbolName() string { return (*Symbol)(v.p).name.Value() }

// IsSymbolNamed tells whether v is the symbol with that name.
func (v Value) IsSymbolNamed(name string) bool {
	return v.Kind() == KindSymbol && v.SymbolName() == name
}
