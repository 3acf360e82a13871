package kernel

// Equal is structural equality: numbers by value, texts by characters, lists, vectors, records and
// sets by their elements, dicts by their entries in any order, everything else by identity. It
// keeps its own stack, so no depth of nesting hurts. Values that contain themselves are equal when no
// path into them tells them apart.
func Equal(a, b Value) bool {
	eq, _ := EqualMetered(nil, a, b)
	return eq
}

// EqualMetered is Equal with its work charged to m.
func EqualMetered(m *Meter, a, b Value) (bool, error) {
	if n := sameSizeWork(a, b); n > 0 {
		if err := work(m, n); err != nil {
			return false, err
		}
	}
	if done, eq := equalAtoms(a, b); done {
		return eq, nil
	}
	c := comparison{pacer: pacer{m: m}}
	return c.run(a, b)
}

// freeBytes is how much of an atom is looked at without a charge of its own.
const freeBytes = 1024

// sameSizeWork is the work of comparing two long atoms that only their ends may tell apart.
func sameSizeWork(a, b Value) int {
	k := a.Kind()
	if k < KindBig || a == b || k != b.Kind() {
		return 0
	}
	n := atomBytes(a)
	if n < freeBytes || k != KindRat && n != atomBytes(b) {
		return 0
	}
	return n / SlotSize
}

// atomBytes is the size of a value that has many bytes and no parts; 0 for others.
func atomBytes(v Value) int {
	switch v.Kind() {
	case KindString:
		return len(v.Text())
	case KindSymbol, KindKeyword:
		return len(v.SymbolName())
	case KindBig:
		return v.AsBig().BitLen() / 8
	case KindRat:
		return (v.AsRat().Num().BitLen() + v.AsRat().Denom().BitLen()) / 8
	}
	return 0
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
	// begun counts the pairs that were begun. Beyond maxDepth of them the values may contain
	// themselves, and the pairs are kept in seen, so that none is begun over and over.
	begun int
	seen  map[valuePair]struct{}
	// within counts the comparisons of members of sets that this one is a part of.
	within int
}

// maxWithin bounds comparisons within comparisons, which are recursive.
const maxWithin = 1000

// run compares two containers of one kind.
func (c *comparison) run(a, b Value) (bool, error) {
	c.todo = append(c.todo, valuePair{a, b})
	for len(c.todo) > 0 {
		p := c.todo[len(c.todo)-1]
		c.todo = c.todo[:len(c.todo)-1]
		if same, err := c.sameSize(p); err != nil {
			return false, err
		} else if !same {
			return false, c.flush()
		}
		if c.begun++; c.begun > maxDepth {
			if known, err := c.know(p); err != nil {
				return false, err
			} else if known {
				continue
			}
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

// know tells whether p was begun before, and makes it so.
func (c *comparison) know(p valuePair) (bool, error) {
	if _, known := c.seen[p]; known {
		return true, c.tick(1)
	}
	if c.seen == nil {
		c.seen = map[valuePair]struct{}{}
	}
	c.seen[p] = struct{}{}
	return false, c.alloc(8 * SlotSize)
}

func (c *comparison) sameSize(p valuePair) (bool, error) {
	n, err := containerSize(c.m, p.a)
	if err != nil {
		return false, err
	}
	k, err := containerSize(c.m, p.b)
	return n == k, err
}

// containerSize counts the elements of a container. An older state of a dict is looked back to, charged to m.
func containerSize(m *Meter, v Value) (int, error) {
	switch v.Kind() {
	case KindList:
		return v.AsList().Len(), nil
	case KindDict:
		if err := v.AsDict().ready(m); err != nil {
			return 0, err
		}
		return v.AsDict().Len(), nil
	case KindVector:
		return len(v.AsVector().Items), nil
	case KindSet:
		return v.AsSet().Len(), nil
	case KindRecord:
		return len(v.AsRecord().Fields), nil
	case KindValues:
		return len(As[Values](v).Items), nil
	}
	return 1, nil
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
// hashed again. Where only one member of b has the hash, the two are compared later; where several
// have, they are compared at once, with the few whose second hashes are the same.
func (c *comparison) sets(a, b *Set) (bool, error) {
	members, err := a.m.sorted(c.m)
	if err != nil {
		return false, err
	}
	for _, e := range members {
		if err := c.tick(2); err != nil {
			return false, err
		}
		found, only := b.withHash(e.hash)
		switch {
		case only && found.key == e.key:
			continue
		case only:
			if eq, err := c.pair(e.key, found.key); !eq || err != nil {
				return false, err
			}
			continue
		case found == nil:
			return false, nil
		}
		p := placeOf(e)
		found, err := b.findBy(c.m, &p, e.key, func(member Value) (bool, error) { return c.equalWithin(member, e.key) })
		if found == nil || err != nil {
			return false, err
		}
	}
	return true, nil
}

// equalWithin decides at once whether a and b are equal.
func (c *comparison) equalWithin(a, b Value) (bool, error) {
	if done, eq := equalAtoms(a, b); done {
		return eq, nil
	}
	if c.within == maxWithin {
		return false, Condf(CondRange, "cannot be compared: sets of members that were changed are nested more than %d deep", maxWithin)
	}
	inner := comparison{pacer: pacer{m: c.m}, within: c.within + 1}
	return inner.run(a, b)
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
	if n := sameSizeWork(a, b); n > 0 {
		if err := c.tick(n); err != nil {
			return false, err
		}
	}
	if done, eq := equalAtoms(a, b); done {
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
	case KindString: // whether two dicts have one shape depends on what other machines have made meanwhile
		return a.AsString().keyed && b.AsString().keyed && a.Text() == b.Text()
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

// eqMetered and eqvMetered are Eq and Eqv with their work charged to m.
func eqMetered(m *Meter, a, b Value) (bool, error) {
	return Eq(a, b), work(m, sameSizeWork(a, b))
}

func eqvMetered(m *Meter, a, b Value) (bool, error) {
	return Eqv(a, b), work(m, sameSizeWork(a, b))
}
