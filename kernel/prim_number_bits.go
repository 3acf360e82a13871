package kernel

import (
	"math/big"
	"math/bits"
)

func bitBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "bitwise-and", Min: 0, Max: -1, Fn: bitFold(-1, func(a, b int64) int64 { return a & b }, (*big.Int).And),
			Doc:     "(bitwise-and integer…): the bits that all integers have, in two's complement; -1 of none.",
			Example: "(bitwise-and 12 10) => 8\n(bitwise-and -1 255) => 255"},
		{Name: "bitwise-or", Min: 0, Max: -1, Fn: bitFold(0, func(a, b int64) int64 { return a | b }, (*big.Int).Or),
			Doc:     "(bitwise-or integer…): the bits that any of the integers has, in two's complement; 0 of none.",
			Example: "(bitwise-or 12 10) => 14"},
		{Name: "bitwise-xor", Min: 0, Max: -1, Fn: bitFold(0, func(a, b int64) int64 { return a ^ b }, (*big.Int).Xor),
			Doc:     "(bitwise-xor integer…): the bits that an odd count of the integers has, in two's complement; 0 of none.",
			Example: "(bitwise-xor 12 10) => 6"},
		{Name: "bitwise-not", Min: 1, Max: 1, Fn: bitNot,
			Doc:     "The integer with every bit changed, in two's complement.",
			Example: "(bitwise-not 5) => -6"},
		{Name: "arithmetic-shift", Min: 2, Max: 2, Fn: shift,
			Doc:     "(arithmetic-shift n bits): n times 2^bits, rounded down; negative bits shift to the right.",
			Example: "(arithmetic-shift 1 10) => 1024\n(arithmetic-shift -5 -1) => -3"},
		{Name: "bit-count", Min: 1, Max: 1, Fn: bitCount,
			Doc:     "How many bits are 1 in an integer that is not negative, or 0 in a negative one.",
			Example: "(bit-count 255) => 8\n(bit-count -2) => 1"},
		{Name: "integer-length", Min: 1, Max: 1, Fn1: integerLength,
			Doc:     "How many bits an integer takes in two's complement, without the sign.",
			Example: "(integer-length 255) => 8\n(integer-length -256) => 8"},
	}
}

// bitFold makes a builtin that combines exact integers from the left.
func bitFold(none int64, small func(a, b int64) int64, large func(z, a, b *big.Int) *big.Int) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		if err := m.Work(len(args)); err != nil {
			return Nil, err
		}
		acc := Int(none)
		for i := range args {
			v, err := wantExact(args, i)
			if err != nil {
				return Nil, err
			}
			if acc.IsInt() && v.IsInt() {
				acc = Int(small(acc.Int64(), v.Int64()))
				continue
			}
			a, b := toBig(acc), toBig(v)
			if err := chargeInteger(m, max(a.BitLen(), b.BitLen())+1); err != nil {
				return Nil, err
			}
			acc = BigInt(large(new(big.Int), a, b))
		}
		return acc, nil
	}
}

func bitNot(m *Meter, args []Value) (Value, error) {
	v, err := wantExact(args, 0)
	if err != nil {
		return Nil, err
	}
	if v.IsInt() {
		return Int(^v.Int64()), nil
	}
	if err := chargeInteger(m, v.AsBig().BitLen()+1); err != nil {
		return Nil, err
	}
	return BigInt(new(big.Int).Not(v.AsBig())), nil
}

func shift(m *Meter, args []Value) (Value, error) {
	v, err := wantExact(args, 0)
	if err != nil {
		return Nil, err
	}
	by, err := wantExact(args, 1)
	if err != nil {
		return Nil, err
	}
	n, size := toBig(v), toBig(v).BitLen()
	switch {
	case n.Sign() == 0:
		return v, nil
	case sign(by) < 0 && (!by.IsInt() || by.Int64() < -int64(size)):
		return Int(int64(min(n.Sign(), 0))), nil
	case sign(by) < 0:
		if err := chargeInteger(m, size); err != nil {
			return Nil, err
		}
		return BigInt(new(big.Int).Rsh(n, uint(-by.Int64()))), nil
	case !by.IsInt() || by.Int64() > MaxIntegerBits:
		return Nil, BadRange(1, "is too large, want at most %d bits", MaxIntegerBits)
	}
	if err := chargeInteger(m, size+int(by.Int64())); err != nil {
		return Nil, err
	}
	return BigInt(new(big.Int).Lsh(n, uint(by.Int64()))), nil
}

func bitCount(m *Meter, args []Value) (Value, error) {
	v, err := wantExact(args, 0)
	if err != nil {
		return Nil, err
	}
	n := toBig(v)
	if err := m.Work(n.BitLen() / 128); err != nil {
		return Nil, err
	}
	if n.Sign() < 0 {
		n = new(big.Int).Not(n)
	}
	count := 0
	for _, w := range n.Bits() {
		count += bits.OnesCount(uint(w))
	}
	return Int(int64(count)), nil
}

func integerLength(v Value) (Value, error) {
	v, err := wantExact([]Value{v}, 0)
	if err != nil {
		return Nil, err
	}
	n := toBig(v)
	length := n.BitLen()
	if n.Sign() < 0 && n.TrailingZeroBits() == uint(length-1) { // -2^k takes k bits
		length--
	}
	return Int(int64(length)), nil
}
