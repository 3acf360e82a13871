package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/suite"
)

func (a *app) testCommand() *cobra.Command {
	job := testing{app: a}
	c := &cobra.Command{
		Use: "test [PATH…] [-- ARG…]", Short: "runs test files, by default those below tests",
		Long: `Runs test files, and all files called *.sx below folders; by default those below tests. Folders
called hostile, of programs that have to fail, and testdata are passed over.

Each file is a program with a machine and a host of its own, with its own clock: all in memory
(--host mem, or mockio), or with the store in files (--host fileio), in a new folder below the one of
--store, or one that is removed afterwards. It may read the files below its own folder; --allow
read=DIR adds another. Libraries are looked for below its own folder and below the current one.
Arguments after -- are in (command-line).

--filter runs only the tests whose names a regular expression matches: "suite: name" for those of
deftest, file:line:column for expectations. --format tap, junit or json is for other programs.
--watch runs the tests again whenever one of the files changes, until Ctrl-C.`,
		RunE: func(c *cobra.Command, args []string) error {
			if at := c.ArgsLenAtDash(); at >= 0 {
				args, job.args = args[:at], args[at:]
			}
			return job.run(c.Context(), args)
		},
	}
	c.Flags().StringVar(&job.host, "host", "", "what the files get for a host: mem, mockio or fileio")
	c.Flags().StringVar(&job.filter, "filter", "", "run only the tests whose names this regular expression matches")
	c.Flags().StringVar(&job.format, "format", "text", "how results are printed: text, tap, junit or json")
	c.Flags().BoolVar(&job.watch, "watch", false, "run the tests again when a file changes")
	return c
}

// testing is what one command tests.
type testing struct {
	app                  *app
	host, filter, format string
	watch                bool
	paths, args          []string
	only                 *regexp.Regexp
}

// check reads the flags.
func (j *testing) check() (err error) {
	if err := j.app.limits.check(); err != nil {
		return err
	}
	stored := j.app.store != "" && j.app.store != "mem"
	switch {
	case j.host == "" && stored:
		j.host = hostFiles
	case j.host == "":
		j.host = hostMemory
	case j.host == hostMock:
		j.host = hostMemory
	case j.host != hostMemory && j.host != hostFiles:
		return usageError{fmt.Errorf("--host is %q, want mem, mockio or fileio", j.host)}
	}
	if j.host == hostMemory && stored {
		return usageError{fmt.Errorf("--store %s: want --host fileio with it", j.app.store)}
	}
	if !slices.Contains([]string{"text", "tap", "junit", "json"}, j.format) {
		return usageError{fmt.Errorf("--format is %q, want text, tap, junit or json", j.format)}
	}
	if j.watch && j.format != "text" {
		return usageError{errors.New("--watch is for people: want --format text with it")}
	}
	if j.filter != "" {
		if j.only, err = regexp.Compile(j.filter); err != nil {
			return usageError{fmt.Errorf("--filter: %w", err)}
		}
	}
	return nil
}

// The hosts that files can get.
const (
	hostMemory = "mem"
	hostMock   = "mockio"
	hostFiles  = "fileio"
)

func (j *testing) run(ctx context.Context, paths []string) error {
	if err := j.check(); err != nil {
		return err
	}
	if j.paths = paths; len(paths) == 0 {
		j.paths = []string{"tests"}
	}
	if j.watch {
		return j.again(ctx)
	}
	return j.once(ctx)
}

// once runs all files.
func (j *testing) once(ctx context.Context) (err error) {
	ctx, cancel := j.app.limits.context(ctx)
	defer cancel()
	files, err := testFiles(j.paths)
	if err != nil {
		return err
	}
	stores, remove, err := j.stores()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	r := j.app.reporter(j.format)
	for _, file := range files {
		store := ""
		if stores != "" {
			if store, err = newFolder(stores); err != nil {
				return err
			}
		}
		began := time.Now()
		results, err := j.file(ctx, store, file)
		if len(results) > 0 || j.only == nil && err == nil {
			r.file(file, results, time.Since(began))
		}
		if err != nil {
			return err
		}
	}
	r.end()
	switch {
	case r.failed > 0:
		return errFailed
	case r.passed > 0:
		return nil
	case j.only != nil:
		return fmt.Errorf("no test in %s matches %s", strings.Join(j.paths, " "), j.filter)
	}
	return fmt.Errorf("there are no tests in %s", strings.Join(j.paths, " "))
}

// stores gives the directory below which each file gets its store, "" for stores in memory, and what
// removes it if it is not one that somebody named.
func (j *testing) stores() (dir string, remove func() error, err error) {
	switch {
	case j.host == hostMemory:
		return "", func() error { return nil }, nil
	case j.app.store != "":
		return j.app.store, func() error { return nil }, nil
	}
	dir, err = os.MkdirTemp("", "sx-test-")
	return dir, func() error { return os.RemoveAll(dir) }, err
}

// newFolder makes a folder below dir, called by the first number from 000 on that is free, and gives its
// path.
func newFolder(dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	for i := 0; ; i++ {
		path := filepath.Join(dir, fmt.Sprintf("%03d", i))
		if err := os.Mkdir(path, 0o700); !errors.Is(err, fs.ErrExist) {
			return path, err
		}
	}
}

// testFiles gives the files that paths name, those of a folder in the order of their names.
func testFiles(paths []string) ([]string, error) {
	var files []string
	for _, p := range paths {
		found, err := filesBelow([]string{p}, func(d fs.DirEntry) bool {
			if d.IsDir() {
				return d.Name() != "hostile" && d.Name() != "testdata"
			}
			return strings.HasSuffix(d.Name(), ".sx")
		})
		if err != nil {
			return nil, err
		}
		sort.Strings(found)
		files = append(files, found...)
	}
	return files, nil
}

// file runs a file with a host of its own, whose store is in a directory, or in memory if that is "".
func (j *testing) file(ctx context.Context, store, file string) ([]suite.Result, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	w, err := j.app.testWorld(store, filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	config := j.app.config(filepath.Dir(file), j.args)
	config.Libraries = append(config.Libraries, os.DirFS("."))
	results, err := suite.RunOnly(ctx, config, w.host, file, string(text), j.only)
	if closed := w.close(); err == nil {
		err = closed
	}
	return results, err
}
