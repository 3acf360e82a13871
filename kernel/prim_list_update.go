package kernel

import "unicode/utf8"

// listUpdates is the builtins that change a list or join lists.
func listUpdates() []*Builtin {
	return []*Builtin{
		{Name: "append", Min: 0, Max: -1, Fn: concat,
			Doc: "(append list…): the elements of all the lists in one list.",
			Example: "(append '(1 2) '(3) nil '(4)) => (1 2 3 4)\n" +
				"(append) => ()\n" +
				"(append '(1) 2) !! \"append: argument 2 is number, want list\""},
		{Name: "concat", Min: 0, Max: -1, Fn: concat,
			Doc:     "(concat list…): the elements of all the lists in one list.",
			Example: "(concat '(1 2) nil '(3)) => (1 2 3)"},
		{Name: "append!", Min: 1, Max: -1, Fn: appendInPlace,
			Doc: "(append! list x …): puts the elements at the end of this very list, and answers it.",
			Example: "(append! (list 1) 2 3) => (1 2 3)\n" +
				"(append! nil 1) !! \"append!: argument 1 is nil, want list\""},
		{Name: "set-nth!", Min: 3, Max: 3, Fn: setNth,
			Doc: "(set-nth! list i x): replaces element i of this very list, and answers it.",
			Example: "(set-nth! (list 1 2 3) 1 'x) => (1 x 3)\n" +
				"(set-nth! (list 1) 1 'x) !! \"set-nth!: argument 2 is 1, want an index below 1\""},
		{Name: "list-set!", Min: 3, Max: 3, Fn: setNth,
			Doc:     "(list-set! list i x): replaces element i of this very list, and answers it.",
			Example: "(list-set! (list 1 2 3) 0 'x) => (x 2 3)"},
		{Name: "list-copy", Min: 1, Max: 1, Fn1: listCopy,
			Doc:     "A list with the same elements; neither sees later changes of the other.",
			Example: "(append! (list-copy '(1 2)) 3) => (1 2 3)"},
		{Name: "reverse", Min: 1, Max: 1, Fn: reverse,
			Doc: "(reverse list): the elements of a list, or the characters of a string, last first.",
			Example: "(reverse '(1 2 3)) => (3 2 1)\n" +
				"(reverse \"abc\") => \"cba\""},
		{Name: "flatten", Min: 1, Max: 1, Fn: flatten,
			Doc:     "(flatten list): the elements of a list and, in their place, those of the lists in it, to any depth.",
			Example: "(flatten '(1 (2 (3 ())) 4)) => (1 2 3 4)"},
		{Name: "into", Min: 2, Max: 2, Fn: into,
			Doc: "(into to from): the collection to with the elements of from added; to stays as it was.",
			Example: "(into '(1) #(2 3)) => (1 2 3)\n" +
				"(into {:a 1} '((:b 2))) => {:a 1 :b 2}\n" +
				"(into '() {:a 1}) => ((\"a\" 1))"},
	}
}

// concat copies no more than it must: the first list's array takes the others' elements if it has
// room that no other list has taken.
func concat(m *Meter, args []Value) (Value, error) {
	total := 0
	for i, v := range args {
		if !v.IsNil() && !v.IsList() {
			return Nil, WantArg(i, v, "list")
		}
		if v.IsList() {
			total += v.AsList().Len()
		}
	}
	var all *List
	for _, v := range args {
		switch {
		case v.IsNil() || v.AsList().Len() == 0:
			continue
		case all != nil:
			if err := all.extend(m, v.AsList()); err != nil {
				return Nil, err
			}
			continue
		}
		all = v.AsList().Share()
		if err := all.reserve(m, total-all.Len()); err != nil {
			return Nil, err
		}
	}
	if all == nil {
		all = NewList(nil)
	}
	return all.Value(), nil
}

func appendInPlace(m *Meter, args []Value) (Value, error) {
	if !args[0].IsList() {
		return Nil, WantArg(0, args[0], "list")
	}
	l, more := args[0].AsList(), args[1:]
	if err := l.reserve(m, len(more)); err != nil {
		return Nil, err
	}
	if err := m.Work(len(more)); err != nil {
		return Nil, err
	}
	for _, x := range more {
		l.Append(x)
	}
	return args[0], nil
}

func setNth(m *Meter, args []Value) (Value, error) {
	if !args[0].IsList() {
		return Nil, WantArg(0, args[0], "list")
	}
	l := args[0].AsList()
	i, err := indexArg(args, 1, l.Len())
	if err != nil {
		return Nil, err
	}
	if err := l.unshare(m); err != nil {
		return Nil, err
	}
	l.Set(i, args[2])
	return args[0], nil
}

func listCopy(v Value) (Value, error) {
	l, err := asList(v, 0)
	if err != nil {
		return Nil, err
	}
	return l.Share().Value(), nil
}

func reverse(m *Meter, args []Value) (Value, error) {
	if args[0].IsString() {
		return reverseText(m, args[0].Text())
	}
	l, err := listArg(args, 0)
	if err != nil {
		return Nil, err
	}
	out, err := makeItems(m, l.Len())
	if err != nil {
		return Nil, err
	}
	it, at := l.All(), len(out)
	err = inStrides(m, len(out), func(from, to int) {
		for ; from < to; from++ {
			at--
			out[at], _ = it.Next()
		}
	})
	return ListOf(out...), err
}

func reverseText(m *Meter, text string) (Value, error) {
	if err := m.Alloc(len(text)); err != nil {
		return Nil, err
	}
	p, out, at := pacer{m: m}, make([]byte, len(text)), len(text)
	for i := 0; i < len(text); {
		_, w := utf8.DecodeRuneInString(text[i:])
		at -= w
		copy(out[at:], text[i:i+w])
		i += w
		if err := p.tick(1); err != nil {
			return Nil, err
		}
	}
	return Str(string(out)), p.flush()
}

func flatten(m *Meter, args []Value) (Value, error) {
	l, err := listArg(args, 0)
	if err != nil {
		return Nil, err
	}
	p, flat, open := pacer{m: m}, items{m: m}, []Iter{l.All()}
	for len(open) > 0 {
		if err := p.tick(1); err != nil {
			return Nil, err
		}
		v, ok := open[len(open)-1].Next()
		switch {
		case !ok:
			open = open[:len(open)-1]
		case v.IsList():
			if len(open) >= maxDepth {
				return Nil, BadRange(0, "is nested more than %d deep, or contains itself", maxDepth)
			}
			if err := p.alloc(3 * SlotSize); err != nil {
				return Nil, err
			}
			open = append(open, v.AsList().All())
		default:
			if err := flat.add(v); err != nil {
				return Nil, err
			}
		}
	}
	return ListOf(flat.out...), p.flush()
}

func into(m *Meter, args []Value) (Value, error) {
	switch to := args[0]; to.Kind() {
	case KindDict:
		return intoDict(m, to.AsDict(), args[1], 1)
	case KindSet:
		set := to.AsSet().Copy()
		return set.Value(), addAll(m, set, args[1], 1)
	}
	from, err := elements(m, args[1], 1)
	if err != nil {
		return Nil, err
	}
	switch to := args[0]; to.Kind() {
	case KindNil, KindList:
		return concat(m, []Value{to, from.Value()})
	case KindVector:
		return vectorAppend(m, []Value{to, NewVector(from.Items())})
	}
	return Nil, WantArg(0, args[0], "list, dict, vector or set")
}

// elements gives the elements of a collection, argument i, as a list: the entries of a dict, the chars
// of a string.
func elements(m *Meter, v Value, i int) (*List, error) {
	switch v.Kind() {
	case KindNil, KindList:
		return asList(v, i)
	case KindVector:
		out, err := copyItems(m, Iter{view: v.AsVector().Items}, len(v.AsVector().Items))
		return NewList(out), err
	case KindSet:
		out, err := v.AsSet().items(m)
		return NewList(out), err
	case KindDict:
		return entryList(m, v.AsDict())
	case KindString:
		return charList(m, v.AsString())
	}
	return nil, WantArg(i, v, "collection")
}

func charList(m *Meter, s *String) (*List, error) {
	out, err := makeItems(m, s.Len())
	if err != nil {
		return nil, err
	}
	p, n := pacer{m: m}, 0
	for _, r := range s.String() {
		if err := p.tick(1); err != nil {
			return nil, err
		}
		out[n] = Char(r)
		n++
	}
	return NewList(out), p.flush()
}
