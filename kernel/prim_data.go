package kernel

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"unicode/utf8"
)

func dataBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "canonical-serialize", Min: 1, Max: 1, Fn: canonicalSerialize,
			Doc:     "The one text that all values equal to this one have: dict keys sorted, 1.0 as 1, 1/2 as 0.5.",
			Example: "(canonical-serialize {:b 1.0 :a (list 1/2 \"x\")}) => \"{:a (0.5 \\\"x\\\") :b 1}\"\n(canonical-serialize (list car)) !! \"canonical-serialize: argument 1 has a builtin in it, want plain data\""},
		{Name: "content-id", Min: 1, Max: 1, Fn: contentIDOf,
			Doc:     "The content id, a CID of version 1 over the canonical text, that all values equal to this one have.",
			Example: "(content-id {:a 1 :b 2}) => \"bafkreibg2tuiojrbx5dr2dko3kidmju32yy6nulx7z536nvcdzbkqs6wzi\""},
		{Name: "json-encode", Min: 1, Max: 1, Fn: jsonEncode,
			Doc:     "(json-encode x): the JSON text of nil, booleans, integers, finite floats, strings, lists, vectors and dicts.",
			Example: "(json-encode {:a (list 1 2.0 nil true \"x\")}) => \"{\\\"a\\\":[1,2.0,null,true,\\\"x\\\"]}\"\n(json-encode (list 1/2)) !! \"json-encode: argument 1 has a fraction in it\""},
		{Name: "json-decode", Min: 1, Max: 1, Fn: jsonDecode,
			Doc:     "(json-decode text): the value of a JSON text: lists, dicts in their order, exact integers, floats for the other numbers, nil for null.",
			Example: "(json-decode \"{\\\"a\\\": [1, 2.0, null]}\") => {:a (1 2.0 nil)}\n(json-decode \"[1,]\") !! \"json-decode: line 1, column 4: want a value\""},
		{Name: "base64-encode", Min: 1, Max: 1, Fn: encoder(base64Text),
			Doc:     "The text's UTF-8 bytes in base 64, with padding.",
			Example: "(base64-encode \"h\u00e9\") => \"aMOp\""},
		{Name: "base64", Min: 1, Max: 1, Fn: encoder(base64Text),
			Doc:     "The text's UTF-8 bytes in base 64, as base64-encode.",
			Example: "(base64 \"a\") => \"YQ==\""},
		{Name: "base64-decode", Min: 1, Max: 1, Fn: decoder("base 64", base64Bytes),
			Doc:     "The text whose UTF-8 bytes are given in base 64; with or without padding.",
			Example: "(base64-decode \"aMOp\") => \"h\u00e9\"\n(base64-decode \"a?\") !! \"base64-decode: argument 1 is no base 64\"\n(base64-decode \"/w==\") !! \"base64-decode: argument 1 stands for bytes that are no UTF-8 text\""},
		{Name: "hex-encode", Min: 1, Max: 1, Fn: encoder(hexText),
			Doc:     "The text's UTF-8 bytes, each in two digits of base 16.",
			Example: "(hex-encode \"h\u00e9\") => \"68c3a9\""},
		{Name: "hex", Min: 1, Max: 1, Fn: encoder(hexText),
			Doc:     "The text's UTF-8 bytes, each in two digits of base 16, as hex-encode.",
			Example: "(hex \"AZ\") => \"415a\""},
		{Name: "hex-decode", Min: 1, Max: 1, Fn: decoder("base 16", hexBytes),
			Doc:     "The text whose UTF-8 bytes are given in base 16.",
			Example: "(hex-decode \"68C3a9\") => \"h\u00e9\"\n(hex-decode \"6\") !! \"hex-decode: argument 1 is no base 16\""},
		{Name: "sha256", Min: 1, Max: 1, Fn: sha256Text,
			Doc:     "The SHA-256 hash of the text's UTF-8 bytes, in 64 digits of base 16.",
			Example: "(sha256 \"\") => \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\""},
	}
}

func canonicalSerialize(m *Meter, args []Value) (Value, error) {
	b, err := CanonicalText(m, args[0])
	if err != nil {
		return Nil, err
	}
	return newText(m, string(b))
}

func contentIDOf(m *Meter, args []Value) (Value, error) {
	b, err := CanonicalText(m, args[0])
	if err != nil {
		return Nil, err
	}
	sum, err := hashBytes(m, string(b))
	if err != nil {
		return Nil, err
	}
	return newText(m, contentID(sum))
}

// hashBytes gives the SHA-256 hash of s.
func hashBytes(m *Meter, s string) ([]byte, error) {
	h := sha256.New()
	for {
		piece := s[:min(len(s), textPiece)]
		if err := m.Work(len(piece)/8 + 16); err != nil {
			return nil, err
		}
		h.Write([]byte(piece))
		if s = s[len(piece):]; s == "" {
			return h.Sum(nil), nil
		}
	}
}

func sha256Text(m *Meter, args []Value) (Value, error) {
	s, err := wantText(args, 0)
	if err != nil {
		return Nil, err
	}
	sum, err := hashBytes(m, s)
	if err != nil {
		return Nil, err
	}
	return newText(m, hex.EncodeToString(sum))
}

func base64Text(piece string) string { return base64.StdEncoding.EncodeToString([]byte(piece)) }

func hexText(piece string) string { return hex.EncodeToString([]byte(piece)) }

// encodedPiece is how many bytes, or digits, are encoded or decoded between two looks at the meter:
// whole groups in base 64 (3 bytes, 4 digits) and in base 16.
const encodedPiece = 48 << 10

// encoder makes a builtin that writes the bytes of a text in digits.
func encoder(encode func(piece string) string) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		s, err := wantText(args, 0)
		if err != nil {
			return Nil, err
		}
		t := textBuilder{m: m}
		for s != "" && t.err == nil {
			piece := s[:min(len(s), encodedPiece)]
			t.add(encode(piece))
			s = s[len(piece):]
		}
		return t.value()
	}
}

// base64Bytes decodes a piece of a text; only the last one may end in padding, or lack it.
func base64Bytes(piece string, last bool) ([]byte, error) {
	if strings.ContainsAny(piece, "\r\n") || !last && strings.Contains(piece, "=") {
		return nil, base64.CorruptInputError(0)
	}
	code := base64.StdEncoding.Strict()
	if len(piece)%4 != 0 {
		code = base64.RawStdEncoding.Strict()
	}
	return code.DecodeString(piece)
}

func hexBytes(piece string, _ bool) ([]byte, error) { return hex.DecodeString(piece) }

// decoder makes a builtin that reads the bytes of a text, written in digits.
func decoder(what string, decode func(piece string, last bool) ([]byte, error)) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		s, err := wantText(args, 0)
		if err != nil {
			return Nil, err
		}
		t := textBuilder{m: m}
		for s != "" && t.err == nil {
			piece := s[:min(len(s), encodedPiece)]
			s = s[len(piece):]
			b, err := decode(piece, s == "")
			if err != nil {
				return Nil, BadRange(0, "is no %s: %s", what, reasonOf(err))
			}
			t.add(string(b))
		}
		if t.err == nil && !utf8.Valid(t.b) {
			return Nil, BadRange(0, "stands for bytes that are no UTF-8 text")
		}
		return t.value()
	}
}

// reasonOf gives a decoding error's text without the name of the package.
func reasonOf(err error) string {
	if errors.Is(err, hex.ErrLength) {
		return "odd number of digits"
	}
	return "wrong digit or padding"
}
