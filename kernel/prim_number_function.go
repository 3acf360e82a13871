package kernel

import (
	"math"
	"math/big"
)

func functionBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "sqrt", Min: 1, Max: 1, Fn: squareRoot,
			Doc:     "(sqrt n): the square root: exact if the number and its root are, else a float.",
			Example: "(sqrt 16) => 4\n(sqrt 1/4) => 1/2\n(sqrt 2.25) => 1.5\n(sqrt -1) !! \"sqrt: argument 1 is negative\""},
		{Name: "expt", Min: 2, Max: 2, Fn: power,
			Doc:     "(expt base exponent): exact if the base is and the exponent is an integer.",
			Example: "(expt 2 100) => 1267650600228229401496703205376\n(expt 2 -2) => 1/4\n(expt 2.0 3) => 8.0\n(expt 9 0.5) => 3.0\n(expt 0 -1) !! \"expt: argument 1 is zero\""},
		{Name: "pow", Min: 2, Max: 2, Fn: power,
			Doc:     "(pow base exponent), as expt.",
			Example: "(pow 3 4) => 81"},
		{Name: "exp", Min: 1, Max: 1, Fn1: floatFunction(math.Exp),
			Doc:     "The exponential function.",
			Example: "(exp 0) => 1.0"},
		{Name: "log", Min: 1, Max: 2, Fn: logarithm,
			Doc:     "(log x [base]): the natural logarithm, or the one to a base.",
			Example: "(log 1) => 0.0\n(log 8 2) => 3.0\n(log 0) !! \"log: argument 1 is zero\""},
		{Name: "sin", Min: 1, Max: 1, Fn1: floatFunction(math.Sin),
			Doc:     "The sine of an angle in radians.",
			Example: "(sin 0) => 0.0"},
		{Name: "cos", Min: 1, Max: 1, Fn1: floatFunction(math.Cos),
			Doc:     "The cosine of an angle in radians.",
			Example: "(cos 0) => 1.0"},
		{Name: "tan", Min: 1, Max: 1, Fn1: floatFunction(math.Tan),
			Doc:     "The tangent of an angle in radians.",
			Example: "(tan 0) => 0.0"},
		{Name: "asin", Min: 1, Max: 1, Fn1: arcFunction(math.Asin),
			Doc:     "The angle from -pi/2 to pi/2 with the given sine.",
			Example: "(asin 0) => 0.0\n(asin 2) !! \"asin: argument 1 is 2, want a number from -1 to 1\""},
		{Name: "acos", Min: 1, Max: 1, Fn1: arcFunction(math.Acos),
			Doc:     "The angle from 0 to pi with the given cosine.",
			Example: "(acos 1) => 0.0"},
		{Name: "atan", Min: 1, Max: 2, Fn: arcTangent,
			Doc:     "(atan y [x]): the angle with the given tangent, or of the point (x, y).",
			Example: "(atan 0) => 0.0\n(< 3.14 (atan 0 -1) 3.15) => true"},
	}
}

// floatFunction makes a builtin of a function that is defined for all floats.
func floatFunction(f func(float64) float64) func(v Value) (Value, error) {
	return func(v Value) (Value, error) {
		if !IsNumber(v) {
			return Nil, WantArg(0, v, "number")
		}
		return Float(f(ToFloat(v))), nil
	}
}

// arcFunction makes a builtin of a function that is defined from -1 to 1.
func arcFunction(f func(float64) float64) func(v Value) (Value, error) {
	return func(v Value) (Value, error) {
		if !IsNumber(v) {
			return Nil, WantArg(0, v, "number")
		}
		x := ToFloat(v)
		if x < -1 || x > 1 {
			return Nil, BadRange(0, "is %s, want a number from -1 to 1", shortNumber(v))
		}
		return Float(f(x)), nil
	}
}

func arcTangent(_ *Meter, args []Value) (Value, error) {
	if err := wantNumbers(args); err != nil {
		return Nil, err
	}
	if len(args) == 1 {
		return Float(math.Atan(ToFloat(args[0]))), nil
	}
	return Float(math.Atan2(ToFloat(args[0]), ToFloat(args[1]))), nil
}

func squareRoot(m *Meter, args []Value) (Value, error) {
	v := args[0]
	switch {
	case !IsNumber(v):
		return Nil, WantArg(0, v, "number")
	case sign(v) == -1:
		return Nil, BadRange(0, "is negative, want a number with a real root")
	case v.IsFloat():
		return Float(math.Sqrt(v.Float64())), nil
	case fitsFloat(v):
		root := math.Sqrt(ToFloat(v))
		if root == math.Trunc(root) && int64(root)*int64(root) == v.Int64() {
			return Int(int64(root)), nil
		}
		return Float(root), nil
	}
	f := toFraction(v)
	num, rest, err := bigSqrt(m, f.num)
	if err != nil {
		return Nil, err
	}
	if rest.Sign() == 0 {
		den, rest, err := bigSqrt(m, f.den)
		if err != nil {
			return Nil, err
		}
		if rest.Sign() == 0 {
			return fraction{num, den}.value(m)
		}
	}
	return rootFloat(m, f)
}

// rootFloat gives the float nearest to the root of a positive fraction, also where the fraction is
// beyond the floats.
func rootFloat(m *Meter, f fraction) (Value, error) {
	// 65 bits of root at least, the lowest of which stands for what is below, round once and correctly
	shift := (132 - (f.num.BitLen() - f.den.BitLen())) &^ 1
	num, den := f.num, f.den
	if shift >= 0 {
		num = new(big.Int).Lsh(num, uint(shift))
	} else {
		den = new(big.Int).Lsh(den, uint(-shift))
	}
	q, left, err := bigQuoRem(m, num, den)
	if err != nil {
		return Nil, err
	}
	root, rest, err := bigSqrt(m, q)
	if err != nil {
		return Nil, err
	}
	if left.Sign() != 0 || rest.Sign() != 0 {
		root.SetBit(root, 0, 1)
	}
	x := new(big.Float).SetInt(root)
	r, _ := x.SetMantExp(x, -shift/2).Float64()
	return Float(r), nil
}

// logarithm is log. The logarithm of an exact number is found also where no float comes near it.
func logarithm(m *Meter, args []Value) (Value, error) {
	x, twos, err := wantPositive(m, args, 0)
	if err != nil {
		return Nil, err
	}
	if len(args) == 1 {
		return Float(math.Log(x) + twos*math.Ln2), nil
	}
	base, baseTwos, err := wantPositive(m, args, 1)
	switch {
	case err != nil:
		return Nil, err
	case base == 1 && baseTwos == 0:
		return Nil, BadRange(1, "is 1, want another base")
	case base == 2:
		return Float(math.Log2(x) + twos), nil
	case base == 10:
		return Float(math.Log10(x) + twos*math.Log10(2)), nil
	}
	return Float((math.Log(x) + twos*math.Ln2) / (math.Log(base) + baseTwos*math.Ln2)), nil
}

// wantPositive gives argument i, a number above zero, as x times 2^twos; twos is 0 unless the number is
// beyond the floats. A float may be zero.
func wantPositive(m *Meter, args []Value, i int) (x, twos float64, err error) {
	v := args[i]
	switch {
	case !IsNumber(v):
		return 0, 0, WantArg(i, v, "number")
	case sign(v) == -1:
		return 0, 0, BadRange(i, "is negative, want a positive number")
	case v.IsFloat():
		return v.Float64(), 0, nil
	case sign(v) == 0:
		return 0, 0, BadRange(i, "is zero, want a positive number")
	}
	f := toFraction(v)
	shift := f.num.BitLen() - f.den.BitLen()
	if shift > -1000 && shift < 1000 {
		x, err = quotientFloat(m, f.num, f.den)
		return x, 0, err
	}
	num, den := f.num, f.den
	if shift >= 0 {
		den = new(big.Int).Lsh(den, uint(shift))
	} else {
		num = new(big.Int).Lsh(num, uint(-shift))
	}
	x, err = quotientFloat(m, num, den)
	return x, float64(shift), err
}

func power(m *Meter, args []Value) (Value, error) {
	if err := wantNumbers(args); err != nil {
		return Nil, err
	}
	base, exp := args[0], args[1]
	if IsInteger(exp) && !base.IsFloat() {
		return exactPower(m, base, exp)
	}
	x, y := ToFloat(base), ToFloat(exp)
	if x < 0 && y != math.Trunc(y) {
		return Nil, BadRange(0, "is negative, want a base that is not, for an exponent that is no integer")
	}
	return Float(math.Pow(x, y)), nil
}

// exactPower gives base^exp for an exact base and an integer exponent.
func exactPower(m *Meter, base, exp Value) (Value, error) {
	f, negative := toFraction(base), sign(exp) < 0
	if negative {
		if f.num.Sign() == 0 {
			return Nil, BadRange(0, "is zero, want another base for a negative exponent")
		}
		f = fraction{f.den, f.num}
	}
	e := new(big.Int).Abs(toBig(exp))
	if !e.IsUint64() { // only 0, 1 and -1 have such a power, which depends on the lowest bit alone
		e = new(big.Int).SetUint64(1<<63 | uint64(e.Bit(0)))
	}
	num, err := bigPow(m, f.num, e.Uint64())
	if err != nil {
		return Nil, err
	}
	den, err := bigPow(m, f.den, e.Uint64())
	if err != nil {
		return Nil, err
	}
	return reducedFraction(num, den), nil
}

// reducedFraction gives num/den, which have no common divisor; den is not zero.
func reducedFraction(num, den *big.Int) Value {
	if den.Sign() < 0 {
		num, den = new(big.Int).Neg(num), new(big.Int).Neg(den)
	}
	if den.IsInt64() && den.Int64() == 1 {
		return BigInt(num)
	}
	return reducedRatio(num, den)
}
