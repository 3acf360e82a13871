package cek

import (
	"math"

	"github.com/sx-lang/sx/kernel"
)

// frozenFrame is a frame being made. Each lies alone in a segment that counts as captured: whoever
// returns into it goes on in a copy.
type frozenFrame struct {
	ref  frameRef // without a register
	code *code
	up   *frozenFrame // that it returns to
	seen bool         // checkCallers has been here
}

// allocFrame makes a frame with its function, and the instruction it waits at.
func (t *thawer) allocFrame(f *fields) {
	fn, at := f.value(), f.number()
	if fn.Kind() != kernel.KindLambda {
		f.fail("it has no function")
		return
	}
	c := asLambda(fn).code
	f.note(c.write())
	if at < 0 || at >= len(c.ins) {
		f.fail("it waits outside its code")
		return
	}
	if err := t.meter.Alloc(c.frame); err != nil {
		t.err = err
		return
	}
	s := &segment{slots: make([]kernel.Value, max(c.frame/slotSize, headSlots)), frozen: true}
	s.slots[0] = fn
	s.slots[1] = kernel.Link(underflow, 0)
	t.made[f.at] = &frozenFrame{ref: frameRef{seg: s, fp: &s.slots[0], pc: &c.ins[at]}, code: c}
}

// fillFrame says where a frame returns to.
func (t *thawer) fillFrame(f *fields, fr *frozenFrame) {
	f.next = 2
	if f.next < len(f.items) {
		fr.up = wanted[*frozenFrame](f, "a frame")
		f.next--
	}
	fr.ref.seg.ret = f.link()
}

// checkCallers checks that a frame does not return to itself.
func (t *thawer) checkCallers(f *fields) {
	fr := t.made[f.at].(*frozenFrame)
	n := 0
	for up := fr.up; up != nil && !up.seen; up = up.up {
		if n++; up == fr || n > len(t.made) {
			f.fail("it returns to itself")
			return
		}
	}
	for up := fr; up != nil && !up.seen; up = up.up {
		up.seen = true
	}
}

// fillTyped gives closures what they captured and frames what they hold, when it is known which of it
// is used as a box.
func (t *thawer) fillTyped(f *fields) {
	if t.tags[f.at] == "function" {
		l := asLambda(t.made[f.at].(kernel.Value))
		fl, err := t.flows.get(l.code)
		if err != nil {
			f.note(err)
			return
		}
		f.next = 1
		for i := range l.captured() {
			l.captured()[i] = t.typed(f, fl.up[i])
		}
		return
	}
	fr := t.made[f.at].(*frozenFrame)
	fl, err := t.flows.get(fr.code)
	if err != nil {
		f.note(err)
		return
	}
	at := kernel.IndexOf(fr.code.start, fr.ref.pc)
	needed := t.flows.at(fl, at)
	for off := headSize; off < fr.code.frame; off += slotSize {
		if needed.get(uint16(off))&needBox != 0 { // until it is given
			fr.ref.seg.slots[off/slotSize] = kernel.Ref(&kernel.NewBox(kernel.Unbound).Header)
		}
	}
	f.next = 4
	for f.more() {
		off := f.register()
		if off < headSize || int(off) >= fr.code.frame {
			f.fail("a register is outside it")
			return
		}
		v := t.typed(f, needed.get(off))
		fr.ref.seg.slots[off/slotSize] = v
	}
}

// typed gives a field that is used as needed: a box, a value, or, in a frame of the machine's own
// procedures, one of the machine's objects.
func (t *thawer) typed(f *fields, n need) kernel.Value {
	if f.next < len(f.items) && (n&needValue == 0 || t.tags[f.at] == "frame") {
		if v := f.items[f.next]; v.IsList() && v.AsList().Len() == 1 && v.AsList().First().IsInt() {
			in := &fields{t: t, at: f.at, items: v.AsList().Items()}
			switch o := in.object().(type) {
			case *kernel.Box:
				if n&needValue == 0 {
					f.next++
					return kernel.Ref(&o.Header)
				}
			case *dynamic:
				return t.own(f, o.value())
			case *plan:
				return t.own(f, kernel.Ref(&o.Header))
			case *loader:
				return t.own(f, kernel.Ref(&o.Header))
			}
		}
	}
	if n&needBox != 0 {
		f.fail("a variable that changes is %s, want a box", brief(f.take()))
		return kernel.Nil
	}
	return f.valueOrUnbound()
}

// own gives one of the machine's objects for a register.
func (t *thawer) own(f *fields, o kernel.Value) kernel.Value {
	fr, ok := t.made[f.at].(*frozenFrame)
	if !ok || fr.code.source != nil {
		f.fail("one of the machine's own objects is where a value is wanted")
		return kernel.Nil
	}
	f.next++
	return o
}

// checkArrivals checks the places that values go to: a register of the frame, or the first slot after
// it, which is where errors that nothing comes back from are raised.
func (t *thawer) checkArrivals() {
	for _, r := range t.arrives {
		if t.err != nil {
			return
		}
		c := frameCode(r.fp)
		if r.to != nowhere && (r.to < headSize || int(r.to) > c.frame) {
			t.err = badState("the frozen state is damaged: a value goes to a register outside the frame of %s", c.described())
			return
		}
		fl, err := t.flows.get(c)
		if err != nil {
			t.err = err
			return
		}
		if err := t.meter.Work(8); err != nil {
			t.err = err
			return
		}
		if r.to == nowhere || int(r.to) == c.frame {
			continue
		}
		if t.flows.at(fl, kernel.IndexOf(c.start, r.pc)).get(r.to)&needBox != 0 {
			t.err = badState("the frozen state is damaged: a value goes to a register of %s that holds a box", c.described())
		}
	}
}

func (t *thawer) fillExtent(f *fields, d *dynamic) {
	d.next = f.node()
	t.extent(f, d)
	if d.kind == dynHandling {
		d.a, d.b = f.node().value(), f.node().value()
	}
	f.end()
}

// extent reads what a node is without what is around it.
func (t *thawer) extent(f *fields, d *dynamic) {
	d.kind = dynKind(f.within(int(dynProvide)))
	d.id = t.identity(f)
	d.ret = f.link()
	d.a, d.b = kernel.Nil, kernel.Nil
	switch d.kind {
	case dynHandling:
	case dynProvide:
		d.a = f.value()
		value, emitted := f.value(), f.value()
		if !emitted.IsList() {
			f.fail("what it collects is no list")
		}
		d.b = kernel.ListOf(value, emitted)
	case dynGuest:
		d.a, d.world = f.value(), f.world()
		if d.world == nil {
			f.fail("a guest has no world")
		}
	default:
		d.a, d.b = f.value(), f.value()
	}
	if d.kind == dynParams && !d.a.IsList() {
		f.fail("its parameters are no list")
	}
	if d.ret.seg == nil {
		if d.kind != dynGuest && d.endsChain() {
			f.fail("there is nothing outside it")
		}
		return
	}
	t.checkPlace(f, d)
}

// identity gives an extent the identity that those with the same number have: one that is new to the
// machine, so that a state thawed twice is two.
func (t *thawer) identity(f *fields) int64 {
	n := f.within(math.MaxInt)
	if n == 0 {
		return 0
	}
	id, ok := t.extents[n]
	if !ok {
		t.m.extents++
		id = t.m.extents
		t.extents[n] = id
	}
	return id
}

// captured reads captured extents.
func (t *thawer) captured(f *fields) []*dynamic {
	l := f.list()
	out := make([]*dynamic, len(l.items))
	for i := range out {
		out[i] = &dynamic{Func: kernel.NewFunc(kernel.KindExtent, nil)}
	}
	for i, d := range out {
		in := l.list()
		if t.extent(in, d); d.kind == dynHandling {
			d.a, d.b = in.outer(out, i), in.outer(out, i)
		}
		in.end()
		if i+1 < len(out) {
			d.next = out[i+1]
		}
	}
	for i := len(out) - 1; i >= 0; i-- {
		out[i].link()
	}
	return out
}

// outer gives one of the extents in all that lies outside number i, or nil for one further out.
func (f *fields) outer(all []*dynamic, i int) kernel.Value {
	if f.next < len(f.items) && f.items[f.next].IsNil() {
		return f.take()
	}
	at := f.within(len(all) - 1)
	if at <= i {
		f.fail("a handler's outside is not outside it")
		return kernel.Nil
	}
	return all[at].value()
}

// linkNode works out what of a node depends on the nodes outside it.
func (t *thawer) linkNode(f *fields) {
	var chain []*dynamic
	for d := t.made[f.at].(*dynamic); d != nil && d.depth == 0; d = d.next {
		if chain = append(chain, d); len(chain) > len(t.made) {
			f.fail("it is inside itself")
			return
		}
	}
	for i := len(chain) - 1; i >= 0; i-- {
		chain[i].link()
	}
}

// checkPlace checks that a guard and a driver of guests are where the machine expects them.
func (t *thawer) checkPlace(f *fields, d *dynamic) {
	if !d.endsChain() {
		return
	}
	c := frameCode(d.ret.fp)
	name, at := "", kernel.IndexOf(c.start, d.ret.pc)
	if c.source == nil {
		name = c.Info.Name
	}
	switch {
	case d.kind == dynGuard && (name != "%guard" || at != 1):
		f.fail("a guard is outside %%guard")
	case d.kind == dynGuest && (name != "cek-step-loop" && name != "cek-step" || at != 1):
		f.fail("a guest has no driver")
	}
}

// checkNodes checks what depends on what the extents are.
func (t *thawer) checkNodes(f *fields) {
	switch o := t.made[f.at].(type) {
	case *dynamic:
		if o.kind != dynHandling {
			return
		}
		for _, outer := range []*dynamic{asDynamic(o.a), asDynamic(o.b)} {
			if err := t.meter.Work(max(0, o.depth-outer.depthOrZero())); err != nil {
				t.err = err
			} else if o.next.ancestor(outer.depthOrZero()) != outer {
				f.fail("a handler's outside is not outside it")
			}
		}
	case *plan:
		switch {
		case o.kind == planGuard && (o.node == nil || o.node.kind != dynGuard):
			f.fail("it goes to no guard")
		case o.kind != planGuard && o.k == nil:
			f.fail("it has no continuation")
		}
	}
}

func (t *thawer) fillPlan(f *fields, p *plan) {
	p.kind, p.target = planKind(f.within(int(planReraise))), f.node()
	k := f.value()
	switch {
	case k.Kind() == kernel.KindContinuation:
		p.k = asContinuation(k)
	case !k.IsNil():
		f.fail("its continuation is none")
	}
	p.v, p.node = f.value(), f.node()
	f.end()
}

func (t *thawer) fillGuest(f *fields, g *guestState) {
	f.next = 1
	g.value, g.raise, g.ret = f.value(), f.bool(), f.link()
	g.nodes, g.world, g.id = t.captured(f), f.world(), t.identity(f)
	f.end()
	if (g.phase == guestContinue || g.phase == guestSuspended) && (g.ret.seg == nil || g.world == nil) {
		f.fail("it has nowhere to go on")
	}
}
