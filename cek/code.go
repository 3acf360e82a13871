package cek

import "github.com/sx-lang/sx/kernel"

// instr is one instruction. A, B and C are byte offsets of registers from the frame's base, or small
// numbers; K points to a constant, or to the value of a global; J is where a jump goes. op comes first,
// so that a link is no value (kernel.LinkKinds).
type instr struct {
	op      opcode
	a, b, c uint16
	k       *kernel.Value
	j       *instr
}

// code is a compiled function, shared by all its closures; it never changes once it runs.
type code struct {
	kernel.Func // KindCode
	ins         []instr
	start       *instr  // the first of ins
	pos         []int32 // for each instruction the offset in source of the form it came from
	source      *kernel.Source
	expanded    *expansions    // where in source macros were used, if they were
	frame       int            // bytes of stack that a call takes, the two head slots included
	required    int            // parameters that must be given
	optional    int            // parameters that may be given after them
	rest        bool           // further arguments are collected in a list
	simple      bool           // neither optional nor rest, and no procedure that shifts
	shifts      bool           // %shift or %shift-at: calls need no frame (Machine.shift)
	top         bool           // a form of the top level
	base        bool           // part of what all machines share
	captures    []capture      // where a new closure finds the variables it captures
	names       map[int]string // by instruction, the variable it is about
	operands    map[int]int    // by instruction of (+ a b c …) how many operands its first one stands for, less 1
	locals      []local        // the variables that registers hold, in the order of the instructions
	env         *environment   // where its globals are looked up; of thawed code, nil
	captured    []string       // the names of the captured variables; of thawed code, none
	home        *environment   // of code that is part of sx: where it is number index of the codes of a form
	form, index int
	later       *unwritten // of a function that is not compiled yet
}

// local says that a register holds a variable from an instruction on, until it is said to hold another,
// or "" for none.
type local struct {
	reg  uint16
	from int
	name string
}

// capture says where a closure being made takes a captured value from.
type capture struct {
	fromFrame bool   // from register reg of the frame that makes it, else from that frame's closure
	patched   bool   // not yet: opPatch brings it, since it is the closure itself or one made later
	at        uint16 // byte offset of the register, or of the captured value in the closure
}

// lambda is a closure: code and the values (or boxes) it captured.
type lambda struct {
	kernel.Func
	code *code
	up   *kernel.Value // the first captured value; the others follow it
}

// A frame is a row of stack slots:
//
//	slot 0   the closure that runs; its result takes this place when it returns
//	slot 1   a link: the instruction to return to, and the bytes down to the caller's frame
//	slot 2.. parameters, then local variables, then temporaries
//
// A call puts the callee in the caller's register A and the arguments from A+2 slots on: the callee's
// frame begins there, and its result arrives there.
const (
	slotSize  = kernel.SlotSize
	headSlots = 2
	headSize  = headSlots * slotSize
	// maxFrame bounds a frame in bytes, so that every register has a 16 bit offset.
	maxFrame = 1 << 15
)

// newLambda makes a closure over n captured values, which the caller fills in: one object with them if
// they are few.
func newLambda(c *code, n int) *lambda {
	var l *lambda
	switch {
	case n == 0:
		l = &lambda{}
	case n == 1:
		o := &struct {
			lambda
			up [1]kernel.Value
		}{}
		l, o.lambda.up = &o.lambda, &o.up[0]
	case n == 2:
		o := &struct {
			lambda
			up [2]kernel.Value
		}{}
		l, o.lambda.up = &o.lambda, &o.up[0]
	case n <= 4:
		o := &struct {
			lambda
			up [4]kernel.Value
		}{}
		l, o.lambda.up = &o.lambda, &o.up[0]
	default:
		l = &lambda{up: &make([]kernel.Value, n)[0]}
	}
	l.Func, l.code = kernel.NewFunc(kernel.KindLambda, c.Info), c
	return l
}

// What is charged for a small object, in bytes. The charge is compared with the limit when the meter
// is polled next.
const (
	boxSpace    = 32
	objectSpace = 64
)

// closeOver makes a closure of c over the frame at fp.
func closeOver(c *code, fp *kernel.Value) kernel.Value {
	l := newLambda(c, len(c.captures))
	up := l.captured()
	for i, cp := range c.captures {
		if cp.patched {
			continue
		}
		if cp.fromFrame {
			up[i] = *kernel.Slot(fp, cp.at)
		} else {
			up[i] = *kernel.Slot(asLambda(*fp).up, cp.at)
		}
	}
	return l.value()
}

func (l *lambda) value() kernel.Value { return kernel.Ref(&l.Header) }

func asLambda(v kernel.Value) *lambda { return kernel.As[lambda](v) }

func asCode(v kernel.Value) *code { return kernel.As[code](v) }

// captured gives the closure's captured values.
func (l *lambda) captured() []kernel.Value { return kernel.Slots(l.up, len(l.code.captures)) }

// opcode names what an instruction does. R[x] is the register at offset x.
type opcode uint8

const (
	opMove      opcode = iota + opcode(kernel.LinkKinds) // R[a] = R[b]
	opConst                                              // R[a] = *k
	opQuote                                              // R[a] = a list or dict of its own that equals *k; b is 0 if that is flat
	opGlobal                                             // R[a] = *k, a global; an error if it is unbound
	opSetGlobal                                          // *k = R[a]; an error if *k is unbound
	opDefine                                             // *k = R[a]; R[b] = the symbol in the next instruction's k
	opUp                                                 // R[a] = captured value b
	opBox                                                // R[a] = a box that holds R[a]
	opNewBox                                             // R[a] = a box without a value
	opBoxGet                                             // R[a] = what the box R[b] holds; an error if it holds no value yet
	opBoxSet                                             // the box R[a] holds R[b]
	opBoxInit                                            // like opBoxSet, for a variable's first value
	opClosure                                            // R[a] = a closure of the code *k
	opPatch                                              // captured value c of the closure R[a] = R[b]

	opJump      // go to j
	opFalse     // if R[a] is false or nil, go to j
	opTrue      // unless R[a] is false or nil, go to j
	opBound     // unless R[a] is the mark of a missing argument, go to j
	opNotLess   // unless R[a] < R[b], go to j
	opNotLessK  // unless R[a] < *k, go to j
	opNotLeq    // unless R[a] <= R[b], go to j
	opNotLeqK   // unless R[a] <= *k, go to j
	opNotMore   // unless R[a] > R[b], go to j
	opNotMoreK  // unless R[a] > *k, go to j
	opNotGeq    // unless R[a] >= R[b], go to j
	opNotGeqK   // unless R[a] >= *k, go to j
	opNotEqual  // unless R[a] = R[b], go to j
	opNotEqualK // unless R[a] = *k, go to j

	opAdd  // R[a] = R[b] + R[c]
	opAddK // R[a] = R[b] + *k
	opSub  // R[a] = R[b] - R[c]
	opSubK // R[a] = R[b] - *k
	opMul  // R[a] = R[b] * R[c]
	opMulK // R[a] = R[b] * *k

	opBuiltin1 // R[a] = the builtin *k of R[b]
	opBuiltin2 // R[a] = the builtin *k of R[b] and R[c]
	opBuiltin  // R[a] = the builtin *k of the b arguments from R[a+2 slots] on
	opDict     // R[a] = a dict with the keys of the dict *k and the values R[b], R[b+1 slot] …

	opCall       // R[a] = the call of R[a] with the b arguments from R[a+2 slots] on
	opCallGlobal // the same for the global *k as callee
	opTailCall   // the same as a tail call
	opReturn     // give R[a] to the caller
	opPerform    // R[a] = the host's answer to the request R[b]: the machine suspends here

	opUnderflow // the code that the first frame of a segment returns to; never falls through
	opHalt      // ends every code; never executed, but pc may point at it
	opCold      // the less frequent operations below; b tells which

	opVectorRef // opBuiltin2 of vector-ref
	opVectorSet // opBuiltin of vector-set!
	opGet       // opBuiltin of get
	opAt        // opBuiltin2 of nth or %at
	opWith      // opBuiltin2 of %with

	// These do what the one that they are named after first does, and go on with the next instruction, which is
	// the second, without looking for it. Jumps may lead to that, and it counts as a step.
	opMoveMove
	opMoveCall
	opSubKCall
	opGlobalTail
	opNotLessJump
)

// inPlace gives the instruction for a call of the builtin b by the instruction op: some have one that does
// the usual case in the loop and the others as op would.
func inPlace(op opcode, b *kernel.Builtin) opcode {
	switch {
	case op == opBuiltin2 && b.Name == "vector-ref":
		return opVectorRef
	case op == opBuiltin2 && (b.Name == "nth" || b.Name == "%at"):
		return opAt
	case op == opBuiltin2 && b.Name == "%with":
		return opWith
	case op == opBuiltin && b.Name == "vector-set!":
		return opVectorSet
	case op == opBuiltin && b.Name == "get":
		return opGet
	}
	return op
}

// general gives the instruction that inPlace or fuse was given for op.
func (op opcode) general() opcode {
	switch op {
	case opVectorRef, opAt, opWith:
		return opBuiltin2
	case opVectorSet, opGet:
		return opBuiltin
	case opMoveMove, opMoveCall:
		return opMove
	case opSubKCall:
		return opSubK
	case opGlobalTail:
		return opGlobal
	case opNotLessJump:
		return opNotLess
	}
	return op
}

// fuse has instructions go on with the one after them at once, where there is an operation for the two. It is the
// last thing done to a code.
func (c *code) fuse() {
	for i := range c.ins[:len(c.ins)-1] {
		in, next := &c.ins[i], c.ins[i+1].op
		switch {
		case in.op == opMove && next == opMove:
			in.op = opMoveMove
		case in.op == opMove && next == opCallGlobal:
			in.op = opMoveCall
		case in.op == opSubK && next == opCallGlobal:
			in.op = opSubKCall
		case in.op == opGlobal && next == opTailCall:
			in.op = opGlobalTail
		case in.op == opNotLess && next == opJump:
			in.op = opNotLessJump
		}
	}
}
