package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/kernel"
)

// storeFlags is what all commands of the store share.
type storeFlags struct{ format string }

func (a *app) storeCommand() *cobra.Command {
	var flags storeFlags
	c := &cobra.Command{
		Use: "store COMMAND --store DIR", Short: "reads and writes the events, streams and keys of a store",
		Long: `Reads and writes the store in the directory that --store names.

Commands that only read may be run beside a program that writes. What they print is a line for each
thing: its written form, with --format json a JSON value, with --format table columns for people.
JSON has no form for keywords, symbols, rationals, chars, vectors, sets, infinities and NaN: they are
{"$sx": "written form"}, in what is printed and in what is read. Integers are exact, however large;
a float has a point or an exponent.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return c.Help() },
	}
	c.PersistentFlags().StringVar(&flags.format, "format", formatSX, "how values are printed: sx, json or table")
	c.AddCommand(a.storeAppendCommand(), a.storeReadCommand(&flags), a.storeAllCommand(&flags), a.storeStreamsCommand(&flags),
		a.storeStatCommand(&flags), a.storeProjectCommand(&flags), a.storeVerifyCommand(&flags), a.storeDumpCommand(),
		a.storeLoadCommand(), a.storeBackupCommand(), a.storeCompactCommand(&flags), a.storeKVCommand(&flags))
	return c
}

// exactArgs wants one argument for each name; a name in brackets may be left out.
func exactArgs(names ...string) cobra.PositionalArgs {
	least := 0
	for _, name := range names {
		if name[0] != '[' {
			least++
		}
	}
	return func(c *cobra.Command, args []string) error {
		if len(args) >= least && len(args) <= len(names) {
			return nil
		}
		want := strings.Join(names, " ")
		if want == "" {
			want = "none"
		}
		return usageError{fmt.Errorf("%s: got %d arguments, want %s", commandPath(c), len(args), want)}
	}
}

// commandPath names a command as it is called, without sx.
func commandPath(c *cobra.Command) string { return strings.TrimPrefix(c.CommandPath(), "sx ") }

// storeDir gives the directory of --store.
func (a *app) storeDir() (string, error) {
	switch a.store {
	case "":
		return "", usageError{errors.New("which store? want --store DIR")}
	case "mem":
		return "", usageError{errors.New("a store in memory is empty and gone afterwards, want --store DIR")}
	}
	return a.store, nil
}

// noStoreError says that there is no store to read.
type noStoreError struct{ dir string }

func (e noStoreError) Error() string { return "there is no store in " + e.dir }

// storeError names the directory in an error about its store.
func storeError(dir string, err error) error {
	var c *kernel.Condition
	var locked *fileio.LockedError
	switch {
	case errors.As(err, &c) && strings.HasPrefix(c.Message, "there is no store in "):
		return noStoreError{dir}
	case errors.As(err, &locked):
		return &fileio.LockedError{Dir: dir, Holder: locked.Holder}
	}
	return fmt.Errorf("the store %s: %w", dir, err)
}

// withStore does work on the store of --store, opened for reading beside a writer, or for writing. Of a
// damaged store reading gives what is whole, and then the damage as the error.
func (a *app) withStore(write bool, work func(h hosts.Host) error) (err error) {
	if write {
		return a.withWriter(func(h *fileio.Host) error { return work(h) })
	}
	dir, err := a.storeDir()
	if err != nil {
		return err
	}
	return a.withFiles(dir, func(root *fileio.Root) error {
		h, err := fileio.Open(root, ".", fileio.Options{Damaged: true})
		if err != nil {
			return storeError(dir, err)
		}
		err = errors.Join(work(h), h.Close())
		if found := h.Damage(); err == nil && len(found) > 0 {
			err = storeError(dir, found[0])
		}
		return err
	})
}

// withWriter does work on the store of --store, opened for writing.
func (a *app) withWriter(work func(h *fileio.Host) error) error {
	dir, err := a.storeDir()
	if err != nil {
		return err
	}
	h, closes, err := openStore(dir)
	if err != nil {
		return err
	}
	w := world{closes: closes}
	err = work(h)
	if c := (*kernel.Condition)(nil); errors.As(err, &c) && c.CondKind == kernel.CondIO {
		err = unwrittenError{err}
	}
	return errors.Join(err, w.close())
}

// unwrittenError is the error of a store whose files could not be written.
type unwrittenError struct{ error }

func (e unwrittenError) Unwrap() error { return e.error }

// withFiles does work on the files of a store, which must be there.
func (a *app) withFiles(dir string, work func(root *fileio.Root) error) error {
	root, err := fileio.RootFs(dir)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return noStoreError{dir}
		}
		return fmt.Errorf("the store %s: %w", dir, err)
	}
	return errors.Join(work(root), root.Close())
}

// ask performs a request of the store and gives the dict that it is answered.
func ask(ctx context.Context, h hosts.Host, op string, args ...kernel.Value) (kernel.Value, error) {
	return h.Perform(ctx, hosts.NewRequest(op, args...))
}

// options makes the argument of a request of keys and values; one that is 0, "" or nil is left out.
func options(pairs ...any) kernel.Value {
	d := kernel.NewDict()
	for i := 0; i < len(pairs); i += 2 {
		var v kernel.Value
		switch x := pairs[i+1].(type) {
		case int64:
			if v = kernel.Int(x); x == 0 {
				continue
			}
		case string:
			if v = kernel.Str(x); x == "" {
				continue
			}
		case bool:
			v = kernel.Bool(x)
		case kernel.Value:
			if v = x; v.IsNil() {
				continue
			}
		}
		d.Set(kernel.NewString(pairs[i].(string)), v)
	}
	return d.Value()
}
