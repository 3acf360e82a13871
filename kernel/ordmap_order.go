package kernel

import (
	"cmp"
	"slices"
)

// sorted gives the entries in insertion order, for reading only. The work, O(n) if few entries were
// deleted, is charged to meter, which may be nil, and done once for a state of the map.
func (m *ordMap) sorted(meter *Meter) ([]*entry, error) {
	if p := m.order.Load(); p != nil {
		return *p, nil
	}
	if m.count == 0 {
		return nil, nil
	}
	p := pacer{m: meter}
	if err := p.alloc(2 * m.count * SlotSize); err != nil {
		return nil, err
	}
	out, err := m.root.collect(&p, make([]*entry, 0, m.count))
	if err != nil {
		return nil, err
	}
	if out, err = bySeq(&p, out); err != nil {
		return nil, err
	}
	m.order.Store(&out)
	return out, p.flush()
}

// entries is sorted without a charge.
func (m *ordMap) entries() []*entry {
	out, _ := m.sorted(nil)
	return out
}

func (n *node) collect(p *pacer, out []*entry) ([]*entry, error) {
	if err := p.tick(2 * len(n.data)); err != nil { // not of nodes: their number hangs on addresses
		return nil, err
	}
	out = append(out, n.data...)
	for _, k := range n.kids {
		var err error
		if out, err = k.collect(p, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// bySeq sorts by sequence number, eight bits at a time from the lowest, in as many rounds as the
// spread of the numbers needs; few entries are sorted by comparing.
func bySeq(p *pacer, es []*entry) ([]*entry, error) {
	if len(es) <= 256 {
		slices.SortFunc(es, func(a, b *entry) int { return cmp.Compare(a.seq, b.seq) })
		return es, nil
	}
	low, high := es[0].seq, es[0].seq
	for _, e := range es {
		low, high = min(low, e.seq), max(high, e.seq)
	}
	other := make([]*entry, len(es))
	for shift := 0; shift < 64 && (high-low)>>shift > 0; shift += 8 {
		var start [257]int
		for _, e := range es {
			start[(e.seq-low)>>shift&255+1]++
		}
		for i := range 256 {
			start[i+1] += start[i]
		}
		for _, e := range es {
			if err := p.tick(1); err != nil {
				return nil, err
			}
			digit := (e.seq - low) >> shift & 255
			other[start[digit]] = e
			start[digit]++
		}
		es, other = other, es
	}
	return es, nil
}
