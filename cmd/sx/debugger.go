package main

import (
	"context"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/console"
	"github.com/sx-lang/sx/cmd/sx/debug"
	"github.com/sx-lang/sx/cmd/sx/prompt"
)

func (a *app) debugCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "debug FILE [ARG…]", Short: "runs a program under the debugger",
		Long: `Runs a program under the debugger: breakpoints, steps forth and back, variables, the calls under way.
Commands come from the terminal or from standard input, one a line; help lists them. A program that is
debugged by commands from a pipe has no input of its own.

To go back, the program is run again up to an earlier place, with the answers that it had: nothing is
performed twice.`,
		Args: someArgs("FILE"),
	}
	c.Flags().SetInterspersed(false)
	c.RunE = func(c *cobra.Command, args []string) error { return a.debug(c.Context(), args[0], args[1:]) }
	return c
}

// debug runs the debugger on a program.
func (a *app) debug(ctx context.Context, file string, args []string) error {
	if err := a.limits.check(); err != nil {
		return err
	}
	in := a.in
	text, name, dir, err := a.readProgram(file)
	if err != nil {
		return err
	}
	reader := prompt.New(in, a.out, prompt.Options{Complete: console.Complete, History: historyFile("debug")})
	if reader.Interactive() {
		signal.Reset(os.Interrupt) // it stops the program that is debugged, not the debugger
		held := make(chan os.Signal, 1)
		signal.Notify(held, os.Interrupt)
		defer signal.Stop(held)
	} else {
		a.in = strings.NewReader("")
	}
	return a.withWorld(text, dir, func(w *world) error {
		s := debug.New(debug.Options{Config: a.config(dir, args), Host: w.host, Name: name, Text: text,
			Read: readFile})
		return (&console.Console{Session: s, Out: a.out, In: reader}).Run(ctx)
	})
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
