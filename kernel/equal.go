package kernel

import (
	"encoding/binary"
	"hash/maphash"
)

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

func equalDeep(m *Meter, a, b Value) (bool, error) {
	todo := []valuePair{{a, b}}
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if done, eq := equalAtoms(p.a, p.b); done {
			if !eq {
				return false, nil
			}
			continue
		}
		size := containerSize(p.a)
		if size != containerSize(p.b) {
			return false, nil
		}
		if m != nil {
			if err := m.Work(size + 1); err != nil {
				return false, err
			}
		}
		var ok bool
		if todo, ok = pushPairs(todo, p.a, p.b); !ok {
			return false, nil
		}
	}
	return true, nil
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
		return len((*Values)(v.p).Items)
	}
	return 1
}

// pushPairs adds what has to be equal for the containers a and b, of one kind and size, to be
// equal; atoms are compared at once. False when they differ already.
func pushPairs(todo []valuePair, a, b Value) ([]valuePair, bool) {
	switch a.Kind() {
	case KindList:
		ia, ib := a.AsList().All(), b.AsList().All()
		for {
			x, ok := ia.Next()
			if !ok {
				return todo, true
			}
			y, _ := ib.Next()
			if todo, ok = pushPair(todo, x, y); !ok {
				return todo, false
			}
		}
	case KindDict:
		other := b.AsDict()
		for it := a.AsDict().All(); ; {
			k, x, ok := it.Next()
			if !ok {
				return todo, true
			}
			y, found := other.Get(k)
			if !found {
				return todo, false
			}
			if todo, ok = pushPair(todo, x, y); !ok {
				return todo, false
			}
		}
	case KindVector:
		return pushSlices(todo, a.AsVector().Items, b.AsVector().Items)
	case KindValues:
		return pushSlices(todo, (*Values)(a.p).Items, (*Values)(b.p).Items)
	case KindRecord:
		if a.AsRecord().Type != b.AsRecord().Type {
			return todo, false
		}
		return pushSlices(todo, a.AsRecord().Fields, b.AsRecord().Fields)
	case KindSet:
		for _, v := range a.AsSet().Items() {
			if !b.AsSet().Has(v) {
				return todo, false
			}
		}
		return todo, true
	}
	x, y := As[Condition](a), As[Condition](b)
	if x.CondKind != y.CondKind || x.Message != y.Message {
		return todo, false
	}
	return pushPair(todo, x.Irritants, y.Irritants)
}

func pushSlices(todo []valuePair, a, b []Value) ([]valuePair, bool) {
	ok := true
	for i := range a {
		if todo, ok = pushPair(todo, a[i], b[i]); !ok {
			return todo, false
		}
	}
	return todo, true
}

func pushPair(todo []valuePair, a, b Value) ([]valuePair, bool) {
	if done, eq := equalAtoms(a, b); done {
		return todo, eq
	}
	return append(todo, valuePair{a, b}), true
}

// Hash gives a hash that is the same for values that are Equal. Only the outer levels of a
// container take part, so the cost is bounded.
func Hash(v Value) uint64 { return hashDepth(v, 3) }

func hashDepth(v Value, depth int) uint64 {
	switch v.Kind() {
	case KindString:
		return v.AsString().Hash()
	case KindSymbol, KindKeyword:
		return maphash.String(hashSeed, v.SymbolName()) ^ uint64(v.Kind())
	case KindInt, KindFloat, KindBig, KindRat:
		return hashBits(numberHash(v))
	case KindChar:
		return hashBits(v.n ^ 0x5bd1e995<<32)
	case KindNil, KindFalse, KindTrue:
		return hashBits(uint64(v.Kind()))
	case KindList:
		h := uint64(v.AsList().Len()) + 0x9e3779b97f4a7c15
		if depth > 0 {
			it := v.AsList().All()
			for range 16 {
				x, ok := it.Next()
				if !ok {
					break
				}
				h = hashBits(h ^ hashDepth(x, depth-1))
			}
		}
		return hashBits(h)
	}
	return hashBits(uint64(v.Kind())<<32 | uint64(containerSize(v)))
}

func hashBits(n uint64) uint64 {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], n)
	return maphash.Bytes(hashSeed, b[:])
}
