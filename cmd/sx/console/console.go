package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"

	"github.com/sx-lang/sx/cmd/sx/debug"
	"github.com/sx-lang/sx/cmd/sx/prompt"
)

// Console drives a session.
type Console struct {
	Session *debug.Session
	Out     io.Writer
	In      prompt.Reader
	// Listen has the program read what is typed while it runs, until stop is called. Nil: it reads something else.
	Listen func() (stop func())
	// frame is the call that is looked at, 0 the innermost.
	frame int
	last  string
}

// errQuit ends the loop.
var errQuit = errors.New("quit")

// command is one of the console.
type command struct {
	names  []string // the long one, then short ones
	usage  string
	doc    string
	repeat bool // an empty line does it again
	run    func(c *Console, ctx context.Context, rest string) error
}

func commands() []command {
	move := func(f func(*debug.Session, context.Context) (debug.Event, error)) func(*Console, context.Context, string) error {
		return func(c *Console, ctx context.Context, rest string) error { return c.move(ctx, rest, f) }
	}
	return []command{
		{[]string{"break", "b"}, "break [FILE:]LINE [if EXPR]", "stop before the first form of a line; alone: lists breakpoints", false, (*Console).setBreak},
		{[]string{"delete", "d"}, "delete [NUMBER]", "take a breakpoint away, or all", false, (*Console).deleteBreak},
		{[]string{"perform", "w"}, "perform [OP|off]", "stop at performs, or at those of one op", false, (*Console).watchPerform},
		{[]string{"continue", "c"}, "continue", "go on to a breakpoint, a watched perform, or the end", true, move((*debug.Session).Continue)},
		{[]string{"step", "s"}, "step [N]", "go on to the next form, into calls", true, move((*debug.Session).Step)},
		{[]string{"next", "n"}, "next [N]", "go on to the next form of this function or its callers", true, move((*debug.Session).Next)},
		{[]string{"finish", "f"}, "finish", "go on until this function has returned", true, move((*debug.Session).Finish)},
		{[]string{"back", "r"}, "back [N]", "go back to the form before", true, move((*debug.Session).Back)},
		{[]string{"reverse", "rc"}, "reverse", "go back to the breakpoint before", true, move((*debug.Session).ReverseContinue)},
		{[]string{"restart"}, "restart", "begin again, and perform again", false, (*Console).restart},
		{[]string{"stack", "bt"}, "stack", "the calls under way, innermost first", false, (*Console).stack},
		{[]string{"frame"}, "frame N", "look at call N of the stack", false, (*Console).setFrame},
		{[]string{"up"}, "up", "look at the caller", true, func(c *Console, _ context.Context, _ string) error { return c.look(c.frame + 1) }},
		{[]string{"down"}, "down", "look at the call made", true, func(c *Console, _ context.Context, _ string) error { return c.look(c.frame - 1) }},
		{[]string{"locals"}, "locals", "the variables of the call looked at", false, (*Console).locals},
		{[]string{"print", "p"}, "print EXPR", "the value of an expression there", false, (*Console).print},
		{[]string{"list", "l"}, "list [LINE]", "the source around the form", false, (*Console).list},
		{[]string{"quit", "q"}, "quit", "leave the program as it is", false, func(*Console, context.Context, string) error { return errQuit }},
		{[]string{"help", "h"}, "help", "this list", false, (*Console).help},
	}
}

// Run reads commands until quit or the end of the input. What is typed by nobody is shown, so that the
// output can be read. The error is one of reading or writing.
func (c *Console) Run(ctx context.Context) error {
	all := commands()
	for ctx.Err() == nil {
		line, err := c.In.Read("(sx) ")
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, prompt.ErrInterrupted):
			continue
		case err != nil:
			return err
		}
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "#") {
			continue
		}
		if !c.In.Interactive() {
			if _, err := fmt.Fprintln(c.Out, strings.TrimSpace("(sx) "+line)); err != nil {
				return err
			}
		}
		err = c.do(ctx, all, line)
		if errors.Is(err, errQuit) {
			return nil
		}
		if err != nil {
			if _, err := fmt.Fprintln(c.Out, problem(err)); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// do does the command in a line.
func (c *Console) do(ctx context.Context, all []command, line string) error {
	if line == "" {
		line = c.last
	}
	c.last = ""
	if line == "" {
		return nil
	}
	word, rest, _ := strings.Cut(line, " ")
	i := slices.IndexFunc(all, func(k command) bool { return slices.Contains(k.names, word) })
	if i < 0 {
		return fmt.Errorf("there is no command %q; help lists them", word)
	}
	if all[i].repeat {
		c.last = line
	}
	return all[i].run(c, ctx, strings.TrimSpace(rest))
}

// Complete gives the commands that a line may begin with, for prompt.Options.
func Complete(before string) (word string, values []string) {
	if strings.Contains(before, " ") {
		return before[strings.LastIndex(before, " ")+1:], nil
	}
	for _, k := range commands() {
		if strings.HasPrefix(k.names[0], before) {
			values = append(values, k.names[0])
		}
	}
	return before, values
}

// move lets the program go, N times, and says where it stands then. Ctrl-C stops it.
func (c *Console) move(ctx context.Context, rest string, f func(*debug.Session, context.Context) (debug.Event, error)) error {
	n := 1
	if rest != "" {
		var err error
		if n, err = strconv.Atoi(rest); err != nil || n < 1 {
			return fmt.Errorf("%q: want a number from 1 on", rest)
		}
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	if c.Listen != nil {
		defer c.Listen()()
	}
	c.frame = 0
	for ; ; n-- {
		e, err := f(c.Session, ctx)
		if err != nil {
			return err
		}
		if n == 1 || e.Kind != debug.Stepped {
			return c.show(e)
		}
	}
}

func (c *Console) restart(context.Context, string) error {
	c.Session.Restart()
	c.frame = 0
	_, err := fmt.Fprintln(c.Out, "at the beginning")
	return err
}

func (c *Console) setBreak(_ context.Context, rest string) error {
	if rest == "" {
		return c.breakpoints()
	}
	where, cond, conditional := strings.Cut(rest, " if ")
	file, number := "", strings.TrimSpace(where)
	if i := strings.LastIndexByte(number, ':'); i >= 0 {
		file, number = number[:i], number[i+1:]
	}
	line, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("%q: want break [FILE:]LINE [if EXPR]", rest)
	}
	b, err := c.Session.Break(file, line)
	if err != nil {
		return err
	}
	if conditional {
		b.If = strings.TrimSpace(cond)
	}
	_, err = fmt.Fprintf(c.Out, "breakpoint %d at %s:%d%s\n", b.Number, b.File, b.Line, condition(b.If))
	return err
}

func (c *Console) deleteBreak(_ context.Context, rest string) error {
	if rest == "" {
		for _, b := range c.Session.Breakpoints() {
			c.Session.Delete(b.Number)
		}
		_, err := fmt.Fprintln(c.Out, "no breakpoints")
		return err
	}
	n, err := strconv.Atoi(rest)
	if err != nil || !c.Session.Delete(n) {
		return fmt.Errorf("there is no breakpoint %q", rest)
	}
	_, err = fmt.Fprintf(c.Out, "breakpoint %d is gone\n", n)
	return err
}

func (c *Console) watchPerform(_ context.Context, rest string) error {
	text := "stops at every perform"
	switch {
	case rest == "off":
		c.Session.UnwatchPerforms("")
		text = "stops at no perform"
	case rest != "":
		text = "stops at performs of " + rest
		fallthrough
	default:
		c.Session.WatchPerforms(rest)
	}
	_, err := fmt.Fprintln(c.Out, text)
	return err
}
