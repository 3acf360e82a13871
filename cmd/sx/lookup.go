package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/manual"
)

func (a *app) docCommand() *cobra.Command {
	return &cobra.Command{
		Use: "doc [NAME…]", Short: "tells what a form, function or library does",
		Long: `Tells how special forms, functions and macros are used and what they do, with examples. NAME is
a name that every program sees, one that a library exports, or a library as it is imported; libraries
in the current folder can be named too. Without NAME it lists everything.`,
		Example: "  sx doc map\n  sx doc store/append\n  sx doc '(store log)'",
		RunE:    func(c *cobra.Command, args []string) error { return a.doc(c.Context(), args) },
	}
}

func (a *app) doc(ctx context.Context, names []string) error {
	m, err := manual.Open(ctx, os.DirFS("."))
	if err != nil {
		return err
	}
	if len(names) == 0 {
		fmt.Fprint(a.out, m.Index())
		return nil
	}
	unknown := false
	for i, name := range names {
		if !strings.HasPrefix(name, "(") {
			name = strings.TrimPrefix(name, "'")
		}
		e, ok, err := m.Find(ctx, name)
		switch {
		case err != nil:
			return err
		case !ok:
			text := "sx: nothing is called " + word(name)
			if like := m.Nearest(name); like != "" {
				text += "; did you mean " + like + "?"
			}
			a.report(text + "\n")
			unknown = true
			continue
		case i > 0:
			fmt.Fprintln(a.out)
		}
		fmt.Fprint(a.out, e.Text())
	}
	if unknown {
		return errFailed
	}
	return nil
}
