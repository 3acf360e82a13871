package cek

import "github.com/sx-lang/sx/kernel"

// When the account of memory is full, a census counts what the machine can still reach, and sets the
// account to that: garbage is not held against the program. What a builtin under way, or the
// compiler, has been charged for and holds alone is added. The program is over its limit when the
// count alone is more than three quarters of it, so that the next census is at least a quarter away
// and all of them cost no more than a part of the work that was charged in between.

// full is asked by the meter when the account of memory exceeds its bound.
func (m *Machine) full() error {
	most := m.meter.MaxAllocated
	own := m.meter.Allocated - m.meter.Begun
	flying := own + m.meter.Reserved
	if flying > most {
		return kernel.MemoryLimit(most)
	}
	live, err := m.live()
	if err != nil {
		return err
	}
	if live > most/4*3 || live+flying > most {
		return kernel.MemoryLimit(most)
	}
	m.meter.Allocated = live + flying
	m.meter.Begun = m.meter.Allocated - own
	return nil
}

// Memory counts the bytes that the program holds, by the measure of Config.MaxMemory. It must not be
// asked while the machine runs.
func (m *Machine) Memory() int64 {
	n, _ := m.live()
	return n
}

// live counts the bytes that the machine can reach.
func (m *Machine) live() (int64, error) {
	c := &kernel.Census{Check: m.cancelled, Other: visit}
	for at := m; at != nil; at = at.expander {
		at.spare, at.spares = nil, 0 // and what lies in them
		at.roots(c)
	}
	err := c.Run()
	return c.Bytes, err
}

// cancelled gives the error of the context, if it is over.
func (m *Machine) cancelled() error {
	if m.ctx == nil {
		return nil
	}
	return m.ctx.Err()
}

// roots adds what the machine refers to itself.
func (m *Machine) roots(c *kernel.Census) {
	if m.seg != nil && m.fp != nil {
		m.seg.forget(m.fp)
		visitPlace(c, frameRef{seg: m.seg, fp: m.fp, pc: m.pc})
	}
	visitExtents(c, m.dyn)
	visitWorld(c, &m.world)
	for name := range m.aliases {
		c.Bytes += int64(len(name)) + aliasBytes
	}
	c.Add(m.request)
	c.Add(m.result)
}

// What stands for an entry of a map of aliases, and for a global with its entries in maps.
const (
	aliasBytes = 112
	cellBytes  = 160
)

// visit counts the object of a value of this package's kinds, if it is new.
func visit(c *kernel.Census, v kernel.Value) {
	switch v.Kind() {
	case kernel.KindLambda:
		visitLambda(c, asLambda(v))
	case kernel.KindCode:
		visitCode(c, asCode(v))
	case kernel.KindContinuation:
		visitContinuation(c, asContinuation(v))
	case kernel.KindMachine:
		if g := kernel.As[guestState](v); kernel.Reach(c, g, cap(g.nodes)*8) {
			c.Add(g.value)
			visitPlace(c, g.ret)
			visitWorld(c, g.world)
			for _, d := range g.nodes {
				visitExtents(c, d)
			}
		}
	case kernel.KindParameter:
		if p := kernel.As[parameter](v); kernel.Reach(c, p, 0) {
			c.Add(p.value)
			c.Add(p.converter)
		}
	case kernel.KindPromise:
		if p := kernel.As[promise](v); kernel.Reach(c, p, 0) && kernel.Reach(c, p.state, 0) {
			c.Add(p.state.v)
		}
	case kernel.KindMacro:
		visitMacro(c, kernel.As[macro](v))
	case kernel.KindEnvironment:
		visitEnvironment(c, asEnvironment(v))
	case kernel.KindExtent:
		visitExtents(c, asDynamic(v))
	case kernel.KindLoader:
		visitLoader(c, kernel.As[loader](v))
	case kernel.KindInternal:
		if p := kernel.As[plan](v); kernel.Reach(c, p, 0) {
			c.Add(p.v)
			visitContinuation(c, p.k)
			visitExtents(c, p.target)
			visitExtents(c, p.node)
		}
	}
}

func visitLambda(c *kernel.Census, l *lambda) {
	n := len(l.code.captures)
	if !kernel.Reach(c, l, n*slotSize) {
		return
	}
	if n > 0 {
		c.Add(l.captured()...)
	}
	visitCode(c, l.code)
}

// visitCode counts compiled code, but not that of the base, which all machines share. Instructions
// lead to constants and to globals.
func visitCode(c *kernel.Census, code *code) {
	if e := code.home; e != nil && e.weight > 0 {
		visitEnvironment(c, e)
		return
	}
	if code.base || !kernel.Reach(c, code, len(code.ins)*instrBytes+cap(code.pos)*4+
		(len(code.names)+len(code.operands))*48+len(code.captures)*4+infoBytes) {
		return
	}
	c.Source(code.source)
	for i := range code.ins {
		if k := code.ins[i].k; k != nil {
			c.Bytes += slotSize
			c.Add(*k)
		}
	}
}

const (
	instrBytes = 32
	infoBytes  = 112
)

func visitContinuation(c *kernel.Census, k *continuation) {
	if !kernel.Reach(c, k, 0) {
		return
	}
	visitPlace(c, k.ret)
	visitExtents(c, k.dyn)
	c.Add(k.tag)
	if kernel.Reach(c, k.inside, cap(k.nodes())*8) {
		for _, d := range *k.inside {
			visitExtents(c, d)
		}
	}
	visitExtents(c, k.handlers)
}

// visitExtents counts d and the extents around it.
func visitExtents(c *kernel.Census, d *dynamic) {
	for ; kernel.Reach(c, d, 0); d = d.next {
		c.Add(d.a)
		c.Add(d.b)
		visitPlace(c, d.ret)
		visitWorld(c, d.world)
	}
}

// visitWorld counts the variables of a guest's world.
func visitWorld(c *kernel.Census, w *world) {
	if w == nil {
		return
	}
	visitEnvironment(c, w.env)
	for _, l := range w.libraries {
		if l.env != nil {
			visitEnvironment(c, l.env)
		}
	}
}

// visitPlace counts the segment of a place to continue at and adds the values in the frame there and
// in those below.
func visitPlace(c *kernel.Census, r frameRef) {
	for r.seg != nil {
		kernel.Reach(c, r.seg, len(r.seg.slots)*slotSize)
		if !kernel.Enter(c, r.fp) {
			return
		}
		size := r.seg.room(r.fp)
		for {
			// The frame's link is no value, nor are those that calls have left behind in registers.
			c.Add(kernel.Slots(r.fp, size/slotSize)...)
			l := *link(r.fp)
			if kernel.As[instr](l) == underflow {
				break
			}
			size = int(l.LinkNumber())
			if !l.IsLink() || size > kernel.Distance(&r.seg.slots[0], r.fp) {
				return // the place is out of date: nobody will go there
			}
			r.fp = kernel.Below(r.fp, l.LinkNumber())
			if !kernel.Enter(c, r.fp) {
				return
			}
		}
		r = r.seg.ret
	}
}

// room gives the bytes from the frame at fp to its end; a frame whose first slot is not its function
// is taken to go on to the end of the segment.
func (s *segment) room(fp *kernel.Value) int {
	left := kernel.Distance(fp, &s.slots[len(s.slots)-1]) + slotSize
	if fp.Kind() != kernel.KindLambda {
		return left
	}
	return min(frameCode(fp).frame+reserve*slotSize, left)
}

// forget clears what lies above the frame at fp, the newest one, so that it holds nothing any more.
func (s *segment) forget(fp *kernel.Value) {
	left := kernel.Distance(fp, &s.slots[len(s.slots)-1]) + slotSize
	if room := s.room(fp); room < left {
		clear(kernel.Slots(kernel.Slot(fp, uint16(room)), (left-room)/slotSize))
	}
}

func visitMacro(c *kernel.Census, m *macro) {
	if !kernel.Reach(c, m, infoBytes) {
		return
	}
	c.Add(m.transformer)
	if r := m.rules; kernel.Reach(c, r, len(r.literalsOrNil())*48) {
		for _, clause := range r.clauses {
			c.Add(clause.pattern)
			c.Add(clause.template)
		}
	}
}

func (r *rules) literalsOrNil() map[string]bool {
	if r == nil {
		return nil
	}
	return r.literals
}

// visitEnvironment counts the globals of e and of those it goes on to, but not the base's.
func visitEnvironment(c *kernel.Census, e *environment) {
	for ; e != nil && e.parent != nil && kernel.Reach(c, e, 0); e = e.parent {
		c.Bytes += int64(len(e.imports))*aliasBytes + e.weight
		for name, cell := range e.cells {
			if kernel.Reach(c, cell, cellBytes+len(name)) {
				c.Add(cell.value)
			}
		}
	}
}

func visitLoader(c *kernel.Census, l *loader) {
	if !kernel.Reach(c, l, 0) {
		return
	}
	visitEnvironment(c, l.env)
	c.Source(l.source)
	for _, q := range l.queue {
		c.Add(q.form)
	}
	for _, s := range l.texts {
		c.Source(s)
	}
}
