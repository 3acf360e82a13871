// Package sxtest runs tests written in SX as subtests of a Go test.
//
//	func TestSX(t *testing.T) { sxtest.Run(t, "testdata") }
//
// Each file is a subtest, and each of its tests is one of that: what deftest of (sx test) registers, and the
// expectations ";=> value" and ";!! "regexp"" behind forms. So go test -run 'TestSX/orders.sx' runs one file,
// and -v shows every test by its name. A failure says file:line:column of what failed.
//
// Each file gets a machine and a host of its own. Unless Suite says otherwise the host is the one of sx test:
// everything in memory, but the files below the test's own folder.
//
//	sxtest.Suite{Host: func(t *testing.T, file string) cek.Host { return shopHost(t) }}.Run(t, "testdata")
package sxtest
