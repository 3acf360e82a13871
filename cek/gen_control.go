package cek

import "github.com/sx-lang/sx/kernel"

func (g *generator) conditional(n ifNode, d dest) {
	end := g.label()
	for more := true; more; { // a long cond is a chain of these
		other := g.label()
		g.jumpIf(n.test, false, other)
		g.gen(n.then, d)
		if d.kind != toCaller {
			g.jump(opJump, 0, 0, nil, end)
		}
		g.place(other)
		var next ifNode
		if next, more = n.other.(ifNode); more {
			n = next
		}
	}
	g.gen(n.other, d)
	g.place(end)
}

// clauses generates a match: the variables of each clause take the registers of the one before.
func (g *generator) clauses(n clausesNode, d dest) {
	end := g.label()
	for _, c := range n.clauses {
		saved := g.next
		other := g.label()
		for _, v := range c.vars {
			v.reg = g.temp()
			if v.boxed() {
				g.emit(opNewBox, v.reg, 0, 0, nil, g.fn.pos)
				g.holds(v)
			}
		}
		for _, x := range c.tests {
			g.jumpIf(x, false, other)
		}
		g.gen(c.body, d)
		if d.kind != toCaller {
			g.jump(opJump, 0, 0, nil, end)
		}
		g.place(other)
		g.leave(c.vars)
		g.next = saved
	}
	g.gen(n.otherwise, d)
	g.place(end)
}

// jumpIf generates a jump to l when the truth of n is sense, falling through otherwise.
func (g *generator) jumpIf(n node, sense bool, l *label) {
	switch n := n.(type) {
	case constNode:
		if n.v.Truthy() == sense {
			g.jump(opJump, 0, 0, nil, l)
		}
		return
	case orNode:
		g.jumpIfJunction(n, sense, l)
		return
	case seqNode:
		for _, x := range n.nodes[:len(n.nodes)-1] {
			g.gen(x, dest{kind: toNowhere})
		}
		g.jumpIf(n.nodes[len(n.nodes)-1], sense, l)
		return
	case *callNode:
		if b := knownBuiltin(n); b != nil {
			if b.Name == "not" && len(n.args) == 1 {
				g.jumpIf(n.args[0], !sense, l)
				return
			}
			if op, ok := comparisons[b.Name]; ok && len(n.args) == 2 {
				g.compare(n, op, sense, l)
				return
			}
		}
	}
	saved := g.next
	r := g.operand(n)
	g.next = saved
	op := opFalse
	if sense {
		op = opTrue
	}
	g.jump(op, r, 0, nil, l)
}

// comparisons gives, by builtin, the jump that is taken when the comparison does not hold; the one
// after it in the list takes a constant.
var comparisons = map[string]opcode{
	"<": opNotLess, "<=": opNotLeq, ">": opNotMore, ">=": opNotGeq, "=": opNotEqual,
}

func (g *generator) compare(n *callNode, op opcode, sense bool, l *label) {
	saved := g.next
	x, y := n.args[0], n.args[1]
	if _, ok := x.(constNode); ok && op == opNotEqual {
		x, y = y, x // equality takes anything, so no error tells which operand came first
	}
	a := g.operand(x)
	var b uint16
	k := g.constantOperand(y)
	if k != nil {
		op++
	} else {
		b = g.operand(y)
	}
	g.next = saved
	if !sense {
		g.jumpAt(op, a, b, k, l, n.pos)
		return
	}
	skip := g.label()
	g.jumpAt(op, a, b, k, skip, n.pos)
	g.jump(opJump, 0, 0, nil, l)
	g.place(skip)
}

// constantOperand gives the constant that n is, or nil.
func (g *generator) constantOperand(n node) *kernel.Value {
	if c, ok := n.(constNode); ok {
		return g.settled(c.v)
	}
	return nil
}

// jumpIfJunction jumps on and, or: an or is true as soon as one part is, an and false as soon as
// one part is.
func (g *generator) jumpIfJunction(n orNode, sense bool, l *label) {
	last := len(n.nodes) - 1
	if sense != n.and { // any part alone decides for the jump
		for _, x := range n.nodes {
			g.jumpIf(x, sense, l)
		}
		return
	}
	skip := g.label()
	for _, x := range n.nodes[:last] {
		g.jumpIf(x, !sense, skip)
	}
	g.jumpIf(n.nodes[last], sense, l)
	g.place(skip)
}

// junction generates and, or for their value.
func (g *generator) junction(n orNode, d dest) {
	last := len(n.nodes) - 1
	end := g.label()
	if d.kind == toNowhere {
		for _, x := range n.nodes[:last] {
			g.jumpIf(x, !n.and, end)
		}
		g.gen(n.nodes[last], d)
		g.place(end)
		return
	}
	op := opTrue
	if n.and {
		op = opFalse
	}
	saved := g.next
	r := d.reg
	if d.kind == toCaller || !d.fresh {
		r = g.temp()
	}
	for _, x := range n.nodes[:last] {
		g.gen(x, dest{toReg, r, true})
		g.jump(op, r, 0, nil, end)
	}
	if d.kind == toCaller {
		g.gen(n.nodes[last], d)
		g.place(end)
		g.emit(opReturn, r, 0, 0, nil, g.fn.pos)
		g.next = saved
		return
	}
	g.gen(n.nodes[last], dest{toReg, r, true})
	g.next = saved
	g.place(end)
	g.move(r, d)
}

// loop generates a named let as a jump: its variables are registers of this frame.
func (g *generator) loop(n loopNode, d dest) {
	saved := g.next
	lp := n.loop
	for i, v := range lp.vars {
		v.reg = g.temp()
		g.gen(n.inits[i], dest{toReg, v.reg, true})
		g.holds(v)
	}
	lp.label, lp.test, lp.past = g.label(), nil, nil
	lp.counts = lp.counting(n.inits)
	g.place(lp.label)
	g.head = lp
	for _, v := range lp.vars {
		if v.boxed() {
			g.emit(opBox, v.reg, 0, 0, nil, lp.fn.pos)
		}
	}
	g.gen(lp.fn.body, d)
	g.leave(lp.vars)
	g.next = saved
}

// again generates the jump back to the start of a loop with new values for its variables. A value
// goes straight to its variable when no value computed after it reads that variable; a counter, whose sum
// cannot fail, is computed last if that spares it a move.
func (g *generator) again(lp *loop, args []node) {
	saved := g.next
	type pending struct{ to, from uint16 }
	var moves []pending
	var last []int
	reads := readersOf(args)
	hard := lastHard(args)
	for i, v := range lp.vars {
		arg := args[i]
		if l, ok := arg.(localNode); ok && l.v == v && !v.boxed() {
			continue
		}
		if !v.boxed() && isSimple(arg) && reads.last(v) <= i {
			g.gen(arg, dest{toReg, v.reg, false})
			continue
		}
		if lp.counts[i] && hard < i {
			last = append(last, i)
			continue
		}
		r := g.operand(arg)
		if r < saved { // a variable's own register: it may be overwritten before the moves
			t := g.temp()
			g.emit(opMove, t, r, 0, nil, g.fn.pos)
			r = t
		}
		moves = append(moves, pending{v.reg, r})
	}
	for _, m := range moves {
		g.emit(opMove, m.to, m.from, 0, nil, g.fn.pos)
	}
	for _, i := range last {
		g.gen(args[i], dest{toReg, lp.vars[i].reg, false})
	}
	g.restart(lp)
	g.next = saved
}

// restart generates the jump to the start of a loop. If that is a test, it is done here: most times it leads
// on into the loop.
func (g *generator) restart(lp *loop) {
	if lp.test == nil {
		g.jump(opJump, 0, 0, nil, lp.label)
		return
	}
	if lp.past == nil {
		lp.past = g.label()
		lp.past.at = lp.label.at + 1
	}
	test := g.code.ins[lp.label.at]
	g.jumpAt(test.op, test.a, test.b, test.k, lp.test, g.code.pos[lp.label.at])
	g.jump(opJump, 0, 0, nil, lp.past)
}

// counting tells which of the loop's variables, of the values inits at first, can only hold integers that
// constants were added to.
func (lp *loop) counting(inits []node) []bool {
	out := make([]bool, len(lp.vars))
	for i, v := range lp.vars {
		c, ok := inits[i].(constNode)
		out[i] = ok && c.v.IsInt() && !v.mutated
		for _, u := range lp.uses {
			out[i] = out[i] && u.call != nil && countsOn(u.call.args[i], v)
		}
	}
	return out
}

// countsOn tells whether n is v, or v and an integer constant added or subtracted.
func countsOn(n node, v *variable) bool {
	if call, ok := n.(*callNode); ok && len(call.args) == 2 {
		if b := knownBuiltin(call); b == nil || b.Name != "+" && b.Name != "-" {
			return false
		}
		if c, ok := call.args[1].(constNode); !ok || !c.v.IsInt() {
			return false
		}
		n = call.args[0]
	}
	l, ok := n.(localNode)
	return ok && l.v == v
}

// lastHard gives the place of the last of nodes that is not simple; -1 if all are.
func lastHard(nodes []node) int {
	i := len(nodes) - 1
	for i >= 0 && isSimple(nodes[i]) {
		i--
	}
	return i
}

// isSimple tells whether n's code writes its destination last, having read all it needs: constants,
// variables, and builtins of one or two such operands.
func isSimple(n node) bool {
	switch n := n.(type) {
	case constNode, quoteNode, localNode, globalNode:
		return true
	case *callNode:
		b := knownBuiltin(n)
		if b == nil || len(n.args) == 0 || len(n.args) > 2 || comparisons[b.Name] != 0 {
			return false
		}
		for _, x := range n.args {
			if !isSimple(x) {
				return false
			}
		}
		return b.Fn1 != nil || b.Fn2 != nil || isArith(b, len(n.args))
	}
	return false
}

// readers tells of expressions in a row which of them may read a variable.
type readers struct {
	of      map[*variable]int // the last expression that mentions it
	unknown int               // the last one that may read any variable; -1 for none
}

// readersOf looks through the expressions once.
func readersOf(nodes []node) readers {
	r := readers{map[*variable]int{}, -1}
	for i, n := range nodes {
		r.note(i, n)
	}
	return r
}

// last gives the place of the last expression that may read v; -1 if none does.
func (r *readers) last(v *variable) int {
	if at, ok := r.of[v]; ok {
		return max(at, r.unknown)
	}
	return r.unknown
}

func (r *readers) note(i int, n node) {
	switch n := n.(type) {
	case constNode, quoteNode, globalNode:
	case localNode:
		r.of[n.v] = i
	case *callNode:
		r.note(i, n.fn)
		for _, x := range n.args {
			r.note(i, x)
		}
	default:
		r.unknown = i
	}
}
