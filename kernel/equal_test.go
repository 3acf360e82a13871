package kernel

import (
	"errors"
	"math"
	"testing"
)

// equalModel is equality written the simple way, by recursion.
func equalModel(a, b Value) bool {
	if a.Kind() != b.Kind() || !isContainer(a) {
		eq, _ := EqualMetered(nil, a, b)
		return eq
	}
	var xs, ys []Value
	switch a.Kind() {
	case KindDict:
		if a.AsDict().Len() != b.AsDict().Len() {
			return false
		}
		it := a.AsDict().All()
		for k, x, ok := it.Next(); ok; k, x, ok = it.Next() {
			if y, found := b.AsDict().Get(k); !found || !equalModel(x, y) {
				return false
			}
		}
		return true
	case KindSet:
		for _, x := range a.AsSet().Items() {
			found := false
			for _, y := range b.AsSet().Items() {
				found = found || equalModel(x, y) || x == y
			}
			if !found {
				return false
			}
		}
		return a.AsSet().Len() == b.AsSet().Len()
	case KindList:
		xs, ys = a.AsList().Items(), b.AsList().Items()
	case KindVector:
		xs, ys = a.AsVector().Items, b.AsVector().Items
	case KindRecord:
		if a.AsRecord().Type != b.AsRecord().Type {
			return false
		}
		xs, ys = a.AsRecord().Fields, b.AsRecord().Fields
	case KindCondition:
		x, y := As[Condition](a), As[Condition](b)
		return x.CondKind == y.CondKind && x.Message == y.Message && equalModel(x.Irritants, y.Irritants)
	}
	for i := range xs {
		if len(xs) != len(ys) || !equalModel(xs[i], ys[i]) {
			return false
		}
	}
	return len(xs) == len(ys)
}

func TestEqualModel(t *testing.T) {
	equal := 0
	for seed := range int64(30_000) {
		g := newGenerator(seed)
		a, b := g.value(3), g.value(3)
		switch g.Intn(3) {
		case 0:
			b = g.rebuilt(a)
		case 1:
			a, b = ListOf(a, b), ListOf(g.rebuilt(a), b)
		}
		if hasNaN(a) || hasNaN(b) {
			continue // the model does not know that one object is equal to itself
		}
		want := equalModel(a, b)
		if Equal(a, b) != want || Equal(b, a) != want {
			t.Fatalf("seed %d: %s = %s is %v, the contrary %v", seed, Write(a), Write(b), Equal(a, b), Equal(b, a))
		}
		if want {
			equal++
		}
	}
	if equal < 1000 {
		t.Errorf("only %d equal pairs", equal)
	}
}

func TestEqualAtoms(t *testing.T) {
	nan := Float(math.NaN())
	same := []Value{Nil, True, Int(1), Char('a'), Str("é"), Sym("a"), Keyword("a"), ListOf(), NewVector(nil)}
	for i, a := range same {
		for j, b := range same {
			if Equal(a, b) != (i == j) {
				t.Errorf("%s = %s", Write(a), Write(b))
			}
		}
	}
	if Equal(NewRecord(pointType, []Value{Nil, Nil}), NewRecord(pairType, []Value{Nil, Nil})) {
		t.Error("records of two types are equal")
	}
	if Equal(nan, nan) || Equal(ListOf(nan), ListOf(nan)) || !Equal(Float(0), Float(math.Copysign(0, -1))) {
		t.Error("floats are not compared as IEEE 754 says")
	}
}

// deepest is how deep lists are nested here: recursion that deep would end the process. A tenth of it
// does for the other containers, which go the same way.
const deepest = 1_000_000

// nests makes values nested deep in as many ways as there are containers.
var nests = map[string]func(inner Value) Value{
	"list":         func(v Value) Value { return ListOf(v) },
	"consed list":  func(v Value) Value { return NewList(nil).Cons(v).Value() },
	"longer list":  func(v Value) Value { l := NewList([]Value{Int(1)}); l.Append(v); return l.Value() },
	"vector":       func(v Value) Value { return NewVector([]Value{v}) },
	"dict":         func(v Value) Value { return DictOf("k", v) },
	"record":       func(v Value) Value { return NewRecord(pointType, []Value{v, Nil}) },
	"condition":    func(v Value) Value { return NewCondition("k", "m", v).Value() },
	"values":       func(v Value) Value { return NewValues([]Value{v}) },
	"list in dict": func(v Value) Value { return DictOf("k", ListOf(v)) },
}

func nested(depth int, nest func(Value) Value) Value {
	v := Int(1)
	for range depth {
		v = nest(v)
	}
	return v
}

// TestDeepNesting: no depth of nesting ends the process.
func TestDeepNesting(t *testing.T) {
	for name, nest := range nests {
		deep := deepest / 10
		if name == "longer list" {
			deep = deepest
		}
		a, b := nested(deep, nest), nested(deep, nest)
		if !Equal(a, b) {
			t.Errorf("%s: two values nested deep are not equal", name)
		}
		if Equal(a, nest(b)) {
			t.Errorf("%s: two values nested differently deep are equal", name)
		}
		if Hash(a) != Hash(b) || Hash(a) == Hash(nest(b)) {
			t.Errorf("%s: the hashes of values nested deep do not fit equality", name)
		}
		if n := len(Write(a)); n < 2*deep {
			t.Errorf("%s: a value nested deep prints as %d bytes", name, n)
		}
	}
	flat, err := flatten(&Meter{}, []Value{nested(deepest, nests["longer list"])})
	if err != nil || flat.AsList().Len() != deepest+1 {
		t.Errorf("flatten gives %d elements, %v", flat.AsList().Len(), err)
	}
}

// TestValuesThatContainThemselves: with a meter, work on them ends by its limit.
func TestValuesThatContainThemselves(t *testing.T) {
	loop := func() Value {
		l := NewList(nil)
		l.Append(l.Value())
		l.Append(l.Value())
		return l.Value()
	}
	v, d := NewVector(make([]Value, 2)), NewDict()
	v.AsVector().Items[0], v.AsVector().Items[1] = v, v
	d.Set(NewString("d"), d.Value())
	works := map[string]func(m *Meter) error{
		"=":            func(m *Meter) error { _, err := EqualMetered(m, loop(), loop()); return err },
		"hash":         func(m *Meter) error { _, err := HashMetered(m, loop()); return err },
		"hash vector":  func(m *Meter) error { _, err := HashMetered(m, v); return err },
		"print":        func(m *Meter) error { _, err := AppendText(nil, m, loop(), true); return err },
		"print dict":   func(m *Meter) error { _, err := AppendText(nil, m, d.Value(), false); return err },
		"flatten":      func(m *Meter) error { _, err := flatten(m, []Value{loop()}); return err },
		"set-add!":     func(m *Meter) error { return addItem(m, NewSet(), loop()) },
		"set-member?":  func(m *Meter) error { _, err := setMember(m, []Value{NewSet().Value(), loop()}); return err },
		"index-of":     func(m *Meter) error { _, err := indexOf(m, []Value{loop(), loop()}); return err },
		"stale member": func(m *Meter) error { return compareStaleSets(m) },
	}
	for name, work := range works {
		for _, limit := range []string{"steps", "memory"} {
			stop := errors.New("out of steps")
			m := &Meter{MaxAllocated: 1 << 22}
			if limit == "steps" {
				m = &Meter{Fuel: 100_000, Poll: func() error { return stop }}
			}
			err := work(m)
			var full *Limit
			if limit == "steps" && !errors.Is(err, stop) || limit == "memory" && !bounded(name) && !errors.As(err, &full) {
				t.Errorf("%s: with a limit of %s: %v", name, limit, err)
			}
			if limit == "memory" && bounded(name) {
				break
			}
		}
	}
}

// bounded tells whether work goes on for ever in bounded memory, which only a limit of steps ends.
func bounded(work string) bool { return work == "print dict" }

// compareStaleSets compares two sets whose members came to contain themselves after they were added.
func compareStaleSets(m *Meter) error {
	var sets []Value
	for range 2 {
		l, s := NewList([]Value{Int(1)}), NewSet()
		s.Add(l.Value())
		l.Append(l.Value())
		l.Append(l.Value())
		sets = append(sets, s.Value())
	}
	_, err := EqualMetered(m, sets[0], sets[1])
	return err
}

func TestEqAndEqv(t *testing.T) {
	l, f := ListOf(Int(1)), Float(1)
	for _, c := range []struct {
		a, b    Value
		eq, eqv bool
	}{
		{Sym("a"), Sym("a"), true, true},
		{Sym("a"), Keyword("a"), false, false},
		{Keyword("a"), Keyword("a"), true, true},
		{Int(5), Int(5), true, true},
		{Int(1), f, false, false},
		{f, Float(1), true, true},
		{Float(0), Float(math.Copysign(0, -1)), false, false},
		{Str("a"), Str("a"), false, true},
		{ListOf(), ListOf(), true, true},
		{ListOf(), Nil, false, false},
		{l, l, true, true},
		{l, ListOf(Int(1)), false, false},
		{BigInt(pow2(99)), BigInt(pow2(99)), false, true},
		{NewVector(nil), NewVector(nil), false, false},
		{Char('a'), Char('a'), true, true},
		{True, False, false, false},
	} {
		if Eq(c.a, c.b) != c.eq || Eqv(c.a, c.b) != c.eqv {
			t.Errorf("%s and %s: eq? %v and eqv? %v", Write(c.a), Write(c.b), Eq(c.a, c.b), Eqv(c.a, c.b))
		}
	}
}
