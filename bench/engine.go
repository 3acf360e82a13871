package main

import (
	"runtime"
	"time"
)

// engine runs the programs of one language.
//
// A program defines run, which answers the check value, and may define setup, which makes the data
// that run works on. Only run is timed: reading, compiling and setup are not.
type engine struct {
	name    string // as in -peers and in the table
	ext     string // of the program files, without the dot
	version func() string
	// run executes the program in a fresh interpreter. file is its name in messages.
	run func(file, source string) (outcome, error)
}

// outcome is what one run of a program gave.
type outcome struct {
	check string        // the value of run as text; the same in every language
	took  time.Duration // wall time of run alone
}

// engines lists all engines; the first is the one that the others are compared with.
func engines() []engine {
	return []engine{
		{"sx", "sx", moduleVersion("github.com/sx-lang/sx"), runSX},
		{"gopher-lua", "lua", moduleVersion("github.com/yuin/gopher-lua"), runLua},
		{"goja", "js", moduleVersion("github.com/dop251/goja"), runGoja},
		{"starlark", "star", moduleVersion("go.starlark.net"), runStarlark},
		{"tengo", "tengo", moduleVersion("github.com/d5/tengo/v2"), runTengo},
		{lua54Name, "lua", lua54Version, runLua54},
	}
}

// timed collects garbage, so that no program pays for the one before it, and times f.
func timed(f func() (string, error)) (outcome, error) {
	runtime.GC()
	start := time.Now()
	check, err := f()
	return outcome{check, time.Since(start)}, err
}
