// Package console is the commands of sx debug: a debug.Session by words that people type.
//
// console.go has the loop and the table of commands, show.go what is printed.
package console
