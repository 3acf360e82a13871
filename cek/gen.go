package cek

import (
	"github.com/sx-lang/sx/kernel"
)

// generator turns the nodes of one function into its code. Registers are handed out like a stack:
// parameters first, then variables and temporaries as they come into use.
type generator struct {
	a      *analyzer
	fn     *function
	parent *generator
	code   *code
	next   uint16 // offset of the first free register
	top    uint16 // the most that next has been
	labels []*label
	head   *loop // that was begun last
	err    error
}

// label is a place in the code that jumps go to.
type label struct {
	at   int
	refs []int
}

// dest says where a value goes: to a register, to the caller (tail), or nowhere.
type dest struct {
	kind  destKind
	reg   uint16
	fresh bool // nothing can be read from reg before this value is written there
}

type destKind uint8

const (
	toReg destKind = iota
	toCaller
	toNowhere
)

// compileTop compiles a node of the top level to code without parameters.
func (a *analyzer) compileTop(n node) (*code, error) {
	top := &function{name: "", pos: a.pos, body: n}
	if a.fn != nil {
		top = a.fn
		top.body = n
	}
	findCaptures(n, top)
	return a.generate(top, nil)
}

func (a *analyzer) generate(fn *function, parent *generator) (*code, error) {
	g := &generator{a: a, fn: fn, parent: parent, next: headSize, top: headSize}
	info := &kernel.FuncInfo{Name: a.strippedName(fn.name), Doc: fn.doc,
		Pos: kernel.Pos{Source: a.source, Offset: int(fn.pos)}}
	g.code = &code{
		Func: kernel.NewFunc(kernel.KindCode, info), source: a.source, expanded: a.expanded,
		required: fn.required, optional: fn.optional, rest: fn.rest,
		simple: fn.optional == 0 && !fn.rest, base: a.m.env == a.m.base, env: a.env,
	}
	for _, v := range fn.captures {
		c := capture{fromFrame: true}
		if i, ok := parent.fn.host().captureIndex[v]; ok {
			c = capture{at: uint16(i * slotSize)}
		} else {
			c.at = v.reg
		}
		g.code.captures = append(g.code.captures, c)
		g.code.captured = append(g.code.captured, a.strippedName(v.name))
	}
	g.parameters()
	g.code.top = fn.top
	if fn.top {
		r := g.temp()
		g.gen(fn.body, dest{toReg, r, true})
		g.done(r, dest{kind: toCaller})
	} else {
		g.gen(fn.body, dest{kind: toCaller})
	}
	return g.code, g.finish()
}

// parameters gives the parameters their registers and code for what is missing.
func (g *generator) parameters() {
	for _, v := range g.fn.params {
		g.hold(v)
	}
	for i, v := range g.fn.params {
		if o := i - g.fn.required; o >= 0 && o < g.fn.optional {
			given := g.label()
			g.jump(opBound, v.reg, 0, nil, given)
			g.gen(g.fn.prologue[o], dest{toReg, v.reg, false})
			g.place(given)
		}
		if v.boxed() {
			g.emit(opBox, v.reg, 0, 0, nil, g.fn.pos)
		}
	}
}

// finish fixes the jumps up and the frame's size.
func (g *generator) finish() error {
	if g.err != nil {
		return g.err
	}
	if g.top >= maxFrame {
		return g.a.errorAt(g.fn.pos, "the function needs more than %d variables and temporaries at once",
			maxFrame/slotSize-headSlots)
	}
	g.pad()
	for _, l := range g.labels {
		for _, r := range l.refs {
			g.code.ins[r].j = &g.code.ins[l.at]
		}
	}
	g.code.frame = int(g.top)
	g.code.start = &g.code.ins[0]
	g.code.fuse()
	if form := g.a.form; form > 0 {
		e := g.a.env
		all := &e.codes[form-1]
		g.code.home, g.code.form, g.code.index = e, form, len(*all)
		*all = append(*all, g.code)
	}
	return nil
}

// pad adds an instruction that is never executed: while the last one is, pc points behind it, and
// must not point behind the array.
func (g *generator) pad() { g.emit(opHalt, 0, 0, 0, nil, g.fn.pos) }

func (g *generator) fail(err error) {
	if g.err == nil {
		g.err = err
	}
}

// temp takes the next register.
func (g *generator) temp() uint16 {
	r := g.next
	if r < maxFrame {
		g.next += slotSize
	}
	g.top = max(g.top, g.next)
	return r
}

// hold gives the variable v the next register, which has its value from here on.
func (g *generator) hold(v *variable) {
	v.reg = g.temp()
	g.holds(v)
}

// holds notes that the register of v has the value of v from here on.
func (g *generator) holds(v *variable) {
	if v.name != "" {
		g.code.locals = append(g.code.locals, local{v.reg, len(g.code.ins), g.a.strippedName(v.name)})
	}
}

// leave notes that the registers of vars hold no variable any more.
func (g *generator) leave(vars []*variable) {
	for _, v := range vars {
		if v.name != "" {
			g.code.locals = append(g.code.locals, local{v.reg, len(g.code.ins), ""})
		}
	}
}

func (g *generator) emit(op opcode, a, b, c uint16, k *kernel.Value, pos int32) int {
	g.code.ins = append(g.code.ins, instr{op: op, a: a, b: b, c: c, k: k})
	g.code.pos = append(g.code.pos, pos)
	return len(g.code.ins) - 1
}

func (g *generator) named(at int, name string) {
	if g.code.names == nil {
		g.code.names = map[int]string{}
	}
	g.code.names[at] = g.a.strippedName(name)
}

func (g *generator) label() *label {
	l := &label{at: -1}
	g.labels = append(g.labels, l)
	return l
}

func (g *generator) place(l *label) { l.at = len(g.code.ins) }

func (g *generator) jump(op opcode, a, b uint16, k *kernel.Value, l *label) {
	g.jumpAt(op, a, b, k, l, g.fn.pos)
}

func (g *generator) jumpAt(op opcode, a, b uint16, k *kernel.Value, l *label, pos int32) {
	at := g.emit(op, a, b, 0, k, pos)
	l.refs = append(l.refs, at)
	if g.head != nil && g.head.label.at == at && op != opJump {
		g.head.test = l
	}
}

// constant gives a pointer to v that lives as long as the code, which machines may share.
func constant(v kernel.Value) *kernel.Value {
	_ = kernel.Settle(nil, v) // whose only error is the meter's
	p := new(kernel.Value)
	*p = v
	return p
}

// settled is constant for a value of any size, charged.
func (g *generator) settled(v kernel.Value) *kernel.Value {
	if err := kernel.Settle(g.a.m.meter, v); err != nil {
		g.fail(err)
	}
	p := new(kernel.Value)
	*p = v
	return p
}

// gen generates code that brings the value of n to d.
func (g *generator) gen(n node, d dest) {
	switch n := n.(type) {
	case constNode:
		g.constant(opConst, n.v, d)
	case quoteNode:
		g.constant(opQuote, n.v, d)
	case localNode:
		g.local(n, d)
	case globalNode:
		r := g.target(d)
		at := g.emit(opGlobal, r, 0, 0, &n.cell.value, n.pos)
		g.named(at, n.cell.name)
		g.done(r, d)
	case setNode:
		g.set(n)
		g.constant(opConst, kernel.Nil, d)
	case setGlobalNode:
		saved := g.next
		at := g.emit(opSetGlobal, g.operand(n.value), 0, 0, &n.cell.value, n.pos)
		g.named(at, n.cell.name)
		g.next = saved
		g.constant(opConst, kernel.Nil, d)
	case defineNode:
		saved := g.next
		g.emit(opDefine, g.operand(n.value), 0, 0, &n.cell.value, g.fn.pos)
		g.next = saved
		g.constant(opConst, kernel.Nil, d)
	case ifNode:
		g.conditional(n, d)
	case seqNode:
		for _, x := range n.nodes[:len(n.nodes)-1] {
			g.gen(x, dest{kind: toNowhere})
		}
		g.gen(n.nodes[len(n.nodes)-1], d)
	case orNode:
		g.junction(n, d)
	case *callNode:
		g.call(n, d)
	case letNode:
		g.let(n, d)
	case clausesNode:
		g.clauses(n, d)
	case fixNode:
		g.fix(n)
		g.constant(opConst, kernel.Nil, d)
	case *lambdaNode:
		r := g.target(d)
		g.closure(n, r)
		g.done(r, d)
	case loopNode:
		g.loop(n, d)
	case performNode:
		saved := g.next
		req := g.operand(n.request)
		g.next = saved
		r := g.target(d)
		g.emit(opPerform, r, req, 0, nil, n.pos)
		g.done(r, d)
	case dictNode:
		g.dict(n, d)
	}
}

// target gives the register that a value meant for d is computed into.
func (g *generator) target(d dest) uint16 {
	if d.kind == toReg {
		return d.reg
	}
	r := g.temp()
	g.next = r
	return r
}

// done passes the value in r, the target of d, on to d.
func (g *generator) done(r uint16, d dest) {
	if d.kind == toCaller {
		g.emit(opReturn, r, 0, 0, nil, g.fn.pos)
	}
}

// move passes the value in r, any register, on to d.
func (g *generator) move(r uint16, d dest) {
	if d.kind == toReg && d.reg != r {
		g.emit(opMove, d.reg, r, 0, nil, g.fn.pos)
	}
	g.done(r, d)
}

func (g *generator) constant(op opcode, v kernel.Value, d dest) {
	if d.kind == toNowhere {
		return
	}
	r := g.target(d)
	nested := uint16(0)
	if op == opQuote {
		flat, looked := isFlat(v)
		if !flat {
			nested = 1
		}
		g.a.walked(looked)
	}
	g.emit(op, r, nested, 0, g.settled(v), g.fn.pos)
	g.done(r, d)
}

// operand gives a register that holds the value of n: the variable's own if n is one, else a
// temporary that the caller gives back.
func (g *generator) operand(n node) uint16 {
	if l, ok := n.(localNode); ok && !l.v.boxed() && l.v.fn.host() == g.fn.host() {
		return l.v.reg
	}
	r := g.temp()
	g.gen(n, dest{toReg, r, true})
	return r
}

func (g *generator) local(n localNode, d dest) {
	v := n.v
	if v.fn.host() == g.fn.host() {
		if !v.boxed() {
			g.move(v.reg, d)
			return
		}
		r := g.target(d)
		g.named(g.emit(opBoxGet, r, v.reg, 0, nil, n.pos), v.name)
		g.done(r, d)
		return
	}
	r := g.target(d)
	g.emit(opUp, r, g.capturedAt(v), 0, nil, n.pos)
	if v.boxed() {
		g.named(g.emit(opBoxGet, r, r, 0, nil, n.pos), v.name)
	}
	g.done(r, d)
}

// capturedAt gives the offset of v among the captured values.
func (g *generator) capturedAt(v *variable) uint16 {
	return uint16(g.fn.host().captureIndex[v] * slotSize)
}

func (g *generator) set(n setNode) {
	v := n.v
	here := v.fn.host() == g.fn.host()
	if here && !v.boxed() {
		g.gen(n.value, dest{toReg, v.reg, false})
		if n.init {
			g.holds(v)
		}
		return
	}
	saved := g.next
	value := g.operand(n.value)
	box := v.reg
	if !here {
		box = g.temp()
		g.emit(opUp, box, g.capturedAt(v), 0, nil, n.pos)
	}
	op := opBoxSet
	if n.init {
		op = opBoxInit
	}
	g.named(g.emit(op, box, value, 0, nil, n.pos), v.name)
	g.next = saved
}

func (g *generator) let(n letNode, d dest) {
	saved := g.next
	for i, v := range n.vars {
		v.reg = g.temp()
		if n.inits[i] == nil {
			if v.boxed() {
				g.emit(opNewBox, v.reg, 0, 0, nil, g.fn.pos)
				g.holds(v)
			}
			continue
		}
		g.gen(n.inits[i], dest{toReg, v.reg, true})
		if v.boxed() {
			g.emit(opBox, v.reg, 0, 0, nil, g.fn.pos)
		}
		g.holds(v)
	}
	g.gen(n.body, d)
	g.leave(n.vars)
	g.next = saved
}

// fix makes the closures of a group, then gives those that captured a later one its value.
func (g *generator) fix(n fixNode) {
	index := map[*variable]int{}
	codes := make([]*code, len(n.vars))
	for i, v := range n.vars {
		index[v] = i
	}
	for i, v := range n.vars {
		saved := g.next
		r := v.reg
		if v.boxed() {
			r = g.temp()
		}
		codes[i] = g.closure(n.lambdas[i], r)
		if v.boxed() {
			g.emit(opBoxInit, v.reg, r, 0, nil, g.fn.pos)
		} else {
			g.holds(v)
		}
		g.next = saved
	}
	for i, v := range n.vars {
		for j, c := range n.lambdas[i].fn.captures {
			if at, ok := index[c]; !ok || at < i || c.boxed() {
				continue
			}
			codes[i].captures[j].patched = true
			saved := g.next
			r := v.reg
			if v.boxed() {
				r = g.temp()
				g.emit(opBoxGet, r, v.reg, 0, nil, g.fn.pos)
			}
			g.emit(opPatch, r, c.reg, uint16(j*slotSize), nil, g.fn.pos)
			g.next = saved
		}
	}
}

// closure generates the making of a closure, and gives its code; one that captures nothing is a
// constant.
func (g *generator) closure(n *lambdaNode, r uint16) *code {
	c, err := g.a.generate(n.fn, g)
	if err != nil {
		g.fail(err)
		return c
	}
	if len(c.captures) == 0 {
		g.emit(opConst, r, 0, 0, constant(newLambda(c, 0).value()), n.fn.pos)
		return c
	}
	g.emit(opClosure, r, 0, 0, constant(kernel.Ref(&c.Header)), n.fn.pos)
	return c
}

func (g *generator) dict(n dictNode, d dest) {
	saved := g.next
	first := g.next
	for _, x := range n.vals {
		r := g.temp()
		g.gen(x, dest{toReg, r, true})
	}
	g.next = saved
	r := g.target(d)
	g.emit(opDict, r, first, uint16(len(n.vals)), g.settled(n.shape), n.pos)
	g.done(r, d)
}
