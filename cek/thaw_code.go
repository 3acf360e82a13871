package cek

import (
	"github.com/sx-lang/sx/kernel"
)

// allocCode makes a code with all that other objects need to know of it: its frame, its parameters and
// what it captures.
func (t *thawer) allocCode(f *fields) {
	name, doc := f.text(), f.text()
	c := &code{Func: kernel.NewFunc(kernel.KindCode, &kernel.FuncInfo{Name: name, Doc: doc})}
	f.next += 3 // its place, its source, its expansions
	c.frame = f.within(maxFrame/slotSize) * slotSize
	const most = maxFrame / slotSize
	c.required, c.optional = f.within(most), f.within(most)
	flags := f.within(3)
	c.rest, c.top = flags&1 != 0, flags&2 != 0
	c.simple = c.optional == 0 && !c.rest
	params := c.required + c.optional
	if c.rest {
		params++
	}
	if c.frame < headSize+params*slotSize {
		f.fail("its frame has no room for its parameters")
		return
	}
	for l := f.list(); l.more(); {
		kind, at := l.within(3), l.within(1<<16-1)
		c.captures = append(c.captures, capture{fromFrame: kind&1 != 0, patched: kind&2 != 0, at: uint16(at)})
	}
	if len(c.captures)*slotSize > 1<<16-1 {
		f.fail("it captures too many variables")
	}
	t.made[f.at] = c
}

// fillCode gives a code its instructions.
func (t *thawer) fillCode(f *fields, c *code) {
	f.next = 2
	c.Info.Pos, c.source = f.pos(), f.source()
	c.expanded = wanted[*expansions](f, "expansions")
	if c.source == nil {
		f.fail("it has no source")
		return
	}
	f.next += 5
	t.fillInstructions(f.list(), c)
	if t.err != nil {
		return
	}
	offset, most := 0, len(c.source.Text)
	for l := f.list(); l.more(); {
		step := l.number()
		for n := l.within(len(c.ins) - len(c.pos)); n > 0 && t.err == nil; n-- {
			if offset += step; offset < 0 || offset > most || step < -most || step > most {
				l.fail("an instruction has its place outside the text")
				return
			}
			c.pos = append(c.pos, int32(offset))
		}
	}
	for l := f.list(); l.more(); {
		if c.names == nil {
			c.names = map[int]string{}
		}
		c.names[l.within(len(c.ins)-1)] = l.text()
	}
	for l := f.list(); l.more(); {
		if c.operands == nil {
			c.operands = map[int]int{}
		}
		c.operands[l.within(len(c.ins)-1)] = l.within(maxFrame)
	}
	for l := f.list(); l.more(); {
		c.locals = append(c.locals, local{l.register(), l.within(len(c.ins)), l.text()})
	}
	f.text() // its content id, which verifyCode checks
	f.end()
}

// fillInstructions makes the instructions of c; verifyCode checks what they say.
func (t *thawer) fillInstructions(f *fields, c *code) {
	if err := t.meter.Alloc(8 * len(f.items)); err != nil {
		t.err = err
		return
	}
	var jumps []int
	for f.more() {
		in := instr{op: opMove + opcode(f.within(int(opHalt-opMove))), a: uint16(f.within(1<<16 - 1)), b: uint16(f.within(1<<16 - 1)),
			c: uint16(f.within(1<<16 - 1))}
		sh := in.op.shape()
		switch {
		case sh&hasCell != 0:
			if g := f.cell(); g != nil {
				in.k = &g.value
			} else {
				f.fail("an instruction has no variable")
			}
		case in.op == opClosure:
			if inner := wanted[*code](f, "a code"); inner != nil {
				in.k = constant(kernel.Ref(&inner.Header))
			} else {
				f.fail("a closure has no code")
			}
		case sh&hasConstant != 0:
			in.k = constant(f.value())
		}
		to := -1
		if sh&hasJump != 0 {
			to = f.within(len(f.items))
		}
		jumps = append(jumps, to)
		c.ins = append(c.ins, in)
	}
	if t.err != nil {
		return
	}
	if len(c.ins) < 2 {
		f.fail("there are no instructions")
		return
	}
	c.start = &c.ins[0]
	for i, to := range jumps {
		switch {
		case to < 0:
		case to >= len(c.ins):
			f.fail("instruction %d jumps outside", i)
			return
		default:
			c.ins[i].j = &c.ins[to]
		}
	}
}

// verifyCode checks that running a code that came as data keeps what the machine relies on: registers
// lie in the frame, constants and jumps are what the instruction wants, control does not run past the
// end, what is used as a box is a box and nothing else is, and nothing is read that was never written.
func (t *thawer) verifyCode(f *fields) {
	c := t.made[f.at].(*code)
	last := len(c.ins) - 1
	for i := range c.ins {
		if why := t.verifyInstruction(c, i); why != "" {
			f.fail("instruction %d: %s", i, why)
			return
		}
		if in := &c.ins[i]; in.op == opBuiltin2 || in.op == opBuiltin {
			in.op = inPlace(in.op, kernel.As[kernel.Builtin](*in.k))
		}
	}
	for _, l := range c.locals {
		if !c.inFrame(l.reg, 1) {
			f.fail("a variable is said to lie outside the frame")
			return
		}
	}
	switch c.ins[last-1].op {
	case opReturn, opTailCall, opJump:
	default:
		f.fail("its instructions have no end")
		return
	}
}

// verifyRegisters is the part of verifyCode that looks at functions inside the function too.
func (t *thawer) verifyRegisters(f *fields) {
	c := t.made[f.at].(*code)
	fl, err := t.flows.get(c)
	if err != nil {
		f.note(err)
		return
	}
	if why := t.verifyFlow(c, fl); why != "" {
		f.fail("%s", why)
		return
	}
	if id := t.fields[f.at][len(t.fields[f.at])-1]; !id.IsString() || id.Text() != c.contentID() {
		f.fail("its content id is %s, it says %s", c.contentID(), brief(id))
	}
	c.fuse()
}

// inFrame tells whether n registers from off on lie in the frames of c, behind the head slots.
func (c *code) inFrame(off uint16, n int) bool {
	return off%slotSize == 0 && off >= headSize && int(off)+n*slotSize <= c.frame
}

// verifyInstruction tells what is wrong with an instruction by itself, or "".
func (t *thawer) verifyInstruction(c *code, i int) string {
	in := &c.ins[i]
	inFrame := c.inFrame
	captured := func(off uint16) bool { return off%slotSize == 0 && int(off) < len(c.captures)*slotSize }
	ok := true
	switch in.op {
	case opMove, opBoxGet, opBoxSet, opBoxInit, opNotLess, opNotLeq, opNotMore, opNotGeq, opNotEqual, opAddK, opSubK,
		opMulK, opBuiltin1, opPerform, opPatch:
		ok = inFrame(in.a, 1) && inFrame(in.b, 1) && in.c%slotSize == 0
	case opConst, opQuote, opGlobal, opSetGlobal, opDefine, opBox, opNewBox, opFalse, opTrue, opBound, opNotLessK,
		opNotLeqK, opNotMoreK, opNotGeqK, opNotEqualK, opReturn:
		ok = inFrame(in.a, 1)
	case opUp:
		ok = inFrame(in.a, 1) && captured(in.b)
	case opClosure:
		ok = inFrame(in.a, 1) && verifyCaptures(c, asCode(*in.k), inFrame, captured)
	case opAdd, opSub, opMul, opBuiltin2:
		ok = inFrame(in.a, 1) && inFrame(in.b, 1) && inFrame(in.c, 1)
	case opBuiltin, opCall, opCallGlobal, opTailCall:
		ok = int(in.b) <= maxFrame/slotSize && inFrame(in.a, headSlots+int(in.b))
	case opDict:
		ok = inFrame(in.a, 1) && int(in.c) <= maxFrame/slotSize && (in.c == 0 || inFrame(in.b, int(in.c)))
	case opJump:
	case opHalt:
		if i != len(c.ins)-1 {
			return "it ends the code, and there are more"
		}
	default:
		return "no code of a program has it"
	}
	if !ok {
		return "a register is outside the frame"
	}
	if in.op != opHalt && i == len(c.ins)-1 {
		return "the code does not end here"
	}
	if in.j == &c.ins[len(c.ins)-1] {
		return "it jumps to the end"
	}
	return verifyConstant(in)
}

// verifyCaptures tells whether c can make a closure of inner.
func verifyCaptures(c, inner *code, inFrame func(uint16, int) bool, captured func(uint16) bool) bool {
	if len(inner.captures) == 0 {
		return false
	}
	for _, cp := range inner.captures {
		switch {
		case cp.patched:
		case cp.fromFrame && !inFrame(cp.at, 1), !cp.fromFrame && !captured(cp.at):
			return false
		}
	}
	return true
}

// verifyConstant tells what is wrong with an instruction's constant, or "".
func verifyConstant(in *instr) string {
	switch in.op {
	case opSetGlobal, opDefine:
		if cellOf(in.k).fixed {
			return "it changes a variable of sx"
		}
	case opQuote:
		if !isMutable(*in.k) || in.b == 0 && in.k.IsVector() {
			return "it quotes what is no list or dict"
		}
	case opBuiltin1, opBuiltin2, opBuiltin:
		if in.k.Kind() != kernel.KindBuiltin {
			return "its constant is no builtin"
		}
		b := kernel.As[kernel.Builtin](*in.k)
		if in.op == opBuiltin1 && b.Fn1 == nil || in.op == opBuiltin2 && b.Fn2 == nil ||
			in.op == opBuiltin && (b.Fn == nil || !b.Accepts(int(in.b))) {
			return "its builtin is called otherwise"
		}
	case opDict:
		if !in.k.IsDict() || in.k.AsDict().Len() != int(in.c) {
			return "its constant is no dict of so many keys"
		}
		// A copy, since the program may have the dict and change it.
		in.k = constant(in.k.AsDict().Copy().Value())
	}
	return ""
}

// verifyFlow tells what is wrong with how values and boxes go through the registers, or "".
func (t *thawer) verifyFlow(c *code, fl *flow) string {
	for _, n := range fl.up {
		if n&needValue != 0 && n&needBox != 0 {
			return "a captured variable is used as a box and as none"
		}
	}
	params := c.required + c.optional
	if c.rest {
		params++
	}
	start := t.flows.at(fl, 0)
	for off := headSize; off < c.frame; off += slotSize {
		n := start.get(uint16(off))
		switch {
		case n == 0:
		case off >= headSize+params*slotSize:
			return "a register is read that was never written"
		case n&needBox != 0:
			return "a parameter is used as a box"
		}
	}
	s := newNeeds(fl.words)
	for i := len(c.ins) - 1; i >= 0; i-- {
		in := &c.ins[i]
		n := need(0)
		if in.op.writes() {
			n = s.get(in.a)
		}
		switch in.op {
		case opBox, opNewBox:
			if n&needValue != 0 {
				return "a box is used as a value"
			}
		case opMove, opUp:
		case opCall, opCallGlobal:
			for off := int(in.a) + slotSize; off < c.frame; off += slotSize {
				if s.get(uint16(off)) != 0 {
					return "a register is read that a call has written over"
				}
			}
			fallthrough
		default:
			if n&needBox != 0 {
				return "a value is used as a box"
			}
		}
		t.flows.step(fl, s, i)
		if b, ok := fl.block[i]; ok {
			s = b.clone()
		}
		for off := headSize; off < c.frame; off += slotSize {
			if n := s.get(uint16(off)); n&needValue != 0 && n&needBox != 0 {
				return "a register is used as a box and as none"
			}
		}
	}
	return ""
}
