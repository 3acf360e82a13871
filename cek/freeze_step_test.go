package cek

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// errStep stops a machine between two instructions.
var errStep = errors.New("stopped by the test")

// stepper freezes a machine every so many steps, and goes on with what thawing gives.
type stepper struct {
	every, next int64 // steps between two freezes, 0 for none; the count at which the next one is due
	m           *Machine
	frozen      int64
	bytes       int
	bound       int64        // steps that one form may take; 0 is no bound
	long        map[int]bool // the forms that would take more; they are left out
}

// arm makes the machine stop where the next freeze is due, between two instructions.
func (s *stepper) arm() {
	m := s.m
	if s.every == 0 {
		m.meter.Poll = m.poll
		return
	}
	steps := m.Steps()
	if s.next <= steps {
		s.next = steps + s.every
	}
	m.meter.Fuel, m.granted = s.next-steps, s.next
	m.meter.Poll = func() error {
		m.meter.Fuel = 40 // for what cannot stop here
		m.granted += 40
		if m.pc == underflow || len(m.held) > 0 || m.nested > 0 || !calledBy("outOfFuel") {
			return nil
		}
		return errStep
	}
}

func calledBy(name string) bool {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	found := false
	for {
		f, more := frames.Next()
		found = found || strings.HasSuffix(f.Function, name)
		if strings.HasSuffix(f.Function, "runExpander") {
			return false
		}
		if !more {
			return found
		}
	}
}

// finish runs the machine on, frozen and thawed whenever it stops; performs are answered with 7.
func (s *stepper) finish(out Outcome, err error) (kernel.Value, error) {
	for {
		switch {
		case errors.Is(err, errStep):
			out, err = Outcome{}, s.thaw()
			if err != nil {
				return kernel.Nil, fmt.Errorf("FREEZE: %w", err)
			}
			s.m.phase = phaseRunning
			s.arm()
			err = s.m.run()
			if errors.Is(err, errStep) {
				continue
			}
			out, err = s.m.outcome(err)
		case err != nil:
			return kernel.Nil, err
		case out.Suspended():
			s.arm()
			*kernel.Slot(s.m.fp, s.m.answer) = kernel.Int(7)
			s.m.phase = phaseRunning
			err = s.m.run()
			if !errors.Is(err, errStep) {
				out, err = s.m.outcome(err)
			}
		default:
			return out.Value(), nil
		}
	}
}

func (s *stepper) thaw() error {
	s.frozen++
	m := s.m
	m.phase, m.answer, m.request = phaseSuspended, nowhere, kernel.Nil
	m.turn++
	data, err := Outcome{m: m, turn: m.turn}.Freeze()
	if err != nil {
		return err
	}
	text := kernel.Write(data)
	s.bytes = max(s.bytes, len(text))
	f, err := reader.ReadOne(&kernel.Source{Name: "frozen", Text: text}, reader.Options{MaxLiteral: 1 << 30, MaxDigits: 1 << 30})
	if err != nil {
		return err
	}
	next, _, err := Thaw(context.Background(), Config{}, f.Value)
	if err != nil {
		return err
	}
	s.m = next
	return nil
}

// start runs a form as Machine.Run does.
func (s *stepper) start(src *kernel.Source, f reader.Form) (kernel.Value, error) {
	m := s.m
	l := &loader{Func: kernel.NewFunc(kernel.KindLoader, nil), env: m.env, source: src, queue: []queued{{f.Value, int32(f.Pos.Offset), f.Places}}}
	m.dyn, m.seg, m.spare, m.stackSlots, m.held = nil, nil, nil, 0, nil
	m.phase, m.expansions = phaseRunning, 0
	s.arm()
	err := m.startChain(nil, m.procs.apply.value(), m.procs.load.value(), kernel.ListOf(kernel.Ref(&l.Header)))
	if err == nil {
		err = m.run()
	}
	var out Outcome
	if !errors.Is(err, errStep) {
		out, err = m.outcome(err)
	}
	return s.finish(out, err)
}

// transcript runs all forms of a text and gives what each comes to.
func (s *stepper) transcript(t *testing.T, name, text string) string {
	var b strings.Builder
	src := &kernel.Source{Name: name, Text: text}
	r := reader.New(src, reader.Options{})
	for n := 0; ; n++ {
		f, err := r.Next()
		if err == io.EOF {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if s.long[n] {
			continue
		}
		if s.bound > 0 {
			s.m.config.MaxSteps = s.m.Steps() + s.bound
		}
		v, err := s.start(src, f)
		var limit *kernel.Limit
		if s.bound > 0 && errors.As(err, &limit) {
			s.long[n] = true
		}
		var e *Error
		switch {
		case err != nil && strings.HasPrefix(err.Error(), "FREEZE"):
			t.Fatalf("%s: %v", f.Pos, err)
		case errors.As(err, &e):
			fmt.Fprintf(&b, "%s: %s\n", f.Pos, e.Report())
		case err != nil:
			fmt.Fprintf(&b, "%s: %v\n", f.Pos, err)
		default:
			fmt.Fprintf(&b, "%s: %s\n", f.Pos, kernel.Write(v))
		}
	}
}

// TestFreezeBetweenInstructions freezes the programs of tests/lang at places spread over all their
// steps, about freezesPerFile of them in each; forms that take more than longForm steps are left out.
// With SX_SOAK=1 nothing is left out, and there is a place every few hundred steps.
func TestFreezeBetweenInstructions(t *testing.T) {
	const freezesPerFile, longForm = 60, 40_000
	soak := os.Getenv("SX_SOAK") != ""
	files, err := filepath.Glob("../tests/lang/*.sx")
	if err != nil || len(files) == 0 {
		t.Fatal("no programs", err)
	}
	fresh := func(t *testing.T, s *stepper) *stepper {
		var err error
		if s.m, err = New(Config{}); err != nil {
			t.Fatal(err)
		}
		return s
	}
	total := int64(0)
	for i, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			whole := fresh(t, &stepper{})
			if !soak {
				first := fresh(t, &stepper{bound: longForm, long: map[int]bool{}})
				first.transcript(t, file, string(text))
				whole.long = first.long
			}
			want := whole.transcript(t, file, string(text))
			s := fresh(t, &stepper{every: int64(211 + 2*i), long: whole.long})
			if !soak {
				s.every = max(s.every, whole.m.Steps()/freezesPerFile)
			}
			if got := s.transcript(t, file, string(text)); got != want {
				t.Errorf("%s", firstDifference(got, want))
			}
			t.Logf("%d freezes in %d steps, the largest of %d bytes; without %d forms", s.frozen, whole.m.Steps(), s.bytes, len(whole.long))
			total += s.frozen
		})
	}
	if total < 10*int64(len(files)) {
		t.Errorf("%d freezes only", total)
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("thawed: %s\nuninterrupted: %s", g[i], w[i])
		}
	}
	return "one is longer"
}

// TestFlowKnowsOperations: what every cold operation reads and writes is said in flow.go.
func TestFlowKnowsOperations(t *testing.T) {
	for op := range uint16(coldCount) {
		in := instr{op: opCold, a: reg(3), b: op, c: reg(2)}
		if !coldStep(newNeeds(4), &in) {
			t.Errorf("operation %d is unknown", op)
		}
	}
}
