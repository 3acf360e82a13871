package debug

import (
	"context"
	"errors"
	"fmt"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// Frames gives the calls under way in the program's own sources, innermost first, and at most so many.
// They are good until the program goes on.
func (s *Session) Frames(most int) []cek.Frame {
	if s.m == nil {
		return nil
	}
	var own []cek.Frame
	for _, f := range s.m.Frames(maxFrames) {
		if f.Own() && len(own) < most {
			own = append(own, f)
		}
	}
	return own
}

// maxFrames bounds the calls that are looked at.
const maxFrames = 20_000

// Machine gives the machine that runs the program, to look at; nil before it has begun.
func (s *Session) Machine() *cek.Machine { return s.m }

// The limits of an expression that is evaluated for people.
const (
	evalSteps  = 50_000_000
	evalMemory = 256 << 20
)

// Eval evaluates an expression in the scope of a call under way; of the zero Frame, at top level. It runs
// on a machine of its own beside the program, whose globals it sees: what it changes there is changed
// until the program goes back, but an assignment to a local variable is to a copy. It has no host.
func (s *Session) Eval(ctx context.Context, f cek.Frame, expr string) (kernel.Value, error) {
	form, err := reader.ReadOne(&kernel.Source{Name: "<print>", Text: expr}, s.options.Config.Reader)
	if err != nil {
		return kernel.Nil, err
	}
	m := s.m
	if m == nil {
		if m, err = cek.New(s.options.Config); err != nil {
			return kernel.Nil, err
		}
	}
	config := s.options.Config
	config.MaxSteps, config.MaxMemory, config.MaxPerforms, config.Warn = evalSteps, evalMemory, 0, nil
	out, err := m.Beside(config).EvalIn(ctx, f, form.Value)
	switch {
	case err != nil:
		return kernel.Nil, err
	case out.Suspended():
		return kernel.Nil, fmt.Errorf("%w: %s", errPerforms, kernel.Write(out.Request()))
	}
	return out.Value(), nil
}

var errPerforms = errors.New("the expression performs, which the debugger does not")

// Text gives the text of the program.
func (s *Session) Text() string { return s.options.Text }
