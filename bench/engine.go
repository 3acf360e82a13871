package main

import (
	"errors"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// engine runs the programs of one language.
//
// A program defines run, which answers the check value, and may define setup, which makes the data
// that run works on. Only run is timed: reading, compiling and setup are not.
type engine struct {
	name string // as in -peers and in the table
	// exts are the ends of the names of its programs, without the first dot; the first that is there
	// is taken.
	exts    []string
	hosted  bool // runs in a Go program, as sx does
	version func() string
	// run executes a program in a fresh interpreter of this process; nil for an interpreter that is a
	// program of its own.
	run func(file, source string, timed timer) (outcome, error)
	// script makes of a program's source the text of a script that prints the check value, a tab and
	// the seconds of processor time that run took.
	script func(source string) string
	// command gives the command line that runs a script; errAbsent if it is not installed.
	command func(file string) ([]string, error)
	// start gives the command line of the smallest process that runs a program file, for workloads
	// that are whole processes.
	start func(t tools, file string) ([]string, error)
}

// outcome is what one run of a program gave.
type outcome struct {
	check string        // the value of run as text; the same in every language
	cpu   time.Duration // processor time of run alone, of all threads
	wall  time.Duration // wall time of run alone; 0 if it is not known
	// allocs counts the objects that Go allocated; 0 outside Go.
	allocs uint64
}

// errAbsent says that the engine is not installed on this machine.
var errAbsent = errors.New("not installed")

// engines lists all engines; the first is the one that the others are compared with.
func engines() []engine {
	return slices.Concat([]engine{
		{name: "sx", exts: []string{"sx"}, hosted: true, version: moduleVersion("github.com/sx-lang/sx"),
			run: runSX, start: startSX},
		{name: "gopher-lua", exts: []string{"lua"}, hosted: true, version: moduleVersion("github.com/yuin/gopher-lua"),
			run: runLua, start: startCold("gopherlua")},
		{name: "goja", exts: []string{"js"}, hosted: true, version: moduleVersion("github.com/dop251/goja"),
			run: runGoja, start: startCold("goja")},
		{name: "starlark", exts: []string{"star"}, hosted: true, version: moduleVersion("go.starlark.net"),
			run: runStarlark, start: startCold("starlark")},
		{name: "tengo", exts: []string{"tengo"}, hosted: true, version: moduleVersion("github.com/d5/tengo/v2"),
			run: runTengo, start: startCold("tengo")},
	}, scripts())
}

// timer measures f, which answers the check value: measured, or profiled.
type timer func(f func() (string, error)) (outcome, error)

// measured collects garbage, so that no program pays for the one before it, and times f. Processor time
// is that of all threads: a garbage collector beside the program is part of its price.
func measured(f func() (string, error)) (outcome, error) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	cpu, start := processorTime(), time.Now()
	check, err := f()
	out := outcome{check: check, cpu: processorTime() - cpu, wall: time.Since(start)}
	runtime.ReadMemStats(&after)
	out.allocs = after.Mallocs - before.Mallocs
	return out, err
}

// processorTime is what this process has used so far, in the program and in the kernel for it.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
