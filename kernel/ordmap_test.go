package kernel

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"
)

// ordModel is what an ordMap must hold: keys and values in order.
type ordModel struct {
	keys []int64
	vals map[int64]int64
}

func (m ordModel) clone() ordModel {
	c := ordModel{keys: slices.Clone(m.keys), vals: map[int64]int64{}}
	for k, v := range m.vals {
		c.vals[k] = v
	}
	return c
}

func (m *ordModel) put(k, v int64) {
	if _, ok := m.vals[k]; !ok {
		m.keys = append(m.keys, k)
	}
	m.vals[k] = v
}

func (m *ordModel) del(k int64) bool {
	if _, ok := m.vals[k]; !ok {
		return false
	}
	delete(m.vals, k)
	m.keys = slices.DeleteFunc(m.keys, func(x int64) bool { return x == k })
	return true
}

func (m ordModel) check(t *testing.T, what string, om *ordMap, hash func(int64) uint64, keys int64) {
	t.Helper()
	got := om.entries()
	if len(got) != len(m.keys) || om.count != len(m.keys) {
		t.Fatalf("%s: %d entries and count %d, want %d", what, len(got), om.count, len(m.keys))
	}
	for i, e := range got {
		if e.key.Int64() != m.keys[i] || e.val.Int64() != m.vals[m.keys[i]] {
			t.Fatalf("%s: entry %d is %d %d, want %d %d", what, i, e.key.Int64(), e.val.Int64(), m.keys[i], m.vals[m.keys[i]])
		}
	}
	for k := range keys {
		want, ok := m.vals[k]
		if e := om.get(hash(k), Int(k)); ok != (e != nil) || ok && e.val.Int64() != want {
			t.Fatalf("%s: key %d gives %v, want %d %v", what, k, e, want, ok)
		} else if alone, _ := om.candidates(hash(k)); ok && !slices.Contains(alone, e) {
			t.Fatalf("%s: key %d is not among the candidates for its hash", what, k)
		}
	}
	if om.root != nil {
		checkNode(t, what, om.root, 0)
	}
}

// checkNode holds what is true of every node: as many entries and children as bits, no branch with
// both, and no child that its parent could hold as an entry.
func checkNode(t *testing.T, what string, n *node, shift uint) {
	t.Helper()
	if shift > maxShift {
		if n.dataMap|n.nodeMap != 0 || len(n.kids) > 0 || len(n.data) < 2 {
			t.Fatalf("%s: a node of colliding keys has maps, children or less than two entries", what)
		}
		return
	}
	if n.dataMap&n.nodeMap != 0 {
		t.Fatalf("%s: a branch holds an entry and a child", what)
	}
	for i, at := 0, 0; i < 32; i++ {
		if n.dataMap>>i&1 == 1 {
			if int(n.data[at].hash>>shift&31) != i {
				t.Fatalf("%s: an entry is in the wrong branch", what)
			}
			at++
		}
		if i == 31 && at != len(n.data) {
			t.Fatalf("%s: %d entries, want %d", what, len(n.data), at)
		}
	}
	for _, k := range n.kids {
		if len(k.kids) == 0 && len(k.data) < 2 {
			t.Fatalf("%s: a child has less than two entries", what)
		}
		checkNode(t, what, k, shift+trieBits)
	}
}

// hashings give hashes that make tries of every shape.
var hashings = []struct {
	name string
	hash func(int64) uint64
}{
	{"spread", func(k int64) uint64 { return hashBits(uint64(k)) }},
	{"all equal", func(int64) uint64 { return 7 }},
	{"four values", func(k int64) uint64 { return uint64(k%4) << 62 }},
	{"equal but for the highest bits", func(k int64) uint64 { return uint64(k) << 58 }},
	{"equal but for the lowest bits", func(k int64) uint64 { return uint64(k % 32) }},
	{"equal in pairs, far apart", func(k int64) uint64 { return hashBits(uint64(k / 2)) }},
	{"one deep branch", func(k int64) uint64 { return 1 << min(63, k%64) }},
}

// TestOrdMapModel keeps several versions of a map and changes one at a time.
func TestOrdMapModel(t *testing.T) {
	type version struct {
		m     *ordMap
		model ordModel
	}
	for _, h := range hashings {
		for seed := range int64(12) {
			r := rand.New(rand.NewSource(seed))
			keys := int64(1) << (2 + seed%6)
			alive := []version{{&ordMap{}, ordModel{vals: map[int64]int64{}}}}
			for step := range 300 {
				v := &alive[r.Intn(len(alive))]
				k, x := r.Int63n(keys), int64(step)
				what := fmt.Sprintf("%s, seed %d, step %d", h.name, seed, step)
				switch r.Intn(8) {
				case 0:
					if len(alive) == 8 {
						alive = slices.Delete(alive, 0, 1)
						v = &alive[r.Intn(len(alive))]
					}
					alive = append(alive, version{v.m.copy(), v.model.clone()})
				case 1:
					v.m.own()
				case 2, 3, 4:
					v.m.put(h.hash(k), Int(k), Int(x))
					v.model.put(k, x)
				default:
					if v.m.del(h.hash(k), Int(k)) != v.model.del(k) {
						t.Fatalf("%s: deleting %d answers the contrary", what, k)
					}
				}
				for _, v := range alive {
					v.model.check(t, what, v.m, h.hash, keys)
				}
			}
		}
	}
}

// TestOrdMapOrder: many entries, deletions that leave gaps in the sequence numbers, and many updates.
func TestOrdMapOrder(t *testing.T) {
	for _, gap := range []int64{1, 7, 1000} {
		m, model := &ordMap{}, []int64{}
		m.own()
		for k := range 3000 * gap {
			m.put(uint64(k), Int(k), Nil)
			if k%gap == gap/2 {
				model = append(model, k)
			} else {
				m.del(uint64(k), Int(k))
			}
		}
		for range 100_000 {
			m.put(uint64(model[5]), Int(model[5]), True)
			m.put(uint64(model[17]), Int(model[17]), True)
		}
		for i, e := range m.entries() {
			if e.key.Int64() != model[i] {
				t.Fatalf("gap %d: entry %d is %d, want %d", gap, i, e.key.Int64(), model[i])
			}
		}
		if len(m.entries()) != len(model) {
			t.Fatalf("gap %d: %d entries, want %d", gap, len(m.entries()), len(model))
		}
	}
}

// TestOrdMapCopyOfNothingOwned: a map that no one owns is not written to when it is copied, so that
// machines may share one.
func TestOrdMapCopyOfNothingOwned(t *testing.T) {
	m := &ordMap{}
	for k := range int64(100) {
		m.put(uint64(k), Int(k), Nil)
	}
	before := *m.root
	done := make(chan bool)
	for range 4 {
		go func() {
			c := m.copy()
			c.put(3, Int(3), True)
			c.own()
			c.del(4, Int(4))
			done <- len(c.entries()) == 99 && len(m.entries()) == 100
		}()
	}
	for range 4 {
		if !<-done {
			t.Error("a copy's change is seen in the original")
		}
	}
	if before.dataMap != m.root.dataMap || before.nodeMap != m.root.nodeMap {
		t.Error("the root changed")
	}
}
