package fileio

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/afero"
)

const (
	fileMode = 0o600
	dirMode  = 0o700
	tempEnd  = ".tmp" // ends the names of files that are being made
)

// What is asked of a file system beyond afero. A file, or the file system for directories, may have
// these methods; an *os.File is served by the system's calls; without either there is a way with what
// afero has.
type (
	// dataSyncer makes a file's content durable, and of its size what is needed to read it.
	dataSyncer interface{ Datasync() error }
	// preallocator makes room in a file, filled with zeros, so that writing there changes no size.
	preallocator interface {
		Preallocate(off, size int64) error
	}
	// flocker takes a lock on a file, for as long as it is open; false if another has it.
	flocker interface{ TryLock() (bool, error) }
	// dirSyncer makes the names in a directory durable.
	dirSyncer interface{ SyncDir(dir string) error }
)

// dataSync makes what was written to f durable.
func dataSync(f afero.File) error {
	switch f := f.(type) {
	case dataSyncer:
		return f.Datasync()
	case *os.File:
		return systemDataSync(f)
	}
	return f.Sync()
}

// preallocate makes room for size bytes at off, if that can be done. Room that is written, not just
// promised, is what keeps a sync from touching anything but the data.
func preallocate(f afero.File, off, size int64) (done bool, err error) {
	switch f := f.(type) {
	case preallocator:
		return true, f.Preallocate(off, size)
	case *os.File:
		return true, writeZeros(f, off, size)
	}
	return false, nil
}

// zeros are written in pieces of so many bytes: the system keeps what is written at once in one piece, and is slow
// to write a little into a large one.
type zeros [64 << 10]byte

// manyZeros gives zeros, for reading only.
var manyZeros = sync.OnceValue(func() *zeros { return &zeros{} })

// writeZeros writes size zeros at off.
func writeZeros(w io.WriterAt, off, size int64) error {
	for z := manyZeros(); size > 0; {
		n := min(size, int64(len(z)))
		if err := writeFull(w, z[:n], off); err != nil {
			return err
		}
		off, size = off+n, size-n
	}
	return nil
}

// writeFull writes all of b at off.
func writeFull(w io.WriterAt, b []byte, off int64) error {
	n, err := w.WriteAt(b, off)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	return err
}

// syncDir makes the names in a directory durable, by syncing it as a file unless the file system
// knows better.
func syncDir(fs afero.Fs, dir string) error {
	if s, ok := fs.(dirSyncer); ok {
		return s.SyncDir(dir)
	}
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

// syncDir makes the names in the store's directory durable.
func (h *Host) syncDir() error {
	if h.opts.plant.noDirSync {
		return nil
	}
	return syncDir(h.fs, h.dir)
}

// makeFile makes a file of the store that is written by write, durable but for its name; it is left open.
func (h *Host) makeFile(name string, write func(f io.WriterAt) error) (afero.File, error) {
	f, err := openFile(h.fs, h.path(name), os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return nil, err
	}
	err = write(f)
	if err == nil && !h.opts.plant.noFileSync {
		err = f.Sync()
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// replaceFile gives a file of the store new content, durably: after a crash it has the old or the
// new.
func (h *Host) replaceFile(name string, content []byte) error {
	return h.replaceFileBy(name, func(f io.WriterAt) error { return writeFull(f, content, 0) })
}

// replaceFileBy is replaceFile with content that is written by write.
func (h *Host) replaceFileBy(name string, write func(f io.WriterAt) error) error {
	f, err := h.makeFile(name+tempEnd, write)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := h.fs.Rename(h.path(name+tempEnd), h.path(name)); err != nil {
		return err
	}
	return h.syncDir()
}

// isTemp tells whether a file was being made and never finished.
func isTemp(name string) bool { return strings.HasSuffix(name, tempEnd) }
