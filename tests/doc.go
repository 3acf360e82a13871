// Package tests holds the Go tests that cross packages; it has no code of its own.
//
// imports_test.go is the map of which package may import which, and style_test.go the rules that
// every file keeps; rules_test.go shows each of these rules a tree that breaks it. The commands below
// make the example data (gen) and count the tests of a run (tally). The SX suites are in lang, store
// and bench, and run under "sx test".
package tests
