package kernel

import (
	"math/big"
	"math/bits"
)

// Big is an integer outside 64 bits; Rat an exact rational that is no integer. Results are always
// in the narrowest representation.
type Big struct {
	Header
	I *big.Int
}

// Rat is an exact rational that is no integer.
type Rat struct {
	Header
	R *big.Rat
}

// BigInt makes an integer value of any size, and takes i over.
func BigInt(i *big.Int) Value {
	if i.IsInt64() {
		return Int(i.Int64())
	}
	return Ref(&(&Big{Header{KindBig}, i}).Header)
}

// Ratio makes an exact value of r, and takes r over.
func Ratio(r *big.Rat) Value {
	if r.IsInt() {
		return BigInt(new(big.Int).Set(r.Num()))
	}
	return Ref(&(&Rat{Header{KindRat}, r}).Header)
}

// AsBig gives v's integer; v.Kind() is KindBig. It must not be changed.
func (v Value) AsBig() *big.Int { return (*Big)(v.p).I }

// AsRat gives v's rational; v.Kind() is KindRat. It must not be changed.
func (v Value) AsRat() *big.Rat { return (*Rat)(v.p).R }

// IsNumber tells whether v is a number.
func IsNumber(v Value) bool {
	switch v.Kind() {
	case KindInt, KindFloat, KindBig, KindRat:
		return true
	}
	return false
}

// IsInteger tells whether v is an exact integer.
func IsInteger(v Value) bool { return v.IsInt() || v.Kind() == KindBig }

// ToFloat gives the float nearest to the number v.
func ToFloat(v Value) float64 {
	switch v.Kind() {
	case KindInt:
		return float64(v.Int64())
	case KindFloat:
		return v.Float64()
	case KindBig:
		f, _ := v.AsBig().Float64()
		return f
	}
	f, _ := v.AsRat().Float64()
	return f
}

// toBig gives the exact integer v as a big integer, not to be changed.
func toBig(v Value) *big.Int {
	if v.IsInt() {
		return big.NewInt(v.Int64())
	}
	return v.AsBig()
}

// arith is one of + - *. The widest of the two representations decides which of its functions is
// applied; ints answers false on overflow.
type arith struct {
	ints   func(a, b int64) (int64, bool)
	floats func(a, b float64) float64
	bigs   func(m *Meter, a, b *big.Int) (*big.Int, error)
	rats   func(m *Meter, a, b fraction) (Value, error)
}

var (
	addition = arith{addInt64, func(a, b float64) float64 { return a + b }, bigAdd, addFractions}
	subtract = arith{subInt64, func(a, b float64) float64 { return a - b }, bigSub, subFractions}
	multiply = arith{mulInt64, func(a, b float64) float64 { return a * b }, bigMul, mulFractions}
)

func bigAdd(m *Meter, a, b *big.Int) (*big.Int, error) {
	if err := chargeInteger(m, max(a.BitLen(), b.BitLen())+1); err != nil {
		return nil, err
	}
	return new(big.Int).Add(a, b), nil
}

func bigSub(m *Meter, a, b *big.Int) (*big.Int, error) {
	if err := chargeInteger(m, max(a.BitLen(), b.BitLen())+1); err != nil {
		return nil, err
	}
	return new(big.Int).Sub(a, b), nil
}

func addInt64(a, b int64) (int64, bool) {
	s := a + b
	return s, (a^s)&(b^s) >= 0
}

func subInt64(a, b int64) (int64, bool) {
	s := a - b
	return s, (a^b)&(a^s) >= 0
}

func mulInt64(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(uint64(abs64(a)), uint64(abs64(b)))
	p := a * b
	if hi != 0 || lo > 1<<63 || (lo == 1<<63 && (a < 0) == (b < 0)) {
		return 0, false
	}
	return p, true
}

func abs64(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

func (op *arith) apply(m *Meter, a, b Value) (Value, error) {
	ka, kb := a.Kind(), b.Kind()
	switch {
	case ka == KindInt && kb == KindInt:
		if n, ok := op.ints(a.Int64(), b.Int64()); ok {
			return Int(n), nil
		}
	case !IsNumber(a):
		return Nil, WantArg(0, a, "number")
	case !IsNumber(b):
		return Nil, WantArg(1, b, "number")
	case ka == KindFloat || kb == KindFloat:
		return Float(op.floats(ToFloat(a), ToFloat(b))), nil
	case ka == KindRat || kb == KindRat:
		return op.rats(m, toFraction(a), toFraction(b))
	}
	i, err := op.bigs(m, toBig(a), toBig(b))
	if err != nil {
		return Nil, err
	}
	return BigInt(i), nil
}

// Add gives a+b. Errors are ArgErrors about argument 0 or 1, here and below, or about the size of
// the result. Results that do not fit 64 bits cost time and memory: a program's go through
// AddMetered and its like.
func Add(a, b Value) (Value, error) { return addition.apply(nil, a, b) }

// Sub gives a-b.
func Sub(a, b Value) (Value, error) { return subtract.apply(nil, a, b) }

// Mul gives a*b.
func Mul(a, b Value) (Value, error) { return multiply.apply(nil, a, b) }

// Div gives a/b: a float for two integers, exact when one is a rational and none a float. An exact
// zero as divisor is an error, a float zero gives an infinity or a NaN.
func Div(a, b Value) (Value, error) { return DivMetered(nil, a, b) }

// AddMetered is Add with its work and the result's space charged to m before they are spent.
func AddMetered(m *Meter, a, b Value) (Value, error) { return addition.apply(m, a, b) }

// SubMetered is Sub with its work and space charged to m.
func SubMetered(m *Meter, a, b Value) (Value, error) { return subtract.apply(m, a, b) }

// MulMetered is Mul with its work and space charged to m.
func MulMetered(m *Meter, a, b Value) (Value, error) { return multiply.apply(m, a, b) }

// DivMetered is Div with its work and space charged to m.
func DivMetered(m *Meter, a, b Value) (Value, error) {
	switch {
	case !IsNumber(a):
		return Nil, WantArg(0, a, "number")
	case !IsNumber(b):
		return Nil, WantArg(1, b, "number")
	case b.IsInt() && b.Int64() == 0:
		return Nil, BadRange(1, "is zero, want a divisor")
	case a.IsFloat() || b.IsFloat() || fitsFloat(a) && fitsFloat(b):
		return Float(ToFloat(a) / ToFloat(b)), nil
	case IsInteger(a) && IsInteger(b):
		f, err := quotientFloat(m, toBig(a), toBig(b))
		return Float(f), err
	}
	return divFractions(m, toFraction(a), toFraction(b))
}

// fitsFloat tells whether v is an integer that a float holds exactly for sure.
func fitsFloat(v Value) bool {
	const most = 1 << 53
	return v.IsInt() && v.Int64() <= most && v.Int64() >= -most
}

// quotientFloat gives the float nearest to a/b, also where a or b is beyond the floats; b is not zero.
func quotientFloat(m *Meter, a, b *big.Int) (float64, error) {
	if a.Sign() == 0 {
		return 0, nil
	}
	// 66 bits of quotient and one that stands for what is below them round once and correctly
	shift := 66 - (a.BitLen() - b.BitLen())
	num, den := new(big.Int).Abs(a), new(big.Int).Abs(b)
	if shift >= 0 {
		num.Lsh(num, uint(shift))
	} else {
		den.Lsh(den, uint(-shift))
	}
	q, r, err := bigQuoRem(m, num, den)
	if err != nil {
		return 0, err
	}
	if r.Sign() != 0 {
		q.SetBit(q, 0, 1)
	}
	if a.Sign() != b.Sign() {
		q.Neg(q)
	}
	x := new(big.Float).SetInt(q)
	f, _ := x.SetMantExp(x, -shift).Float64()
	return f, nil
}
