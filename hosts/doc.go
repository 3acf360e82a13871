// Package hosts connects suspended SX programs to the world. A Host answers one request; Mux sends a
// request to the host that owns its op.
//
// A program has no power but (perform request). The machine stops there and hands the request to
// its driver, which asks a Host and resumes the machine with the answer, or raises the error in the
// program. The packages below are hosts:
//
//	mockio    everything in memory, for tests: store, clock, files, scripted answers, failures
//	fileio    the store, durable in files
//	scriptio  what a script needs of the world: clock, terminal, files, environment, random numbers
//
// and what they share:
//
//	storeop   the store's requests and answers, exactly, and what a commit means
//	worldop   the requests of mockio and scriptio outside the store
//	codec     values as bytes
//	hosttest  the one suite that every store passes
package hosts
