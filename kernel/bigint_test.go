package kernel

import (
	"errors"
	"math/big"
	"math/rand"
	"testing"
)

// randomBits gives a number of exactly n bits, the same on every run.
func randomBits(seed int64, n int) *big.Int {
	r := rand.New(rand.NewSource(seed))
	x := new(big.Int).Rand(r, new(big.Int).Lsh(big.NewInt(1), uint(n-1)))
	return x.SetBit(x, n-1, 1)
}

func TestBigMulMatchesMathBig(t *testing.T) {
	for _, c := range [][2]int{{10, 20}, {pieceBits, pieceBits}, {pieceBits + 1, 5}, {3 * pieceBits, 2*pieceBits + 77}, {5 * pieceBits, pieceBits / 3}} {
		for _, sign := range []int64{1, -1} {
			a, b := randomBits(1, c[0]), randomBits(2, c[1])
			a.Mul(a, big.NewInt(sign))
			got, err := bigMul(&Meter{}, a, b)
			if err != nil || got.Cmp(new(big.Int).Mul(a, b)) != 0 {
				t.Errorf("bigMul of %v bits, sign %d: wrong, %v", c, sign, err)
			}
		}
	}
}

func TestBigQuoRemMatchesMathBig(t *testing.T) {
	sizes := [][2]int{{100, 20}, {20, 100}, {3 * pieceBits, pieceBits - 9}, {3 * pieceBits, 20}, {4 * pieceBits, 2*pieceBits + 1}, {6*pieceBits + 13, 3*pieceBits - 5}, {7 * pieceBits, 2 * pieceBits}}
	for _, c := range sizes {
		for signs := range 4 {
			a, b := randomBits(3, c[0]), randomBits(4, c[1])
			if signs&1 != 0 {
				a.Neg(a)
			}
			if signs&2 != 0 {
				b.Neg(b)
			}
			q, r, err := bigQuoRem(&Meter{}, a, b)
			wantQ, wantR := new(big.Int).QuoRem(a, b, new(big.Int))
			if err != nil || q.Cmp(wantQ) != 0 || r.Cmp(wantR) != 0 {
				t.Errorf("bigQuoRem of %v bits, signs %d: wrong, %v", c, signs, err)
			}
		}
	}
}

// The divisor with only its highest and lowest bits set makes estimated quotients too large.
func TestBigQuoRemCorrects(t *testing.T) {
	b := new(big.Int).Lsh(big.NewInt(1), 2*pieceBits)
	b.Sub(b, big.NewInt(1))
	low := new(big.Int).Lsh(big.NewInt(1), 2*pieceBits+5)
	low.Add(low, randomBits(5, pieceBits))
	for _, d := range []*big.Int{b, low} {
		a := new(big.Int).Mul(d, d)
		a.Sub(a, big.NewInt(1))
		q, r, err := bigQuoRem(nil, a, d)
		wantQ, wantR := new(big.Int).QuoRem(a, d, new(big.Int))
		if err != nil || q.Cmp(wantQ) != 0 || r.Cmp(wantR) != 0 {
			t.Errorf("bigQuoRem: wrong, %v", err)
		}
	}
}

func TestBigGCDMatchesMathBig(t *testing.T) {
	common := randomBits(6, 30000)
	for _, c := range [][2]int{{10, 20}, {1, 60000}, {40000, 40000}, {70000, 20000}, {20000, 70001}} {
		a := new(big.Int).Mul(common, randomBits(7, c[0]))
		b := new(big.Int).Mul(common, randomBits(8, c[1]))
		got, err := bigGCD(&Meter{}, a, new(big.Int).Neg(b))
		if want := new(big.Int).GCD(nil, nil, a, b); err != nil || got.Cmp(want) != 0 {
			t.Errorf("bigGCD of %v bits: wrong, %v", c, err)
		}
	}
	for _, c := range [][3]int64{{0, 0, 0}, {0, 7, 7}, {-7, 0, 7}} {
		got, err := bigGCD(nil, big.NewInt(c[0]), big.NewInt(c[1]))
		if err != nil || got.Int64() != c[2] {
			t.Errorf("bigGCD(%d, %d) = %v, %v", c[0], c[1], got, err)
		}
	}
}

func TestBigSqrtMatchesMathBig(t *testing.T) {
	for _, n := range []int{1, 2, 64, pieceBits / 16, pieceBits/16 + 1, pieceBits/16 + 2, pieceBits / 3, pieceBits} {
		for _, add := range []int64{-1, 0, 1} {
			root := randomBits(int64(n), n/2+1)
			a := new(big.Int).Mul(root, root)
			a.Add(a, big.NewInt(add))
			got, rest, err := bigSqrt(&Meter{}, a)
			want := new(big.Int).Sqrt(a)
			if err != nil || got.Cmp(want) != 0 || rest.Cmp(new(big.Int).Sub(a, want.Mul(want, want))) != 0 {
				t.Errorf("bigSqrt of %d bits, square%+d: wrong, %v", n, add, err)
			}
		}
	}
}

func TestIntegerText(t *testing.T) {
	values := []*big.Int{big.NewInt(0), big.NewInt(-1), big.NewInt(35)}
	for _, n := range []int{textPieceBits, textPieceBits + 1, 2*textPieceBits + 3, 11 * textPieceBits} {
		values = append(values, randomBits(9, n), new(big.Int).Lsh(big.NewInt(-1), uint(n)))
	}
	for _, digits := range []int64{5461, 5462, 4 * 5461, 30000} {
		values = append(values, new(big.Int).Exp(big.NewInt(10), big.NewInt(digits), nil))
	}
	for _, base := range []int{2, 10, 16, 36} {
		for _, v := range values {
			got, err := appendInteger(&Meter{}, []byte("x"), v, base)
			if want := "x" + v.Text(base); err != nil || string(got) != want {
				t.Fatalf("appendInteger of %d bits in base %d: wrong, %v", v.BitLen(), base, err)
			}
			if v.Sign() < 0 {
				continue
			}
			back, err := readDigits(&Meter{}, v.Text(base), base)
			if err != nil || back.Cmp(v) != 0 {
				t.Fatalf("readDigits of %d bits in base %d: wrong, %v", v.BitLen(), base, err)
			}
		}
	}
}

// A result too large is refused before it is computed, and a meter without memory stops the rest.
func TestBigArithmeticIsBounded(t *testing.T) {
	large := new(big.Int).Lsh(big.NewInt(1), MaxIntegerBits-10)
	var bad *ArgError
	if _, err := bigMul(nil, large, large); !errors.As(err, &bad) || bad.Kind != CondRange {
		t.Errorf("bigMul: %v", err)
	}
	if _, err := bigPow(nil, big.NewInt(3), 1<<62); !errors.As(err, &bad) || bad.Kind != CondRange {
		t.Errorf("bigPow: %v", err)
	}
	var limit *Limit
	poor := &Meter{MaxAllocated: 1000}
	a := randomBits(1, 100000)
	if _, err := bigMul(poor, a, a); !errors.As(err, &limit) {
		t.Errorf("bigMul with 1000 bytes: %v", err)
	}
	if _, err := bigPow(&Meter{MaxAllocated: 1000}, big.NewInt(3), 100000); !errors.As(err, &limit) {
		t.Errorf("bigPow with 1000 bytes: %v", err)
	}
	if _, err := appendInteger(&Meter{MaxAllocated: 1000}, nil, a, 10); !errors.As(err, &limit) {
		t.Errorf("appendInteger with 1000 bytes: %v", err)
	}
}

// The meter is asked again and again within one operation, so a program can be stopped in it.
func TestBigArithmeticIsSliced(t *testing.T) {
	stop := errors.New("stop")
	a, b := randomBits(1, 8*pieceBits), randomBits(2, 4*pieceBits)
	ops := map[string]func(m *Meter) error{
		"mul":    func(m *Meter) error { _, err := bigMul(m, a, b); return err },
		"quo":    func(m *Meter) error { _, _, err := bigQuoRem(m, a, b); return err },
		"gcd":    func(m *Meter) error { _, err := bigGCD(m, a, b); return err },
		"sqrt":   func(m *Meter) error { _, _, err := bigSqrt(m, a); return err },
		"text":   func(m *Meter) error { _, err := appendInteger(m, nil, a, 10); return err },
		"expt":   func(m *Meter) error { _, err := bigPow(m, b, 10); return err },
		"digits": func(m *Meter) error { _, err := readDigits(m, manyDigits, 10); return err },
	}
	for name, op := range ops {
		asked := 0
		m := &Meter{Poll: func() error {
			if asked++; asked == 3 {
				return stop
			}
			return nil
		}}
		if err := op(m); !errors.Is(err, stop) {
			t.Errorf("%s: %v after the meter was asked %d times", name, err, asked)
		}
	}
}

var manyDigits = func() string { return randomBits(1, 200000).Text(10) }()
