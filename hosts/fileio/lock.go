package fileio

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/afero"
)

const lockName = "lock"

// errLocked is what lockFile answers when another opener has the lock.
var errLocked = errors.New("locked")

// acquire takes the lock of a store.
func acquire(fs afero.Fs, dir string) (afero.File, error) { return Lock(fs, dir, lockName) }

// Lock takes the lock of a directory: an exclusive lock on the file in it with the given name, made if
// there is none, which the system gives back when the holder dies. Closing the file gives it back, too;
// the file stays, and holds the process id of who had it last. The error is a *LockedError if another
// opener has the lock. On a file system whose files have neither a descriptor nor a TryLock, such as
// one in memory, nothing is locked.
func Lock(fs afero.Fs, dir, name string) (afero.File, error) {
	f, err := openFile(fs, filepath.Join(dir, name), os.O_CREATE)
	if err != nil {
		return nil, err
	}
	if err := lockFile(f); err != nil {
		if errors.Is(err, errLocked) {
			err = &LockedError{dir, holder(f)}
		}
		return nil, errors.Join(err, f.Close())
	}
	if err := stillNamed(fs, f, filepath.Join(dir, name)); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Truncate(0), writeFull(f, []byte(strconv.Itoa(os.Getpid())+"\n"), 0)); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// tryLock locks a file that has a way of its own.
func tryLock(l flocker) error {
	locked, err := l.TryLock()
	if err == nil && !locked {
		err = errLocked
	}
	return err
}

// holder reads the process id in a lock file.
func holder(f afero.File) string {
	b := make([]byte, 20)
	n, err := f.ReadAt(b, 0)
	if err != nil && err != io.EOF {
		return ""
	}
	pid := strings.TrimSpace(string(b[:n]))
	if _, err := strconv.Atoi(pid); err != nil {
		return ""
	}
	return pid
}

// stillNamed checks that the locked file is the one that others will find under its name: a lock on
// a file that was removed or replaced meanwhile keeps nobody out.
func stillNamed(fs afero.Fs, f afero.File, name string) error {
	if _, real := f.(*os.File); !real {
		return nil
	}
	held, err := f.Stat()
	if err != nil {
		return err
	}
	named, err := fs.Stat(name)
	if err != nil {
		return err
	}
	if !os.SameFile(held, named) {
		return &os.PathError{Op: "lock", Path: name, Err: errors.New("the file was replaced while it was being locked")}
	}
	return nil
}
