package codec_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// someDict gives a dict whose keys are often those of another, with dicts in it.
func someDict(rng *rand.Rand, depth int) kernel.Value {
	d := kernel.NewDict()
	first := rng.IntN(3)
	for i := range []int{0, 1, 2, 3, 5, 8, 9}[rng.IntN(7)] {
		v := kernel.Int(rng.Int64N(1000))
		if depth > 0 && rng.IntN(2) == 0 {
			v = someDict(rng, depth-1)
		} else if rng.IntN(3) == 0 {
			v = kernel.Str(fmt.Sprint("text", i))
		}
		key := fmt.Sprint("key", first+i)
		if rng.IntN(20) == 0 {
			key = "\xff" + key
		}
		d.Set(kernel.NewString(key), v)
	}
	return d.Value()
}

// sameDecoding compares what d makes of b with what Decode does.
func sameDecoding(t *testing.T, d *codec.Decoder, b []byte) {
	t.Helper()
	want, wantErr := codec.Decode(b)
	got, err := d.Decode(b)
	if fmt.Sprint(err) != fmt.Sprint(wantErr) || kernel.Write(got) != kernel.Write(want) {
		t.Fatalf("%x is %s, %v, want %s, %v", b, kernel.Write(got), err, kernel.Write(want), wantErr)
	}
	var syntax *codec.SyntaxError
	if err != nil && !errors.As(err, &syntax) && !errors.Is(err, codec.ErrDepth) {
		t.Fatalf("%x: an error %T", b, err)
	}
}

// TestDecoder compares a Decoder with Decode, over dicts that are alike in part, whole and with changed bytes.
func TestDecoder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var d codec.Decoder
	for range 3000 {
		b, err := codec.Append(nil, someDict(rng, 2), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		sameDecoding(t, &d, b)
		sameDecoding(t, &d, b[:rng.IntN(len(b))])
		b[rng.IntN(len(b))] ^= 1 << rng.IntN(8)
		sameDecoding(t, &d, b)
	}
	// a key twice, behind keys that are known
	for _, b := range []string{"\xa2\x61a\x01\x61b\x02", "\xa2\x61a\x01\x61a\x02", "\xa2\x61a\x01\x61b\x02"} {
		sameDecoding(t, &d, []byte(b))
	}
}

// TestDecodedDictsAreApart changes a dict that was decoded: the next is not changed by it.
func TestDecodedDictsAreApart(t *testing.T) {
	var d codec.Decoder
	b, err := codec.Append(nil, kernel.DictOf("a", kernel.Int(1), "b", kernel.Str("x")), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		v, err := d.Decode(b)
		if err != nil || kernel.Write(v) != `{:a 1 :b "x"}` {
			t.Fatalf("%s, %v", kernel.Write(v), err)
		}
		v.AsDict().Set(kernel.NewString("a"), kernel.Int(2))
		v.AsDict().Set(kernel.NewString("c"), kernel.Int(3))
		v.AsDict().Delete(kernel.NewString("b"))
	}
}

// TestDecoderAllocatesLess counts what dicts that are alike take.
func TestDecoderAllocatesLess(t *testing.T) {
	b, err := codec.Append(nil, kernel.DictOf("order", kernel.Int(1), "customer", kernel.Str("c"), "total",
		kernel.Int(2), "currency", kernel.Str("EUR"), "note", kernel.Str("none")), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	var d codec.Decoder
	decode := func(f func(b []byte) (kernel.Value, error)) float64 {
		return testing.AllocsPerRun(100, func() {
			if _, err := f(b); err != nil {
				t.Fatal(err)
			}
		})
	}
	if alone, many := decode(codec.Decode), decode(d.Decode); many > 1 || alone < 5 { // the dict
		t.Fatalf("%.0f allocations, and %.0f by Decode", many, alone)
	}
}

// TestDecoderTexts decodes dicts whose texts are those of the dict before, or begin like them, or are no UTF-8, or
// long, or always others.
func TestDecoderTexts(t *testing.T) {
	var d codec.Decoder
	texts := []string{"a", "a", "ab", "ab", "", "a", "\xff", "a", strings.Repeat("x", 70), "a", "", ""}
	for i := range 200 {
		text := texts[i%len(texts)]
		if i >= 100 && i%20 > 0 {
			text = fmt.Sprint(i)
		}
		b, err := codec.Append(nil, kernel.DictOf("k", kernel.Str(text), "n", kernel.Int(int64(i)), "same", kernel.Str("s")), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		sameDecoding(t, &d, b)
		sameDecoding(t, &d, b[:len(b)-1])
		sameDecoding(t, &d, b[:4])
	}
}

// FuzzDecoder compares a Decoder, after it has decoded other bytes, with Decode.
func FuzzDecoder(f *testing.F) {
	rng := rand.New(rand.NewPCG(2, 2))
	for range 20 {
		b, err := codec.Append(nil, someDict(rng, 2), 1<<20)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, b)
	}
	f.Add([]byte("\xa2\x61a\x01\x61b\x02"), []byte("\xa2\x61a\x01\x61a\x02"))
	f.Fuzz(func(t *testing.T, before, b []byte) {
		var d codec.Decoder
		sameDecoding(t, &d, before)
		sameDecoding(t, &d, b)
	})
}

func BenchmarkDecoder(b *testing.B) {
	data, err := codec.Append(nil, kernel.DictOf("order", kernel.Int(123456), "customer", kernel.Str("customer-4711"),
		"total", kernel.Int(4200), "currency", kernel.Str("EUR"), "note", kernel.Str("leave at the door")), 1<<20)
	if err != nil {
		b.Fatal(err)
	}
	var d codec.Decoder
	for _, c := range []struct {
		name string
		f    func(b []byte) (kernel.Value, error)
	}{{"alike", d.Decode}, {"alone", codec.Decode}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.f(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
