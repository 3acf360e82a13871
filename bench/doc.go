// Command bench runs the same small programs on sx and on its Go-hosted peers (gopher-lua, goja,
// starlark-go, tengo) side by side in one run, and prints how they compare.
//
//	cd bench && go run . [-rounds N] [-only workload,…] [-peers name,…]
//
// It is a module of its own, so that the peers stay out of the dependencies of sx. Start with
// engine.go (what an engine is), then workloads.go (what is measured), run.go (how) and one engine,
// say lua.go. The programs are in programs/, one file for each workload and language.
package main
