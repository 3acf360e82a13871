package kernel

// Equal is structural equality: numbers by value, texts by characters, lists, vectors, records and
// sets by their elements, dicts by their entries in any order, everything else by identity. It
// keeps its own stack, so no depth of nesting hurts; values that contain themselves need
// EqualMetered.
func Equal(a, b Value) bool {
	eq, _ := EqualMetered(nil, a, b)
	return eq
}

// EqualMetered is Equal with its work charged to m.
func EqualMetered(m *Meter, a, b Value) (bool, error) {
	if done, eq := equalAtoms(a, b); done {
		return eq, nil
	}
	return equalDeep(m, a, b)
}

// equalAtoms decides what can be decided without looking inside; done is false for two containers
// of one kind.
func equalAtoms(a, b Value) (done, eq bool) {
	if a == b {
		return true, !a.IsFloat() || a.Float64() == a.Float64()
	}
	ka, kb := a.Kind(), b.Kind()
	if ka != kb {
		return true, IsNumber(a) && IsNumber(b) && NumEqual(a, b)
	}
	switch ka {
	case KindFloat, KindBig, KindRat:
		return true, NumEqual(a, b)
	case KindString:
		return true, a.Text() == b.Text()
	case KindSymbol, KindKeyword:
		return true, (*Symbol)(a.p).name == (*Symbol)(b.p).name
	case KindList, KindDict, KindVector, KindSet, KindRecord, KindValues, KindCondition:
		return false, false
	}
	return true, false
}

type valuePair struct{ a, b Value }

// comparison is an equality of containers that is being decided: the pairs that are still to be
// compared, all of them containers.
type comparison struct {
	pacer
	todo []valuePair
}

func equalDeep(m *Meter, a, b Value) (bool, error) {
	c := comparison{pacer: pacer{m: m}, todo: []valuePair{{a, b}}}
	for len(c.todo) > 0 {
		p := c.todo[len(c.todo)-1]
		c.todo = c.todo[:len(c.todo)-1]
		if containerSize(p.a) != containerSize(p.b) {
			return false, c.flush()
		}
		eq, err := c.contents(p.a, p.b)
		if err != nil {
			return false, err
		}
		if !eq {
			return false, c.flush()
		}
	}
	return true, c.flush()
}

func containerSize(v Value) int {
	switch v.Kind() {
	case KindList:
		return v.AsList().Len()
	case KindDict:
		return v.AsDict().Len()
	case KindVector:
		return len(v.AsVector().Items)
	case KindSet:
		return v.AsSet().Len()
	case KindRecord:
		return len(v.AsRecord().Fields)
	case KindValues:
		return len(As[Values](v).Items)
	}
	return 1
}

// contents compares what is in a and b, containers of one kind and size: atoms at once, containers
// later. False when they differ already.
func (c *comparison) contents(a, b Value) (bool, error) {
	switch a.Kind() {
	case KindList:
		ia, ib := a.AsList().All(), b.AsList().All()
		for {
			x, ok := ia.Next()
			if !ok {
				return true, c.tick(1)
			}
			y, _ := ib.Next()
			if eq, err := c.pair(x, y); !eq || err != nil {
				return false, err
			}
		}
	case KindDict:
		return c.dicts(a.AsDict(), b.AsDict())
	case KindVector:
		return c.slices(a.AsVector().Items, b.AsVector().Items)
	case KindValues:
		return c.slices(As[Values](a).Items, As[Values](b).Items)
	case KindRecord:
		if a.AsRecord().Type != b.AsRecord().Type {
			return false, nil
		}
		return c.slices(a.AsRecord().Fields, b.AsRecord().Fields)
	case KindSet:
		return c.sets(a.AsSet(), b.AsSet())
	}
	x, y := As[Condition](a), As[Condition](b)
	if x.CondKind != y.CondKind || x.Message != y.Message {
		return false, nil
	}
	return c.pair(x.Irritants, y.Irritants)
}

func (c *comparison) dicts(a, b *Dict) (bool, error) {
	if err := a.sorted(c.m); err != nil {
		return false, err
	}
	for it := a.All(); ; {
		k, x, ok := it.Next()
		if !ok {
			return true, c.tick(1)
		}
		y, found := b.Get(k)
		if !found {
			return false, nil
		}
		if eq, err := c.pair(x, y); !eq || err != nil {
			return false, err
		}
	}
}

// sets looks up the members of a in b by the hashes they were added with, so that members are not
// hashed again.
func (c *comparison) sets(a, b *Set) (bool, error) {
	members, err := a.m.sorted(c.m)
	if err != nil {
		return false, err
	}
	for _, e := range members {
		if err := c.tick(2); err != nil {
			return false, err
		}
		if found, err := b.find(c.m, e.hash, e.key); found == nil || err != nil {
			return false, err
		}
	}
	return true, nil
}

func (c *comparison) slices(a, b []Value) (bool, error) {
	for i := range a {
		if eq, err := c.pair(a[i], b[i]); !eq || err != nil {
			return false, err
		}
	}
	return true, c.tick(1)
}

// pair compares two atoms, or leaves two containers for later.
func (c *comparison) pair(a, b Value) (bool, error) {
	if err := c.tick(1); err != nil {
		return false, err
	}
	if done, eq := equalAtoms(a, b); done {
		if eq && a.IsString() {
			return true, c.tick(len(a.Text()) / 64)
		}
		return eq, nil
	}
	if len(c.todo) == cap(c.todo) {
		if err := c.alloc((len(c.todo) + 4) * 2 * SlotSize); err != nil {
			return false, err
		}
	}
	c.todo = append(c.todo, valuePair{a, b})
	return true, nil
}

// Eq is eq?: the same object, or the same symbol, keyword, char, boolean, nil or integer of 64 bits;
// all empty lists are one.
func Eq(a, b Value) bool {
	if a == b {
		return true
	}
	k := a.Kind()
	if k != b.Kind() {
		return false
	}
	switch k {
	case KindSymbol, KindKeyword:
		return As[Symbol](a).name == As[Symbol](b).name
	case KindList:
		return a.AsList().Len() == 0 && b.AsList().Len() == 0
	}
	return false
}

// Eqv is eqv?: Eq, or numbers of one exactness and value, or strings of the same characters.
func Eqv(a, b Value) bool {
	if Eq(a, b) {
		return true
	}
	k := a.Kind()
	if k != b.Kind() {
		return false
	}
	switch k {
	case KindBig, KindRat:
		return NumEqual(a, b)
	case KindString:
		return a.Text() == b.Text()
	}
	return false
}
