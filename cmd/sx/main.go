package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

const version = "0.1.0"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// usageError is a wrong command line.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }

// errWrite marks the error of writing to standard output.
var errWrite = errors.New("cannot write the output")

// errFailed ends a command that has said already what went wrong.
var errFailed = errors.New("failed")

// app is one run of the command.
type app struct {
	in       io.Reader
	out, err io.Writer
	store    string
	allow    []string
	limits   limits
}

// run runs the command line args and gives the exit status.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	a := &app{in: in, out: out, err: errOut}
	root := a.command()
	root.PersistentPreRun = func(*cobra.Command, []string) { a.limits.tuneHeap() }
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	var usage usageError
	switch {
	case err == nil || errors.Is(err, errFailed) || errors.As(err, new(endedBefore)):
	case errors.As(err, &usage):
		fmt.Fprintf(errOut, "sx: %v\nsee sx help\n", err)
	default:
		fmt.Fprint(errOut, a.account(err))
	}
	return exitStatus(err)
}

// account gives the text for an error that ended a program.
func (a *app) account(err error) string {
	if text := a.limits.account(err); text != "" {
		return text
	}
	var e *cek.Error
	switch {
	case errors.As(err, &e):
		return e.Report()
	case errors.Is(err, context.Canceled):
		return "sx: interrupted\n"
	}
	return "sx: " + kernel.Visible(err.Error()) + "\n"
}

func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use: "sx", Short: "runs programs in SX, a small Lisp for durable programs",
		Long:          "sx runs programs in SX, a small Lisp for durable programs.\n\n" + exitHelp(),
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("there is no command %s", args[0])}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return usageError{err} })
	f := root.PersistentFlags()
	f.StringVar(&a.store, "store", "", "where events are kept: mem, or a directory")
	f.StringSliceVar(&a.allow, "allow", nil, "what the program may reach: read=DIR, env=NAME")
	a.limits.flags(root)
	root.AddCommand(a.runCommand(), a.resumeCommand(), a.evalCommand(), a.testCommand(), a.versionCommand())
	return root
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{Use: "version", Short: "prints the version", Args: noArgs,
		RunE: func(c *cobra.Command, args []string) error {
			_, err := fmt.Fprintln(a.out, "sx", version)
			return err
		}}
}

func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("%s takes no arguments, got %s", c.Name(), strings.Join(args, " "))}
	}
	return nil
}

func someArgs(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usageError{fmt.Errorf("%s: want %s", c.Name(), what)}
		}
		return nil
	}
}
