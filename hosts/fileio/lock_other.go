//go:build !unix

package fileio

import (
	"errors"
	"syscall"

	"github.com/spf13/afero"
)

// lockFile refuses to open a store for writing in a real file where there is no flock.
func lockFile(f afero.File) error {
	if l, ok := f.(flocker); ok {
		return tryLock(l)
	}
	if _, ok := f.(syscall.Conn); ok {
		return errors.New("this system has no flock, which a writer needs")
	}
	return nil
}
