package main

import (
	"fmt"
	"runtime"
	"time"

	"github.com/d5/tengo/v2"
	"github.com/d5/tengo/v2/stdlib"
)

// runTengo runs a Tengo program. Tengo's functions cannot be called from Go, so the program is run
// as a whole: it calls start() after its setup, from where on it is timed, and leaves its check
// value in the variable result.
func runTengo(file, source string) (outcome, error) {
	var begin time.Time
	script := tengo.NewScript([]byte(source))
	script.SetImports(stdlib.GetModuleMap("enum", "text"))
	err := script.Add("start", &tengo.UserFunction{Value: func(...tengo.Object) (tengo.Object, error) {
		runtime.GC()
		begin = time.Now()
		return tengo.UndefinedValue, nil
	}})
	if err != nil {
		return outcome{}, err
	}
	compiled, err := script.Compile()
	if err != nil {
		return outcome{}, fmt.Errorf("%s: %w", file, err)
	}
	if err := compiled.Run(); err != nil {
		return outcome{}, fmt.Errorf("%s: %w", file, err)
	}
	took := time.Since(begin)
	if begin.IsZero() || !compiled.IsDefined("result") {
		return outcome{}, fmt.Errorf("%s does not call start() or does not set result", file)
	}
	return outcome{compiled.Get("result").String(), took}, nil
}
