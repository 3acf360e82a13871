package cek

import (
	"errors"
	"fmt"
	"io"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// cold executes an opCold. m.fp and m.pc are up to date before and after.
func (m *Machine) cold(in *instr) error {
	r := func(off uint16) *kernel.Value { return kernel.Slot(m.fp, off) }
	m.meter.Begun = m.meter.Allocated
	switch in.b {
	case coldCapture:
		*r(in.a) = m.capture().value()
	case coldShift:
		return m.shiftTo(*r(in.a), *r(in.c), m.caller())
	case coldCompose:
		if r(reg(0)).Kind() != kernel.KindContinuation {
			return notCallable(*r(reg(0)))
		}
		return m.compose(asContinuation(*r(reg(0))), *r(reg(1)), frameRef{m.seg, m.fp, m.pc, in.a}, nil)
	case coldReset:
		return m.enterChain(dynPrompt, *r(in.c), *r(in.a - slotSize), in.a)
	case coldGuard:
		return m.enterChain(dynGuard, *r(in.c), *r(in.a - slotSize), in.a)
	case coldTravel:
		if r(reg(0)).Kind() != kernel.KindInternal || !isExtent(*r(reg(1))) {
			return errUnbalanced
		}
		return m.travelStep()
	case coldRaise:
		return m.raiseStep()
	case coldHandled:
		if m.dyn == nil || m.dyn.kind != dynHandling {
			return errUnbalanced
		}
		m.handlerReturned()
	case coldReraise:
		if r(reg(0)).Kind() != kernel.KindContinuation {
			return notCallable(*r(reg(0)))
		}
		k := asContinuation(*r(reg(0)))
		return m.travel(newPlan(planReraise, k.dyn, k, *r(reg(1)), nil))
	case coldPushHandler:
		m.push(dynHandler, *r(in.c), kernel.Nil)
	case coldPushWind:
		m.push(dynWind, *r(in.a), *r(in.c))
	case coldPushParams:
		if !r(in.c).IsList() {
			return errUnbalanced
		}
		m.push(dynParams, *r(in.c), kernel.Nil)
	case coldPushProvide:
		m.push(dynProvide, *r(in.a), kernel.ListOf(*r(in.c), kernel.ListOf()))
	case coldPop:
		if m.dyn == nil {
			return errUnbalanced
		}
		m.pop()
	case coldApply, coldCallList:
		if !r(reg(1)).IsList() {
			return errUnbalanced
		}
		if in.b == coldCallList {
			return m.tailApply(*r(reg(0)), r(reg(1)).AsList().Items())
		}
		args, err := spreadArguments(*r(reg(1)))
		if err != nil {
			return err
		}
		return m.tailApply(*r(reg(0)), args)
	case coldSpread:
		return m.tailApply(*r(in.a), valuesOf(*r(in.c)))
	default:
		return m.colder(in, r)
	}
	return nil
}

// colder executes the operations that compile, read or look things up.
func (m *Machine) colder(in *instr, r func(uint16) *kernel.Value) error {
	switch in.b {
	case coldError:
		if !r(reg(1)).IsList() {
			return errUnbalanced
		}
		c := kernel.NewCondition(kernel.CondUser, kernel.Display(*r(reg(0))), r(reg(1)).AsList().Items()...)
		m.locate(c)
		*r(reg(0)), *r(reg(1)), *r(reg(2)) = c.Value(), kernel.False, kernel.True
	case coldEval:
		f, err := m.evaluator(*r(reg(0)), *r(reg(1)))
		if err != nil {
			return err
		}
		*r(in.a) = f
	case coldLoad, coldLibraryText:
		if r(reg(0)).Kind() != kernel.KindLoader {
			return errUnbalanced
		}
		if in.b == coldLibraryText {
			return m.libraryText(*r(in.c))
		}
		return m.loadNext(in.c)
	case coldLoadText:
		name, text := *r(reg(0)), *r(reg(1))
		if !name.IsString() || !text.IsString() {
			return kernel.Condf(kernel.CondType, "load: want the name and the text of a file")
		}
		l := newLoader(m.here().env, &kernel.Source{Name: name.Text(), Text: text.Text()}, m.config.Reader)
		*r(reg(0)) = kernel.Ref(&l.Header)
	case coldContext:
		if r(reg(1)).IsUnbound() {
			*r(reg(1)) = kernel.Nil
		}
		if d := m.provided(*r(reg(0))); d != nil {
			*r(reg(0)) = d.b.AsList().At(0)
		} else {
			*r(reg(0)) = *r(reg(1))
		}
	case coldEmit:
		d := m.provided(*r(reg(0)))
		if d == nil {
			return kernel.NewCondition(kernel.CondUser, "emit!: there is no scope around it of the name", *r(reg(0)))
		}
		if err := m.meter.Alloc(2 * slotSize); err != nil {
			return err
		}
		// One list for all who are inside the scope, as a variable would be.
		d.b.AsList().At(1).AsList().Append(*r(reg(1)))
	case coldEmitted:
		if d := m.provided(*r(reg(0))); d != nil {
			*r(reg(0)) = d.b.AsList().At(1).AsList().Share().Value()
		} else {
			*r(reg(0)) = kernel.ListOf()
		}
	case coldGensym:
		prefix := "g"
		if r(reg(0)).IsString() {
			prefix = r(reg(0)).Text()
		}
		m.gensyms++
		m.meter.Allocated += int64(2*objectSpace + len(prefix))
		*r(reg(0)) = kernel.Sym(fmt.Sprintf("%s%%%d", prefix, m.gensyms))
	case coldGuest:
		return m.stepLoop(*r(reg(0)), in.a)
	case coldGuestStep:
		return m.step(*r(reg(0)), in.a)
	case coldGuestDone:
		*r(in.a) = newGuestState(guestDone, *r(in.a)).machine()
	case coldGuestState:
		f, err := m.evaluator(*r(reg(0)), *r(reg(1)))
		if err != nil {
			return err
		}
		*r(reg(0)) = newGuestState(guestEval, f).machine()
	case coldArguments:
		args := make([]kernel.Value, len(m.config.Arguments))
		for i, a := range m.config.Arguments {
			args[i] = kernel.Str(a)
		}
		*r(reg(0)) = kernel.ListOf(args...)
	case coldDirectory:
		*r(reg(0)) = kernel.Str(m.config.Directory)
	case coldRead:
		v, err := m.readFrom(*r(reg(0)))
		if err != nil {
			return err
		}
		*r(reg(0)) = v
	case coldFreeze:
		v, err := m.freezeGuest(*r(reg(0)))
		if err != nil {
			return err
		}
		*r(reg(0)) = v
	case coldThaw:
		v, err := m.thawGuest(*r(reg(0)))
		if err != nil {
			return err
		}
		*r(reg(0)) = v
	case coldParse:
		v, err := m.parse(*r(reg(0)))
		if err != nil {
			return err
		}
		*r(reg(0)) = v
	}
	return nil
}

// provided gives the nearest node of provide or scope for the name, or nil.
func (m *Machine) provided(name kernel.Value) *dynamic {
	d := m.dyn
	for d != nil && (d.kind != dynProvide || !kernel.Equal(d.a, name)) {
		d = d.next
	}
	m.passedTo(d)
	return d
}

// spreadArguments gives the arguments of apply: those in the list but its last element, then those in
// that one.
func spreadArguments(v kernel.Value) ([]kernel.Value, error) {
	l := v.AsList()
	n := l.Len()
	if n == 0 {
		return nil, nil
	}
	last := l.At(n - 1)
	switch {
	case last.IsNil():
		return l.Slice(0, n-1), nil
	case last.IsVector():
		last = kernel.ListOf(last.AsVector().Items...)
	case !last.IsList():
		return nil, kernel.Condf(kernel.CondType, "apply: the last argument is %s, want list", kernel.TypeOf(last))
	}
	if n == 1 {
		return last.AsList().Items(), nil
	}
	return append(l.Slice(0, n-1), last.AsList().Items()...), nil
}

// valuesOf gives the values in v: those of (values …), or v itself.
func valuesOf(v kernel.Value) []kernel.Value {
	if v.Kind() == kernel.KindValues {
		return kernel.As[kernel.Values](v).Items
	}
	return []kernel.Value{v}
}

// readFrom reads the next form from a port. A text that is no SX leaves the port at its end.
func (m *Machine) readFrom(port kernel.Value) (kernel.Value, error) {
	p, err := kernel.InputPort(port, 0)
	if err != nil {
		return kernel.Nil, builtinError("read", err)
	}
	rd := reader.New(&kernel.Source{Name: "<port>", Text: p.Text[p.At:]}, m.config.Reader)
	rd.Charge(m.meter)
	f, err := rd.Next()
	read := rd.Offset()
	if err != nil {
		read = len(p.Text) - p.At
	}
	p.At += read
	if err := m.meter.Alloc(8 * read); err != nil {
		return kernel.Nil, err
	}
	switch {
	case errors.Is(err, io.EOF):
		return kernel.EndOfFile(), nil
	case err != nil:
		return kernel.Nil, readError(err)
	}
	return f.Value, nil
}

func (m *Machine) parse(text kernel.Value) (kernel.Value, error) {
	if !text.IsString() {
		return kernel.Nil, kernel.Condf(kernel.CondType, "sx-parse: argument 1 is %s, want string", kernel.TypeOf(text))
	}
	if err := m.meter.Alloc(8 * len(text.Text())); err != nil {
		return kernel.Nil, err
	}
	rd := reader.New(&kernel.Source{Name: "<text>", Text: text.Text()}, m.config.Reader)
	rd.Charge(m.meter)
	var items []kernel.Value
	for {
		f, err := rd.Next()
		switch {
		case errors.Is(err, io.EOF):
			return kernel.ListOf(items...), nil
		case err != nil:
			return kernel.Nil, readError(err)
		}
		if items = append(items, f.Value); len(items)%manyForms == 0 {
			if err := m.meter.Work(manyForms); err != nil {
				return kernel.Nil, err
			}
		}
	}
}

// manyForms is how many forms are parsed between two looks at the meter.
const manyForms = 1024
