package cek

import (
	"context"
	"errors"
	"fmt"

	"github.com/sx-lang/sx/kernel"
)

// A frozen machine is a dict of plain data:
//
//	:sx-frozen  the number of this format
//	:kind       "program" for a whole machine, "guest" for what cek-freeze was given
//	:base       the content id of the builtins, the machine's procedures and the prelude
//	:libraries  what to load before: (name content-id gensyms) for each library that is part of sx
//	:objects    the table of all else, each object once: (tag field …), refered to by its number
//	:state      what the table's objects are for
//	:id         the content id of all the above
//
// A value in a field is itself if it is an atom, (n) if it is object number n, and () if it is no value
// yet. Code that is part of sx is named by its library, the numbers of the form there and of the code in that, and its content id; the
// program's own code is in the table as instructions. A frame is an object: the function, the
// instruction it waits at, and those registers that it will still read. The identities of extents
// (dynamic.id) are numbered anew as they are met.
const freezeFormat = 3

// Freeze gives the suspended program as plain data, from which Thaw makes a machine that goes on, in
// this process or another. The program is not changed and can be resumed. The error says which value
// of the embedding program cannot be frozen, and where it is.
func (o Outcome) Freeze() (kernel.Value, error) {
	if err := o.check(); err != nil {
		return kernel.Nil, err
	}
	f := newFreezer(o.m, &o.m.world, &kernel.Meter{})
	v, err := f.program()
	if err != nil {
		return kernel.Nil, freezeError("cek-freeze", err)
	}
	return v, nil
}

// freezeGuest is cek-freeze.
func (m *Machine) freezeGuest(v kernel.Value) (kernel.Value, error) {
	g, err := guestOf("cek-freeze", v)
	if err != nil {
		return kernel.Nil, err
	}
	if g.phase != guestSuspended {
		return kernel.Nil, kernel.Condf(kernel.CondUser, "cek-freeze: the machine is in phase %s, want io-suspended",
			guestPhases[g.phase])
	}
	f := newFreezer(m, g.world, m.meter)
	data, err := f.guest(g)
	if err != nil {
		return kernel.Nil, freezeError("cek-freeze", err)
	}
	return data, nil
}

// freezeError says which function an error is of; limits and cancellation stay what they are.
func freezeError(who string, err error) error {
	var limit *kernel.Limit
	if errors.As(err, &limit) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	text := err.Error()
	var bad *thawError
	if errors.As(err, &bad) {
		text = bad.text
	}
	return kernel.Condf(kernel.CondType, "%s: %s", who, text)
}

// freezer writes a state out. Objects get numbers as they are met and are written in that order.
type freezer struct {
	m       *Machine
	root    *world // whose libraries of sx are named, not written
	meter   *kernel.Meter
	flows   flows
	numbers map[any]int
	objects []frozen
	texts   map[kernel.Value]int // how often each string object was met
	arrays  map[kernel.ListArray]*frozenPlaces
	chunks  map[kernel.ListChunk]*frozenPlaces
	names   map[string]*alias           // the aliases met
	known   map[kernel.Value]constantOf // the objects of sx's libraries
	plain   map[string]bool             // whether a symbol's text reads back
	extents map[int64]int64             // the identities of extents met
	current int                         // the object that is being written
	slot    int                         // which part of it
	err     error
}

// frozen is an object of the table.
type frozen struct {
	of     any
	from   int // the object it was met in
	slot   int // and in which part
	fields []kernel.Value
}

// frozenPlaces is how much of an array or chunk that lists share is written: the places lo to hi.
type frozenPlaces struct {
	items  []kernel.Value
	lo, hi int
	users  int
}

func newFreezer(m *Machine, root *world, meter *kernel.Meter) *freezer {
	return &freezer{m: m, root: root, meter: meter, numbers: map[any]int{}, texts: map[kernel.Value]int{},
		arrays: map[kernel.ListArray]*frozenPlaces{}, chunks: map[kernel.ListChunk]*frozenPlaces{},
		names: map[string]*alias{}, plain: map[string]bool{}, extents: map[int64]int64{}, current: -1}
}

// program freezes the whole machine.
func (f *freezer) program() (kernel.Value, error) {
	m := f.m
	state := []kernel.Value{
		f.environment(m.env),
		f.frame(frameRef{m.seg, m.fp, m.pc, m.answer}), f.register(m.answer),
		f.node(m.dyn), f.value(m.request),
		kernel.Int(m.Steps()), kernel.Int(m.meter.Allocated), kernel.Int(m.performs), kernel.Int(m.output), texts(m.config.Arguments), kernel.Str(m.config.Directory),
	}
	return f.finish("program", state)
}

// guest freezes a guest, with the program's variables that it may use.
func (f *freezer) guest(g *guestState) (kernel.Value, error) {
	return f.finish("guest", []kernel.Value{f.environment(f.root.env), f.value(g.machine())})
}

// finish writes all objects met, and what is in every kind of state.
func (f *freezer) finish(kind string, state []kernel.Value) (kernel.Value, error) {
	loaded, own := f.libraries()
	if err := f.drain(); err != nil {
		return kernel.Nil, err
	}
	// What libraries of sx have in their variables may use more of the program, and so on.
	changed := f.changedCells()
	if err := f.drain(); err != nil {
		return kernel.Nil, err
	}
	state = append(state, kernel.ListOf(own...), kernel.ListOf(changed...), kernel.Int(int64(f.m.gensyms)), kernel.Int(int64(f.m.recordTypes)),
		f.aliases())
	if err := f.drain(); err != nil {
		return kernel.Nil, err
	}
	f.places()
	objects := make([]kernel.Value, len(f.objects))
	for i := range f.objects {
		objects[i] = kernel.ListOf(f.objects[i].fields...)
	}
	shared := f.shareTexts(&objects)
	if err := f.meter.Alloc(64 * len(objects)); err != nil {
		return kernel.Nil, err
	}
	data := kernel.DictOf("sx-frozen", kernel.Int(freezeFormat), "kind", kernel.Str(kind),
		"base", kernel.Str(f.m.facts().id), "libraries", kernel.ListOf(loaded...),
		"objects", kernel.ListOf(objects...), "state", shared(kernel.ListOf(state...)))
	id, err := frozenID(f.meter, data)
	if err != nil {
		return kernel.Nil, err
	}
	data.AsDict().Set(kernel.NewString("id"), kernel.Str(id))
	return data, nil
}

// drain writes the objects that have a number but no fields yet.
func (f *freezer) drain() error {
	for i := f.written(); i < len(f.objects); i++ {
		if err := f.meter.Alloc(8 * slotSize); err != nil {
			return err
		}
		f.current, f.slot = i, 0
		fields := f.object(f.objects[i].of)
		f.objects[i].fields = fields
		if f.err != nil {
			return f.err
		}
	}
	f.current = -1
	return f.err
}

// written counts the objects that are written; they come first.
func (f *freezer) written() int {
	n := len(f.objects)
	for n > 0 && f.objects[n-1].fields == nil {
		n--
	}
	return n
}

// number gives the number of the object with the given identity.
func (f *freezer) number(of any) kernel.Value {
	n, ok := f.numbers[of]
	if !ok {
		n = len(f.objects)
		f.numbers[of] = n
		f.objects = append(f.objects, frozen{of: of, from: f.current, slot: f.slot})
	}
	return kernel.Int(int64(n))
}

// refer gives the number of an object as a value.
func (f *freezer) refer(of any) kernel.Value { return kernel.ListOf(f.number(of)) }

// fail notes what cannot be frozen; the first such note counts.
func (f *freezer) fail(format string, args ...any) {
	if f.err == nil {
		f.err = kernel.Condf(kernel.CondType, "%s", fmt.Sprintf(format, args...)+f.where())
	}
}

// where tells in which variable the object that is being written was met.
func (f *freezer) where() string {
	at, slot := f.current, f.slot
	for at >= 0 {
		switch of := f.objects[at].of.(type) {
		case frameRef:
			if of.fp.Kind() != kernel.KindLambda {
				return ""
			}
			c := frameCode(of.fp)
			return fmt.Sprintf(", at %s of %s", c.variableAt(uint16(slot*slotSize), kernel.IndexOf(c.start, of.pc)), c.described())
		case *cell:
			return ", at the variable " + of.name
		case kernel.Value:
			if of.Kind() == kernel.KindLambda {
				return ", captured by " + asLambda(of).code.described()
			}
		}
		at, slot = f.objects[at].from, f.objects[at].slot
	}
	return ""
}

func (c *code) described() string {
	switch {
	case c.top:
		return "a form of the top level"
	case c.Info.Name == "":
		return "a function without a name"
	}
	return "the function " + c.Info.Name
}

// variableAt names what the register holds when the instruction with that index comes next.
func (c *code) variableAt(off uint16, index int) string {
	name := ""
	for _, l := range c.locals {
		if l.reg == off && l.from <= index {
			name = l.name
		}
	}
	if name == "" {
		return "a value in use"
	}
	return "the variable " + name
}

// shareTexts gives strings that were met more than once an object of their own. The function answered
// does it for what is not in the table.
func (f *freezer) shareTexts(objects *[]kernel.Value) func(kernel.Value) kernel.Value {
	numbers := map[kernel.Value]kernel.Value{}
	var share func(kernel.Value) kernel.Value
	share = func(v kernel.Value) kernel.Value {
		switch {
		case v.IsString() && f.texts[v] > 1:
			ref, ok := numbers[v]
			if !ok {
				ref = kernel.ListOf(kernel.Int(int64(len(*objects))))
				numbers[v] = ref
				*objects = append(*objects, kernel.ListOf(kernel.Sym("text"), kernel.Str(v.Text())))
			}
			return ref
		case v.IsList():
			items := v.AsList().Items()
			for i, x := range items {
				if x.IsString() || x.IsList() {
					if y := share(x); y != x {
						items[i] = y
					}
				}
			}
		}
		return v
	}
	for i := 0; i < len(f.objects); i++ {
		(*objects)[i] = share((*objects)[i])
	}
	return share
}
