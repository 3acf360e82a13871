package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/skeleton"
)

func (a *app) newCommand() *cobra.Command {
	return &cobra.Command{
		Use: "new DIR", Short: "begins a project: a program, a library, a test",
		Long: `Makes a small project in the folder DIR, which must be empty or not be there: a program that keeps
events in a store, a library, a test and a README.`,
		Example: "  sx new hello\n  cd hello\n  sx test\n  sx run main.sx",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{fmt.Errorf("new: want DIR, got %d arguments", len(args))}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return a.newProject(args[0]) },
	}
}

func (a *app) newProject(dir string) error {
	if dir == "" {
		return usageError{errors.New("new: DIR is empty, want the name of a folder")}
	}
	full, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(full, 0o777); err != nil {
		return err
	}
	there, err := os.ReadDir(full)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return usageError{fmt.Errorf("new: the folder %s is not empty: it has %s", dir, there[0].Name())}
	}
	files, err := skeleton.Files(filepath.Base(full))
	if err != nil {
		return err
	}
	for i, f := range files {
		path := filepath.Join(full, filepath.FromSlash(f.Path))
		err := os.MkdirAll(filepath.Dir(path), 0o777)
		if err == nil {
			err = writeNew(path, f.Text)
		}
		if err != nil {
			unmake(full, files[:i])
			return err
		}
		fmt.Fprintln(a.out, filepath.Join(dir, filepath.FromSlash(f.Path)))
	}
	return nil
}

// unmake removes files that were made in a folder, and the folders that are empty then.
func unmake(dir string, files []skeleton.File) {
	for _, f := range slices.Backward(files) {
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		_ = os.Remove(path)
		if filepath.Dir(path) != dir {
			_ = os.Remove(filepath.Dir(path)) // fails while there is something in it
		}
	}
}

// writeNew makes a file that is not there yet.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(path)
	}
	return err
}
