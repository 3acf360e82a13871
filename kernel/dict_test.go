package kernel

import (
	"fmt"
	"math/rand"
	"slices"
	"sync/atomic"
	"testing"
)

// dictModel is what a Dict must hold.
type dictModel struct {
	keys []string
	vals map[string]int64
}

func (m dictModel) clone() dictModel {
	c := dictModel{keys: slices.Clone(m.keys), vals: map[string]int64{}}
	for k, v := range m.vals {
		c.vals[k] = v
	}
	return c
}

func (m *dictModel) set(k string, v int64) {
	if _, ok := m.vals[k]; !ok {
		m.keys = append(m.keys, k)
	}
	m.vals[k] = v
}

func (m *dictModel) del(k string) {
	delete(m.vals, k)
	m.keys = slices.DeleteFunc(m.keys, func(x string) bool { return x == k })
}

type dictVersion struct {
	d     *Dict
	model dictModel
}

func (v dictVersion) check(t *testing.T, what string) {
	t.Helper()
	if v.d.Len() != len(v.model.keys) {
		t.Fatalf("%s: %d entries, want %d", what, v.d.Len(), len(v.model.keys))
	}
	it := v.d.All()
	for i := 0; ; i++ {
		k, got, ok := it.Next()
		if !ok {
			if i != len(v.model.keys) {
				t.Fatalf("%s: walking gives %d entries, want %d", what, i, len(v.model.keys))
			}
			break
		}
		want := v.model.vals[v.model.keys[i]]
		if k.String() != v.model.keys[i] || got.Int64() != want || v.d.Lookup(k.String()) != Int(want) {
			t.Fatalf("%s: entry %d is %s %v, want %s %d", what, i, k, got, v.model.keys[i], want)
		}
	}
	if got, ok := v.d.Get(NewString("no such key")); ok || !got.IsNil() || !v.d.Lookup("no such key").IsNil() {
		t.Fatalf("%s: finds a key that is not there", what)
	}
}

var dictOps = []struct {
	name string
	do   func(v *dictVersion, other dictVersion, key string, x int64) *dictVersion // nil if v was changed
}{
	{"assoc", func(v *dictVersion, _ dictVersion, key string, x int64) *dictVersion {
		n := dictVersion{v.d.Assoc(NewString(key), Int(x)), v.model.clone()}
		n.model.set(key, x)
		return &n
	}},
	{"assoc two", func(v *dictVersion, _ dictVersion, key string, x int64) *dictVersion {
		d, _ := assoc(&Meter{}, []Value{v.d.Value(), Str(key), Int(x), Keyword("k1"), Int(x + 1)})
		n := dictVersion{d.AsDict(), v.model.clone()}
		n.model.set(key, x)
		n.model.set("k1", x+1)
		return &n
	}},
	{"dissoc", func(v *dictVersion, _ dictVersion, key string, _ int64) *dictVersion {
		n := dictVersion{v.d.Dissoc(NewString(key)), v.model.clone()}
		n.model.del(key)
		return &n
	}},
	{"copy", func(v *dictVersion, _ dictVersion, _ string, _ int64) *dictVersion {
		return &dictVersion{v.d.Copy(), v.model.clone()}
	}},
	{"merge", func(v *dictVersion, other dictVersion, _ string, _ int64) *dictVersion {
		d, _ := merge(&Meter{}, []Value{Nil, v.d.Value(), other.d.Value()})
		n := dictVersion{d.AsDict(), v.model.clone()}
		for _, k := range other.model.keys {
			n.model.set(k, other.model.vals[k])
		}
		return &n
	}},
	{"set", func(v *dictVersion, _ dictVersion, key string, x int64) *dictVersion {
		v.d.Set(NewString(key), Int(x))
		v.model.set(key, x)
		return nil
	}},
	{"set again", func(v *dictVersion, _ dictVersion, key string, x int64) *dictVersion {
		v.d.Set(NewString(key), Int(x-1))
		v.d.Set(NewString(key), Int(x))
		v.model.set(key, x)
		return nil
	}},
	{"delete", func(v *dictVersion, _ dictVersion, key string, _ int64) *dictVersion {
		_, had := v.model.vals[key]
		if v.d.Delete(NewString(key)) != had {
			panic("delete answers the contrary")
		}
		v.model.del(key)
		return nil
	}},
	{"delete all", func(v *dictVersion, _ dictVersion, _ string, x int64) *dictVersion {
		if x%5 == 0 {
			for _, k := range slices.Clone(v.model.keys) {
				v.d.Delete(NewString(k))
				v.model.del(k)
			}
		}
		return nil
	}},
}

// TestDictModel keeps several dicts that share structure, on both sides of the border between the flat
// and the large form, and changes one at a time.
func TestDictModel(t *testing.T) {
	for seed := range int64(60) {
		r := rand.New(rand.NewSource(seed))
		names := 4 + r.Intn(20)
		alive := []dictVersion{{NewDict(), dictModel{vals: map[string]int64{}}}}
		for step := range 300 {
			op := dictOps[r.Intn(len(dictOps))]
			key := fmt.Sprint("k", r.Intn(names))
			made := op.do(&alive[r.Intn(len(alive))], alive[r.Intn(len(alive))].frozen(), key, int64(step))
			if made != nil {
				if len(alive) == 12 {
					i := r.Intn(12)
					alive = slices.Delete(alive, i, i+1)
				}
				alive = append(alive, *made)
			}
			what := fmt.Sprintf("seed %d, step %d, %s", seed, step, op.name)
			for _, v := range alive {
				v.check(t, what)
			}
			checkDictEquality(t, what, r, alive)
		}
	}
}

// frozen gives a version whose model later changes of v do not touch.
func (v dictVersion) frozen() dictVersion { return dictVersion{v.d, v.model.clone()} }

// checkDictEquality holds equality, and hashing, of two versions against their models.
func checkDictEquality(t *testing.T, what string, r *rand.Rand, alive []dictVersion) {
	t.Helper()
	a, b := alive[r.Intn(len(alive))], alive[r.Intn(len(alive))]
	same := len(a.model.keys) == len(b.model.keys)
	for k, v := range a.model.vals {
		w, ok := b.model.vals[k]
		same = same && ok && v == w
	}
	if Equal(a.d.Value(), b.d.Value()) != same {
		t.Fatalf("%s: %s = %s is %v", what, Write(a.d.Value()), Write(b.d.Value()), !same)
	}
	if same && Hash(a.d.Value()) != Hash(b.d.Value()) {
		t.Fatalf("%s: equal dicts %s and %s have two hashes", what, Write(a.d.Value()), Write(b.d.Value()))
	}
}

// TestDictOrder: an update keeps a key's place, and one deleted and put back goes to the end.
func TestDictOrder(t *testing.T) {
	for _, n := range []int{3, 8, 9, 100, 1000} {
		d := NewDict()
		for i := range n {
			d.Set(NewString(fmt.Sprint(i)), Nil)
		}
		for i := range 100_000 {
			d.Set(NewString(fmt.Sprint(i%n)), Int(int64(i)))
		}
		for i, v := range keysOf(t, d) {
			if v.Text() != fmt.Sprint(i) {
				t.Fatalf("%d keys: after 100,000 updates, key %d is %s", n, i, v.Text())
			}
		}
		d.Delete(NewString("1"))
		d = d.Assoc(NewString("1"), Nil)
		keys := keysOf(t, d)
		if keys[n-1].Text() != "1" || keys[1].Text() != "2" {
			t.Fatalf("%d keys: a key that was deleted and put back is not at the end", n)
		}
	}
}

func keysOf(t *testing.T, d *Dict) []Value {
	t.Helper()
	var keys []Value
	if err := eachEntry(nil, d, func(k *String, _ Value) error {
		keys = append(keys, Ref(&k.Header))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return keys
}

// TestDictFoldIsLinear counts the nodes that assoc makes when a fold updates a large dict: few, and no
// more for each of many updates.
func TestDictFoldIsLinear(t *testing.T) {
	d := NewDict()
	for i := range 20_000 {
		d = d.Assoc(NewString(fmt.Sprint(i)), Nil)
	}
	older := d
	d = d.Assoc(NewString("branch"), Nil)
	older.Get(NewString("0")) // looking back makes both tries
	for i := range 1000 {
		next := d.Assoc(NewString(fmt.Sprint(i)), True)
		fresh, shared := 0, 0
		countNodes(next.trie().root, nodesOf(d.trie().root), &fresh, &shared)
		if fresh > 8 || shared < 20 {
			t.Fatalf("an update made %d nodes and shares %d", fresh, shared)
		}
		d = next
	}
}

func nodesOf(n *node) map[*node]bool {
	all := map[*node]bool{}
	var walk func(*node)
	walk = func(n *node) {
		all[n] = true
		for _, k := range n.kids {
			walk(k)
		}
	}
	walk(n)
	return all
}

// countNodes counts the nodes below n that are new, and those shared with the old ones right below.
func countNodes(n *node, old map[*node]bool, fresh, shared *int) {
	if old[n] {
		*shared++
		return
	}
	*fresh++
	for _, k := range n.kids {
		countNodes(k, old, fresh, shared)
	}
}

// TestDictShapes: dicts built alike share their keys, and one that differs does not disturb them. The shapes begin
// at an empty one of their own, since what all others remember is bounded, and other tests make many.
func TestDictShapes(t *testing.T) {
	empty := &Shape{known: new(atomic.Int64)}
	build := func(first, second string) *Dict {
		d := &newFlat(empty, 0).Dict
		d.Set(NewString(first), Int(1))
		d.Set(NewString(second), Int(2))
		return d
	}
	a, b, c := build("x", "y"), build("x", "y"), build("x", "z")
	if a.flat().shape != b.flat().shape {
		t.Error("two dicts built alike have two shapes")
	}
	if got := Write(ListOf(a.Value(), c.Value())); got != "({:x 1 :y 2} {:x 1 :z 2})" {
		t.Errorf("got %s", got)
	}
}
