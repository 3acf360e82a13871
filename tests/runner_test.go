package tests

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/suite"
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// runnerVariable is set in the environment of a test binary that is no test but a runner of TestRelay.
const runnerVariable = "SX_RUNNER"

// runRunner takes programs from in one leg further each and gives the exit status.
func runRunner(in io.Reader, out io.Writer) int {
	send, receive := gob.NewEncoder(out), gob.NewDecoder(in)
	for {
		var l leg
		if err := receive.Decode(&l); err == io.EOF {
			return 0
		} else if err != nil {
			fmt.Fprintln(os.Stderr, "runner:", err)
			return 1
		}
		r := runner{leg: l, send: send, receive: receive}
		if err := r.run(context.Background()); err != nil {
			if send.Encode(stop{Log: r.log, Problem: err.Error()}) != nil {
				return 1
			}
		}
	}
}

// runner takes one program one leg further. The steps of a program with n forms are numbered: 2*i is a
// perform before form i, so that there is a place to freeze, 2*i+1 is the form itself, and behind the
// last form 2*n runs the tests that the program has registered.
type runner struct {
	leg
	src     *kernel.Source
	forms   []reader.Form
	m       *cek.Machine
	log     []string
	send    *gob.Encoder
	receive *gob.Decoder
}

func (r *runner) run(ctx context.Context) error {
	if err := r.read(); err != nil {
		return err
	}
	var out cek.Outcome
	var err error
	if r.Frozen == nil {
		if r.m, err = cek.New(runnerConfig(r.File)); err != nil {
			return err
		}
		out, err = r.begin(ctx)
	} else {
		state, broken := codec.Decode(r.Frozen)
		if broken != nil {
			return broken
		}
		if r.m, out, err = cek.Thaw(ctx, runnerConfig(r.File), state); err != nil {
			return fmt.Errorf("thaw: %w", err)
		}
	}
	for {
		frozen, problem := r.finish(ctx, out, err)
		if frozen || problem != nil {
			return problem
		}
		if r.Step++; r.Step > 2*len(r.forms) || r.Step == 2*len(r.forms) && !r.m.Loaded("(sx test)") {
			return r.send.Encode(stop{Log: r.log, Done: true})
		}
		out, err = r.begin(ctx)
	}
}

func (r *runner) read() error {
	text, err := os.ReadFile(r.File)
	if err != nil {
		return err
	}
	r.src = &kernel.Source{Name: r.File, Text: string(text)}
	for rd := reader.New(r.src, reader.Options{}); ; {
		form, err := rd.Next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		r.forms = append(r.forms, form)
	}
}

// begin starts the step that is next.
func (r *runner) begin(ctx context.Context) (cek.Outcome, error) {
	switch {
	case r.Step == 2*len(r.forms):
		return r.m.Start(ctx, "<tests>", suite.RunTests)
	case r.Step%2 == 0:
		return r.m.Start(ctx, "<before>", `(perform {:op "clock/now"})`)
	}
	return r.m.Run(ctx, r.src, r.forms[r.Step/2])
}

// finish takes a step to its end, or to where it is frozen.
func (r *runner) finish(ctx context.Context, out cek.Outcome, err error) (frozen bool, problem error) {
	for err == nil && out.Suspended() {
		s := stop{Log: r.log}
		var broken error
		if s.Request, broken = codec.Append(nil, out.Request(), 1<<30); broken != nil {
			s.Whole = true
			if s.Request, broken = frozenBytes(out); broken != nil {
				return false, broken
			}
		}
		if broken := r.send.Encode(s); broken != nil {
			return false, broken
		}
		r.log = nil
		var a answer
		if broken := r.receive.Decode(&a); broken != nil {
			return false, broken
		}
		switch {
		case a.Freeze:
			return true, r.freeze(out)
		case a.Raise != nil:
			failed, broken := a.Raise.err()
			if broken != nil {
				return false, broken
			}
			out, err = out.Raise(ctx, failed)
		default:
			v, broken := codec.Decode(a.Value)
			if broken != nil {
				return false, broken
			}
			out, err = out.Resume(ctx, v)
		}
	}
	switch {
	case err != nil:
		r.log = append(r.log, err.Error())
	case r.Step%2 == 1 || r.Step == 2*len(r.forms):
		r.log = append(r.log, kernel.Brief(out.Value(), 2000))
	}
	return false, nil
}

func (r *runner) freeze(out cek.Outcome) error {
	b, err := frozenBytes(out)
	if err != nil {
		return err
	}
	return r.send.Encode(leg{File: r.File, Step: r.Step, Frozen: b})
}

func frozenBytes(out cek.Outcome) ([]byte, error) {
	state, err := out.Freeze()
	if err != nil {
		return nil, fmt.Errorf("freeze: %w", err)
	}
	return codec.Append(nil, state, 1<<30)
}

// err gives the error that was made data.
func (f *failure) err() (failed, broken error) {
	if f.Kind == "" {
		return errors.New(f.Text), nil
	}
	v, err := codec.Decode(f.Irritants)
	if err != nil {
		return nil, err
	}
	c := kernel.NewCondition(f.Kind, f.Text)
	c.Irritants = v
	return c, nil
}
