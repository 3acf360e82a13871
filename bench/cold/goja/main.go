package main

import (
	"fmt"
	"os"

	"github.com/dop251/goja"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(file string) error {
	source, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	vm := goja.New()
	console := vm.NewObject()
	if err := console.Set("log", func(v goja.Value) { fmt.Println(v) }); err != nil {
		return err
	}
	if err := vm.Set("console", console); err != nil {
		return err
	}
	_, err = vm.RunScript(file, string(source))
	return err
}
