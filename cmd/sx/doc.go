// Command sx runs programs in SX.
//
//	sx run FILE [ARG…]    runs a program; - is standard input
//	sx eval EXPR…         prints the written form of each value
//	sx test [PATH…]       runs test files
//	sx version
//
// Flags: --store mem|DIR, --allow read=DIR,env=NAME, --max-steps N, --timeout DURATION.
//
// The exit status is 0 if all went well, 1 after an error in the program or a failed test, and 2
// after a wrong command line.
//
// The files here: main.go the commands' frame and exit status, one file for each command, world.go the
// hosts that a program gets.
package main
