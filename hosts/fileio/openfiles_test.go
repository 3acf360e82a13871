package fileio_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// limitedFs knows how many files are open to read only, and opens no more than limit; 0 is no limit.
type limitedFs struct {
	afero.Fs
	open, most *atomic.Int64
	limit      int64
}

func newLimitedFs(fs afero.Fs, limit int64) limitedFs {
	return limitedFs{fs, new(atomic.Int64), new(atomic.Int64), limit}
}

type limitedFile struct {
	afero.File
	fs   limitedFs
	once *sync.Once
}

func (l limitedFs) Open(name string) (afero.File, error) {
	if !strings.HasSuffix(name, ".log") && !strings.HasSuffix(name, ".idx") {
		return l.Fs.Open(name)
	}
	n := l.open.Add(1)
	if l.limit > 0 && n > l.limit {
		l.open.Add(-1)
		return nil, &os.PathError{Op: "open", Path: name, Err: syscall.EMFILE}
	}
	f, err := l.Fs.Open(name)
	if err != nil {
		l.open.Add(-1)
		return nil, err
	}
	for old := l.most.Load(); n > old && !l.most.CompareAndSwap(old, n); old = l.most.Load() {
	}
	return limitedFile{f, l, new(sync.Once)}, nil
}

func (f limitedFile) Close() error {
	f.once.Do(func() { f.fs.open.Add(-1) })
	return f.File.Close()
}

// readAllWays gives what a replay, all pages of store/read-all both ways, and one of a stream have.
func readAllWays(t *testing.T, h *fileio.Host) string {
	t.Helper()
	var b strings.Builder
	for _, reverse := range []bool{false, true} {
		q := kernel.DictOf("reverse", kernel.Bool(reverse), "limit", kernel.Int(30))
		for next := kernel.Int(0); !next.IsNil(); {
			v, err := h.Perform(context.Background(), hosts.NewRequest("store/read-all", q))
			if err != nil {
				t.Error(err)
				return ""
			}
			fmt.Fprintln(&b, kernel.Write(v.AsDict().Lookup("events")))
			next = v.AsDict().Lookup("next")
			q = kernel.DictOf("reverse", kernel.Bool(reverse), "limit", kernel.Int(30), "after", next)
		}
	}
	err := h.Replay(context.Background(), 0, func(e *storeop.Event) error {
		fmt.Fprintln(&b, e.Stream, e.Seq, e.Pos)
		return nil
	})
	fmt.Fprintln(&b, hosttest.Text(h.Perform(context.Background(), hosts.NewRequest("store/read", kernel.DictOf("stream", kernel.Str("s3"))))), err)
	return b.String()
}

// fillSegments commits so much that there are dozens of segments of 150 bytes.
func fillSegments(t *testing.T, h *fileio.Host) {
	t.Helper()
	for i := range 60 {
		var events []kernel.Value
		for k := range int64(9) {
			events = append(events, kernel.DictOf("type", kernel.Str("t"), "data", kernel.Int(k)))
		}
		do(t, h, "store/commit", kernel.DictOf("appends", kernel.ListOf(kernel.DictOf("stream", kernel.Str(fmt.Sprint("s", i%7)),
			"events", kernel.ListOf(events...)))))
	}
}

// TestOpenFilesAreBounded reads a store of more segments than files may be open, many at once and beside
// compactions, in the writer and in a reader: answers are as ever, and the bound holds.
func TestOpenFilesAreBounded(t *testing.T) {
	const most, readers = 10, 4
	fs := newLimitedFs(afero.NewMemMapFs(), 0)
	h := open(t, fs, "store", fileio.Options{Now: fixedClock, Sync: fileio.SyncNever, SegmentBytes: 150, OpenFiles: most})
	for round := range 3 {
		fillSegments(t, h)
		want := readAllWays(t, h)
		if n := fs.most.Load(); n > most+2 { // one that is opened, and the index that is written
			t.Errorf("round %d: %d files were open", round, n)
		}
		reader := open(t, fs, "store", fileio.Options{ReadOnly: true, OpenFiles: most})
		var wg sync.WaitGroup
		for i := range readers {
			wg.Go(func() {
				for range 5 {
					if got := readAllWays(t, []*fileio.Host{h, reader}[i%2]); got != want {
						t.Errorf("round %d: %s", round, differs(got, want))
					}
				}
			})
		}
		wg.Go(func() {
			if _, err := h.Compact(context.Background()); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
		for fs.open.Load() > most { // what was rewritten is closed when requests under way have ended
			time.Sleep(time.Millisecond)
		}
		fs.most.Store(0)
	}
	if err := h.Close(); err != nil || fs.open.Load() != 0 {
		t.Errorf("%d files are open after closing: %v", fs.open.Load(), err)
	}
}

// TestSystemAllowsFewFiles opens a store of more files than the system lets a process have.
func TestSystemAllowsFewFiles(t *testing.T) {
	fs := newLimitedFs(afero.NewMemMapFs(), 9)
	opts := fileio.Options{Now: fixedClock, Sync: fileio.SyncNever, SegmentBytes: 150}
	h := open(t, fs, "store", opts)
	fillSegments(t, h)
	want := readAllWays(t, h)
	if _, err := h.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
	fillSegments(t, h)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h = open(t, fs, "store", opts)
	if got := readAllWays(t, h); len(got) < 2*len(want) {
		t.Fatalf("%.300s", got)
	}
}

// TestFileRemovedUnderAStore removes files that are closed for the time being: without an index its segment tells all,
// and a segment that is not there is damage.
func TestFileRemovedUnderAStore(t *testing.T) {
	for _, readOnly := range []bool{false, true} {
		fs := afero.NewMemMapFs()
		h := open(t, fs, "store", fileio.Options{Now: fixedClock, Sync: fileio.SyncNever, SegmentBytes: 150, OpenFiles: 1})
		fillSegments(t, h)
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		h = open(t, fs, "store", fileio.Options{ReadOnly: readOnly, SegmentBytes: 150, OpenFiles: 1})
		want := readAllWays(t, h)
		for i := range 10 {
			if err := fs.Remove(fmt.Sprintf("store/%08d.idx", 10+i)); err != nil {
				t.Fatal(err)
			}
		}
		if got := readAllWays(t, h); got != want {
			t.Fatal(differs(got, want))
		}
		if err := fs.Remove("store/00000012.log"); err != nil {
			t.Fatal(err)
		}
		_, err := replayed(h, 0)
		var damage *fileio.DamageError
		if !errors.As(err, &damage) || !strings.Contains(err.Error(), "00000012.log, byte 0: the file is missing") {
			t.Fatalf("a segment that is gone: %v", err)
		}
	}
}

// TestReplayBesideCompaction truncates and compacts a store while it is replayed, with most of its files closed: the
// replay goes on in the old files, and shows what was there when it began.
func TestReplayBesideCompaction(t *testing.T) {
	for _, most := range []int{1, 50} {
		h := open(t, afero.NewMemMapFs(), "store", fileio.Options{Now: fixedClock, Sync: fileio.SyncNever, SegmentBytes: 150, OpenFiles: most})
		fillSegments(t, h)
		want := 60 * 9
		var wg sync.WaitGroup
		shown, compacted := 0, make(chan error)
		err := h.Replay(context.Background(), 0, func(e *storeop.Event) error {
			if shown++; shown != 70 {
				return nil
			}
			for i := range 7 { // Replay keeps the store open; a truncation is a request of another goroutine
				wg.Go(func() {
					do(t, h, "store/truncate", kernel.DictOf("stream", kernel.Str(fmt.Sprint("s", i)), "before", kernel.Int(50)))
				})
			}
			wg.Wait()
			go func() {
				_, err := h.Compact(context.Background())
				compacted <- err
			}()
			return <-compacted
		})
		if err != nil || shown != want {
			t.Errorf("at most %d files: %d events of %d: %v", most, shown, want, err)
		}
	}
}

// TestIndexReplacedUnderAReader lets a writer replace the index file of the last segment, which a reader has closed
// for the time being: the reader does not take the one for the other.
func TestIndexReplacedUnderAReader(t *testing.T) {
	fs := afero.NewMemMapFs()
	commit := func(from, to int) {
		h, err := fileio.Open(fs, "store", fileio.Options{Now: fixedClock, Sync: fileio.SyncNever})
		if err != nil {
			t.Fatal(err)
		}
		for i := from; i < to; i++ {
			do(t, h, "store/commit", kernel.DictOf("appends", kernel.ListOf(kernel.DictOf("stream", kernel.Str(fmt.Sprint("stream ", i%500)),
				"events", kernel.ListOf(kernel.DictOf("type", kernel.Str("t"), "data", kernel.Int(int64(i))))))))
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
	commit(0, 600)
	reader := open(t, fs, "store", fileio.Options{ReadOnly: true, OpenFiles: 1})
	commit(600, 1700)
	for i := range 500 {
		text := do(t, reader, "store/read", kernel.DictOf("stream", kernel.Str(fmt.Sprint("stream ", i))))
		for n := i; n < 1700; n += 500 {
			if !strings.Contains(text, fmt.Sprintf(":data %d}", n)) {
				t.Fatalf("stream %d: no event %d in %s", i, n, text)
			}
		}
	}
}
