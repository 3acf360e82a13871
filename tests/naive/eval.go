package naive

import (
	"errors"
	"fmt"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// ErrUnsupported is the error of a program that is too long, is not well formed, or uses what the
// evaluator has not got.
var ErrUnsupported = errors.New("not for the naive evaluator")

// Answer is what the world says to request number n, counted from 0: a value or a condition.
type Answer func(request kernel.Value, n int) (kernel.Value, *kernel.Condition)

// Evaluator evaluates one program.
type Evaluator struct {
	answer    Answer
	base      *env // the builtins
	program   *env // the program's top level
	meter     *kernel.Meter
	steps     int
	requests  []string
	aliases   map[string]alias
	fresh     int // names made up so far
	types     map[*kernel.List][]typeName
	libraries map[string]*library
	nested    int
	running   *running // the guests, innermost first
	forms     map[string]form

	value kernel.Value // of the program, when it is done
	err   error        // how it ended otherwise

	// Tally tells how often each special form and each function of the base was used.
	Tally map[string]*Use
}

// Use counts the uses of a name: those begun, and those that gave a value.
type Use struct{ Tried, Worked int }

// Bounds of one program: steps, bytes.
const (
	maxSteps  = 30_000
	maxMemory = 32 << 20
)

// Raised is the error of a program that raised a value and did not catch it.
type Raised struct{ Value kernel.Value }

func (r *Raised) Error() string { return "uncaught: " + kernel.Brief(r.Value, 1000) }

// cont is what is to be done with a value, in the dynamic extent d: a continuation.
type cont func(v kernel.Value, d *dynamic) step

// step is one piece of an evaluation; it gives the next, or nil when the program has ended.
type step func() step

// New makes an evaluator with kernel's builtins and the functions of the library_*.go files.
func New(answer Answer) *Evaluator {
	ev := &Evaluator{answer: answer, meter: &kernel.Meter{MaxAllocated: maxMemory}, aliases: map[string]alias{},
		types: map[*kernel.List][]typeName{}, libraries: map[string]*library{}, Tally: map[string]*Use{}}
	ev.forms = formTable()
	ev.base = &env{vars: map[string]*kernel.Value{}}
	for _, b := range append(kernel.Builtins(), ev.ownBuiltins()...) {
		ev.base.bind(b.Name, b.Value())
	}
	for _, fs := range [][]*function{listFunctions(), dataFunctions(), functionFunctions(), controlFunctions(), worldFunctions()} {
		for _, f := range fs {
			ev.base.bind(f.Info.Name, f.value())
		}
	}
	ev.program = ev.base.child()
	return ev
}

// Knows tells whether the evaluator has the form or the function called name.
func (ev *Evaluator) Knows(name string) bool {
	return ev.forms[name] != nil || ev.base.vars[name] != nil
}

// Requests gives the written form of what the program performed, in order.
func (ev *Evaluator) Requests() []string { return ev.requests }

// Run evaluates the forms of a text and gives the value of the last. The error is a *Raised,
// ErrUnsupported, or that of the reader.
func (ev *Evaluator) Run(text string) (kernel.Value, error) {
	forms, err := readForms("program", text)
	if err != nil {
		return kernel.Nil, err
	}
	ev.bounce(ev.load(&loader{forms: forms, env: ev.program}, nil, func(v kernel.Value, _ *dynamic) step {
		ev.value = v
		return nil
	}))
	return ev.value, ev.err
}

func readForms(name, text string) ([]kernel.Value, error) {
	forms, err := reader.ReadAll(&kernel.Source{Name: name, Text: text}, reader.Options{})
	out := make([]kernel.Value, len(forms))
	for i, f := range forms {
		out[i] = f.Value
	}
	return out, err
}

func (ev *Evaluator) bounce(s step) {
	for s != nil && ev.err == nil {
		s = s()
	}
}

// unsupported ends the program.
func (ev *Evaluator) unsupported(format string, args ...any) step {
	if ev.err == nil {
		ev.err = fmt.Errorf("%w: %s", ErrUnsupported, fmt.Sprintf(format, args...))
	}
	return nil
}

// malformed ends a program with a form that is not written as it should be.
func (ev *Evaluator) malformed(l *kernel.List) step {
	return ev.unsupported("malformed %s", kernel.Brief(l.Value(), 200))
}

// use counts a use of name, and one that worked when the continuation is called.
func (ev *Evaluator) use(name string, k cont) cont {
	u := ev.Tally[name]
	if u == nil {
		u = &Use{}
		ev.Tally[name] = u
	}
	u.Tried++
	return func(v kernel.Value, d *dynamic) step {
		u.Worked++
		return k(v, d)
	}
}

// eval evaluates x in e, in the dynamic extent d, and goes on with k.
func (ev *Evaluator) eval(x kernel.Value, e *env, d *dynamic, k cont) step {
	switch x.Kind() {
	case kernel.KindSymbol:
		return ev.variable(x, e, d, k)
	case kernel.KindKeyword:
		return k(kernel.Str(x.SymbolName()), d)
	case kernel.KindDict:
		return ev.dict(x.AsDict(), d, k, func(v kernel.Value, d *dynamic, k cont) step { return ev.eval(v, e, d, k) })
	case kernel.KindList:
		return func() step {
			if ev.steps++; ev.steps > maxSteps {
				return ev.unsupported("%d steps", ev.steps)
			}
			return ev.list(x.AsList(), e, d, k)
		}
	}
	return k(fresh(x), d)
}

func (ev *Evaluator) variable(x kernel.Value, e *env, d *dynamic, k cont) step {
	v, name := ev.resolve(x.SymbolName(), e)
	switch {
	case v == nil && ev.forms[name] != nil:
		return ev.unsupported("%s as a value", name)
	case v == nil || v.IsUnbound():
		return ev.fail(d, k, kernel.CondUnbound, "unbound variable: "+ev.bare(name))
	case v.Kind() == kernel.KindMacro:
		return ev.unsupported("a macro as a value")
	}
	return k(*v, d)
}

// dict gives a new dict of what f makes of the values.
func (ev *Evaluator) dict(x *kernel.Dict, d *dynamic, k cont, f func(kernel.Value, *dynamic, cont) step) step {
	var keys []string
	var vals []kernel.Value
	for it := x.All(); ; {
		key, v, ok := it.Next()
		if !ok {
			break
		}
		keys, vals = append(keys, key.String()), append(vals, v)
	}
	return ev.each(vals, d, f, func(vs []kernel.Value, d *dynamic) step {
		out := kernel.NewDict()
		for i, v := range vs {
			out.Set(kernel.Str(keys[i]).AsString(), v)
		}
		return k(out.Value(), d)
	})
}

// each does f with every element of xs, in order, and goes on with the list of what that gave. The
// list is not changed afterwards: a continuation may be called many times.
func (ev *Evaluator) each(xs []kernel.Value, d *dynamic, f func(kernel.Value, *dynamic, cont) step, k func([]kernel.Value, *dynamic) step) step {
	var from func(i int, done []kernel.Value, d *dynamic) step
	from = func(i int, done []kernel.Value, d *dynamic) step {
		if i == len(xs) {
			return k(done, d)
		}
		return f(xs[i], d, func(v kernel.Value, d *dynamic) step {
			return from(i+1, append(done[:len(done):len(done)], v), d)
		})
	}
	return from(0, nil, d)
}

func (ev *Evaluator) evalAll(xs []kernel.Value, e *env, d *dynamic, k func([]kernel.Value, *dynamic) step) step {
	return ev.each(xs, d, func(x kernel.Value, d *dynamic, k cont) step { return ev.eval(x, e, d, k) }, k)
}

// sequence evaluates one form after the other and gives the value of the last.
func (ev *Evaluator) sequence(xs []kernel.Value, e *env, d *dynamic, k cont) step {
	switch len(xs) {
	case 0:
		return k(kernel.Nil, d)
	case 1:
		return ev.eval(xs[0], e, d, k)
	}
	return ev.eval(xs[0], e, d, func(_ kernel.Value, d *dynamic) step { return ev.sequence(xs[1:], e, d, k) })
}

func (ev *Evaluator) list(l *kernel.List, e *env, d *dynamic, k cont) step {
	if l.Len() == 0 {
		return k(kernel.ListOf(), d)
	}
	local := false
	if head := l.At(0); head.IsSymbol() {
		v, name := ev.resolve(head.SymbolName(), e)
		switch {
		case v != nil && v.Kind() == kernel.KindMacro:
			x, ok := ev.expand(kernel.As[macro](*v), l, e)
			if !ok {
				return nil
			}
			return ev.eval(x, e, d, k)
		case v == nil && ev.forms[name] != nil:
			return ev.forms[name](ev, l, e, d, ev.use(name, k))
		}
		local = ev.isLocal(head.SymbolName(), e)
	}
	operands := l.Items()[1:]
	if l.At(0).IsSymbol() && !local {
		// SX promises no order; cek reads a global last, which matters when an argument sets it.
		return ev.evalAll(operands, e, d, func(args []kernel.Value, d *dynamic) step {
			return ev.eval(l.At(0), e, d, func(f kernel.Value, d *dynamic) step { return ev.apply(f, args, d, k) })
		})
	}
	return ev.eval(l.At(0), e, d, func(f kernel.Value, d *dynamic) step {
		return ev.evalAll(operands, e, d, func(args []kernel.Value, d *dynamic) step { return ev.apply(f, args, d, k) })
	})
}

// apply calls f.
func (ev *Evaluator) apply(f kernel.Value, args []kernel.Value, d *dynamic, k cont) step {
	return func() step {
		if ev.steps++; ev.steps > maxSteps {
			return ev.unsupported("%d steps", ev.steps)
		}
		return ev.call(f, args, d, k)
	}
}

func (ev *Evaluator) call(f kernel.Value, args []kernel.Value, d *dynamic, k cont) step {
	switch f.Kind() {
	case kernel.KindBuiltin:
		return ev.callBuiltin(kernel.As[kernel.Builtin](f), args, d, k)
	case kernel.KindLambda:
		return ev.callFunction(kernel.As[function](f), args, d, k)
	case kernel.KindParameter:
		if len(args) != 0 {
			return ev.badArity(d, k, "parameter", 0, 0, len(args))
		}
		return k(ev.parameterValue(kernel.As[parameter](f), d), d)
	case kernel.KindContinuation:
		v := kernel.NewValues(append([]kernel.Value(nil), args...))
		if len(args) == 1 {
			v = args[0]
		}
		return ev.throw(kernel.As[continuation](f), v, d, k)
	}
	bytes, err := kernel.AppendText(nil, &kernel.Meter{MaxAllocated: 1000}, f, true) // as cek bounds it
	text := []rune(string(bytes))
	if err != nil {
		text = append(text, '…')
	}
	if len(text) > 60 {
		text = append(text[:60], '…')
	}
	return ev.fail(d, k, kernel.CondType, fmt.Sprintf("cannot call a %s: %s", kernel.TypeOf(f), string(text)))
}

func (ev *Evaluator) callBuiltin(b *kernel.Builtin, args []kernel.Value, d *dynamic, k cont) step {
	k = ev.use(b.Name, k)
	if !b.Accepts(len(args)) {
		return ev.badArity(d, k, b.Name, b.Min, b.Max, len(args))
	}
	v, err := b.Call(ev.meter, append([]kernel.Value(nil), args...))
	if err == nil {
		return k(v, d)
	}
	var limit *kernel.Limit
	var arg *kernel.ArgError
	var cond *kernel.Condition
	switch {
	case errors.As(err, &limit):
		return ev.unsupported("%s", limit)
	case errors.As(err, &arg):
		cond = arg.Condition(b.Name)
	case !errors.As(err, &cond):
		cond = kernel.NewCondition(kernel.CondUser, err.Error())
	}
	return ev.raise(cond.Value(), false, d, k)
}

// builtin calls the builtin of the base called name, whatever the program calls so.
func (ev *Evaluator) builtin(name string, d *dynamic, k cont, args ...kernel.Value) step {
	return ev.call(*ev.base.vars[name], args, d, k)
}

func (ev *Evaluator) callFunction(f *function, args []kernel.Value, d *dynamic, k cont) step {
	least, most := f.least, f.most
	if f.native == nil {
		least, most = f.params.arity()
	}
	name := f.Info.Name
	if f.native != nil && name != "" {
		k = ev.use(name, k)
	}
	if len(args) < least || most >= 0 && len(args) > most {
		if name == "" {
			name = "fn"
		}
		return ev.badArity(d, k, name, least, most, len(args))
	}
	if f.native != nil {
		return f.native(ev, args, d, k)
	}
	return ev.bindParams(f, args, d, k, func(e *env, d *dynamic) step { return ev.body(f.body, e, d, k) })
}

// fail raises a condition.
func (ev *Evaluator) fail(d *dynamic, k cont, kind, message string, irritants ...kernel.Value) step {
	return ev.raise(kernel.NewCondition(kind, message, irritants...).Value(), false, d, k)
}

func (ev *Evaluator) badArity(d *dynamic, k cont, name string, least, most, got int) step {
	want, plural := fmt.Sprint(least), "s"
	switch {
	case most < 0:
		want = "at least " + want
	case most == least+1:
		want = fmt.Sprintf("%d or %d", least, most)
	case most > least:
		want = fmt.Sprintf("%d to %d", least, most)
	}
	if least == 1 && (most == 1 || most < 0) {
		plural = ""
	}
	return ev.fail(d, k, kernel.CondArity, fmt.Sprintf("%s: got %d, want %s argument%s", name, got, want, plural))
}
