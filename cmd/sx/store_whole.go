package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/spf13/afero"
	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cmd/sx/line"
	"github.com/sx-lang/sx/cmd/sx/terminal"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/kernel"
)

func (a *app) storeVerifyCommand(flags *storeFlags) *cobra.Command {
	return &cobra.Command{
		Use: "verify", Short: "reads everything in a store and checks it; status 5 if it is damaged", Args: exactArgs(),
		Long: `Reads everything in a store and checks it: every checksum and value, that seqs and positions follow
each other, indexes, and that blobs are what their ids say. It changes nothing, and may be run beside a
writer. It prints each problem, and last what it has read. Problems that are :harmless lose nothing, and
are mended by the next program that writes.`,
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := a.storeDir()
			if err != nil {
				return err
			}
			return a.withFiles(dir, func(root *fileio.Root) error { return a.verify(c.Context(), flags, dir, root) })
		},
	}
}

// damagedError is the error of a store in which verify found damage.
type damagedError struct {
	dir      string
	problems int
}

func (e damagedError) Error() string {
	return fmt.Sprintf("the store %s is damaged in %d places; a backup is needed", e.dir, e.problems)
}

func (a *app) verify(ctx context.Context, flags *storeFlags, dir string, root *fileio.Root) error {
	s, err := a.show(flags.format)
	if err != nil {
		return err
	}
	progress := a.screen.Progress("verify", "bytes")
	var fs afero.Fs = root
	if progress != nil {
		fs = &countingFs{Fs: root, progress: progress, total: sizeOf(dir)}
	}
	report, err := fileio.Verify(ctx, fs, ".")
	progress.End()
	if err != nil {
		return storeError(dir, err)
	}
	harm := 0
	for _, p := range report.Problems {
		if !p.Harmless {
			harm++
		}
		if err := s.value(kernel.DictOf("problem", kernel.Str(p.Text), "file", kernel.Str(p.File), "offset", kernel.Int(p.Offset),
			"harmless", kernel.Bool(p.Harmless))); err != nil {
			return err
		}
	}
	for _, note := range report.Notes {
		if err := s.value(kernel.DictOf("note", kernel.Str(note))); err != nil {
			return err
		}
	}
	err = s.value(kernel.DictOf("ok", kernel.Bool(!report.Damaged()), "files", kernel.Int(int64(report.Files)),
		"bytes", kernel.Int(report.Bytes), "frames", kernel.Int(report.Frames), "events", kernel.Int(report.Events),
		"streams", kernel.Int(report.Streams), "keys", kernel.Int(report.Keys), "blobs", kernel.Int(report.Blobs),
		"position", kernel.Int(report.Position)))
	if err := firstError(err, s.flush()); err != nil {
		return err
	}
	if report.Damaged() {
		return damagedError{dir, harm}
	}
	return nil
}

// sizeOf gives the bytes of the files in a directory.
func sizeOf(dir string) (n int64) {
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			n += info.Size()
		}
		return nil
	})
	return n
}

// countingFs shows how many bytes of files were read.
type countingFs struct {
	afero.Fs
	progress    *terminal.Progress
	done, total int64
}

// Open opens a file that is counted.
func (c *countingFs) Open(name string) (afero.File, error) {
	return c.OpenFile(name, os.O_RDONLY, 0)
}

// OpenFile opens a file that is counted.
func (c *countingFs) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	f, err := c.Fs.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return &countingFile{f, c}, nil
}

type countingFile struct {
	afero.File
	fs *countingFs
}

func (f *countingFile) count(n int, err error) (int, error) {
	f.fs.progress.Set(atomic.AddInt64(&f.fs.done, int64(n)), f.fs.total)
	return n, err
}

// ConcurrentReadAt says what package fileio wants to know.
func (f *countingFile) ConcurrentReadAt() {}

func (f *countingFile) Read(p []byte) (int, error) { return f.count(f.File.Read(p)) }

func (f *countingFile) ReadAt(p []byte, off int64) (int, error) {
	return f.count(f.File.ReadAt(p, off))
}

func (a *app) storeDumpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "dump", Short: "prints everything in a store as text, one form a line, for load", Args: exactArgs(),
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := a.storeDir()
			if err != nil {
				return err
			}
			return a.withFiles(dir, func(root *fileio.Root) error {
				err := fileio.Dump(c.Context(), root, ".", a.out)
				if err != nil && !errors.Is(err, terminal.ErrWrite) {
					return storeError(dir, err)
				}
				return err
			})
		},
	}
}

func (a *app) storeLoadCommand() *cobra.Command {
	return &cobra.Command{
		Use: "load", Short: "makes a store of what dump printed, from standard input", Args: exactArgs(),
		Long: `Makes a store of what dump printed, from standard input, with the same seqs and positions. There must be
nothing in the directory yet. The store is made beside it and gets its name when it is complete: when
load fails or is stopped, there is no store.`,
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := a.storeDir()
			if err != nil {
				return err
			}
			return a.load(c.Context(), filepath.Clean(dir))
		},
	}
}

func (a *app) load(ctx context.Context, dir string) (err error) {
	there, err := emptyOrNone(dir)
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	if dir, err = filepath.Abs(dir); err != nil { // . has a name too
		return err
	}
	if here, err := os.Getwd(); err == nil && here == dir {
		return usageError{errors.New("load: a new store cannot take the place of the current folder, want another --store")}
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+".loading-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(temp))
		}
	}()
	progress := a.screen.Progress("load", "forms")
	err = a.withFiles(temp, func(root *fileio.Root) error { return loadInto(ctx, root, a.in, progress) })
	progress.End()
	if err != nil {
		return err
	}
	if there {
		if err := os.Remove(dir); err != nil {
			return err
		}
	}
	if err := os.Rename(temp, dir); err != nil {
		return err
	}
	return syncDir(filepath.Dir(dir))
}

// emptyOrNone tells whether a directory is there. Anything in it is an error.
func emptyOrNone(dir string) (there bool, err error) {
	entries, err := os.ReadDir(dir)
	switch {
	case err == nil && len(entries) > 0:
		return true, fmt.Errorf("%s is not empty: %w", dir, os.ErrExist)
	case errors.Is(err, os.ErrNotExist):
		return false, nil
	}
	return err == nil, err
}

// loadInto loads the forms of in, one a line.
func loadInto(ctx context.Context, root *fileio.Root, in io.Reader, progress *terminal.Progress) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lines, n := readLines(ctx, in), int64(0)
	return fileio.Load(ctx, root, ".", func() (kernel.Value, error) {
		for {
			l, err := lines.next(ctx)
			if err != nil {
				return kernel.Nil, err
			}
			v, ok, err := line.Parse("<stdin>", l.number, l.text)
			if ok || err != nil {
				n++
				progress.Set(n, 0)
				return v, err
			}
		}
	})
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (a *app) storeBackupCommand() *cobra.Command {
	return &cobra.Command{
		Use: "backup DIR", Short: "copies a store to a directory, while it may be written", Args: exactArgs("DIR"),
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := a.storeDir()
			if err != nil {
				return err
			}
			return a.withFiles(dir, func(root *fileio.Root) error { return backup(c.Context(), root, dir, args[0]) })
		},
	}
}

func backup(ctx context.Context, from *fileio.Root, dir, to string) error {
	there, err := emptyOrNone(to)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	root, err := fileio.RootFs(to)
	if err != nil {
		return err
	}
	failed := fileio.Backup(ctx, from, ".", root, ".")
	closed := root.Close()
	if failed == nil {
		return closed
	}
	if !there {
		closed = errors.Join(closed, os.Remove(to)) // which was not there
	}
	return errors.Join(storeError(dir, failed), closed)
}

func (a *app) storeCompactCommand(flags *storeFlags) *cobra.Command {
	return &cobra.Command{
		Use: "compact", Short: "gives back the space of what was truncated, deleted or replaced", Args: exactArgs(),
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := a.storeDir()
			if err != nil {
				return err
			}
			return a.withFiles(dir, func(root *fileio.Root) error {
				done, err := fileio.Compact(c.Context(), root, ".")
				if err != nil {
					return storeError(dir, err)
				}
				return a.showOne(flags.format, kernel.DictOf("before", kernel.Int(done.Before), "after", kernel.Int(done.After),
					"files", kernel.Int(int64(done.Files))), "before", "after", "files")
			})
		},
	}
}
