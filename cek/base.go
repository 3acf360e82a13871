package cek

import (
	"sync"

	"github.com/sx-lang/sx/kernel"
)

// base makes what all machines share: the environment of builtins, procedures and prelude. Programs
// cannot change it, nor see the names in it that start with %.
var base = sync.OnceValues(newBase)

func newBase() (*shared, error) {
	s := &shared{base: newEnvironment("base", nil), forms: formTable()}
	s.base.inside = true
	for _, b := range kernel.Builtins() {
		s.base.define(b.Name, b.Value())
	}
	for _, b := range append(machineBuiltins(), append(guestBuiltins(), featuresBuiltin())...) {
		s.base.define(b.Name, b.Value())
	}
	for name, expand := range nativeMacros() {
		info := &kernel.FuncInfo{Name: name}
		s.base.define(name, (&macro{Func: kernel.NewFunc(kernel.KindMacro, info), native: expand}).value())
	}
	s.procs = bindProcedures(s.base)
	s.base.shelf = newShelf(s)
	for _, b := range s.base.shelf.lazyBuiltins() {
		s.base.define(b.Name, b.Value())
	}
	var err error
	if s.base.prelude, err = newPrelude(s); err != nil {
		return nil, err
	}
	s.facts = sync.OnceValue(s.newFacts)
	return s, nil
}
