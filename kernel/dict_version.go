package kernel

// version is one state of a large dict. Of the versions that came from each other without branching,
// the newest has the entries in a mutable table; each older one remembers how it differs from the
// next (after Baker, "Shallow binding makes functional arrays fast", SIGPLAN Notices 26, 1991). So a
// fold that makes a new dict in every step, and looks at the newest only, pays for a table. When an
// older version is looked at, its row of versions becomes tries, which share structure: that costs
// what it would have cost to use them from the start.
//
// Exactly one of table, trie and next is set.
type version struct {
	table *table
	trie  *ordMap
	next  *version // the newer version that this one differs from
	key   *String  // by the value of this key; nil if in nothing
	val   Value    // which was val
	had   bool     // or was not there
	past  bool     // some other version has this one as its next
}

// leastSteps is how many versions share a table at least before it is copied. With it, and the number
// of entries, the row of versions behind a dict that somebody keeps is bounded.
const leastSteps = 64

// settled gives v once it has a table or a trie of its own.
func (v *version) settled() *version {
	if v.next == nil {
		return v
	}
	row := []*version{}
	for w := v; w.next != nil; w = w.next {
		row = append(row, w)
	}
	newer := row[len(row)-1].next
	newer.persist()
	for i := len(row) - 1; i >= 0; i-- {
		w := row[i]
		m := newer.trie.copy()
		switch {
		case w.key == nil:
		case w.had:
			m.put(w.key.Hash(), Ref(&w.key.Header), w.val)
		default:
			m.del(w.key.Hash(), Ref(&w.key.Header))
		}
		*w = version{trie: m, past: w.past}
		newer = w
	}
	return v
}

// persist turns a table into a trie.
func (v *version) persist() {
	if v.table != nil {
		v.trie, v.table = v.table.trie(), nil
	}
}

func (v *version) len() int {
	if v = v.settled(); v.table != nil {
		return v.table.live
	}
	return v.trie.count
}

func (v *version) get(key *String) (Value, bool) {
	if v = v.settled(); v.table != nil {
		if pos, _ := v.table.find(key); pos >= 0 {
			return v.table.vals[pos], true
		}
		return Nil, false
	}
	if e := v.trie.get(key.Hash(), Ref(&key.Header)); e != nil {
		return e.val, true
	}
	return Nil, false
}

// successor gives a version with the same entries; v stays what it is whatever is done to that one.
func (v *version) successor() *version {
	if v = v.settled(); v.table == nil {
		return &version{trie: v.trie.copy()}
	}
	t := v.table
	if t.steps >= max(leastSteps, t.live) {
		return &version{table: t.copy(t.live + t.live/4)}
	}
	t.steps++
	w := &version{table: t, past: true}
	*v = version{next: w, past: v.past}
	return w
}

// assoc gives a version with key set to val.
func (v *version) assoc(key *String, val Value) *version {
	w := v.successor()
	if w.table == nil {
		w.trie.put(key.Hash(), Ref(&key.Header), val)
		return w
	}
	old, had := w.table.set(key, val)
	if w.table.hopeless() {
		w.persist()
	}
	if v.next == w {
		v.key, v.val, v.had = key, old, had
	}
	return w
}

// set gives the version that v's dict goes on with once key is set to val in it: v itself, unless an
// older version depends on it.
func (v *version) set(key *String, val Value) *version {
	v = v.settled()
	switch {
	case v.past:
		return v.assoc(key, val)
	case v.table != nil:
		v.table.set(key, val)
		if v.table.hopeless() {
			v.persist()
		}
	default:
		v.trie.own()
		v.trie.put(key.Hash(), Ref(&key.Header), val)
	}
	return v
}

// delete is set for taking a key out; ok tells whether it was there.
func (v *version) delete(key *String) (w *version, ok bool) {
	v = v.settled()
	switch {
	case v.past:
		if _, ok := v.get(key); !ok {
			return v, false
		}
		return v.dissoc(key), true
	case v.table != nil:
		return v, v.table.delete(key)
	}
	v.trie.own()
	return v, v.trie.del(key.Hash(), Ref(&key.Header))
}

// dissoc gives a version without key. A table would have to remember where in the order the key was,
// so it becomes a trie.
func (v *version) dissoc(key *String) *version {
	v = v.settled()
	v.persist()
	w := &version{trie: v.trie.copy()}
	w.trie.del(key.Hash(), Ref(&key.Header))
	return w
}

// Settle makes the dicts in a value that is going to be shared between machines safe for that: using
// them writes nothing. It looks into lists, dicts and vectors.
func Settle(v Value) {
	if k := v.Kind(); k != KindList && k != KindDict && k != KindVector {
		return
	}
	for todo := []Value{v}; len(todo) > 0; {
		x := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		switch x.Kind() {
		case KindList:
			todo = append(todo, x.AsList().Items()...)
		case KindVector:
			todo = append(todo, x.AsVector().Items...)
		case KindDict:
			d := x.AsDict()
			if d.ver != nil {
				d.ver.settled().persist()
			}
			for it := d.All(); ; {
				_, y, ok := it.Next()
				if !ok {
					break
				}
				todo = append(todo, y)
			}
		}
	}
}
