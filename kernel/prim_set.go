package kernel

// setBuiltins is the builtins of sets.
func setBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "make-set", Min: 0, Max: 1, Fn: makeSet,
			Doc: "(make-set [list]): a new set of the elements.",
			Example: "(set-size (make-set '(1 2 1.0))) => 2\n" +
				"(set->list (make-set)) => ()"},
		{Name: "list->set", Min: 1, Max: 1, Fn: makeSet,
			Doc:     "A new set of a list's elements.",
			Example: "(set->list (list->set '(b a b))) => (b a)"},
		{Name: "set->list", Min: 1, Max: 1, Fn: setToList,
			Doc:     "The members of a set, in the order they came in.",
			Example: "(set->list (make-set '(3 1 3))) => (3 1)"},
		{Name: "set-size", Min: 1, Max: 1, Fn1: setSize,
			Doc:     "How many members a set has.",
			Example: "(set-size (make-set '(a b))) => 2"},
		{Name: "set-member?", Min: 2, Max: 2, Fn: setMember,
			Doc: "(set-member? set x): whether x is equal to a member.",
			Example: "(set-member? (make-set '((1 2))) '(1 2)) => true\n" +
				"(set-member? '(1) 1) !! \"argument 1 is list, want set\""},
		{Name: "set-add!", Min: 1, Max: -1, Fn: setAdd,
			Doc:     "(set-add! set x …): makes the values members of this very set, and answers it.",
			Example: "(set->list (set-add! (make-set '(1)) 2 1)) => (1 2)"},
		{Name: "set-remove!", Min: 1, Max: -1, Fn: setRemove,
			Doc:     "(set-remove! set x …): takes the values out of this very set, and answers it.",
			Example: "(set->list (set-remove! (make-set '(1 2)) 1 5)) => (2)"},
		{Name: "set-copy", Min: 1, Max: 1, Fn1: setCopy,
			Doc:     "A set with the same members; neither sees later changes of the other.",
			Example: "(set-size (set-add! (set-copy (make-set '(1))) 2)) => 2"},
		{Name: "set-union", Min: 0, Max: -1, Fn: setUnion,
			Doc:     "(set-union set…): a new set of the members of any of the sets.",
			Example: "(set->list (set-union (make-set '(1 2)) (make-set '(2 3)))) => (1 2 3)"},
		{Name: "set-intersection", Min: 1, Max: -1, Fn: setIntersection,
			Doc:     "(set-intersection set other…): a new set of the members of the first set that are in all the others.",
			Example: "(set->list (set-intersection (make-set '(1 2)) (make-set '(2 3)))) => (2)"},
		{Name: "set-difference", Min: 1, Max: -1, Fn: setDifference,
			Doc:     "(set-difference set other…): a new set of the members of the first set that are in none of the others.",
			Example: "(set->list (set-difference (make-set '(1 2)) (make-set '(2 3)))) => (1)"},
		{Name: "set-subset?", Min: 2, Max: 2, Fn: setSubset,
			Doc:     "(set-subset? a b): whether all members of a are in b.",
			Example: "(set-subset? (make-set '(1)) (make-set '(1 2))) => true"},
	}
}

// memberBytes is about what a member takes in a set.
const memberBytes = 6 * SlotSize

// addItem makes v a member of s, charged.
func addItem(m *Meter, s *Set, v Value) error {
	if err := m.Alloc(memberBytes); err != nil {
		return err
	}
	h, err := HashMetered(m, v)
	if err != nil {
		return err
	}
	return s.add(m, &place{hash: h}, v)
}

// addItems adds all elements from where it stands.
func addItems(m *Meter, s *Set, it Iter) error {
	for {
		v, ok := it.Next()
		if !ok {
			return nil
		}
		if err := addItem(m, s, v); err != nil {
			return err
		}
	}
}

// addAll adds the elements of a collection, argument i.
func addAll(m *Meter, s *Set, from Value, i int) error {
	l, err := elements(m, from, i)
	if err != nil {
		return err
	}
	return addItems(m, s, l.All())
}

func makeSet(m *Meter, args []Value) (Value, error) {
	s := NewSet()
	if len(args) == 0 {
		return s.Value(), nil
	}
	if k := args[0].Kind(); k != KindNil && k != KindList && k != KindVector && k != KindSet {
		return Nil, WantArg(0, args[0], "list, vector or set")
	}
	return s.Value(), addAll(m, s, args[0], 0)
}

func setToList(m *Meter, args []Value) (Value, error) {
	s, err := setArg(args, 0)
	if err != nil {
		return Nil, err
	}
	out, err := s.items(m)
	return ListOf(out...), err
}

func setSize(v Value) (Value, error) {
	if !v.IsSet() {
		return Nil, WantArg(0, v, "set")
	}
	return Int(int64(v.AsSet().Len())), nil
}

func setMember(m *Meter, args []Value) (Value, error) {
	s, err := setArg(args, 0)
	if err != nil {
		return Nil, err
	}
	h, err := HashMetered(m, args[1])
	if err != nil {
		return Nil, err
	}
	e, err := s.find(m, &place{hash: h}, args[1])
	return Bool(e != nil), err
}

func setAdd(m *Meter, args []Value) (Value, error) {
	s, err := setArg(args, 0)
	if err != nil {
		return Nil, err
	}
	return args[0], addItems(m, s, Iter{view: args[1:]})
}

func setRemove(m *Meter, args []Value) (Value, error) {
	s, err := setArg(args, 0)
	if err != nil {
		return Nil, err
	}
	for _, v := range args[1:] {
		if err := m.Alloc(memberBytes); err != nil {
			return Nil, err
		}
		h, err := HashMetered(m, v)
		if err != nil {
			return Nil, err
		}
		if err := s.remove(m, &place{hash: h}, v); err != nil {
			return Nil, err
		}
	}
	return args[0], nil
}

func setCopy(v Value) (Value, error) {
	if !v.IsSet() {
		return Nil, WantArg(0, v, "set")
	}
	return v.AsSet().Copy().Value(), nil
}

// setArgs gives all arguments as sets.
func setArgs(args []Value) ([]*Set, error) {
	out := make([]*Set, len(args))
	for i := range args {
		s, err := setArg(args, i)
		if err != nil {
			return nil, err
		}
		out[i] = s
	}
	return out, nil
}

func setUnion(m *Meter, args []Value) (Value, error) {
	sets, err := setArgs(args)
	if err != nil {
		return Nil, err
	}
	all := NewSet()
	for i, s := range sets {
		if i == 0 {
			all = s.Copy()
			continue
		}
		if err := eachMember(m, s, func(e *entry) error {
			p := placeOf(e)
			return all.add(m, &p, e.key)
		}); err != nil {
			return Nil, err
		}
	}
	return all.Value(), nil
}

// eachMember calls do for the members of s in order, charged as if each were added to another set.
func eachMember(m *Meter, s *Set, do func(e *entry) error) error {
	ents, err := s.m.sorted(m)
	if err != nil {
		return err
	}
	for _, e := range ents {
		if err := m.Alloc(memberBytes); err != nil {
			return err
		}
		if err := do(e); err != nil {
			return err
		}
	}
	return nil
}

func setIntersection(m *Meter, args []Value) (Value, error) {
	return keepMembers(m, args, func(in, others int) bool { return in == others })
}

func setDifference(m *Meter, args []Value) (Value, error) {
	return keepMembers(m, args, func(in, _ int) bool { return in == 0 })
}

// keepMembers gives the set of the members of the first set that keep wants, knowing in how many of the
// other sets they are.
func keepMembers(m *Meter, args []Value, keep func(in, others int) bool) (Value, error) {
	sets, err := setArgs(args)
	if err != nil {
		return Nil, err
	}
	kept := NewSet()
	return kept.Value(), eachMember(m, sets[0], func(e *entry) error {
		in, p := 0, placeOf(e)
		for _, s := range sets[1:] {
			other, err := s.find(m, &p, e.key)
			if err != nil {
				return err
			}
			if other != nil {
				in++
			}
		}
		if keep(in, len(sets)-1) {
			return kept.add(m, &p, e.key)
		}
		return nil
	})
}

func setSubset(m *Meter, args []Value) (Value, error) {
	sets, err := setArgs(args)
	if err != nil {
		return Nil, err
	}
	if sets[0].Len() > sets[1].Len() {
		return False, nil
	}
	c := comparison{pacer: pacer{m: m}}
	eq, err := c.sets(sets[0], sets[1])
	return Bool(eq), err
}
