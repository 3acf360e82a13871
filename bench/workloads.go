package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed programs
var programs embed.FS

// workload is one thing that is measured; its programs are programs/<name>.<ext>.
type workload struct {
	name string
	what string // one line for the table's legend
}

// workloads lists them in the order of the table.
func workloads() []workload {
	return []workload{
		{"fib", "fib(30), recursive: 1.3 million calls"},
		{"tak", "tak(18, 12, 6) 60 times: 3.8 million calls of three arguments"},
		{"loop", "the sum of 10 million integers in a loop"},
		{"mapreduce", "map, filter and reduce over 1 million integers"},
		{"dictfold", "1 million events folded into a dict of 1,000 keys"},
		{"strings", "200,000 small strings made and joined"},
		{"perform", "1 million round trips: perform and resume, yield and resume, next()"},
	}
}

// program gives the text of a workload's program in the language of e. The second result is false
// if the language has no such program: starlark and tengo have nothing like a coroutine.
func program(w workload, e engine) (source string, ok bool, err error) {
	b, err := programs.ReadFile("programs/" + w.name + "." + e.ext)
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("read the program of %s for %s: %w", w.name, e.name, err)
	}
	return string(b), true, nil
}
