package main

import (
	"fmt"

	"github.com/d5/tengo/v2"
	"github.com/d5/tengo/v2/stdlib"
)

// runTengo runs a Tengo program. Tengo's functions cannot be called from Go, so the program is run
// as a whole on a goroutine of its own: it calls start() after its setup, from where on it is timed,
// and leaves its check value in the variable result.
func runTengo(file, source string, timed timer) (outcome, error) {
	begun := make(chan struct{})
	goOn := make(chan struct{})
	script := tengo.NewScript([]byte(source))
	script.SetImports(stdlib.GetModuleMap("enum", "json", "math", "text"))
	err := script.Add("start", &tengo.UserFunction{Value: func(...tengo.Object) (tengo.Object, error) {
		begun <- struct{}{}
		<-goOn
		return tengo.UndefinedValue, nil
	}})
	if err != nil {
		return outcome{}, err
	}
	compiled, err := script.Compile()
	if err != nil {
		return outcome{}, fmt.Errorf("%s: %w", file, err)
	}
	done := make(chan error, 1)
	go func() { done <- compiled.Run() }()
	select {
	case err := <-done:
		if err == nil {
			err = fmt.Errorf("does not call start()")
		}
		return outcome{}, fmt.Errorf("%s: %w", file, err)
	case <-begun:
	}
	return timed(func() (string, error) {
		close(goOn)
		if err := <-done; err != nil {
			return "", fmt.Errorf("%s: %w", file, err)
		}
		if !compiled.IsDefined("result") {
			return "", fmt.Errorf("%s does not set result", file)
		}
		return compiled.Get("result").String(), nil
	})
}
