package kernel

func stringConvertBuiltins() []*Builtin {
	return []*Builtin{
		{Name: "string->list", Min: 1, Max: 3, Fn: stringToList,
			Doc:     "(string->list s [start [end]]): the chars of a string, or of a part of it.",
			Example: "(string->list \"ab\") => (#\\a #\\b)\n(string->list \"hello\" 3) => (#\\l #\\o)"},
		{Name: "list->string", Min: 1, Max: 1, Fn: listToString,
			Doc:     "The string of the chars in a list.",
			Example: "(list->string (list #\\a #\\b)) => \"ab\"\n(list->string (list 1)) !! \"list->string: argument 1 has a number in it, want chars\""},
		{Name: "string->vector", Min: 1, Max: 3, Fn: stringToVector,
			Doc:     "(string->vector s [start [end]]): the chars of a string, or of a part of it, as a vector.",
			Example: "(vector->list (string->vector \"ab\")) => (#\\a #\\b)"},
		{Name: "vector->string", Min: 1, Max: 3, Fn: vectorToString,
			Doc:     "(vector->string v [start [end]]): the string of the chars in a vector, or in a part of it.",
			Example: "(vector->string (vector #\\a #\\b)) => \"ab\""},
	}
}

// charsOf gives the chars of the string args[0] between the optional indexes args[1] and args[2].
func charsOf(m *Meter, args []Value) ([]Value, error) {
	if _, err := wantText(args, 0); err != nil {
		return nil, err
	}
	s := args[0].AsString()
	from, to, err := rangeArgs(args, 1, s.Len())
	if err != nil {
		return nil, err
	}
	if err := sliceWork(m, s, to); err != nil {
		return nil, err
	}
	out, err := makeItems(m, to-from)
	if err != nil {
		return nil, err
	}
	i := 0
	for _, r := range s.Slice(from, to) {
		if i%stride == 0 {
			if err := m.Work(min(stride, len(out)-i)); err != nil {
				return nil, err
			}
		}
		out[i] = Char(r)
		i++
	}
	return out, nil
}

func stringToList(m *Meter, args []Value) (Value, error) {
	out, err := charsOf(m, args)
	if err != nil {
		return Nil, err
	}
	return NewList(out).Value(), nil
}

func stringToVector(m *Meter, args []Value) (Value, error) {
	out, err := charsOf(m, args)
	if err != nil {
		return Nil, err
	}
	return NewVector(out), nil
}

// textOfChars makes a string of n chars, argument 0, from where it stands.
func textOfChars(m *Meter, it Iter, n int) (Value, error) {
	t := textBuilder{m: m}
	for ; n > 0; n-- {
		v, _ := it.Next()
		if v.Kind() != KindChar {
			return Nil, &ArgError{CondType, 0, "has a " + TypeOf(v) + " in it, want chars"}
		}
		t.addRune(v.Rune())
		if t.err == nil {
			t.err = m.Work(1)
		}
		if t.err != nil {
			break
		}
	}
	return t.value()
}

func listToString(m *Meter, args []Value) (Value, error) {
	list, err := listArg(args, 0)
	if err != nil {
		return Nil, err
	}
	return textOfChars(m, list.All(), list.Len())
}

func vectorToString(m *Meter, args []Value) (Value, error) {
	vector, err := vectorArg(args, 0)
	if err != nil {
		return Nil, err
	}
	from, to, err := rangeArgs(args, 1, len(vector.Items))
	if err != nil {
		return Nil, err
	}
	return textOfChars(m, Iter{view: vector.Items[from:to]}, to-from)
}
