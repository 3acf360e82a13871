// Package mockio is a host in memory: the reference for what the store's ops mean, and the world of
// a test. Everything it answers is the same on every run.
//
//	h := mockio.New(mockio.WithClock(1000, 1), mockio.WithFiles(map[string]string{"/a.sx": "(+ 1 2)"}))
//	h.Script("shop/price", kernel.Int(5), kernel.Int(6)) // answers, one after the other
//	h.FailNext("store/commit", mockio.LoseAnswer, nil)   // the commit happens, its answer is lost
//	… run a program with h as its host …
//	h.Calls()  // every request, logged before it ran, with its answer
//	h.Output() // what it printed
//
// It answers all ops of storeop and worldop, and those it is given by Script and Answer, which come
// first. The store is maps and slices in memory, values kept encoded, so nothing is shared with the
// program. The clock starts at a fixed time and advances by a tick at every reading. A Host is safe
// for use by many goroutines.
//
// host.go takes a request and finds its answer, store.go is the store, world.go the rest, script.go
// answers and failures that a test orders, calls.go the log.
package mockio
