package main

import (
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// runStarlark runs a Starlark program on starlark-go, with recursion allowed. What Starlark
// evaluates at top level stands for setup.
func runStarlark(file, source string) (outcome, error) {
	options := &syntax.FileOptions{Recursion: true}
	none := func(string) bool { return false }
	_, prog, err := starlark.SourceProgramOptions(options, file, source, none)
	if err != nil {
		return outcome{}, err
	}
	thread := &starlark.Thread{Name: file}
	globals, err := prog.Init(thread, nil)
	if err != nil {
		return outcome{}, err
	}
	globals.Freeze()
	run, ok := globals["run"].(starlark.Callable)
	if !ok {
		return outcome{}, fmt.Errorf("%s defines no function run", file)
	}
	return timed(func() (string, error) {
		v, err := starlark.Call(thread, run, nil, nil)
		if err != nil {
			return "", err
		}
		if s, ok := starlark.AsString(v); ok {
			return s, nil
		}
		return v.String(), nil
	})
}
