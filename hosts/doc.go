// Package hosts connects suspended SX programs to the world. A Host answers one request; Mux sends a
// request to the host that owns its op.
//
// A program has no power but (perform request). The machine stops there and hands the request to
// its driver, which asks a Host and resumes the machine with the answer, or raises the error in the
// program. The packages below are hosts: mockio in memory for tests and replays, fileio durable in
// files. hosttest is the one suite that both pass.
package hosts
