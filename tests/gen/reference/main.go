package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "reference: %v\n", err)
		os.Exit(1)
	}
}

// run writes the page into the file that the only argument names.
func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("%d arguments, want the file to write", len(args))
	}
	page, err := reference()
	if err != nil {
		return err
	}
	return os.WriteFile(args[0], []byte(page), 0o666)
}
