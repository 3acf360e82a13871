// Package suite runs test files written in SX.
//
// A file is a program. Two kinds of expectation count as tests in it:
//
//   - a comment behind a form, on the line the form ends on: `;=> value` wants the form to give a value that is written
//     so or reads as an equal one, `;!! "regexp"` wants it to raise an error whose text matches;
//   - the tests that it registers with deftest of the library (sx test), which run at the end.
//
// Each file gets a machine and a host of its own.
package suite
