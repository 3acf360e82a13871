package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/steps"
	"github.com/sx-lang/sx/hosts"
)

func (a *app) stepsCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "trace FILE [ARG…]", Short: "prints the steps of a program",
		Long: `Runs a program and prints a line for each of its forms, on standard error: the steps done so far, the
calls under way, the place, the operation, and the value that it works on. With --performs there is a line
for each request and one for its answer instead.`,
		Args: someArgs("FILE"),
	}
	c.Flags().SetInterspersed(false)
	performs := c.Flags().Bool("performs", false, "print requests and answers only")
	most := c.Flags().Int("limit", 10_000, "print so many lines")
	c.RunE = func(c *cobra.Command, args []string) error {
		if *most < 0 {
			return usageError{fmt.Errorf("--limit is %d, want a positive number", *most)}
		}
		p := &steps.Printer{Out: a.err, Most: *most}
		return a.watched(c.Context(), args, func(m *cek.Machine, host hosts.Host) hosts.Host {
			if *performs {
				return p.Performs(host)
			}
			m.Watch(p.Look)
			return host
		}, func() error { return p.Finish() })
	}
	return c
}

func (a *app) profileCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "profile FILE [ARG…]", Short: "tells where the steps of a program go",
		Long: `Runs a program and counts its steps by function and line. The calls under way are looked at every so many
steps, so the same run has the same profile, whatever the machine it runs on. A table goes to standard error,
unless -o or --folded says where to write the profile.`,
		Args: someArgs("FILE"),
	}
	c.Flags().SetInterspersed(false)
	every := c.Flags().Int64("every", 100, "look at the calls every so many steps; 1 counts exactly")
	pprof := c.Flags().StringP("output", "o", "", "write a profile for go tool pprof to this file")
	folded := c.Flags().String("folded", "", "write a line for each stack of functions, for flame graphs, to this file")
	c.RunE = func(c *cobra.Command, args []string) error {
		if *every < 1 {
			return usageError{fmt.Errorf("--every is %d, want a number from 1 on", *every)}
		}
		p := &steps.Profile{Every: *every}
		return a.watched(c.Context(), args, func(m *cek.Machine, host hosts.Host) hosts.Host {
			p.Machine = m
			m.Watch(p.Look)
			return host
		}, func() error {
			p.Finish()
			if *pprof == "" && *folded == "" {
				return p.Table(a.err, 15)
			}
			return errors.Join(writeFile(*pprof, p.Pprof), writeFile(*folded, p.Folded))
		})
	}
	return c
}

// watched runs a program that prepare makes somebody look at, and then does finish, however it ended.
func (a *app) watched(ctx context.Context, args []string, prepare func(*cek.Machine, hosts.Host) hosts.Host, finish func() error) error {
	if err := a.limits.check(); err != nil {
		return err
	}
	text, name, dir, err := a.readProgram(args[0])
	if err != nil {
		return err
	}
	return a.withWorld(text, dir, func(w *world) error {
		ctx, cancel := a.limits.context(ctx)
		defer cancel()
		m, err := cek.New(a.config(dir, args[1:]))
		if err != nil {
			return err
		}
		host := prepare(m, w.host)
		out, err := m.Start(ctx, name, text)
		if err == nil {
			_, err = cek.Drive(ctx, host, out)
		}
		if finished := finish(); err == nil {
			err = finished
		}
		return err
	})
}

// writeFile makes a file of what write writes; "" is none.
func writeFile(path string, write func(io.Writer) error) error {
	if path == "" {
		return nil
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
