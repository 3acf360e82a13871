package kernel

import "math/big"

// fraction is an exact number in parts: den is positive and, but for a result on its way, the two
// have no common divisor. The parts are never changed.
type fraction struct{ num, den *big.Int }

// toFraction gives the parts of the exact number v.
func toFraction(v Value) fraction {
	if v.Kind() == KindRat {
		return fraction{v.AsRat().Num(), v.AsRat().Denom()}
	}
	return fraction{toBig(v), big.NewInt(1)}
}

// value reduces f, whose parts may be of any sign and have a common divisor, and gives it as a
// number. It takes the parts over; den is not zero.
func (f fraction) value(m *Meter) (Value, error) {
	num, den := f.num, f.den
	if den.Sign() < 0 {
		num, den = new(big.Int).Neg(num), new(big.Int).Neg(den)
	}
	if den.IsInt64() && den.Int64() == 1 {
		return BigInt(num), nil
	}
	d, err := bigGCD(m, num, den)
	if err != nil {
		return Nil, err
	}
	if !d.IsInt64() || d.Int64() != 1 {
		if num, _, err = bigQuoRem(m, num, d); err != nil {
			return Nil, err
		}
		if den, _, err = bigQuoRem(m, den, d); err != nil {
			return Nil, err
		}
	}
	if den.IsInt64() && den.Int64() == 1 {
		return BigInt(num), nil
	}
	return reducedRatio(num, den), nil
}

// reducedRatio makes a rational of parts known to have no common divisor, den above 1. It writes the
// parts through the references that Num and Denom give, since SetFrac would reduce them again, in
// quadratic time.
func reducedRatio(num, den *big.Int) Value {
	r := big.NewRat(1, 2)
	r.Num().Set(num)
	r.Denom().Set(den)
	return Ref(&(&Rat{Header{KindRat}, r}).Header)
}

func addFractions(m *Meter, a, b fraction) (Value, error) {
	x, y, den, err := commonTerms(m, a, b)
	if err != nil {
		return Nil, err
	}
	return fraction{x.Add(x, y), den}.value(m)
}

func subFractions(m *Meter, a, b fraction) (Value, error) {
	x, y, den, err := commonTerms(m, a, b)
	if err != nil {
		return Nil, err
	}
	return fraction{x.Sub(x, y), den}.value(m)
}

// commonTerms gives a and b over one divisor.
func commonTerms(m *Meter, a, b fraction) (x, y, den *big.Int, err error) {
	if x, err = bigMul(m, a.num, b.den); err != nil {
		return nil, nil, nil, err
	}
	if y, err = bigMul(m, b.num, a.den); err != nil {
		return nil, nil, nil, err
	}
	den, err = bigMul(m, a.den, b.den)
	return x, y, den, err
}

func mulFractions(m *Meter, a, b fraction) (Value, error) {
	num, err := bigMul(m, a.num, b.num)
	if err != nil {
		return Nil, err
	}
	den, err := bigMul(m, a.den, b.den)
	if err != nil {
		return Nil, err
	}
	return fraction{num, den}.value(m)
}

// divFractions gives a/b; b is not zero.
func divFractions(m *Meter, a, b fraction) (Value, error) {
	return mulFractions(m, a, fraction{b.den, b.num})
}

// cmpFractions orders two exact numbers.
func cmpFractions(m *Meter, a, b fraction) (int, error) {
	if a.num.Sign() != b.num.Sign() {
		return cmp64(int64(a.num.Sign()), int64(b.num.Sign())), nil
	}
	x, err := mulUnbounded(m, a.num, b.den)
	if err != nil {
		return 0, err
	}
	y, err := mulUnbounded(m, b.num, a.den)
	if err != nil {
		return 0, err
	}
	return x.Cmp(y), nil
}

// mulUnbounded is bigMul for a product that no program gets to see, and so may have any size.
func mulUnbounded(m *Meter, a, b *big.Int) (*big.Int, error) {
	if err := alloc(m, (a.BitLen()+b.BitLen())/8); err != nil {
		return nil, err
	}
	return mulPieces(m, a, b)
}
