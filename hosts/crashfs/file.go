package crashfs

import (
	"io"
	"io/fs"
	"os"
)

// file is an open file or directory. It has the methods that a program may look for beyond those of
// afero: Datasync, Preallocate, TryLock and ConcurrentReadAt.
type file struct {
	fs     *FS
	id     int
	name   string
	write  bool
	off    int64 // of Read and Write; one goroutine uses these
	locks  bool  // guarded by fs.mu, as closed is
	closed bool
}

func (f *file) Name() string { return f.name }

func (f *file) size() (int64, error) {
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	return int64(len(f.fs.nodes[f.id].live)), nil
}

// Close gives the file's lock back. What was written stays as unsynced as it was.
func (f *file) Close() error {
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	if f.closed {
		return os.ErrClosed
	}
	f.closed = true
	if f.locks {
		f.fs.nodes[f.id].locked = false
	}
	return nil
}

// do performs an operation on the node of an open file.
func (f *file) do(op Op, change func(n *node) error) error {
	f.fs.mu.Lock()
	err := error(nil)
	if f.closed {
		err = os.ErrClosed
	} else {
		err = change(&f.fs.nodes[f.id])
	}
	f.fs.mu.Unlock()
	if err == nil {
		f.fs.done(op)
	}
	return err
}

// WriteAt writes; less than all if that is ordered.
func (f *file) WriteAt(b []byte, off int64) (int, error) {
	return f.writeAs(Write, b, off)
}

func (f *file) writeAs(kind string, b []byte, off int64) (int, error) {
	if !f.write {
		return 0, pathError(kind, f.name, fs.ErrPermission)
	}
	op := Op{Kind: kind, Name: f.name, Size: len(b)}
	out := f.fs.ordered(op)
	if out.failed() {
		b = b[:min(out.Done, len(b))]
	}
	err := error(nil)
	if len(b) > 0 {
		err = f.do(op, func(n *node) error {
			n.write(off, b)
			return nil
		})
	}
	if err == nil {
		err = out.Err
	}
	return len(b), pathError(kind, f.name, err)
}

// Preallocate writes zeros.
func (f *file) Preallocate(off, size int64) error {
	_, err := f.writeAs(Reserve, make([]byte, size), off)
	return err
}

func (f *file) Truncate(size int64) error {
	op := Op{Kind: Truncate, Name: f.name}
	if err := f.fs.ordered(op).Err; err != nil {
		return pathError(Truncate, f.name, err)
	}
	return pathError(Truncate, f.name, f.do(op, func(n *node) error {
		n.truncate(size)
		return nil
	}))
}

// Sync makes the content of a file durable, or the names in a directory.
func (f *file) Sync() error {
	if f.fs.dropped() {
		return nil
	}
	op := Op{Kind: Sync, Name: f.name}
	if out := f.fs.ordered(op); out.Err != nil {
		if !out.Harmless {
			f.fs.mu.Lock()
			f.fs.nodes[f.id].lose()
			f.fs.mu.Unlock()
		}
		return pathError(Sync, f.name, out.Err)
	}
	return pathError(Sync, f.name, f.do(op, func(n *node) error {
		if n.dir {
			n.syncNames()
		} else {
			n.sync()
		}
		return nil
	}))
}

// Datasync does as Sync.
func (f *file) Datasync() error { return f.Sync() }

// TryLock takes the lock of the file, which Close gives back.
func (f *file) TryLock() (bool, error) {
	if err := f.fs.ordered(Op{Kind: Lock, Name: f.name}).Err; err != nil {
		return false, pathError(Lock, f.name, err)
	}
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	n := &f.fs.nodes[f.id]
	if n.locked {
		return f.locks, nil
	}
	n.locked, f.locks = true, true
	return true, nil
}

// ConcurrentReadAt says that ReadAt may be used by many at once.
func (f *file) ConcurrentReadAt() {}

func (f *file) ReadAt(b []byte, off int64) (int, error) {
	out := f.fs.ordered(Op{Kind: Read, Name: f.name, Size: len(b)})
	if out.failed() {
		b = b[:min(out.Done, len(b))]
	}
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	live := f.fs.nodes[f.id].live
	switch {
	case f.closed:
		return 0, pathError(Read, f.name, os.ErrClosed)
	case off < 0:
		return 0, pathError(Read, f.name, fs.ErrInvalid)
	case off >= int64(len(live)):
		if out.Err != nil {
			return 0, pathError(Read, f.name, out.Err)
		}
		return 0, io.EOF
	}
	n := copy(b, live[off:])
	switch {
	case out.Err != nil:
		return n, pathError(Read, f.name, out.Err)
	case n < len(b):
		return n, io.EOF
	}
	return n, nil
}

func (f *file) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, err := f.ReadAt(b, f.off)
	f.off += int64(n)
	if n > 0 && err == io.EOF {
		err = nil
	}
	return n, err
}

func (f *file) Seek(off int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		off += f.off
	case io.SeekEnd:
		size, _ := f.size()
		off += size
	}
	f.off = off
	return off, nil
}

func (f *file) Write(b []byte) (int, error) {
	n, err := f.WriteAt(b, f.off)
	f.off += int64(n)
	return n, err
}

func (f *file) WriteString(s string) (int, error) { return f.Write([]byte(s)) }

func (f *file) Stat() (os.FileInfo, error) {
	if err := f.fs.ordered(Op{Kind: Stat, Name: f.name}).Err; err != nil {
		return nil, pathError(Stat, f.name, err)
	}
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	return f.fs.info(f.id, f.name), nil
}

// Readdir lists the directory; count is not looked at.
func (f *file) Readdir(int) ([]os.FileInfo, error) {
	if err := f.fs.ordered(Op{Kind: List, Name: f.name}).Err; err != nil {
		return nil, pathError(List, f.name, err)
	}
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	var out []os.FileInfo
	for _, e := range f.fs.nodes[f.id].names {
		out = append(out, f.fs.info(e.node, e.name))
	}
	return out, nil
}

func (f *file) Readdirnames(n int) ([]string, error) {
	list, err := f.Readdir(n)
	var out []string
	for _, i := range list {
		out = append(out, i.Name())
	}
	return out, err
}
