package kernel

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"
)

func digestOf(t *testing.T, v Value) digestSum {
	t.Helper()
	s, err := digest(nil, v)
	if err != nil {
		t.Fatalf("%s: %v", Write(v), err)
	}
	return s
}

// TestDigestAgreesWithEqual: values have one digest if, and but for NaN only if, they are equal.
func TestDigestAgreesWithEqual(t *testing.T) {
	for seed := range int64(5000) {
		g := newGenerator(seed)
		v := g.value(4)
		w, other := g.rebuilt(v), g.value(1)
		for _, x := range []Value{w, other} {
			if hasNaN(v) || hasNaN(x) {
				continue
			}
			if same := digestOf(t, v) == digestOf(t, x); same != Equal(v, x) {
				t.Fatalf("seed %d: of %s and %s, equal %v, the digests are the same: %v", seed, Write(v), Write(x), Equal(v, x), same)
			}
		}
	}
	for _, a := range someNumbers {
		for _, b := range someNumbers {
			if a, b := a(), b(); !hasNaN(a) && (digestOf(t, a) == digestOf(t, b)) != Equal(a, b) {
				t.Errorf("%s and %s: the digests do not say whether they are equal", Write(a), Write(b))
			}
		}
	}
}

// TestDigestSeesPlaces: values made of the same atoms in other places have other digests.
func TestDigestSeesPlaces(t *testing.T) {
	one, two, set := Int(1), Int(2), func(vs ...Value) Value {
		s := NewSet()
		for _, v := range vs {
			s.Add(v)
		}
		return s.Value()
	}
	values := []Value{ListOf(), ListOf(ListOf()), ListOf(one, two), ListOf(two, one), ListOf(ListOf(one), two),
		ListOf(one, ListOf(two)), NewVector([]Value{one, two}), set(), set(one, two), set(ListOf(one, two)), set(set(one, two)),
		set(set(one), two), ListOf(Str("ab"), Str("c")), ListOf(Str("a"), Str("bc")), ListOf(Sym("a"), Str("bc")),
		ListOf(Keyword("a"), Str("bc")), DictOf("a", Str("bc")), DictOf("ab", Str("c")), DictOf("a", one, "b", two),
		DictOf("a", two, "b", one), DictOf("a", DictOf("b", one)), NewCondition("a", "b", Nil).Value(),
		NewCondition("ab", "", Nil).Value(), NewRecord(pointType, []Value{one, two}), NewValues([]Value{one, two}), Char('a'), Nil, False,
		Str("a"), Str(strings.Repeat("a", 5000)), Str(strings.Repeat("a", 5001))}
	for i, v := range values {
		for _, w := range values[:i] {
			if digestOf(t, v) == digestOf(t, w) {
				t.Errorf("%s and %s have one digest", Write(v), Write(w))
			}
		}
	}
	if digestOf(t, DictOf("a", one, "b", two)) != digestOf(t, DictOf("b", two, "a", one)) || digestOf(t, set(one, two, Nil)) != digestOf(t, set(Nil, two, one)) {
		t.Error("the order in a dict or set counts")
	}
	many, back := NewDict(), NewDict()
	for i := range 3 * fewKeys {
		many.Set(NewString(fmt.Sprint(i)), one)
		back.Set(NewString(fmt.Sprint(3*fewKeys-1-i)), one)
	}
	if digestOf(t, many.Value()) != digestOf(t, back.Value()) {
		t.Error("the order in a large dict counts")
	}
}

// TestDigestEnds: what contains itself is an error, and a large one can be cancelled.
func TestDigestEnds(t *testing.T) {
	s := NewSet()
	l := NewVector([]Value{s.Value()})
	s.Add(l)
	var k *Condition
	if _, err := digest(nil, l); !errors.As(err, &k) || k.CondKind != CondRange {
		t.Errorf("a vector in a set in it: %v", err)
	}
	large := ListOf(slices.Repeat([]Value{ListOf(Int(1))}, 100_000)...)
	m := &Meter{Fuel: 10_000, Poll: func() error { return context.Canceled }}
	if _, err := digest(m, large); !errors.Is(err, context.Canceled) || m.Fuel < -2000 {
		t.Errorf("a large list: %v, with %d units more than there were", err, -m.Fuel)
	}
}

// addAt adds v at the hash that at gives for its own, charged as set-add! charges it.
func addAt(t *testing.T, m *Meter, s *Set, v Value, at func(hash uint64) uint64) {
	t.Helper()
	hash, err := HashMetered(m, v)
	if err == nil {
		err = m.Alloc(memberBytes)
	}
	if err == nil {
		err = s.add(m, &place{hash: at(hash)}, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// hasAt looks v up at the hash that at gives for its own.
func hasAt(t *testing.T, m *Meter, s *Set, v Value, at func(hash uint64) uint64) bool {
	t.Helper()
	hash, err := HashMetered(m, v)
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.find(m, &place{hash: at(hash)}, v)
	if err != nil {
		t.Fatal(err)
	}
	return e != nil
}

// TestCrowdModel holds sets of members that share few hashes against slices that are searched.
func TestCrowdModel(t *testing.T) {
	at := func(hash uint64) uint64 { return hash % 3 }
	for seed := range int64(30) {
		r := rand.New(rand.NewSource(seed))
		value := func() Value {
			i := int64(r.Intn(40))
			return []Value{ListOf(Int(i)), DictOf("k", Int(i)), Int(i), ListOf(Float(float64(i))), Str(fmt.Sprint(i))}[r.Intn(5)]
		}
		s, old, want, wantOld, m := NewSet(), NewSet(), []Value{}, []Value{}, &Meter{}
		for step := range 400 {
			v := value()
			same := func(w Value) bool { return Equal(v, w) }
			switch {
			case step%50 == 0:
				old, wantOld = s.Copy(), slices.Clone(want)
			case r.Intn(2) == 0:
				if err := s.remove(m, &place{hash: at(Hash(v))}, v); err != nil {
					t.Fatal(err)
				}
				want = slices.DeleteFunc(want, same)
			default:
				addAt(t, m, s, v, at)
				if !slices.ContainsFunc(want, same) {
					want = append(want, v)
				}
			}
			if got := s.Items(); !slices.Equal(got, want) || !slices.Equal(old.Items(), wantOld) {
				t.Fatalf("seed %d, step %d: %s, want %s", seed, step, Write(ListOf(got...)), Write(ListOf(want...)))
			}
			if v := value(); hasAt(t, m, s, v, at) != slices.ContainsFunc(want, func(w Value) bool { return Equal(v, w) }) {
				t.Fatalf("seed %d, step %d: %s is wrongly found, or not", seed, step, Write(v))
			}
			again := NewSet()
			for _, x := range s.Members() {
				if err := again.PutMember(m, x); err != nil {
					t.Fatal(err)
				}
			}
			if !slices.Equal(again.Members(), s.Members()) || s.Len() > 0 && !sameNodes(again.m.root, s.m.root) {
				t.Fatalf("seed %d, step %d: built again, the set is laid out in another way", seed, step)
			}
		}
	}
}

// sameNodes tells whether two tries have the same shape.
func sameNodes(a, b *node) bool {
	return a.dataMap == b.dataMap && a.nodeMap == b.nodeMap && len(a.data) == len(b.data) &&
		slices.EqualFunc(a.kids, b.kids, sameNodes)
}

// TestCrowdedSetsEqual: sets of members that share a hash are equal whatever order they came in.
func TestCrowdedSetsEqual(t *testing.T) {
	at := func(uint64) uint64 { return 7 }
	a, b, m := NewSet(), NewSet(), &Meter{}
	for i := range int64(1000) {
		addAt(t, m, a, ListOf(Int(i)), at)
		addAt(t, m, b, ListOf(Int(999-i)), at)
	}
	m.Fuel = 0
	if eq, err := EqualMetered(m, a.Value(), b.Value()); !eq || err != nil || -m.Fuel > 30_000 {
		t.Errorf("in another order: %v, %v, %d units", eq, err, -m.Fuel)
	}
	if err := b.remove(m, &place{hash: 7}, ListOf(Int(500))); err != nil {
		t.Fatal(err)
	}
	addAt(t, m, b, ListOf(Int(1000)), at)
	if Equal(a.Value(), b.Value()) {
		t.Error("sets with one other member are equal")
	}
}

// memberShapes makes members of a set from two lists, charged for their space at least.
var memberShapes = map[string]func(m *Meter, a, b Value) (Value, error){
	"list": func(m *Meter, a, b Value) (Value, error) { return ListOf(a, b), chargeItems(m, 2) },
	"vector": func(m *Meter, a, b Value) (Value, error) {
		return NewVector([]Value{a, b}), chargeItems(m, 2)
	},
	"dict": func(m *Meter, a, b Value) (Value, error) { return DictOf("a", a, "b", b), chargeItems(m, 2) },
	"record": func(m *Meter, a, b Value) (Value, error) {
		return NewRecord(pointType, []Value{a, b}), m.Alloc(4 * SlotSize)
	},
	"condition": func(m *Meter, a, b Value) (Value, error) {
		return NewCondition("k", "m", ListOf(a, b)).Value(), errors.Join(chargeItems(m, 2), m.Alloc(4*SlotSize))
	},
	"set": func(m *Meter, a, b Value) (Value, error) {
		s := NewSet()
		return s.Value(), errors.Join(addItem(m, s, ListOf(Int(1), a)), addItem(m, s, ListOf(Int(2), b)))
	},
}

// TestChosenMembers: members of one hash cost at most three times as much as others, to put into a set
// and to find there.
func TestChosenMembers(t *testing.T) {
	collide, random := collidingLists(t)
	for name, shape := range memberShapes {
		n := 2000
		if name == "list" {
			n = chosenCount
		}
		units, took := [2]int64{}, [2]time.Duration{}
		for i, lists := range [][]Value{collide, random} {
			s, m, hashes := NewSet(), &Meter{}, map[uint64]bool{}
			begin := time.Now()
			for k := range n {
				v, err := shape(m, lists[k%len(lists)], lists[k/len(lists)])
				if err != nil {
					t.Fatal(err)
				}
				addAt(t, m, s, v, bare)
			}
			for k := range n {
				v, err := shape(m, lists[k%len(lists)], lists[k/len(lists)])
				if err != nil {
					t.Fatal(err)
				}
				if !hasAt(t, m, s, v, bare) {
					t.Fatalf("%s: a member is not found", name)
				}
			}
			units[i], took[i] = -m.Fuel, time.Since(begin)
			for _, x := range s.Members() {
				hashes[x.Hash] = true
			}
			if s.Len() != n || len(hashes) != []int{1, n}[i] {
				t.Fatalf("%s: %d members with %d hashes", name, s.Len(), len(hashes))
			}
		}
		if units[0] > 3*units[1] {
			t.Errorf("%ss of one hash: %d units, others %d", name, units[0], units[1])
		}
		t.Logf("%d %ss: %.2f times the units, %.2f times the time", n, name, float64(units[0])/float64(units[1]), float64(took[0])/float64(took[1]))
	}
}

// TestWideCrowd: dicts and sets of many entries that are put at one hash, too.
func TestWideCrowd(t *testing.T) {
	shapes := map[string]func(m *Meter, i int64) Value{
		"dict": func(m *Meter, i int64) Value {
			d := NewDict()
			for k := range int64(34) {
				if err := errors.Join(chargeEntry(m, d, 1), d.set(m, NewString(fmt.Sprint(k)), Int(i+k))); err != nil {
					t.Fatal(err)
				}
			}
			return d.Value()
		},
		"set": func(m *Meter, i int64) Value {
			s := NewSet()
			for k := range int64(34) {
				if err := addItem(m, s, Int(40*i+k)); err != nil {
					t.Fatal(err)
				}
			}
			return s.Value()
		},
	}
	for name, shape := range shapes {
		units, took := [2]int64{}, [2]time.Duration{}
		for i, at := range []func(uint64) uint64{func(uint64) uint64 { return 7 }, bare} {
			s, m := NewSet(), &Meter{}
			begin := time.Now()
			for k := range int64(3000) {
				addAt(t, m, s, shape(m, k), at)
			}
			units[i], took[i] = -m.Fuel, time.Since(begin)
		}
		if units[0] > 3*units[1] {
			t.Errorf("%ss of one hash: %d units, others %d", name, units[0], units[1])
		}
		t.Logf("%ss: %.2f times the units, %.2f times the time", name, float64(units[0])/float64(units[1]), float64(took[0])/float64(took[1]))
	}
}
