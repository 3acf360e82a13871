package terminal

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// Input is what is typed at the terminal for a program that runs, while somebody listens.
type Input struct{ f *os.File }

// OpenInput opens the terminal that the process was started at. It is an error if there is none, or if the system
// cannot end a read of it.
func OpenInput() (*Input, error) {
	f, err := os.OpenFile("/dev/tty", os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	i := &Input{f}
	if err := i.f.SetReadDeadline(time.Now()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return i, nil
}

// Listen has reads wait for what is typed, until stop is called, which ends one that waits with an error: it must
// not take what is typed later for somebody else.
func (i *Input) Listen() (stop func()) {
	_ = i.f.SetReadDeadline(time.Time{}) // which it took when it was opened
	return func() { _ = i.f.SetReadDeadline(time.Now()) }
}

// Read reads what is typed, os.ErrDeadlineExceeded when nobody listens.
func (i *Input) Read(p []byte) (int, error) { return i.f.Read(p) }

// Close closes the input, not the terminal.
func (i *Input) Close() error { return i.f.Close() }
