package kernel

import (
	"math/big"
	"math/bits"
)

// The arithmetic of big integers, in slices: every operation whose time is not linear is cut into
// pieces of a few milliseconds, each charged to the meter before it runs, so that a program can be
// stopped in the middle of one. A nil meter charges nothing. Operands are never changed.

// MaxIntegerBits bounds the integers and the parts of the rationals that a program can make; a
// result beyond it is an error of kind "range".
const MaxIntegerBits = 1 << 26

// pieceBits is the size up to which package big is trusted to multiply or divide in one go (4 ms).
const pieceBits = 1 << 19

// alloc charges n bytes to m, if that is not nil.
func alloc(m *Meter, n int) error {
	if m == nil {
		return nil
	}
	return m.Alloc(n)
}

// work charges n units of work to m, if that is not nil.
func work(m *Meter, n int) error {
	if m == nil {
		return nil
	}
	return m.Work(n)
}

// chargeInteger charges the space of an integer of the given bits, and refuses one too large.
func chargeInteger(m *Meter, bits int) error {
	if bits > MaxIntegerBits {
		return tooLarge(bits)
	}
	return alloc(m, bits/8+SlotSize)
}

func tooLarge(bits int) error {
	return BadRange(-1, "result would have about %d bits, want at most %d", bits, MaxIntegerBits)
}

// mulWork estimates the work of multiplying, or dividing into, numbers of the given bits.
func mulWork(a, b int) int {
	long, short := max(a, b)/64+1, min(a, b)/64+1
	if short < 64 {
		return long * short / 16
	}
	// Karatsuba: every doubling of the shorter one costs three times as much
	cost := long / short * 256
	for n := short; n > 64; n /= 2 {
		cost *= 3
	}
	return cost
}

// bigMul gives a*b.
func bigMul(m *Meter, a, b *big.Int) (*big.Int, error) {
	if err := chargeInteger(m, a.BitLen()+b.BitLen()); err != nil {
		return nil, err
	}
	return mulPieces(m, a, b)
}

func mulPieces(m *Meter, a, b *big.Int) (*big.Int, error) {
	if a.BitLen() < b.BitLen() {
		a, b = b, a
	}
	if a.BitLen() <= pieceBits {
		if err := work(m, mulWork(a.BitLen(), b.BitLen())); err != nil {
			return nil, err
		}
		return new(big.Int).Mul(a, b), nil
	}
	half := uint(a.BitLen()+1) / 2
	ah, al := splitBits(a, half)
	if b.BitLen() <= int(half) {
		return mulUneven(m, ah, al, b, half)
	}
	bh, bl := splitBits(b, half)
	high, err := mulPieces(m, ah, bh)
	if err != nil {
		return nil, err
	}
	low, err := mulPieces(m, al, bl)
	if err != nil {
		return nil, err
	}
	mid, err := mulPieces(m, new(big.Int).Add(ah, al), new(big.Int).Add(bh, bl))
	if err != nil {
		return nil, err
	}
	mid.Sub(mid, high).Sub(mid, low)
	return joinBits(joinBits(high, mid, half), low, half), nil
}

// mulUneven multiplies the two halves of a number with a shorter one.
func mulUneven(m *Meter, high, low, b *big.Int, half uint) (*big.Int, error) {
	h, err := mulPieces(m, high, b)
	if err != nil {
		return nil, err
	}
	l, err := mulPieces(m, low, b)
	if err != nil {
		return nil, err
	}
	return joinBits(h, l, half), nil
}

// splitBits gives high and low with x = high<<n + low, both of x's sign.
func splitBits(x *big.Int, n uint) (high, low *big.Int) {
	abs := new(big.Int).Abs(x)
	high = new(big.Int).Rsh(abs, n)
	low = new(big.Int).Sub(abs, new(big.Int).Lsh(high, n))
	if x.Sign() < 0 {
		return high.Neg(high), low.Neg(low)
	}
	return high, low
}

// joinBits gives high<<n + low, and takes high over.
func joinBits(high, low *big.Int, n uint) *big.Int {
	return high.Add(high.Lsh(high, n), low)
}

// bigQuoRem gives quotient and remainder of a/b, truncated; b is not zero.
func bigQuoRem(m *Meter, a, b *big.Int) (q, r *big.Int, err error) {
	if err := alloc(m, (a.BitLen()+b.BitLen())/8+SlotSize); err != nil {
		return nil, nil, err
	}
	if a.BitLen() <= 2*pieceBits {
		if err := work(m, 2*mulWork(max(1, a.BitLen()-b.BitLen()), b.BitLen())); err != nil {
			return nil, nil, err
		}
		q, r = new(big.Int).QuoRem(a, b, new(big.Int))
		return q, r, nil
	}
	q, r, err = divPieces(m, new(big.Int).Abs(a), new(big.Int).Abs(b))
	if err != nil {
		return nil, nil, err
	}
	if a.Sign() != b.Sign() {
		q.Neg(q)
	}
	if a.Sign() < 0 {
		r.Neg(r)
	}
	return q, r, nil
}

// divPieces divides positive numbers, a in digits as long as b, the highest first.
func divPieces(m *Meter, a, b *big.Int) (q, r *big.Int, err error) {
	n := uint(max(b.BitLen(), pieceBits))
	q, r = new(big.Int), new(big.Int)
	for i := (uint(a.BitLen()) + n - 1) / n; i > 0; i-- {
		digit := new(big.Int).Rsh(a, (i-1)*n)
		_, digit = splitBits(digit, n)
		var part *big.Int
		if part, r, err = divStep(m, joinBits(r, digit, n), b); err != nil {
			return nil, nil, err
		}
		joinBits(q, part, n)
	}
	return q, r, nil
}

// divStep divides a, less than about twice as long as b, by b: recursive division after Brent and
// Zimmermann, "Modern Computer Arithmetic", algorithm 1.8.
func divStep(m *Meter, a, b *big.Int) (q, r *big.Int, err error) {
	extra := a.BitLen() - b.BitLen()
	if extra <= pieceBits {
		if err := work(m, 2*mulWork(max(1, extra), b.BitLen())); err != nil {
			return nil, nil, err
		}
		q, r = new(big.Int).QuoRem(a, b, new(big.Int))
		return q, r, nil
	}
	k := uint(extra) / 2
	bh, bl := splitBits(b, k)
	q, r, err = divHalf(m, a, b, bh, bl, 2*k, k)
	if err != nil {
		return nil, nil, err
	}
	low, r, err := divHalf(m, r, b, bh, bl, k, 0)
	if err != nil {
		return nil, nil, err
	}
	return joinBits(q, low, k), r, nil
}

// divHalf divides a by b<<down, where b = bh<<(cut-down) + bl: it divides a>>cut by bh and corrects
// the quotient, which is too large by a few at most.
func divHalf(m *Meter, a, b, bh, bl *big.Int, cut, down uint) (q, r *big.Int, err error) {
	high, low := splitBits(a, cut)
	if q, r, err = divStep(m, high, bh); err != nil {
		return nil, nil, err
	}
	excess, err := mulPieces(m, q, bl)
	if err != nil {
		return nil, nil, err
	}
	r = joinBits(r, low, cut)
	r.Sub(r, excess.Lsh(excess, down))
	for r.Sign() < 0 {
		r.Add(r, new(big.Int).Lsh(b, down))
		q.Sub(q, big.NewInt(1))
	}
	return q, r, nil
}

// bigPow gives base^exp by squaring. The size of the result is checked before.
func bigPow(m *Meter, base *big.Int, exp uint64) (*big.Int, error) {
	if base.BitLen() <= 1 { // 0, 1 or -1
		switch {
		case exp == 0:
			return big.NewInt(1), nil
		case exp%2 == 0:
			return new(big.Int).Abs(base), nil
		}
		return new(big.Int).Set(base), nil
	}
	if hi, size := bits.Mul64(uint64(base.BitLen()-1), exp); hi != 0 || size > MaxIntegerBits {
		return nil, BadRange(-1, "result would have more than %d bits", MaxIntegerBits)
	}
	result := big.NewInt(1)
	for i := bits.Len64(exp) - 1; i >= 0; i-- {
		var err error
		if result, err = bigMul(m, result, result); err != nil {
			return nil, err
		}
		if exp>>uint(i)&1 == 1 {
			if result, err = bigMul(m, result, base); err != nil {
				return nil, err
			}
		}
	}
	return result, nil
}

// bigSqrt gives the whole part of the square root of a, which is not negative, and what is left.
func bigSqrt(m *Meter, a *big.Int) (root, rest *big.Int, err error) {
	if a.BitLen() <= pieceBits/16 {
		if err := work(m, 4*mulWork(a.BitLen(), a.BitLen())); err != nil {
			return nil, nil, err
		}
		root = new(big.Int).Sqrt(a)
		return root, new(big.Int).Sub(a, new(big.Int).Mul(root, root)), nil
	}
	// Newton's iteration falls to the root from above; the root of the upper half is a start that
	// leaves two steps to go.
	k := uint(a.BitLen()) / 4 &^ 1
	start, _, err := bigSqrt(m, new(big.Int).Rsh(a, 2*k))
	if err != nil {
		return nil, nil, err
	}
	root = start.Lsh(start.Add(start, big.NewInt(1)), k)
	for {
		q, _, err := bigQuoRem(m, a, root)
		if err != nil {
			return nil, nil, err
		}
		next := q.Rsh(q.Add(q, root), 1)
		if next.Cmp(root) >= 0 {
			break
		}
		root = next
	}
	square, err := bigMul(m, root, root)
	if err != nil {
		return nil, nil, err
	}
	return root, square.Sub(a, square), nil
}
