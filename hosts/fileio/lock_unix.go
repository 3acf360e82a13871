//go:build unix

package fileio

import (
	"errors"
	"syscall"

	"github.com/spf13/afero"
)

// lockFile locks f for this opener alone until it is closed, or answers errLocked.
func lockFile(f afero.File) error {
	if l, ok := f.(flocker); ok {
		return tryLock(l)
	}
	c, ok := f.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var lockErr error
	err = raw.Control(func(fd uintptr) {
		for {
			lockErr = syscall.Flock(int(fd), syscall.LOCK_EX|syscall.LOCK_NB)
			if !errors.Is(lockErr, syscall.EINTR) {
				return
			}
		}
	})
	if errors.Is(lockErr, syscall.EWOULDBLOCK) {
		return errLocked
	}
	return errors.Join(err, lockErr)
}
