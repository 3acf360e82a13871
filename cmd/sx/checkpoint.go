package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"github.com/spf13/afero"
	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/kernel"
)

// A checkpoint is the file DIR/checkpoint: a dict, as package codec writes it, with the program's state
// and what it was started with. It is written whenever the program performs, before the request is
// answered, and replaced as a whole. After a kill the program goes on from the last one: the request
// that it holds is performed then, and so once more if it had its effect before the kill. That is the
// one request under way at the kill; no other is performed again, and none is left out.
const (
	checkpointFile   = "checkpoint"
	checkpointLock   = "checkpoint.lock" // held by the process that runs the program
	checkpointFormat = 1
	// checkpointStore is the store of a program that names none, in the directory of its checkpoints.
	checkpointStore = "store"
)

// The states of a program in a checkpoint.
const (
	statusSuspended = "suspended"
	statusDone      = "done"
	statusFailed    = "failed"
)

// checkpoint is what the file holds.
type checkpoint struct {
	dir    string // absolute
	status string
	file   string // the program, as it was named
	cwd    string // where it was started
	base   string // the program's folder
	store  string // a directory; one in dir moves with it
	allow  []string
	state  kernel.Value // while suspended
	report string       // of a program that failed: the account of it
	exit   int          // and its exit status
}

// ownStore is the store of a program that names none.
func (c *checkpoint) ownStore() string { return filepath.Join(c.dir, checkpointStore) }

func (c *checkpoint) value() kernel.Value {
	allow := make([]kernel.Value, len(c.allow))
	for i, g := range c.allow {
		allow[i] = kernel.Str(g)
	}
	store := c.store
	if store == c.ownStore() {
		store = ""
	}
	return kernel.DictOf("sx-checkpoint", kernel.Int(checkpointFormat), "status", kernel.Str(c.status),
		"file", kernel.Str(c.file), "cwd", kernel.Str(c.cwd), "base", kernel.Str(c.base), "store", kernel.Str(store),
		"allow", kernel.ListOf(allow...), "state", c.state, "report", kernel.Str(c.report),
		"exit", kernel.Int(int64(c.exit)))
}

// save replaces the file by c: all of it, or nothing.
func (c *checkpoint) save() error {
	b, err := codec.Append(nil, c.value(), math.MaxInt)
	if err != nil {
		return fmt.Errorf("the checkpoint cannot be written: %w", err)
	}
	temp := filepath.Join(c.dir, checkpointFile+".new")
	if err := writeSynced(temp, b); err != nil {
		return err
	}
	if err := os.Rename(temp, filepath.Join(c.dir, checkpointFile)); err != nil {
		return err
	}
	d, err := os.Open(c.dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func writeSynced(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// badCheckpointError is the error of a checkpoint from which nothing can go on.
type badCheckpointError struct{ error }

func (e badCheckpointError) Unwrap() error { return e.error }

func badCheckpoint(format string, args ...any) error {
	return badCheckpointError{fmt.Errorf(format, args...)}
}

// readCheckpoint reads the file in dir; fs.ErrNotExist if there is none.
func readCheckpoint(dir string) (*checkpoint, error) {
	path := filepath.Join(dir, checkpointFile)
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	v, err := codec.Decode(b)
	if err != nil {
		return nil, badCheckpoint("%s is damaged: %w", path, err)
	}
	if !v.IsDict() || !v.AsDict().Lookup("sx-checkpoint").IsInt() {
		return nil, badCheckpoint("%s is no checkpoint", path)
	}
	d := v.AsDict()
	if n := d.Lookup("sx-checkpoint").Int64(); n != checkpointFormat {
		return nil, badCheckpoint("%s is in format %d, this sx reads format %d", path, n, checkpointFormat)
	}
	c := &checkpoint{dir: dir, state: d.Lookup("state")}
	for key, to := range map[string]*string{"status": &c.status, "file": &c.file, "cwd": &c.cwd, "base": &c.base,
		"store": &c.store, "report": &c.report} {
		x := d.Lookup(key)
		if !x.IsString() {
			return nil, badCheckpoint("%s is damaged: it has no :%s", path, key)
		}
		*to = x.Text()
	}
	if c.store == "" {
		c.store = c.ownStore()
	}
	if x := d.Lookup("exit"); x.IsInt() {
		c.exit = int(x.Int64())
	}
	if x := d.Lookup("allow"); x.IsList() {
		for _, g := range x.AsList().Items() {
			if !g.IsString() {
				return nil, badCheckpoint("%s is damaged: a grant is no string", path)
			}
			c.allow = append(c.allow, g.Text())
		}
	}
	return c, nil
}

// runCheckpointed starts a program whose state is kept in dir.
func (a *app) runCheckpointed(ctx context.Context, dir, file string, args []string) error {
	text, name, base, err := a.readProgram(file)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	lock, err := lockCheckpoint(dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	c, err := a.newCheckpoint(dir, name, base, text)
	if err != nil {
		return err
	}
	w, err := a.world(c.store, base)
	if err != nil {
		return err
	}
	err = a.drive(ctx, c, w, func(ctx context.Context) (cek.Outcome, error) {
		m, err := cek.New(a.config(base, args))
		if err != nil {
			return cek.Outcome{}, err
		}
		return m.Start(ctx, name, text)
	})
	return errors.Join(err, w.close())
}

// newCheckpoint gives the checkpoint of a program that starts now, in a directory without one that
// waits, whose lock is held.
func (a *app) newCheckpoint(dir, name, base, text string) (*checkpoint, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	cwd, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	switch old, err := readCheckpoint(dir); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case old.status == statusSuspended:
		return nil, usageError{fmt.Errorf("%s holds %s, which is not finished: sx resume goes on with it", dir, old.file)}
	}
	store := a.store
	if store == "" {
		store = namedStore(text)
	}
	switch store {
	case "":
		store = filepath.Join(dir, checkpointStore)
	case "mem":
		return nil, usageError{errors.New("--checkpoint: a store in memory does not outlive the process, want --store DIR")}
	}
	return &checkpoint{dir: dir, file: name, cwd: cwd, base: base, store: store, allow: a.allow, state: kernel.Nil}, nil
}

// drive runs a program to its end, with a checkpoint at each perform, and leaves one that says how it
// ended. A limit or an interruption leaves the last one: the program can go on from there.
func (a *app) drive(ctx context.Context, c *checkpoint, w *world, begin func(context.Context) (cek.Outcome, error)) error {
	ctx, cancel := a.limits.context(ctx)
	defer cancel()
	out, err := begin(ctx)
	for err == nil && out.Suspended() {
		if err := c.suspend(out); err != nil {
			return err
		}
		var v kernel.Value
		v, err = w.host.Perform(ctx, out.Request())
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			out, err = out.Raise(ctx, err)
		default:
			out, err = out.Resume(ctx, v)
		}
	}
	var failed *cek.Error
	switch {
	case err == nil:
		c.status, c.state = statusDone, kernel.Nil
	case errors.As(err, &failed):
		c.status, c.state, c.report, c.exit = statusFailed, kernel.Nil, a.account(err), exitStatus(err)
	default:
		return err
	}
	return errors.Join(err, c.save())
}

// suspend saves the state in which the program waits for the answer to its request.
func (c *checkpoint) suspend(out cek.Outcome) error {
	data, err := out.Freeze()
	if err != nil {
		return err
	}
	c.status, c.state = statusSuspended, data
	return c.save()
}

func (a *app) resumeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "resume DIR", Short: "goes on with a program that sx run --checkpoint DIR has left",
		Long: `Goes on with a program that was run with --checkpoint DIR and did not come to its end.

The program sees the folder it was started in, its store and its grants as they were; --allow adds
grants, and limits are those of this command. DIR may have been moved. The request that the program was
waiting for is performed now, once more if it had its effect before it was stopped; no other is.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{fmt.Errorf("resume: want DIR, got %d arguments", len(args))}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return a.resume(c.Context(), args[0]) },
	}
}

func (a *app) resume(ctx context.Context, dir string) error {
	if err := a.limits.check(); err != nil {
		return err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	c, err := readCheckpoint(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usageError{fmt.Errorf("%s holds no checkpoint of a program", dir)}
	case err != nil:
		return err
	case c.status == statusDone:
		_, err := fmt.Fprintf(a.err, "sx: %s in %s is finished\n", c.file, dir)
		return err
	case c.status == statusFailed:
		fmt.Fprint(a.err, c.report)
		return endedBefore(c.exit)
	}
	lock, err := lockCheckpoint(dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	switch now, err := readCheckpoint(dir); {
	case err != nil:
		return err
	case now.status != statusSuspended: // it came to its end before it was locked
		return a.resume(ctx, dir)
	default:
		c = now
	}
	if err := os.Chdir(c.cwd); err != nil {
		return fmt.Errorf("the folder that the program was started in: %w", err)
	}
	a.allow = append(c.allow, a.allow...)
	if a.store != "" && a.store != c.store {
		return usageError{fmt.Errorf("the program's store is %s, --store says %s", c.store, a.store)}
	}
	if _, err := os.Stat(c.store); errors.Is(err, fs.ErrNotExist) {
		return noStoreError{c.store} // the program had one: another that is empty is not what it knows
	}
	w, err := a.world(c.store, c.base)
	if err != nil {
		return err
	}
	c.allow = a.allow
	err = a.drive(ctx, c, w, func(ctx context.Context) (cek.Outcome, error) {
		m, out, err := cek.Thaw(ctx, a.config(c.base, nil), c.state)
		if m == nil {
			err = badCheckpoint("%s: %w", filepath.Join(dir, checkpointFile), err)
		}
		return out, err
	})
	return errors.Join(err, w.close())
}

// endedBefore is the error of resuming a program that had failed with an exit status; what went wrong
// has been said.
type endedBefore int

func (e endedBefore) Error() string { return "the program had failed before" }

// lockCheckpoint takes the lock of a directory of checkpoints: one process runs its program.
func lockCheckpoint(dir string) (io.Closer, error) {
	lock, err := fileio.Lock(afero.NewOsFs(), dir, checkpointLock)
	var locked *fileio.LockedError
	if errors.As(err, &locked) {
		return nil, &runningError{dir, locked}
	}
	return lock, err
}

// runningError is the error of resuming a program that is running.
type runningError struct {
	dir    string
	locked *fileio.LockedError
}

func (e *runningError) Error() string {
	if e.locked.Holder == "" {
		return "the program in " + e.dir + " is running in another process"
	}
	return "the program in " + e.dir + " is running in process " + e.locked.Holder
}

func (e *runningError) Unwrap() error { return e.locked }
