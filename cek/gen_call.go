package cek

import "github.com/sx-lang/sx/kernel"

func (g *generator) call(n *callNode, d dest) {
	if l, ok := n.fn.(localNode); ok && l.v.loop != nil && l.v.loop.inlined {
		g.again(l.v.loop, n.args)
		return
	}
	if b := knownBuiltin(n); b != nil {
		g.builtin(b, n, d)
		return
	}
	if d.kind == toCaller && raises(n) {
		// Not as a tail call, so that the trace still shows who raised.
		r := g.target(d)
		g.next = r + slotSize
		g.call(n, dest{toReg, r, true})
		g.next = r
		g.done(r, d)
		return
	}
	saved := g.next
	at := g.window(d)
	// A global is read after the arguments, in tail position as elsewhere, where opCallGlobal does it.
	gn, global := n.fn.(globalNode)
	if !global {
		g.gen(n.fn, dest{toReg, at, true})
	}
	g.arguments(n.args)
	if global && d.kind == toCaller {
		g.gen(gn, dest{toReg, at, true})
	}
	g.next = saved
	switch {
	case d.kind == toCaller:
		g.emit(opTailCall, at, uint16(len(n.args)), 0, nil, n.pos)
		return
	case global:
		g.named(g.emit(opCallGlobal, at, uint16(len(n.args)), 0, &gn.cell.value, n.pos), gn.cell.name)
	default:
		g.emit(opCall, at, uint16(len(n.args)), 0, nil, n.pos)
	}
	g.move(at, d)
}

// raises tells whether n calls one of the functions that never return where they were called.
func raises(n *callNode) bool {
	gn, ok := n.fn.(globalNode)
	if !ok || !gn.cell.fixed {
		return false
	}
	switch gn.cell.name {
	case "error", "raise", "raise-continuable":
		return true
	}
	return false
}

// window takes the two head slots of a frame for a call, over the destination if that is on top.
func (g *generator) window(d dest) uint16 {
	if d.kind == toReg && d.fresh && d.reg == g.next-slotSize {
		g.next = d.reg
	}
	at := g.temp()
	g.temp()
	return at
}

func (g *generator) arguments(args []node) {
	for _, x := range args {
		r := g.temp()
		g.gen(x, dest{toReg, r, true})
	}
}

// knownBuiltin gives the builtin that n calls, if that can be known now and the number of arguments
// is right: a builtin's own binding never changes.
func knownBuiltin(n *callNode) *kernel.Builtin {
	var v kernel.Value
	switch fn := n.fn.(type) {
	case globalNode:
		if !fn.cell.fixed || fn.cell.other {
			return nil
		}
		v = fn.cell.value
	case constNode:
		v = fn.v
	}
	if v.Kind() != kernel.KindBuiltin {
		return nil
	}
	b := kernel.As[kernel.Builtin](v)
	if !b.Accepts(len(n.args)) {
		return nil
	}
	return b
}

// arithmetic gives the instruction of a builtin on two operands; the one after it takes a constant
// as the second.
var arithmetic = map[string]opcode{"+": opAdd, "-": opSub, "*": opMul}

func isArith(b *kernel.Builtin, args int) bool {
	_, ok := arithmetic[b.Name]
	return ok && args == 2
}

func (g *generator) builtin(b *kernel.Builtin, n *callNode, d dest) {
	saved := g.next
	if op, ok := arithmetic[b.Name]; ok && len(n.args) >= 2 {
		g.arith(op, n, d)
		return
	}
	if _, ok := comparisons[b.Name]; (ok || b.Name == "not") && d.kind != toNowhere &&
		(len(n.args) == 2 || b.Name == "not") {
		g.truth(n, d)
		return
	}
	switch {
	case b.Fn1 != nil:
		r := g.operand(n.args[0])
		g.next = saved
		to := g.target(d)
		g.emit(opBuiltin1, to, r, 0, constant(b.Value()), n.pos)
		g.done(to, d)
	case b.Fn2 != nil:
		x := g.operand(n.args[0])
		y := g.operand(n.args[1])
		g.next = saved
		to := g.target(d)
		g.emit(inPlace(opBuiltin2, b), to, x, y, constant(b.Value()), n.pos)
		g.done(to, d)
	default:
		at := g.window(d)
		g.arguments(n.args)
		g.next = saved
		g.emit(inPlace(opBuiltin, b), at, uint16(len(n.args)), 0, constant(b.Value()), n.pos)
		g.move(at, d)
	}
}

// arith generates an operation on two or more operands: (+ a b c) is (+ (+ a b) c), but all operands
// are evaluated before the first are added.
func (g *generator) arith(op opcode, n *callNode, d dest) {
	saved := g.next
	regs := make([]uint16, len(n.args))
	consts := make([]*kernel.Value, len(n.args))
	for i, x := range n.args {
		if i > 0 {
			consts[i] = g.constantOperand(x)
		}
		if consts[i] == nil {
			regs[i] = g.operand(x)
		}
	}
	sum := regs[0]
	last := len(n.args) - 1
	for i := 1; i <= last; i++ {
		var to uint16
		switch {
		case i == last:
			g.next = saved
			to = g.target(d)
		case i == 1: // not the target, which may be a variable that is yet to be added
			to = g.temp()
		default:
			to = sum
		}
		code := op
		if consts[i] != nil {
			code++
		}
		at := g.emit(code, to, sum, regs[i], consts[i], n.pos)
		if i > 1 {
			if g.code.operands == nil {
				g.code.operands = map[int]int{}
			}
			g.code.operands[at] = i - 1
		}
		sum = to
	}
	g.done(sum, d)
}

// truth generates a test for its value true or false.
func (g *generator) truth(n node, d dest) {
	other, end := g.label(), g.label()
	g.jumpIf(n, false, other)
	g.constant(opConst, kernel.True, d)
	if d.kind != toCaller {
		g.jump(opJump, 0, 0, nil, end)
	}
	g.place(other)
	g.constant(opConst, kernel.False, d)
	g.place(end)
}
