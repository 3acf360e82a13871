package fileio

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/afero"
)

// Root is an afero.Fs of what is below one directory. No name leads out of it, not by ".." and not
// by a symbolic link, also when links are changed meanwhile (os.Root). A name may begin with "/",
// which is the directory itself. Close it when it is not used any more; open files stay open.
type Root struct {
	root *os.Root
}

// RootFs opens a directory, which must exist, as a Root.
func RootFs(dir string) (*Root, error) {
	r, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Root{r}, nil
}

var _ afero.Fs = (*Root)(nil)

// rel makes a name relative to the root.
func rel(name string) string {
	name = strings.TrimLeft(filepath.ToSlash(name), "/")
	if name == "" {
		return "."
	}
	return filepath.FromSlash(name)
}

// Close gives the directory back.
func (r *Root) Close() error { return r.root.Close() }

// Name names the file system.
func (r *Root) Name() string { return "root " + r.root.Name() }

// file answers an *os.File as afero.File, and a nil one as nil.
func file(f *os.File, err error) (afero.File, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Create creates or truncates a file.
func (r *Root) Create(name string) (afero.File, error) { return file(r.root.Create(rel(name))) }

// Open opens a file or directory for reading.
func (r *Root) Open(name string) (afero.File, error) { return file(r.root.Open(rel(name))) }

// OpenFile opens a file.
func (r *Root) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	return file(r.root.OpenFile(rel(name), flag, perm))
}

// Mkdir makes a directory.
func (r *Root) Mkdir(name string, perm os.FileMode) error { return r.root.Mkdir(rel(name), perm) }

// MkdirAll makes a directory and its parents.
func (r *Root) MkdirAll(name string, perm os.FileMode) error { return r.root.MkdirAll(rel(name), perm) }

// Remove removes a file or an empty directory.
func (r *Root) Remove(name string) error { return r.root.Remove(rel(name)) }

// RemoveAll removes a file or a directory with what is in it.
func (r *Root) RemoveAll(name string) error { return r.root.RemoveAll(rel(name)) }

// Rename gives a file another name below the root.
func (r *Root) Rename(from, to string) error { return r.root.Rename(rel(from), rel(to)) }

// Stat describes a file.
func (r *Root) Stat(name string) (os.FileInfo, error) { return r.root.Stat(rel(name)) }

// Chmod changes a file's mode.
func (r *Root) Chmod(name string, mode os.FileMode) error { return r.root.Chmod(rel(name), mode) }

// Chown changes a file's owner.
func (r *Root) Chown(name string, uid, gid int) error { return r.root.Chown(rel(name), uid, gid) }

// Chtimes changes a file's times.
func (r *Root) Chtimes(name string, atime, mtime time.Time) error {
	return r.root.Chtimes(rel(name), atime, mtime)
}
