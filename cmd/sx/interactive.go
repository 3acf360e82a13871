package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/manual"
	"github.com/sx-lang/sx/cmd/sx/prompt"
	"github.com/sx-lang/sx/cmd/sx/repl"
	"github.com/sx-lang/sx/cmd/sx/terminal"
)

func (a *app) replCommand() *cobra.Command {
	return &cobra.Command{
		Use: "repl", Short: "evaluates what is typed",
		Long: `Evaluates forms as they are typed and prints their values. A form may go over several lines. Names are
completed with Tab; ,help lists commands. The limits of the command line are those of each form. A form that
performs an op which no host has waits until ,resume answers it.

From a pipe or a file, forms are evaluated in turn without prompts; what goes wrong is printed, and the forms
after it are evaluated all the same. The exit status is 1 then, if a form or a command failed, or a form
waits still at the end. From a terminal it is 0.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, args []string) error { return a.repl(c.Context()) },
	}
}

func (a *app) repl(ctx context.Context) error {
	if err := a.limits.check(); err != nil {
		return err
	}
	s := &repl.Session{Config: a.config(".", nil), Out: a.out, Limit: a.limits.context, Account: a.account,
		Doc: func(d cek.Description) string { return manual.Entry{Description: d}.Text() }}
	store := a.store
	s.Host = func(to string, allow []string) (repl.World, error) {
		was, wasAllowed := store, a.allow
		if to != "" {
			store = to
		}
		if store == "" {
			store = "mem"
		}
		a.allow = slices.Concat(a.allow, allow)
		w, err := a.world(store, ".")
		if err != nil {
			store, a.allow = was, wasAllowed
			return repl.World{}, err
		}
		return repl.World{Host: w.host, Store: store, Allow: a.allow, Close: w.close}, nil
	}
	in := a.in
	reader := prompt.New(in, a.out, prompt.Options{Whole: repl.Whole, Cut: repl.Cut, Complete: s.Complete, History: historyFile("repl")})
	if reader.Interactive() {
		listen, done := a.typed()
		defer done()
		s.Listen = listen
		fmt.Fprintf(a.out, "sx %s; ,help lists commands, Ctrl-D ends the session\n", version)
		signal.Reset(os.Interrupt) // it ends a form, not the session
		held := make(chan os.Signal, 1)
		signal.Notify(held, os.Interrupt)
		defer signal.Stop(held)
	} else {
		a.in = strings.NewReader("")
	}
	if err := s.Open(); err != nil {
		return err
	}
	err := s.Run(ctx, reader)
	if f, ok := in.(*os.File); err == nil && s.Failed() && !(ok && terminal.IsTerminal(f)) {
		return errFailed // nobody saw it, perhaps
	}
	return err
}

// typed has programs read what is typed at the terminal that a prompt reads too, while listen and the function that
// it gives are called; nil where they take it from one another, after a Ctrl-C.
func (a *app) typed() (listen func() (stop func()), done func()) {
	in, err := terminal.OpenInput()
	if err != nil {
		return nil, func() {}
	}
	a.in = in
	return in.Listen, func() { _ = in.Close() }
}
