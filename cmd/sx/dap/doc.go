// Package dap is a debug adapter: an editor's debugger for SX programs, over standard input and output in
// the debug adapter protocol (https://microsoft.github.io/debug-adapter-protocol).
//
//	err := dap.Serve(ctx, os.Stdin, os.Stdout, launch)
//
// The debugging itself is that of package debug: breakpoints with conditions, steps forth and back, the calls
// under way with their variables, and stops at performs, which the editor lists among the exceptions.
//
//   - adapter.go takes requests in turn, and what comes of a program that runs; requests.go carries them out.
//   - run.go lets the program go; a program that runs is asked to stand still for a request about it.
//   - look.go shows what stands still: calls, variables, values. protocol.go has the protocol's structs.
package dap
