package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sx-lang/sx/cek"
)

// The groups of commands in the help, in order.
const (
	groupRun    = "run"
	groupTools  = "tools"
	groupStores = "stores"
	groupOther  = "other"
)

// grouped puts commands into a group of the help.
func grouped(group string, commands ...*cobra.Command) []*cobra.Command {
	for _, c := range commands {
		c.GroupID = group
	}
	return commands
}

func groups() []*cobra.Group {
	return []*cobra.Group{{ID: groupRun, Title: "Programs:"}, {ID: groupTools, Title: "Tools:"},
		{ID: groupStores, Title: "Stores:"}, {ID: groupOther, Title: "Other:"}}
}

func (a *app) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "tells about a command", GroupID: groupOther,
		RunE: func(c *cobra.Command, args []string) error {
			at, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(at, args[len(args)-max(len(rest), 1)])
			}
			at.InitDefaultHelpFlag()
			return at.Help()
		},
	}
}

// unknownCommand is the error of a command line that names a command which at does not have.
func unknownCommand(at *cobra.Command, name string) error {
	text := "there is no command " + name
	var names []string
	for _, c := range at.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	if like := cek.Nearest(name, names); like != "" {
		text += "; did you mean " + like + "?"
	}
	return usageError{errors.New(text)}
}

// flagError is the error of a command line with a flag that c does not have, or with a wrong value of one.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var wrong *pflag.InvalidValueError
	switch {
	case errors.As(err, &wrong):
		if want := flagWants(wrong.GetFlag()); want != "" {
			err = fmt.Errorf("--%s is %q, want %s", wrong.GetFlag().Name, wrong.GetValue(), want)
		}
		return usageError{err}
	case !errors.As(err, &unknown):
		return usageError{err}
	}
	var names []string
	note := func(f *pflag.Flag) { names = append(names, f.Name) }
	c.Flags().VisitAll(note)
	c.InheritedFlags().VisitAll(note)
	if like := cek.Nearest(unknown.GetSpecifiedName(), names); like != "" {
		return usageError{fmt.Errorf("%w; did you mean --%s?", err, like)}
	}
	return usageError{err}
}

// flagWants says what a value of a flag has to be; "" if its own error says it.
func flagWants(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "int", "int64":
		return "a whole number"
	case "duration":
		return "a duration like 300ms, 10s or 2m"
	case "bool":
		return "true or false"
	}
	return ""
}

// helpFor gives the command line that tells about a command.
func helpFor(c *cobra.Command) string {
	if c.Name() == "help" {
		return "sx help"
	}
	return strings.TrimSpace("sx help " + strings.TrimPrefix(strings.TrimPrefix(c.CommandPath(), "sx"), " "))
}
