package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

func (a *app) runCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "run FILE [ARG…]", Short: "runs a program; - is standard input",
		Long: `Runs a program. Its arguments are in (command-line); flags go before FILE.

A program may say in the comment at its head where it keeps its events,

    ;;; store: orders.store

a directory below the current one; --store says otherwise. It may read the files below its own
folder; --allow read=DIR adds another.

With --checkpoint DIR the state of the program is saved in DIR whenever it performs, before the request
is answered. When it is killed, sx resume DIR goes on from there: the request that was under way is
performed once more, and no other. Events are kept in DIR/store then, unless the program or --store
says where.

With --record TRACE everything that the program asks of the world, and every answer, is written to the
file TRACE. --replay TRACE runs it again with these answers and no world at all: it prints the same,
byte for byte. Where the program asks for something else than the trace has, or the trace ends, it
stops and shows the difference. Without arguments the program gets those that are recorded.`,
		Args: someArgs("FILE"),
	}
	c.Flags().SetInterspersed(false)
	var keep keeping
	c.Flags().StringVar(&keep.checkpoints, "checkpoint", "", "keep the program's state in this directory, for sx resume")
	c.Flags().StringVar(&keep.record, "record", "", "write all requests and answers to this file")
	c.Flags().StringVar(&keep.replay, "replay", "", "answer the program from this file, without any host")
	c.RunE = func(c *cobra.Command, args []string) error { return a.runFile(c.Context(), keep, args[0], args[1:]) }
	return c
}

// keeping is what is kept of a run, or was: names of files and directories, "" for none.
type keeping struct{ checkpoints, record, replay string }

// check refuses what does not go together.
func (k keeping) check(a *app) error {
	n := 0
	for _, name := range []string{k.checkpoints, k.record, k.replay} {
		if name != "" {
			n++
		}
	}
	switch {
	case n > 1:
		return usageError{errors.New("run: want one of --checkpoint, --record and --replay")}
	case k.replay != "" && (a.store != "" || len(a.allow) > 0):
		return usageError{errors.New("run: --replay has no store and reaches nothing, so --store and --allow mean nothing with it")}
	}
	return nil
}

// storeIn gives the store that a comment names; false if it names none. It begins with "store:".
func storeIn(comment string) (string, bool) {
	name, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimLeft(comment, ";")), "store:")
	name = strings.TrimSpace(name)
	return name, ok && name != ""
}

// namedStore gives the store that the comment at the head of a program names, or "".
func namedStore(text string) string {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, ";"):
			if name, ok := storeIn(line); ok {
				return name
			}
		case line != "" && !strings.HasPrefix(line, "#!"):
			return ""
		}
	}
	return ""
}

// runFile runs a program.
func (a *app) runFile(ctx context.Context, keep keeping, file string, args []string) error {
	if err := errors.Join(a.limits.check(), keep.check(a)); err != nil {
		return err
	}
	switch {
	case keep.checkpoints != "":
		return a.runCheckpointed(ctx, keep.checkpoints, file, args)
	case keep.replay != "":
		return a.replay(ctx, keep.replay, file, args)
	}
	text, name, dir, err := a.readProgram(file)
	if err != nil {
		return err
	}
	store := a.store
	if store == "" {
		store = namedStore(text)
	}
	if store == "" {
		store = "mem"
	}
	w, err := a.world(store, dir)
	if err != nil {
		return err
	}
	if keep.record != "" {
		err = a.recorded(ctx, keep.record, w.host, a.config(dir, args), name, text)
	} else {
		_, err = a.execute(ctx, w.host, a.config(dir, args), name, text)
	}
	if closed := w.close(); err == nil {
		err = closed
	}
	return err
}

// readProgram gives the text of a program, its name for messages, and its folder.
func (a *app) readProgram(file string) (text, name, dir string, err error) {
	if file == "-" {
		text, err = a.readText(a.in)
		return text, "<stdin>", ".", err
	}
	f, err := os.Open(file)
	if err != nil {
		return "", "", "", err
	}
	defer f.Close()
	text, err = a.readText(f)
	return text, file, filepath.Dir(file), err
}

// readText reads a program, which must not be longer than the memory it may use.
func (a *app) readText(from io.Reader) (string, error) {
	most := int64(a.limits.memory)
	if most <= 0 {
		b, err := io.ReadAll(from)
		return string(b), err
	}
	var b strings.Builder
	n, err := io.Copy(&b, io.LimitReader(from, most+1))
	if err == nil && n > most {
		err = kernel.MemoryLimit(most)
	}
	return b.String(), err
}

// config is the machine's configuration by the command line; libraries are looked for below dir.
func (a *app) config(dir string, args []string) cek.Config {
	c := cek.Config{Libraries: []fs.FS{os.DirFS(dir)}, Arguments: args, Directory: dir,
		Warn: func(w cek.Warning) { fmt.Fprint(a.err, w.Report()) }}
	a.limits.grant(&c)
	return c
}

// execute runs a program to its end and gives its value.
func (a *app) execute(ctx context.Context, host hosts.Host, config cek.Config, name, text string) (kernel.Value, error) {
	ctx, cancel := a.limits.context(ctx)
	defer cancel()
	m, err := cek.New(config)
	if err != nil {
		return kernel.Nil, err
	}
	out, err := m.Start(ctx, name, text)
	if err != nil {
		return kernel.Nil, err
	}
	return cek.Drive(ctx, host, out)
}
