// Command bench runs the same programs on sx and on other interpreters side by side in one run, says
// how they compare, and which of the project's targets for speed are met.
//
//	cd bench && go run . [-rounds N] [-only workload,…] [-peers name,…] [-write] [-profile DIR]
//
// It is a module of its own, so that the peers stay out of the dependencies of sx. The programs are
// in workloads/, a directory for each workload with a file for each language. Start with engine.go
// (what an engine is), then workloads.go (what is measured), run.go (how), and one engine, say lua.go.
// probes.go measures what no peer has, targets.go judges, report.go and svg.go print.
package main
