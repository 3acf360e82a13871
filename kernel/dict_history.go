package kernel

// history is the states of the large dicts that came from each other without branching. The newest
// has the entries in a mutable table; an older one is what the log of changes takes back (after
// Baker, "Shallow binding makes functional arrays fast", SIGPLAN Notices 26, 1991). So a fold that
// makes a new dict in every step, and looks at the newest only, pays for a table. When an older
// state is looked at, all become tries, which share structure: that costs what it would have cost to
// use them from the start.
//
// A Dict is one state of one history, and no two Dicts are the same state.
type history struct {
	table *table    // the newest state's entries; nil once tries is set
	log   []change  // what led from each state to the next, from state 0 on
	tries []*ordMap // the states, once an older one was looked at
}

// change is what one step did to a table.
type change struct {
	key *String // nil for nothing
	val Value   // what key had before
	had bool    // or it was not there
}

// leastSteps is how many states share a table at least before it is copied. With it, and the number
// of entries, what a dict that somebody keeps holds on to is bounded.
const leastSteps = 64

func newHistory(t *table) *history { return &history{table: t} }

func trieHistory(m *ordMap) *history { return &history{tries: []*ordMap{m}} }

// lookBack makes tries of all states.
func (h *history) lookBack() {
	if h.tries != nil {
		return
	}
	newest := len(h.log)
	tries := make([]*ordMap, newest+1)
	tries[newest] = h.table.trie()
	for i := newest - 1; i >= 0; i-- {
		m := tries[i+1].copy()
		switch c := h.log[i]; {
		case c.key == nil:
		case c.had:
			m.put(c.key.Hash(), Ref(&c.key.Header), c.val)
		default:
			m.del(c.key.Hash(), Ref(&c.key.Header))
		}
		tries[i] = m
	}
	*h = history{tries: tries}
}

// entries gives the entries of a large dict, in a table or else in a trie.
func (d *Dict) entries() (*table, *ordMap) {
	h := d.hist
	if h.tries == nil && int(d.state) == len(h.log) {
		return h.table, nil
	}
	return nil, d.trie()
}

// trie gives the entries of a large dict as a trie.
func (d *Dict) trie() *ordMap {
	d.hist.lookBack()
	return d.hist.tries[d.state]
}

// step gives a large dict that goes on from d with the same entries, and its entries to be changed
// by the caller; d stays what it is. A change of the table is to be noted in the log's last place.
func (d *Dict) step() (*Dict, *table, *ordMap) {
	next := &Dict{Header: Header{KindDict}}
	h := d.hist
	t, m := d.entries()
	switch {
	case t == nil:
		m = m.copy()
		next.hist = trieHistory(m)
	case len(h.log) >= max(leastSteps, 2*t.live):
		t = t.copy(t.live + t.live/4)
		next.hist = newHistory(t)
	default:
		h.log = append(h.log, change{})
		next.hist, next.state = h, uint32(len(h.log))
	}
	return next, t, m
}

// assocLarge is Assoc on a large dict.
func (d *Dict) assocLarge(key *String, val Value) *Dict {
	next, t, m := d.step()
	if t == nil {
		m.put(key.Hash(), Ref(&key.Header), val)
		return next
	}
	old, had := t.set(key, val)
	h := next.hist
	if h == d.hist {
		h.log[len(h.log)-1] = change{key, old, had}
	}
	if t.hopeless() {
		h.lookBack()
	}
	return next
}

// dissocLarge is Dissoc on a large dict. A table would have to remember where in the order the key
// was, so it becomes a trie.
func (d *Dict) dissocLarge(key *String) *Dict {
	m := d.trie().copy()
	m.del(key.Hash(), Ref(&key.Header))
	return &Dict{Header: Header{KindDict}, hist: trieHistory(m)}
}

// become makes d the state that other is; nobody else holds other.
func (d *Dict) become(other *Dict) { d.hist, d.state = other.hist, other.state }

// setLarge is Set on a large dict: in place, unless an older state depends on the table.
func (d *Dict) setLarge(key *String, val Value) {
	t, m := d.entries()
	switch {
	case t == nil:
		m.own()
		m.put(key.Hash(), Ref(&key.Header), val)
	case len(d.hist.log) == 0:
		if t.set(key, val); t.hopeless() {
			d.hist.lookBack()
		}
	default:
		d.become(d.assocLarge(key, val))
	}
}

// takeCopied gives the bytes that setting keys in d has taken, beside the entries, since it was last asked.
func (d *Dict) takeCopied() int {
	if d.hist == nil || d.hist.tries == nil {
		return 0
	}
	return d.hist.tries[d.state].takeCopied()
}

// deleteLarge is Delete on a large dict.
func (d *Dict) deleteLarge(key *String) bool {
	t, m := d.entries()
	switch {
	case t == nil:
		m.own()
		return m.del(key.Hash(), Ref(&key.Header))
	case len(d.hist.log) == 0:
		return t.delete(key)
	}
	if pos, _ := t.find(key); pos < 0 {
		return false
	}
	d.become(d.dissocLarge(key))
	return true
}

// getLarge is Get on a large dict.
func (d *Dict) getLarge(key *String) (Value, bool) {
	t, m := d.entries()
	if t != nil {
		if pos, _ := t.find(key); pos >= 0 {
			return t.vals[pos], true
		}
		return Nil, false
	}
	if e := m.get(key.Hash(), Ref(&key.Header)); e != nil {
		return e.val, true
	}
	return Nil, false
}

// lenLarge is Len on a large dict.
func (d *Dict) lenLarge() int {
	t, m := d.entries()
	if t != nil {
		return t.live
	}
	return m.count
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
			if d.hist != nil {
				d.trie()
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
