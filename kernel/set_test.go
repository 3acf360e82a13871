package kernel

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"
)

// TestSetModel holds sets of mixed values against slices that are searched with =.
func TestSetModel(t *testing.T) {
	type version struct {
		set  *Set
		want []Value
	}
	find := func(want []Value, x Value) int {
		return slices.IndexFunc(want, func(y Value) bool { return x == y || Equal(x, y) })
	}
	for seed := range int64(150) {
		g := newGenerator(seed)
		alive := []version{{set: NewSet()}}
		for step := range 120 {
			what := fmt.Sprintf("seed %d, step %d", seed, step)
			v := &alive[g.Intn(len(alive))]
			x := g.value(2)
			at := find(v.want, x)
			switch op := g.Intn(6); {
			case op == 0 && len(alive) < 6:
				alive = append(alive, version{v.set.Copy(), slices.Clone(v.want)})
			case op == 1 && len(v.want) > 0:
				at = g.Intn(len(v.want))
				v.set.Remove(g.rebuilt(v.want[at]))
				if hasNaN(v.want[at]) { // which makes what was rebuilt unequal
					v.set.Remove(v.want[at])
				}
				v.want = slices.Delete(v.want, at, at+1)
			case op == 2:
				v.set.Remove(x)
				if at >= 0 {
					v.want = slices.Delete(v.want, at, at+1)
				}
			default:
				v.set.Add(x)
				if at < 0 {
					v.want = append(v.want, x)
				}
			}
			for _, v := range alive {
				if got := v.set.Items(); !slices.Equal(got, v.want) || v.set.Len() != len(v.want) {
					t.Fatalf("%s: got %s, want %s", what, Write(ListOf(got...)), Write(ListOf(v.want...)))
				}
				if v.set.Has(x) != (find(v.want, x) >= 0) {
					t.Fatalf("%s: has %s: %v", what, Write(x), v.set.Has(x))
				}
			}
		}
	}
}

// TestSetCollisions: members whose hashes are equal are told apart.
func TestSetCollisions(t *testing.T) {
	s, r := NewSet(), rand.New(rand.NewSource(1))
	m := &Meter{}
	for _, i := range r.Perm(50) {
		if err := s.add(m, &place{hash: 42}, ListOf(Int(int64(i)))); err != nil {
			t.Fatal(err)
		}
	}
	for i := range int64(60) {
		e, err := s.find(m, &place{hash: 42}, ListOf(Float(float64(i))))
		if err != nil || (e != nil) != (i < 50) {
			t.Fatalf("member %d: %v, %v", i, e, err)
		}
		if i%2 == 0 {
			if err := s.remove(m, &place{hash: 42}, ListOf(Int(i))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if s.Len() != 25 {
		t.Errorf("%d members are left, want 25", s.Len())
	}
	if e, _ := s.find(m, &place{hash: 43}, ListOf(Int(1))); e != nil {
		t.Error("a member is found under another hash")
	}
}

// TestSetKeepsFirst: the member that came first stays, as does its place.
func TestSetKeepsFirst(t *testing.T) {
	s := NewSet()
	for _, v := range []Value{Int(2), Int(1), Float(2), Float(1), Int(3)} {
		s.Add(v)
	}
	if got := Write(ListOf(s.Items()...)); got != "(2 1 3)" {
		t.Errorf("got %s", got)
	}
	s.Remove(Float(2))
	s.Add(Float(2))
	if got := Write(ListOf(s.Items()...)); got != "(1 3 2.0)" {
		t.Errorf("got %s", got)
	}
}
