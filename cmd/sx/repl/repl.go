package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/prompt"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// Session is one session at a prompt.
type Session struct {
	Config cek.Config // the limits are those of a form
	Out    io.Writer
	// Limit gives the context of one form.
	Limit func(context.Context) (context.Context, context.CancelFunc)
	// Account gives the text for an error that ended a form.
	Account func(error) string
	// Doc gives the page about a name; false if it means nothing.
	Doc func(cek.Description) string
	// Host gives the hosts for a store and grants; "" is the one before, with the grants added.
	Host func(store string, allow []string) (World, error)
	// Listen has the program that runs read what is typed, until stop is called. Nil: it reads something else.
	Listen func() (stop func())

	in      prompt.Reader
	world   World
	top     *cek.Machine // that holds the top level, and runs nothing
	forms   int
	waiting []cek.Outcome // the programs that are suspended, the newest last
	failed  bool
}

// World is the hosts of a session, and how people call them.
type World struct {
	Host  hosts.Host
	Store string
	Allow []string
	Close func() error
}

// Open prepares a session; in may ask what it has.
func (s *Session) Open() error {
	top, err := cek.New(s.Config)
	if err != nil {
		return err
	}
	s.top = top
	s.world, err = s.Host("", nil)
	return err
}

// Failed tells whether something that was read gave no value: a form or a command failed, or a form waits
// still.
func (s *Session) Failed() bool { return s.failed || len(s.waiting) > 0 }

// Run reads and evaluates until the end of the input or ,quit. The error is one of the input or output.
func (s *Session) Run(ctx context.Context, in prompt.Reader) error {
	s.in = in
	err := s.loop(ctx)
	return errors.Join(err, s.world.Close())
}

var errQuit = errors.New("quit")

func (s *Session) loop(ctx context.Context) error {
	for ctx.Err() == nil {
		text, err := s.in.Read(s.prompt())
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, prompt.ErrInterrupted):
			continue
		case err != nil:
			return err
		}
		if err := s.do(ctx, text); errors.Is(err, errQuit) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (s *Session) prompt() string {
	if n := len(s.waiting); n > 0 {
		return fmt.Sprintf("sx (%d waiting)> ", n)
	}
	return "sx> "
}

// do does what a text says. The error ends the session.
func (s *Session) do(ctx context.Context, text string) error {
	if trimmed := strings.TrimSpace(text); strings.HasPrefix(trimmed, ",") {
		return s.command(ctx, trimmed)
	}
	src := s.source(text)
	r := reader.New(src, s.Config.Reader)
	for {
		f, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return s.fails(&cek.Error{Value: condition(err).Value(), Pos: condition(err).Pos})
		}
		ok, err := s.evaluate(ctx, src, f)
		if err != nil || !ok {
			return err // what follows an error in one text is left out
		}
	}
}

// source names a text that was typed.
func (s *Session) source(text string) *kernel.Source {
	s.forms++
	return &kernel.Source{Name: fmt.Sprintf("<%d>", s.forms), Text: text}
}

func condition(err error) *kernel.Condition {
	var e *reader.Error
	if errors.As(err, &e) {
		return e.Condition()
	}
	return kernel.NewCondition(kernel.CondSyntax, err.Error())
}

// evaluate runs one form and prints what it comes to; false if that is no value.
func (s *Session) evaluate(ctx context.Context, src *kernel.Source, f reader.Form) (bool, error) {
	v, err := s.run(ctx, s.top.Beside(s.Config), src, f)
	if err != nil {
		return false, s.ended(err)
	}
	return true, s.result(v, f.Value)
}

// errWaiting is the end of a form that waits for ,resume.
var errWaiting = errors.New("the form waits for an answer")

// run runs a form to its value on a machine.
func (s *Session) run(ctx context.Context, m *cek.Machine, src *kernel.Source, f reader.Form) (kernel.Value, error) {
	return s.limited(ctx, func(ctx context.Context) (cek.Outcome, error) { return m.Run(ctx, src, f) })
}

// limited begins something and answers its requests, within the limits of a form. Ctrl-C ends it.
func (s *Session) limited(ctx context.Context, begin func(context.Context) (cek.Outcome, error)) (kernel.Value, error) {
	ctx, cancel := s.Limit(ctx)
	defer cancel()
	if s.in.Interactive() {
		var stop context.CancelFunc
		ctx, stop = signal.NotifyContext(ctx, os.Interrupt)
		defer stop()
	}
	if s.Listen != nil {
		defer s.Listen()()
	}
	out, err := begin(ctx)
	for err == nil && out.Suspended() {
		var v kernel.Value
		v, err = s.world.Host.Perform(ctx, out.Request())
		switch {
		case ctx.Err() != nil:
			return kernel.Nil, ctx.Err()
		case err == nil:
			out, err = out.Resume(ctx, v)
		case unowned(err) && !imports(out.Request()):
			s.waiting = append(s.waiting, out)
			return kernel.Nil, errWaiting
		default:
			out, err = out.Raise(ctx, err)
		}
	}
	return out.Value(), err
}

// unowned tells whether the error says that no host has the op.
func unowned(err error) bool {
	var c *kernel.Condition
	return errors.As(err, &c) && c.CondKind == kernel.CondUnhandledOp
}

// imports tells whether a request asks for a library, which a host need not know of.
func imports(request kernel.Value) bool {
	r, err := hosts.ParseRequest(request)
	return err == nil && r.Op == "import"
}

// ended says how a form ended that gave no value. The error is one of the output.
func (s *Session) ended(err error) error {
	if errors.Is(err, errWaiting) {
		request := s.waiting[len(s.waiting)-1].Request()
		_, err := fmt.Fprintf(s.Out, "no host has an answer to %s\n,resume V answers, ,raise V raises\n", bounded(request))
		return err
	}
	return s.fails(err)
}

// fails says what went wrong.
func (s *Session) fails(err error) error {
	s.failed = true
	var uncaught *cek.Error
	if errors.As(err, &uncaught) {
		s.top.Define("*e", uncaught.Value)
	}
	_, err = fmt.Fprint(s.Out, s.Account(err))
	return err
}

// result keeps a value as *1 and prints it; a definition's nil is not worth it.
func (s *Session) result(v, form kernel.Value) error {
	if v.IsNil() && silent(form) {
		return nil
	}
	for _, name := range []string{"*2", "*1"} {
		if old, ok := s.top.Lookup(name); ok {
			s.top.Define("*"+string(name[1]+1), old)
		}
	}
	s.top.Define("*1", v)
	_, err := fmt.Fprintln(s.Out, bounded(v))
	return err
}

// silent tells whether a form is there for its effect alone.
func silent(form kernel.Value) bool {
	if !form.IsList() || form.AsList().Len() == 0 || !form.AsList().At(0).IsSymbol() {
		return false
	}
	switch name := form.AsList().At(0).SymbolName(); name {
	case "import", "set!", "print", "println", "display", "newline", "write", "load", "for-each":
		return true
	default:
		return strings.HasPrefix(name, "def")
	}
}

// maxShown bounds the characters of a value that is printed.
const maxShown = 2000

// bounded gives the written form of a value, cut if it is long.
func bounded(v kernel.Value) string {
	b, err := kernel.AppendText(nil, &kernel.Meter{MaxAllocated: 4 << 20}, v, true)
	text := kernel.Visible(string(b))
	if r := []rune(text); len(r) > maxShown || err != nil {
		return string(r[:min(len(r), maxShown)]) + "…"
	}
	return text
}
