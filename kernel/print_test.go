package kernel

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWriteAndDisplay(t *testing.T) {
	set := NewSet()
	set.Add(Int(2))
	set.Add(Str("a"))
	circle := NewRecordType("Circle", "Shape", []string{"r"}, []string{"Circle"})
	for _, c := range []struct {
		value          Value
		write, display string
	}{
		{Nil, "nil", "nil"},
		{ListOf(True, False), "(true false)", "(true false)"},
		{Int(math.MinInt64), "-9223372036854775808", "-9223372036854775808"},
		{Float(1), "1.0", "1.0"},
		{Float(1e100), "1e+100", "1e+100"},
		{Float(1e-8), "1e-8", "1e-8"},
		{Float(-2.5e-10), "-2.5e-10", "-2.5e-10"},
		{Float(-0.1), "-0.1", "-0.1"},
		{Float(math.NaN()), "+nan.0", "+nan.0"},
		{Float(math.Inf(-1)), "-inf.0", "-inf.0"},
		{BigInt(pow2(70)), "1180591620717411303424", "1180591620717411303424"},
		{Ratio(big.NewRat(-1, 3)), "-1/3", "-1/3"},
		{Str("a\"\\\n\t\r\x00é\u200b"), `"a\"\\\n\t\r\x0;é\x200b;"`, "a\"\\\n\t\r\x00é\u200b"},
		{ListOf(Str("a"), Char('b')), `("a" #\b)`, "(a b)"},
		{Char(' '), `#\space`, " "},
		{Char('\u0301'), `#\x301`, "\u0301"},
		{Sym("a.b/c"), "a.b/c", "a.b/c"},
		{Sym("a b"), "|a b|", "a b"},
		{Sym("12"), "|12|", "12"},
		{Keyword("k"), ":k", ":k"},
		{DictOf("a", Int(1), "b c", ListOf()), `{:a 1 "b c" ()}`, `{:a 1 "b c" ()}`},
		{NewVector([]Value{Int(1), NewVector(nil)}), "#(1 #())", "#(1 #())"},
		{set.Value(), `#{2 "a"}`, "#{2 a}"},
		{NewRecord(circle, []Value{Float(2)}), "#<Circle 2.0>", "#<Circle 2.0>"},
		{NewValues([]Value{Int(1), Int(2)}), "#<values 1 2>", "#<values 1 2>"},
		{NewCondition("user", "no \"x\"", Int(1)).Value(), `#<condition user "no \"x\"" 1>`, `#<condition user "no \"x\"" 1>`},
		{circle.Value(), "#<record-type Circle>", "#<record-type Circle>"},
		{(&Builtin{Name: "car"}).Value(), "#<builtin car>", "#<builtin car>"},
		{NewHost("socket 4", nil), "#<socket 4>", "#<socket 4>"},
		{NewBuffer().Value(), "#<string-buffer>", "#<string-buffer>"},
		{NewList([]Value{Int(2)}).Cons(ListOf(Int(1))).Value(), "((1) 2)", "((1) 2)"},
	} {
		if got := Write(c.value); got != c.write {
			t.Errorf("writes %s, want %s", got, c.write)
		}
		if got := Display(c.value); got != c.display {
			t.Errorf("displays %s, want %s", got, c.display)
		}
	}
}

// TestWriteFloats: the shortest text that reads back, with a point or an exponent.
func TestWriteFloats(t *testing.T) {
	g := newGenerator(1)
	for range 20_000 {
		f := math.Float64frombits(g.Uint64())
		if math.IsNaN(f) || math.IsInf(f, 0) {
			continue
		}
		text := Write(Float(f))
		if back, err := strconv.ParseFloat(text, 64); err != nil || back != f || !strings.ContainsAny(text, ".e") {
			t.Fatalf("%b writes as %s", f, text)
		}
	}
}

// TestWriteLongTexts: what is written in pieces is what is written at once, with every character.
func TestWriteLongTexts(t *testing.T) {
	for _, part := range []string{"a", "é", "日a", "é日", "👍", "\"", "aa\n"} {
		for _, n := range []int{1 << 13, 1<<14 - 1, 1 << 14, 1<<14 + 1, 1 << 16} {
			text := strings.Repeat(part, n)
			got := Write(Str(text))
			one := Write(Str(part))
			if want := `"` + strings.Repeat(one[1:len(one)-1], n) + `"`; got != want {
				t.Fatalf("%d times %q is not written piece by piece as it should", n, part)
			}
			if !utf8.ValidString(got) {
				t.Fatalf("%d times %q is cut within a character", n, part)
			}
		}
	}
}

// TestPrintingIsCharged: the bytes printed are what is charged, and more are not printed than granted.
func TestPrintingIsCharged(t *testing.T) {
	long := Str(strings.Repeat("x", 100_000))
	wide := ListOf(ints(make([]int64, 50_000))...)
	keys := NewDict()
	for range 100 {
		keys.Set(NewString(strings.Repeat("k", 1000)+strconv.Itoa(keys.Len())), Nil)
	}
	for name, v := range map[string]Value{
		"text": long, "list": wide, "list of texts": ListOf(long, long), "symbol": Sym(strings.Repeat("s", 100_000)),
		"dict": keys.Value(), "set": setOf(wide, long), "condition": NewCondition("k", long.Text()).Value(),
		"bars": Sym(strings.Repeat("s ", 100_000)), "big": BigInt(pow2(400_000)), "ratio": Ratio(big.NewRat(1, 1).SetFrac(pow2(0), pow2(400_000))),
	} {
		m := &Meter{}
		b, err := AppendText([]byte("before"), m, v, true)
		printed := int64(len(b) - len("before"))
		if err != nil || m.Allocated < printed || m.Allocated > 6*printed+1000 {
			t.Errorf("%s: %d bytes charged for %d, %v", name, m.Allocated, printed, err)
		}
		m = &Meter{MaxAllocated: printed / 2}
		b, err = AppendText(nil, m, v, true)
		var full *Limit
		if !errors.As(err, &full) || int64(len(b)) > printed/2+1<<10 {
			t.Errorf("%s: %d bytes printed of %d granted, %v", name, len(b), printed/2, err)
		}
	}
}

func setOf(items ...Value) Value {
	s := NewSet()
	for _, v := range items {
		s.Add(v)
	}
	return s.Value()
}

func TestPlainNames(t *testing.T) {
	for name, plain := range map[string]bool{
		"a": true, "set!": true, "->x": true, "...": true, "~card": true, "a.b/c": true, "+": true, "-": true, "é": true,
		"-a": true, "+.": true, "": false, ".": false, ":a": false, "a b": false, "1": false, "-1a": false, "+.5": false,
		"true": false, "nil": false, "#t": false, "a#": true, "a'b": false, "+inf.0": false, "a\u200b": false, "a;": false, "|": false,
	} {
		if IsPlainName(name) != plain {
			t.Errorf("%q is a plain name: %v", name, !plain)
		}
	}
}
