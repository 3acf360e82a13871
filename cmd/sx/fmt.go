package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/format"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

func (a *app) fmtCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "fmt [--check] [PATH…|-]", Short: "lays out programs in the house style",
		Long: `Lays out programs in the house style: 2 spaces, 100 columns, closing brackets together. Where lines
break is left to the author, but for lines that are too long. Comments stay where they are.

A PATH is a file, or a folder with all files called *.sx below it, by default the current one; folders
whose names begin with a dot and symbolic links in a folder are passed over. The names of the files that
were changed are printed. - formats standard input to standard output.

With --check nothing is written: the names are those of files that are not formatted, and the exit status
is 1 if there are any. A file that cannot be read as SX is left as it is, and the exit status is 1.`,
		Example: "  sx fmt\n  sx fmt --check lib examples\n  sx fmt - < old.sx > new.sx",
	}
	only := c.Flags().Bool("check", false, "write nothing, exit with 1 if a file is not formatted")
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			args = []string{"."}
		}
		if len(args) == 1 && args[0] == "-" {
			return a.formatInput(*only)
		}
		return a.formatFiles(args, *only)
	}
	return c
}

// formatInput formats standard input.
func (a *app) formatInput(only bool) error {
	b, err := io.ReadAll(a.in)
	if err != nil {
		return err
	}
	text, ok := a.formatted("<stdin>", string(b))
	switch {
	case !ok:
		return errFailed
	case only && text != string(b):
		fmt.Fprintln(a.out, "<stdin>")
		return errFailed
	case only:
		return nil
	}
	fmt.Fprint(a.out, text)
	return nil
}

// formatted gives a text formatted; false after it has told why that cannot be done.
func (a *app) formatted(name, text string) (string, bool) {
	out, err := format.Source(&kernel.Source{Name: name, Text: text})
	if err != nil {
		a.complain(err)
	}
	return out, err == nil
}

// complain tells of an error in a text, with its line.
func (a *app) complain(err error) {
	var bad *reader.Error
	if errors.As(err, &bad) {
		a.report(kernel.Visible(bad.Error()) + "\n" + kernel.Caret(bad.Pos) + "\n")
		return
	}
	a.report(a.account(err))
}

// formatFiles formats what paths name.
func (a *app) formatFiles(paths []string, only bool) error {
	files, err := sourceFiles(paths)
	if err != nil {
		return err
	}
	failed := false
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		text, ok := a.formatted(file, string(b))
		switch {
		case !ok:
			failed = true
			continue
		case text == string(b):
			continue
		case only:
			failed = true
		default:
			if err := replaceFile(file, text); err != nil {
				return err
			}
		}
		fmt.Fprintln(a.out, file)
	}
	if failed {
		return errFailed
	}
	return nil
}

// sourceFiles gives the files that paths name: themselves, and the *.sx below folders but those whose names
// begin with a dot.
func sourceFiles(paths []string) ([]string, error) {
	return filesBelow(paths, func(d fs.DirEntry) bool {
		if d.IsDir() {
			return !strings.HasPrefix(d.Name(), ".")
		}
		return d.Type().IsRegular() && strings.HasSuffix(d.Name(), ".sx")
	})
}

// filesBelow gives the files that paths name: themselves, and below folders those that are wanted, if they
// lie in folders that are; in the order of their names, folder by folder.
func filesBelow(paths []string, wanted func(d fs.DirEntry) bool) ([]string, error) {
	var files []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, p)
			continue
		}
		root := p
		if !os.IsPathSeparator(p[len(p)-1]) {
			root += string(filepath.Separator) // a symbolic link that is named is followed
		}
		err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case path == root || d.IsDir() && wanted(d):
			case d.IsDir():
				return filepath.SkipDir
			case wanted(d):
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// replaceFile gives a file another text: all of it, or nothing. The file keeps its mode, and a symbolic link
// goes on to name it.
func replaceFile(path, text string) error {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no file", path)
	}
	return makeFile(path, info.Mode().Perm(), func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}
