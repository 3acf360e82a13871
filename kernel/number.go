package kernel

import (
	"math"
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
		f, _ := new(big.Float).SetInt(v.AsBig()).Float64()
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

// toRat gives the exact number v as a rational, not to be changed.
func toRat(v Value) *big.Rat {
	if v.Kind() == KindRat {
		return v.AsRat()
	}
	return new(big.Rat).SetInt(toBig(v))
}

// arith applies one of + - * to two numbers: the widest of the two representations decides.
type arith struct {
	ints   func(a, b int64) (int64, bool) // false on overflow
	floats func(a, b float64) float64
	bigs   func(z, a, b *big.Int) *big.Int
	rats   func(z, a, b *big.Rat) *big.Rat
}

var (
	addition = arith{addInt64, func(a, b float64) float64 { return a + b }, (*big.Int).Add, (*big.Rat).Add}
	subtract = arith{subInt64, func(a, b float64) float64 { return a - b }, (*big.Int).Sub, (*big.Rat).Sub}
	multiply = arith{mulInt64, func(a, b float64) float64 { return a * b }, (*big.Int).Mul, (*big.Rat).Mul}
)

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

func (op *arith) apply(a, b Value) (Value, error) {
	ka, kb := a.Kind(), b.Kind()
	switch {
	case !IsNumber(a):
		return Nil, WantArg(0, a, "number")
	case !IsNumber(b):
		return Nil, WantArg(1, b, "number")
	case ka == KindInt && kb == KindInt:
		if n, ok := op.ints(a.Int64(), b.Int64()); ok {
			return Int(n), nil
		}
		return BigInt(op.bigs(new(big.Int), toBig(a), toBig(b))), nil
	case ka == KindFloat || kb == KindFloat:
		return Float(op.floats(ToFloat(a), ToFloat(b))), nil
	case ka == KindRat || kb == KindRat:
		return Ratio(op.rats(new(big.Rat), toRat(a), toRat(b))), nil
	}
	return BigInt(op.bigs(new(big.Int), toBig(a), toBig(b))), nil
}

// Add gives a+b. Errors are ArgErrors about argument 0 or 1, here and below.
func Add(a, b Value) (Value, error) { return addition.apply(a, b) }

// Sub gives a-b.
func Sub(a, b Value) (Value, error) { return subtract.apply(a, b) }

// Mul gives a*b.
func Mul(a, b Value) (Value, error) { return multiply.apply(a, b) }

// Div gives a/b: a float for two integers, exact when one is a rational and none a float.
func Div(a, b Value) (Value, error) {
	switch {
	case !IsNumber(a):
		return Nil, WantArg(0, a, "number")
	case !IsNumber(b):
		return Nil, WantArg(1, b, "number")
	case b.IsInt() && b.Int64() == 0:
		return Nil, BadRange(1, "is zero, want a divisor")
	case a.IsFloat() || b.IsFloat() || IsInteger(a) && IsInteger(b):
		return Float(ToFloat(a) / ToFloat(b)), nil
	}
	return Ratio(new(big.Rat).Quo(toRat(a), toRat(b))), nil
}

// NumEqual tells whether two numbers have the same value; a NaN equals nothing.
func NumEqual(a, b Value) bool {
	c, ok := compareNumbers(a, b)
	return ok && c == 0
}

// Compare orders two numbers: negative, zero or positive; ok is false if one is a NaN.
func Compare(a, b Value) (c int, ok bool, err error) {
	if !IsNumber(a) {
		return 0, false, WantArg(0, a, "number")
	}
	if !IsNumber(b) {
		return 0, false, WantArg(1, b, "number")
	}
	c, ok = compareNumbers(a, b)
	return c, ok, nil
}

// compareNumbers compares exactly: a float is taken for the rational it stands for.
func compareNumbers(a, b Value) (int, bool) {
	ka, kb := a.Kind(), b.Kind()
	if ka == KindInt && kb == KindInt {
		return cmp64(a.Int64(), b.Int64()), true
	}
	if ka == KindFloat && kb == KindFloat {
		return cmpFloats(a.Float64(), b.Float64())
	}
	if ka == KindFloat || kb == KindFloat {
		fa, fb := ToFloat(a), ToFloat(b)
		if math.IsNaN(fa) || math.IsNaN(fb) || math.IsInf(fa, 0) || math.IsInf(fb, 0) {
			return cmpInfinite(a, b)
		}
		return exactRat(a).Cmp(exactRat(b)), true
	}
	if ka == KindRat || kb == KindRat {
		return toRat(a).Cmp(toRat(b)), true
	}
	return toBig(a).Cmp(toBig(b)), true
}

// cmpInfinite compares when a conversion to float gave an infinity or a NaN: an exact number too
// large for a float is still finite.
func cmpInfinite(a, b Value) (int, bool) {
	rank := func(v Value) (float64, bool) {
		if v.IsFloat() {
			f := v.Float64()
			return f, math.IsInf(f, 0) || math.IsNaN(f)
		}
		return 0, false
	}
	fa, infA := rank(a)
	fb, infB := rank(b)
	switch {
	case infA && infB:
		return cmpFloats(fa, fb)
	case infA:
		return cmpFloats(fa, 0)
	case infB:
		return cmpFloats(0, fb)
	}
	return exactRat(a).Cmp(exactRat(b)), true
}

func exactRat(v Value) *big.Rat {
	if v.IsFloat() {
		return new(big.Rat).SetFloat64(v.Float64())
	}
	return toRat(v)
}

func cmp64(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func cmpFloats(a, b float64) (int, bool) {
	switch {
	case a < b:
		return -1, true
	case a > b:
		return 1, true
	}
	return 0, a == b
}

// numberHash gives bits that are equal for numbers that are equal.
func numberHash(v Value) uint64 {
	switch v.Kind() {
	case KindInt:
		return uint64(v.Int64())
	case KindFloat:
		f := v.Float64()
		if f == math.Trunc(f) && math.Abs(f) < 1<<63 {
			return uint64(int64(f))
		}
		return math.Float64bits(f)
	}
	return math.Float64bits(ToFloat(v))
}
