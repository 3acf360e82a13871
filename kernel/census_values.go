package kernel

import "math/big"

// visit counts the object of v, if it is new, and adds what it refers to.
func (c *Census) visit(v Value) {
	switch v.Kind() {
	case KindBig:
		Reach(c, As[Big](v), integerBytes(v.AsBig()))
	case KindRat:
		r := v.AsRat()
		Reach(c, As[Rat](v), integerBytes(r.Num())+integerBytes(r.Denom()))
	case KindString:
		c.text(v.AsString())
	case KindSymbol, KindKeyword:
		if name := v.SymbolName(); Reach(c, As[Symbol](v), 0) && name != "" && c.mark(bytesAddress(name)) {
			c.Bytes += int64(rounded(len(name)))
		}
	case KindList:
		c.list(v.AsList())
	case KindDict:
		c.dict(v.AsDict())
	case KindSet:
		if s := v.AsSet(); Reach(c, s, 0) {
			c.ordMap(s.m)
		}
	case KindVector:
		if x := v.AsVector(); Reach(c, x, rounded(cap(x.Items)*SlotSize)) {
			c.Add(x.Items...)
		}
	case KindValues:
		if x := As[Values](v); Reach(c, x, rounded(cap(x.Items)*SlotSize)) {
			c.Add(x.Items...)
		}
	case KindGathering:
		g := As[gathering](v)
		if Reach(c, g, 0) && !g.closed {
			c.Bytes += int64(rounded(cap(g.items) * SlotSize))
		}
		c.Add(g.items...)
	case KindBuffer:
		b := As[Buffer](v)
		Reach(c, b, cap(b.Bytes))
	case KindPort:
		if p := As[Port](v); Reach(c, p, rounded(len(p.Text))) && p.Out != nil {
			Reach(c, p.Out, cap(p.Out.Bytes))
		}
	case KindRecord:
		if r := v.AsRecord(); Reach(c, r, rounded(cap(r.Fields)*SlotSize)) {
			c.Add(r.Fields...)
			c.recordType(r.Type)
		}
	case KindRecordType:
		c.recordType(As[RecordType](v))
	case KindCondition:
		c.condition(As[Condition](v))
	case KindBuiltin:
		if b := As[Builtin](v); Reach(c, b, 2*len(b.Doc)+closureBytes) && b.Record != nil {
			c.recordType(b.Record)
		}
	case KindBox:
		if b := As[Box](v); Reach(c, b, 0) {
			c.addOne(b.V)
		}
	case KindHost:
		Reach(c, As[Host](v), 0)
	default:
		if c.Other != nil {
			c.Other(c, v)
		}
	}
}

// closureBytes stands for the closure of a builtin.
const closureBytes = 64

func integerBytes(i *big.Int) int { return rounded(sizeOf(i) + cap(i.Bits())*8) }

func (c *Census) text(s *String) {
	more := rounded(len(s.s))
	if s.long {
		more += int(s.runes) / blockRunes * 4
	}
	if !s.keyed {
		Reach(c, s, more)
	} else if c.mark(addressOf(s)) && !c.keys[s.s] {
		if c.keys == nil {
			c.keys = map[string]bool{}
		}
		c.keys[s.s] = true
		c.Bytes += int64(rounded(sizeOf(s)) + more)
	}
}

func (c *Census) list(l *List) {
	if !Reach(c, l, 0) {
		return
	}
	for k := l.front; k != nil; k = k.rest {
		if !Reach(c, k, rounded(len(k.items)*SlotSize)) {
			break
		}
		c.Add(k.items[k.lo:]...)
	}
	if a := l.arr; Reach(c, a, 0) {
		c.Bytes += int64(rounded(len(a.items) * SlotSize))
		c.Add(a.items[:a.hi]...)
	}
}

func (c *Census) dict(d *Dict) {
	if d.hist != nil {
		if h := d.hist; Reach(c, d, 0) && Reach(c, h, rounded(cap(h.tries)*8)) {
			c.history(h)
		}
		return
	}
	if f := d.flat(); Reach(c, f, rounded(cap(f.vals)*SlotSize)+shapeBytes) {
		for _, k := range f.shape.keys {
			c.Bytes += int64(dictKey(k))
		}
		c.Add(f.vals...)
	}
}

// history counts all states, since each Dict that is one of them keeps them.
func (c *Census) history(h *history) {
	for l := h.log; l != nil; l = l.before {
		Reach(c, l, rounded(cap(l.done)*changeBytes))
		for i := range l.done {
			if k := l.done[i].key; k != nil {
				c.text(k)
			}
			c.addOne(l.done[i].old)
		}
	}
	for _, m := range h.tries {
		c.ordMap(m)
	}
	if h.table != nil {
		c.table(h.table)
	}
}

const changeBytes = 24

// shapeBytes and dictKey are what the shape of a small dict and each of its keys count for. They may be
// shared with other dicts, of this machine or of others, or may not: so the count is between the two, and
// more for a long text.
const shapeBytes = 32

func dictKey(k *String) int { return 20 + max(0, len(k.s)-32) }

func (c *Census) table(t *table) {
	if !Reach(c, t, rounded(cap(t.vals)*SlotSize)) {
		return
	}
	// Other tables may share these.
	if cap(t.keys) > 0 && Enter(c, &t.keys[:1][0]) {
		c.Bytes += int64(rounded(cap(t.keys) * 8))
	}
	if Enter(c, &t.index[0]) {
		c.Bytes += int64(rounded(len(t.index) * 4))
	}
	for _, k := range t.keys {
		if k != nil {
			c.text(k)
		}
	}
	c.Add(t.vals...)
}

// ordMap counts the nodes and entries of m that no other map had.
func (c *Census) ordMap(m *ordMap) {
	if !Reach(c, m, 0) {
		return
	}
	if p := m.order.Load(); p != nil {
		Reach(c, p, rounded(cap(*p)*8))
	}
	c.node(m.root)
}

// node recurses: a trie is at most maxShift/trieBits + 2 nodes deep.
func (c *Census) node(n *node) {
	if !Reach(c, n, 0) {
		return
	}
	c.Bytes += int64(rounded(cap(n.data)*8) + rounded(cap(n.kids)*8))
	for _, e := range n.data {
		if Reach(c, e, 0) {
			c.addOne(e.key)
			c.addOne(e.val)
		}
	}
	for _, k := range n.kids {
		c.node(k)
	}
}

func (c *Census) recordType(t *RecordType) {
	if !Reach(c, t, 0) {
		return
	}
	for _, names := range [][]string{{t.Name, t.Family}, t.Fields, t.Ctors} {
		for _, s := range names {
			c.Bytes += int64(rounded(len(s)) + 16)
		}
	}
}

func (c *Census) condition(k *Condition) {
	if !Reach(c, k, len(k.Message)+cap(k.Trace)*traceBytes) {
		return
	}
	c.addOne(k.Irritants)
	c.Source(k.Pos.Source)
	for _, t := range k.Trace {
		c.Source(t.Pos.Source)
	}
}

const traceBytes = 40

// Source counts the text of a source; those that are part of sx are nobody's.
func (c *Census) Source(s *Source) {
	if s != nil && !s.Embedded {
		Reach(c, s, len(s.Text))
	}
}
