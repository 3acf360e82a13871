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
	e, _ := s.find(nil, Hash(v), v)
	return e != nil
}

// Add makes v a member of this very set.
func (s *Set) Add(v Value) { _ = s.add(nil, Hash(v), v) }

// Remove takes v out of this very set.
func (s *Set) Remove(v Value) { _ = s.remove(nil, Hash(v), v) }

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

// find gives the entry of v, whose hash is given, or nil.
func (s *Set) find(m *Meter, hash uint64, v Value) (*entry, error) {
	return s.findBy(hash, v, func(member Value) (bool, error) {
		if err := work(m, 1); err != nil { // members that were changed since keep their hashes: there may be many
			return false, err
		}
		return EqualMetered(m, member, v)
	})
}

// findBy gives the entry of v, whose hash is given, or nil; equal tells whether a member is equal to v.
func (s *Set) findBy(hash uint64, v Value, equal func(member Value) (bool, error)) (*entry, error) {
	for _, e := range s.m.candidates(hash) {
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
	for _, e := range s.m.candidates(hash) {
		switch {
		case e.hash != hash:
		case found != nil:
			return found, false
		default:
			found = e
		}
	}
	return found, found != nil
}

// add makes v, whose hash is given, a member.
func (s *Set) add(m *Meter, hash uint64, v Value) error {
	if e, err := s.find(m, hash, v); e != nil || err != nil {
		return err
	}
	s.m.own()
	s.m.put(hash, v, True)
	return alloc(m, s.m.takeCopied())
}

// remove takes v, whose hash is given, out.
func (s *Set) remove(m *Meter, hash uint64, v Value) error {
	e, err := s.find(m, hash, v)
	if e == nil || err != nil {
		return err
	}
	s.m.own()
	s.m.del(hash, e.key)
	return alloc(m, s.m.takeCopied())
}

// Put makes v a member of this very set, which is known to have no member equal to v: it compares with
// none. The work is charged to m.
func (s *Set) Put(m *Meter, v Value) error {
	hash, err := HashMetered(m, v)
	if err != nil {
		return err
	}
	s.m.own()
	s.m.put(hash, v, True)
	return nil
}

// Member is a member of a set and the hash under which it is kept: that which it had when it was added.
type Member struct {
	Value Value
	Hash  uint64
}

// Members gives the members in insertion order.
func (s *Set) Members() []Member {
	entries := s.m.entries()
	out := make([]Member, len(entries))
	for i, e := range entries {
		out[i] = Member{e.key, e.hash}
	}
	return out
}

// PutMember puts a member that has been changed since it was added to a set, as Members gives it.
func (s *Set) PutMember(x Member) {
	s.m.own()
	s.m.put(x.Hash, x.Value, True)
}
