package dap

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/sx-lang/sx/cmd/sx/debug"
	"github.com/sx-lang/sx/kernel"
)

var (
	errRuns     = errors.New("the program is running")
	errOver     = errors.New("the program has come to its end")
	errNotYet   = errors.New("no program has been launched")
	errLaunched = errors.New("a program has been launched already")
)

func decode[T any](arguments json.RawMessage) (T, error) {
	var v T
	if len(arguments) == 0 {
		return v, nil
	}
	if err := json.Unmarshal(arguments, &v); err != nil {
		return v, fmt.Errorf("the arguments are not as they must be: %w", err)
	}
	return v, nil
}

// carryOut does what a request wants at once, and gives the body of the answer.
func (a *adapter) carryOut(r request) (any, error) {
	switch r.Command {
	case "initialize":
		return a.initialize(r.Arguments)
	case "launch":
		return nil, a.start(r.Arguments)
	case "attach":
		return nil, errors.New("sx cannot attach to a program that runs, want launch")
	case "disconnect", "terminate":
		if r.Command == "terminate" {
			if a.running != nil {
				a.running()
			}
			a.ended(1)
			return nil, nil
		}
		return nil, errDisconnect
	case "threads":
		return map[string]any{"threads": []map[string]any{{"id": thread, "name": "program"}}}, nil
	case "source", "cancel", "setFunctionBreakpoints":
		return map[string]any{"breakpoints": []any{}}, nil
	}
	if a.program == nil {
		return nil, errNotYet
	}
	switch r.Command {
	case "setBreakpoints":
		return a.setBreakpoints(r.Arguments)
	case "setExceptionBreakpoints":
		return nil, a.setExceptions(r.Arguments)
	case "configurationDone":
		if a.configured {
			return nil, errors.New("the program runs already")
		}
		return nil, nil
	case "pause":
		if a.running != nil {
			a.paused = true
			a.running()
		}
		return nil, nil
	case "restart":
		return nil, nil
	}
	switch {
	case !a.configured:
		return nil, errors.New("the program has not begun: configurationDone begins it")
	case a.running != nil:
		return nil, errRuns
	case a.over:
		return nil, errOver
	}
	if moves()[r.Command] != nil {
		return map[string]bool{"allThreadsContinued": true}, nil
	}
	return a.look(r)
}

func (a *adapter) initialize(arguments json.RawMessage) (any, error) {
	p, err := decode[initializeArguments](arguments)
	if err != nil {
		return nil, err
	}
	if p.LinesStartAt1 != nil && !*p.LinesStartAt1 {
		a.lineBase = 0
	}
	if p.ColumnsStartAt1 != nil && !*p.ColumnsStartAt1 {
		a.columnBase = 0
	}
	return map[string]any{
		"supportsConfigurationDoneRequest": true,
		"supportsConditionalBreakpoints":   true,
		"supportsEvaluateForHovers":        true,
		"supportsStepBack":                 true,
		"supportsRestartRequest":           true,
		"supportsTerminateRequest":         true,
		"supportsExceptionInfoRequest":     true,
		"exceptionBreakpointFilters": []map[string]any{
			{"filter": "perform", "label": "Performs", "description": "stops before a request is answered"},
		},
	}, nil
}

// start gets the program ready.
func (a *adapter) start(arguments json.RawMessage) error {
	if a.program != nil {
		return errLaunched
	}
	p, err := decode[LaunchArguments](arguments)
	if err != nil {
		return err
	}
	if p.Program == "" {
		return errors.New("launch: want program, the file to debug")
	}
	program, err := a.launch(p, console{a.client, "stdout"}, console{a.client, "stderr"})
	if err != nil {
		return err
	}
	a.program, a.stopOnEntry = program, p.StopOnEntry
	return nil
}

// setBreakpoints replaces the breakpoints of a file.
func (a *adapter) setBreakpoints(arguments json.RawMessage) (any, error) {
	p, err := decode[breakpointsArguments](arguments)
	if err != nil {
		return nil, err
	}
	s := a.program.Session
	for _, b := range s.Breakpoints() {
		if debug.SameFile(b.File, p.Source.Path) {
			s.Delete(b.Number)
		}
	}
	out := []breakpoint{}
	for _, want := range p.Breakpoints {
		b, err := s.Break(p.Source.Path, want.Line+1-a.lineBase)
		if err != nil {
			out = append(out, breakpoint{Message: kernel.Visible(err.Error())})
			continue
		}
		b.If = want.Condition
		out = append(out, breakpoint{ID: b.Number, Verified: true, Line: b.Line - 1 + a.lineBase})
	}
	return map[string]any{"breakpoints": out}, nil
}

// setExceptions says whether the program stops at performs. It always does at errors that nobody catches.
func (a *adapter) setExceptions(arguments json.RawMessage) error {
	p, err := decode[struct{ Filters []string }](arguments)
	if err != nil {
		return err
	}
	a.program.Session.UnwatchPerforms("")
	for _, f := range p.Filters {
		if f == "perform" {
			a.program.Session.WatchPerforms("")
		}
	}
	return nil
}
