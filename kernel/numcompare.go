package kernel

import (
	"math"
	"math/big"
)

// NumEqual tells whether two numbers have the same value; a NaN equals nothing. It costs linear time: parts of
// reduced fractions are compared, not multiplied.
func NumEqual(a, b Value) bool {
	switch {
	case a.IsInt() && b.IsInt():
		return a.Int64() == b.Int64()
	case a.IsFloat() && b.IsFloat():
		return a.Float64() == b.Float64()
	case !finite(a) || !finite(b):
		return false
	}
	a, b = exactOf(a), exactOf(b)
	switch {
	case IsInteger(a) && IsInteger(b):
		return toBig(a).Cmp(toBig(b)) == 0
	case IsInteger(a) || IsInteger(b):
		return false
	}
	return a.AsRat().Num().Cmp(b.AsRat().Num()) == 0 && a.AsRat().Denom().Cmp(b.AsRat().Denom()) == 0
}

// Compare orders two numbers: negative, zero or positive; ok is false if one is a NaN.
func Compare(a, b Value) (c int, ok bool, err error) { return CompareMetered(nil, a, b) }

// CompareMetered is Compare with its work charged to m.
func CompareMetered(m *Meter, a, b Value) (c int, ok bool, err error) {
	if !IsNumber(a) {
		return 0, false, WantArg(0, a, "number")
	}
	if !IsNumber(b) {
		return 0, false, WantArg(1, b, "number")
	}
	return compareMetered(m, a, b)
}

// compareMetered compares numbers exactly: a float is taken for the rational it stands for.
func compareMetered(m *Meter, a, b Value) (c int, ok bool, err error) {
	switch {
	case a.IsInt() && b.IsInt():
		return cmp64(a.Int64(), b.Int64()), true, nil
	case a.IsFloat() && (b.IsFloat() || fitsFloat(b)), b.IsFloat() && fitsFloat(a):
		c, ok = cmpFloats(ToFloat(a), ToFloat(b))
		return c, ok, nil
	case IsInteger(a) && IsInteger(b):
		return toBig(a).Cmp(toBig(b)), true, nil
	case a.IsFloat() && !isFinite(a.Float64()):
		c, ok = cmpFloats(a.Float64(), 0)
		return c, ok, nil
	case b.IsFloat() && !isFinite(b.Float64()):
		c, ok = cmpFloats(0, b.Float64())
		return c, ok, nil
	}
	c, err = cmpFractions(m, toFraction(exactOf(a)), toFraction(exactOf(b)))
	return c, true, err
}

func isFinite(f float64) bool { return f-f == 0 }

// exactOf gives the exact number that v, a finite number, stands for.
func exactOf(v Value) Value {
	if !v.IsFloat() {
		return v
	}
	if f := v.Float64(); f == math.Trunc(f) && f >= -1<<63 && f < 1<<63 {
		return Int(int64(f))
	}
	return Ratio(new(big.Rat).SetFloat64(v.Float64()))
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
