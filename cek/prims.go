package cek

import (
	"github.com/sx-lang/sx/kernel"
)

// parameter is what make-parameter makes.
type parameter struct {
	kernel.Func
	value     kernel.Value
	converter kernel.Value
}

// promise is what delay makes: a value, or a thunk for one. Promises that stand for each other
// share their state.
type promise struct {
	kernel.Func
	state *promiseState
}

type promiseState struct {
	done bool
	v    kernel.Value
}

func newPromise(done bool, v kernel.Value) kernel.Value {
	return kernel.Ref(&(&promise{kernel.NewFunc(kernel.KindPromise, nil), &promiseState{done, v}}).Header)
}

// parameterValue gives the value of p in the current extent.
func (m *Machine) parameterValue(p *parameter) kernel.Value {
	self := kernel.Ref(&p.Header)
	for d := m.dyn; d != nil; d = d.next {
		if d.kind != dynParams {
			continue
		}
		items := d.a.AsList().Items()
		for i := len(items) - 2; i >= 0; i -= 2 {
			if items[i] == self {
				m.passedTo(d)
				return items[i+1]
			}
		}
	}
	m.passedTo(nil)
	return p.value
}

// machineBuiltins are the builtins about values of this package.
func machineBuiltins() []*kernel.Builtin {
	return []*kernel.Builtin{
		{Name: "values", Doc: "(values x…): gives any number of values to call-with-values", Min: 0, Max: -1,
			Example: "(call-with-values (fn () (values 1 2)) list) => (1 2)",
			Fn: func(m *kernel.Meter, args []kernel.Value) (kernel.Value, error) {
				if len(args) == 1 {
					return args[0], nil
				}
				if err := m.Alloc(len(args) * slotSize); err != nil {
					return kernel.Nil, err
				}
				return kernel.NewValues(append([]kernel.Value(nil), args...)), nil
			}},
		{Name: "%at", Min: 2, Max: 2, Fn2: func(l, i kernel.Value) (kernel.Value, error) {
			if !l.IsList() || !i.IsInt() {
				return kernel.Nil, kernel.WantArg(0, l, "list")
			}
			if at := int(i.Int64()); at >= 0 && at < l.AsList().Len() {
				return l.AsList().At(at), nil
			}
			return kernel.Nil, kernel.Condf(kernel.CondRange, "a list became shorter while a function walked it")
		}},
		{Name: "%push", Min: 2, Max: 2, Space: objectSpace, Fn2: func(l, v kernel.Value) (kernel.Value, error) {
			if !l.IsList() {
				return kernel.Nil, kernel.WantArg(0, l, "list")
			}
			return l.AsList().With(v).Value(), nil
		}},
		{Name: "%gather", Min: 1, Max: 1, Fn: func(m *kernel.Meter, args []kernel.Value) (kernel.Value, error) {
			if !args[0].IsInt() || args[0].Int64() < 0 {
				return kernel.Nil, kernel.WantArg(0, args[0], "number")
			}
			room := int(args[0].Int64())
			if err := m.Alloc(objectSpace + room*slotSize); err != nil {
				return kernel.Nil, err
			}
			return kernel.NewGathering(room), nil
		}},
		{Name: "%with", Min: 2, Max: 2, Space: slotSize, Fn2: func(g, v kernel.Value) (kernel.Value, error) {
			if g.Kind() != kernel.KindGathering {
				return kernel.Nil, kernel.WantArg(0, g, "gathering")
			}
			return g.Gather(v), nil
		}},
		{Name: "%gathered", Min: 1, Max: 1, Space: objectSpace, Fn1: func(g kernel.Value) (kernel.Value, error) {
			if g.Kind() != kernel.KindGathering {
				return kernel.Nil, kernel.WantArg(0, g, "gathering")
			}
			return g.GatheredList(), nil
		}},
		{Name: "%values->list", Min: 3, Max: 3, Fn: valuesToList},
		{Name: "%make-parameter", Space: objectSpace, Min: 2, Max: 2,
			Fn2: func(v, converter kernel.Value) (kernel.Value, error) {
				p := &parameter{kernel.NewFunc(kernel.KindParameter, nil), v, converter}
				return kernel.Ref(&p.Header), nil
			}},
		{Name: "%parameter-converter", Min: 1, Max: 1,
			Fn1: func(v kernel.Value) (kernel.Value, error) {
				if v.Kind() != kernel.KindParameter {
					return kernel.Nil, kernel.Condf(kernel.CondType, "parameterize: got %s, want parameter", kernel.TypeOf(v))
				}
				return kernel.As[parameter](v).converter, nil
			}},
		{Name: "make-promise", Space: 2 * objectSpace, Doc: "(make-promise x): a promise that has the value already", Min: 1, Max: 1,
			Example: "(force (make-promise 3)) => 3",
			Fn1: func(v kernel.Value) (kernel.Value, error) {
				if v.Kind() == kernel.KindPromise {
					return v, nil
				}
				return newPromise(true, v), nil
			}},
		{Name: "%make-done", Space: 2 * objectSpace, Min: 1, Max: 1,
			Fn1: func(v kernel.Value) (kernel.Value, error) { return newPromise(true, v), nil }},
		{Name: "%make-lazy", Space: 2 * objectSpace, Min: 1, Max: 1,
			Fn1: func(v kernel.Value) (kernel.Value, error) { return newPromise(false, v), nil }},
		{Name: "%promise-done?", Min: 1, Max: 1, Fn1: func(v kernel.Value) (kernel.Value, error) {
			if v.Kind() != kernel.KindPromise {
				return kernel.Nil, kernel.WantArg(0, v, "promise")
			}
			return kernel.Bool(kernel.As[promise](v).state.done), nil
		}},
		{Name: "%promise-value", Min: 1, Max: 1, Fn1: func(v kernel.Value) (kernel.Value, error) {
			if v.Kind() != kernel.KindPromise {
				return kernel.Nil, kernel.WantArg(0, v, "promise")
			}
			return kernel.As[promise](v).state.v, nil
		}},
		{Name: "%promise-adopt!", Min: 2, Max: 2, Fn2: func(v, w kernel.Value) (kernel.Value, error) {
			if w.Kind() != kernel.KindPromise || v.Kind() != kernel.KindPromise {
				return kernel.Nil, kernel.Condf(kernel.CondType, "delay-force: got %s, want promise", kernel.TypeOf(w))
			}
			from, to := kernel.As[promise](w), kernel.As[promise](v)
			*to.state = *from.state
			from.state = to.state
			return kernel.Nil, nil
		}},
		{Name: "%check-keys", Min: 3, Max: 3, Fn: checkKeys},
		{Name: "%arity-ok?", Min: 2, Max: 2, Fn2: func(f, n kernel.Value) (kernel.Value, error) {
			return kernel.Bool(acceptsArguments(f, int(n.Int64()))), nil
		}},
		{Name: "condition-location", Doc: "(condition-location c): where a condition was raised, as file:line:column, or nil",
			Example: "(condition-location 1) => nil", Min: 1, Max: 1,
			Fn1: func(v kernel.Value) (kernel.Value, error) {
				if v.Kind() != kernel.KindCondition || kernel.As[kernel.Condition](v).Pos.IsZero() {
					return kernel.Nil, nil
				}
				return kernel.Str(kernel.As[kernel.Condition](v).Pos.String()), nil
			}},
		{Name: "condition-trace", Doc: "(condition-trace c): the calls that were under way when a condition was raised, as a list of texts",
			Example: "(condition-trace 1) => ()", Min: 1, Max: 1, Fn: conditionTrace},
		{Name: "procedure-name", Doc: "(procedure-name f): the name a function was defined with, or nil", Min: 1, Max: 1,
			Example: "(procedure-name map) => \"map\"",
			Fn1:     procedureName},
	}
}

func procedureName(f kernel.Value) (kernel.Value, error) {
	name := ""
	switch f.Kind() {
	case kernel.KindLambda:
		name = asLambda(f).Info.Name
	case kernel.KindBuiltin:
		name = kernel.As[kernel.Builtin](f).Name
	default:
		if !f.IsCallable() {
			return kernel.Nil, kernel.WantArg(0, f, "function")
		}
	}
	if name == "" {
		return kernel.Nil, nil
	}
	return kernel.Str(name), nil
}

func acceptsArguments(f kernel.Value, n int) bool {
	switch f.Kind() {
	case kernel.KindLambda:
		return asLambda(f).code.checkArity(n) == nil
	case kernel.KindBuiltin:
		return kernel.As[kernel.Builtin](f).Accepts(n)
	case kernel.KindParameter:
		return n == 0
	}
	return f.Kind() == kernel.KindContinuation
}

// valuesToList is (%values->list v want more): the values in v as a list, checked for their number.
func valuesToList(m *kernel.Meter, args []kernel.Value) (kernel.Value, error) {
	vals := valuesOf(args[0])
	want, more := int(args[1].Int64()), args[2].Truthy()
	if len(vals) < want || len(vals) > want && !more {
		least := "%d values"
		if more {
			least = "at least " + least
		}
		return kernel.Nil, kernel.Condf(kernel.CondArity, "want "+least+", got %d", want, len(vals))
	}
	if err := m.Alloc(len(vals) * slotSize); err != nil {
		return kernel.Nil, err
	}
	return kernel.ListOf(append([]kernel.Value(nil), vals...)...), nil
}

// checkKeys is (%check-keys arguments names function): the keyword arguments as a dict.
func checkKeys(m *kernel.Meter, args []kernel.Value) (kernel.Value, error) {
	for i, ok := range []bool{args[0].IsList(), args[1].IsList(), args[2].IsString()} {
		if !ok {
			return kernel.Nil, kernel.WantArg(i, args[i], "list or string")
		}
	}
	given, names, fn := args[0].AsList(), args[1].AsList(), args[2].Text()
	if given.Len()%2 != 0 {
		return kernel.Nil, kernel.Condf(kernel.CondArity, "%s: the keyword arguments are not in pairs", fn)
	}
	pairs := given.Len() / 2
	if err := m.Work(names.Len() + pairs); err != nil {
		return kernel.Nil, err
	}
	if err := m.Alloc(min(pairs, names.Len()) * keySpace); err != nil {
		return kernel.Nil, err
	}
	known, d := among(names, pairs), kernel.NewDict()
	for it := given.All(); ; {
		k, ok := it.Next()
		if !ok {
			return d.Value(), nil
		}
		v, _ := it.Next()
		key, named := k, k.IsString()
		if k.IsKeyword() {
			key, named = kernel.Str(k.SymbolName()), true
		}
		if !named || !known(key) {
			return kernel.Nil, kernel.NewCondition(kernel.CondArity, fn+": no such keyword argument:", k)
		}
		d.Set(key.AsString(), v)
	}
}

// keySpace is the bytes of an argument in the dict of them.
const keySpace = 4 * slotSize

// among gives a function that tells whether a string is one of names, for about so many questions: a few are
// answered by looking through the names.
func among(names *kernel.List, questions int) func(kernel.Value) bool {
	if questions <= 4 {
		return func(v kernel.Value) bool {
			for it := names.All(); ; {
				if n, ok := it.Next(); !ok || kernel.Equal(n, v) {
					return ok
				}
			}
		}
	}
	all := make(map[string]bool, names.Len())
	for it := names.All(); ; {
		n, ok := it.Next()
		if !ok {
			return func(v kernel.Value) bool { return all[v.Text()] }
		}
		if n.IsString() {
			all[n.Text()] = true
		}
	}
}

func conditionTrace(m *kernel.Meter, args []kernel.Value) (kernel.Value, error) {
	var out []kernel.Value
	if args[0].Kind() == kernel.KindCondition {
		for _, t := range kernel.As[kernel.Condition](args[0]).Trace {
			out = append(out, kernel.Str(traceLine(t)))
		}
	}
	return kernel.ListOf(out...), m.Alloc(len(out) * 128)
}
