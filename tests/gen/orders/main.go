package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := write(os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "orders: %v\n", err)
		os.Exit(1)
	}
}

// write generates the events and writes them, one a line.
func write(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, e := range generate() {
		fmt.Fprintf(out, "{:id %q :order %q :type %q :at %d :data %s}\n", e.id, e.order, e.kind, e.at, e.data)
	}
	return out.Flush()
}
