package kernel

// Set is a mutable set of values by structural equality, in insertion order. Copy is O(1), after
// which neither side sees later changes of the other. A member that is changed while it is in a set
// is no longer found there.
type Set struct {
	Header
	m *ordMap
}

// NewSet makes an empty set.
func NewSet() *Set { return &Set{Header{KindSet}, &ordMap{}} }

// Value gives the set as a value.
func (s *Set) Value() Value { return Ref(&s.Header) }

// IsSet tells whether v is a set.
func (v Value) IsSet() bool { return v.Kind() == KindSet }

// AsSet gives v's Set; v.IsSet() holds.
func (v Value) AsSet() *Set { return (*Set)(v.p) }

// Len counts the members.
func (s *Set) Len() int { return s.m.count }

// Has tells whether v is a member.
func (s *Set) Has(v Value) bool {
	e, _ := s.find(nil, &place{hash: Hash(v)}, v)
	return e != nil
}

// Add makes v a member of this very set.
func (s *Set) Add(v Value) { _ = s.add(nil, &place{hash: Hash(v)}, v) }

// Remove takes v out of this very set.
func (s *Set) Remove(v Value) { _ = s.remove(nil, &place{hash: Hash(v)}, v) }

// Copy gives a set with the same members.
func (s *Set) Copy() *Set { return &Set{Header{KindSet}, s.m.copy()} }

// Items gives the members in insertion order.
func (s *Set) Items() []Value {
	out, _ := s.items(nil)
	return out
}

// items is Items, charged.
func (s *Set) items(m *Meter) ([]Value, error) {
	members, err := s.m.sorted(m)
	if err != nil {
		return nil, err
	}
	out, err := makeItems(m, len(members))
	if err != nil {
		return nil, err
	}
	return out, inStrides(m, len(members), func(from, to int) {
		for ; from < to; from++ {
			out[from] = members[from].key
		}
	})
}

// place is where a value lies in a set: its hash, and the second hash that it has, or would have, among
// members of the same hash. That is a part of its digest, which is made only when it is wanted.
type place struct {
	hash, second uint64
	known        bool // second is
}

// placeOf gives the place where e lies.
func placeOf(e *entry) place {
	second, ok := e.second()
	return place{e.hash, second, ok}
}

// know makes the second hash of v known, which is at p.
func (p *place) know(m *Meter, v Value) error {
	if p.known {
		return nil
	}
	sum, err := digest(m, v)
	p.second, p.known = sum.second(), err == nil
	return err
}

// find gives the entry of v, which is at p, or nil.
func (s *Set) find(m *Meter, p *place, v Value) (*entry, error) {
	return s.findBy(m, p, v, func(member Value) (bool, error) {
		if err := work(m, 1); err != nil { // members that were changed since keep their hashes: there may be many
			return false, err
		}
		return EqualMetered(m, member, v)
	})
}

// findBy gives the entry of v, which is at p, or nil; equal tells whether a member is equal to v.
func (s *Set) findBy(m *Meter, p *place, v Value, equal func(member Value) (bool, error)) (*entry, error) {
	alone, crowd := s.m.candidates(p.hash)
	if e, err := findAmong(alone, p.hash, v, equal); e != nil || err != nil || crowd == nil {
		return e, err
	}
	if err := p.know(m, v); err != nil {
		return nil, err
	}
	same := crowd.withSecond(p.second)
	if len(same) > 0 {
		if second, _ := same[0].second(); second != p.second {
			return nil, nil
		}
	}
	return findAmong(same, p.hash, v, equal)
}

// findAmong gives the entry of v, whose hash is given, among some, or nil.
func findAmong(some []*entry, hash uint64, v Value, equal func(member Value) (bool, error)) (*entry, error) {
	for _, e := range some {
		if e.hash != hash {
			continue
		}
		if e.key == v {
			return e, nil
		}
		if eq, err := equal(e.key); eq || err != nil {
			return e, err
		}
	}
	return nil, nil
}

// withHash gives an entry with that hash, or nil, and whether it is the only one.
func (s *Set) withHash(hash uint64) (found *entry, only bool) {
	alone, crowd := s.m.candidates(hash)
	for _, e := range alone {
		switch {
		case e.hash != hash:
		case found != nil:
			return found, false
		default:
			found = e
		}
	}
	if crowd != nil {
		return crowd.first(), false
	}
	return found, found != nil
}

// add makes v, which is at p, a member.
func (s *Set) add(m *Meter, p *place, v Value) error {
	if e, err := s.find(m, p, v); e != nil || err != nil {
		return err
	}
	return s.put(m, p, v)
}

// fewAlone is how many members of one hash have no second hash: two, since one that is changed and one
// that comes in its place are no attack.
const fewAlone = 2

// put makes v, which is at p and no member, one: with its second hash if fewAlone others have its hash.
func (s *Set) put(m *Meter, p *place, v Value) error {
	val := True
	if alone, crowd := s.m.candidates(p.hash); len(alone) >= fewAlone || crowd != nil {
		if err := p.know(m, v); err != nil {
			return err
		}
		val = secondHash(p.second)
	}
	s.m.own()
	s.m.put(p.hash, v, val)
	return alloc(m, s.m.takeCopied())
}

// remove takes v, which is at p, out.
func (s *Set) remove(m *Meter, p *place, v Value) error {
	e, err := s.find(m, p, v)
	if e == nil || err != nil {
		return err
	}
	s.m.own()
	s.m.remove(e)
	return alloc(m, s.m.takeCopied())
}

// Put makes v a member of this very set, which is known to have no member equal to v: it compares with
// none. The work is charged to m.
func (s *Set) Put(m *Meter, v Value) error {
	hash, err := HashMetered(m, v)
	if err != nil {
		return err
	}
	return s.put(m, &place{hash: hash}, v)
}

// Member is a member of a set and the hashes under which it is kept: those that it had when it was added.
type Member struct {
	Value  Value
	Hash   uint64
	Second uint64 // what tells it from others of the same hash; meaningless unless Crowded
	// Crowded tells that others had the same hash when it was added.
	Crowded bool
}

// Members gives the members in insertion order.
func (s *Set) Members() []Member {
	entries := s.m.entries()
	out := make([]Member, len(entries))
	for i, e := range entries {
		p := placeOf(e)
		out[i] = Member{e.key, p.hash, p.second, p.known}
	}
	return out
}

// PutMember puts a member that has been changed since it was added to a set, or is crowded, as Members
// gives it. The work is charged to m.
func (s *Set) PutMember(m *Meter, x Member) error {
	if !x.Crowded {
		return s.put(m, &place{hash: x.Hash}, x.Value)
	}
	s.m.own()
	s.m.put(x.Hash, x.Value, secondHash(x.Second))
	return alloc(m, s.m.takeCopied())
}
