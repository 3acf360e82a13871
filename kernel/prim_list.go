package kernel

import "slices"

// listBuiltins is the builtins of lists, and those that work on lists and other collections alike.
func listBuiltins() []*Builtin {
	return slices.Concat(listAccess(), listUpdates(), listMaking(), listParts(), listSearch(), schemeLists())
}

// listAccess is the builtins that look at a list without walking it.
func listAccess() []*Builtin {
	return []*Builtin{
		{Name: "cons", Min: 2, Max: 2, Fn2: cons,
			Doc: "(cons x list): the list with x before its elements.",
			Example: "(cons 1 '(2 3)) => (1 2 3)\n" +
				"(cons 1 nil) => (1)\n" +
				"(cons 1 2) !! \"cons: argument 2 is number, want list\""},
		{Name: "first", Min: 1, Max: 1, Fn1: first,
			Doc: "(first list): the first element; nil for the empty list.",
			Example: "(first '(1 2 3)) => 1\n" +
				"(first '()) => nil\n" +
				"(first 5) !! \"first: argument 1 is number, want list\""},
		{Name: "second", Min: 1, Max: 1, Fn1: second,
			Doc: "(second list): the second element; nil if there is none.",
			Example: "(second '(1 2 3)) => 2\n" +
				"(second '(1)) => nil"},
		{Name: "rest", Min: 1, Max: 1, Fn1: rest,
			Doc: "(rest list): the list without its first element; () for the empty list.",
			Example: "(rest '(1 2 3)) => (2 3)\n" +
				"(rest nil) => ()"},
		{Name: "last", Min: 1, Max: 1, Fn1: last,
			Doc: "(last list): the last element; nil for the empty list.",
			Example: "(last '(1 2 3)) => 3\n" +
				"(last '()) => nil"},
		{Name: "nth", Min: 2, Max: 2, Fn2: nth,
			Doc: "(nth list i): element i of a list, counted from 0.",
			Example: "(nth '(a b c) 1) => b\n" +
				"(nth '(1) 5) !! \"nth: argument 2 is 5, want an index below 1\""},
		{Name: "get", Min: 2, Max: 3, Fn: get,
			Doc: "(get coll key [default]): the value of a dict's key or of a list's or vector's index; default, or nil, if there is none.",
			Example: "(get {:a 1} :a) => 1\n" +
				"(get '(a b) 5 'none) => none\n" +
				"(get nil :a) => nil\n" +
				"(get {:a 1} 2) !! \"get: argument 2\""},
		{Name: "len", Min: 1, Max: 1, Fn: length,
			Doc: "(len coll): how many elements, entries or characters a collection or string has.",
			Example: "(len '(1 2 3)) => 3\n" +
				"(len \"häh\") => 3\n" +
				"(len nil) => 0\n" +
				"(len 5) !! \"len: argument 1 is number\""},
		{Name: "empty?", Min: 1, Max: 1, Fn1: isEmpty,
			Doc: "(empty? coll): whether a collection or string has no elements.",
			Example: "(empty? '()) => true\n" +
				"(empty? nil) => true\n" +
				"(empty? \"a\") => false"},
	}
}

func cons(x, l Value) (Value, error) {
	if l.IsList() {
		return l.AsList().Cons(x).Value(), nil
	}
	tail, err := asList(l, 1)
	if err != nil {
		return Nil, err
	}
	return tail.Cons(x).Value(), nil
}

func first(v Value) (Value, error) {
	switch {
	case v.IsList():
		return v.AsList().First(), nil
	case v.IsNil():
		return Nil, nil
	}
	return Nil, WantArg(0, v, "list")
}

func second(v Value) (Value, error) {
	l, err := asList(v, 0)
	if err != nil || l.Len() < 2 {
		return Nil, err
	}
	return l.At(1), nil
}

func rest(v Value) (Value, error) {
	l, err := asList(v, 0)
	if err != nil {
		return Nil, err
	}
	return l.Rest().Value(), nil
}

func last(v Value) (Value, error) {
	l, err := asList(v, 0)
	if err != nil {
		return Nil, err
	}
	return l.Last(), nil
}

func nth(v, index Value) (Value, error) {
	if v.IsString() {
		s := v.AsString()
		i, err := asIndex(index, 1, s.Len())
		if err != nil {
			return Nil, err
		}
		return Str(s.Slice(i, i+1)), nil
	}
	l, err := asList(v, 0)
	if err != nil {
		return Nil, err
	}
	i, err := asIndex(index, 1, l.Len())
	if err != nil {
		return Nil, err
	}
	return l.At(i), nil
}

func get(m *Meter, args []Value) (Value, error) {
	v, ok, err := lookUp(m, args[0], 0, args[1], 1)
	if err != nil || ok {
		return v, err
	}
	return optional(args, 2, Nil), nil
}

// lookUp gives the element of coll, argument i, at key, argument k; false if there is none.
func lookUp(m *Meter, coll Value, i int, key Value, k int) (Value, bool, error) {
	switch coll.Kind() {
	case KindNil:
		return Nil, false, nil
	case KindDict:
		s, err := asKey(key, k)
		if err != nil {
			return Nil, false, err
		}
		if err := coll.AsDict().ready(m); err != nil {
			return Nil, false, err
		}
		v, ok := coll.AsDict().Get(s)
		return v, ok, nil
	case KindList:
		n, err := asInteger(key, k)
		l := coll.AsList()
		if err != nil || n < 0 || n >= int64(l.Len()) {
			return Nil, false, err
		}
		return l.At(int(n)), true, nil
	case KindVector:
		n, err := asInteger(key, k)
		items := coll.AsVector().Items
		if err != nil || n < 0 || n >= int64(len(items)) {
			return Nil, false, err
		}
		return items[n], true, nil
	}
	return Nil, false, WantArg(i, coll, "dict, list or vector")
}

func length(m *Meter, args []Value) (Value, error) {
	switch v := args[0]; v.Kind() {
	case KindNil:
		return Int(0), nil
	case KindString:
		return Int(int64(v.AsString().Len())), nil
	case KindList, KindDict, KindVector, KindSet:
		n, err := containerSize(m, v)
		return Int(int64(n)), err
	case KindBuffer:
		n, err := countRunes(m, As[Buffer](v).Bytes)
		return Int(int64(n)), err
	}
	return Nil, WantArg(0, args[0], "collection or string")
}

func isEmpty(v Value) (Value, error) {
	switch v.Kind() {
	case KindNil:
		return True, nil
	case KindString:
		return Bool(v.Text() == ""), nil
	case KindDict:
		if err := v.AsDict().dueToLook(); err != nil {
			return Nil, err
		}
		return Bool(v.AsDict().Len() == 0), nil
	case KindList, KindVector, KindSet:
		n, err := containerSize(nil, v)
		return Bool(n == 0), err
	case KindBuffer:
		return Bool(len(As[Buffer](v).Bytes) == 0), nil
	}
	return Nil, WantArg(0, v, "collection or string")
}
