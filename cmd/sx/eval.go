package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

func (a *app) evalCommand() *cobra.Command {
	return &cobra.Command{
		Use: "eval EXPR…", Short: "evaluates expressions in turn and prints the written form of each value",
		Long: `Evaluates expressions in turn and prints the written form of each value. They are one program: what one
defines, the next ones see, and the first error ends it.`,
		Example: "  sx eval '(map inc (list 1 2 3))'\n  sx eval '(define x 6)' '(* x 7)'",
		Args:    someArgs("EXPR"),
		RunE:    func(c *cobra.Command, args []string) error { return a.eval(c.Context(), args) },
	}
}

func (a *app) eval(ctx context.Context, exprs []string) error {
	if err := a.limits.check(); err != nil {
		return err
	}
	ctx, cancel := a.limits.context(ctx)
	defer cancel()
	store := a.store
	if store == "" {
		store = "mem"
	}
	w, err := a.world(store, ".")
	if err != nil {
		return err
	}
	err = a.evalAll(ctx, w, exprs)
	if closed := w.close(); err == nil {
		err = closed
	}
	return err
}

func (a *app) evalAll(ctx context.Context, w *world, exprs []string) error {
	m, err := cek.New(a.config(".", nil))
	if err != nil {
		return err
	}
	for i, x := range exprs {
		out, err := m.Start(ctx, fmt.Sprintf("<eval %d>", i+1), x)
		if err != nil {
			return err
		}
		v, err := cek.Drive(ctx, w.host, out)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(a.out, kernel.Write(v)); err != nil {
			return err
		}
	}
	return nil
}
