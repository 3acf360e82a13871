package kernel

import (
	"math/bits"
	"math/rand"
	"slices"
	"testing"
)

// modelled is a List and what it must hold.
type modelled struct {
	list *List
	want []int64
}

func (m modelled) clone(l *List, want ...int64) modelled { return modelled{l, slices.Clone(want)} }

// check compares the list with its model in every way a list can be read.
func (m modelled) check(t *testing.T, what string) {
	t.Helper()
	got := []int64{}
	for it := m.list.All(); ; {
		v, ok := it.Next()
		if !ok {
			break
		}
		got = append(got, v.Int64())
	}
	if !slices.Equal(got, m.want) || m.list.Len() != len(m.want) {
		t.Fatalf("after %s: walking gives %v of length %d, want %v", what, got, m.list.Len(), m.want)
	}
	for i, v := range m.list.Items() {
		if v.Int64() != m.want[i] || m.list.At(i).Int64() != m.want[i] {
			t.Fatalf("after %s: element %d is %v in Items and %v by At, want %d", what, i, v, m.list.At(i), m.want[i])
		}
	}
	if n := len(m.want); n > 0 {
		if m.list.First().Int64() != m.want[0] || m.list.Last().Int64() != m.want[n-1] {
			t.Fatalf("after %s: first %v and last %v, want %d and %d", what, m.list.First(), m.list.Last(), m.want[0], m.want[n-1])
		}
	} else if !m.list.First().IsNil() || !m.list.Last().IsNil() {
		t.Fatalf("after %s: the empty list has a first or last element", what)
	}
}

func ints(ns []int64) []Value {
	out := make([]Value, len(ns))
	for i, n := range ns {
		out[i] = Int(n)
	}
	return out
}

// listOps are the operations on lists; each answers a new list, or nil if it changed m's.
var listOps = []struct {
	name string
	do   func(r *rand.Rand, m *modelled, x int64) *modelled
}{
	{"cons", func(_ *rand.Rand, m *modelled, x int64) *modelled {
		return &modelled{m.list.Cons(Int(x)), append([]int64{x}, m.want...)}
	}},
	{"cons many", func(r *rand.Rand, m *modelled, x int64) *modelled {
		n := *m
		for range 1 + r.Intn(100) {
			n = modelled{n.list.Cons(Int(x)), append([]int64{x}, n.want...)}
			x++
		}
		return &n
	}},
	{"rest", func(_ *rand.Rand, m *modelled, _ int64) *modelled {
		n := m.clone(m.list.Rest(), m.want[min(1, len(m.want)):]...)
		return &n
	}},
	{"take", func(r *rand.Rand, m *modelled, _ int64) *modelled {
		i := r.Intn(len(m.want) + 1)
		n := m.clone(m.list.Take(i), m.want[:i]...)
		return &n
	}},
	{"drop", func(r *rand.Rand, m *modelled, _ int64) *modelled {
		i := r.Intn(len(m.want) + 1)
		n := m.clone(m.list.Drop(i), m.want[i:]...)
		return &n
	}},
	{"share", func(_ *rand.Rand, m *modelled, _ int64) *modelled {
		n := m.clone(m.list.Share(), m.want...)
		return &n
	}},
	{"slice", func(r *rand.Rand, m *modelled, _ int64) *modelled {
		from := r.Intn(len(m.want) + 1)
		to := from + r.Intn(len(m.want)-from+1)
		n := m.clone(NewList(m.list.Slice(from, to)), m.want[from:to]...)
		return &n
	}},
	{"runs", func(r *rand.Rand, m *modelled, _ int64) *modelled {
		from := r.Intn(len(m.want) + 1)
		var out []Value
		for it := m.list.From(from); ; {
			run := it.run(1 + r.Intn(20))
			if len(run) == 0 {
				break
			}
			out = append(out, run...)
		}
		n := m.clone(NewList(out), m.want[from:]...)
		return &n
	}},
	{"append builtin", func(_ *rand.Rand, m *modelled, x int64) *modelled {
		v, _ := concat(&Meter{}, []Value{m.list.Value(), ListOf(Int(x), Int(x+1)), m.list.Value()})
		n := m.clone(v.AsList(), slices.Concat(m.want, []int64{x, x + 1}, m.want)...)
		return &n
	}},
	{"append!", func(_ *rand.Rand, m *modelled, x int64) *modelled {
		m.list.Append(Int(x))
		m.want = append(m.want, x)
		return nil
	}},
	{"append! many", func(r *rand.Rand, m *modelled, x int64) *modelled {
		for range r.Intn(20) {
			_, _ = appendInPlace(&Meter{}, []Value{m.list.Value(), Int(x), Int(x)})
			m.want = append(m.want, x, x)
			x++
		}
		return nil
	}},
	{"set", func(r *rand.Rand, m *modelled, x int64) *modelled {
		if len(m.want) > 0 {
			i := r.Intn(len(m.want))
			m.list.Set(i, Int(x))
			m.want[i] = x
		}
		return nil
	}},
	{"set-nth!", func(r *rand.Rand, m *modelled, x int64) *modelled {
		if len(m.want) > 0 {
			i := r.Intn(len(m.want))
			_, _ = setNth(&Meter{}, []Value{m.list.Value(), Int(int64(i)), Int(x)})
			m.want[i] = x
		}
		return nil
	}},
}

// TestListModel keeps many lists that share structure, changes one at a time, and looks whether every
// other one stayed as it was.
func TestListModel(t *testing.T) {
	for seed := range int64(60) {
		r := rand.New(rand.NewSource(seed))
		alive := []modelled{{list: NewList(nil)}}
		for step := range 400 {
			x := int64(step * 1000)
			if r.Intn(20) == 0 {
				fresh := []int64{x, x + 1, x + 2}
				alive = append(alive, modelled{NewList(append(make([]Value, 0, r.Intn(9)), ints(fresh)...)), fresh})
			}
			op := listOps[r.Intn(len(listOps))]
			m := &alive[r.Intn(len(alive))]
			if made := op.do(r, m, x); made != nil && len(made.want) < 600 {
				alive = append(alive, *made)
			}
			if len(alive) > 30 {
				i := r.Intn(len(alive))
				alive = slices.Delete(alive, i, i+1)
			}
			for _, m := range alive {
				m.check(t, op.name)
			}
		}
	}
}

// TestListChangesAreSeenByEveryHolder: a holder holds the very List.
func TestListChangesAreSeenByEveryHolder(t *testing.T) {
	l := NewList(ints([]int64{1, 2})).Cons(Int(0))
	held := l.Value()
	l.Set(1, Int(9))
	l.Append(Int(3))
	if got := Write(held); got != "(0 9 2 3)" {
		t.Errorf("got %s", got)
	}
}

// consPatterns build lists of n consed elements whose chunks lie differently; element i from the end
// is i.
var consPatterns = []struct {
	name  string
	build func(n int) *List
}{
	{"straight", func(n int) *List {
		l := NewList(nil)
		for i := range n {
			l = l.Cons(Int(int64(i)))
		}
		return l
	}},
	{"every place taken before", func(n int) *List {
		l := NewList(nil)
		for i := range n {
			l.Cons(Int(-1))
			l = l.Cons(Int(int64(i)))
		}
		return l
	}},
	{"two steps on and one back", func(n int) *List {
		l := NewList(nil)
		for l.Len() < n {
			i := int64(l.Len())
			l = l.Cons(Int(i)).Cons(Int(i + 1)).Rest()
		}
		return l
	}},
	{"branches of random length", func(n int) *List {
		r, l := rand.New(rand.NewSource(1)), NewList(nil)
		for l.Len() < n {
			branch := l
			for range r.Intn(70) {
				branch = branch.Cons(Int(-1))
			}
			for range min(n-l.Len(), r.Intn(70)) {
				l = l.Cons(Int(int64(l.Len())))
			}
		}
		return l
	}},
}

// TestListFindIsLogarithmic counts the chunks that find walks over.
func TestListFindIsLogarithmic(t *testing.T) {
	for _, p := range consPatterns {
		for _, n := range []int{1, 5, 64, 1000, 100_000} {
			l := p.build(n)
			chunks := int(l.front.depth) + 1
			most := 3*bits.Len(uint(chunks)) + 3
			for i := range n {
				if got := l.At(n - 1 - i); got != Int(int64(i)) {
					t.Fatalf("%s, %d elements: element %d from the end is %v", p.name, n, i, got)
				}
				hops := 0
				for c := l.front; int(c.below) > i; c = c.toward(i) {
					hops++
				}
				if hops > most {
					t.Fatalf("%s: %d hops to element %d from the end of %d in %d chunks, want at most %d",
						p.name, hops, i, n, chunks, most)
				}
			}
		}
	}
}

// TestListGrowthIsLinear counts the bytes that growing a list at its end allocates.
func TestListGrowthIsLinear(t *testing.T) {
	const n = 1 << 16
	l, m := NewList(nil), &Meter{}
	for i := range n {
		if _, err := appendInPlace(m, []Value{l.Value(), Int(int64(i))}); err != nil {
			t.Fatal(err)
		}
	}
	if limit := int64(8 * n * SlotSize); m.Allocated > limit {
		t.Errorf("appending %d elements one by one allocated %d bytes, want at most %d", n, m.Allocated, limit)
	}
	*m = Meter{}
	acc := ListOf()
	for i := range n {
		acc, _ = concat(m, []Value{acc, ListOf(Int(int64(i)))})
	}
	if limit := int64(8 * n * SlotSize); m.Allocated > limit {
		t.Errorf("(append acc (list x)) for %d elements allocated %d bytes, want at most %d", n, m.Allocated, limit)
	}
	for i := range n {
		if l.At(i) != Int(int64(i)) || acc.AsList().At(i) != Int(int64(i)) {
			t.Fatalf("element %d is %v and %v", i, l.At(i), acc.AsList().At(i))
		}
	}
}

// TestListQueue: a list used as a queue keeps only what is in it.
func TestListQueue(t *testing.T) {
	q := NewList(nil)
	for i := range 10_000 {
		q.Append(Int(int64(i)))
		if q.Len() > 5 {
			if got := q.First(); got != Int(int64(i-5)) {
				t.Fatalf("the first is %v, want %d", got, i-5)
			}
			q = q.Rest()
		}
	}
	if room := len(q.arr.items); room > 64 {
		t.Errorf("a queue of %d holds an array of %d", q.Len(), room)
	}
}

// TestListSetIsConstant: set-nth! copies a list that is shared once, and consed elements once.
func TestListSetIsConstant(t *testing.T) {
	const n = 10_000
	l := NewList(ints(make([]int64, n/2)))
	for range n / 2 {
		l = l.Cons(Int(0))
	}
	m := &Meter{}
	for round := range 2 {
		if round == 1 {
			l.Share()
		}
		for i := range n {
			if _, err := setNth(m, []Value{l.Value(), Int(int64(i)), Int(1)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if limit := int64(3 * n * SlotSize); m.Allocated > limit {
		t.Errorf("setting all of %d elements twice allocated %d bytes, want at most %d", n, m.Allocated, limit)
	}
}
