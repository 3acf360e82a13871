package kernel

import "math/big"

func integerBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "quotient", Min: 2, Max: 2, Fn: truncated.quotient,
			Doc:     "(quotient n d): the quotient of two integers without its fraction.",
			Example: "(quotient -7 2) => -3\n(quotient 7 0) !! \"quotient: argument 2 is zero\""},
		{Name: "remainder", Min: 2, Max: 2, Fn: truncated.remainder,
			Doc:     "(remainder n d): what quotient leaves, with the sign of the first integer.",
			Example: "(remainder -7 2) => -1"},
		{Name: "modulo", Min: 2, Max: 2, Fn: floored.remainder,
			Doc:     "(modulo n d): what the floor of the quotient of two integers leaves, with the sign of the second.",
			Example: "(modulo -7 2) => 1\n(modulo 7 -2) => -1\n(modulo 7.5 2) !! \"modulo: argument 1 is 7.5, want integer\""},
		{Name: "mod", Min: 2, Max: 2, Fn: floored.remainder,
			Doc:     "(mod n d): what the floor of the quotient of two integers leaves, as modulo.",
			Example: "(mod 17 5) => 2"},
		{Name: "truncate-quotient", Min: 2, Max: 2, Fn: truncated.quotient,
			Doc:     "(truncate-quotient n d): the quotient of two integers without its fraction, as quotient.",
			Example: "(truncate-quotient -5 2) => -2"},
		{Name: "truncate-remainder", Min: 2, Max: 2, Fn: truncated.remainder,
			Doc:     "(truncate-remainder n d): what truncate-quotient leaves, as remainder.",
			Example: "(truncate-remainder -5 2) => -1"},
		{Name: "truncate/", Min: 2, Max: 2, Fn: truncated.both,
			Doc:     "(truncate/ n d): two values: truncate-quotient and truncate-remainder.",
			Example: "(call-with-values (fn () (truncate/ -5 2)) list) => (-2 -1)"},
		{Name: "floor-quotient", Min: 2, Max: 2, Fn: floored.quotient,
			Doc:     "(floor-quotient n d): the floor of the quotient of two integers.",
			Example: "(floor-quotient -5 2) => -3"},
		{Name: "floor-remainder", Min: 2, Max: 2, Fn: floored.remainder,
			Doc:     "(floor-remainder n d): what floor-quotient leaves, as modulo.",
			Example: "(floor-remainder -5 2) => 1"},
		{Name: "floor/", Min: 2, Max: 2, Fn: floored.both,
			Doc:     "(floor/ n d): two values: floor-quotient and floor-remainder.",
			Example: "(call-with-values (fn () (floor/ -5 2)) list) => (-3 1)"},
		{Name: "gcd", Min: 0, Max: -1, Fn: greatestDivisor,
			Doc:     "(gcd integer…): the greatest common divisor of integers, never negative; 0 of none.",
			Example: "(gcd 32 -36) => 4\n(gcd) => 0"},
		{Name: "lcm", Min: 0, Max: -1, Fn: leastMultiple,
			Doc:     "(lcm integer…): the least common multiple of integers, never negative; 1 of none.",
			Example: "(lcm 32 -36) => 288\n(lcm) => 1"},
		{Name: "exact-integer-sqrt", Min: 1, Max: 1, Fn: integerRoot,
			Doc:     "Two values for an integer n: the root s, the largest with s*s <= n, and n - s*s.",
			Example: "(call-with-values (fn () (exact-integer-sqrt 17)) list) => (4 1)\n(exact-integer-sqrt -1) !! \"is negative\""},
		{Name: "odd?", Min: 1, Max: 1, Fn1: func(v Value) (Value, error) { return parity(v, 1) },
			Doc:     "Whether an integer is odd.",
			Example: "(odd? 3) => true\n(odd? 1.5) !! \"odd\\\\?: argument 1 is 1.5, want integer\""},
		{Name: "even?", Min: 1, Max: 1, Fn1: func(v Value) (Value, error) { return parity(v, 0) },
			Doc:     "Whether an integer is even.",
			Example: "(even? 0) => true"},
	}
}

// division is one of the two ways of R7RS to divide integers: truncated towards zero, or floored.
type division struct{ floor bool }

var (
	truncated = division{false}
	floored   = division{true}
)

func (d division) quotient(m *Meter, args []Value) (Value, error) {
	q, _, err := d.divide(m, args)
	return q, err
}

func (d division) remainder(m *Meter, args []Value) (Value, error) {
	_, r, err := d.divide(m, args)
	return r, err
}

func (d division) both(m *Meter, args []Value) (Value, error) {
	q, r, err := d.divide(m, args)
	if err != nil {
		return Nil, err
	}
	return NewValues([]Value{q, r}), nil
}

func (d division) divide(m *Meter, args []Value) (q, r Value, err error) {
	a, floatA, err := wantInteger(args, 0)
	if err != nil {
		return Nil, Nil, err
	}
	b, floatB, err := wantInteger(args, 1)
	if err != nil {
		return Nil, Nil, err
	}
	if b.IsInt() && b.Int64() == 0 {
		return Nil, Nil, BadRange(1, "is zero, want a divisor")
	}
	if a.IsInt() && b.IsInt() && b.Int64() != -1 && !floatA && !floatB {
		x, y := a.Int64(), b.Int64()
		q, r := x/y, x%y
		if d.floor && r != 0 && (r < 0) != (y < 0) {
			q, r = q-1, r+y
		}
		return Int(q), Int(r), nil
	}
	bq, br, err := d.divideBig(m, toBig(a), toBig(b))
	if err != nil {
		return Nil, Nil, err
	}
	return inexactIf(floatA || floatB, bq), inexactIf(floatA || floatB, br), nil
}

func (d division) divideBig(m *Meter, a, b *big.Int) (q, r *big.Int, err error) {
	q, r, err = bigQuoRem(m, a, b)
	if err == nil && d.floor && r.Sign() != 0 && r.Sign() != b.Sign() {
		q.Sub(q, big.NewInt(1))
		r.Add(r, b)
	}
	return q, r, err
}

// foldIntegers combines all arguments, as positive integers, from the left, starting with start.
func foldIntegers(m *Meter, args []Value, start int64, op func(a, b *big.Int) (*big.Int, error)) (Value, error) {
	acc, inexact := big.NewInt(start), false
	for i := range args {
		v, float, err := wantInteger(args, i)
		if err != nil {
			return Nil, err
		}
		inexact = inexact || float
		if err := m.Work(1 + toBig(v).BitLen()/1024); err != nil {
			return Nil, err
		}
		if acc, err = op(acc, new(big.Int).Abs(toBig(v))); err != nil {
			return Nil, err
		}
	}
	return inexactIf(inexact, acc), nil
}

func greatestDivisor(m *Meter, args []Value) (Value, error) {
	return foldIntegers(m, args, 0, func(a, b *big.Int) (*big.Int, error) { return bigGCD(m, a, b) })
}

func leastMultiple(m *Meter, args []Value) (Value, error) {
	return foldIntegers(m, args, 1, func(a, b *big.Int) (*big.Int, error) {
		if a.Sign() == 0 || b.Sign() == 0 {
			return new(big.Int), nil
		}
		d, err := bigGCD(m, a, b)
		if err != nil {
			return nil, err
		}
		q, _, err := bigQuoRem(m, a, d)
		if err != nil {
			return nil, err
		}
		return bigMul(m, q, b)
	})
}

func integerRoot(m *Meter, args []Value) (Value, error) {
	v, inexact, err := wantInteger(args, 0)
	if err != nil {
		return Nil, err
	}
	if sign(v) < 0 {
		return Nil, BadRange(0, "is negative, want an integer with a root")
	}
	root, rest, err := bigSqrt(m, toBig(v))
	if err != nil {
		return Nil, err
	}
	return NewValues([]Value{inexactIf(inexact, root), inexactIf(inexact, rest)}), nil
}

// parity tells whether an integer's lowest bit is want.
func parity(v Value, want uint) (Value, error) {
	if v.IsInt() {
		return Bool(uint(v.Int64())&1 == want), nil
	}
	i, _, err := wantInteger([]Value{v}, 0)
	if err != nil {
		return Nil, err
	}
	return Bool(toBig(i).Bit(0) == want), nil
}
