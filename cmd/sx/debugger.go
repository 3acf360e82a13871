package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/console"
	"github.com/sx-lang/sx/cmd/sx/debug"
	"github.com/sx-lang/sx/cmd/sx/prompt"
)

func (a *app) debugCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "debug FILE [ARG…]", Short: "runs a program under the debugger",
		Long: `Runs a program under the debugger: breakpoints, steps forth and back, variables, the calls under way.
Commands come from the terminal or from standard input, one a line; help lists them. What the program
reads comes from the file of --stdin. Without it, a program that is debugged by commands from a pipe has
no input; on a terminal it shares that with the debugger.

To go back, the program is run again up to an earlier place, with the answers that it had: nothing is
performed twice.`,
		Args: someArgs("FILE"),
	}
	c.Flags().SetInterspersed(false)
	input := c.Flags().String("stdin", "", "what the program reads comes from this file")
	c.RunE = func(c *cobra.Command, args []string) error { return a.debug(c.Context(), *input, args[0], args[1:]) }
	return c
}

// debug runs the debugger on a program, which reads from the file called input; "" is none.
func (a *app) debug(ctx context.Context, input, file string, args []string) (err error) {
	if err := a.limits.check(); err != nil {
		return err
	}
	in := a.in
	text, name, dir, err := a.readProgram(file)
	if err != nil {
		return err
	}
	own, closeInput, err := openInput(input)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeInput()) }()
	reader := prompt.New(in, a.out, prompt.Options{Complete: console.Complete, History: historyFile("debug")})
	if reader.Interactive() {
		fmt.Fprintf(a.out, "%s has not begun yet; help lists commands\n", name)
		signal.Reset(os.Interrupt) // it stops the program that is debugged, not the debugger
		held := make(chan os.Signal, 1)
		signal.Notify(held, os.Interrupt)
		defer signal.Stop(held)
	}
	var listen func() func()
	if input != "" || !reader.Interactive() {
		a.in = own
	} else {
		var done func()
		listen, done = a.typed()
		defer done()
	}
	return a.withWorld(text, dir, func(w *world) error {
		s := debug.New(debug.Options{Config: a.config(dir, args), Host: w.host, Name: name, Text: text,
			Read: readFile})
		return (&console.Console{Session: s, Out: a.out, In: reader, Listen: listen}).Run(ctx)
	})
}

// openInput opens the file that a program reads instead of standard input; "" is an input with nothing in it.
func openInput(name string) (in io.Reader, closes func() error, err error) {
	if name == "" {
		return strings.NewReader(""), func() error { return nil }, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, nil, errors.Join(&fs.PathError{Op: "open", Path: name, Err: syscall.EISDIR}, f.Close())
	}
	return f, f.Close, nil
}

// withWorld runs do with the hosts of a program that lies in dir.
func (a *app) withWorld(text, dir string, do func(w *world) error) error {
	w, err := a.world(a.storeOf(text), dir)
	if err != nil {
		return err
	}
	err = do(w)
	if closed := w.close(); err == nil {
		err = closed
	}
	return err
}

// storeOf names the store of a program: that of the command line, the one at its head, or one in memory.
func (a *app) storeOf(text string) string {
	if a.store != "" {
		return a.store
	}
	if named := namedStore(text); named != "" {
		return named
	}
	return "mem"
}

// readFile reads a source for a breakpoint.
func readFile(name string) (string, error) {
	b, err := os.ReadFile(name)
	return string(b), err
}
