package main

import (
	"context"
	"fmt"
	"os"

	"github.com/d5/tengo/v2"
	"github.com/d5/tengo/v2/stdlib"
)

func main() {
	source, err := os.ReadFile(os.Args[1])
	if err == nil {
		script := tengo.NewScript(source)
		script.SetImports(stdlib.GetModuleMap(stdlib.AllModuleNames()...))
		_, err = script.RunContext(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
