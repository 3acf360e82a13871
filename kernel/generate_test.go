package kernel

import (
	"math"
	"math/big"
	"math/rand"
)

// generator makes random values, few enough that equal ones turn up.
type generator struct{ *rand.Rand }

func newGenerator(seed int64) generator { return generator{rand.New(rand.NewSource(seed))} }

func pow2(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }

// someNumbers holds each kind of number, and most values in more than one kind.
var someNumbers = []func() Value{
	func() Value { return Int(0) }, func() Value { return Float(0) }, func() Value { return Float(math.Copysign(0, -1)) },
	func() Value { return Int(1) }, func() Value { return Float(1) }, func() Value { return Int(-1) },
	func() Value { return Float(0.5) }, func() Value { return Ratio(big.NewRat(1, 2)) }, func() Value { return Ratio(big.NewRat(-2, 4)) },
	func() Value { return Float(0.1) }, func() Value { return Ratio(big.NewRat(1, 10)) }, func() Value { return Ratio(big.NewRat(1, 3)) },
	func() Value { return Int(math.MaxInt64) }, func() Value { return Float(math.MaxInt64) }, func() Value { return BigInt(pow2(63)) },
	func() Value { return Int(math.MinInt64) }, func() Value { return Float(math.MinInt64) },
	func() Value { return Int(1<<53 + 1) }, func() Value { return Int(1 << 53) }, func() Value { return Float(1 << 53) },
	func() Value { return BigInt(pow2(200)) }, func() Value { return Float(math.Ldexp(1, 200)) },
	func() Value { return BigInt(new(big.Int).Add(pow2(200), big.NewInt(1))) },
	func() Value { return BigInt(new(big.Int).Neg(pow2(200))) }, func() Value { return BigInt(pow2(2000)) },
	func() Value { return Float(math.Inf(1)) }, func() Value { return Float(math.Inf(-1)) }, func() Value { return Float(math.NaN()) },
	func() Value { return Ratio(new(big.Rat).SetFrac(big.NewInt(1), pow2(2000))) }, func() Value { return Float(5e-324) },
}

func (g generator) number() Value { return someNumbers[g.Intn(len(someNumbers))]() }

func (g generator) name() string { return []string{"", "a", "b", "é", "long name", "1"}[g.Intn(6)] }

var (
	pointType = NewRecordType("point", "point", []string{"x", "y"}, nil)
	pairType  = NewRecordType("pair", "pair", []string{"x", "y"}, nil)
)

// atom makes a value without others in it.
func (g generator) atom() Value {
	switch g.Intn(12) {
	case 0:
		return Nil
	case 1:
		return Bool(g.Intn(2) == 0)
	case 2:
		return Str(g.name())
	case 3:
		return Sym(g.name())
	case 4:
		return Keyword(g.name())
	case 5:
		return Char([]rune("a1é ")[g.Intn(4)])
	case 6:
		return Int(int64(g.Intn(3)))
	}
	return g.number()
}

// value makes a value nested up to depth deep.
func (g generator) value(depth int) Value {
	if depth == 0 || g.Intn(3) == 0 {
		return g.atom()
	}
	items := make([]Value, g.Intn(4))
	for i := range items {
		items[i] = g.value(depth - 1)
	}
	switch g.Intn(9) {
	case 0, 1:
		return ListOf(items...)
	case 2:
		return g.consed(items).Value()
	case 3, 4:
		d := NewDict()
		for _, x := range items {
			d.Set(NewString(g.name()), x)
		}
		return d.Value()
	case 5:
		return NewVector(items)
	case 6:
		s := NewSet()
		for _, x := range items {
			s.Add(x)
		}
		return s.Value()
	case 7:
		t := []*RecordType{pointType, pairType}[g.Intn(2)]
		return NewRecord(t, []Value{g.value(depth - 1), g.value(depth - 1)})
	}
	return NewCondition(g.name(), g.name(), items...).Value()
}

// consed makes a list of the items, some of them consed.
func (g generator) consed(items []Value) *List {
	cut := g.Intn(len(items) + 1)
	l := NewList(append([]Value(nil), items[cut:]...))
	for i := cut - 1; i >= 0; i-- {
		l = l.Cons(items[i])
	}
	return l
}

// rebuilt makes a value equal to v that shares no container with it: dicts and sets in another order,
// lists in another layout, numbers in another kind where there is one.
func (g generator) rebuilt(v Value) Value {
	switch v.Kind() {
	case KindList:
		return g.consed(g.rebuiltAll(v.AsList().Items())).Value()
	case KindVector:
		return NewVector(g.rebuiltAll(v.AsVector().Items))
	case KindRecord:
		return NewRecord(v.AsRecord().Type, g.rebuiltAll(v.AsRecord().Fields))
	case KindCondition:
		c := As[Condition](v)
		n := NewCondition(c.CondKind, c.Message)
		n.Irritants = g.rebuilt(c.Irritants)
		return n.Value()
	case KindSet:
		s, items := NewSet(), g.rebuiltAll(v.AsSet().Items())
		for _, i := range g.Perm(len(items)) {
			s.Add(items[i])
		}
		return s.Value()
	case KindDict:
		keys, d := v.AsDict().All(), NewDict()
		var names []*String
		for k, _, ok := keys.Next(); ok; k, _, ok = keys.Next() {
			names = append(names, k)
		}
		for _, i := range g.Perm(len(names)) {
			x, _ := v.AsDict().Get(names[i])
			d.Set(NewString(names[i].String()), g.rebuilt(x))
		}
		return d.Value()
	case KindString:
		return Str(v.Text())
	case KindSymbol:
		return Sym(v.SymbolName())
	}
	return g.otherNumber(v)
}

func (g generator) rebuiltAll(items []Value) []Value {
	out := make([]Value, len(items))
	for i, x := range items {
		out[i] = g.rebuilt(x)
	}
	return out
}

// otherNumber gives an equal number of another kind if there is one among someNumbers.
func (g generator) otherNumber(v Value) Value {
	for _, i := range g.Perm(len(someNumbers)) {
		if w := someNumbers[i](); IsNumber(v) && NumEqual(v, w) {
			return w
		}
	}
	return v
}
