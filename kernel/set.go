package kernel

// Set is a mutable set of values by structural equality, in insertion order. Copy is O(1), after
// which neither side sees later changes of the other.
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
func (s *Set) Has(v Value) bool { return s.m.get(Hash(v), v) != nil }

// Add makes v a member of this very set.
func (s *Set) Add(v Value) {
	s.m.own()
	h := Hash(v)
	if s.m.get(h, v) == nil {
		s.m.put(h, v, True)
	}
}

// Remove takes v out of this very set.
func (s *Set) Remove(v Value) {
	s.m.own()
	s.m.del(Hash(v), v)
}

// Copy gives a set with the same members.
func (s *Set) Copy() *Set { return &Set{Header{KindSet}, s.m.copy()} }

// Items gives the members in insertion order.
func (s *Set) Items() []Value {
	ents := s.m.entries()
	out := make([]Value, len(ents))
	for i, e := range ents {
		out[i] = e.key
	}
	return out
}
