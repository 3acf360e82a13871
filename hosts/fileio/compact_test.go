package fileio_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/kernel"
)

// TestCompactionChangesNoAnswer compacts now and then between random requests, and opens again; a reader
// opened at the beginning sees the same.
func TestCompactionChangesNoAnswer(t *testing.T) {
	for seed := range uint64(30) {
		fs := afero.NewMemMapFs()
		opts := fileio.Options{Now: fixedClock, SegmentBytes: []int64{300, 2000, 0}[seed%3], OpenFiles: []int{0, 4}[seed%2]}
		h, ref := open(t, fs, "store", opts), mockio.New(mockio.WithClock(1000, 0))
		readOnly := opts
		readOnly.ReadOnly = true
		reader := open(t, fs, "store", readOnly)
		g := hosttest.NewRequests(seed)
		for i := range 200 {
			r := g.Next()
			if a, b := hosttest.Text(ref.Perform(context.Background(), r)), hosttest.Text(h.Perform(context.Background(), r)); a != b {
				t.Fatalf("seed %d, request %d %s: %s and %s", seed, i, kernel.Write(r), a, b)
			}
			if i%23 == 22 {
				if _, err := h.Compact(context.Background()); err != nil {
					t.Fatalf("seed %d, request %d: %v", seed, i, err)
				}
				want := dump(ref)
				for what, other := range map[string]hosts.Host{"writer": h, "reader": reader,
					"copy":                 open(t, store(t, files(t, fs, "store")), "store", opts),
					"copy without indexes": open(t, store(t, withoutIndexes(files(t, fs, "store"))), "store", opts)} {
					if got := dump(other); got != want {
						t.Fatalf("seed %d, request %d: the %s: %s", seed, i, what, differs(got, want))
					}
				}
				if r, err := fileio.Verify(context.Background(), fs, "store"); err != nil || len(r.Problems) > 0 {
					t.Fatalf("seed %d, request %d: %v, %v", seed, i, r.Problems, err)
				}
			}
			if i%61 == 60 {
				if err := h.Close(); err != nil {
					t.Fatal(err)
				}
				h = open(t, fs, "store", opts)
				if notes := h.Notes(); len(notes) > 0 {
					t.Fatalf("seed %d, request %d: %q", seed, i, notes)
				}
			}
		}
	}
}

func withoutIndexes(content map[string]string) map[string]string {
	for name := range content {
		if strings.HasSuffix(name, ".idx") || name == "checkpoint" {
			delete(content, name)
		}
	}
	return content
}

// TestTruncationGivesSpaceBack truncates most of a store and compacts it; the background would do the same.
func TestTruncationGivesSpaceBack(t *testing.T) {
	fs := root(t)
	h := open(t, fs, "store", fileio.Repeatable(fileio.Options{SegmentBytes: 1 << 16}))
	for i := range 3000 {
		do(t, h, "store/commit", batch(kernel.Str(strings.Repeat("x", 100)+itoa(i))))
	}
	do(t, h, "store/truncate", kernel.DictOf("stream", kernel.Str("a"), "before", kernel.Int(2991)))
	want := dump(h)
	c, err := h.Compact(context.Background())
	if err != nil || c.Before < 300_000 || c.After > 10_000 {
		t.Fatalf("%+v, %v", c, err)
	}
	if got := dump(h); got != want {
		t.Fatalf("after the compaction the store holds\n%s\nwant\n%s", got, want)
	}
	if n := len(files(t, fs, "store")); n > 10 {
		t.Fatalf("there are %d files", n)
	}
	again, err := h.Compact(context.Background())
	if err != nil || again.Files != 0 {
		t.Fatalf("compacting again: %+v, %v", again, err)
	}
}

// TestSpaceComesBackByItself truncates a stream again and again while it grows: the store stays small
// without anybody compacting it. On a slow disk the background falls behind, so in the end the writer waits for it.
func TestSpaceComesBackByItself(t *testing.T) {
	fs := root(t)
	h := open(t, fs, "store", fileio.Options{SegmentBytes: 20_000, Sync: fileio.SyncNever})
	size := func() (n int) {
		entries, err := afero.ReadDir(fs, "store")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), ".log") {
				n += int(e.Size())
			}
		}
		return n
	}
	wrote := 0
	for deadline := time.Now().Add(2 * time.Minute); wrote < 400_000 || size() > 200_000; {
		for tries := 0; wrote >= 400_000 && tries < 50 && size() > 200_000; tries++ {
			time.Sleep(10 * time.Millisecond)
		}
		for range 20 {
			do(t, h, "store/commit", batch(kernel.Str(strings.Repeat("x", 500))))
			wrote += 500
		}
		do(t, h, "store/truncate", kernel.DictOf("stream", kernel.Str("a"), "before", kernel.Int(int64(wrote/500-5))))
		if time.Now().After(deadline) {
			t.Fatalf("the log has %d bytes after %d were written and truncated", size(), wrote)
		}
	}
	if got, want := do(t, h, "store/stat", kernel.Str("a")), ":last-seq "+itoa(wrote/500)+" :"; !strings.Contains(got, want) {
		t.Fatalf("%s, want %s", got, want)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err := fileio.Verify(context.Background(), fs, "store"); err != nil || len(r.Problems) > 0 {
		t.Fatalf("%v, %v", r.Problems, err)
	}
}

// noIndexFs refuses to make index files.
type noIndexFs struct{ afero.Fs }

func (n noIndexFs) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	if strings.HasSuffix(name, ".idx.tmp") {
		return nil, syscall.ENOSPC
	}
	return n.Fs.OpenFile(name, flag, perm)
}

// TestCompactionNeedsItsIndex compacts where no index file can be made: the manifest would name a file whose own name
// need not be durable, so nothing is changed.
func TestCompactionNeedsItsIndex(t *testing.T) {
	fs := afero.NewMemMapFs()
	h := open(t, noIndexFs{fs}, "store", fileio.Options{Now: fixedClock, SegmentBytes: 300})
	for i := range int64(20) {
		add(t, h, i)
	}
	want := dump(h)
	if done, err := h.Compact(context.Background()); err == nil || done.Files > 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	if _, err := fs.Stat("store/manifest"); err == nil {
		t.Error("there is a manifest")
	}
	add(t, h, 20)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if got := dump(open(t, fs, "store", fileio.Options{Now: fixedClock})); got == want || len(got) < len(want) {
		t.Fatalf("the store holds %s", got)
	}
}

// growingFs refuses to make index files of segments, not of files that are rewritten.
type growingFs struct{ afero.Fs }

func (g growingFs) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	if strings.HasSuffix(name, ".idx.tmp") && len(filepath.Base(name)) == len("00000001.idx.tmp") {
		return nil, syscall.ENOSPC
	}
	return g.Fs.OpenFile(name, flag, perm)
}

// TestCompactionOfAPartlyIndexedSegment compacts a segment whose index file was written when the store was closed, and
// has not been written again since it grew: what came later stays.
func TestCompactionOfAPartlyIndexedSegment(t *testing.T) {
	fs := afero.NewMemMapFs()
	opts := fileio.Options{Now: fixedClock}
	h := open(t, fs, "store", opts)
	add(t, h, 1)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h = open(t, growingFs{fs}, "store", opts)
	add(t, h, 2)
	do(t, h, "store/commit", kernel.DictOf("appends", kernel.ListOf(kernel.DictOf("stream", kernel.Str("b/1"), "events",
		kernel.ListOf(kernel.DictOf("type", kernel.Str("t"), "data", kernel.Int(3), "id", kernel.Str("i")))))))
	put(t, h, "value")
	do(t, h, "store/snapshot-write", kernel.DictOf("name", kernel.Str("a"), "value", kernel.Int(1), "seq", kernel.Int(1)))
	do(t, h, "store/truncate", kernel.DictOf("stream", kernel.Str("a"), "before", kernel.Int(2)))
	want := dump(h)
	if c, err := h.Compact(context.Background()); err != nil || c.Files != 1 {
		t.Fatalf("%+v, %v", c, err)
	}
	if got := dump(h); got != want {
		t.Errorf("after the compaction: %s", differs(got, want))
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if got := dump(open(t, fs, "store", opts)); got != want {
		t.Errorf("opened again: %s", differs(got, want))
	}
	if r, err := fileio.Verify(context.Background(), fs, "store"); err != nil || len(r.Problems) > 0 {
		t.Errorf("%v, %v", r.Problems, err)
	}
}
