package reader

import (
	"math"
	"math/big"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

// readBack writes v, reads that, and fails unless the two are equal and written alike.
func readBack(t *testing.T, v kernel.Value) {
	t.Helper()
	text := kernel.Write(v)
	form, err := ReadOne(&kernel.Source{Name: text, Text: text}, Options{})
	if err != nil {
		t.Errorf("%v", err)
		return
	}
	if !kernel.Equal(v, form.Value) {
		t.Errorf("%s reads back as %s", text, kernel.Write(form.Value))
	}
	if again := kernel.Write(form.Value); again != text {
		t.Errorf("%s is written %s after it was read", text, again)
	}
	if form.Value.Kind() != v.Kind() {
		t.Errorf("%s is of another kind after it was read", text)
	}
}

func TestFloatsReadBack(t *testing.T) {
	for _, f := range []float64{
		0, math.Copysign(0, -1), 1, -1, 0.1, 1.0 / 3, 1e20, 1e21, 1e22, 1e-6, 1e-7, 1.5e-7, 123456789012345680,
		math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, math.MaxInt64, math.Inf(1), math.Inf(-1),
		math.Pi * 1e100, 5e-324, 2.2250738585072014e-308,
	} {
		readBack(t, kernel.Float(f))
	}
	for i := range 2000 { // bit patterns from all over
		bits := uint64(i) * 0x9e3779b97f4a7c15
		if f := math.Float64frombits(bits); !math.IsNaN(f) {
			readBack(t, kernel.Float(f))
		}
	}
	form, err := ReadOne(source(kernel.Write(kernel.Float(math.NaN()))), Options{})
	if err != nil || !form.Value.IsFloat() || !math.IsNaN(form.Value.Float64()) {
		t.Errorf("a NaN reads back as %v, %v", form.Value, err)
	}
}

func TestExactNumbersReadBack(t *testing.T) {
	for _, n := range []int64{0, 1, -1, 7, math.MaxInt32, math.MaxInt64, math.MinInt64, 1e18, -1e18, 999999999999999999} {
		readBack(t, kernel.Int(n))
	}
	power := func(base, exp int64) *big.Int { return new(big.Int).Exp(big.NewInt(base), big.NewInt(exp), nil) }
	for _, exp := range []int64{63, 64, 65, 100, 1000, 20_000, 100_000} {
		readBack(t, kernel.BigInt(power(2, exp)))
		readBack(t, kernel.BigInt(new(big.Int).Neg(power(3, exp))))
		readBack(t, kernel.Ratio(new(big.Rat).SetFrac(power(3, exp), power(2, exp))))
		readBack(t, kernel.Ratio(new(big.Rat).SetFrac(big.NewInt(-1), power(7, exp))))
	}
	readBack(t, kernel.Ratio(big.NewRat(1, 3)))
	readBack(t, kernel.Ratio(big.NewRat(-22, 7)))
}

// everyChar calls f with every character up to U+02FF and one of each sort above.
func everyChar(f func(r rune)) {
	for r := range rune(0x300) {
		f(r)
	}
	for _, r := range []rune{
		0x301, 0x600, 0x61c, 0x1680, 0x180e, 0x2000, 0x200b, 0x200d, 0x200e, 0x2028, 0x2029, 0x202e, 0x202f, 0x2060,
		0x3000, 0x3042, 0xac00, 0xd7ff, 0xe000, 0xfe0f, 0xfeff, 0xfffc, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x1f600,
		0xe0001, 0xe0100, 0x10fffd, 0x10ffff,
	} {
		f(r)
	}
}

func TestCharsReadBack(t *testing.T) {
	everyChar(func(r rune) {
		readBack(t, kernel.Char(r))
		readBack(t, kernel.ListOf(kernel.Char(r), kernel.Char('x'), kernel.Char(r)))
	})
}

func TestTextsReadBack(t *testing.T) {
	check := func(s string) {
		readBack(t, kernel.Str(s))
		readBack(t, kernel.Sym(s))
		readBack(t, kernel.Keyword(s))
		readBack(t, kernel.DictOf(s, kernel.Sym(s), s+"1", kernel.Keyword(s)))
	}
	everyChar(func(r rune) {
		check(string(r))
		check(string(r) + "b")
		check("a" + string(r))
		check("a" + string(r) + "1")
		check("1" + string(r))
	})
	for _, s := range []string{
		"", ".", "..", "...", ":", "::", ":a", "true", "false", "nil", "#t", "#", "#a", "1", "-1", "+1", ".5", "-.5", "+.5",
		"-", "+", "--1", "+-1", "1+", "1/3", "+inf.0", "-inf.0", "+nan.0", "-nan.0", "+inf.", "a b", "a|b", "|a|", "\\", "a\\",
		"\\x41;", "\"", "a\"b", "a;b", "a,b", ",@a", "'", "a'", "#|a|", "#;", "#\\a", "\r\n", "é", "日本", "a\u0301",
	} {
		check(s)
	}
}

func TestContainersReadBack(t *testing.T) {
	var all []kernel.Value
	all = append(all, kernel.Nil, kernel.True, kernel.False, kernel.ListOf(), kernel.DictOf(), kernel.NewVector(nil),
		kernel.NewSet().Value(), kernel.Sym("a"), kernel.Keyword("a"), kernel.Str("a"), kernel.Char('a'), kernel.Float(2))
	set := kernel.NewSet()
	big := kernel.NewDict()
	for i, v := range all {
		set.Add(v)
		big.Set(kernel.NewString(string(rune('z'-i))), v)
		readBack(t, v)
	}
	readBack(t, kernel.ListOf(all...))
	readBack(t, kernel.NewVector(all))
	readBack(t, set.Value())
	readBack(t, big.Value())
	readBack(t, kernel.NewList(all).Cons(big.Value()).Cons(set.Value()).Rest().Value())
	for _, head := range []string{"quote", "quasiquote", "unquote", "splice-unquote", "unquote-splicing"} {
		readBack(t, kernel.ListOf(kernel.Sym(head), kernel.Sym("@a")))
	}
}
