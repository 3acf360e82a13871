package kernel

// vectorBuiltins is the builtins of vectors: those of R7RS and their like.
func vectorBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "vector", Min: 0, Max: -1, Fn: vector,
			Doc:     "A new vector of the arguments.",
			Example: "(vector 1 'a) => #(1 a)"},
		{Name: "make-vector", Min: 1, Max: 2, Fn: makeVector,
			Doc: "(make-vector n [x]): a vector of n times x, or nil.",
			Example: "(make-vector 2 'x) => #(x x)\n" +
				"(make-vector -1) !! \"make-vector: argument 1 is -1, want 0 or more\""},
		{Name: "vector-length", Min: 1, Max: 1, Fn1: vectorLength,
			Doc:     "How many elements a vector has.",
			Example: "(vector-length #(1 2)) => 2"},
		{Name: "vector-ref", Min: 2, Max: 2, Fn2: vectorRef,
			Doc: "(vector-ref v i): element i of a vector, counted from 0.",
			Example: "(vector-ref #(a b) 1) => b\n" +
				"(vector-ref #(a b) 2) !! \"vector-ref: argument 2 is 2, want an index below 2\""},
		{Name: "vector-set!", Min: 3, Max: 3, Fn: vectorSet,
			Doc:     "(vector-set! v i x): replaces element i of this very vector, and answers it.",
			Example: "(vector-set! (vector 1 2) 0 'x) => #(x 2)"},
		{Name: "vector-fill!", Min: 2, Max: 4, Fn: vectorFill,
			Doc:     "(vector-fill! v x [from] [to]): makes the elements of this very vector x, and answers it.",
			Example: "(vector-fill! (vector 1 2 3) 'x 1) => #(1 x x)"},
		{Name: "vector-copy", Min: 1, Max: 3, Fn: subvector,
			Doc: "(vector-copy v [from] [to]): a new vector of the elements.",
			Example: "(vector-copy #(a b c) 1) => #(b c)\n" +
				"(vector-copy #(a) 2) !! \"vector-copy: argument 2 is 2, want 0 to 1\""},
		{Name: "subvector", Min: 3, Max: 3, Fn: subvector,
			Doc:     "(subvector v from to): a new vector of the elements.",
			Example: "(subvector #(a b c) 0 2) => #(a b)"},
		{Name: "vector-copy!", Min: 3, Max: 5, Fn: vectorCopyInto,
			Doc: "(vector-copy! to at v [from] [end]): puts elements of v into this very vector from index at on, and answers it.",
			Example: "(vector-copy! (vector 1 2 3) 1 #(a b)) => #(1 a b)\n" +
				"(vector-copy! (vector 1) 1 #(a b)) !! \"vector-copy!: argument 3 has 2 elements to copy, want at most 0\""},
		{Name: "vector-append", Min: 0, Max: -1, Fn: vectorAppend,
			Doc:     "(vector-append vector…): the elements of all the vectors in one new vector.",
			Example: "(vector-append #(1) #() #(2 3)) => #(1 2 3)"},
		{Name: "vector->list", Min: 1, Max: 3, Fn: vectorToList,
			Doc:     "(vector->list v [from] [to]): a list of the elements.",
			Example: "(vector->list #(1 2 3) 1) => (2 3)"},
		{Name: "list->vector", Min: 1, Max: 1, Fn: listToVec,
			Doc:     "A vector of a list's elements.",
			Example: "(list->vector '(1 2)) => #(1 2)"},
	}
}

func vector(m *Meter, args []Value) (Value, error) {
	out, err := makeItems(m, len(args))
	if err != nil {
		return Nil, err
	}
	copy(out, args)
	return NewVector(out), nil
}

func makeVector(m *Meter, args []Value) (Value, error) {
	n, err := countArg(args, 0)
	if err != nil {
		return Nil, err
	}
	out, err := makeItems(m, n)
	if err != nil {
		return Nil, err
	}
	return NewVector(out), fill(m, out, optional(args, 1, Nil))
}

func vectorLength(v Value) (Value, error) {
	if !v.IsVector() {
		return Nil, WantArg(0, v, "vector")
	}
	return Int(int64(len(v.AsVector().Items))), nil
}

func vectorRef(v, index Value) (Value, error) {
	if !v.IsVector() {
		return Nil, WantArg(0, v, "vector")
	}
	items := v.AsVector().Items
	i, err := asIndex(index, 1, len(items))
	if err != nil {
		return Nil, err
	}
	return items[i], nil
}

func vectorSet(_ *Meter, args []Value) (Value, error) {
	v, err := vectorArg(args, 0)
	if err != nil {
		return Nil, err
	}
	i, err := indexArg(args, 1, len(v.Items))
	if err != nil {
		return Nil, err
	}
	v.Items[i] = args[2]
	return args[0], nil
}

func vectorFill(m *Meter, args []Value) (Value, error) {
	v, err := vectorArg(args, 0)
	if err != nil {
		return Nil, err
	}
	from, to, err := rangeArgs(args, 2, len(v.Items))
	if err != nil {
		return Nil, err
	}
	return args[0], fill(m, v.Items[from:to], args[1])
}

// vectorPart copies the elements of the vector that is the first argument from up to, not including,
// to, the optional arguments after it.
func vectorPart(m *Meter, args []Value) ([]Value, error) {
	v, err := vectorArg(args, 0)
	if err != nil {
		return nil, err
	}
	from, to, err := rangeArgs(args, 1, len(v.Items))
	if err != nil {
		return nil, err
	}
	return copyItems(m, Iter{view: v.Items[from:to]}, to-from)
}

func subvector(m *Meter, args []Value) (Value, error) {
	out, err := vectorPart(m, args)
	return NewVector(out), err
}

func vectorToList(m *Meter, args []Value) (Value, error) {
	out, err := vectorPart(m, args)
	return ListOf(out...), err
}

// vectorCopyInto copies from the end when the parts overlap, so that each element is read before it is
// written over.
func vectorCopyInto(m *Meter, args []Value) (Value, error) {
	to, err := vectorArg(args, 0)
	if err != nil {
		return Nil, err
	}
	at, err := boundArg(args, 1, 0, len(to.Items))
	if err != nil {
		return Nil, err
	}
	from, err := vectorArg(args, 2)
	if err != nil {
		return Nil, err
	}
	start, end, err := rangeArgs(args, 3, len(from.Items))
	if err != nil {
		return Nil, err
	}
	n := end - start
	if room := len(to.Items) - at; n > room {
		return Nil, BadRange(2, "has %d elements to copy, want at most %d", n, room)
	}
	return args[0], inStrides(m, n, func(i, j int) {
		if start < at {
			i, j = n-j, n-i
		}
		copy(to.Items[at+i:at+j], from.Items[start+i:start+j])
	})
}

func vectorAppend(m *Meter, args []Value) (Value, error) {
	total := 0
	for i := range args {
		v, err := vectorArg(args, i)
		if err != nil {
			return Nil, err
		}
		total += len(v.Items)
	}
	out, err := makeItems(m, total)
	if err != nil {
		return Nil, err
	}
	left := out
	for _, v := range args {
		items := v.AsVector().Items
		if err := fillItems(m, left[:len(items)], Iter{view: items}); err != nil {
			return Nil, err
		}
		left = left[len(items):]
	}
	return NewVector(out), nil
}

func listToVec(m *Meter, args []Value) (Value, error) {
	l, err := listArg(args, 0)
	if err != nil {
		return Nil, err
	}
	out, err := copyItems(m, l.All(), l.Len())
	return NewVector(out), err
}
