package main

import (
	"context"
	"fmt"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// runSX runs an SX program: its top-level forms are its setup, and (run) is timed.
func runSX(file, source string, timed timer) (outcome, error) {
	m, err := cek.New(cek.Config{})
	if err != nil {
		return outcome{}, err
	}
	if _, err := driveSX(m, file, source); err != nil {
		return outcome{}, err
	}
	return timed(func() (string, error) {
		v, err := driveSX(m, "run", "(run)")
		return kernel.Display(v), err
	})
}

// driveSX runs a text to its value and answers what it asks for.
func driveSX(m *cek.Machine, file, source string) (kernel.Value, error) {
	ctx := context.Background()
	out, err := m.Start(ctx, file, source)
	for err == nil && out.Suspended() {
		var answer kernel.Value
		if answer, err = answerSX(out.Request()); err == nil {
			out, err = out.Resume(ctx, answer)
		}
	}
	if err != nil {
		return kernel.Nil, err
	}
	return out.Value(), nil
}

// answerSX is the whole host: ("bench/next" n) gives n + 1.
func answerSX(request kernel.Value) (kernel.Value, error) {
	if request.IsList() {
		if l := request.AsList(); l.Len() == 2 && l.At(0).IsString() && l.At(0).Text() == "bench/next" && l.At(1).IsInt() {
			return kernel.Int(l.At(1).Int64() + 1), nil
		}
	}
	return kernel.Nil, fmt.Errorf("request %s, want (\"bench/next\" n)", kernel.Write(request))
}
