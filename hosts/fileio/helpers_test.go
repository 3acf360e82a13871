package fileio_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/kernel"
)

// besides is a writer with a reader beside it: what writes goes to the one, the rest to the other.
type besides struct{ writer, reader *fileio.Host }

func (b besides) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	r, err := hosts.ParseRequest(request)
	if err != nil {
		return kernel.Nil, err
	}
	switch r.Op {
	case "store/commit", "store/truncate", "store/snapshot-write", "store/snapshot-delete", "blob/put":
		return b.writer.Perform(ctx, request)
	}
	return b.reader.Perform(ctx, request)
}

// dump gives everything that can be read from a store whose names are those of hosttest.Requests.
func dump(h hosts.Host) string {
	var b strings.Builder
	ask := func(op string, args ...kernel.Value) {
		fmt.Fprintln(&b, hosttest.Text(h.Perform(context.Background(), hosts.NewRequest(op, args...))))
	}
	ask("store/read-all")
	ask("store/streams")
	ask("kv/scan")
	ask("kv/scan", kernel.DictOf("prefix", kernel.Str("$")))
	for _, name := range []string{"", "a", "ab", "b/1", "b/2", "😀", "\xff"} {
		ask("store/stat", kernel.Str(name))
		ask("store/read", kernel.DictOf("stream", kernel.Str(name)))
		ask("store/snapshot-read", kernel.Str(name))
	}
	return b.String()
}

// do performs a request that has to succeed, and gives the answer as text.
func do(t *testing.T, h hosts.Host, op string, args ...kernel.Value) string {
	t.Helper()
	text := hosttest.Text(h.Perform(context.Background(), hosts.NewRequest(op, args...)))
	if strings.HasPrefix(text, "!") {
		t.Fatalf("%s: %s", op, text)
	}
	return text
}

// batch is a commit of one event of the given data to the stream "a".
func batch(data kernel.Value) kernel.Value {
	event := kernel.DictOf("type", kernel.Str("t"), "at", kernel.Int(7), "data", data)
	return kernel.DictOf("appends", kernel.ListOf(
		kernel.DictOf("stream", kernel.Str("a"), "events", kernel.ListOf(event))))
}

// add commits one event to the stream "a".
func add(t *testing.T, h hosts.Host, data int64) {
	t.Helper()
	do(t, h, "store/commit", batch(kernel.Int(data)))
}

// files gives the content of all files in a directory but the lock, as they were at one moment: it looks until
// it sees the same twice, since an open store works in the background.
func files(t *testing.T, fs afero.Fs, dir string) map[string]string {
	t.Helper()
	before, _ := look(t, fs, dir)
	for {
		now, whole := look(t, fs, dir)
		if whole && same(before, now) {
			return now
		}
		before = now
	}
}

// look reads the files of a directory; whole is false if one was removed meanwhile.
func look(t *testing.T, fs afero.Fs, dir string) (content map[string]string, whole bool) {
	t.Helper()
	entries, err := afero.ReadDir(fs, dir)
	if err != nil {
		t.Fatal(err)
	}
	content = map[string]string{}
	for _, e := range entries {
		if e.IsDir() || e.Name() == "lock" {
			continue
		}
		b, err := afero.ReadFile(fs, filepath.Join(dir, e.Name()))
		if errors.Is(err, os.ErrNotExist) {
			return nil, false
		}
		if err != nil {
			t.Fatal(err)
		}
		content[e.Name()] = string(b)
	}
	return content, true
}

// store makes a file system with the given files in the directory "store".
func store(t *testing.T, content map[string]string) afero.Fs {
	t.Helper()
	fs := afero.NewMemMapFs()
	if err := fs.MkdirAll("store", 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range content {
		if err := afero.WriteFile(fs, filepath.Join("store", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return fs
}

// same tells whether a directory holds exactly these files, but for the lock.
func same(a, b map[string]string) bool {
	for name, text := range a {
		if b[name] != text {
			return false
		}
	}
	return len(a) == len(b)
}

// with gives the files with one changed; an empty name changes none.
func with(content map[string]string, name, text string) map[string]string {
	out := map[string]string{}
	for n, t := range content {
		out[n] = t
	}
	out[name] = text
	return out
}

// faultFs lets operations on files fail.
type faultFs struct {
	afero.Fs
	fault func(op, name string) error // nil for an operation that works
}

func (f *faultFs) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	if err := f.fault("open", name); err != nil {
		return nil, err
	}
	file, err := f.Fs.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return &faultFile{file, f}, nil
}

type faultFile struct {
	afero.File
	fs *faultFs
}

func (f *faultFile) Sync() error {
	if err := f.fs.fault("sync", f.Name()); err != nil {
		return err
	}
	return f.File.Sync()
}

func (f *faultFile) Truncate(size int64) error {
	if err := f.fs.fault("truncate", f.Name()); err != nil {
		return err
	}
	return f.File.Truncate(size)
}

// WriteAt writes half and fails when it is to fail.
func (f *faultFile) WriteAt(b []byte, off int64) (int, error) {
	if err := f.fs.fault("write", f.Name()); err != nil {
		n, _ := f.File.WriteAt(b[:len(b)/2], off)
		return n, err
	}
	return f.File.WriteAt(b, off)
}

var errFault = errors.New("ordered fault")

// differs gives the first line in which two dumps differ.
func differs(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return "line " + itoa(i+1) + "\n" + a[i] + "\nwant\n" + b[i]
		}
	}
	return itoa(len(a)) + " lines, want " + itoa(len(b))
}
