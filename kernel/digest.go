package kernel

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math/bits"
	"slices"
	"strings"
)

// digestSum is a digest: values that are Equal have the same, and nobody can make two others that have.
type digestSum [sha256.Size]byte

// second is the part of a digest that a set goes by among members of one hash.
func (s digestSum) second() uint64 { return binary.LittleEndian.Uint64(s[:]) }

// value gives the digest as a text.
func (s digestSum) value() Value { return Str(string(s[:])) }

// digestWork is the work of a container's digest beyond that of its parts.
const digestWork = 2

// digest gives the SHA-256 hash of an encoding of v that tells apart whatever is not Equal: of an atom its
// kind and its bytes, of a container its kind, its length, and the encodings of the atoms and the digests
// of the containers in it, those of dicts in the order of the keys and those of sets in their own
// order. Hash takes a tenth of the time, but who tries makes thousands of containers with one hash: it
// sums up and chains hashes of 64 bits. The work is charged to m.
func digest(m *Meter, v Value) (digestSum, error) {
	d := digester{pacer: pacer{m: m}}
	if isContainer(v) {
		return d.container(v)
	}
	s, err := d.atomSum(v)
	if err == nil {
		err = d.flush()
	}
	return s, err
}

// digester makes the digest of nested containers: open holds those that are under way, innermost last.
type digester struct {
	pacer
	open []digesting
	b    []byte // room for the encoding of an atom
}

// digesting is a container whose digest is under way.
type digesting struct {
	h       hash.Hash
	list    Iter
	dict    *Dict // whose keys list holds, or nil
	set     bool
	members items // of a set: the digests of its members so far
}

const containerTag = 0xff // before a digest in an encoding; no kind

func (d *digester) container(v Value) (digestSum, error) {
	if err := d.enter(v); err != nil {
		return digestSum{}, err
	}
	for {
		c := &d.open[len(d.open)-1]
		x, ok := c.list.Next()
		if !ok {
			s, err := d.leave()
			if err != nil || len(d.open) == 0 {
				return s, err
			}
			if err := d.part(s); err != nil {
				return digestSum{}, err
			}
			continue
		}
		if c.dict != nil {
			if err := d.atom(x); err != nil {
				return digestSum{}, err
			}
			x, _ = c.dict.Get(x.AsString())
		}
		if err := d.element(x); err != nil {
			return digestSum{}, err
		}
	}
}

// element adds x, which is in the innermost container, or begins with it.
func (d *digester) element(x Value) error {
	if err := d.tick(1); err != nil {
		return err
	}
	switch {
	case isContainer(x):
		return d.enter(x)
	case d.open[len(d.open)-1].set:
		s, err := d.atomSum(x)
		if err != nil {
			return err
		}
		return d.part(s)
	}
	return d.atom(x)
}

// part adds the digest of what is in the innermost container.
func (d *digester) part(s digestSum) error {
	c := &d.open[len(d.open)-1]
	if c.set {
		return c.members.add(s.value())
	}
	d.b = append(append(d.b[:0], containerTag), s[:]...)
	c.h.Write(d.b)
	return nil
}

// leave ends the innermost container and gives its digest.
func (d *digester) leave() (s digestSum, err error) {
	c := &d.open[len(d.open)-1]
	if c.set {
		order := sorter{pacer: pacer{m: d.m}, order: orderTexts}
		members, err := order.sort(c.members.out)
		if err != nil {
			return s, err
		}
		for _, x := range members {
			d.b = append(d.b[:0], x.Text()...)
			c.h.Write(d.b)
			if err := d.tick(1); err != nil {
				return s, err
			}
		}
	}
	c.h.Sum(s[:0])
	d.open = d.open[:len(d.open)-1]
	if len(d.open) == 0 {
		return s, d.flush()
	}
	return s, nil
}

// enter begins with a container.
func (d *digester) enter(v Value) error {
	if len(d.open) >= maxDepth {
		return Condf(CondRange, "cannot be hashed: it is nested more than %d deep, or contains itself", maxDepth)
	}
	if err := d.tick(digestWork); err != nil {
		return err
	}
	size, err := containerSize(d.m, v)
	if err != nil {
		return err
	}
	c, err := d.push()
	if err != nil {
		return err
	}
	d.b = binary.LittleEndian.AppendUint64(append(d.b[:0], byte(v.Kind())), uint64(size))
	c.h.Write(d.b)
	return d.begin(c, v)
}

// push opens one more container.
func (d *digester) push() (*digesting, error) {
	n := len(d.open)
	if n == cap(d.open) {
		if err := d.alloc((n + 1) * 30 * SlotSize); err != nil {
			return nil, err
		}
		d.open = append(d.open, digesting{})
	}
	d.open = d.open[:n+1]
	c := &d.open[n]
	h := c.h
	if h == nil {
		h = sha256.New()
	}
	h.Reset()
	*c = digesting{h: h, members: items{m: d.m}}
	return c, nil
}

// begin adds what a container has but its parts, and finds those.
func (d *digester) begin(c *digesting, v Value) (err error) {
	c.list = partsInOrder(v)
	switch v.Kind() {
	case KindRecord:
		r := v.AsRecord()
		d.b = binary.LittleEndian.AppendUint64(d.b[:0], r.Type.Serial)
		c.h.Write(d.b)
		return d.text(KindRecordType, r.Type.Name)
	case KindCondition:
		k := As[Condition](v)
		if err := d.text(KindString, k.CondKind); err != nil {
			return err
		}
		return d.text(KindString, k.Message)
	case KindDict:
		c.dict = v.AsDict()
		c.list.view, err = d.keys(c.dict)
	case KindSet:
		c.set = true
		c.list.view, err = v.AsSet().items(d.m)
	}
	return err
}

// fewKeys is how many keys are sorted at once, which takes less than a portion of work.
const fewKeys = 256

// keys gives the keys of a dict in the order of their bytes.
func (d *digester) keys(of *Dict) ([]Value, error) {
	n := of.Len()
	if n > fewKeys {
		return sortedKeys(d.m, of)
	}
	if err := of.sorted(d.m); err != nil {
		return nil, err
	}
	if err := d.tick(n + n*bits.Len(uint(n))/8); err != nil {
		return nil, err
	}
	keys := make([]Value, 0, n)
	for it := of.All(); ; {
		k, _, ok := it.Next()
		if !ok {
			break
		}
		keys = append(keys, Ref(&k.Header))
	}
	slices.SortFunc(keys, func(a, b Value) int { return strings.Compare(a.Text(), b.Text()) })
	return keys, nil
}

// sortedKeys gives a new slice of a dict's keys, in the order of their bytes.
func sortedKeys(m *Meter, d *Dict) ([]Value, error) {
	keys, err := dictKeys(m, d)
	if err != nil {
		return nil, err
	}
	s := sorter{pacer: pacer{m: m}, order: orderTexts}
	return s.sort(keys)
}
