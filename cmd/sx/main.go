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
	"time"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

const version = "0.1.0"

// Exit status.
const (
	exitOK      = 0
	exitProgram = 1
	exitUsage   = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// usageError is a wrong command line.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }

// errFailed ends a command that has said already what went wrong.
var errFailed = errors.New("failed")

// app is one run of the command.
type app struct {
	in       io.Reader
	out, err io.Writer
	store    string
	allow    []string
	maxSteps int64
	timeout  time.Duration
}

// run runs the command line args and gives the exit status.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	a := &app{in: in, out: out, err: errOut}
	root := a.command()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &usage):
		fmt.Fprintf(errOut, "sx: %v\nsee sx help\n", err)
		return exitUsage
	case !errors.Is(err, errFailed):
		fmt.Fprint(errOut, a.account(ctx, err))
	}
	return exitProgram
}

// account gives the text for an error that ended a program.
func (a *app) account(ctx context.Context, err error) string {
	var e *cek.Error
	switch {
	case errors.As(err, &e):
		return e.Report()
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("sx: stopped: the program ran longer than the %v of --timeout\n", a.timeout)
	case errors.Is(err, context.Canceled):
		return "sx: interrupted\n"
	}
	return "sx: " + kernel.Visible(err.Error()) + "\n"
}

func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use: "sx", Short: "runs programs in SX, a small Lisp for durable programs",
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
	f.Int64Var(&a.maxSteps, "max-steps", 0, "end the program after so many steps; 0 is no bound")
	f.DurationVar(&a.timeout, "timeout", 0, "end the program after so long, like 10s; 0 is no bound")
	root.AddCommand(a.runCommand(), a.evalCommand(), a.testCommand(), a.versionCommand())
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

// limited gives ctx with the time limit of the command line.
func (a *app) limited(ctx context.Context) (context.Context, context.CancelFunc) {
	if a.timeout > 0 {
		return context.WithTimeout(ctx, a.timeout)
	}
	return context.WithCancel(ctx)
}

// checkFlags checks what the flag parser cannot.
func (a *app) checkFlags() error {
	switch {
	case a.maxSteps < 0:
		return usageError{fmt.Errorf("--max-steps is %d, want a positive number", a.maxSteps)}
	case a.timeout < 0:
		return usageError{fmt.Errorf("--timeout is %v, want a positive duration", a.timeout)}
	}
	return nil
}
