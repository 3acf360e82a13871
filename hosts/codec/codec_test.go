package codec_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

const noLimit = math.MaxInt

func encode(t testing.TB, v kernel.Value) []byte {
	t.Helper()
	b, err := codec.Append(nil, v, noLimit)
	if err != nil {
		t.Fatalf("%s: %v", kernel.Write(v), err)
	}
	return b
}

func bigInt(text string) kernel.Value {
	i, _ := new(big.Int).SetString(text, 10)
	return kernel.BigInt(i)
}

func setOf(items ...kernel.Value) kernel.Value {
	s := kernel.NewSet()
	for _, v := range items {
		s.Add(v)
	}
	return s.Value()
}

// cases are values and their bytes. Those that CBOR has are as in appendix A of RFC 8949.
func cases() []struct {
	v   kernel.Value
	hex string
} {
	return []struct {
		v   kernel.Value
		hex string
	}{
		{kernel.Nil, "f6"}, {kernel.False, "f4"}, {kernel.True, "f5"},
		{kernel.Int(0), "00"}, {kernel.Int(10), "0a"}, {kernel.Int(23), "17"}, {kernel.Int(24), "1818"},
		{kernel.Int(100), "1864"}, {kernel.Int(255), "18ff"}, {kernel.Int(256), "190100"}, {kernel.Int(1000), "1903e8"},
		{kernel.Int(1000000), "1a000f4240"}, {kernel.Int(1000000000000), "1b000000e8d4a51000"},
		{bigInt("18446744073709551615"), "1bffffffffffffffff"},
		{bigInt("18446744073709551616"), "c249010000000000000000"},
		{bigInt("-18446744073709551616"), "3bffffffffffffffff"},
		{bigInt("-18446744073709551617"), "c349010000000000000000"},
		{kernel.Int(-1), "20"}, {kernel.Int(-10), "29"}, {kernel.Int(-100), "3863"}, {kernel.Int(-1000), "3903e7"},
		{kernel.Int(math.MaxInt64), "1b7fffffffffffffff"}, {kernel.Int(math.MinInt64), "3b7fffffffffffffff"},
		{bigInt("9223372036854775808"), "1b8000000000000000"}, {bigInt("-9223372036854775809"), "3b8000000000000000"},
		{kernel.Float(0), "fb0000000000000000"}, {kernel.Float(math.Copysign(0, -1)), "fb8000000000000000"},
		{kernel.Float(1.1), "fb3ff199999999999a"}, {kernel.Float(-4.1), "fbc010666666666666"},
		{kernel.Float(1e300), "fb7e37e43c8800759c"}, {kernel.Float(math.Inf(1)), "fb7ff0000000000000"},
		{kernel.Float(math.Inf(-1)), "fbfff0000000000000"}, {kernel.Float(math.NaN()), "fb7ff8000000000000"},
		{kernel.Float(math.Float64frombits(0xfff8000000000123)), "fb7ff8000000000000"},
		{kernel.Str(""), "60"}, {kernel.Str("IETF"), "6449455446"}, {kernel.Str("\"\\"), "62225c"},
		{kernel.Str("\u00fc"), "62c3bc"}, {kernel.Str("\u6c34"), "63e6b0b4"}, {kernel.Str("\U00010151"), "64f0908591"},
		{kernel.Str("\xff"), "41ff"}, {kernel.Str("\x00"), "6100"},
		{kernel.ListOf(), "80"}, {kernel.ListOf(kernel.Int(1), kernel.ListOf(kernel.Int(2))), "82018102"},
		{kernel.DictOf(), "a0"},
		{kernel.DictOf("b", kernel.Int(1), "a", kernel.Nil), "a26162016161f6"},
		{kernel.Ratio(big.NewRat(-1, 3)), "d81e822003"},
		{kernel.Sym("s"), "d8276173"}, {kernel.Keyword("s"), "d99c416173"}, {kernel.Char('a'), "d99c421861"},
		{kernel.NewVector([]kernel.Value{kernel.Int(1)}), "d99c438101"},
		{setOf(kernel.Int(2), kernel.Int(1)), "d90102820201"},
	}
}

func TestBytes(t *testing.T) {
	for _, c := range cases() {
		b := encode(t, c.v)
		if got := hex.EncodeToString(b); got != c.hex {
			t.Errorf("%s is %s, want %s", kernel.Write(c.v), got, c.hex)
		}
		v, err := codec.Decode(b)
		if err != nil {
			t.Errorf("%s: %v", c.hex, err)
			continue
		}
		if kernel.Write(v) != kernel.Write(c.v) || kernel.TypeOf(v) != kernel.TypeOf(c.v) || v.Kind() != c.v.Kind() {
			t.Errorf("%s comes back as %s", kernel.Write(c.v), kernel.Write(v))
		}
		if !c.v.IsFloat() && !kernel.Equal(v, c.v) {
			t.Errorf("%s is not equal when it comes back", kernel.Write(c.v))
		}
	}
}

func TestMinusZeroKeepsItsSign(t *testing.T) {
	v, err := codec.Decode(encode(t, kernel.Float(math.Copysign(0, -1))))
	if err != nil || !math.Signbit(v.Float64()) {
		t.Fatalf("-0.0 comes back as %v, %v", v.Float64(), err)
	}
}

func TestLargeContainers(t *testing.T) {
	d := kernel.NewDict()
	l := kernel.NewList(nil)
	for i := range 5000 {
		d.Set(kernel.NewString(strings.Repeat("k", i%7)+kernel.Write(kernel.Int(int64(5000-i)))), kernel.Int(int64(i)))
		l = l.Cons(kernel.Int(int64(i)))
	}
	v := kernel.ListOf(d.Value(), l.Value())
	got, err := codec.Decode(encode(t, v))
	if err != nil || kernel.Write(got) != kernel.Write(v) {
		t.Fatalf("large containers come back changed, or %v", err)
	}
}

// TestRefusedBytes gives bytes that are CBOR, or nearly, but not what Append writes.
func TestRefusedBytes(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "byte 0: the bytes end where a value should begin",
		"0000":                     "byte 1: 1 bytes follow the value",
		"1817":                     "not in its shortest form",
		"190001":                   "not in its shortest form",
		"1a00000001":               "not in its shortest form",
		"1b0000000000000001":       "not in its shortest form",
		"7801":                     "not in its shortest form",
		"18":                       "the bytes end within a head",
		"1b00000000":               "the bytes end within a head",
		"1c":                       "head 0x1c is not used",
		"5f41ff":                   "not used",
		"9f01ff":                   "not used",
		"f7":                       "head 0xf7 is not used",
		"f93c00":                   "head 0xf9 is not used",
		"fa3f800000":               "head 0xfa is not used",
		"fb7ff8000000000001":       "a NaN is not the canonical one",
		"fb7ff80000000000":         "the bytes end within a head",
		"61ff":                     "a string is text exactly when it is valid UTF-8",
		"4161":                     "a string is text exactly when it is valid UTF-8",
		"6261":                     "2 bytes announced, 1 left",
		"7b7fffffffffffffff61":     "bytes announced",
		"9b7fffffffffffffff01":     "items announced",
		"bb7fffffffffffffff6101":   "entries announced",
		"8101ff":                   "bytes follow the value",
		"8201":                     "announced",
		"a26161016161":             "the bytes end",
		"a2616101616102":           `a dict has the key "a" twice`,
		"a10102":                   "want a string",
		"c24101":                   "a big integer is not in its shortest form",
		"c248ffffffffffffffff":     "a big integer is not in its shortest form",
		"c24a00010000000000000000": "a big integer is not in its shortest form",
		"c26161":                   "want bytes",
		"d81e820204":               "a rational is not reduced",
		"d81e820001":               "the denominator of a rational is below 2",
		"d81e820120":               "the denominator of a rational is below 2",
		"d81e8101":                 "a rational has 1 parts",
		"d81e82d81e82010203":       "want an integer",
		"d99c421a00110000":         "1114112 is no code point",
		"d99c4219d800":             "55296 is no code point",
		"d90102820101":             "a set has a member twice",
		"d9d9f700":                 "tag 55799 is not used",
	} {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		v, err := codec.Decode(b)
		var syntax *codec.SyntaxError
		if !errors.As(err, &syntax) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %s, %v, want %q", text, kernel.Write(v), err, want)
		}
	}
}

func TestRefusedValues(t *testing.T) {
	builtin := (&kernel.Builtin{Name: "f"}).Value()
	for _, v := range []kernel.Value{builtin, kernel.ListOf(kernel.DictOf("f", builtin)), setOf(builtin)} {
		_, err := codec.Append(nil, v, noLimit)
		var unsupported *codec.UnsupportedError
		if !errors.As(err, &unsupported) || unsupported.Type != "builtin" {
			t.Errorf("%s: %v", kernel.Write(v), err)
		}
	}
}

func nested(depth int, wrap func(kernel.Value) kernel.Value) kernel.Value {
	v := kernel.Nil
	for range depth {
		v = wrap(v)
	}
	return v
}

func TestDepth(t *testing.T) {
	for name, wrap := range map[string]func(kernel.Value) kernel.Value{
		"list":   func(v kernel.Value) kernel.Value { return kernel.ListOf(v) },
		"dict":   func(v kernel.Value) kernel.Value { return kernel.DictOf("k", v) },
		"vector": func(v kernel.Value) kernel.Value { return kernel.NewVector([]kernel.Value{v}) },
		"set":    func(v kernel.Value) kernel.Value { return setOf(v) },
	} {
		b := encode(t, nested(codec.MaxDepth, wrap))
		if _, err := codec.Decode(b); err != nil {
			t.Errorf("%s of the greatest depth: %v", name, err)
		}
		if _, err := codec.Append(nil, nested(codec.MaxDepth+1, wrap), noLimit); !errors.Is(err, codec.ErrDepth) {
			t.Errorf("%s one deeper: %v", name, err)
		}
	}
	for _, head := range []string{"\x81", "\xa1\x60", "\xd9\x9c\x43\x81", "\xd9\x01\x02\x81"} {
		deep := bytes.Repeat([]byte(head), codec.MaxDepth+1)
		if _, err := codec.Decode(append(deep, 0)); !errors.Is(err, codec.ErrDepth) {
			t.Errorf("bytes %x nested too deep: %v", head, err)
		}
	}
	if _, err := codec.Decode(bytes.Repeat([]byte("\xd8\x1e\x82"), 1<<20)); err == nil {
		t.Error("nested rationals were read")
	}
}

// TestSize bounds values of every kind, a value shared so often that it would take 2^60 bytes, and
// one that contains itself.
func TestSize(t *testing.T) {
	for _, c := range cases() {
		n := len(c.hex) / 2
		if _, err := codec.Append([]byte("xy"), c.v, n); err != nil {
			t.Errorf("%s in %d bytes: %v", kernel.Write(c.v), n, err)
		}
		if b, err := codec.Append([]byte("xy"), c.v, n-1); !errors.Is(err, codec.ErrSize) || string(b) != "xy" {
			t.Errorf("%s in %d bytes: %v", kernel.Write(c.v), n-1, err)
		}
	}
	shared := nested(60, func(v kernel.Value) kernel.Value { return kernel.ListOf(v, v) })
	if _, err := codec.Append(nil, shared, 1<<16); !errors.Is(err, codec.ErrSize) {
		t.Errorf("a shared value: %v", err)
	}
	self := kernel.NewList(nil)
	self.Append(self.Value())
	self.Append(self.Value())
	if _, err := codec.Append(nil, self.Value(), 1<<20); err == nil {
		t.Error("a value that contains itself was written")
	}
}

func TestReader(t *testing.T) {
	var b []byte
	b = codec.AppendUint(b, 7)
	b = codec.AppendInt(b, -3)
	b = codec.AppendArray(b, 2)
	b = codec.AppendString(b, "text")
	b = codec.AppendString(b, "\xff")
	b = codec.AppendBytes(b, "ascii")
	b = codec.AppendNil(b)
	skipped := len(b)
	b = codec.AppendUint(b, 1)
	for _, c := range cases() {
		b = append(b, encode(t, c.v)...)
	}
	b = codec.AppendUint(b, math.MaxUint64)
	r := codec.NewReader(b)
	u, err1 := r.Uint()
	i, err2 := r.Int()
	n, err3 := r.Array()
	s1, err4 := r.Text()
	s2, err5 := r.Text()
	raw, err6 := r.Bytes()
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil || u != 7 || i != -3 || n != 2 ||
		s1 != "text" || s2 != "\xff" || string(raw) != "ascii" || !r.Nil() || r.Nil() || r.Offset() != skipped {
		t.Fatal("read back", u, i, n, s1, s2, raw, err)
	}
	if u, err := r.Uint(); err != nil || u != 1 {
		t.Fatal(u, err)
	}
	for _, c := range cases() {
		start := r.Offset()
		if err := r.Skip(); err != nil || r.Offset() != start+len(c.hex)/2 {
			t.Fatalf("skipping %s took %d bytes, %v", kernel.Write(c.v), r.Offset()-start, err)
		}
	}
	if _, err := r.Int(); err == nil {
		t.Fatal("an integer of 64 bits without sign was read as Int")
	}
	if u, err := r.Uint(); err != nil || u != math.MaxUint64 || r.Len() != 0 {
		t.Fatal(u, err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, c := range cases() {
		b, err := hex.DecodeString(c.hex)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("\xd8\x1e\x82\xd8\x1e\x82\x01\x02\x03"))
	f.Add([]byte("\x9b\x00\x00\x00\x00\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := codec.NewReader(b)
		skipErr := r.Skip()
		v, err := codec.Decode(b)
		if err != nil {
			return
		}
		if skipErr != nil || r.Len() != 0 {
			t.Fatalf("%x decodes, but Skip leaves %d bytes: %v", b, r.Len(), skipErr)
		}
		again, err := codec.Append(nil, v, len(b))
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x decodes to %s, which is %x, %v", b, kernel.Write(v), again, err)
		}
	})
}

func event() kernel.Value {
	return kernel.DictOf("order", kernel.Str("o-1017"), "sku", kernel.Str("blue-chair"), "count", kernel.Int(3),
		"price", kernel.Float(49.9), "tags", kernel.ListOf(kernel.Str("sale"), kernel.Str("new")))
}

func BenchmarkAppend(b *testing.B) {
	v, buf := event(), []byte(nil)
	for b.Loop() {
		buf, _ = codec.Append(buf[:0], v, 1<<20)
	}
	b.SetBytes(int64(len(buf)))
}

func BenchmarkDecode(b *testing.B) {
	buf := encode(b, event())
	b.SetBytes(int64(len(buf)))
	for b.Loop() {
		if _, err := codec.Decode(buf); err != nil {
			b.Fatal(err)
		}
	}
}
