package kernel

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"
)

func TestParseNumber(t *testing.T) {
	for _, c := range []struct {
		token string
		radix int
		want  string // as Write writes it; "" for no number
	}{
		// integers
		{"0", 10, "0"}, {"-0", 10, "0"}, {"+12", 10, "12"}, {"-12", 10, "-12"}, {"007", 10, "7"},
		{"999999999999999999", 10, "999999999999999999"},
		{"-1000000000000000000", 10, "-1000000000000000000"},
		{"9223372036854775807", 10, "9223372036854775807"}, {"-9223372036854775808", 10, "-9223372036854775808"},
		{"9223372036854775808", 10, "9223372036854775808"}, {"-9223372036854775809", 10, "-9223372036854775809"},
		{"000000000000000000000000000001", 10, "1"},
		{"123456789012345678901234567890", 10, "123456789012345678901234567890"},
		{"", 10, ""}, {"+", 10, ""}, {"-", 10, ""}, {"--1", 10, ""}, {"+-1", 10, ""}, {"1-", 10, ""}, {"1 ", 10, ""}, {" 1", 10, ""},
		{"1_000", 10, ""}, {"1,000", 10, ""}, {"1abc", 10, ""}, {"0x10", 10, ""}, {"٣", 10, ""}, {"1\x00", 10, ""},
		// other radixes
		{"101", 2, "5"}, {"-101", 2, "-5"}, {"102", 2, ""}, {"777", 8, "511"}, {"8", 8, ""},
		{"ff", 16, "255"}, {"-FF", 16, "-255"}, {"1e5", 16, "485"}, {"g", 16, ""},
		{"zz", 36, "1295"}, {"Zz", 36, "1295"}, {"zzzzzzzzzzzz", 36, "4738381338321616895"},
		{"zzzzzzzzzzzzz", 36, "170581728179578208255"}, {"a", 10, ""}, {"{", 36, ""}, {"@", 36, ""}, {"/", 36, ""},
		{"ffffffffffffffff", 16, "18446744073709551615"}, {"-8000000000000000", 16, "-9223372036854775808"},
		{"1", 1, ""}, {"1", 0, ""}, {"1", 37, ""}, {"1", -10, ""},
		{"1.5", 16, ""}, {"1.0", 2, ""}, {"+inf.0", 16, ""}, {"a/b", 16, "10/11"}, {"10/100", 2, "1/2"},
		// a prefix names the radix
		{"#xff", 10, "255"}, {"#XFf", 10, "255"}, {"#b-101", 10, "-5"}, {"#o17", 10, "15"}, {"#d10", 16, "10"},
		{"#d1.5", 16, "1.5"}, {"#x1/a", 10, "1/10"}, {"#x1.5", 10, ""}, {"#", 10, ""}, {"#x", 10, ""}, {"#q1", 10, ""},
		{"#x#x1", 10, ""}, {"#b2", 10, ""}, {"#x-", 10, ""},
		// rationals
		{"1/3", 10, "1/3"}, {"-2/6", 10, "-1/3"}, {"+6/3", 10, "2"}, {"0/5", 10, "0"}, {"10/4", 10, "5/2"},
		{"1/0", 10, ""}, {"0/0", 10, ""}, {"1/", 10, ""}, {"/3", 10, ""}, {"1/-3", 10, ""}, {"1/+3", 10, ""}, {"1/2/3", 10, ""},
		{"1.5/2", 10, ""}, {"1/2.5", 10, ""}, {"1/2e3", 10, ""}, {"-/3", 10, ""},
		{"123456789012345678901234567890/30", 10, "4115226300411522630041152263"},
		// decimals
		{"1.5", 10, "1.5"}, {"-1.5", 10, "-1.5"}, {"1.", 10, "1.0"}, {".5", 10, "0.5"}, {"-.5", 10, "-0.5"}, {"+.5", 10, "0.5"},
		{"-0.0", 10, "-0.0"}, {"1e3", 10, "1000.0"}, {"1E3", 10, "1000.0"}, {"1.e3", 10, "1000.0"}, {".5e+1", 10, "5.0"}, {"1e-3", 10, "0.001"},
		{"0.1", 10, "0.1"}, {"1e21", 10, "1e+21"}, {"123456789012345678901.0", 10, "123456789012345680000.0"},
		{".", 10, ""}, {"-.", 10, ""}, {"e3", 10, ""}, {".e3", 10, ""}, {"1e", 10, ""}, {"1e+", 10, ""}, {"1.5.2", 10, ""}, {"1e3.5", 10, ""},
		{"1e3e4", 10, ""}, {"..5", 10, ""}, {"1x", 10, ""}, {"1.5f", 10, ""}, {"0x1p3", 10, ""}, {"1.x", 10, ""}, {"1e1_0", 10, ""},
		// out of range: the nearest float is an infinity or a zero
		{"1e308", 10, "1e+308"}, {"1e309", 10, "+inf.0"}, {"-1e309", 10, "-inf.0"}, {"1e999999999", 10, "+inf.0"},
		{"-1e999999999999999999999999999999", 10, "-inf.0"}, {"1e-999999999999999999999999999999", 10, "0.0"},
		{"-1e-400", 10, "-0.0"}, {"0e999999999", 10, "0.0"}, {"5e-324", 10, "5e-324"}, {"2e-324", 10, "0.0"},
		// specials
		{"+inf.0", 10, "+inf.0"}, {"-inf.0", 10, "-inf.0"}, {"+nan.0", 10, "+nan.0"}, {"-nan.0", 10, "+nan.0"},
		{"inf", 10, ""}, {"+inf", 10, ""}, {"nan", 10, ""}, {"NaN", 10, ""}, {"Infinity", 10, ""}, {"inf.0", 10, ""}, {"+INF.0", 10, ""},
	} {
		got := ""
		if v, ok := ParseNumber(c.token, c.radix); ok {
			got = Write(v)
		} else if !v.IsNil() {
			t.Errorf("%q: no number, and the value %s", c.token, Write(v))
		}
		if got != c.want {
			t.Errorf("ParseNumber(%q, %d) = %q, want %q", c.token, c.radix, got, c.want)
		}
	}
}

// Results are always in the narrowest representation.
func TestParseNumberKinds(t *testing.T) {
	for token, want := range map[string]Kind{
		"1": KindInt, "-9223372036854775808": KindInt, "9223372036854775808": KindBig, "4/2": KindInt,
		"18446744073709551616/2": KindBig, "1/2": KindRat, "1.0": KindFloat, "1e2": KindFloat, "+inf.0": KindFloat,
	} {
		if v, ok := ParseNumber(token, 10); !ok || v.Kind() != want {
			t.Errorf("%s is of kind %d, want %d", token, v.Kind(), want)
		}
	}
}

// Every small integer, in every radix, and integers around each power, beside package strconv.
func TestParseNumberAgainstStrconv(t *testing.T) {
	for radix := 2; radix <= 36; radix++ {
		for shift := range 64 {
			for d := int64(-3); d <= 3; d++ {
				for _, n := range []int64{1<<shift + d, -(1 << shift) + d} {
					token := strconv.FormatInt(n, radix)
					if v, ok := ParseNumber(token, radix); !ok || v != Int(n) {
						t.Fatalf("ParseNumber(%q, %d) = %v, want %d", token, radix, v, n)
					}
				}
			}
		}
	}
}

// Integers of many digits are read in pieces: lengths around the size of a piece and its multiples.
func TestParseNumberOfManyDigits(t *testing.T) {
	for _, radix := range []int{2, 7, 10, 16, 36} {
		for _, n := range []int{12, 13, 18, 19, 1999, 2000, 2001, 3999, 4000, 4001, 6000, 8000, 8001, 12_000, 12_001, 50_000} {
			for _, digits := range []string{
				strings.Repeat("1", n),
				"1" + strings.Repeat("0", n-1),
				strings.Repeat(strconv.FormatInt(int64(radix-1), radix), n),
			} {
				want, _ := new(big.Int).SetString(digits, radix)
				got, ok := ParseNumber("-"+digits, radix)
				if !ok || !Equal(got, BigInt(want.Neg(want))) {
					t.Errorf("%d digits in radix %d: wrong", n, radix)
				}
			}
		}
	}
}

func TestParseNumberRoundsCorrectly(t *testing.T) {
	// halfway between two floats, a digit more and a digit less, far behind the 17 digits that matter
	half := "9007199254740993" // 2^53 + 1
	for token, want := range map[string]float64{
		half + ".0": 9007199254740992,
		half + "." + strings.Repeat("0", 900) + "1":            9007199254740994,
		"9007199254740992." + strings.Repeat("9", 900):         9007199254740992,
		"0." + strings.Repeat("0", 400) + "1e401":              1,
		strings.Repeat("1", 400) + "e-399":                     1.1111111111111112,
		"1" + strings.Repeat("0", 400) + ".0":                  math.Inf(1),
		"179769313486231580793728971405303415079934132710e261": math.MaxFloat64,
	} {
		if v, ok := ParseNumber(token, 10); !ok || !v.IsFloat() || v.Float64() != want {
			t.Errorf("%.40s… = %s, want %v", token, Write(v), want)
		}
	}
}
