package kernel

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// ParseNumber reads a number as the reader and string->number do; false when token is none. The
// grammar, without any white space:
//
//	number   = [ "#b" | "#o" | "#d" | "#x" ] ( integer | rational | decimal | special )
//	integer  = [ "+" | "-" ] digits
//	rational = integer "/" digits                                   the divisor is not zero
//	decimal  = [ "+" | "-" ] ( digits [ "." [ digits ] ] | "." digits ) [ "e" integer ]
//	special  = "+inf.0" | "-inf.0" | "+nan.0" | "-nan.0"
//
// radix is 2 to 36 and gives the digits, in either case; a prefix overrides it. Decimals and
// specials exist in radix 10 only. A decimal gives the nearest float: an infinity above the range of
// floats, zero below it, however large the exponent.
//
// n digits cost O(n^1.6) for an integer, O(n^2) for a rational: the caller bounds them.
func ParseNumber(token string, radix int) (Value, bool) {
	if token != "" && token[0] == '#' {
		token, radix = cutRadix(token)
	}
	if token == "" || radix < 2 || radix > 36 {
		return Nil, false
	}
	digits := token
	if token[0] == '+' || token[0] == '-' {
		digits = token[1:]
	}
	n := countDigits(digits, radix)
	switch {
	case n > 0 && n == len(digits):
		return parseInteger(digits, radix, token[0] == '-'), true
	case n > 0 && digits[n] == '/':
		return parseRational(digits[:n], digits[n+1:], radix, token[0] == '-')
	case radix != 10:
		return Nil, false
	case isDecimal(digits, n):
		f, _ := strconv.ParseFloat(token, 64) // its only error here is the range
		return Float(f), true
	}
	return parseSpecial(token)
}

// cutRadix takes the prefix that names a radix off; radix 0 when there is no such prefix.
func cutRadix(token string) (rest string, radix int) {
	if len(token) < 2 {
		return token, 0
	}
	switch token[1] {
	case 'b', 'B':
		radix = 2
	case 'o', 'O':
		radix = 8
	case 'd', 'D':
		radix = 10
	case 'x', 'X':
		radix = 16
	}
	return token[2:], radix
}

func parseSpecial(token string) (Value, bool) {
	switch token {
	case "+inf.0":
		return Float(math.Inf(1)), true
	case "-inf.0":
		return Float(math.Inf(-1)), true
	case "+nan.0", "-nan.0":
		return Float(math.NaN()), true
	}
	return Nil, false
}

// countDigits tells how many digits of the radix s starts with.
func countDigits(s string, radix int) int {
	for i := 0; i < len(s); i++ {
		d := 99
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			d = int(c - '0')
		case c >= 'a' && c <= 'z':
			d = int(c-'a') + 10
		case c >= 'A' && c <= 'Z':
			d = int(c-'A') + 10
		}
		if d >= radix {
			return i
		}
	}
	return len(s)
}

// isDecimal tells whether s, whose first n bytes are digits, is a decimal without its sign.
func isDecimal(s string, n int) bool {
	whole, s := n, s[n:]
	fraction := 0
	if strings.HasPrefix(s, ".") {
		fraction = countDigits(s[1:], 10)
		s = s[1+fraction:]
	}
	if whole+fraction == 0 {
		return false
	}
	if s == "" {
		return true
	}
	if s[0] != 'e' && s[0] != 'E' {
		return false
	}
	s = s[1:]
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return s != "" && countDigits(s, 10) == len(s)
}

func parseInteger(digits string, radix int, negative bool) Value {
	if len(digits) <= 12 || radix <= 10 && len(digits) <= 18 { // 36^12 and 10^18 are below 2^63
		n := int64(0)
		for i := 0; i < len(digits); i++ {
			n = n*int64(radix) + digitValue(digits[i])
		}
		if negative {
			n = -n
		}
		return Int(n)
	}
	i := parseBig(digits, radix)
	if negative {
		i.Neg(i)
	}
	return BigInt(i)
}

// digitValue gives the value of a digit.
func digitValue(c byte) int64 {
	if c <= '9' {
		return int64(c - '0')
	}
	return int64(c|0x20-'a') + 10
}

func parseRational(num, den string, radix int, negative bool) (Value, bool) {
	if den == "" || countDigits(den, radix) != len(den) {
		return Nil, false
	}
	n, d := parseBig(num, radix), parseBig(den, radix)
	if d.Sign() == 0 {
		return Nil, false
	}
	if negative {
		n.Neg(n)
	}
	return Ratio(new(big.Rat).SetFrac(n, d)), true
}

// bigPiece is how many digits big.Int converts itself, in quadratic time.
const bigPiece = 2000

// parseBig reads digits of the radix. Many are read in halves, low*radix^n + high, so that the cost is
// that of multiplication and not quadratic.
func parseBig(digits string, radix int) *big.Int {
	if len(digits) <= bigPiece {
		i, _ := new(big.Int).SetString(digits, radix)
		return i
	}
	// powers[k] is radix^(bigPiece*2^k), the weight of everything before the last bigPiece*2^k digits
	powers := []*big.Int{new(big.Int).Exp(big.NewInt(int64(radix)), big.NewInt(bigPiece), nil)}
	for size := bigPiece * 2; size < len(digits); size *= 2 {
		last := powers[len(powers)-1]
		powers = append(powers, new(big.Int).Mul(last, last))
	}
	return parseHalves(digits, radix, powers)
}

// parseHalves recurses once for each power: the depth is logarithmic.
func parseHalves(digits string, radix int, powers []*big.Int) *big.Int {
	if len(digits) <= bigPiece {
		i, _ := new(big.Int).SetString(digits, radix)
		return i
	}
	k := len(powers) - 1
	cut := len(digits) - bigPiece<<k
	if cut <= 0 {
		return parseHalves(digits, radix, powers[:k])
	}
	high := parseHalves(digits[:cut], radix, powers[:k])
	low := parseHalves(digits[cut:], radix, powers[:k])
	return high.Add(high.Mul(high, powers[k]), low)
}
