package cek

import (
	"context"
	"fmt"
	"slices"

	"github.com/sx-lang/sx/kernel"
)

// Thaw makes a machine of what Outcome.Freeze gave; the Outcome stands at the same request. Steps and
// memory count on from where they were, the arguments and the directory of the program are those of
// the frozen one; everything else is as c says. Data that is damaged, or was made by another sx or
// with other libraries of sx, is an error; so is one that was changed, even if its content id was
// changed with it, when it is not a state that could go on.
func Thaw(ctx context.Context, c Config, data kernel.Value) (*Machine, Outcome, error) {
	m, err := New(c)
	if err != nil {
		return nil, Outcome{}, err
	}
	t := &thawer{m: m, machine: m, root: &m.world, ctx: ctx, meter: &kernel.Meter{}}
	if err := t.open("program", data); err != nil {
		return nil, Outcome{}, err
	}
	if err := t.program(); err != nil {
		return nil, Outcome{}, err
	}
	out, err := m.outcome(nil)
	return m, out, err
}

// thawGuest is cek-thaw: the guest gets a world of its own.
func (m *Machine) thawGuest(data kernel.Value) (kernel.Value, error) {
	m.share()
	child := newMachine(m.shared)
	child.config = Config{Reader: m.config.Reader}
	child.meter = m.meter
	child.aliases, child.gensyms, child.recordTypes, child.nested = m.aliases, m.gensyms, m.recordTypes, m.nested+1
	t := &thawer{m: m, machine: child, root: &child.world, ctx: m.ctx, meter: m.meter, guest: true}
	err := t.open("guest", data)
	var v kernel.Value
	if err == nil {
		v, err = t.guestValue()
	}
	m.gensyms, m.recordTypes = max(m.gensyms, child.gensyms), max(m.recordTypes, child.recordTypes)
	if err != nil {
		return kernel.Nil, freezeError("cek-thaw", err)
	}
	return v, nil
}

// thawer makes the objects of a frozen state, in steps: what depends on nothing, then functions and
// lists, then everything's parts, then what has to be worked out or checked when the parts are there.
type thawer struct {
	m       *Machine // that the state is for
	machine *Machine // that loads the libraries: m itself, or for a guest another
	root    *world
	guest   bool
	ctx     context.Context
	meter   *kernel.Meter
	flows   flows
	fields  [][]kernel.Value
	tags    []string
	made    []any // what each object is
	state   *fields
	renamed map[string]string // aliases, so that they do not meet those of m
	extents map[int]int64     // the identities of extents, by their numbers in the state
	arrives []frameRef        // places that a value goes to
	err     error
}

// thawError is what is wrong with frozen data.
type thawError struct{ text string }

func (e *thawError) Error() string { return "cek-thaw: " + e.text }

func badState(format string, args ...any) error { return &thawError{fmt.Sprintf(format, args...)} }

// open checks the head of frozen data, loads the libraries and makes the objects.
func (t *thawer) open(kind string, data kernel.Value) error {
	if !data.IsDict() || !data.AsDict().Lookup("sx-frozen").IsInt() {
		return badState("want what cek-freeze gave, not %s", kernel.TypeOf(data))
	}
	d := data.AsDict()
	if n := d.Lookup("sx-frozen").Int64(); n != freezeFormat {
		return badState("the state is in format %d, this sx reads format %d", n, freezeFormat)
	}
	str := func(key string) string {
		if v := d.Lookup(key); v.IsString() {
			return v.Text()
		}
		return ""
	}
	if id, err := frozenID(t.meter, data); err != nil {
		return err
	} else if id != str("id") {
		return badState("the frozen state is damaged: its content id is %s, it says %s", id, brief(d.Lookup("id")))
	}
	if str("kind") != kind {
		return badState("the state is of the kind %s, want %q", brief(d.Lookup("kind")), kind)
	}
	if have := t.m.facts().id; str("base") != have {
		return badState("the state was frozen by another sx: its base has the content id %s, this one's %s", str("base"), have)
	}
	for _, key := range []string{"libraries", "objects", "state"} {
		if !d.Lookup(key).IsList() {
			return badState("the frozen state has no :%s", key)
		}
	}
	objects := d.Lookup("objects").AsList().Items()
	if err := t.table(objects); err != nil {
		return err
	}
	t.state = &fields{t: t, at: -1, items: d.Lookup("state").AsList().Items()}
	return t.build(d.Lookup("libraries").AsList().Items())
}

// table takes the objects apart.
func (t *thawer) table(objects []kernel.Value) error {
	if err := t.meter.Alloc(len(objects) * 6 * slotSize); err != nil {
		return err
	}
	t.fields = make([][]kernel.Value, len(objects))
	t.tags = make([]string, len(objects))
	t.made = make([]any, len(objects))
	for i, o := range objects {
		if !o.IsList() || !o.AsList().First().IsSymbol() {
			return badState("object %d is %s, want (tag field …)", i, kernel.TypeOf(o))
		}
		t.fields[i] = o.AsList().Items()[1:]
		t.tags[i] = o.AsList().First().SymbolName()
	}
	return nil
}

// build makes the objects.
func (t *thawer) build(libraries []kernel.Value) error {
	t.renamed, t.extents = map[string]string{}, map[int]int64{}
	t.each(isOneOf("source", "embedded"), t.alloc)
	if t.err == nil {
		t.loadLibraries(libraries)
	}
	t.each(func(tag string) bool { return !late(tag) }, t.alloc)
	t.each(isOneOf("chunk"), t.allocChunk)
	t.each(isOneOf("function", "role", "view"), t.alloc)
	t.each(isOneOf("code"), func(f *fields) { t.fillCode(f, t.made[f.at].(*code)) })
	t.each(isOneOf("frame"), t.allocFrame)
	t.each(func(tag string) bool { return tag != "code" && tag != "world" }, t.fill)
	t.each(isOneOf("world"), t.fill) // which looks at the names of its libraries and what they export
	t.each(isOneOf("extent"), t.linkNode)
	t.each(isOneOf("frame"), t.checkCallers)
	t.each(isOneOf("extent", "plan"), t.checkNodes)
	t.each(isOneOf("code"), t.verifyCode)
	t.each(isOneOf("code"), t.verifyRegisters)
	t.each(isOneOf("function", "frame"), t.fillTyped)
	t.checkArrivals()
	t.fillSets()
	return t.err
}

func isOneOf(tags ...string) func(string) bool {
	return func(tag string) bool { return slices.Contains(tags, tag) }
}

// late tells whether objects with the tag need others to be made.
func late(tag string) bool {
	switch tag {
	case "chunk", "function", "role", "view", "source", "embedded":
		return true
	}
	return false
}

// each calls do for the objects whose tag is wanted, until there is an error.
func (t *thawer) each(want func(tag string) bool, do func(f *fields)) {
	for i, tag := range t.tags {
		if t.err != nil {
			return
		}
		if want(tag) {
			if err := t.meter.Work(len(t.fields[i]) + 1); err != nil {
				t.err = err
				return
			}
			do(&fields{t: t, at: i, items: t.fields[i]})
		}
	}
}

// program makes the machine go on where the state stood.
func (t *thawer) program() error {
	s, m := t.state, t.m
	env := s.environment()
	top, to := s.frame(), s.register()
	node, request := s.node(), s.value()
	steps, allocated, performs, output := s.number(), s.number(), s.number(), s.number()
	arguments, directory := s.texts(), s.text()
	t.rest(s)
	switch {
	case t.err != nil:
		return t.err
	case env == nil || top.seg == nil:
		return badState("the frozen state has no top level or no frame")
	case steps < 0 || allocated < 0 || performs < 0 || output < 0:
		return badState("the frozen state has counted less than nothing")
	}
	top.to = to
	t.arrives = append(t.arrives[:0], top)
	if t.checkArrivals(); t.err != nil {
		return t.err
	}
	m.env = env
	m.config.Arguments, m.config.Directory = arguments, directory
	m.dyn = node
	m.seg, m.fp, m.last = top.seg, top.fp, nil
	m.stackSlots = m.liveSlots()
	if m.stackSlots > m.maxStack {
		return &kernel.Limit{What: "depth", Bound: m.maxStack, Unit: "stack slots"}
	}
	if err := m.thaw(top, nil); err != nil {
		return err
	}
	m.pc, m.answer, m.request = top.pc, to, request
	m.granted, m.meter.Fuel, m.meter.Allocated = int64(steps), 0, int64(allocated)
	m.performs, m.output = int64(performs), int64(output)
	m.phase = phaseSuspended
	return nil
}

// guestValue gives the guest.
func (t *thawer) guestValue() (kernel.Value, error) {
	s := t.state
	env, v := s.environment(), s.value()
	t.rest(s)
	switch {
	case t.err != nil:
		return kernel.Nil, t.err
	case env == nil || v.Kind() != kernel.KindMachine || kernel.As[guestState](v).phase != guestSuspended:
		return kernel.Nil, badState("the frozen state is no suspended machine")
	}
	t.root.env = env
	return v, nil
}

// rest takes what is in every kind of state.
func (t *thawer) rest(s *fields) {
	for own := s.list(); own.more(); {
		t.addLibrary(t.root, own.library())
	}
	for changed := s.list(); changed.more(); {
		c := changed.cell()
		v := changed.valueOrUnbound()
		switch {
		case c == nil:
		case c.fixed:
			changed.fail("%s never changes", c.name)
		default:
			c.value = v
		}
	}
	gensyms, types := s.number(), s.number()
	if gensyms < 0 || types < 0 {
		s.fail("a negative count")
	}
	t.m.recordTypes = max(t.m.recordTypes, uint64(types))
	t.m.gensyms = max(t.m.gensyms, gensyms)
	t.aliases(s.list())
	s.end()
}
