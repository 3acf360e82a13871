package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed workloads
var programs embed.FS

// workload is one thing that is measured; its programs are workloads/<name>/<name>.<ext>.
type workload struct {
	name string
	what string // one line for the table's legend
	// times is how often the program does the one thing that it is about, for the time of one.
	times int
	// whole says that the process is measured from start to end; a program then prints its check
	// value. Else run is measured.
	whole bool
	// cannot says, by the name of an engine, why it has no program.
	cannot map[string]string
}

const (
	noSuspension = "no coroutines, generators or continuations"
	onlyOnce     = "a coroutine or generator goes on from one place once only"
	noDelimited  = "no delimited continuations in the language"
	noEscape     = "no exceptions and no way to leave several calls"
	noEval       = "cannot read its own text at run time"
	noJSON       = "no JSON in its library"
	noComparison = "no sort in its library"
	noStore      = "the store is a library of sx"
)

// cannot gives each of the engines the same reason.
func cannot(reason string, engines ...string) map[string]string {
	out := map[string]string{}
	for _, e := range engines {
		out[e] = reason
	}
	return out
}

// also adds more engines with another reason.
func also(m map[string]string, reason string, engines ...string) map[string]string {
	for _, e := range engines {
		m[e] = reason
	}
	return m
}

// workloads lists them in the order of the table.
func workloads() []workload {
	once := []string{"gopher-lua", "goja", "lua5.4", "luajit", "luajit-off", "python3"}
	return []workload{
		{name: "fib", what: "fib(32), doubly recursive: 7 million calls", times: 7_049_155},
		{name: "tak", what: "tak(18, 12, 6) 60 times: 3.8 million calls of three arguments", times: 3_816_540},
		{name: "ack", what: "ack(3, 6) 10 times: 1.7 million calls, some 500 deep", times: 1_722_330},
		{name: "queens", what: "all 352 ways to put 9 queens on a board; lists or arrays, and recursion"},
		{name: "loop", what: "the sum of 10 million integers in a loop", times: 10_000_000},
		{name: "mandelbrot", what: "200 by 200 points, up to 100 iterations: floats in a loop"},
		{name: "nbody", what: "five bodies, 20,000 steps: floats in vectors or objects", times: 20_000},
		{name: "closures", what: "1 million closures made, each called 3 times, each with a variable it changes", times: 1_000_000},
		{name: "strings", what: "200,000 small strings made and joined", times: 200_000},
		{name: "mapreduce", what: "map, filter and reduce over 1 million integers", times: 1_000_000},
		{name: "quicksort", what: "100,000 numbers sorted in place by a program"},
		{name: "sort", what: "200,000 numbers sorted downwards by the library, with the program's comparison or key",
			cannot: cannot(noComparison, "tengo")},
		{name: "dict", what: "a dict of 200,000 keys filled in place, and the sum of all its values by key", times: 400_000},
		{name: "dictfold", what: "1 million events folded into totals for 1,000 keys; immutable in sx, in place elsewhere", times: 1_000_000},
		{name: "deep", what: "a recursion 1 million calls deep", times: 1_000_000},
		{name: "perform", what: "1 million requests answered from outside: perform and resume, yield and resume, next(v)",
			times: 1_000_000, cannot: cannot(noSuspension, "starlark", "tengo")},
		{name: "generators", what: "1 million values handed out by a suspended loop: shift, coroutine, generator",
			times: 1_000_000, cannot: cannot(noSuspension, "starlark", "tengo")},
		{name: "reenter", what: "a continuation captured 1,000 calls deep and entered 1 million times", times: 1_000_000,
			cannot: also(cannot(onlyOnce, once...), noSuspension, "starlark", "tengo")},
		{name: "multishot", what: "a delimited continuation called 1 million times", times: 1_000_000,
			cannot: also(also(cannot(onlyOnce, once...), noSuspension, "starlark", "tengo"), noDelimited, "chez")},
		{name: "escape", what: "1 million calls left early from a call below: call/cc, error and pcall, throw and catch",
			times: 1_000_000, cannot: cannot(noEscape, "starlark", "tengo")},
		{name: "parse", what: "10 MB of data in the language's own text, 4,000 pieces, read and evaluated",
			cannot: cannot(noEval, "starlark", "tengo")},
		{name: "json", what: "10 MB of JSON decoded, 90,000 objects", times: 90_000,
			cannot: cannot(noJSON, "gopher-lua", "lua5.4", "luajit", "luajit-off", "guile", "chez")},
		{name: "cold", what: "a process that starts, prints and ends", times: 1, whole: true},
		{name: "import", what: "a process that starts and imports every library of the store", times: 1, whole: true,
			cannot: also(also(cannot(noStore, once...), noStore, "starlark", "tengo"), noStore, "guile", "chez")},
	}
}

// program gives the text of a workload's program in the language of e; false if there is none.
func program(w workload, e engine) (source string, ok bool, err error) {
	for _, ext := range e.exts {
		b, err := programs.ReadFile("workloads/" + w.name + "/" + w.name + "." + ext)
		if err == nil {
			return string(b), true, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", false, fmt.Errorf("read the program of %s for %s: %w", w.name, e.name, err)
		}
	}
	return "", false, nil
}
