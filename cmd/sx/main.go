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
	"github.com/sx-lang/sx/cmd/sx/terminal"
	"github.com/sx-lang/sx/kernel"
)

const version = "0.1.0"

func main() {
	signal.Ignore(syscall.SIGPIPE) // a pipe that is closed is an error of writing
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT)
	context.AfterFunc(ctx, func() {
		time.Sleep(interruptGrace)
		go fmt.Fprint(os.Stderr, interruptedText) // whoever reads that may have stopped reading
		time.Sleep(lastWordGrace)
		os.Exit(exitProgram)
	})
	code := start(ctx)
	stop()
	os.Exit(code)
}

// start runs the program that this executable carries, or else the command line.
func start(ctx context.Context) int {
	p, dir, err := carried()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "sx: "+kernel.Visible(err.Error()))
		return exitDamaged
	case p != nil:
		return runCarried(ctx, p, dir, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	}
	return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// interruptGrace is what a command has, from an interruption on, to end by itself. Then the process ends as if it
// were killed, which a store stands, once it has had lastWordGrace to say so.
const (
	interruptGrace = 800 * time.Millisecond
	lastWordGrace  = 50 * time.Millisecond
)

const interruptedText = "sx: interrupted\n"

// usageError is a wrong command line.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }

// errFailed ends a command that has said already what went wrong.
var errFailed = errors.New("failed")

// app is one run of the command.
type app struct {
	in       io.Reader
	screen   *terminal.Screen
	out, err *terminal.Stream
	color    string
	store    string
	allow    []string
	limits   limits
}

// newApp makes a run of the command, and the context to run in.
func newApp(ctx context.Context, in io.Reader, out, errOut io.Writer) (*app, context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	screen := terminal.New(out, errOut)
	screen.OnClosed(cancel) // nobody is there any more to work for
	return &app{in: in, screen: screen, out: screen.Out, err: screen.Err}, ctx, cancel
}

// run runs the command line args and gives the exit status.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	a, ctx, cancel := newApp(ctx, in, out, errOut)
	defer cancel()
	root := a.command()
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		a.limits.tuneHeap()
		if strings.HasPrefix(commandPath(c), "store ") { // other commands begin to count with the program
			if err := a.limits.check(); err != nil {
				return err
			}
			limited, stop := a.limits.context(ctx)
			context.AfterFunc(ctx, stop)
			c.SetContext(limited)
		}
		if err := a.screen.UseColor(a.color, os.Getenv); err != nil {
			return usageError{fmt.Errorf("--color: %w", err)}
		}
		return nil
	}
	root.SetArgs(args)
	root.SetOut(a.out)
	root.SetErr(a.err)
	command, err := root.ExecuteContextC(ctx)
	a.screen.Finish()
	return a.finish(command, err)
}

// finish says what went wrong, and gives the exit status. Output that was lost is an error whatever else
// happened; only if its reader has gone away there is nothing to say, and nobody to say it to.
func (a *app) finish(command *cobra.Command, err error) int {
	lost := a.out.Failure()
	var usage usageError
	switch {
	case errors.Is(lost, terminal.ErrClosed):
		var unsaid unsaidError
		if errors.As(err, &unsaid) {
			return exitIO
		}
		return exitOK
	case lost != nil && errors.Is(err, errFailed): // nobody has read what it said
		a.report("sx: " + lost.Error() + "\n")
	case errors.Is(err, errFailed) || errors.As(err, new(conflictError)) || errors.As(err, new(endedBefore)):
	case errors.As(err, &usage):
		a.err.Styled(terminal.Bad, "sx: "+usage.Error()+"\n")
		fmt.Fprintln(a.err, "see "+helpFor(command))
	case err != nil:
		a.report(a.account(err))
	case lost != nil:
		a.report("sx: " + lost.Error() + "\n")
	}
	a.screen.Finish()
	if lost != nil {
		return exitIO
	}
	return exitStatus(err)
}

// report writes an account of an error, whose first line is what went wrong.
func (a *app) report(text string) {
	head, rest, _ := strings.Cut(text, "\n")
	a.err.Styled(terminal.Bad, head)
	fmt.Fprint(a.err, "\n"+rest)
}

// unsaidError is the error of work that stopped because nobody reads what it says.
type unsaidError struct{ error }

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
		return interruptedText
	}
	return "sx: " + kernel.Visible(err.Error()) + "\n"
}

func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use: "sx", Short: "runs programs in SX, a small Lisp for durable programs",
		Long:          "sx runs programs in SX, a small Lisp for durable programs.\n\n" + exitHelp(),
		Example:       "  sx new hello           # begins a project in the folder hello\n  cd hello\n  sx test\n  sx run main.sx ann\n  sx doc                 # all that the language has",
		Version:       version,
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(flagError)
	root.SetVersionTemplate("sx {{.Version}}\n")
	f := root.PersistentFlags()
	f.StringVar(&a.store, "store", "", "where events are kept: mem, or a directory")
	f.StringSliceVar(&a.allow, "allow", nil, "what the program may reach: read=DIR, env=NAME")
	f.StringVar(&a.color, "color", terminal.ColorAuto, "use colors: auto, always or never")
	a.limits.flags(root)
	root.AddGroup(groups()...)
	root.AddCommand(grouped(groupRun, a.runCommand(), a.resumeCommand(), a.evalCommand(), a.replCommand(), a.testCommand())...)
	root.AddCommand(grouped(groupTools, a.newCommand(), a.fmtCommand(), a.docCommand(),
		a.checkCommand(), a.bundleCommand(), a.debugCommand(), a.stepsCommand(), a.profileCommand(),
		a.dapCommand(), a.lspCommand())...)
	root.AddCommand(grouped(groupStores, a.storeCommand())...)
	root.AddCommand(grouped(groupOther, a.completionCommand(), a.versionCommand())...)
	root.SetHelpCommand(a.helpCommand())
	root.InitDefaultHelpCmd()
	offer(root)
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
