package cek

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sort"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// Config says what a machine may use. The zero Config is a machine without limits but that of the
// stack, which finds libraries in the embedded tree only.
type Config struct {
	// Libraries are searched, in order, for a library (a b) as the file a/b.sx, after the embedded
	// tree.
	Libraries []fs.FS
	// MaxSteps bounds the work of the program in steps: one for each instruction, and one for about
	// each 16 bytes that a builtin touches. 0 is no bound. The count is the same on every run.
	MaxSteps int64
	// MaxMemory bounds the bytes that the program holds, give or take a quarter; 0 is no bound. It is
	// over the bound when it has been charged for so many since the last census (census.go), and the
	// next one finds more than three quarters of them in use. Where that happens is the same on
	// every run. The Go heap may take as much again before it is collected.
	MaxMemory int64
	// MaxStack bounds the stack in slots of 16 bytes; 0 is half of MaxMemory, but 32 Mi slots, which
	// is 512 MiB, at most.
	MaxStack int64
	// MaxPerforms bounds how often the program may suspend; MaxOutput bounds the bytes of text that it
	// asks to be printed, by io/print, in all. 0 is no bound.
	MaxPerforms, MaxOutput int64
	// Reader bounds the forms that are read.
	Reader reader.Options
	// Arguments is what (command-line) answers.
	Arguments []string
	// Directory is what (program-directory) answers: where the program's file lies.
	Directory string
	// Warn gets the warnings about the program's forms as they are compiled, each once; nil is nobody.
	// It must not use the machine.
	Warn func(Warning)
}

const defaultMaxStack = 32 << 20

// Machine runs one SX program. It is used by one goroutine at a time.
type Machine struct {
	*shared
	world  // of the program; a guest that was thawed has one of its own
	config Config
	meter  *kernel.Meter
	ctx    context.Context // of the call under way; Poll asks it
	turn   uint64          // counts suspensions, so that an old Outcome cannot resume a newer one

	fp   *kernel.Value
	pc   *instr
	last *kernel.Value // frames must end below this slot
	seg  *segment
	dyn  *dynamic

	spare      *segment // segments for reuse, the newest first
	left       *dynamic // a node for reuse, or nil
	spares     int32
	phase      phase
	answer     uint16 // the register for the answer
	stackSlots int64
	maxStack   int64

	request kernel.Value // while suspended
	result  kernel.Value // when done
	failure error        // when failed

	held       []int64 // fuel kept back while guests are stepped, outermost first (guest_step.go)
	performs   int64
	output     int64             // bytes printed
	granted    int64             // fuel handed to the meter so far
	aliases    map[string]*alias // nil at first
	gensyms    int
	expansions int
	extents    int64 // dynamic extents entered so far
	nested     int
	expander   *Machine // that runs while this one waits for a macro to expand
	// recordTypes counts the record types made; of an expander, on from its parent's.
	recordTypes uint64
	warnings    *warnings
	watch       *watch // who looks on; nil is nobody
	tally       *tally // what the machines beside each other have counted together
}

// world is a top level and the libraries that it may have imported from.
type world struct {
	env       *environment        // the program's top level
	libraries map[string]*library // nil at first
	numbered  int                 // libraries numbered so far
}

func newWorld(base *environment) world {
	return world{env: newEnvironment("program", base)}
}

// here gives the world of the guest that is running, or else the program's.
func (m *Machine) here() *world {
	if g := m.guest(); g != nil {
		return g.world
	}
	return &m.world
}

// shared is what all machines of a process have in common; it never changes.
type shared struct {
	base  *environment // builtins, procedures of the machine, prelude
	procs procedures
	forms map[string]form // the special forms
	facts func() *facts   // what freezing needs to know of base, worked out at the first use
}

type phase uint8

const (
	phaseIdle phase = iota
	phaseRunning
	phaseSuspended
	phaseDone
	phaseFailed
	phasePaused // by a Watcher, before the instruction at pc
)

// ErrNotSuspended is the error of resuming an Outcome whose machine has gone on since.
var ErrNotSuspended = errors.New("the machine is not suspended here: it was resumed before")

// New makes a machine with the builtins and the prelude.
func New(c Config) (*Machine, error) {
	s, err := base()
	if err != nil {
		return nil, err
	}
	m := newMachine(s)
	m.configure(c)
	return m, nil
}

// configure sets the limits of a new machine.
func (m *Machine) configure(c Config) {
	m.config = c
	if c.MaxStack > 0 {
		m.maxStack = c.MaxStack
	}
	if c.MaxMemory > 0 {
		m.meter.MaxAllocated = c.MaxMemory
		m.meter.Full = m.full
		if c.MaxStack <= 0 {
			m.maxStack = min(m.maxStack, c.MaxMemory/2/slotSize)
		}
	}
}

func newMachine(s *shared) *Machine {
	m := &Machine{shared: s, world: newWorld(s.base), maxStack: defaultMaxStack, warnings: &warnings{}}
	m.meter = &kernel.Meter{Poll: m.poll}
	return m
}

// share makes the maps that a machine with m's top level has in common with m.
func (m *Machine) share() {
	if m.aliases == nil {
		m.aliases = map[string]*alias{}
	}
	m.here().note()
}

// note makes the map of libraries.
func (w *world) note() {
	if w.libraries == nil {
		w.libraries = map[string]*library{}
	}
}

// fuelSlice is how many steps run between two looks at the context.
const fuelSlice = 4096

// poll is asked when the meter's fuel is used up.
func (m *Machine) poll() error {
	if len(m.held) > 0 {
		return m.pollHeld()
	}
	if m.ctx != nil {
		if err := m.ctx.Err(); err != nil {
			return err
		}
	}
	if err := m.meter.CheckMemory(); err != nil {
		return err
	}
	slice := max(int64(fuelSlice), fuelSlice-m.meter.Fuel)
	if most := m.config.MaxSteps; most > 0 {
		if m.Steps() > most {
			return &kernel.Limit{What: "step", Bound: most, Unit: "steps"}
		}
		slice = min(slice, most-m.granted)
		slice = max(slice, 0)
	}
	m.granted += slice
	m.meter.Fuel += slice
	return nil
}

// Steps tells how much work the program has done, in the unit of Config.MaxSteps.
func (m *Machine) Steps() int64 {
	left := m.meter.Fuel
	for _, f := range m.held {
		left += f
	}
	return m.granted - left
}

// Outcome is what a run of the machine came to: a value, or a suspension with a request that the
// driver has to answer.
type Outcome struct {
	m     *Machine
	turn  uint64
	done  bool
	value kernel.Value
	// paused tells that a Watcher stopped the program, which waits for no answer.
	paused bool
}

// Suspended tells whether the program waits for an answer.
func (o Outcome) Suspended() bool { return o.m != nil && !o.done && !o.paused }

// Value gives the program's value; nil while it is suspended.
func (o Outcome) Value() kernel.Value {
	if o.done {
		return o.value
	}
	return kernel.Nil
}

// Request gives what the program performed; nil when it is done.
func (o Outcome) Request() kernel.Value {
	if o.done {
		return kernel.Nil
	}
	return o.value
}

// Start reads src, the text of a program called name, and runs its forms one after the other. The
// value is that of the last form. An uncaught error of the program is an *Error; a *Stopped, which is
// a *kernel.Limit, or the context's error ends it as well.
func (m *Machine) Start(ctx context.Context, name, src string) (Outcome, error) {
	return m.start(ctx, &kernel.Source{Name: name, Text: src})
}

// Do reads and runs src, the text of a program called name, to its end, its requests answered by host, and
// gives its value: Start and Drive in one.
func (m *Machine) Do(ctx context.Context, host Host, name, src string) (kernel.Value, error) {
	out, err := m.Start(ctx, name, src)
	if err != nil {
		return kernel.Nil, err
	}
	return Drive(ctx, host, out)
}

func (m *Machine) start(ctx context.Context, src *kernel.Source) (Outcome, error) {
	l := newLoader(m.env, src, m.config.Reader)
	return m.begins(ctx, m.procs.load.value(), kernel.Ref(&l.Header))
}

// Run runs one form that was read from src.
func (m *Machine) Run(ctx context.Context, src *kernel.Source, f reader.Form) (Outcome, error) {
	l := &loader{Func: kernel.NewFunc(kernel.KindLoader, nil), env: m.env, source: src,
		queue: []queued{{f.Value, int32(f.Pos.Offset), f.Places}}}
	return m.begins(ctx, m.procs.load.value(), kernel.Ref(&l.Header))
}

// Loaded tells whether the program has loaded the library with the written name "(store api)".
func (m *Machine) Loaded(library string) bool {
	d := m.libraries[library]
	return d != nil && !d.loading
}

// Call calls an SX function with arguments.
func (m *Machine) Call(ctx context.Context, fn kernel.Value, args ...kernel.Value) (Outcome, error) {
	return m.begins(ctx, fn, args...)
}

// Exports gives the names that a library which the program has loaded exports, in the order of its
// export clauses; the library is named as it is written, "(store api)".
func (m *Machine) Exports(library string) []string {
	d := m.libraries[library]
	if d == nil || d.loading {
		return nil
	}
	return slices.Clone(d.order)
}

// Lookup gives the value of a global of the program; false if it is unbound.
func (m *Machine) Lookup(name string) (kernel.Value, bool) {
	c := m.env.find(name)
	if c == nil || c.value.IsUnbound() {
		return kernel.Nil, false
	}
	return c.value, true
}

// Forms gives the names of the special forms, sorted.
func (m *Machine) Forms() []string {
	out := make([]string, 0, len(m.forms))
	for name := range m.forms {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// Names gives the names of the globals that the program sees, sorted.
func (m *Machine) Names() []string { return m.env.names() }

// Define gives a global of the program a value.
func (m *Machine) Define(name string, v kernel.Value) { m.env.own(name).value = v }

func (m *Machine) begins(ctx context.Context, fn kernel.Value, args ...kernel.Value) (Outcome, error) {
	if m.phase == phaseRunning || m.phase == phaseSuspended || m.phase == phasePaused {
		return Outcome{}, fmt.Errorf("the machine is in the middle of a program")
	}
	m.join()
	m.ctx = ctx
	out, err := m.call(fn, args)
	m.ctx = nil
	return out, err
}

// call runs fn from an empty stack.
func (m *Machine) call(fn kernel.Value, args []kernel.Value) (Outcome, error) {
	m.dyn, m.seg, m.spare, m.spares, m.stackSlots = nil, nil, nil, 0, 0
	for len(m.held) > 0 {
		m.release()
	}
	if m.watch != nil {
		m.hold()
	}
	m.phase = phaseRunning
	m.expansions = 0
	err := m.startChain(nil, m.procs.apply.value(), fn, kernel.ListOf(append([]kernel.Value{}, args...)...))
	if err == nil {
		err = m.run()
	}
	return m.outcome(err)
}

func (m *Machine) outcome(err error) (Outcome, error) {
	m.part()
	if errors.Is(err, errPaused) {
		m.phase = phasePaused
		m.turn++
		return Outcome{m: m, turn: m.turn, paused: true}, nil
	}
	if err != nil {
		err = m.stopped(err)
		m.phase = phaseFailed
		m.failure = err
		m.seg, m.fp, m.dyn, m.spare, m.spares = nil, nil, nil, nil, 0
		return Outcome{}, err
	}
	m.turn++
	if m.phase == phaseSuspended {
		return Outcome{m: m, turn: m.turn, value: m.request}, nil
	}
	return Outcome{m: m, turn: m.turn, done: true, value: m.result}, nil
}

func (o Outcome) check() error {
	if !o.Suspended() || o.m.phase != phaseSuspended || o.m.turn != o.turn {
		return ErrNotSuspended
	}
	return nil
}

// Resume goes on with v as the value of the perform.
func (o Outcome) Resume(ctx context.Context, v kernel.Value) (Outcome, error) {
	if err := o.check(); err != nil {
		return Outcome{}, err
	}
	m := o.m
	m.join()
	*kernel.Slot(m.fp, m.answer) = v
	m.phase = phaseRunning
	m.ctx = ctx
	out, err := m.outcome(m.run())
	m.ctx = nil
	return out, err
}

// Raise goes on by raising cause where the perform stands. A *kernel.Condition is raised as it is,
// another error as a condition of kind "io".
func (o Outcome) Raise(ctx context.Context, cause error) (Outcome, error) {
	if err := o.check(); err != nil {
		return Outcome{}, err
	}
	var cond *kernel.Condition
	if !errors.As(cause, &cond) {
		cond = kernel.NewCondition(kernel.CondIO, cause.Error())
	} else {
		again := *cond // a host may answer with one condition many times
		cond = &again
	}
	m := o.m
	if cond.CondKind == kernel.CondUnhandledOp && frameCode(m.fp) == m.procs.load.code {
		return o.Resume(ctx, kernel.Nil) // a driver without libraries of its own has not got this one
	}
	return o.raise(ctx, cond)
}

// RaiseValue goes on by raising v where the perform stands.
func (o Outcome) RaiseValue(ctx context.Context, v kernel.Value) (Outcome, error) {
	if err := o.check(); err != nil {
		return Outcome{}, err
	}
	return o.raise(ctx, &raisedValue{v})
}

// raise goes on by raising cause, in a machine that is suspended.
func (o Outcome) raise(ctx context.Context, cause error) (Outcome, error) {
	m := o.m
	m.join()
	m.phase = phaseRunning
	m.ctx = ctx
	err := m.fail(cause)
	if err == nil {
		err = m.run()
	}
	out, err := m.outcome(err)
	m.ctx = nil
	return out, err
}

// Host answers requests; package hosts has some.
type Host interface {
	Perform(ctx context.Context, request kernel.Value) (kernel.Value, error)
}

// nobody is the host of a program without one.
type nobody struct{}

func (nobody) Perform(_ context.Context, request kernel.Value) (kernel.Value, error) {
	return kernel.Nil, kernel.Condf(kernel.CondUnhandledOp, "there is no host to answer %s", brief(request))
}

// Drive answers the requests of out from host until the program is done, and gives its value. Cancelling
// ctx ends the program, whatever the host says. A nil host answers nothing: each request is raised as
// unhandled.
func Drive(ctx context.Context, host Host, out Outcome) (kernel.Value, error) {
	if host == nil {
		host = nobody{}
	}
	for out.Suspended() {
		v, err := host.Perform(ctx, out.Request())
		if ctx.Err() != nil {
			return kernel.Nil, ctx.Err()
		}
		if err != nil {
			out, err = out.Raise(ctx, err)
		} else {
			out, err = out.Resume(ctx, v)
		}
		if err != nil {
			return kernel.Nil, err
		}
	}
	return out.Value(), nil
}

// save and restore bring what the loop keeps in registers up to date, for others to see, a census among
// them, and back.
func (m *Machine) save(fp *kernel.Value, pc *instr, fuel int64) {
	m.fp, m.pc, m.meter.Fuel = fp, pc, fuel
	m.meter.Begun = m.meter.Allocated
}

func (m *Machine) restore() (*kernel.Value, *instr, int64) { return m.fp, m.pc, m.meter.Fuel }
