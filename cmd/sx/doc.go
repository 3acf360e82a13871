// Command sx runs programs in SX.
//
//	sx run FILE [ARG…]    runs a program; - is standard input
//	sx resume DIR         goes on with a program that was run with --checkpoint DIR
//	sx eval EXPR…         prints the written form of each value
//	sx repl               evaluates what is typed
//	sx test [PATH…]       runs test files
//	sx store COMMAND      reads and writes a store
//	sx new DIR            begins a project
//	sx check [PATH…]      finds mistakes before a program runs
//	sx fmt [PATH…|-]      lays programs out
//	sx doc [NAME…]        tells what something does
//	sx debug FILE         runs a program under the debugger
//	sx trace FILE         prints the steps of a program
//	sx profile FILE       tells where its steps go
//	sx bundle FILE -o BIN makes one executable of a program
//	sx completion SHELL   a script for the shell
//	sx version
//
// Flags: --color auto|always|never, --store mem|DIR, --allow read=DIR,env=NAME, and the limits --max-steps N, --max-memory BYTES
// (1 GiB unless said), --max-output BYTES, --max-performs N, --timeout DURATION.
//
// The exit status is 0 if all went well, 1 after an error in the program or a failed test, 2 after a
// wrong command line; exit.go has the others, and sx help shows them.
//
// The files here: main.go the commands' frame, one file for each command, exit.go the exit status,
// help.go what is said of wrong command lines, limits.go what a program may use, world.go the hosts that it gets.
// store_*.go and test_*.go are parts of those two commands. Packages: suite runs test files, terminal is where output
// goes, trace records and replays, json and line are values as text; repl, debug (the debugger), console (its commands), prompt (what
// people type), steps (sx trace and sx profile).
package main
