// Package control compares package cek with a model of its own on every nest of the forms that direct
// control, two and three deep, around a leaf that performs, raises, escapes, shifts, or is captured
// and entered again; it has no code but its tests.
//
// model_test.go is the model: continuations are lists of frames, the extents of dynamic-wind, guard,
// parameterize and the like are frames among them, and all that a form of the language does is read
// off that list. guard is what R7RS 7.3 says it is, in terms of call/cc and a handler. forms_test.go
// has the forms, each as a text and as what the model does; matrix_test.go makes the nests and
// compares the value or error, the requests, and what the program notes on its way.
package control
