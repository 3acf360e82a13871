// Package growth holds the tests of what operations promise to cost as their data grows.
//
// promises_test.go lists the operations with their promises. Each is run on data of 100 to 100,000
// elements (to 1,000,000 with SX_SOAK), and measure_test.go takes three figures of it: the steps that
// the machine charges, the bytes that Go allocates, and the shortest time of several. Of each it fits
// the exponent e in cost = c * n^e, and fails if e is above the promise by more than a logarithm and
// a noisy machine can explain. Times are only compared with each other, within one case, and
// only with SX_TIME=1: conformance.sh runs this package once more so, alone.
package growth
