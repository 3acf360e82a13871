// Package cek evaluates SX: it compiles forms to instructions and runs them on a machine that can
// stop at any perform and go on later, in the middle of anything.
//
// # Using it
//
// A Machine runs one program; New makes it, and Do runs a text to its end. A program has no power over the
// world but (perform request), which stops the whole machine and hands the request to its driver:
//
//	m, err := cek.New(cek.Config{MaxSteps: 1e9, MaxMemory: 64 << 20})
//	v, err := m.Do(ctx, host, "orders.sx", text)
//
// A Host answers requests: package hosts has some, and shows how to write one. Without a Host, Start gives
// an Outcome, which is done or waits for an answer to its Request: Resume goes on with one, Raise raises an
// error in the program. Drive is that loop. In between an Outcome can be frozen to plain data, stored, and
// thawed in another process (Freeze, Thaw).
//
// What a program has defined stays: Lookup finds it, Call calls a function. Values are those of package
// kernel. What a program raises and does not catch is an *Error, whose Report shows the place and the calls;
// what it takes too much of ends it with a *Stopped. Machines share nothing that changes: use as many
// as you like at once, each in one goroutine at a time.
//
// The examples below, in this order, are the way to start: run a text, call functions, answer performs, set
// limits, freeze, write a host, mount a store. docs/embedding.md has them on one page.
//
// The rest of this page is for who works on the machine.
//
// # The way of a form
//
// load.go reads one top-level form at a time. analyze.go and the forms*.go files turn it into nodes
// (node.go): special forms recognized, macros expanded (macro.go, rules.go), names resolved
// (scope.go). resolve.go finds out what closures capture, gen*.go write the instructions (code.go).
// The form runs before the next one is read, so a macro or an import is there for the forms after it.
// Functions of the libraries that are part of sx wait for their first call (outline.go), those of the
// prelude until somebody looks them up (prelude.go).
//
// # The machine
//
// run.go is the loop. Control is an instruction, the environment is the registers of the current
// frame and the values its closure captured, and the continuation is the frames below it on a stack
// of segments (stack.go). All of it is data: nothing of a running program is on Go's stack. So
//
//   - perform is one instruction, opPerform: it notes the request and leaves the loop. Resume writes
//     the answer to a register and enters it again.
//   - call/cc and shift copy the frame that they return to, freeze the segments below it and keep a
//     pointer (continuation.go); entering a continuation copies one frame at a time, as it is returned into.
//   - functions that take functions are written in SX (lib/prelude), and what the machine itself
//     needs to call (handlers, the thunks of dynamic-wind) is called by procedures written in
//     instructions (procs.go). No function in this package starts the loop but Start, Run, Call,
//     Resume and Raise, and the expansion of a defmacro, which has a machine of its own.
//   - extents that control passes through when it leaves or comes back (prompts, guards, handlers,
//     dynamic-wind, parameterize) are a list of nodes that is part of every continuation (dynamic.go).
//
// # Looking on
//
// watch.go lets a Watcher look at a running program before any instruction, and pause it there; what it
// sees is in instant.go and frames.go. It works by the fuel of the loop, so a program that nobody watches
// pays nothing.
//
// # Freezing
//
// freeze.go turns a suspended machine into plain data, and says what that looks like; thaw.go makes a
// machine of it again, in another process too. flow.go tells which registers still matter.
//
// # Errors
//
// A builtin's error becomes a condition with the place and the calls under way, raised where it
// happened (raise.go). Limits and cancellation are no conditions: they end the run. What is surely a
// mistake but keeps no program from running goes to Config.Warn while forms are compiled (warn.go, and
// cover.go for the clauses of match). docs/errors.md shows every message.
package cek
