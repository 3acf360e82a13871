package kernel

import (
	"math/big"
	"math/bits"
	"strings"
)

// bigGCD gives the greatest common divisor, never negative, by Lehmer's algorithm (Knuth, "The Art
// of Computer Programming" 2, 4.5.2, algorithm L), one round of linear cost at a time.
func bigGCD(m *Meter, a, b *big.Int) (*big.Int, error) {
	a, b = new(big.Int).Abs(a), new(big.Int).Abs(b)
	if a.Cmp(b) < 0 {
		a, b = b, a
	}
	if b.Sign() != 0 && a.BitLen()-b.BitLen() > 64 {
		_, r, err := bigQuoRem(m, a, b)
		if err != nil {
			return nil, err
		}
		a, b = b, r
	}
	var s, t big.Int
	for b.BitLen() > pieceBits/32 {
		if err := work(m, a.BitLen()/128); err != nil {
			return nil, err
		}
		c := lehmerRound(a, b)
		if c[1] == 0 {
			_, r, err := bigQuoRem(m, a, b)
			if err != nil {
				return nil, err
			}
			a, b = b, r
			continue
		}
		x := new(big.Int).Add(s.Mul(a, big.NewInt(c[0])), t.Mul(b, big.NewInt(c[1])))
		b.Add(s.Mul(a, big.NewInt(c[2])), t.Mul(b, big.NewInt(c[3])))
		a = x
	}
	words := b.BitLen()/64 + 1
	if err := work(m, words*words/8+a.BitLen()/64); err != nil {
		return nil, err
	}
	return a.GCD(nil, nil, a, b), nil
}

// lehmerRound runs Euclid's algorithm on the leading 62 bits of a and b, a >= b, as long as the
// quotients are sure, and gives the matrix that takes (a, b) as far.
func lehmerRound(a, b *big.Int) [4]int64 {
	shift := uint(a.BitLen() - 62)
	x := new(big.Int).Rsh(a, shift).Int64()
	y := new(big.Int).Rsh(b, shift).Int64()
	c := [4]int64{1, 0, 0, 1}
	for y+c[2] != 0 && y+c[3] != 0 {
		q := (x + c[0]) / (y + c[2])
		if q != (x+c[1])/(y+c[3]) {
			break
		}
		c[0], c[2] = c[2], c[0]-q*c[2]
		c[1], c[3] = c[3], c[1]-q*c[3]
		x, y = y, x-q*y
	}
	return c
}

// textPieceBits is the size up to which package big converts to and from text in one go.
const textPieceBits = 1 << 15

// radixDigits is a conversion to text: powers[k] is base^(unit<<k), unit digits being a piece.
type radixDigits struct {
	base, unit int
	powers     []*big.Int
}

// appendInteger appends i in the given base, 2 to 36.
func appendInteger(m *Meter, b []byte, i *big.Int, base int) ([]byte, error) {
	if err := alloc(m, integerDigits(i, base)); err != nil {
		return b, err
	}
	r := radixDigits{base: base, unit: textPieceBits / 6}
	if i.BitLen() > textPieceBits {
		power := new(big.Int).Exp(big.NewInt(int64(base)), big.NewInt(int64(r.unit)), nil)
		r.powers = append(r.powers, power)
		for 2*power.BitLen()-2 < i.BitLen() {
			var err error
			if power, err = bigMul(m, power, power); err != nil {
				return b, err
			}
			r.powers = append(r.powers, power)
		}
	}
	if i.Sign() < 0 {
		b = append(b, '-')
		i = new(big.Int).Abs(i)
	}
	return r.append(m, b, i, len(r.powers), false)
}

// integerDigits gives an upper bound of the length of i's text.
func integerDigits(i *big.Int, base int) int {
	return i.BitLen()/(bits.Len(uint(base))-1) + 2
}

// append appends i, which has at most unit<<level digits, filled up with zeros to that many if pad.
// It calls itself level deep.
func (r *radixDigits) append(m *Meter, b []byte, i *big.Int, level int, pad bool) ([]byte, error) {
	if level == 0 {
		if err := work(m, 2*mulWork(i.BitLen(), i.BitLen())); err != nil {
			return b, err
		}
		text := i.Text(r.base)
		if pad {
			b = append(b, strings.Repeat("0", r.unit-len(text))...)
		}
		return append(b, text...), nil
	}
	high, low, err := bigQuoRem(m, i, r.powers[level-1])
	if err != nil {
		return b, err
	}
	if !pad && high.Sign() == 0 {
		return r.append(m, b, low, level-1, false)
	}
	if b, err = r.append(m, b, high, level-1, pad); err != nil {
		return b, err
	}
	return r.append(m, b, low, level-1, true)
}

// readDigits reads digits, all of which are of the given base, as parseBig does, but in metered
// slices.
func readDigits(m *Meter, digits string, base int) (*big.Int, error) {
	const piece = 4096
	if len(digits) <= piece {
		if err := work(m, len(digits)*len(digits)/4096+1); err != nil {
			return nil, err
		}
		i, _ := new(big.Int).SetString(digits, base)
		return i, nil
	}
	// the low part is as long as the largest piece<<k that leaves a high part
	size := piece
	for 2*size < len(digits) {
		size *= 2
	}
	high, err := readDigits(m, digits[:len(digits)-size], base)
	if err != nil {
		return nil, err
	}
	low, err := readDigits(m, digits[len(digits)-size:], base)
	if err != nil {
		return nil, err
	}
	power, err := bigPow(m, big.NewInt(int64(base)), uint64(size))
	if err != nil {
		return nil, err
	}
	if high, err = bigMul(m, high, power); err != nil {
		return nil, err
	}
	return high.Add(high, low), nil
}
