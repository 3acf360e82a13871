package main

import (
	"fmt"

	"github.com/dop251/goja"
)

// runGoja runs a JavaScript program on goja.
func runGoja(file, source string, timed timer) (outcome, error) {
	prog, err := goja.Compile(file, source, true)
	if err != nil {
		return outcome{}, err
	}
	vm := goja.New()
	if _, err := vm.RunProgram(prog); err != nil {
		return outcome{}, err
	}
	if setup, ok := goja.AssertFunction(vm.Get("setup")); ok {
		if _, err := setup(goja.Undefined()); err != nil {
			return outcome{}, err
		}
	}
	run, ok := goja.AssertFunction(vm.Get("run"))
	if !ok {
		return outcome{}, fmt.Errorf("%s defines no function run", file)
	}
	return timed(func() (string, error) {
		v, err := run(goja.Undefined())
		if err != nil {
			return "", err
		}
		return v.String(), nil
	})
}
