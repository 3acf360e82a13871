package fileio

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/spf13/afero"
)

// defaultOpenFiles is half of what systems allow a process at least.
const defaultOpenFiles = 512

// openFiles keeps files open that are read from, a bounded number: when there are more, some that was not used
// lately is closed, and opened again when it is read.
type openFiles struct {
	fs   afero.Fs
	most int

	mu   sync.Mutex
	list []*keptFile // those that are open
	hand int         // where the search for one to close goes on
}

// keptFile is a file that is only read, by any number of goroutines, open or not.
type keptFile struct {
	of   *openFiles
	name string
	// same tells whether what is open under the name now is the file that was open before; nil if the name says so
	same func(r io.ReaderAt) bool

	mu sync.RWMutex // held for reading while f is used
	f  afero.File   // nil when it is not open
	r  io.ReaderAt  // f, for any number of goroutines

	used  atomic.Bool // since the search came by
	ended atomic.Bool // it was closed for good
}

// goneError says that a file could not be opened again since its name is gone, or means another file.
type goneError struct{ file *keptFile }

func (e *goneError) Error() string {
	return fmt.Sprintf("%s is not there any more: the store was compacted meanwhile, or a file of it removed", e.file.name)
}

// open opens a file.
func (o *openFiles) open(name string) (*keptFile, error) {
	k := &keptFile{of: o, name: name}
	if err := k.reopen(); err != nil {
		return nil, err
	}
	o.add(k)
	return k, nil
}

// reopen opens a file that is not open; the caller holds mu, or is alone.
func (k *keptFile) reopen() error {
	f, err := k.of.fs.Open(k.name)
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		k.of.shrink()
		f, err = k.of.fs.Open(k.name)
	}
	if err != nil {
		return err
	}
	k.f, k.r = f, lockedReader(f)
	return nil
}

// add takes in a file that was opened, and closes others if they are too many.
func (o *openFiles) add(k *keptFile) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if k.ended.Load() {
		return
	}
	o.list = append(o.list, k)
	o.closeSome(o.most)
}

// shrink closes half of the files, and keeps no more from then on: the system allows less.
func (o *openFiles) shrink() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.most = max(1, min(o.most, len(o.list))/2)
	o.closeSome(o.most)
}

// closeSome closes files that were not used since it came by, so that no more than most are left, if it finds so
// many that nobody reads from now.
func (o *openFiles) closeSome(most int) {
	for tries := 2 * len(o.list); len(o.list) > most && tries > 0; tries-- {
		if o.hand >= len(o.list) {
			o.hand = 0
		}
		k := o.list[o.hand]
		if k.used.Swap(false) || !k.park() {
			o.hand++
			continue
		}
		o.remove(o.hand)
	}
}

// remove takes the i-th file off the list.
func (o *openFiles) remove(i int) {
	last := len(o.list) - 1
	o.list[i], o.list[last] = o.list[last], nil
	o.list = o.list[:last]
}

// park closes the file until it is read again, unless somebody uses it.
func (k *keptFile) park() bool {
	if !k.mu.TryLock() {
		return false
	}
	defer k.mu.Unlock()
	if k.f != nil {
		_ = k.f.Close() // it was only read
		k.f, k.r = nil, nil
	}
	return true
}

// ReadAt is that of the file. The error is a *goneError if it was closed, and is not there any more.
func (k *keptFile) ReadAt(b []byte, off int64) (n int, err error) {
	k.mu.RLock()
	if k.r != nil {
		n, err = k.r.ReadAt(b, off)
		k.mu.RUnlock()
		if !k.used.Load() {
			k.used.Store(true)
		}
		return n, err
	}
	k.mu.RUnlock()
	err = k.use(func(afero.File) error {
		n, err = k.r.ReadAt(b, off)
		return err
	})
	return n, err
}

// use lets f use the open file.
func (k *keptFile) use(f func(afero.File) error) error {
	k.mu.Lock()
	opened := false
	var err error
	if k.f == nil {
		err = k.again()
		opened = err == nil
	}
	if err == nil {
		k.used.Store(true)
		err = f(k.f)
	}
	k.mu.Unlock()
	if opened {
		k.of.add(k)
	}
	return err
}

// again opens the file that was closed to have fewer open; the caller holds mu.
func (k *keptFile) again() error {
	if k.ended.Load() {
		return os.ErrClosed
	}
	err := k.reopen()
	if errors.Is(err, os.ErrNotExist) {
		return &goneError{k}
	}
	if err == nil && k.same != nil && !k.same(k.r) {
		_ = k.f.Close() // it was only read
		k.f, k.r, err = nil, nil, &goneError{k}
	}
	return err
}

// size gives the length of the file.
func (k *keptFile) size() (n int64, err error) {
	err = k.use(func(f afero.File) error {
		info, err := f.Stat()
		if err == nil {
			n = info.Size()
		}
		return err
	})
	return n, err
}

// close closes the file for good.
func (k *keptFile) close() error {
	k.ended.Store(true)
	k.mu.Lock()
	var err error
	if k.f != nil {
		err = k.f.Close()
		k.f, k.r = nil, nil
	}
	k.mu.Unlock()
	o := k.of
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := range o.list {
		if o.list[i] == k {
			o.remove(i)
			break
		}
	}
	return err
}
