// Package check finds mistakes in programs before they run.
//
//	c, err := check.New(".")
//	for _, f := range c.File(ctx, "main.sx", text) { … }
//
// Two things look at a text. Package names follows its names: what is unbound, imported from nowhere, called
// with a wrong number of arguments, bound and not used. And the compiler (compile.go) says where a special
// form is written wrongly, and where a match leaves out a case: it takes every form, macros expanded, but
// runs only what macros may need: definitions, imports, and uses of macros, at top level. Nothing of that
// reaches outside: a request is answered by an error, and it ends after a number of steps.
//
// What is written on purpose is no mistake: names that begin with _ need not be used, a form with the
// expectation of a test behind it may fail, and a comment "check: skip" on a line keeps it from being looked
// at. A file that another one loads says so in the comment at its head,
//
//	;;; loaded by: list.sx
//
// and may use the names of that one.
package check
