package cek

import (
	"errors"

	"github.com/sx-lang/sx/kernel"
)

// inGeneral does what in does in the cases that the loop leaves.
func (m *Machine) inGeneral(in *instr) error {
	to := kernel.Slot(m.fp, in.a)
	var v kernel.Value
	var err error
	switch op := in.op.general(); op {
	case opBuiltin2:
		b := kernel.As[kernel.Builtin](*in.k)
		if v, err = b.Fn2(*kernel.Slot(m.fp, in.b), *kernel.Slot(m.fp, in.c)); err != nil {
			return builtinError(b.Name, err)
		}
		m.meter.Allocated += b.Space
	case opBuiltin:
		b := kernel.As[kernel.Builtin](*in.k)
		if v, err = b.Fn(m.meter, kernel.Slots(kernel.Slot(to, headSize), int(in.b))); err != nil {
			return builtinError(b.Name, err)
		}
		m.meter.Allocated += b.Space
	case opQuote:
		if v, err = m.quoted(in); err != nil {
			return err
		}
	case opNewBox:
		v = kernel.Ref(&kernel.NewBox(kernel.Unbound).Header)
		m.meter.Allocated += boxSpace
	case opPatch:
		return m.patch(in)
	default:
		y := in.k
		if y == nil {
			y = kernel.Slot(m.fp, in.c)
		}
		if v, err = m.arith(op, *kernel.Slot(m.fp, in.b), *y); err != nil {
			return frameCode(m.fp).arithError(m.pc, op, err)
		}
	}
	*to = v
	return nil
}

// quoted gives what the opQuote in does.
func (m *Machine) quoted(in *instr) (kernel.Value, error) {
	if in.b == 0 {
		m.meter.Allocated += objectSpace
		return freshQuote(*in.k), nil
	}
	return m.freshCopy(*in.k, 0)
}

// patch executes the opPatch in.
func (m *Machine) patch(in *instr) error {
	f := *kernel.Slot(m.fp, in.a)
	if f.Kind() != kernel.KindLambda || int(in.c) >= len(asLambda(f).code.captures)*slotSize {
		return errUnbalanced
	}
	*kernel.Slot(asLambda(f).up, in.c) = *kernel.Slot(m.fp, in.b)
	return nil
}

// compare decides a comparison jump when its operands are not both small integers.
func (m *Machine) compare(op opcode, x, y kernel.Value) (bool, error) {
	if op == opNotEqual || op == opNotEqualK {
		return kernel.EqualMetered(m.meter, x, y)
	}
	c, ordered, err := kernel.CompareMetered(m.meter, x, y)
	if err != nil {
		return false, builtinError(compareNames[op.general()], err)
	}
	if !ordered {
		return false, nil
	}
	switch op.general() {
	case opNotLess, opNotLessK:
		return c < 0, nil
	case opNotLeq, opNotLeqK:
		return c <= 0, nil
	case opNotMore, opNotMoreK:
		return c > 0, nil
	}
	return c >= 0, nil
}

// holdsOfFloats decides a comparison jump that orders two floats.
func holdsOfFloats(op opcode, x, y float64) bool {
	switch op.general() {
	case opNotLess, opNotLessK:
		return x < y
	case opNotLeq, opNotLeqK:
		return x <= y
	case opNotMore, opNotMoreK:
		return x > y
	}
	return x >= y
}

var compareNames = map[opcode]string{
	opNotLess: "<", opNotLessK: "<", opNotLeq: "<=", opNotLeqK: "<=",
	opNotMore: ">", opNotMoreK: ">", opNotGeq: ">=", opNotGeqK: ">=",
}

// arith does what the fast paths of + - * leave: other numbers, overflow, errors.
func (m *Machine) arith(op opcode, x, y kernel.Value) (kernel.Value, error) {
	switch op {
	case opAdd, opAddK:
		return kernel.AddMetered(m.meter, x, y)
	case opSub, opSubK:
		return kernel.SubMetered(m.meter, x, y)
	}
	return kernel.MulMetered(m.meter, x, y)
}

var arithNames = map[opcode]string{
	opAdd: "+", opAddK: "+", opSub: "-", opSubK: "-", opMul: "*", opMulK: "*",
}

// arithError is the error err of the arithmetic instruction before pc.
func (c *code) arithError(pc *instr, op opcode, err error) error {
	var arg *kernel.ArgError
	if errors.As(err, &arg) && arg.Index > 0 {
		arg.Index += c.operands[kernel.IndexOf(c.start, pc)-1]
	}
	return builtinError(arithNames[op], err)
}

// unboundError is the error of the instruction before pc, which reads a variable without a value.
func (m *Machine) unboundError(fp *kernel.Value, pc *instr) error {
	c := frameCode(fp)
	name := c.names[kernel.IndexOf(c.start, pc)-1]
	e := kernel.NewCondition(kernel.CondUnbound, "unbound variable: "+name)
	env := m.here().env
	if err := m.meter.Work(16 * env.size()); err != nil {
		return err
	}
	if near := env.nearest(name); near != "" && near != name {
		e.Message += " (did you mean " + near + "?)"
	}
	return e
}
