package kernel

import (
	"math"
	"slices"
)

func numberBuiltins() []*Builtin {
	return slices.Concat(arithmeticBuiltins(), integerBuiltins(), exactnessBuiltins(),
		functionBuiltins(), bitBuiltins(), numberTextBuiltins())
}

func arithmeticBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "+", Min: 0, Max: -1, Fn: sum,
			Doc:     "(+ n…): the sum of numbers; 0 of none.",
			Example: "(+ 1 2 3) => 6\n(+ 9223372036854775807 1) => 9223372036854775808\n(+ 1/2 1/3) => 5/6\n(+ 1 \"2\") !! \"\\\\+: argument 2 is string, want number\""},
		{Name: "-", Min: 1, Max: -1, Fn: difference,
			Doc:     "(- n m…): the first number less the others, or the negative of a single one.",
			Example: "(- 10 1 2) => 7\n(- 5) => -5"},
		{Name: "*", Min: 0, Max: -1, Fn: product,
			Doc:     "(* n…): the product of numbers; 1 of none.",
			Example: "(* 2 3 4) => 24\n(* 1.5 2) => 3.0"},
		{Name: "/", Min: 1, Max: -1, Fn: ratio,
			Doc:     "(/ n m…): the first number divided by the others, or 1 by a single one: a float for integers, exact with a rational.",
			Example: "(/ 6 3) => 2.0\n(/ 1/2 3) => 1/6\n(/ 4) => 0.25\n(/ 1 0) !! \"/: argument 2 is zero\""},
		{Name: "<", Min: 1, Max: -1, Fn: ordering(before),
			Doc:     "Whether every number is less than the next.",
			Example: "(< 1 2 3) => true\n(< 1 1) => false"},
		{Name: ">", Min: 1, Max: -1, Fn: ordering(after),
			Doc:     "Whether every number is greater than the next.",
			Example: "(> 3 2 1) => true"},
		{Name: "<=", Min: 1, Max: -1, Fn: ordering(notAfter),
			Doc:     "Whether no number is greater than the next.",
			Example: "(<= 1 1 2) => true"},
		{Name: ">=", Min: 1, Max: -1, Fn: ordering(notBefore),
			Doc:     "Whether no number is less than the next.",
			Example: "(>= 2 1 1) => true"},
		{Name: "abs", Min: 1, Max: 1, Fn: magnitude,
			Doc:     "(abs n): the number without its sign.",
			Example: "(abs -5) => 5\n(abs -1/2) => 1/2"},
		{Name: "magnitude", Min: 1, Max: 1, Fn: magnitude,
			Doc:     "The number without its sign, as abs.",
			Example: "(magnitude -2.5) => 2.5"},
		{Name: "min", Min: 1, Max: -1, Fn: extreme(-1),
			Doc:     "(min n…): the least of numbers; a float if one of them is, NaN if one of them is.",
			Example: "(min 3 1 2) => 1"},
		{Name: "max", Min: 1, Max: -1, Fn: extreme(1),
			Doc:     "(max n…): the greatest of numbers; a float if one of them is, NaN if one of them is.",
			Example: "(max 3 1 2) => 3\n(max 1 2 1.5) => 2.0"},
		{Name: "clamp", Min: 3, Max: 3, Fn: clamp,
			Doc:     "(clamp x low high): x, or the bound that it is beyond.",
			Example: "(clamp 15 0 10) => 10\n(clamp -1 0 10) => 0\n(clamp 1 10 0) !! \"clamp: argument 2 is above argument 3\""},
		{Name: "inc", Min: 1, Max: 1, Fn: func(m *Meter, args []Value) (Value, error) { return AddMetered(m, args[0], Int(1)) },
			Doc:     "(inc n): the number plus 1.",
			Example: "(inc 1) => 2"},
		{Name: "dec", Min: 1, Max: 1, Fn: func(m *Meter, args []Value) (Value, error) { return SubMetered(m, args[0], Int(1)) },
			Doc:     "(dec n): the number less 1.",
			Example: "(dec 1) => 0"},
		{Name: "square", Min: 1, Max: 1, Fn: func(m *Meter, args []Value) (Value, error) { return MulMetered(m, args[0], args[0]) },
			Doc:     "The number times itself.",
			Example: "(square -4) => 16"},
		{Name: "zero?", Min: 1, Max: 1, Fn1: signTest(func(sign int) bool { return sign == 0 }),
			Doc:     "Whether a number is zero.",
			Example: "(zero? 0.0) => true"},
		{Name: "positive?", Min: 1, Max: 1, Fn1: signTest(func(sign int) bool { return sign > 0 }),
			Doc:     "Whether a number is above zero.",
			Example: "(positive? 1/2) => true"},
		{Name: "negative?", Min: 1, Max: 1, Fn1: signTest(func(sign int) bool { return sign < 0 && sign != notANumber }),
			Doc:     "Whether a number is below zero.",
			Example: "(negative? -1) => true"},
	}
}

// fold combines all arguments from the left.
func fold(m *Meter, args []Value, op func(m *Meter, a, b Value) (Value, error)) (Value, error) {
	if err := wantNumbers(args); err != nil {
		return Nil, err
	}
	if err := m.Work(len(args)); err != nil {
		return Nil, err
	}
	acc := args[0]
	for _, v := range args[1:] {
		var err error
		if acc, err = op(m, acc, v); err != nil {
			return Nil, err
		}
	}
	return acc, nil
}

func sum(m *Meter, args []Value) (Value, error) {
	if len(args) == 0 {
		return Int(0), nil
	}
	return fold(m, args, AddMetered)
}

func product(m *Meter, args []Value) (Value, error) {
	if len(args) == 0 {
		return Int(1), nil
	}
	return fold(m, args, MulMetered)
}

func difference(m *Meter, args []Value) (Value, error) {
	if len(args) > 1 {
		return fold(m, args, SubMetered)
	}
	return negate(m, args[0])
}

// negate gives -v; of a float zero it changes the sign, which a subtraction from 0 would not.
func negate(m *Meter, v Value) (Value, error) {
	if v.IsFloat() {
		return Float(-v.Float64()), nil
	}
	if !IsNumber(v) {
		return Nil, WantArg(0, v, "number")
	}
	return SubMetered(m, Int(0), v)
}

func ratio(m *Meter, args []Value) (Value, error) {
	if err := wantNumbers(args); err != nil {
		return Nil, err
	}
	if len(args) == 1 {
		if args[0].IsInt() && args[0].Int64() == 0 {
			return Nil, BadRange(0, "is zero, want a divisor")
		}
		return DivMetered(m, Int(1), args[0])
	}
	for i, v := range args[1:] {
		if v.IsInt() && v.Int64() == 0 {
			return Nil, BadRange(i+1, "is zero, want a divisor")
		}
	}
	return fold(m, args, DivMetered)
}

// ordering makes the chain of comparisons that hold where test holds of Compare's answer. A NaN
// compares false with everything.
func ordering(test func(c int) bool) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		if err := wantNumbers(args); err != nil {
			return Nil, err
		}
		if err := m.Work(len(args)); err != nil {
			return Nil, err
		}
		for i := 1; i < len(args); i++ {
			c, ok, err := CompareMetered(m, args[i-1], args[i])
			if err != nil || !ok || !test(c) {
				return False, err
			}
		}
		return True, nil
	}
}

// notANumber is sign's answer for a NaN.
const notANumber = -2

// sign gives -1, 0 or 1, or notANumber.
func sign(v Value) int {
	switch v.Kind() {
	case KindInt:
		return cmp64(v.Int64(), 0)
	case KindBig:
		return v.AsBig().Sign()
	case KindRat:
		return v.AsRat().Sign()
	}
	c, ok := cmpFloats(v.Float64(), 0)
	if !ok {
		return notANumber
	}
	return c
}

func signTest(test func(sign int) bool) func(v Value) (Value, error) {
	return func(v Value) (Value, error) {
		if !IsNumber(v) {
			return Nil, WantArg(0, v, "number")
		}
		return Bool(test(sign(v))), nil
	}
}

func magnitude(m *Meter, args []Value) (Value, error) {
	v := args[0]
	switch {
	case !IsNumber(v):
		return Nil, WantArg(0, v, "number")
	case v.IsFloat():
		return Float(math.Abs(v.Float64())), nil
	case sign(v) >= 0:
		return v, nil
	}
	return negate(m, v)
}

// extreme makes min (-1) and max (1).
func extreme(want int) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		if err := wantNumbers(args); err != nil {
			return Nil, err
		}
		if err := m.Work(len(args)); err != nil {
			return Nil, err
		}
		best, inexact := args[0], args[0].IsFloat()
		for _, v := range args[1:] {
			inexact = inexact || v.IsFloat()
			c, ok, err := CompareMetered(m, v, best)
			if err != nil {
				return Nil, err
			}
			if !ok {
				return Float(math.NaN()), nil
			}
			if c == want {
				best = v
			}
		}
		if inexact {
			return Float(ToFloat(best)), nil
		}
		return best, nil
	}
}

func clamp(m *Meter, args []Value) (Value, error) {
	if err := wantNumbers(args); err != nil {
		return Nil, err
	}
	x, low, high := args[0], args[1], args[2]
	if c, _, err := CompareMetered(m, low, high); err != nil {
		return Nil, err
	} else if c > 0 {
		return Nil, BadRange(1, "is above argument 3")
	}
	if c, _, err := CompareMetered(m, x, low); err != nil || c < 0 {
		return low, err
	}
	if c, _, err := CompareMetered(m, x, high); err != nil || c > 0 {
		return high, err
	}
	return x, nil
}
