package kernel

import (
	"math"
	"math/big"
	"sync/atomic"
)

// Hash gives a hash that is the same for values that are Equal. Everything that Equal looks at takes
// part, so that no choice of values makes many of them collide. It keeps its own stack; values that
// contain themselves need HashMetered.
func Hash(v Value) uint64 {
	h, _ := HashMetered(nil, v)
	return h
}

// HashMetered is Hash with its work charged to m.
func HashMetered(m *Meter, v Value) (uint64, error) {
	if !isContainer(v) {
		if n := hashWork(v); n > 0 {
			if err := work(m, n); err != nil {
				return 0, err
			}
		}
		return hashAtom(v), nil
	}
	h := hasher{pacer: pacer{m: m}}
	return h.container(v)
}

// isContainer tells whether equality looks inside v.
func isContainer(v Value) bool {
	switch v.Kind() {
	case KindList, KindDict, KindVector, KindSet, KindRecord, KindValues, KindCondition:
		return true
	}
	return false
}

// hasher hashes nested containers: open holds those that are being hashed, innermost last.
type hasher struct {
	pacer
	open []hashing
}

// hashing is a container that is being hashed. The entries of a dict are summed up, since their order
// does not count; the elements of other containers are chained.
type hashing struct {
	sum  uint64
	list Iter
	dict *DictIter // nil for other kinds
	key  *String   // of the dict entry that is being hashed
}

func (h *hasher) container(v Value) (uint64, error) {
	if err := h.enter(v); err != nil {
		return 0, err
	}
	for {
		c := &h.open[len(h.open)-1]
		x, ok := c.next()
		var done uint64
		switch {
		case !ok:
			done = hashBits(c.sum)
			h.open = h.open[:len(h.open)-1]
			if len(h.open) == 0 {
				return done, h.flush()
			}
			c = &h.open[len(h.open)-1]
		case isContainer(x):
			if err := h.enter(x); err != nil {
				return 0, err
			}
			continue
		default:
			if n := hashWork(x); n > 0 {
				if err := h.tick(n); err != nil {
					return 0, err
				}
			}
			done = hashAtom(x)
		}
		c.mix(done)
		if err := h.tick(1); err != nil {
			return 0, err
		}
	}
}

func (c *hashing) next() (v Value, ok bool) {
	if c.dict != nil {
		c.key, v, ok = c.dict.Next()
		return v, ok
	}
	return c.list.Next()
}

func (c *hashing) mix(h uint64) {
	if c.dict != nil {
		c.sum += hashBits(c.key.Hash() ^ hashBits(h))
		return
	}
	c.sum = hashBits(c.sum ^ h)
}

// enter begins to hash a container.
func (h *hasher) enter(v Value) error {
	if len(h.open) >= maxDepth {
		return Condf(CondRange, "cannot be hashed: it is nested more than %d deep, or contains itself", maxDepth)
	}
	if len(h.open) == cap(h.open) {
		if err := h.alloc((len(h.open) + 1) * 10 * SlotSize); err != nil {
			return err
		}
	}
	size, err := containerSize(h.m, v)
	if err != nil {
		return err
	}
	c := hashing{sum: hashBits(uint64(v.Kind())<<32 ^ uint64(size))}
	c.list = partsInOrder(v)
	switch v.Kind() {
	case KindRecord:
		r := v.AsRecord()
		c.sum ^= hashText(r.Type.Name) ^ hashBits(r.Type.Serial)
	case KindCondition:
		k := As[Condition](v)
		c.sum ^= hashText(k.CondKind) ^ hashBits(hashText(k.Message))
	case KindDict:
		if err := v.AsDict().sorted(h.m); err != nil {
			return err
		}
		entries := v.AsDict().All()
		c.dict = &entries
	case KindSet:
		members, err := v.AsSet().m.sorted(h.m)
		if err != nil {
			return err
		}
		if err := h.tick(len(members)); err != nil {
			return err
		}
		for _, e := range members {
			c.sum += hashBits(e.hash)
		}
	}
	h.open = append(h.open, c)
	return nil
}

// hashWork is the work of hashing a long atom, beyond the unit of any; a text remembers its hash.
func hashWork(v Value) int {
	if v.Kind() < KindBig || v.IsString() && atomic.LoadUint64(&v.AsString().hash) != 0 {
		return 0
	}
	if n := atomBytes(v); n >= freeBytes {
		return n / SlotSize
	}
	return 0
}

// hashAtom hashes a value that equality does not look into.
func hashAtom(v Value) uint64 {
	switch v.Kind() {
	case KindString:
		return v.AsString().Hash()
	case KindSymbol, KindKeyword:
		return hashBits(hashText(v.SymbolName()) ^ uint64(v.Kind()))
	case KindInt, KindFloat, KindBig, KindRat:
		return hashNumber(v)
	}
	return hashIdentity(v)
}

// hashIdentity hashes an atom that is not text or a number.
func hashIdentity(v Value) uint64 {
	if v.Kind() < KindBig {
		return hashBits(uint64(v.Kind())<<32 ^ v.n)
	}
	return hashBits(identity(v))
}

// identity tells apart the values of one kind that are not text or numbers: one without a heap object by
// what it is, and another by its address, which is not the same in every process.
func identity(v Value) uint64 {
	if v.Kind() < KindBig {
		return v.n
	}
	return uint64(addressOf(As[Header](v)))
}

// hashNumber hashes numbers that are equal to the same.
func hashNumber(v Value) uint64 {
	switch kind, bits := plainNumber(v); {
	case kind == KindInt:
		return hashBits(bits)
	case kind == KindFloat:
		return hashBits(hashBits(bits))
	case v.Kind() == KindBig:
		return hashDigits(v.AsBig())
	}
	r := v.AsRat()
	return hashBits(hashDigits(r.Num()) ^ hashBits(hashDigits(r.Denom())))
}

// plainNumber gives what numbers that are equal have in common: an integer of 64 bits its bits, another
// number that is some float exactly the float's bits, and any other KindBig: its digits tell it apart.
func plainNumber(v Value) (Kind, uint64) {
	switch v.Kind() {
	case KindInt:
		return KindInt, uint64(v.Int64())
	case KindFloat:
		f := v.Float64()
		if f == math.Trunc(f) && f >= -1<<63 && f < 1<<63 {
			return KindInt, uint64(int64(f))
		}
		return KindFloat, math.Float64bits(f)
	case KindBig:
		if f, accuracy := v.AsBig().Float64(); accuracy == big.Exact {
			return KindFloat, math.Float64bits(f)
		}
		return KindBig, 0
	}
	if f, exact := v.AsRat().Float64(); exact && f != 0 { // too small a fraction counts as exactly 0 there
		return KindFloat, math.Float64bits(f)
	}
	return KindBig, 0
}

func hashDigits(i *big.Int) uint64 {
	return hashBits(hashText(i.Bytes()) ^ uint64(i.Sign()))
}

// partsInOrder gives the values in a container that keeps an order of them; of a dict or a set, none.
func partsInOrder(v Value) Iter {
	switch v.Kind() {
	case KindList:
		return v.AsList().All()
	case KindVector:
		return Iter{view: v.AsVector().Items}
	case KindValues:
		return Iter{view: As[Values](v).Items}
	case KindRecord:
		return Iter{view: v.AsRecord().Fields}
	case KindCondition:
		return Iter{view: []Value{As[Condition](v).Irritants}}
	}
	return Iter{}
}
