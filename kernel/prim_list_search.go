package kernel

// listSearch is the builtins that look for elements, count them and put them in order.
func listSearch() []*Builtin {
	return []*Builtin{
		{Name: "index-of", Min: 2, Max: 3, Fn: indexOf,
			Doc: "(index-of x y [from]): where y first is in a list or vector, or as a part of a string, at from or after; -1 if it is not.",
			Example: "(index-of '(a b c) 'c) => 2\n" +
				"(index-of \"hello\" \"l\") => 2\n" +
				"(index-of \"hello\" \"l\" 3) => 3\n" +
				"(index-of '(a) 'z) => -1"},
		{Name: "contains?", Min: 2, Max: 2, Fn: contains,
			Doc: "(contains? coll x): whether a list, vector or set has the element, a dict the key, or a string the part.",
			Example: "(contains? '(1 2) 2.0) => true\n" +
				"(contains? {:a 1} :b) => false\n" +
				"(contains? \"hello\" \"ell\") => true"},
		{Name: "unique", Min: 1, Max: 1, Fn: distinct,
			Doc:     "(unique list): the elements of a list without those that are equal to an earlier one.",
			Example: "(unique '(1 2 1.0 (3) (3))) => (1 2 (3))"},
		{Name: "frequencies", Min: 1, Max: 1, Fn: frequencies,
			Doc: "(frequencies list): a dict of how often each string, keyword or symbol is in a list.",
			Example: "(frequencies '(\"a\" b \"a\")) => {:a 2 :b 1}\n" +
				"(frequencies '(1)) !! \"frequencies: argument 1 has a number in it\""},
		{Name: "sort", Min: 1, Max: 1, Fn: sortList,
			Doc: "The elements of a list, all of them numbers, strings or chars, from the least to the greatest; equal ones keep their order.",
			Example: "(sort '(3 1/2 -1 2.5)) => (-1 1/2 2.5 3)\n" +
				"(sort '(\"b\" \"a\")) => (\"a\" \"b\")\n" +
				"(sort '(1 \"a\")) !! \"sort: argument 1 has a number and a string in it\""},
	}
}

func indexOf(m *Meter, args []Value) (Value, error) {
	if args[0].IsString() {
		return indexOfText(m, args)
	}
	it, n := Iter{}, 0
	if args[0].IsVector() {
		it.view = args[0].AsVector().Items
		n = len(it.view)
	} else {
		l, err := asList(args[0], 0)
		if err != nil {
			return Nil, WantArg(0, args[0], "list, vector or string")
		}
		n = l.Len()
		it = l.All()
	}
	from := 0
	if len(args) > 2 {
		var err error
		if from, err = boundArg(args, 2, 0, n); err != nil {
			return Nil, err
		}
		for skip := from; skip > 0; {
			skip -= len(it.run(skip))
		}
	}
	i, err := position(m, it, args[1])
	if i >= 0 {
		i += from
	}
	return Int(int64(i)), err
}

// position gives the place of the first element equal to x, counted from where it stands, or -1.
func position(m *Meter, it Iter, x Value) (int, error) {
	p := pacer{m: m}
	for i := 0; ; i++ {
		v, ok := it.Next()
		if !ok {
			return -1, p.flush()
		}
		if err := p.tick(1); err != nil {
			return 0, err
		}
		if eq, err := EqualMetered(m, v, x); eq || err != nil {
			return i, err
		}
	}
}

func indexOfText(m *Meter, args []Value) (Value, error) {
	s := args[0].AsString()
	part, err := textPart(args, 1)
	if err != nil {
		return Nil, err
	}
	from := 0
	if len(args) > 2 {
		if from, err = boundArg(args, 2, 0, s.Len()); err != nil {
			return Nil, err
		}
	}
	start := s.offset(from)
	at, err := s.find(m, part, start)
	if err != nil || at < 0 {
		return Int(-1), err
	}
	if s.ascii {
		return Int(int64(at)), nil
	}
	n, err := countRunes(m, s.s[start:at])
	return Int(int64(from + n)), err
}

// textPart gives argument i, a string or a char, as text to look for.
func textPart(args []Value, i int) (string, error) {
	switch v := args[i]; v.Kind() {
	case KindString:
		return v.Text(), nil
	case KindChar:
		return string(v.Rune()), nil
	}
	return "", WantArg(i, args[i], "string or char")
}

func contains(m *Meter, args []Value) (Value, error) {
	switch v := args[0]; v.Kind() {
	case KindDict:
		if err := v.AsDict().ready(m); err != nil {
			return Nil, err
		}
		return hasKey(v, args[1])
	case KindSet:
		return setMember(m, args)
	case KindString:
		part, err := textPart(args, 1)
		if err != nil {
			return Nil, err
		}
		at, err := v.AsString().find(m, part, 0)
		return Bool(at >= 0), err
	case KindNil, KindList, KindVector:
		i, err := indexOf(m, args)
		return Bool(err == nil && i.Int64() >= 0), err
	}
	return Nil, WantArg(0, args[0], "collection or string")
}

func distinct(m *Meter, args []Value) (Value, error) {
	l, err := listArg(args, 0)
	if err != nil {
		return Nil, err
	}
	seen := NewSet()
	if err := addItems(m, seen, l.All()); err != nil {
		return Nil, err
	}
	out, err := seen.items(m)
	return ListOf(out...), err
}

func frequencies(m *Meter, args []Value) (Value, error) {
	l, err := listArg(args, 0)
	if err != nil {
		return Nil, err
	}
	d := NewDict()
	for it := l.All(); ; {
		v, ok := it.Next()
		if !ok {
			return d.Value(), nil
		}
		key, ok := KeyOf(v)
		if !ok {
			return Nil, &ArgError{CondType, 0, "has a " + TypeOf(v) + " in it, want strings, keywords or symbols only"}
		}
		if err := chargeEntry(m, d, 1); err != nil {
			return Nil, err
		}
		n, ok := d.Get(key)
		if !ok {
			n = Int(0)
		}
		if err := d.set(m, key, Int(n.Int64()+1)); err != nil {
			return Nil, err
		}
	}
}
