package naive

import (
	"errors"
	"fmt"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// ErrUnsupported is the error of a program that is too long, too deep, or uses what the evaluator
// has not got.
var ErrUnsupported = errors.New("not for the naive evaluator")

// Answer is what the world says to request number n, counted from 0: a value or a condition.
type Answer func(request kernel.Value, n int) (kernel.Value, *kernel.Condition)

// Evaluator evaluates one program.
type Evaluator struct {
	answer   Answer
	global   *env
	meter    *kernel.Meter
	steps    int
	depth    int
	requests []string
}

// Bounds of one program: forms evaluated, forms inside each other, bytes.
const (
	maxSteps  = 20_000
	maxDepth  = 1_500
	maxMemory = 32 << 20
)

// Raised is the error of a program that raised a value and did not catch it.
type Raised struct{ Value kernel.Value }

func (r *Raised) Error() string { return "uncaught: " + kernel.Brief(r.Value, 1000) }

// New makes an evaluator with kernel's builtins and the functions of library.go.
func New(answer Answer) *Evaluator {
	ev := &Evaluator{answer: answer, meter: &kernel.Meter{MaxAllocated: maxMemory}}
	base := &env{vars: map[string]*kernel.Value{}}
	for _, b := range kernel.Builtins() {
		base.bind(b.Name, b.Value())
	}
	for _, f := range libraryFunctions() {
		base.bind(f.Info.Name, f.value())
	}
	ev.global = base.child()
	return ev
}

// Requests gives the written form of what the program performed, in order.
func (ev *Evaluator) Requests() []string { return ev.requests }

// Run evaluates the forms of a text and gives the value of the last. The error is a *Raised,
// ErrUnsupported, or that of the reader.
func (ev *Evaluator) Run(text string) (kernel.Value, error) {
	forms, err := reader.ReadAll(&kernel.Source{Name: "program", Text: text}, reader.Options{})
	if err != nil {
		return kernel.Nil, err
	}
	v := kernel.Nil
	for _, f := range forms {
		var stop *interrupt
		v, stop = ev.topForm(f.Value)
		switch {
		case stop == nil:
		case stop.uncaught:
			return kernel.Nil, &Raised{stop.value}
		default:
			return kernel.Nil, fmt.Errorf("%w: %s", ErrUnsupported, stop.why)
		}
	}
	return v, nil
}

// topForm evaluates a form at top level, where define makes a global and begin is spliced.
func (ev *Evaluator) topForm(x kernel.Value) (kernel.Value, *interrupt) {
	if l := asForm(x); l != nil {
		switch l.At(0).SymbolName() {
		case "define":
			name, _, ok := definedName(l)
			if !ok {
				return kernel.Nil, unsupported("define of no name")
			}
			if ev.global.vars[name] == nil {
				ev.global.bind(name, kernel.Unbound)
			}
			return ev.define(l, ev.global, nil)
		case "begin":
			v := kernel.Nil
			for i := 1; i < l.Len(); i++ {
				var stop *interrupt
				if v, stop = ev.topForm(l.At(i)); stop != nil {
					return v, stop
				}
			}
			return v, nil
		}
	}
	return ev.eval(x, ev.global, nil)
}

// asForm gives x as a list that starts with a symbol, or nil.
func asForm(x kernel.Value) *kernel.List {
	if x.IsList() && x.AsList().Len() > 0 && x.AsList().At(0).IsSymbol() {
		return x.AsList()
	}
	return nil
}

// interrupt is the result of an evaluation that has no value: control goes on further out, or the
// program ends. All that has to happen on the way out has happened when it is made.
type interrupt struct {
	value    kernel.Value
	escape   *escape  // go on after the call/ec that made it
	guard    *dynamic // go on after this guard
	uncaught bool     // value was raised and nobody handled it
	why      string   // the program is unsupported
}

func unsupported(format string, args ...any) *interrupt {
	return &interrupt{why: fmt.Sprintf(format, args...)}
}

// eval evaluates x in e, in the dynamic extent d.
func (ev *Evaluator) eval(x kernel.Value, e *env, d *dynamic) (kernel.Value, *interrupt) {
	ev.steps++
	if ev.steps > maxSteps || ev.depth > maxDepth {
		return kernel.Nil, unsupported("%d steps, %d deep", ev.steps, ev.depth)
	}
	ev.depth++
	defer func() { ev.depth-- }()
	switch x.Kind() {
	case kernel.KindSymbol:
		return ev.variable(x.SymbolName(), e, d)
	case kernel.KindKeyword:
		return kernel.Str(x.SymbolName()), nil
	case kernel.KindDict:
		return ev.dict(x.AsDict(), func(v kernel.Value) (kernel.Value, *interrupt) { return ev.eval(v, e, d) })
	case kernel.KindList:
		return ev.list(x.AsList(), e, d)
	}
	return x, nil
}

func (ev *Evaluator) variable(name string, e *env, d *dynamic) (kernel.Value, *interrupt) {
	v := e.find(name)
	if v == nil && specialForm(name) != nil {
		return kernel.Nil, unsupported("%s as a value", name)
	}
	if v == nil || v.IsUnbound() {
		return ev.fail(d, kernel.CondUnbound, "unbound variable: "+name)
	}
	return *v, nil
}

// dict gives a new dict of what f makes of the values.
func (ev *Evaluator) dict(l *kernel.Dict, f func(kernel.Value) (kernel.Value, *interrupt)) (kernel.Value, *interrupt) {
	out := kernel.NewDict()
	for it := l.All(); ; {
		k, x, ok := it.Next()
		if !ok {
			return out.Value(), nil
		}
		v, stop := f(x)
		if stop != nil {
			return v, stop
		}
		out.Set(k, v)
	}
}

func (ev *Evaluator) list(l *kernel.List, e *env, d *dynamic) (kernel.Value, *interrupt) {
	if l.Len() == 0 {
		return kernel.ListOf(), nil
	}
	if head := l.At(0); head.IsSymbol() && e.find(head.SymbolName()) == nil {
		if form := specialForm(head.SymbolName()); form != nil {
			return form(ev, l, e, d)
		}
	}
	f := kernel.Nil
	global := l.At(0).IsSymbol() && e.isGlobal(l.At(0).SymbolName())
	var stop *interrupt
	if !global {
		if f, stop = ev.eval(l.At(0), e, d); stop != nil {
			return f, stop
		}
	}
	args, stop := ev.evalAll(l, 1, e, d)
	if stop != nil {
		return kernel.Nil, stop
	}
	if global { // SX promises no order; cek reads a global last, which matters when an argument sets it
		if f, stop = ev.eval(l.At(0), e, d); stop != nil {
			return f, stop
		}
	}
	return ev.apply(f, args, d)
}

// evalAll gives the values of the elements of l from i on.
func (ev *Evaluator) evalAll(l *kernel.List, i int, e *env, d *dynamic) ([]kernel.Value, *interrupt) {
	var out []kernel.Value
	for ; i < l.Len(); i++ {
		v, stop := ev.eval(l.At(i), e, d)
		if stop != nil {
			return nil, stop
		}
		out = append(out, v)
	}
	return out, nil
}

// apply calls f.
func (ev *Evaluator) apply(f kernel.Value, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	switch f.Kind() {
	case kernel.KindBuiltin:
		return ev.applyBuiltin(kernel.As[kernel.Builtin](f), args, d)
	case kernel.KindLambda:
		return ev.applyFunction(kernel.As[function](f), args, d)
	case kernel.KindParameter:
		if len(args) != 0 {
			return ev.badArity(d, "parameter", 0, 0, len(args))
		}
		return parameterValue(kernel.As[parameter](f), d), nil
	case kernel.KindContinuation:
		if len(args) != 1 {
			return kernel.Nil, unsupported("a continuation with %d values", len(args))
		}
		return ev.throw(kernel.As[escape](f), args[0], d)
	}
	text := []rune(kernel.Brief(f, 1000))
	if len(text) > 60 {
		text = append(text[:60], '…')
	}
	return ev.fail(d, kernel.CondType, fmt.Sprintf("cannot call a %s: %s", kernel.TypeOf(f), string(text)))
}

func (ev *Evaluator) applyBuiltin(b *kernel.Builtin, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	if !b.Accepts(len(args)) {
		return ev.badArity(d, b.Name, b.Min, b.Max, len(args))
	}
	v, err := b.Call(ev.meter, args)
	if err == nil {
		return v, nil
	}
	var limit *kernel.Limit
	var arg *kernel.ArgError
	var cond *kernel.Condition
	switch {
	case errors.As(err, &limit):
		return kernel.Nil, unsupported("%s", limit)
	case errors.As(err, &arg):
		cond = arg.Condition(b.Name)
	case !errors.As(err, &cond):
		cond = kernel.NewCondition(kernel.CondUser, err.Error())
	}
	return ev.raise(cond.Value(), false, d)
}

func (ev *Evaluator) applyFunction(f *function, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	most := f.required + len(f.optional)
	if f.native != nil {
		most = f.most
	} else if f.rest != "" {
		most = -1
	}
	if len(args) < f.required || most >= 0 && len(args) > most {
		name := f.Info.Name
		if name == "" {
			name = "fn"
		}
		return ev.badArity(d, name, f.required, most, len(args))
	}
	if f.native != nil {
		return f.native(ev, args, d)
	}
	e := f.env.child()
	for i, name := range f.names {
		e.bind(name, args[i])
	}
	args = args[f.required:]
	for _, o := range f.optional {
		if len(args) > 0 {
			e = e.binding(o.name, args[0])
			args = args[1:]
			continue
		}
		v, stop := ev.eval(o.deflt, e, d)
		if stop != nil {
			return v, stop
		}
		e = e.binding(o.name, v)
	}
	if f.rest != "" {
		e = e.binding(f.rest, kernel.ListOf(append([]kernel.Value(nil), args...)...))
	}
	return ev.body(f.body, f.bodyFrom, e, d)
}

// fail raises a condition.
func (ev *Evaluator) fail(d *dynamic, kind, message string, irritants ...kernel.Value) (kernel.Value, *interrupt) {
	return ev.raise(kernel.NewCondition(kind, message, irritants...).Value(), false, d)
}

func (ev *Evaluator) badArity(d *dynamic, name string, least, most, got int) (kernel.Value, *interrupt) {
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
	return ev.fail(d, kernel.CondArity, fmt.Sprintf("%s: got %d, want %s argument%s", name, got, want, plural))
}
