package naive

import "github.com/sx-lang/sx/kernel"

// env is one scope. A variable that is declared and not yet defined is kernel.Unbound; the value of
// the name of a macro is a macro. The outermost scope holds the builtins, those within it are the
// top levels of the program and of its libraries.
type env struct {
	vars  map[string]*kernel.Value
	outer *env
}

func (e *env) child() *env { return &env{map[string]*kernel.Value{}, e} }

func (e *env) find(name string) *kernel.Value {
	for ; e != nil; e = e.outer {
		if v := e.vars[name]; v != nil {
			return v
		}
	}
	return nil
}

func (e *env) bind(name string, v kernel.Value) { e.vars[name] = &v }

// binding gives a new scope within e with one variable.
func (e *env) binding(name string, v kernel.Value) *env {
	c := e.child()
	c.bind(name, v)
	return c
}

// isTop tells whether definitions in e are global.
func (e *env) isTop() bool { return e.outer != nil && e.outer.outer == nil }

// top gives the top level that e is within.
func (e *env) top() *env {
	for !e.isTop() {
		e = e.outer
	}
	return e
}

// alias is what a name stands for that a template of syntax-rules introduced.
type alias struct {
	name string
	env  *env // where the macro was defined
}

// resolve gives the variable that a symbol means in e; without one, the name to look for among the
// special forms. An alias that nothing binds means what it meant where the macro was defined.
func (ev *Evaluator) resolve(name string, e *env) (*kernel.Value, string) {
	v, name, _ := ev.resolveIn(name, e)
	return v, name
}

func (ev *Evaluator) resolveIn(name string, e *env) (*kernel.Value, string, *env) {
	for {
		if v := e.find(name); v != nil {
			return v, name, e
		}
		a, ok := ev.aliases[name]
		if !ok {
			return nil, name, e
		}
		name, e = a.name, a.env
	}
}

// isLocal tells whether a symbol means a variable that is not global.
func (ev *Evaluator) isLocal(name string, e *env) bool {
	v, name, e := ev.resolveIn(name, e)
	if v == nil {
		return false
	}
	for ; !e.isTop() && e.outer != nil; e = e.outer {
		if e.vars[name] != nil {
			return true
		}
	}
	return false
}

// bare gives what was written for a name that a template may have introduced.
func (ev *Evaluator) bare(name string) string {
	for {
		a, ok := ev.aliases[name]
		if !ok {
			return name
		}
		name = a.name
	}
}

// named tells whether v is the symbol with this name, whatever it means.
func (ev *Evaluator) named(v kernel.Value, name string) bool {
	return v.IsSymbol() && ev.bare(v.SymbolName()) == name
}

// isWord tells whether v is a word of a form's syntax: no variable hides it.
func (ev *Evaluator) isWord(v kernel.Value, word string, e *env) bool {
	if !v.IsSymbol() {
		return false
	}
	found, name := ev.resolve(v.SymbolName(), e)
	return found == nil && name == word
}

func (ev *Evaluator) isElse(v kernel.Value, e *env) bool {
	return ev.isWord(v, "else", e) || v.IsKeyword() && v.SymbolName() == "else"
}

// function is a closure, or one of the functions of the library_*.go files.
type function struct {
	kernel.Func
	params *params
	body   []kernel.Value
	env    *env

	// For a function in Go: most is -1 for any number of arguments.
	least, most int
	native      native
}

type native = func(ev *Evaluator, args []kernel.Value, d *dynamic, k cont) step

func newFunction(name string) *function {
	return &function{Func: kernel.NewFunc(kernel.KindLambda, &kernel.FuncInfo{Name: name})}
}

func nativeFunction(name string, least, most int, f native) *function {
	fn := newFunction(name)
	fn.least, fn.most, fn.native = least, most, f
	return fn
}

func (f *function) value() kernel.Value { return kernel.Ref(&f.Header) }

// parameter is what make-parameter makes.
type parameter struct {
	kernel.Func
	value, converter kernel.Value
}

// promise is what delay makes. Promises that stand for each other share their state.
type promise struct {
	kernel.Func
	state *promiseState
}

type promiseState struct {
	done  bool
	value kernel.Value
	form  kernel.Value // in env gives the value, or with chain a promise that this one stands for
	env   *env
	chain bool
}

func newPromise(s *promiseState) kernel.Value {
	p := &promise{kernel.NewFunc(kernel.KindPromise, nil), s}
	return kernel.Ref(&p.Header)
}

// continuation is what call/cc gives: all that was to be done with a value.
type continuation struct {
	kernel.Func
	k cont
	d *dynamic
	// Of one that shift gives, d is unused and extents are those between the shift and its reset,
	// innermost first.
	delimited bool
	extents   []*dynamic
}

func (c *continuation) as() kernel.Value { return kernel.Ref(&c.Header) }

// macro is what defmacro and define-syntax bind: a function of the operands, or rules.
type macro struct {
	kernel.Func
	transformer kernel.Value
	rules       *rules
}

func newMacro(name string, transformer kernel.Value, r *rules) kernel.Value {
	m := &macro{kernel.NewFunc(kernel.KindMacro, &kernel.FuncInfo{Name: name}), transformer, r}
	return kernel.Ref(&m.Header)
}

// areSymbols tells whether v is a list of symbols.
func areSymbols(v kernel.Value) bool {
	if !v.IsList() {
		return false
	}
	for _, x := range v.AsList().Items() {
		if !x.IsSymbol() {
			return false
		}
	}
	return true
}
