// Package naive is a second evaluator of SX, to compare package cek with: it is slow, bounded and
// incomplete, but short and direct enough to be believed. It shares the reader and kernel's values
// and builtins with cek, and nothing else.
//
// It evaluates forms as the reader gives them by plain recursion: an environment is a map of
// variables (env.go), a special form is a Go function (forms.go, bind.go, quasi.go, match.go), and a
// function that takes functions is a Go loop (library.go). Where control leaves an extent early, an
// interrupt is handed up as an explicit result (interrupt in eval.go). control.go has what knows of
// extents: raise, guard, dynamic-wind, parameterize and call/ec. A guard's clauses run while the
// raise is still on Go's stack, so that raising again needs no continuation.
//
// What it cannot do, or what takes too long, ends as ErrUnsupported; it says nothing about cek then.
//
// generate*.go makes random programs from a seed, shrink.go makes one smaller, and naive_test.go
// compares what both evaluators make of them: the value or the error, and the requests performed.
// To see more programs: SX_SOAK=1 go test ./tests/naive/
package naive
