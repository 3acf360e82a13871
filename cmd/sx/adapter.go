package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/dap"
	"github.com/sx-lang/sx/cmd/sx/debug"
	"github.com/sx-lang/sx/cmd/sx/terminal"
)

func (a *app) dapCommand() *cobra.Command {
	return &cobra.Command{
		Use: "dap", Short: "debugs a program for an editor, as a debug adapter",
		Long: `Debugs a program for an editor over standard input and output in the debug adapter protocol. The editor's
launch request says which:

  program      its file
  args         its arguments
  cwd          where it runs
  store        where its events are kept: mem, a directory, or what the comment at its head says
  allow        what it may reach: read=DIR, env=NAME
  stdin        the file that it reads as its standard input
  stopOnEntry  to stop before its first form

What it prints is shown by the editor. Without stdin it has no input.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if err := a.limits.check(); err != nil {
				return err
			}
			return dap.Serve(c.Context(), a.in, a.out, a.launch)
		},
	}
}

// launch gets a program ready to be debugged by an editor.
func (a *app) launch(l dap.LaunchArguments, out, errOut io.Writer) (*dap.Launched, error) {
	if l.Cwd != "" {
		if err := os.Chdir(l.Cwd); err != nil {
			return nil, err
		}
	}
	file, err := filepath.Abs(l.Program)
	if err != nil {
		return nil, err
	}
	screen := terminal.New(out, errOut)
	in, closeInput, err := openInput(l.Stdin)
	if err != nil {
		return nil, err
	}
	b := &app{in: in, screen: screen, out: screen.Out, err: screen.Err, store: a.store,
		allow: append(l.Allow, a.allow...), limits: a.limits}
	if l.Store != "" {
		b.store = l.Store
	}
	text, name, dir, err := b.readProgram(file)
	if err != nil {
		return nil, errors.Join(err, closeInput())
	}
	w, err := b.world(b.storeOf(text), dir)
	if err != nil {
		return nil, errors.Join(err, closeInput())
	}
	s := debug.New(debug.Options{Config: b.config(dir, l.Args), Host: w.host, Name: name, Text: text, Read: readFile})
	return &dap.Launched{Session: s, Directory: dir,
		Close: func() error { return errors.Join(w.close(), closeInput()) }}, nil
}
