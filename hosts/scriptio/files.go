package scriptio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sx-lang/sx/hosts/worldop"
	"github.com/sx-lang/sx/kernel"
)

// readDir is a directory whose files may be read. No name leads out of it, also not by a symbolic
// link: that is what os.Root does.
type readDir struct {
	path string // absolute, clean
	root *os.Root
}

func openDir(name string) (readDir, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return readDir{}, err
	}
	root, err := os.OpenRoot(path)
	return readDir{path, root}, err
}

// readFile answers fs/read: a relative name is relative to the working directory.
func (h *Host) readFile(ctx context.Context, name string) (kernel.Value, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return kernel.Nil, failed(worldop.FSRead, err)
	}
	for _, d := range h.dirs {
		inner, err := filepath.Rel(d.path, path)
		if err != nil || !filepath.IsLocal(inner) {
			continue
		}
		text, err := d.read(ctx, inner, h.opts.MaxBytes)
		switch {
		case err != nil && ctx.Err() != nil:
			return kernel.Nil, ctx.Err()
		case err != nil:
			return kernel.Nil, failed(worldop.FSRead, err)
		}
		return kernel.Str(text), nil
	}
	return kernel.Nil, denied(worldop.FSRead, "read:"+filepath.Dir(path))
}

// read reads a regular file; others could block for ever.
func (d readDir) read(ctx context.Context, name string, max int64) (string, error) {
	info, err := d.root.Stat(name)
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", &os.PathError{Op: "read", Path: name, Err: errors.New("not a regular file")}
	}
	f, err := d.root.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var b bytes.Buffer
	for ctx.Err() == nil {
		n, err := io.CopyN(&b, f, 1<<20)
		switch {
		case int64(b.Len()) > max:
			return "", fmt.Errorf("%s has more than %d bytes", name, max)
		case errors.Is(err, io.EOF) && n < 1<<20:
			return b.String(), nil
		case err != nil:
			return "", err
		}
	}
	return "", ctx.Err()
}
