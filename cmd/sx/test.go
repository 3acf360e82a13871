package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/suite"
	"github.com/sx-lang/sx/kernel"
)

func (a *app) testCommand() *cobra.Command {
	return &cobra.Command{
		Use: "test [PATH…] [-- ARG…]", Short: "runs test files, by default those below tests",
		Long: `Runs test files, and all files called *.sx below folders; by default those below tests. Folders
called hostile, of programs that have to fail, are passed over.

Each file is a program with a machine and a host of its own: the host in memory, with its own clock,
and with --store DIR the file host in a new folder below DIR. It may read the files below its own
folder; --allow read=DIR adds another. Libraries are looked for below its own folder and below the
current one. Arguments after -- are in (command-line).`,
		RunE: func(c *cobra.Command, args []string) error {
			var rest []string
			if at := c.ArgsLenAtDash(); at >= 0 {
				args, rest = args[:at], args[at:]
			}
			return a.test(c.Context(), args, rest)
		},
	}
}

func (a *app) test(ctx context.Context, paths, args []string) error {
	if err := a.limits.check(); err != nil {
		return err
	}
	ctx, cancel := a.limits.context(ctx)
	defer cancel()
	if len(paths) == 0 {
		paths = []string{"tests"}
	}
	files, err := testFiles(paths)
	if err != nil {
		return err
	}
	passed, failed := 0, 0
	for i, file := range files {
		results, err := a.testFile(ctx, i, file, args)
		p, f := a.showResults(file, results)
		passed += p
		failed += f
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(a.out, "%d passed, %d failed\n", passed, failed)
	switch {
	case failed > 0:
		return errFailed
	case passed == 0:
		return fmt.Errorf("there are no tests in %s", strings.Join(paths, " "))
	}
	return nil
}

// testFiles gives the files that paths name, those of a folder in the order of their names.
func testFiles(paths []string) ([]string, error) {
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
		var found []string
		err = filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "hostile" && path != p:
				return filepath.SkipDir
			case !d.IsDir() && strings.HasSuffix(path, ".sx"):
				found = append(found, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		sort.Strings(found)
		files = append(files, found...)
	}
	return files, nil
}

// testFile runs the i-th file with a host of its own.
func (a *app) testFile(ctx context.Context, i int, file string, args []string) ([]suite.Result, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	w, err := a.testWorld(i, filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	config := a.config(filepath.Dir(file), args)
	config.Libraries = append(config.Libraries, os.DirFS("."))
	results, err := suite.Run(ctx, config, w.host, file, string(text))
	if closed := w.close(); err == nil {
		err = closed
	}
	return results, err
}

// showResults prints the results of a file and counts them.
func (a *app) showResults(file string, results []suite.Result) (passed, failed int) {
	for _, r := range results {
		if r.OK() {
			passed++
			continue
		}
		failed++
		name := r.Name
		if r.Suite != "" {
			name = r.Suite + ": " + name
		}
		fmt.Fprintf(a.out, "FAILED %s\n  %s\n", name, strings.ReplaceAll(kernel.Visible(r.Message), "\n", "\n  "))
	}
	word := "ok    "
	if failed > 0 {
		word = "FAILED"
	}
	fmt.Fprintf(a.out, "%s %s (%d passed, %d failed)\n", word, file, passed, failed)
	return passed, failed
}
