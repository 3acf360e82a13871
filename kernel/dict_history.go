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
	table  *table    // the entries of the newest state; nil once tries is set
	newest uint32    // the number of that state, states counted from 0; noState once tries is set
	log    *changes  // what led from each state to the next, the last ones
	heads  []Dict    // for the next states
	tries  []*ordMap // the states, once an older one was looked at
}

// noState is the number of no state: a table is copied long before there are so many.
const noState = 1<<32 - 1

// changes is a part of a log, which grows without being copied.
type changes struct {
	before *changes // the part before this one
	done   []change
}

// change is what one step did to a table.
type change struct {
	key *String // nil for nothing
	old Value   // what key had before; Unbound if it was not there
}

// A part of a log has twice the room of the part before it, within these bounds.
const (
	leastChanges = 8
	mostChanges  = 256
)

// leastSteps is how many states share a table at least before it is copied. With it, and the number
// of entries, what a dict that somebody keeps holds on to is bounded.
const leastSteps = 64

// manyHeads is how many states of a row are made as one object: who keeps one of them keeps the others.
const manyHeads = 8

func newHistory(t *table) *history { return &history{table: t} }

func trieHistory(m *ordMap) *history { return &history{tries: []*ordMap{m}, newest: noState} }

// note makes the newest state an older one: c is what leads to the next.
func (h *history) note(c change) {
	l := h.log
	if l == nil || len(l.done) == cap(l.done) {
		room := leastChanges
		if l != nil {
			room = min(2*len(l.done), mostChanges)
		}
		l = &changes{before: l, done: make([]change, 0, room)}
		h.log = l
	}
	l.done = append(l.done, c)
	h.newest++
}

// lookBack makes tries of all states, charged to m; if m refuses, all stays as it was.
func (h *history) lookBack(m *Meter) error {
	if h.tries != nil {
		return nil
	}
	state := h.newest
	if err := alloc(m, 8*int(state)); err != nil {
		return err
	}
	tries := make([]*ordMap, state+1)
	var err error
	if tries[state], err = h.table.trie(m); err != nil {
		return err
	}
	for l := h.log; l != nil; l = l.before {
		for i := len(l.done) - 1; i >= 0; i-- {
			if err := alloc(m, pathBytes); err != nil {
				return err
			}
			tries[state-1] = l.done[i].undo(tries[state])
			state--
		}
	}
	*h = history{tries: tries, newest: noState}
	return nil
}

// undo gives the map as it was before the change.
func (c *change) undo(m *ordMap) *ordMap {
	m = m.copy()
	switch {
	case c.key == nil:
	case c.old.IsUnbound():
		m.del(c.key.Hash(), Ref(&c.key.Header))
	default:
		m.put(c.key.Hash(), Ref(&c.key.Header), c.old)
	}
	return m
}

// table gives the entries of a large dict that is the newest of its row; nil of another.
func (d *Dict) table() *table {
	if d.state == d.hist.newest {
		return d.hist.table
	}
	return nil
}

// trie gives the entries of a large dict as a trie.
func (d *Dict) trie() *ordMap {
	_ = d.hist.lookBack(nil)
	return d.hist.tries[d.state]
}

// mustCopy tells that the next step is to have a table of its own, t being that of h.
func (h *history) mustCopy() bool {
	return h.newest >= leastSteps && int(h.newest) >= 2*h.table.live
}

// Ready tells whether d can be looked at without work that grows with it.
func (d *Dict) Ready() bool { return d.hist == nil || d.state == d.hist.newest || d.hist.tries != nil }

// ready does the work that grows with d before it is looked at, charged to m: an older state is looked
// back to. Who has no meter need not call it.
func (d *Dict) ready(m *Meter) error {
	if d.Ready() {
		return nil
	}
	return d.hist.lookBack(m)
}

// prepare is ready, and the work that grows with d before a key is set in it, or in a copy of it.
func (d *Dict) prepare(m *Meter) error {
	h := d.hist
	if h == nil {
		return nil
	}
	t := d.table()
	switch {
	case t == nil:
		return h.lookBack(m)
	case h.mustCopy():
		c, err := t.fork(m)
		if err == nil {
			d.become(largeDict(newHistory(c), 0))
		}
		return err
	case t.hopeless():
		return h.lookBack(m)
	case t.full() || t.crowds():
		return t.rebuild(m)
	}
	return nil
}

// set is Set, charged to m.
func (d *Dict) set(m *Meter, key *String, val Value) error {
	if err := d.prepare(m); err != nil {
		return err
	}
	d.Set(key, val)
	return nil
}

// Due is the error of a builtin of one or two arguments, which has no meter, when there is work that grows
// to be done first. Who calls it does that, and calls again.
type Due struct{ dict *Dict }

func (d *Due) Error() string { return "there is work to be done first" }

// Do does the work, charged to m.
func (d *Due) Do(m *Meter) error { return d.dict.prepare(m) }

// dueToLook tells of work that is due before d is looked at.
func (d *Dict) dueToLook() error {
	if d.Ready() {
		return nil
	}
	return &Due{d}
}

// dueToCopy tells of work that is due before d is copied.
func (d *Dict) dueToCopy() error {
	if d.hist == nil || d.hist.tries != nil || d.table() != nil && !d.hist.mustCopy() {
		return nil
	}
	return &Due{d}
}

// prepareDelete is ready, and the work that grows with d before key is taken out of it.
func (d *Dict) prepareDelete(m *Meter, key *String) error {
	if d.hist == nil {
		return nil
	}
	if t := d.table(); t != nil && (d.hist.newest == 0 || t.at(key) < 0) {
		return nil
	}
	return d.hist.lookBack(m)
}

// next makes the newest state an older one, c being what leads to the next, and gives that.
func (h *history) next(c change) *Dict {
	h.note(c)
	if h.newest < manyHeads || h.mustCopy() {
		return largeDict(h, h.newest) // one that is to leave the row would be kept by those beside it
	}
	if len(h.heads) == 0 {
		h.heads = make([]Dict, manyHeads)
	}
	d := &h.heads[0]
	h.heads = h.heads[1:]
	d.Header, d.hist, d.state = Header{KindDict}, h, h.newest
	return d
}

// copyLarge is Copy on a large dict.
func (d *Dict) copyLarge() *Dict {
	_ = d.prepare(nil)
	if d.table() == nil {
		return largeDict(trieHistory(d.trie().copy()), 0)
	}
	return d.hist.next(change{})
}

// assocLarge is Assoc on a large dict.
func (d *Dict) assocLarge(key *String, val Value) *Dict {
	_ = d.prepare(nil)
	return d.step(key, val)
}

// step is Assoc on a large dict that is prepared for it.
func (d *Dict) step(key *String, val Value) *Dict {
	if t := d.table(); t != nil {
		return d.hist.next(change{key, t.set(key, val)})
	}
	c := d.trie().copy()
	c.put(key.Hash(), Ref(&key.Header), val)
	return largeDict(trieHistory(c), 0)
}

// dissocLarge is Dissoc on a large dict. A table would have to remember where in the order the key
// was, so it becomes a trie.
func (d *Dict) dissocLarge(key *String) *Dict {
	m := d.trie().copy()
	m.del(key.Hash(), Ref(&key.Header))
	return largeDict(trieHistory(m), 0)
}

// become makes d the state that other is; nobody else holds other.
func (d *Dict) become(other *Dict) { d.hist, d.state = other.hist, other.state }

// setLarge is Set on a large dict: in place, unless an older state depends on the table.
func (d *Dict) setLarge(key *String, val Value) {
	_ = d.prepare(nil)
	switch t := d.table(); {
	case t == nil:
		m := d.trie()
		m.own()
		m.put(key.Hash(), Ref(&key.Header), val)
	case d.hist.newest == 0:
		t.set(key, val)
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
	t := d.table()
	switch {
	case t == nil:
		m := d.trie()
		m.own()
		return m.del(key.Hash(), Ref(&key.Header))
	case d.hist.newest == 0:
		return t.delete(key)
	case t.at(key) < 0:
		return false
	}
	d.become(d.dissocLarge(key))
	return true
}

// getLarge is Get on a large dict.
func (d *Dict) getLarge(key *String) (Value, bool) {
	if t := d.table(); t != nil {
		if i := t.at(key); i >= 0 {
			return t.vals[i], true
		}
		return Nil, false
	}
	if e := d.trie().get(key.Hash(), Ref(&key.Header)); e != nil {
		return e.val, true
	}
	return Nil, false
}

// lenLarge is Len on a large dict.
func (d *Dict) lenLarge() int {
	if t := d.table(); t != nil {
		return t.live
	}
	return d.trie().count
}

// settledOnce is how many values Settle looks at before it remembers which it has seen.
const settledOnce = 1000

// Settle makes the dicts in a value that is going to be shared between machines safe for that: using
// them writes nothing. It looks into lists, dicts and vectors, into each once, and charges m for what is more
// than a thousand values.
func Settle(m *Meter, v Value) error {
	if !settles(v) {
		return nil
	}
	work := pacer{m: m}
	looked := 0
	var seen map[Value]struct{}
	for todo := []Value{v}; len(todo) > 0; {
		x := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if looked++; looked > settledOnce {
			if _, ok := seen[x]; ok {
				continue
			}
			if seen == nil {
				seen = map[Value]struct{}{}
			}
			seen[x] = struct{}{}
		}
		if err := work.tick(1); err != nil {
			return err
		}
		it := Iter{}
		switch x.Kind() {
		case KindList:
			it = x.AsList().All()
		case KindVector:
			it.view = x.AsVector().Items
		case KindDict:
			d := x.AsDict()
			if d.hist != nil {
				d.trie()
			}
			for all := d.All(); ; {
				_, y, ok := all.Next()
				if !ok {
					break
				}
				if settles(y) {
					todo = append(todo, y)
				}
			}
		}
		for n := 0; ; n++ {
			y, ok := it.Next()
			if !ok {
				break
			}
			if settles(y) {
				todo = append(todo, y)
			}
			if n%stride == stride-1 {
				if err := work.tick(stride / 8); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// settles tells whether Settle looks into v.
func settles(v Value) bool {
	k := v.Kind()
	return k == KindList || k == KindDict || k == KindVector
}
