package kernel

// Constructor gives the builtin that makes a record of type t; argument i becomes field order[i],
// fields not in order are nil.
func (t *RecordType) Constructor(name string, order []int) *Builtin {
	return &Builtin{Name: name, Doc: "makes a " + t.Name, Min: len(order), Max: len(order), Record: t,
		Role: Role{Kind: RoleConstructor, Order: order},
		Fn: func(m *Meter, args []Value) (Value, error) {
			if err := m.Alloc(SlotSize * (2 + len(t.Fields))); err != nil {
				return Nil, err
			}
			fields := make([]Value, len(t.Fields))
			for i := range fields {
				fields[i] = Nil
			}
			for i, at := range order {
				fields[at] = args[i]
			}
			return NewRecord(t, fields), nil
		}}
}

// Predicate gives the builtin that tells whether its argument is a record of type t.
func (t *RecordType) Predicate(name string) *Builtin {
	return &Builtin{Name: name, Doc: "tells whether a value is a " + t.Name, Min: 1, Max: 1, Record: t,
		Role: Role{Kind: RolePredicate},
		Fn1: func(v Value) (Value, error) {
			return Bool(v.Kind() == KindRecord && v.AsRecord().Type == t), nil
		}}
}

// FamilyPredicate gives the builtin that tells whether its argument was made by any constructor of
// the variant type called family.
func FamilyPredicate(family string) *Builtin {
	name := family + "?"
	return &Builtin{Name: name, Doc: "tells whether a value is a " + family, Min: 1, Max: 1,
		Role: Role{Kind: RoleFamily, Of: family},
		Fn1: func(v Value) (Value, error) {
			return Bool(v.Kind() == KindRecord && v.AsRecord().Type.Family == family), nil
		}}
}

// Accessor gives the builtin that reads field i of a record of type t.
func (t *RecordType) Accessor(name string, i int) *Builtin {
	return &Builtin{Name: name, Doc: "the field " + t.Fields[i] + " of a " + t.Name, Min: 1, Max: 1,
		Record: t, Role: Role{Kind: RoleAccessor, Order: []int{i}},
		Fn1: func(v Value) (Value, error) {
			if v.Kind() != KindRecord || v.AsRecord().Type != t {
				return Nil, WantArg(0, v, t.Name)
			}
			return v.AsRecord().Fields[i], nil
		}}
}

// Modifier gives the builtin that changes field i of a record of type t.
func (t *RecordType) Modifier(name string, i int) *Builtin {
	return &Builtin{Name: name, Doc: "changes the field " + t.Fields[i] + " of a " + t.Name,
		Min: 2, Max: 2, Record: t, Role: Role{Kind: RoleModifier, Order: []int{i}},
		Fn2: func(v, field Value) (Value, error) {
			if v.Kind() != KindRecord || v.AsRecord().Type != t {
				return Nil, WantArg(0, v, t.Name)
			}
			v.AsRecord().Fields[i] = field
			return Nil, nil
		}}
}
