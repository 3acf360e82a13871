// Package naive is a second evaluator of SX, to compare package cek with: it is slow and bounded,
// but short and direct enough to be believed. It shares the reader and kernel's values and builtins
// with cek, and nothing else.
//
// It evaluates forms as the reader gives them, in continuation-passing style: what is to be done
// with a value is a Go function of the value and of the dynamic extent that control is in then
// (cont in eval.go), and what is done next is handed back as a step, so that Go's stack stays short.
// An environment is a map of variables (env.go), a special form a Go function (forms*.go, bind.go,
// define.go, match.go, quasi.go, macro.go), and a function that takes functions is a Go loop
// (library_*.go). control.go has what knows of continuations and extents; load.go runs texts and
// libraries.
//
// What R7RS leaves to the implementation, what is malformed (cek looks at a whole form before it
// runs, this evaluator at what it gets to), and what takes too long, ends as ErrUnsupported: it says
// nothing about cek then.
//
// generate*.go makes random programs from a seed, shrink.go makes one smaller, and naive_test.go
// compares what both evaluators make of them: the value or the error, and the requests performed.
// The evaluator counts what it evaluates, and the test wants every name that cek knows to have been
// used and to have worked. A new builtin with an example in its documentation is used by itself
// (generate_examples.go); a new function that takes functions is a Go function to be added to
// library_*.go, a new form one in forms*.go and a case in generate_*.go.
//
// To see more programs: SX_SOAK=1 go test ./tests/naive/
package naive
