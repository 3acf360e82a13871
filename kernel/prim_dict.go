package kernel

import "slices"

// dictBuiltins is the builtins of dicts.
func dictBuiltins() []*Builtin { return slices.Concat(dictAccess(), dictUpdates()) }

// dictAccess is the builtins that make dicts and look at them.
func dictAccess() []*Builtin {
	return []*Builtin{
		{Name: "dict", Min: 0, Max: -1, Fn: dict,
			Doc: "(dict key value …): a new dict.",
			Example: "(dict :a 1 \"b\" 2) => {:a 1 :b 2}\n" +
				"(dict :a) !! \"dict: takes keys and values in turn\""},
		{Name: "get-in", Min: 2, Max: 3, Fn: getIn,
			Doc: "(get-in x path [default]): what get finds in x by the first key of the list path, in that by the second, and so on.",
			Example: "(get-in {:a {:b (list 1 2)}} '(:a :b 1)) => 2\n" +
				"(get-in {:a 1} '(:z :b) 'none) => none"},
		{Name: "has-key?", Min: 2, Max: 2, Fn2: hasKey,
			Doc: "(has-key? dict key): whether a dict has the key.",
			Example: "(has-key? {:a nil} :a) => true\n" +
				"(has-key? nil :a) => false"},
		{Name: "keys", Min: 1, Max: 1, Fn: dictList(func(k *String, _ Value) Value { return Ref(&k.Header) }),
			Doc: "(keys dict): the keys of a dict, as strings, in insertion order.",
			Example: "(keys {:b 1 :a 2}) => (\"b\" \"a\")\n" +
				"(keys nil) => ()"},
		{Name: "vals", Min: 1, Max: 1, Fn: dictList(func(_ *String, v Value) Value { return v }),
			Doc:     "(vals dict): the values of a dict in insertion order.",
			Example: "(vals {:b 1 :a 2}) => (1 2)"},
		{Name: "entries", Min: 1, Max: 1, Fn: entries,
			Doc:     "(entries dict): the entries of a dict in insertion order, each a list of key and value.",
			Example: "(entries {:b 1 :a 2}) => ((\"b\" 1) (\"a\" 2))"},
		{Name: "dict->list", Min: 1, Max: 1, Fn: entries,
			Doc:     "The entries of a dict in insertion order, each a list of key and value.",
			Example: "(dict->list {:a 1}) => ((\"a\" 1))"},
		{Name: "from-entries", Min: 1, Max: 1, Fn: fromEntries,
			Doc: "The dict of a list of lists of key and value.",
			Example: "(from-entries '((:a 1) (\"b\" 2))) => {:a 1 :b 2}\n" +
				"(from-entries '((:a))) !! \"from-entries: argument 1 has\""},
		{Name: "dict-size", Min: 1, Max: 1, Fn1: dictSize,
			Doc:     "How many entries a dict has.",
			Example: "(dict-size {:a 1 :b 2}) => 2"},
		{Name: "select-keys", Min: 2, Max: 2, Fn: selectKeys,
			Doc:     "(select-keys dict keys): the dict of those of the keys that dict has.",
			Example: "(select-keys {:a 1 :b 2 :c 3} '(:c :a :z)) => {:c 3 :a 1}"},
	}
}

// dictSpace is the bytes of a small dict without its entries.
const dictSpace = 6 * SlotSize

// chargeEntry charges for putting n entries into d.
func chargeEntry(m *Meter, d *Dict, n int) error {
	if d.hist == nil && d.Len() < maxFlat {
		return m.Alloc(3 * SlotSize * n)
	}
	return m.Alloc(8 * SlotSize * n)
}

// setPairs puts keys and values in turn, arguments from first on, into d.
func setPairs(m *Meter, d *Dict, args []Value, first int) error {
	if (len(args)-first)%2 != 0 {
		return &ArgError{CondArity, -1, "takes keys and values in turn, and the last key has no value"}
	}
	for i := first; i < len(args); i += 2 {
		key, err := keyArg(args, i)
		if err != nil {
			return err
		}
		if err := chargeEntry(m, d, 1); err != nil {
			return err
		}
		if err := d.set(m, key, args[i+1]); err != nil {
			return err
		}
		if err := m.Alloc(d.takeCopied()); err != nil {
			return err
		}
	}
	return nil
}

func dict(m *Meter, args []Value) (Value, error) {
	if err := m.Alloc(dictSpace); err != nil {
		return Nil, err
	}
	d := NewDict()
	return d.Value(), setPairs(m, d, args, 0)
}

func getIn(m *Meter, args []Value) (Value, error) {
	path, err := listArg(args, 1)
	if err != nil {
		return Nil, err
	}
	p, v := pacer{m: m}, args[0]
	for it := path.All(); ; {
		key, ok := it.Next()
		if !ok {
			return v, p.flush()
		}
		if err := p.tick(1); err != nil {
			return Nil, err
		}
		if v, ok, err = lookUp(m, v, 0, key, 1); err != nil {
			return Nil, inPath(err)
		}
		if !ok {
			return optional(args, 2, Nil), nil
		}
	}
}

// inPath tells of an error in looking up what get-in or assoc-in found on its way.
func inPath(err error) error {
	if e, ok := err.(*ArgError); ok && e.Index == 0 {
		return &ArgError{e.Kind, 0, "on this path " + e.Text}
	}
	return err
}

func hasKey(d, key Value) (Value, error) {
	k, err := asKey(key, 1)
	switch {
	case err != nil:
		return Nil, err
	case d.IsDict():
		if err := d.AsDict().dueToLook(); err != nil {
			return Nil, err
		}
		_, ok := d.AsDict().Get(k)
		return Bool(ok), nil
	case d.IsNil():
		return False, nil
	}
	return Nil, WantArg(0, d, "dict")
}

// eachEntry calls do for the entries of d in order, charged.
func eachEntry(m *Meter, d *Dict, do func(k *String, v Value) error) error {
	if err := d.sorted(m); err != nil {
		return err
	}
	p := pacer{m: m}
	for it := d.All(); ; {
		k, v, ok := it.Next()
		if !ok {
			return p.flush()
		}
		if err := p.tick(1); err != nil {
			return err
		}
		if err := do(k, v); err != nil {
			return err
		}
	}
}

// dictList makes the builtin that lists what pick makes of each entry.
func dictList(pick func(k *String, v Value) Value) func(m *Meter, args []Value) (Value, error) {
	return func(m *Meter, args []Value) (Value, error) {
		d, err := readyDictArg(m, args, 0)
		if err != nil {
			return Nil, err
		}
		out, err := makeItems(m, d.Len())
		if err != nil {
			return Nil, err
		}
		n := 0
		err = eachEntry(m, d, func(k *String, v Value) error {
			out[n] = pick(k, v)
			n++
			return nil
		})
		return ListOf(out...), err
	}
}

func entries(m *Meter, args []Value) (Value, error) {
	d, err := dictArg(args, 0)
	if err != nil {
		return Nil, err
	}
	l, err := entryList(m, d)
	if err != nil {
		return Nil, err
	}
	return l.Value(), nil
}

// entryList gives the entries of d as lists of key and value.
func entryList(m *Meter, d *Dict) (*List, error) {
	if err := d.ready(m); err != nil {
		return nil, err
	}
	out, err := makeItems(m, d.Len())
	if err != nil {
		return nil, err
	}
	n := 0
	err = eachEntry(m, d, func(k *String, v Value) error {
		pair, err := makeItems(m, 2)
		if err != nil {
			return err
		}
		pair[0], pair[1] = Ref(&k.Header), v
		out[n] = ListOf(pair...)
		n++
		return nil
	})
	return NewList(out), err
}

func fromEntries(m *Meter, args []Value) (Value, error) {
	l, err := listArg(args, 0)
	if err != nil {
		return Nil, err
	}
	return intoDict(m, NewDict(), l.Value(), 0)
}

// intoDict gives d with the entries of from, argument i: a dict or a list of lists of key and value.
func intoDict(m *Meter, d *Dict, from Value, i int) (Value, error) {
	if from.IsDict() {
		return mergeDicts(m, []*Dict{d, from.AsDict()})
	}
	pairs, err := elements(m, from, i)
	if err != nil {
		return Nil, err
	}
	if d, err = d.copyToChange(m, pairs.Len()); err != nil {
		return Nil, err
	}
	for it := pairs.All(); ; {
		pair, ok := it.Next()
		if !ok {
			return d.Value(), nil
		}
		key, val, ok := keyAndValue(pair)
		if !ok {
			return Nil, &ArgError{CondType, i, "has a " + TypeOf(pair) + " in it, want lists of key and value"}
		}
		if err := chargeEntry(m, d, 1); err != nil {
			return Nil, err
		}
		if err := d.set(m, key, val); err != nil {
			return Nil, err
		}
	}
}

// keyAndValue takes a list, or vector, of a key and a value apart.
func keyAndValue(pair Value) (*String, Value, bool) {
	var k, v Value
	switch {
	case pair.IsList() && pair.AsList().Len() == 2:
		k, v = pair.AsList().At(0), pair.AsList().At(1)
	case pair.IsVector() && len(pair.AsVector().Items) == 2:
		k, v = pair.AsVector().Items[0], pair.AsVector().Items[1]
	default:
		return nil, Nil, false
	}
	key, ok := KeyOf(k)
	return key, v, ok
}

func dictSize(v Value) (Value, error) {
	d, err := dictArg([]Value{v}, 0)
	if err != nil {
		return Nil, err
	}
	if err := d.dueToLook(); err != nil {
		return Nil, err
	}
	return Int(int64(d.Len())), nil
}

func selectKeys(m *Meter, args []Value) (Value, error) {
	d, err := readyDictArg(m, args, 0)
	if err != nil {
		return Nil, err
	}
	names, err := listArg(args, 1)
	if err != nil {
		return Nil, err
	}
	out := NewDict()
	for it := names.All(); ; {
		name, ok := it.Next()
		if !ok {
			return out.Value(), nil
		}
		key, ok := KeyOf(name)
		if !ok {
			return Nil, &ArgError{CondType, 1, "has a " + TypeOf(name) + " in it, want strings or keywords"}
		}
		if err := chargeEntry(m, out, 1); err != nil {
			return Nil, err
		}
		if v, ok := d.Get(key); ok {
			if err := out.set(m, key, v); err != nil {
				return Nil, err
			}
		}
	}
}
