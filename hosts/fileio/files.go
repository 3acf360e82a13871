package fileio

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/afero"
)

const (
	fileMode = 0o600
	dirMode  = 0o700
)

// writeFull writes all of b at off.
func writeFull(w io.WriterAt, b []byte, off int64) error {
	n, err := w.WriteAt(b, off)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	return err
}

// syncDir makes the names in a directory durable, by syncing it as a file.
func syncDir(fs afero.Fs, dir string) error {
	d, err := fs.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// parentOf gives the directory that holds dir; false if dir is a root of its file system.
func parentOf(dir string) (string, bool) {
	dir = filepath.Clean(dir)
	parent := filepath.Dir(dir)
	return parent, parent != dir && dir != "."
}

// makeDir makes dir and its parents, each durable in its own parent.
func makeDir(fs afero.Fs, dir string) error {
	info, err := fs.Stat(dir)
	switch {
	case err == nil && !info.IsDir():
		return &os.PathError{Op: "open store", Path: dir, Err: errors.New("not a directory")}
	case err == nil:
		return nil
	case !errors.Is(err, os.ErrNotExist):
		return err
	}
	parent, ok := parentOf(dir)
	if ok {
		if err := makeDir(fs, parent); err != nil {
			return err
		}
	}
	if err := fs.Mkdir(dir, dirMode); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	if !ok {
		return nil
	}
	return syncDir(fs, parent)
}

// openFile opens a file of the store for reading and writing.
func openFile(fs afero.Fs, name string, flags int) (afero.File, error) {
	return fs.OpenFile(name, os.O_RDWR|flags, fileMode)
}
