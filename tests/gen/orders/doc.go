// Command orders writes the example data examples/data/orders.sxl: the events of an invented shop in
// the order in which they arrived, one SX dict a line.
//
//	go run ./tests/gen/orders > examples/data/orders.sxl
//
// It has a random generator of its own with a fixed seed and uses no floats, so that it writes the
// same bytes on every machine. Start with generate.go (all events, and how they arrive), then
// order.go (what happens to one order). The test checks that the file in the repository is what this
// command writes, and computes examples/data/orders.summary.txt from the file alone.
package main
