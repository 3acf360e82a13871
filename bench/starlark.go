package main

import (
	"fmt"

	"go.starlark.net/lib/json"
	"go.starlark.net/lib/math"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// runStarlark runs a Starlark program on starlark-go, with recursion allowed and with the
// modules json and math, as its command has them. What Starlark
// evaluates at top level stands for setup.
func runStarlark(file, source string, timed timer) (outcome, error) {
	options := &syntax.FileOptions{Recursion: true}
	modules := starlark.StringDict{"json": json.Module, "math": math.Module}
	_, prog, err := starlark.SourceProgramOptions(options, file, source, modules.Has)
	if err != nil {
		return outcome{}, err
	}
	thread := &starlark.Thread{Name: file}
	globals, err := prog.Init(thread, modules)
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
