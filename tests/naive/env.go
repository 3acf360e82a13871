package naive

import (
	"github.com/sx-lang/sx/kernel"
)

// env is one scope. A variable that is declared and not yet defined is kernel.Unbound.
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

// isGlobal tells whether no local variable has the name.
func (e *env) isGlobal(name string) bool {
	for ; e.outer != nil && e.outer.outer != nil; e = e.outer {
		if e.vars[name] != nil {
			return false
		}
	}
	return true
}

// binding gives a new scope within e with one variable.
func (e *env) binding(name string, v kernel.Value) *env {
	c := e.child()
	c.bind(name, v)
	return c
}

// function is a closure, or one of the functions of library.go.
type function struct {
	kernel.Func
	required int
	optional []optional
	rest     string // the name of the rest parameter, or ""
	names    []string
	body     *kernel.List // the forms from bodyFrom on
	bodyFrom int
	env      *env

	// For a function in Go: most is -1 for any number of arguments.
	most   int
	native func(ev *Evaluator, args []kernel.Value, d *dynamic) (kernel.Value, *interrupt)
}

// optional is a parameter after &optional with the form of its default.
type optional struct {
	name  string
	deflt kernel.Value
}

func newFunction(name string) *function {
	return &function{Func: kernel.NewFunc(kernel.KindLambda, &kernel.FuncInfo{Name: name})}
}

func (f *function) value() kernel.Value { return kernel.Ref(&f.Header) }

// parameter is what make-parameter makes.
type parameter struct {
	kernel.Func
	value, converter kernel.Value
}

// promise is what delay makes: form is to be evaluated in env unless it is done.
type promise struct {
	kernel.Func
	done  bool
	value kernel.Value
	form  kernel.Value
	env   *env
}

// escape is what call/ec passes to its function. It can be used while that runs.
type escape struct {
	kernel.Func
	extent *dynamic
	live   bool
}
