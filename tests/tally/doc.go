// Command tally counts the tests of "go test -json", which it reads from its standard input.
//
//	go test -json ./... | go run ./tests/tally
//
// It prints the output of what failed, the names of what was skipped, and as its last line
// "N passed, N failed". Each test without subtests counts once, and so does each package that failed
// for another reason than a test: it did not compile, it panicked, it took too long. The exit status
// is 0 if nothing failed and something passed.
package main
