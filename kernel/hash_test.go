package kernel

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
)

// TestHashOfEqualValues: equal values have one hash, and those rebuilt in another way are equal.
func TestHashOfEqualValues(t *testing.T) {
	for seed := range int64(20_000) {
		g := newGenerator(seed)
		v := g.value(4)
		w := g.rebuilt(v)
		if Equal(v, v) != Equal(v, w) && !hasNaN(v) {
			t.Fatalf("seed %d: %s is not equal to %s", seed, Write(v), Write(w))
		}
		if Hash(v) != Hash(w) && Equal(v, w) {
			t.Fatalf("seed %d: %s and %s are equal and have two hashes", seed, Write(v), Write(w))
		}
		if other := g.value(2); Equal(v, other) && Hash(v) != Hash(other) {
			t.Fatalf("seed %d: %s and %s are equal and have two hashes", seed, Write(v), Write(other))
		}
	}
}

func hasNaN(v Value) bool {
	return strings.Contains(Write(v), "nan")
}

// TestHashNumbers compares each pair of numbers: equality and hash must agree both ways.
func TestHashNumbers(t *testing.T) {
	for i, a := range someNumbers {
		for j, b := range someNumbers {
			same := Equal(a(), b())
			if same != (Hash(a()) == Hash(b())) && !(i == j) {
				t.Errorf("%s = %s is %v, and the hashes say otherwise", Write(a()), Write(b()), same)
			}
		}
	}
}

// TestHashSeesEverything: values that differ in one place, however deep or far, have different hashes, so
// that no family of values makes a set slow.
func TestHashSeesEverything(t *testing.T) {
	families := map[string]func(i int64) Value{
		"the last of 100 elements": func(i int64) Value {
			return ListOf(append(ints(make([]int64, 99)), Int(i))...)
		},
		"ten lists deep": func(i int64) Value {
			v := Int(i)
			for range 10 {
				v = ListOf(Nil, v)
			}
			return v
		},
		"a vector":       func(i int64) Value { return NewVector([]Value{Int(i)}) },
		"a dict's value": func(i int64) Value { return DictOf("k", Int(i)) },
		"a dict's key":   func(i int64) Value { return DictOf(fmt.Sprint(i), Nil) },
		"a set":          func(i int64) Value { s := NewSet(); s.Add(Int(i)); return s.Value() },
		"a record":       func(i int64) Value { return NewRecord(pointType, []Value{Int(i), Nil}) },
		"a condition":    func(i int64) Value { return NewCondition("k", "m", Int(i)).Value() },
		"a function":     func(int64) Value { return (&Builtin{}).Value() },
		"a box":          func(int64) Value { return Ref(&NewBuffer().Header) },
		"a record's type": func(i int64) Value {
			t := NewRecordType("t", "t", nil, nil)
			t.Serial = uint64(i)
			return NewRecord(t, nil)
		},
		"a big integer":   func(i int64) Value { return BigInt(new(big.Int).Add(pow2(500), big.NewInt(i))) },
		"a rational":      func(i int64) Value { return Ratio(new(big.Rat).SetFrac(big.NewInt(2*i+1), pow2(900))) },
		"where a list is": func(i int64) Value { return nestedAt(int(i)) },
		"a tiny rational": func(i int64) Value {
			return Ratio(new(big.Rat).SetFrac(big.NewInt(1), pow2(2000+uint(i))))
		},
		"which key has 1 of 500": func(i int64) Value {
			d := NewDict()
			for k := range int64(500) {
				d.Set(NewString(fmt.Sprint(k)), Bool(k == i))
			}
			return d.Value()
		},
	}
	for name, make := range families {
		seen := map[uint64]bool{}
		for i := range int64(500) {
			seen[Hash(make(i))] = true
		}
		if len(seen) != 500 {
			t.Errorf("500 values that differ in %s have %d hashes", name, len(seen))
		}
	}
}

// nestedAt makes a list of 500 zeros, the one at i in a list of its own.
func nestedAt(i int) Value {
	items := ints(make([]int64, 500))
	items[i] = ListOf(items[i])
	return ListOf(items...)
}
