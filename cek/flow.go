package cek

import (
	"fmt"
	"slices"

	"github.com/sx-lang/sx/kernel"
)

// flow tells which registers of a function's frame still matter at an instruction: those that are
// read before they are written again (liveness, a backward data flow), and whether they are read as
// a plain value or as a box. What else lies in a frame is left over from calls: links and values that
// nobody will read. Sets are kept for the first instruction of each block and worked out from there.
type flow struct {
	c     *code
	words int           // of a set
	block map[int]needs // by the index of a block's first instruction
	up    []need        // what the function's code takes each captured value for
}

// need is what a register or a captured value is taken for.
type need uint8

const (
	needLive  need = 1 << iota // it is read, if only to be copied
	needValue                  // it is used as a value
	needBox                    // it is used as a box
)

// needs is a set of registers for each need; registers are counted in slots from the frame's start.
type needs struct{ live, value, box []uint64 }

// maxFlow bounds the words of the sets of one function.
const maxFlow = 1 << 24

func newNeeds(words int) needs {
	all := make([]uint64, 3*words)
	return needs{all[:words], all[words : 2*words], all[2*words:]}
}

func (s needs) get(off uint16) need {
	w, bit := off/slotSize/64, uint64(1)<<(off/slotSize%64)
	var n need
	if s.live[w]&bit != 0 {
		n |= needLive
	}
	if s.value[w]&bit != 0 {
		n |= needValue
	}
	if s.box[w]&bit != 0 {
		n |= needBox
	}
	return n
}

func (s needs) add(off uint16, n need) {
	w, bit := off/slotSize/64, uint64(1)<<(off/slotSize%64)
	if n != 0 {
		s.live[w] |= bit
	}
	if n&needValue != 0 {
		s.value[w] |= bit
	}
	if n&needBox != 0 {
		s.box[w] |= bit
	}
}

// read notes that the registers from off on, n of them, are used as values.
func (s needs) read(off uint16, n int) {
	for i := range n {
		s.add(off+uint16(i*slotSize), needLive|needValue)
	}
}

func (s needs) kill(off uint16) {
	w, bit := off/slotSize/64, uint64(1)<<(off/slotSize%64)
	s.live[w] &^= bit
	s.value[w] &^= bit
	s.box[w] &^= bit
}

func (s needs) clear() {
	clear(s.live)
	clear(s.value)
	clear(s.box)
}

// merge adds what t needs and tells whether that was more.
func (s needs) merge(t needs) bool {
	more := false
	or := func(a, b []uint64) {
		for i := range a {
			if u := a[i] | b[i]; u != a[i] {
				a[i], more = u, true
			}
		}
	}
	or(s.live, t.live)
	or(s.value, t.value)
	or(s.box, t.box)
	return more
}

func (s needs) clone() needs {
	return needs{slices.Clone(s.live), slices.Clone(s.value), slices.Clone(s.box)}
}

// flows works out and remembers the flow of functions.
type flows struct {
	of      map[*code]*flow
	unknown bool // there was an operation whose registers coldStep does not tell
}

// get gives the flow of c. The functions that c makes closures of come first; they lie inside each
// other, and a stack keeps those that wait.
func (fs *flows) get(c *code) (*flow, error) {
	if f := fs.of[c]; f != nil {
		return f, nil
	}
	if fs.of == nil {
		fs.of = map[*code]*flow{}
	}
	open := map[*code]bool{}
	for stack := []*code{c}; len(stack) > 0; {
		top := stack[len(stack)-1]
		inner := fs.missing(top)
		switch {
		case fs.of[top] != nil:
		case open[top] && inner != nil:
			return nil, fmt.Errorf("the function %s contains itself", top.Info.Name)
		case inner != nil:
			open[top] = true
			stack = append(stack, inner...)
			continue
		default:
			f, err := fs.solve(top)
			if err != nil {
				return nil, err
			}
			fs.of[top] = f
		}
		stack = stack[:len(stack)-1]
	}
	return fs.of[c], nil
}

// missing gives the functions that c makes closures of and whose flow is not known.
func (fs *flows) missing(c *code) []*code {
	var out []*code
	for i := range c.ins {
		if in := &c.ins[i]; in.op == opClosure && fs.of[asCode(*in.k)] == nil {
			out = append(out, asCode(*in.k))
		}
	}
	return out
}

func (fs *flows) solve(c *code) (*flow, error) {
	f := &flow{c: c, words: (c.frame/slotSize + reserve + 63) / 64, block: map[int]needs{}, up: make([]need, len(c.captures))}
	f.block[0] = newNeeds(f.words)
	for i := range c.ins {
		for _, j := range c.targets(i) {
			if _, ok := f.block[j]; !ok {
				if len(f.block)*f.words > maxFlow {
					return nil, fmt.Errorf("the function %s is too large", c.Info.Name)
				}
				f.block[j] = newNeeds(f.words)
			}
		}
	}
	for again := true; again; {
		again = false
		s := newNeeds(f.words)
		for i := len(c.ins) - 1; i >= 0; i-- {
			fs.step(f, s, i)
			if b, ok := f.block[i]; ok && b.merge(s) {
				again = true
			}
		}
	}
	if fs.unknown {
		return nil, fmt.Errorf("internal error: nobody has said which registers %s uses", c.Info.Name)
	}
	return f, nil
}

// at gives what is needed before instruction i.
func (fs *flows) at(f *flow, i int) needs {
	end := i
	for end < len(f.c.ins) {
		if _, ok := f.block[end]; ok && end > i {
			break
		}
		end++
	}
	s := newNeeds(f.words)
	if b, ok := f.block[end]; ok {
		s = b.clone()
	}
	for j := end - 1; j >= i; j-- {
		fs.step(f, s, j)
	}
	return s
}

// after gives what is needed when a call that a frame waits for at instruction i brings its value to
// register to.
func (fs *flows) after(f *flow, i int, to uint16) needs {
	s := fs.at(f, i)
	if f.c.source == nil && i > 0 && i+1 < len(f.c.ins) && f.c.ins[i-1].op == opCold {
		// A guard and a driver of guests may also go on one instruction later (enterGuard, leaveGuest).
		switch f.c.ins[i-1].b {
		case coldGuard:
			other := fs.at(f, i+1)
			other.kill(reg(guardCall + 2))
			other.kill(reg(guardCall + 3))
			s.merge(other)
		case coldGuest, coldGuestStep:
			s.merge(fs.at(f, i+1))
		}
	}
	if to != nowhere {
		s.kill(to)
	}
	return s
}

// targets gives the instructions that instruction i goes to by a jump.
func (c *code) targets(i int) []int {
	in := &c.ins[i]
	switch {
	case in.j != nil:
		return []int{kernel.IndexOf(c.start, in.j)}
	case in.op == opCold && in.b == coldLoad:
		return []int{loadAgain, loadReturn, loadAnswer}
	case in.op == opCold && in.b == coldHandled:
		return []int{raiseAgain}
	}
	return nil
}

// step turns s, what is needed after instruction i, into what is needed before it.
func (fs *flows) step(f *flow, s needs, i int) {
	in := &f.c.ins[i]
	switch in.op {
	case opTailCall, opReturn, opJump, opHalt, opUnderflow:
		s.clear()
	}
	var goal need
	switch in.op.general() {
	case opMove, opUp:
		goal = s.get(in.a)
	}
	if in.op.writes() {
		s.kill(in.a)
	}
	for _, j := range f.c.targets(i) {
		s.merge(f.block[j])
	}
	switch in.op.general() {
	case opMove:
		s.add(in.b, goal|needLive)
	case opUp:
		f.up[in.b/slotSize] |= goal
	case opSetGlobal, opDefine, opBox, opFalse, opTrue, opBound, opNotLessK, opNotLeqK, opNotMoreK, opNotGeqK,
		opNotEqualK, opReturn:
		s.read(in.a, 1)
	case opNotLess, opNotLeq, opNotMore, opNotGeq, opNotEqual:
		s.read(in.a, 1)
		s.read(in.b, 1)
	case opAdd, opSub, opMul, opBuiltin2:
		s.read(in.b, 1)
		s.read(in.c, 1)
	case opAddK, opSubK, opMulK, opBuiltin1, opPerform:
		s.read(in.b, 1)
	case opBoxGet:
		s.add(in.b, needLive|needBox)
	case opBoxSet, opBoxInit:
		s.read(in.b, 1)
		s.add(in.a, needLive|needBox)
	case opPatch:
		s.read(in.a, 1)
		s.read(in.b, 1)
	case opBuiltin, opCallGlobal:
		s.read(in.a+headSize, int(in.b))
	case opCall, opTailCall:
		s.read(in.a, 1)
		s.read(in.a+headSize, int(in.b))
	case opDict:
		s.read(in.b, int(in.c))
	case opClosure:
		inner := fs.of[asCode(*in.k)]
		for n, cp := range inner.c.captures {
			switch {
			case cp.patched:
			case cp.fromFrame:
				s.add(cp.at, inner.up[n]|needLive)
			default:
				f.up[cp.at/slotSize] |= inner.up[n] | needLive
			}
		}
	case opCold:
		fs.unknown = fs.unknown || !coldStep(s, in)
	}
}

// writes tells whether op writes its register a without anything of it being kept.
func (op opcode) writes() bool {
	switch op.general() {
	case opMove, opConst, opQuote, opGlobal, opUp, opBox, opNewBox, opBoxGet, opClosure, opAdd, opAddK, opSub, opSubK,
		opMul, opMulK, opBuiltin1, opBuiltin2, opBuiltin, opDict, opCall, opCallGlobal, opPerform:
		return true
	}
	return false
}

// coldStep is step for opCold; it tells whether it knows the operation.
func coldStep(s needs, in *instr) bool {
	at := func(regs ...int) {
		for _, r := range regs {
			s.read(reg(r), 1)
		}
	}
	switch in.b {
	case coldNop, coldPop:
	case coldArguments, coldDirectory:
		s.kill(reg(0))
	case coldCapture:
		s.kill(in.a)
	case coldShift, coldTravel, coldReraise, coldApply, coldCallList, coldSpread:
		s.clear()
		switch in.b {
		case coldShift:
			s.read(in.a, 1)
			s.read(in.c, 1)
		case coldSpread:
			s.read(in.a, 1)
			s.read(in.c, 1)
		default:
			at(0, 1)
		}
	case coldCompose, coldEval:
		s.kill(in.a)
		at(0, 1)
	case coldReset, coldGuard:
		s.kill(in.a)
		s.read(in.a-slotSize, 1)
		s.read(in.c, 1)
		if in.b == coldGuard {
			at(1) // the handler, which is called when the body raises
		}
	case coldRaise:
		s.kill(reg(4))
		at(0, 1, 2)
	case coldHandled:
		at(0, 1, 4)
	case coldError:
		s.kill(reg(2))
		at(0, 1)
	case coldPushHandler, coldPushParams:
		s.read(in.c, 1)
	case coldPushWind, coldPushProvide:
		s.read(in.a, 1)
		s.read(in.c, 1)
	case coldLoad:
		s.kill(in.c)
		at(0)
	case coldLibraryText:
		s.read(in.c, 1)
		at(0)
	case coldLoadText, coldContext, coldEmit, coldGuestState:
		at(0, 1)
	case coldEmitted, coldGensym, coldParse, coldFreeze, coldThaw, coldRead:
		at(0)
	case coldGuest, coldGuestStep:
		s.kill(in.a)
		at(0)
	case coldGuestDone:
		s.read(in.a, 1)
	default:
		return false
	}
	return true
}
