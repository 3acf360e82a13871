package cek

import (
	"context"
	"fmt"
	"sync"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/lib"
)

// base makes what all machines share: the environment of builtins, procedures and prelude. Programs
// cannot change it, nor see the names in it that start with %.
var base = sync.OnceValues(func() (*shared, error) {
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
	m := newMachine(s)
	m.env = s.base
	if err := m.loadPrelude(); err != nil {
		return nil, err
	}
	for _, c := range s.base.cells {
		if c.value.IsUnbound() {
			return nil, fmt.Errorf("the prelude uses %s, which nobody defines", c.name)
		}
		c.fixed = true
	}
	s.facts = sync.OnceValue(s.newFacts)
	return s, nil
})

// loadPrelude runs the rooms of the prelude, lib/prelude/*.sx, in the order of their names.
func (m *Machine) loadPrelude() error {
	rooms, err := lib.Files.ReadDir("prelude")
	if err != nil {
		return fmt.Errorf("the prelude is not embedded: %w", err)
	}
	for _, room := range rooms {
		path := "prelude/" + room.Name()
		text, err := lib.Files.ReadFile(path)
		if err != nil {
			return fmt.Errorf("the prelude is not embedded: %w", err)
		}
		src := &kernel.Source{Name: "lib/" + path, Text: string(text), Embedded: true}
		if _, err := m.start(context.Background(), src); err != nil {
			return fmt.Errorf("the prelude does not load: %w", err)
		}
	}
	return nil
}
