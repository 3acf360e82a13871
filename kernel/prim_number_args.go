package kernel

import (
	"math"
	"math/big"
)

// Reading numbers from the arguments of builtins.

// wantNumbers checks that all arguments are numbers.
func wantNumbers(args []Value) error {
	for i, v := range args {
		if !IsNumber(v) {
			return WantArg(i, v, "number")
		}
	}
	return nil
}

// wantInteger gives argument i as an exact integer; inexact tells that it was a float without a
// fraction, which R7RS takes for an integer too.
func wantInteger(args []Value, i int) (v Value, inexact bool, err error) {
	v = args[i]
	if v.IsFloat() {
		if f := v.Float64(); f == math.Trunc(f) && isFinite(f) {
			return exactOf(v), true, nil
		}
	}
	v, err = wantExact(args, i)
	return v, false, err
}

// wantExact gives argument i, which must be an exact integer.
func wantExact(args []Value, i int) (Value, error) {
	v := args[i]
	switch v.Kind() {
	case KindInt, KindBig:
		return v, nil
	case KindFloat:
		return Nil, &ArgError{CondType, i, "is " + Write(v) + ", want integer"}
	case KindRat:
		return Nil, &ArgError{CondType, i, "is a fraction, want integer"}
	}
	return Nil, WantArg(i, v, "integer")
}

// wantFinite is the error for argument i if it is no number or not a finite one.
func wantFinite(i int, v Value) error {
	switch {
	case !IsNumber(v):
		return WantArg(i, v, "number")
	case !finite(v):
		return BadRange(i, "is %s, want a finite number", Write(v))
	}
	return nil
}

// wantRadix gives the optional argument i, a radix from 2 to 36, or 10.
func wantRadix(args []Value, i int) (int, error) {
	if len(args) <= i {
		return 10, nil
	}
	v, err := wantExact(args, i)
	if err != nil {
		return 0, err
	}
	if !v.IsInt() || v.Int64() < 2 || v.Int64() > 36 {
		return 0, BadRange(i, "is %s, want a radix from 2 to 36", shortNumber(v))
	}
	return int(v.Int64()), nil
}

// shortNumber gives a number's text for a message.
func shortNumber(v Value) string {
	if v.IsInt() || v.IsFloat() {
		return Write(v)
	}
	return Write(Float(ToFloat(v)))
}

// inexactIf gives the exact integer i, as a float if inexact. It takes i over.
func inexactIf(inexact bool, i *big.Int) Value {
	v := BigInt(i)
	if inexact {
		return Float(ToFloat(v))
	}
	return v
}
