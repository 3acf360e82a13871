package cek

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"maps"
	"slices"

	"github.com/sx-lang/sx/kernel"
)

// shape tells which of its fields an instruction uses, besides a, b and c.
type shape uint8

const (
	hasConstant shape = 1 << iota // k is a value
	hasCell                       // k is a global's value
	hasJump                       // j
)

func (op opcode) shape() shape {
	switch op.general() {
	case opConst, opQuote, opClosure, opAddK, opSubK, opMulK, opBuiltin1, opBuiltin2, opBuiltin, opDict:
		return hasConstant
	case opGlobal, opSetGlobal, opDefine, opCallGlobal:
		return hasCell
	case opJump, opFalse, opTrue, opBound, opNotLess, opNotLeq, opNotMore, opNotGeq, opNotEqual:
		return hasJump
	case opNotLessK, opNotLeqK, opNotMoreK, opNotGeqK, opNotEqualK:
		return hasConstant | hasJump
	}
	return 0
}

// cellOf gives the global whose value k points at: a cell's value is its first field.
func cellOf(k *kernel.Value) *cell { return kernel.As[cell](kernel.Link(k, 0)) }

// code gives the fields of a function's code: its name if it is part of sx, else its instructions.
func (f *freezer) code(c *code) []kernel.Value {
	if err := c.write(); err != nil {
		f.fail("internal error: %s", err.Error())
		return nil
	}
	if f.isStatic(c.home) {
		return append(f.named("named", c), kernel.Str(c.Info.Name))
	}
	if c.source == nil {
		f.fail("internal error: the procedure %s is no value", c.Info.Name)
		return nil
	}
	captures := make([]kernel.Value, 0, 2*len(c.captures))
	for _, cp := range c.captures {
		kind := int64(0)
		if cp.fromFrame {
			kind++
		}
		if cp.patched {
			kind += 2
		}
		captures = append(captures, kernel.Int(kind), kernel.Int(int64(cp.at)))
	}
	flags := int64(0)
	if c.rest {
		flags++
	}
	if c.top {
		flags += 2
	}
	return tagged("code", kernel.Str(c.Info.Name), kernel.Str(c.Info.Doc), f.pos(c.Info.Pos), f.number(c.source), f.expansions(c.expanded),
		kernel.Int(int64(c.frame/slotSize)), kernel.Int(int64(c.required)), kernel.Int(int64(c.optional)), kernel.Int(flags),
		kernel.ListOf(captures...), f.instructions(c), places(c.pos), indexed(c.names), f.operands(c), locals(c.locals),
		kernel.Str(c.contentID()))
}

// named gives the fields that tell which code of sx c is, under a tag.
func (f *freezer) named(tag string, c *code) []kernel.Value {
	return tagged(tag, kernel.Str(c.home.name), kernel.Int(int64(c.form)), kernel.Int(int64(c.index)), kernel.Str(c.contentID()))
}

// instructions gives for each instruction op a b c, then its constant or global, then the number of
// the instruction that it jumps to.
func (f *freezer) instructions(c *code) kernel.Value {
	out := make([]kernel.Value, 0, 5*len(c.ins))
	for i := range c.ins {
		in := &c.ins[i]
		f.charge()
		out = append(out, kernel.Int(int64(in.op.general()-opMove)), kernel.Int(int64(in.a)), kernel.Int(int64(in.b)), kernel.Int(int64(in.c)))
		sh := in.op.shape()
		switch {
		case sh&hasCell != 0:
			out = append(out, f.number(cellOf(in.k)))
		case in.op == opClosure:
			out = append(out, f.number(asCode(*in.k)))
		case sh&hasConstant != 0:
			out = append(out, f.value(*in.k))
		}
		if sh&hasJump != 0 {
			out = append(out, kernel.Int(int64(kernel.IndexOf(c.start, in.j))))
		}
	}
	return kernel.ListOf(out...)
}

// expansions gives the number of what is known of the macros used in a form, or nil.
func (f *freezer) expansions(e *expansions) kernel.Value {
	if e == nil {
		return kernel.Nil
	}
	return f.number(e)
}

func (f *freezer) expansionsObject(e *expansions) []kernel.Value {
	out := tagged("expansions")
	for _, at := range slices.Sorted(maps.Keys(e.macros)) {
		f.charge()
		var all []kernel.Value
		for _, m := range e.macros[at] {
			all = append(all, kernel.Str(m.Info.Name), f.pos(m.Info.Pos))
		}
		out = append(out, kernel.Int(int64(at)), kernel.ListOf(all...))
	}
	return out
}

// places gives the first offset, then how far each is from the one before; a run of n equal
// differences d is written d n.
func places(pos []int32) kernel.Value {
	var out []kernel.Value
	last := int32(0)
	for i := 0; i < len(pos); {
		d, n := pos[i]-last, 1
		for i+n < len(pos) && pos[i+n]-pos[i+n-1] == d {
			n++
		}
		out = append(out, kernel.Int(int64(d)), kernel.Int(int64(n)))
		last = pos[i+n-1]
		i += n
	}
	return kernel.ListOf(out...)
}

func indexed(names map[int]string) kernel.Value {
	out := make([]kernel.Value, 0, 2*len(names))
	for _, i := range slices.Sorted(maps.Keys(names)) {
		out = append(out, kernel.Int(int64(i)), kernel.Str(names[i]))
	}
	return kernel.ListOf(out...)
}

func (f *freezer) operands(c *code) kernel.Value {
	out := make([]kernel.Value, 0, 2*len(c.operands))
	for _, i := range slices.Sorted(maps.Keys(c.operands)) {
		out = append(out, kernel.Int(int64(i)), kernel.Int(int64(c.operands[i])))
	}
	return kernel.ListOf(out...)
}

func locals(all []local) kernel.Value {
	out := make([]kernel.Value, 0, 3*len(all))
	for _, l := range all {
		out = append(out, kernel.Int(int64(l.reg/slotSize)), kernel.Int(int64(l.from)), kernel.Str(l.name))
	}
	return kernel.ListOf(out...)
}

// contentID gives the content id of what c does: its instructions, the names of the globals it uses,
// its constants as far as they are plain, and the ids of the functions in it.
func (c *code) contentID() string {
	ids := map[*code][]byte{}
	for stack := []*code{c}; len(stack) > 0; {
		top := stack[len(stack)-1]
		var inner []*code
		for i := range top.ins {
			if x := top.inner(i); x != nil && ids[x] == nil && !slices.Contains(stack, x) {
				inner = append(inner, x)
			}
		}
		if len(inner) > 0 {
			stack = append(stack, inner...)
			continue
		}
		stack = stack[:len(stack)-1]
		if ids[top] == nil {
			ids[top] = top.digest(ids)
		}
	}
	return hex.EncodeToString(ids[c][:16])
}

// inner gives the code of the function that instruction i makes or has as its constant, or nil.
func (c *code) inner(i int) *code {
	in := &c.ins[i]
	switch {
	case in.op == opClosure:
		return asCode(*in.k)
	case in.op == opConst && in.k.Kind() == kernel.KindLambda:
		return asLambda(*in.k).code
	}
	return nil
}

func (c *code) digest(ids map[*code][]byte) []byte {
	h := sha256.New()
	put := func(n ...int) {
		for _, x := range n {
			var b [8]byte
			binary.LittleEndian.PutUint64(b[:], uint64(x))
			h.Write(b[:])
		}
	}
	flag := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	put(c.frame, c.required, c.optional, flag(c.rest), flag(c.top), len(c.captures), len(c.ins))
	for _, cp := range c.captures {
		put(flag(cp.fromFrame), flag(cp.patched), int(cp.at))
	}
	for i := range c.ins {
		in := &c.ins[i]
		put(int(in.op.general()), int(in.a), int(in.b), int(in.c))
		sh := in.op.shape()
		switch inner := c.inner(i); {
		case inner != nil:
			h.Write(ids[inner])
		case sh&hasCell != 0:
			text(h, cellOf(in.k).name)
		case sh&hasConstant != 0:
			text(h, digestText(*in.k))
		}
		if sh&hasJump != 0 {
			put(kernel.IndexOf(c.start, in.j))
		}
	}
	return h.Sum(nil)
}

func text(h hash.Hash, s string) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(len(s)))
	h.Write(b[:])
	h.Write([]byte(s))
}

// digestText gives what of a constant takes part in a content id: all of it if it is an atom or a flat
// list or dict, else its type and, of a function, its name.
func digestText(v kernel.Value) string {
	switch v.Kind() {
	case kernel.KindBuiltin:
		return "builtin " + kernel.As[kernel.Builtin](v).Name
	case kernel.KindRecordType:
		return "type " + kernel.As[kernel.RecordType](v).Name
	case kernel.KindMacro:
		return "macro " + kernel.As[macro](v).Info.Name
	}
	return kernel.TypeOf(v) + " " + brief(v)
}

// frozenID gives the content id of a frozen state, which is all of it but the id itself.
func frozenID(m *kernel.Meter, data kernel.Value) (string, error) {
	all := data.AsDict().Dissoc(kernel.NewString("id")).Value()
	b, err := kernel.AppendText(nil, m, all, true)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}
