package crashfs

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/afero"
)

// FS is the file system. Any number of goroutines may use it.
type FS struct {
	mu      sync.Mutex
	nodes   []node // 0 is the root
	observe func(Op)
	order   func(Op) Outcome
	drop    *Site
}

var _ afero.Fs = (*FS)(nil)

// New makes an empty file system.
func New() *FS { return &FS{nodes: []node{{dir: true, mode: 0o700}}} }

// Op is an operation that changes something, makes something durable, or reads.
type Op struct {
	Kind string // one of the kinds below
	Name string // of the file or directory
	Size int    // bytes that are to be read or written
}

// The kinds of operations. Those before Open change or sync something.
const (
	Create   = "create"
	Mkdir    = "mkdir"
	Remove   = "remove"
	Rename   = "rename"
	Write    = "write"
	Truncate = "truncate"
	Reserve  = "reserve" // Preallocate
	Sync     = "sync"    // of a file
	SyncDir  = "syncdir"
	Open     = "open"
	Read     = "read"
	List     = "list"
	Stat     = "stat"
	Lock     = "lock"
)

// Changes tells whether the operation changes or syncs something.
func (op Op) Changes() bool {
	switch op.Kind {
	case Open, Read, List, Stat, Lock:
		return false
	}
	return true
}

// Observe has f called after each operation that changes or syncs something, in the goroutine that
// did it; nil ends that.
func (s *FS) Observe(f func(Op)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.observe = f
}

// done ends an operation that changed something.
func (s *FS) done(op Op) {
	s.mu.Lock()
	f := s.observe
	s.mu.Unlock()
	if f != nil {
		f(op)
	}
}

// walk gives the node of a path; the caller holds mu.
func (s *FS) walk(path string) (int, error) {
	at := 0
	for _, part := range parts(path) {
		if !s.nodes[at].dir {
			return 0, fs.ErrNotExist
		}
		next, ok := s.nodes[at].find(part)
		if !ok {
			return 0, fs.ErrNotExist
		}
		at = next
	}
	return at, nil
}

func parts(path string) []string {
	path = strings.Trim(filepath.ToSlash(filepath.Clean(path)), "/")
	if path == "" || path == "." {
		return nil
	}
	return strings.Split(path, "/")
}

// parent gives the directory that holds a path, and the name there; the caller holds mu.
func (s *FS) parent(path string) (int, string, error) {
	p := parts(path)
	if len(p) == 0 {
		return 0, "", fs.ErrInvalid
	}
	dir, err := s.walk(strings.Join(p[:len(p)-1], "/"))
	if err == nil && !s.nodes[dir].dir {
		err = fs.ErrNotExist
	}
	return dir, p[len(p)-1], err
}

func pathError(op, name string, err error) error {
	if err == nil {
		return nil
	}
	return &os.PathError{Op: op, Path: name, Err: err}
}

// change performs an operation on names, unless it is ordered to fail.
func (s *FS) change(kind, name string, do func() error) error {
	op := Op{Kind: kind, Name: name}
	if err := s.ordered(op).Err; err != nil {
		return pathError(kind, name, err)
	}
	s.mu.Lock()
	err := do()
	s.mu.Unlock()
	if err == nil {
		s.done(op)
	}
	return pathError(kind, name, err)
}

// Name names the file system.
func (s *FS) Name() string { return "crashfs" }

// Create creates or truncates a file.
func (s *FS) Create(name string) (afero.File, error) {
	return s.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o666)
}

// Open opens a file or directory for reading.
func (s *FS) Open(name string) (afero.File, error) { return s.OpenFile(name, os.O_RDONLY, 0) }

// OpenFile opens a file. One that is made gets its name in the directory, which is not durable.
func (s *FS) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	s.mu.Lock()
	id, err := s.walk(name)
	s.mu.Unlock()
	switch {
	case err != nil && flag&os.O_CREATE == 0:
	case err == nil && flag&os.O_CREATE != 0 && flag&os.O_EXCL != 0:
		err = fs.ErrExist
	case err != nil:
		err = s.change(Create, name, func() error {
			dir, base, err := s.parent(name)
			if err == nil {
				id = s.add(dir, base, node{mode: uint32(perm)})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	default:
		err = s.ordered(Op{Kind: Open, Name: name}).Err
	}
	if err != nil {
		return nil, pathError("open", name, err)
	}
	f := &file{fs: s, id: id, name: name, write: flag&(os.O_WRONLY|os.O_RDWR) != 0}
	if size, _ := f.size(); flag&os.O_TRUNC != 0 && size > 0 {
		return f, f.Truncate(0)
	}
	return f, nil
}

// add makes a node with a name in a directory; the caller holds mu.
func (s *FS) add(dir int, name string, n node) int {
	id := len(s.nodes)
	s.nodes = append(s.nodes, n)
	s.nodes[dir].rename(naming{to: name, node: id})
	return id
}

// Mkdir makes a directory.
func (s *FS) Mkdir(name string, perm os.FileMode) error {
	return s.change(Mkdir, name, func() error {
		dir, base, err := s.parent(name)
		if err != nil {
			return err
		}
		if _, there := s.nodes[dir].find(base); there {
			return fs.ErrExist
		}
		s.add(dir, base, node{dir: true, mode: uint32(perm)})
		return nil
	})
}

// MkdirAll makes a directory and its parents.
func (s *FS) MkdirAll(name string, perm os.FileMode) error {
	p := parts(name)
	for i := range p {
		err := s.Mkdir(strings.Join(p[:i+1], "/"), perm)
		if err != nil && !os.IsExist(err) {
			return err
		}
	}
	return nil
}

// Remove removes a file or an empty directory.
func (s *FS) Remove(name string) error {
	return s.change(Remove, name, func() error {
		dir, base, err := s.parent(name)
		if err != nil {
			return err
		}
		id, ok := s.nodes[dir].find(base)
		switch {
		case !ok:
			return fs.ErrNotExist
		case len(s.nodes[id].names) > 0:
			return fs.ErrInvalid
		}
		s.nodes[dir].rename(naming{from: base})
		return nil
	})
}

// RemoveAll is not done by anything that is to survive a crash.
func (s *FS) RemoveAll(name string) error { return pathError("removeall", name, fs.ErrInvalid) }

// Rename gives a file another name in the same directory.
func (s *FS) Rename(from, to string) error {
	return s.change(Rename, to, func() error {
		dir, old, err := s.parent(from)
		if err != nil {
			return err
		}
		other, base, err := s.parent(to)
		if err != nil {
			return err
		}
		id, ok := s.nodes[dir].find(old)
		switch {
		case !ok:
			return fs.ErrNotExist
		case dir != other:
			return fs.ErrInvalid
		}
		s.nodes[dir].rename(naming{from: old, to: base, node: id})
		return nil
	})
}

// SyncDir makes the names in a directory durable.
func (s *FS) SyncDir(name string) error {
	if s.dropped() {
		return nil
	}
	return s.change(SyncDir, name, func() error {
		id, err := s.walk(name)
		if err == nil {
			s.nodes[id].syncNames()
		}
		return err
	})
}

// Stat describes a file.
func (s *FS) Stat(name string) (os.FileInfo, error) {
	if err := s.ordered(Op{Kind: Stat, Name: name}).Err; err != nil {
		return nil, pathError("stat", name, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id, err := s.walk(name)
	if err != nil {
		return nil, pathError("stat", name, err)
	}
	return s.info(id, filepath.Base(name)), nil
}

// Chmod does nothing.
func (s *FS) Chmod(string, os.FileMode) error { return nil }

// Chown does nothing.
func (s *FS) Chown(string, int, int) error { return nil }

// Chtimes does nothing.
func (s *FS) Chtimes(string, time.Time, time.Time) error { return nil }

// info describes a node; the caller holds mu.
func (s *FS) info(id int, name string) info {
	n := &s.nodes[id]
	mode := os.FileMode(n.mode)
	if n.dir {
		mode |= os.ModeDir
	}
	return info{name, int64(len(n.live)), mode}
}

type info struct {
	name string
	size int64
	mode os.FileMode
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() os.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }
