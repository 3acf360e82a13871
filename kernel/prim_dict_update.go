package kernel

// dictUpdates is the builtins that give a changed dict, or change one.
func dictUpdates() []*Builtin {
	return []*Builtin{
		{Name: "assoc", Min: 1, Max: -1, Fn: assoc,
			Doc: "(assoc dict key value …): the dict with the keys set; (assoc key lists): the list that starts with an equal key, or false.",
			Example: "(assoc {:a 1} :b 2 :a 3) => {:a 3 :b 2}\n" +
				"(assoc nil :a 1) => {:a 1}\n" +
				"(assoc 2.0 '((1 one) (2 two))) => (2 two)\n" +
				"(assoc {} 1 2) !! \"assoc: argument 2 is number, want string or keyword\""},
		{Name: "assoc-in", Min: 3, Max: 3, Fn: assocIn,
			Doc: "(assoc-in dict path value): the dict with value at the end of a path of keys; dicts that are missing on the way are made.",
			Example: "(assoc-in {:a {:b 1}} '(:a :c) 2) => {:a {:b 1 :c 2}}\n" +
				"(assoc-in nil '(:a :b) 1) => {:a {:b 1}}\n" +
				"(assoc-in {:a 1} '(:a :b) 1) !! \"assoc-in: argument 1\""},
		{Name: "dissoc", Min: 1, Max: -1, Fn: dissoc,
			Doc:     "(dissoc dict key …): the dict without the keys.",
			Example: "(dissoc {:a 1 :b 2} :a :z) => {:b 2}"},
		{Name: "merge", Min: 0, Max: -1, Fn: merge,
			Doc: "(merge dict…): the entries of all the dicts; a later value of a key replaces an earlier one.",
			Example: "(merge {:a 1 :b 2} nil {:a 3 :c 4}) => {:a 3 :b 2 :c 4}\n" +
				"(merge) => {}"},
		{Name: "dict-copy", Min: 1, Max: 1, Fn1: dictCopy,
			Doc:     "A dict with the same entries; neither sees later changes of the other.",
			Example: "(dict-set! (dict-copy {:a 1}) :b 2) => {:a 1 :b 2}"},
		{Name: "dict-set!", Min: 3, Max: 3, Fn: dictSet,
			Doc: "(dict-set! dict key value): sets the key in this very dict, and answers it.",
			Example: "(dict-set! {:a 1} :b 2) => {:a 1 :b 2}\n" +
				"(dict-set! nil :a 1) !! \"dict-set!: argument 1 is nil, want dict\""},
		{Name: "dict-delete!", Min: 1, Max: -1, Fn: dictDelete,
			Doc:     "(dict-delete! dict key …): takes the keys out of this very dict, and answers it.",
			Example: "(dict-delete! {:a 1 :b 2} :a) => {:b 2}"},
	}
}

// What a changed copy of a large dict takes, about: the nodes on the way to one entry of a trie, and
// the step of a table.
const (
	pathBytes = 64 * SlotSize
	stepBytes = 6 * SlotSize
)

// chargeCopy charges for a changed copy of d.
func chargeCopy(m *Meter, d *Dict) error {
	if d.hist != nil {
		if d.table() != nil {
			return m.Alloc(stepBytes)
		}
		return m.Alloc(pathBytes)
	}
	return m.Alloc((4 + d.Len()) * SlotSize)
}

func assoc(m *Meter, args []Value) (Value, error) {
	if len(args) == 3 && args[0].IsDict() && args[1].IsString() {
		return assocOne(m, args[0].AsDict(), args[1].AsString(), args[2])
	}
	if len(args) == 2 && args[1].IsList() {
		return assocBy(EqualMetered)(m, args)
	}
	d, err := dictArg(args, 0)
	if err != nil {
		return Nil, err
	}
	if len(args) == 3 {
		key, err := keyArg(args, 1)
		if err != nil {
			return Nil, err
		}
		return assocOne(m, d, key, args[2])
	}
	if err := chargeCopy(m, d); err != nil {
		return Nil, err
	}
	if err := d.prepare(m); err != nil {
		return Nil, err
	}
	d = d.Copy()
	return d.Value(), setPairs(m, d, args, 1)
}

// assocOne gives d with key set to val.
func assocOne(m *Meter, d *Dict, key *String, val Value) (Value, error) {
	if err := chargeCopy(m, d); err != nil {
		return Nil, err
	}
	if err := d.prepare(m); err != nil {
		return Nil, err
	}
	if d.hist != nil {
		return d.step(key, val).Value(), nil
	}
	return d.Assoc(key, val).Value(), nil
}

func assocIn(m *Meter, args []Value) (Value, error) {
	l, err := listArg(args, 1)
	if err != nil {
		return Nil, err
	}
	path, err := copyItems(m, l.All(), l.Len())
	if err != nil {
		return Nil, err
	}
	if len(path) == 0 {
		return Nil, BadRange(1, "is an empty path, want a key or more")
	}
	var dicts []*Dict // those on the path, from the outermost
	v := args[0]
	for _, name := range path {
		if !v.IsDict() && !v.IsNil() {
			return Nil, inPath(WantArg(0, v, "dict"))
		}
		d, _ := dictArg([]Value{v}, 0)
		key, err := asKey(name, 1)
		if err != nil {
			return Nil, err
		}
		if err := chargeCopy(m, d); err != nil {
			return Nil, err
		}
		if err := d.prepare(m); err != nil {
			return Nil, err
		}
		dicts = append(dicts, d)
		v, _ = d.Get(key)
	}
	v = args[2]
	for i := len(dicts) - 1; i >= 0; i-- {
		key, _ := KeyOf(path[i])
		v = dicts[i].Assoc(key, v).Value()
	}
	return v, nil
}

func dissoc(m *Meter, args []Value) (Value, error) {
	d, err := dictArg(args, 0)
	if err != nil {
		return Nil, err
	}
	if err := d.prepare(m); err != nil {
		return Nil, err
	}
	if len(args) != 2 {
		d = d.Copy()
		return d.Value(), deleteKeys(m, d, args)
	}
	key, err := keyArg(args, 1)
	if err != nil {
		return Nil, err
	}
	if err := chargeCopy(m, d); err != nil {
		return Nil, err
	}
	if d.hist != nil {
		if err := d.hist.lookBack(m); err != nil {
			return Nil, err
		}
	}
	return d.Dissoc(key).Value(), nil
}

// deleteKeys takes the keys that are the arguments from 1 on out of d.
func deleteKeys(m *Meter, d *Dict, args []Value) error {
	for i := 1; i < len(args); i++ {
		key, err := keyArg(args, i)
		if err != nil {
			return err
		}
		if err := chargeCopy(m, d); err != nil {
			return err
		}
		if err := d.prepareDelete(m, key); err != nil {
			return err
		}
		d.Delete(key)
	}
	return nil
}

func merge(m *Meter, args []Value) (Value, error) {
	dicts := make([]*Dict, 0, len(args))
	for i := range args {
		d, err := dictArg(args, i)
		if err != nil {
			return Nil, err
		}
		dicts = append(dicts, d)
	}
	return mergeDicts(m, dicts)
}

func mergeDicts(m *Meter, dicts []*Dict) (Value, error) {
	all := NewDict()
	changes := 0
	for _, d := range dicts {
		if err := d.ready(m); err != nil {
			return Nil, err
		}
		changes += d.Len()
	}
	for _, d := range dicts {
		changes -= d.Len()
		if err := chargeCopy(m, d); err != nil {
			return Nil, err
		}
		if all.Len() == 0 {
			var err error
			if all, err = d.copyToChange(m, changes); err != nil {
				return Nil, err
			}
			continue
		}
		err := eachEntry(m, d, func(k *String, v Value) error {
			if err := chargeEntry(m, all, 1); err != nil {
				return err
			}
			return all.set(m, k, v)
		})
		if err != nil {
			return Nil, err
		}
	}
	return all.Value(), nil
}

func dictCopy(v Value) (Value, error) {
	d, err := dictArg([]Value{v}, 0)
	if err != nil {
		return Nil, err
	}
	if err := d.dueToCopy(); err != nil {
		return Nil, err
	}
	return d.Copy().Value(), nil
}

func dictSet(m *Meter, args []Value) (Value, error) {
	if !args[0].IsDict() {
		return Nil, WantArg(0, args[0], "dict")
	}
	return args[0], setPairs(m, args[0].AsDict(), args, 1)
}

func dictDelete(m *Meter, args []Value) (Value, error) {
	if !args[0].IsDict() {
		return Nil, WantArg(0, args[0], "dict")
	}
	return args[0], deleteKeys(m, args[0].AsDict(), args)
}
