package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sx-lang/sx/cmd/sx/bundle"
	"github.com/sx-lang/sx/cmd/sx/terminal"
)

func (a *app) bundleCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "bundle FILE -o BIN", Short: "makes one executable of a program and its libraries",
		Long: `Makes an executable BIN that runs the program FILE, with the libraries that it imports from its folder,
on machines of the same kind that have no sx. What follows BIN on its command line is in (command-line).

The flags --store, --allow, --timeout and the limits given here hold whenever BIN runs. Its store is
else that of the comment at the program's head, below the folder it is run in. (program-directory) is the
folder of BIN: files that the program reads are not part of it, nor are programs that it loads.`,
		Example: "  sx bundle main.sx -o hello\n  ./hello ann",
	}
	to := c.Flags().StringP("output", "o", "", "the executable to make")
	c.RunE = func(c *cobra.Command, args []string) error {
		switch {
		case len(args) != 1:
			return usageError{fmt.Errorf("bundle: want FILE, got %d arguments", len(args))}
		case *to == "":
			return usageError{errors.New("bundle: want -o BIN, the executable to make")}
		}
		if err := a.limits.check(); err != nil {
			return err
		}
		settings := map[string][]string{}
		c.InheritedFlags().VisitAll(func(f *pflag.Flag) {
			if f.Changed {
				settings[f.Name] = values(f)
			}
		})
		return a.bundle(args[0], *to, settings)
	}
	return c
}

// values gives the values that a flag was given.
func values(f *pflag.Flag) []string {
	if many, ok := f.Value.(pflag.SliceValue); ok {
		return many.GetSlice()
	}
	return []string{f.Value.String()}
}

// bundle makes the executable to of the program in file.
func (a *app) bundle(file, to string, settings map[string][]string) error {
	text, _, dir, err := a.readProgram(file)
	if err != nil {
		return err
	}
	if file == "-" {
		file = "program.sx"
	}
	p := &bundle.Program{Main: filepath.Base(file), Settings: settings}
	texts, err := bundle.Collect(os.DirFS(dir), p.Main, text)
	if err != nil {
		a.complain(err)
		return errFailed
	}
	if info, err := os.Lstat(to); err == nil {
		if from, err := os.Stat(file); err == nil && os.SameFile(info, from) || !info.Mode().IsRegular() {
			return usageError{fmt.Errorf("bundle: %s is the program itself, or no file: want another -o", to)}
		}
	}
	sx, err := os.Executable()
	if err != nil {
		return err
	}
	from, err := os.Open(sx)
	if err != nil {
		return err
	}
	defer from.Close()
	return makeFile(to, 0o755, func(w io.Writer) error { return bundle.Write(w, from, p, texts) })
}

// makeFile makes or replaces a file: all of it, or nothing.
func makeFile(path string, mode fs.FileMode, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	err = write(f)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// carried gives the program that this executable carries, or nil.
func carried() (*bundle.Program, string, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, "", nil // where that is not known, nothing is carried
	}
	if f, err := os.Open(path); err != nil { // as when it may be run, but not read
		return nil, "", nil
	} else if err := f.Close(); err != nil {
		return nil, "", err
	}
	p, err := bundle.Open(path)
	return p, filepath.Dir(path), err
}

// runCarried runs the program that the executable in the folder dir carries, and gives the exit status.
func runCarried(ctx context.Context, p *bundle.Program, dir string, args []string, in io.Reader, out, errOut io.Writer) int {
	a, ctx, cancel := newApp(ctx, in, out, errOut)
	defer cancel()
	root := a.command()
	err := settle(root.PersistentFlags(), p.Settings)
	if err == nil {
		a.limits.tuneHeap()
		if a.color == "" {
			a.color = terminal.ColorAuto
		}
		err = a.screen.UseColor(a.color, os.Getenv)
	}
	if err == nil {
		err = a.runProgram(ctx, p, dir, args)
	}
	a.screen.Finish()
	return a.finish(root, err)
}

// settle sets flags as they were when the executable was made.
func settle(flags *pflag.FlagSet, settings map[string][]string) error {
	for name, values := range settings {
		f := flags.Lookup(name)
		if f == nil {
			return fmt.Errorf("this executable has a flag --%s, which its sx does not know", name)
		}
		if many, ok := f.Value.(pflag.SliceValue); ok {
			if err := many.Replace(values); err != nil {
				return err
			}
			continue
		}
		for _, v := range values {
			if err := f.Value.Set(v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *app) runProgram(ctx context.Context, p *bundle.Program, dir string, args []string) error {
	text, err := fs.ReadFile(p.Sources, p.Main)
	if err != nil {
		return err
	}
	store := a.store
	if store == "" {
		store = namedStore(string(text))
	}
	if store == "" {
		store = "mem"
	}
	w, err := a.world(store, dir)
	if err != nil {
		return err
	}
	config := a.config(dir, args)
	config.Libraries = []fs.FS{p.Sources}
	_, err = a.execute(ctx, w.host, config, p.Main, string(text))
	if closed := w.close(); err == nil {
		err = closed
	}
	return err
}
