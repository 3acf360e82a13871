package cek

import (
	"slices"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// frame gives the number of the frame at r as a field; nil at the bottom of a chain. A frame is written
// with what will still be read of it once the call that it waits for gives its value to register r.to.
func (f *freezer) frame(r frameRef) kernel.Value {
	if r.seg == nil {
		return kernel.Nil
	}
	return f.number(r)
}

// register gives the number of a register: 0 is nowhere, and the first slot of a frame is 0 too.
func (f *freezer) register(off uint16) kernel.Value { return kernel.Int(int64(off / slotSize)) }

// link gives the frame at r and the register there that a value goes to, as two fields.
func (f *freezer) link(r frameRef) []kernel.Value {
	return []kernel.Value{f.frame(r), f.register(r.to)}
}

// frameObject gives the fields of a frame: the function, the instruction that comes next, where the
// frame returns to, and the registers that will be read, each with its number.
func (f *freezer) frameObject(r frameRef) []kernel.Value {
	if r.fp.Kind() != kernel.KindLambda {
		f.fail("internal error: a frame has no function")
		return nil
	}
	c := frameCode(r.fp)
	at := kernel.IndexOf(c.start, r.pc)
	if at < 0 || at >= len(c.ins) {
		f.fail("internal error: a frame of %s is outside its code", c.described())
		return nil
	}
	out := append(tagged("frame", f.value(*r.fp), kernel.Int(int64(at))), f.link(callerOf(r))...)
	if int(r.to) >= c.frame {
		return out // an error was raised here: nothing comes back
	}
	fl, err := f.flows.get(c)
	if err != nil {
		f.fail("%v", err)
		return nil
	}
	if err := f.meter.Work(c.frame / slotSize); err != nil && f.err == nil {
		f.err = err
	}
	s := f.flows.after(fl, at, r.to)
	for off := headSize; off < c.frame; off += slotSize {
		if s.get(uint16(off)) == 0 {
			continue
		}
		f.slot = off / slotSize
		out = append(out, f.register(uint16(off)), f.registerValue(*kernel.Slot(r.fp, uint16(off))))
	}
	return out
}

// callerOf gives the place that the frame at r returns to.
func callerOf(r frameRef) frameRef {
	l := *link(r.fp)
	if pc := kernel.As[instr](l); pc != underflow {
		to := l.LinkNumber()
		return frameRef{r.seg, kernel.Below(r.fp, to), pc, uint16(to)}
	}
	return r.seg.ret
}

// registerValue gives the field for what a register holds, which may be the machine's own.
func (f *freezer) registerValue(v kernel.Value) kernel.Value {
	switch v.Kind() {
	case kernel.KindExtent:
		return f.refer(kernel.As[dynamic](v))
	case kernel.KindInternal:
		return f.refer(kernel.As[plan](v))
	case kernel.KindLoader:
		return f.refer(kernel.As[loader](v))
	}
	return f.value(v)
}

// node gives the number of a dynamic extent, or nil.
func (f *freezer) node(d *dynamic) kernel.Value {
	if d == nil {
		return kernel.Nil
	}
	return f.number(d)
}

func (f *freezer) nodeObject(d *dynamic) []kernel.Value {
	if d.kind != dynHandling {
		return f.extent(tagged("extent", f.node(d.next)), d, kernel.Nil, kernel.Nil)
	}
	return f.extent(tagged("extent", f.node(d.next)), d, f.node(asDynamic(d.a)), f.node(asDynamic(d.b)))
}

// again gives what happens when a handler comes back: a boolean, or the number of an extent.
func (f *freezer) again(v kernel.Value) kernel.Value {
	if v == kernel.True || v == kernel.False {
		return v
	}
	return f.node(asDynamic(v))
}

// identity gives the number of an extent's identity; 0 is that it is not known.
func (f *freezer) identity(id int64) kernel.Value {
	if id == 0 {
		return kernel.Int(0)
	}
	n, ok := f.extents[id]
	if !ok {
		n = int64(len(f.extents)) + 1
		f.extents[id] = n
	}
	return kernel.Int(n)
}

// extent appends what a node is without what is around it. from and back stand for the nodes that a
// handler that runs refers to.
func (f *freezer) extent(out []kernel.Value, d *dynamic, from, back kernel.Value) []kernel.Value {
	out = append(out, kernel.Int(int64(d.kind)), f.identity(d.id))
	if d.endsChain() {
		out = append(out, f.link(d.ret)...)
	} else {
		out = append(out, kernel.Nil, kernel.Int(0))
	}
	switch d.kind {
	case dynHandling:
		return append(out, from, back)
	case dynProvide:
		return append(out, f.value(d.a), f.value(d.b.AsList().At(0)), f.value(d.b.AsList().At(1)))
	case dynGuest:
		return append(out, f.value(d.a), f.worldRef(d.world))
	}
	return append(out, f.value(d.a), f.value(d.b))
}

// captured gives the extents that a delimited continuation or a guest is in, newest first. They are
// copied when they are entered, and what they were inside of once is gone.
func (f *freezer) captured(all []*dynamic) kernel.Value {
	out := make([]kernel.Value, len(all))
	index := map[*dynamic]int{}
	for i, d := range all {
		index[d] = i
	}
	at := func(d *dynamic, v kernel.Value) kernel.Value {
		if d.kind == dynHandling {
			if i, ok := index[asDynamic(v)]; ok {
				return kernel.Int(int64(i))
			}
		}
		return kernel.Nil
	}
	for i, d := range all {
		out[i] = kernel.ListOf(f.extent(nil, d, at(d, d.a), at(d, d.b))...)
	}
	return kernel.ListOf(out...)
}

func (f *freezer) continuation(k *continuation) []kernel.Value {
	out := append(tagged("continuation"), f.link(k.ret)...)
	if k.delimited {
		return append(out, kernel.True, f.captured(k.nodes()), f.value(k.tag))
	}
	return append(out, kernel.False, f.node(k.dyn), f.again(k.tag), f.node(k.handlers))
}

func (f *freezer) planObject(p *plan) []kernel.Value {
	k := kernel.Nil
	if p.k != nil {
		k = f.value(p.k.value())
	}
	return tagged("plan", kernel.Int(int64(p.kind)), f.node(p.target), k, f.value(p.v), f.node(p.node))
}

func (f *freezer) guestObject(g *guestState) []kernel.Value {
	out := append(tagged("guest", kernel.Int(int64(g.phase)), f.value(g.value), kernel.Bool(g.raise)), f.link(g.ret)...)
	return append(out, f.captured(g.nodes), f.worldRef(g.world), f.identity(g.id))
}

// loaderObject gives the fields of a loader: what is left of its text is named by an offset.
func (f *freezer) loaderObject(l *loader) []kernel.Value {
	all := l.queue // the next form last
	if l.outline != nil {
		rest, err := l.outline.rest()
		if err != nil {
			f.fail("internal error: %s", err.Error())
			return nil
		}
		slices.Reverse(rest)
		all = slices.Concat(rest, l.queue)
	}
	offset := int64(-1)
	if l.reader != nil {
		offset = int64(l.reader.Offset())
	}
	own := kernel.Nil
	if l.lib != nil {
		own = f.number(l.lib)
	}
	queue := make([]kernel.Value, 0, len(all))
	spans := map[*reader.Places]kernel.Value{}
	for _, q := range slices.Backward(all) {
		known, ok := spans[q.places]
		if !ok {
			known = kernel.ListOf()
			if q.places != nil {
				known = kernel.ListOf(f.spans(q.places, all)...)
			}
			spans[q.places] = kernel.Int(int64(len(queue)))
		}
		queue = append(queue, kernel.ListOf(f.value(q.form), kernel.Int(int64(q.pos)), known))
	}
	names := make([]kernel.Value, 0, 2*len(l.texts))
	for _, name := range sortedKeys(l.texts) {
		names = append(names, kernel.Str(name), f.number(l.texts[name]))
	}
	return tagged("loader", f.environment(l.env), f.number(l.source), kernel.Int(offset), own, kernel.Str(l.wants), f.pos(l.from),
		kernel.ListOf(queue...), kernel.ListOf(names...))
}

// spans gives what places knows of the forms in the queue: for each list or dict, its offset and those
// of its elements.
func (f *freezer) spans(places *reader.Places, queue []queued) []kernel.Value {
	var out, todo []kernel.Value
	seen := map[kernel.Value]bool{}
	for _, q := range queue {
		if q.places == places {
			todo = append(todo, q.form)
		}
	}
	for len(todo) > 0 {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !v.IsList() && !v.IsDict() || seen[v] {
			continue
		}
		seen[v] = true
		f.charge()
		if s, ok := places.Span(v); ok {
			entry := []kernel.Value{f.value(v), kernel.Int(int64(s.Start))}
			for _, off := range s.Items {
				entry = append(entry, kernel.Int(int64(off)))
			}
			out = append(out, kernel.ListOf(entry...))
		}
		if v.IsList() {
			todo = append(todo, v.AsList().Items()...)
			continue
		}
		for it := v.AsDict().All(); ; {
			_, x, ok := it.Next()
			if !ok {
				break
			}
			todo = append(todo, x)
		}
	}
	return out
}
