// Package repl is sx repl: it reads forms, evaluates each and prints its value.
//
// Each form runs on a machine of its own beside the others (cek.Machine.Beside), with limits of its own; they
// share the top level. So an error, a limit or Ctrl-C ends a form and not the session, and a form that
// waits for an answer which no host has stays as it is until ,resume gives it one.
//
// repl.go has the loop and what a form comes to, commands.go the commands that begin with a comma,
// complete.go when a text is whole and what a name may be.
package repl
