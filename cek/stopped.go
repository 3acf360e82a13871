package cek

import (
	"errors"
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// Stopped is the end of a program that used more than Config grants it: the limit, which errors.As
// finds as a *kernel.Limit too, and where the program was. No program can catch it.
type Stopped struct {
	Limit *kernel.Limit
	Pos   kernel.Pos
	Trace []kernel.TraceEntry // the calls under way, innermost first
}

// Error gives the limit in one line, with the place.
func (s *Stopped) Error() string {
	if s.Pos.IsZero() {
		return s.Limit.Error()
	}
	return s.Pos.String() + ": " + s.Limit.Error()
}

// Unwrap gives the limit.
func (s *Stopped) Unwrap() error { return s.Limit }

// Report gives the whole account for people, as that of an Error.
func (s *Stopped) Report() string { return report(s.Error(), s.Pos, s.Trace) }

// stopped notes in the error of a limit where the program is; other errors stay as they are.
func (m *Machine) stopped(err error) error {
	var limit *kernel.Limit
	var noted *Stopped
	if !errors.As(err, &limit) || errors.As(err, &noted) || m.fp == nil || m.seg == nil {
		return err
	}
	return &Stopped{Limit: limit, Pos: m.position(), Trace: m.wholeTrace()}
}

// stopped notes in the error of a limit which form is being compiled.
func (a *analyzer) stopped(err error) error {
	var limit *kernel.Limit
	var noted *Stopped
	if !errors.As(err, &limit) || errors.As(err, &noted) {
		return err
	}
	return &Stopped{Limit: limit, Pos: kernel.Pos{Source: a.source, Offset: int(a.pos)}}
}

// report lays an error out: the message, the line with a caret below it, the calls.
func report(message string, pos kernel.Pos, trace []kernel.TraceEntry) string {
	var b strings.Builder
	b.WriteString(kernel.Visible(message))
	b.WriteByte('\n')
	if !pos.IsZero() {
		b.WriteString(kernel.Caret(pos))
		b.WriteByte('\n')
	}
	for _, t := range trace {
		b.WriteString("  ")
		b.WriteString(kernel.Visible(traceLine(t)))
		b.WriteByte('\n')
		switch {
		case t.More > 0:
			b.WriteString("  … " + grouped(t.More) + " more …\n")
		case t.More < 0:
			b.WriteString("  … more …\n")
		}
	}
	return b.String()
}
