package kernel

import (
	"math"
	"math/big"
)

func exactnessBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "floor", Min: 1, Max: 1, Fn: rounding(math.Floor, floorFraction),
			Doc:     "The greatest integer not above a number.",
			Example: "(floor 2.7) => 2\n(floor -2.5) => -3\n(floor +inf.0) !! \"floor: argument 1 is \\\\+inf.0, want a finite number\""},
		{Name: "ceil", Min: 1, Max: 1, Fn: rounding(math.Ceil, ceilFraction),
			Doc:     "The least integer not below a number.",
			Example: "(ceil 2.1) => 3"},
		{Name: "ceiling", Min: 1, Max: 1, Fn: rounding(math.Ceil, ceilFraction),
			Doc:     "The least integer not below a number, as ceil.",
			Example: "(ceiling -2.5) => -2"},
		{Name: "round", Min: 1, Max: 1, Fn: rounding(math.RoundToEven, roundFraction),
			Doc:     "The nearest integer; of two, the even one.",
			Example: "(round 2.5) => 2\n(round 3.5) => 4\n(round -7/2) => -4"},
		{Name: "truncate", Min: 1, Max: 1, Fn: rounding(math.Trunc, truncateFraction),
			Doc:     "The integer that is left without the fraction.",
			Example: "(truncate -2.7) => -2"},
		{Name: "numerator", Min: 1, Max: 1, Fn1: func(v Value) (Value, error) { return part(v, (*big.Rat).Num) },
			Doc:     "The upper part of a number as a reduced fraction.",
			Example: "(numerator 6/4) => 3"},
		{Name: "denominator", Min: 1, Max: 1, Fn1: func(v Value) (Value, error) { return part(v, (*big.Rat).Denom) },
			Doc:     "The lower part of a number as a reduced fraction, positive.",
			Example: "(denominator 6/4) => 2\n(denominator 0.5) => 2.0"},
		{Name: "exact", Min: 1, Max: 1, Fn1: toExact,
			Doc:     "The exact number that a number stands for.",
			Example: "(exact 2.0) => 2\n(exact 0.25) => 1/4\n(exact +nan.0) !! \"want a finite number\""},
		{Name: "inexact->exact", Min: 1, Max: 1, Fn1: toExact,
			Doc:     "The exact number that a number stands for, as exact.",
			Example: "(inexact->exact 1.5) => 3/2"},
		{Name: "inexact", Min: 1, Max: 1, Fn: toInexact,
			Doc:     "The float nearest to a number.",
			Example: "(inexact 1/4) => 0.25"},
		{Name: "exact->inexact", Min: 1, Max: 1, Fn: toInexact,
			Doc:     "The float nearest to a number, as inexact.",
			Example: "(exact->inexact 3) => 3.0"},
		{Name: "exact?", Min: 1, Max: 1, Fn1: numberTest(func(v Value) bool { return !v.IsFloat() }),
			Doc:     "Whether a number is exact: no float.",
			Example: "(exact? 1/3) => true"},
		{Name: "inexact?", Min: 1, Max: 1, Fn1: numberTest(Value.IsFloat),
			Doc:     "Whether a number is a float.",
			Example: "(inexact? 1.0) => true\n(inexact? nil) !! \"want number\""},
		{Name: "nan?", Min: 1, Max: 1, Fn1: numberTest(func(v Value) bool { return v.IsFloat() && math.IsNaN(v.Float64()) }),
			Doc:     "Whether a number is NaN.",
			Example: "(nan? +nan.0) => true"},
		{Name: "infinite?", Min: 1, Max: 1, Fn1: numberTest(func(v Value) bool { return v.IsFloat() && math.IsInf(v.Float64(), 0) }),
			Doc:     "Whether a number is an infinity.",
			Example: "(infinite? -inf.0) => true"},
		{Name: "finite?", Min: 1, Max: 1, Fn1: numberTest(finite),
			Doc:     "Whether a number is neither an infinity nor NaN.",
			Example: "(finite? 1e300) => true"},
		{Name: "integer?", Min: 1, Max: 1, Fn1: anyTest(isIntegral),
			Doc:     "Whether a value is a number without a fraction.",
			Example: "(integer? 2.0) => true\n(integer? 2.5) => false\n(integer? \"2\") => false"},
		{Name: "exact-integer?", Min: 1, Max: 1, Fn1: anyTest(IsInteger),
			Doc:     "Whether a value is an integer that is no float.",
			Example: "(exact-integer? 2.0) => false"},
		{Name: "rational?", Min: 1, Max: 1, Fn1: anyTest(func(v Value) bool { return IsNumber(v) && finite(v) }),
			Doc:     "Whether a value is a finite number.",
			Example: "(rational? 1/3) => true\n(rational? +inf.0) => false"},
		{Name: "real?", Min: 1, Max: 1, Fn1: anyTest(IsNumber),
			Doc:     "Whether a value is a number; all numbers are real.",
			Example: "(real? 1.5) => true"},
		{Name: "float?", Min: 1, Max: 1, Fn1: anyTest(Value.IsFloat),
			Doc:     "Whether a value is a float.",
			Example: "(float? 1.0) => true\n(float? 1) => false"},
	}
}

// anyTest makes a predicate that takes any value.
func anyTest(test func(v Value) bool) func(v Value) (Value, error) {
	return func(v Value) (Value, error) { return Bool(test(v)), nil }
}

// numberTest makes a predicate that takes numbers only.
func numberTest(test func(v Value) bool) func(v Value) (Value, error) {
	return func(v Value) (Value, error) {
		if !IsNumber(v) {
			return Nil, WantArg(0, v, "number")
		}
		return Bool(test(v)), nil
	}
}

func finite(v Value) bool { return !v.IsFloat() || isFinite(v.Float64()) }

func isIntegral(v Value) bool {
	if v.IsFloat() {
		f := v.Float64()
		return isFinite(f) && f == math.Trunc(f)
	}
	return IsInteger(v)
}

// rounding makes a function from numbers to exact integers.
func rounding(float func(float64) float64, exact func(f fraction, floor, rest *big.Int) bool) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		v := args[0]
		if err := wantFinite(0, v); err != nil {
			return Nil, err
		}
		switch v.Kind() {
		case KindFloat:
			return exactOf(Float(float(v.Float64()))), nil
		case KindRat:
			f := toFraction(v)
			q, r, err := floored.divideBig(m, f.num, f.den)
			if err != nil {
				return Nil, err
			}
			if exact(f, q, r) {
				q.Add(q, big.NewInt(1))
			}
			return BigInt(q), nil
		}
		return v, nil
	}
}

// The four functions below tell whether a fraction that lies rest/den above the integer floor, and
// is no integer, is rounded up.

func floorFraction(_ fraction, _, _ *big.Int) bool { return false }

func ceilFraction(_ fraction, _, _ *big.Int) bool { return true }

func truncateFraction(f fraction, _, _ *big.Int) bool { return f.num.Sign() < 0 }

func roundFraction(f fraction, floor, rest *big.Int) bool {
	c := new(big.Int).Lsh(rest, 1).Cmp(f.den)
	return c > 0 || c == 0 && floor.Bit(0) == 1
}

// part gives the numerator or denominator of v, a float for a float.
func part(v Value, of func(*big.Rat) *big.Int) (Value, error) {
	if err := wantFinite(0, v); err != nil {
		return Nil, err
	}
	exact := exactOf(v)
	if exact.Kind() != KindRat {
		exact = Ref(&(&Rat{Header{KindRat}, new(big.Rat).SetInt(toBig(exact))}).Header)
	}
	return inexactIf(v.IsFloat(), of(exact.AsRat())), nil
}

func toExact(v Value) (Value, error) {
	if err := wantFinite(0, v); err != nil {
		return Nil, err
	}
	return exactOf(v), nil
}

func toInexact(m *Meter, args []Value) (Value, error) {
	v := args[0]
	switch v.Kind() {
	case KindFloat:
		return v, nil
	case KindInt:
		return Float(float64(v.Int64())), nil
	case KindBig, KindRat:
		f := toFraction(v)
		x, err := quotientFloat(m, f.num, f.den)
		return Float(x), err
	}
	return Nil, WantArg(0, v, "number")
}
