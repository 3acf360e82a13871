package cek

import (
	"errors"

	"github.com/sx-lang/sx/kernel"
)

// Lazy sequences are records of the library (sx stream), written in SX: to look into one may run code.
// The builtins for lists know nothing of them. When one refuses an argument that is a lazy sequence,
// the machine calls the library's function of the same name in its place; a program that uses none
// pays nothing for this. The prelude's functions ask %lazy? themselves.

const (
	lazyLibrary = "(sx stream)"
	lazyPrefix  = "%lazy-"
)

// isLazy tells whether v is a lazy sequence.
func (sh *shelf) isLazy(v kernel.Value) bool {
	if v.Kind() != kernel.KindRecord || v.AsRecord().Type.Name != "lazy-seq" {
		return false
	}
	c := sh.lazy("type")
	return c != nil && c.value == v.AsRecord().Type.Value()
}

// lazy gives what the library calls name for lazy sequences, or nil.
func (sh *shelf) lazy(name string) *cell {
	d := sh.library(lazyLibrary)
	if d == nil {
		return nil
	}
	return d.env.cells[lazyPrefix+name]
}

// lazyBuiltins are what the prelude asks about lazy sequences.
func (sh *shelf) lazyBuiltins() []*kernel.Builtin {
	return []*kernel.Builtin{
		{Name: "%lazy?", Min: 1, Max: 1, Fn1: func(v kernel.Value) (kernel.Value, error) {
			return kernel.Bool(sh.isLazy(v)), nil
		}},
		{Name: "%lazy-function", Min: 1, Max: 1, Fn1: func(name kernel.Value) (kernel.Value, error) {
			if !name.IsString() {
				return kernel.Nil, kernel.WantArg(0, name, "string")
			}
			if c := sh.lazy(name.Text()); c != nil {
				return c.value, nil
			}
			return kernel.Nil, kernel.Condf(kernel.CondType, "%s: argument 2 is lazy-seq, want list", name.Text())
		}},
	}
}

// lazily takes up the error err of the instruction before m.pc, if that called a builtin with a lazy
// sequence and there is a function for those.
func (m *Machine) lazily(err error) (taken bool, failed error) {
	var cond *kernel.Condition
	if !errors.As(err, &cond) || cond.CondKind != kernel.CondType {
		return false, nil
	}
	c := frameCode(m.fp)
	at := kernel.IndexOf(c.start, m.pc) - 1
	if at < 0 || at >= len(c.ins) {
		return false, nil // about to start a function
	}
	in := &c.ins[at]
	name, args := calledBuiltin(m.fp, in)
	lazy := false
	for _, v := range args {
		lazy = lazy || m.base.shelf.isLazy(v)
	}
	if !lazy || len(args) > 3 && in.op != opCold { // below a frame there is room for the call of a function of three
		return false, nil
	}
	fn := m.base.shelf.lazy(name)
	if fn == nil {
		return false, nil
	}
	if in.op == opCold {
		return true, m.tailApply(fn.value, args)
	}
	if in.op == opTailCall {
		*kernel.Slot(m.fp, in.a) = fn.value
		return true, m.tailCallAt(in.a, len(args))
	}
	callee := kernel.Slot(m.fp, uint16(c.frame))
	*callee = fn.value
	copy(kernel.Slots(kernel.Slot(callee, headSize), len(args)), args)
	// On a segment of its own, which can return to any register.
	called := asLambda(fn.value).code
	if err := called.checkArity(len(args)); err != nil {
		return true, err
	}
	size := max(called.frame, headSize+len(args)*slotSize)
	if err := m.overflow(callee, len(args), size, frameRef{m.seg, m.fp, m.pc, in.a}); err != nil {
		return true, err
	}
	return true, m.begin(called, len(args))
}

// calledBuiltin gives the name and the arguments of the builtin that the instruction calls in the frame
// at fp, if it does.
func calledBuiltin(fp *kernel.Value, in *instr) (string, []kernel.Value) {
	at := kernel.Slot(fp, in.a)
	switch in.op.general() {
	case opBuiltin1:
		return kernel.As[kernel.Builtin](*in.k).Name, []kernel.Value{*kernel.Slot(fp, in.b)}
	case opBuiltin2:
		return kernel.As[kernel.Builtin](*in.k).Name, []kernel.Value{*kernel.Slot(fp, in.b), *kernel.Slot(fp, in.c)}
	case opBuiltin:
		return kernel.As[kernel.Builtin](*in.k).Name, kernel.Slots(kernel.Slot(at, headSize), int(in.b))
	case opCold:
		if f := kernel.Slot(fp, reg(0)); in.b == coldApply && f.Kind() == kernel.KindBuiltin {
			args, _ := spreadArguments(*kernel.Slot(fp, reg(1))) // the builtin had them already
			return kernel.As[kernel.Builtin](*f).Name, args
		}
	case opCall, opCallGlobal, opTailCall:
		if at.Kind() == kernel.KindBuiltin {
			return kernel.As[kernel.Builtin](*at).Name, kernel.Slots(kernel.Slot(at, headSize), int(in.b))
		}
	}
	return "", nil
}
