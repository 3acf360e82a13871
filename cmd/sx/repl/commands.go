package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/steps"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

type command struct {
	name, usage, doc string
	run              func(s *Session, ctx context.Context, rest string) error
}

func commands() []command {
	return []command{
		{",doc", ",doc NAME", "what a name does", (*Session).doc},
		{",time", ",time EXPR", "how long an expression takes, and how many steps", (*Session).time},
		{",trace", ",trace EXPR", "the steps of an expression", (*Session).trace},
		{",host", ",host [store DIR|mem] [allow GRANT]", "shows the store and the grants, or changes them", (*Session).host},
		{",resume", ",resume EXPR", "answers the form that waits", func(s *Session, ctx context.Context, rest string) error {
			return s.answer(ctx, rest, false)
		}},
		{",raise", ",raise EXPR", "raises a value where the form waits", func(s *Session, ctx context.Context, rest string) error {
			return s.answer(ctx, rest, true)
		}},
		{",drop", ",drop", "gives up the form that waits", (*Session).drop},
		{",help", ",help", "this list", (*Session).help},
		{",quit", ",quit", "ends the session", func(*Session, context.Context, string) error { return errQuit }},
	}
}

// command does what a text says that begins with a comma.
func (s *Session) command(ctx context.Context, text string) error {
	name, rest := text, ""
	if i := strings.IndexAny(text, " \t\n"); i >= 0 {
		name, rest = text[:i], strings.TrimSpace(text[i:])
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(s, ctx, rest)
		}
	}
	return s.wrong("there is no command %s; ,help lists them", kernel.Visible(name))
}

func (s *Session) say(format string, args ...any) error {
	_, err := fmt.Fprintf(s.Out, format+"\n", args...)
	return err
}

// wrong says what is wrong with a command.
func (s *Session) wrong(format string, args ...any) error {
	s.failed = true
	return s.say(format, args...)
}

// expression reads the one expression of a command; false if it said what is wrong.
func (s *Session) expression(command, text string) (*kernel.Source, reader.Form, bool, error) {
	if text == "" {
		return nil, reader.Form{}, false, s.wrong("%s: want an expression", command)
	}
	src := s.source(text)
	f, err := reader.ReadOne(src, s.Config.Reader)
	if err != nil {
		return nil, f, false, s.fails(&cek.Error{Value: condition(err).Value(), Pos: condition(err).Pos})
	}
	return src, f, true, nil
}

func (s *Session) doc(_ context.Context, rest string) error {
	if rest == "" {
		return s.wrong(",doc: want a name")
	}
	d, ok := s.top.Describe(rest)
	if !ok {
		return s.wrong("nothing is called %s", kernel.Visible(rest))
	}
	_, err := fmt.Fprint(s.Out, s.Doc(d))
	return err
}

func (s *Session) time(ctx context.Context, rest string) error {
	src, f, ok, err := s.expression(",time", rest)
	if !ok {
		return err
	}
	m := s.top.Beside(s.Config)
	begun := time.Now()
	v, err := s.run(ctx, m, src, f)
	took := time.Since(begun)
	if err != nil {
		return s.ended(err)
	}
	if err := s.result(v, f.Value); err != nil {
		return err
	}
	return s.say("%v, %d steps", took.Round(time.Microsecond), m.Steps())
}

// maxTraced bounds the steps that ,trace prints.
const maxTraced = 1000

func (s *Session) trace(ctx context.Context, rest string) error {
	src, f, ok, err := s.expression(",trace", rest)
	if !ok {
		return err
	}
	m := s.top.Beside(s.Config)
	p := steps.Printer{Out: s.Out, Most: maxTraced}
	m.Watch(p.Look)
	v, err := s.run(ctx, m, src, f)
	m.Watch(nil)
	if err := p.Finish(); err != nil {
		return err
	}
	if err != nil {
		return s.ended(err)
	}
	return s.result(v, f.Value)
}

// host shows the hosts, or changes them.
func (s *Session) host(_ context.Context, rest string) error {
	words := strings.Fields(rest)
	switch {
	case len(words) == 0:
	case len(words) == 2 && words[0] == "store":
		if err := s.change(words[1], nil); err != nil {
			return err
		}
	case len(words) == 2 && words[0] == "allow":
		if err := s.change("", strings.Split(words[1], ",")); err != nil {
			return err
		}
	default:
		return s.wrong(",host: want store DIR, store mem, or allow read=DIR or env=NAME")
	}
	allow := "nothing beyond this folder"
	if len(s.world.Allow) > 0 {
		allow = strings.Join(s.world.Allow, ", ")
	}
	return s.say("store: %s\nallow: %s", kernel.Visible(s.world.Store), kernel.Visible(allow))
}

// change opens other hosts, and closes those before once it has them. Two hosts never have one store open.
func (s *Session) change(store string, allow []string) error {
	if err := s.world.Close(); err != nil {
		return err
	}
	world, err := s.Host(store, allow)
	if err == nil {
		s.world = world
		return nil
	}
	if err := s.wrong("%s", kernel.Visible(err.Error())); err != nil {
		return err
	}
	s.world, err = s.Host(s.world.Store, nil)
	return err
}

// answer gives the form that waits the value of an expression.
func (s *Session) answer(ctx context.Context, rest string, raise bool) error {
	if len(s.waiting) == 0 {
		return s.wrong("no form waits for an answer")
	}
	name := ",resume"
	if raise {
		name = ",raise"
	}
	src, f, ok, err := s.expression(name, rest)
	if !ok {
		return err
	}
	was := len(s.waiting)
	v, err := s.run(ctx, s.top.Beside(s.Config), src, f)
	if err != nil {
		return s.ended(err)
	}
	out := s.waiting[was-1]
	s.waiting = s.waiting[:was-1]
	got, err := s.limited(ctx, func(ctx context.Context) (cek.Outcome, error) {
		if raise {
			return out.RaiseValue(ctx, v)
		}
		return out.Resume(ctx, v)
	})
	if errors.Is(err, cek.ErrNotSuspended) {
		return s.wrong("the form is over")
	}
	if err != nil {
		return s.ended(err)
	}
	return s.result(got, kernel.Nil)
}

func (s *Session) drop(context.Context, string) error {
	if len(s.waiting) == 0 {
		return s.wrong("no form waits for an answer")
	}
	s.waiting = s.waiting[:len(s.waiting)-1]
	return nil
}

func (s *Session) help(context.Context, string) error {
	var b strings.Builder
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-36s %s\n", c.usage, c.doc)
	}
	b.WriteString("*1 *2 *3 are the last values, *e is what was raised last. Ctrl-C ends a form that runs.")
	return s.say("%s", b.String())
}
