package fileio_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/kernel"
)

// countingFs counts the reads at offsets of files that are open to read only.
type countingFs struct {
	afero.Fs
	reads *atomic.Int64
}

type countingFile struct {
	afero.File
	reads *atomic.Int64
}

func (c countingFs) Open(name string) (afero.File, error) {
	f, err := c.Fs.Open(name)
	if err != nil {
		return nil, err
	}
	return countingFile{f, c.reads}, nil
}

func (c countingFile) ReadAt(b []byte, off int64) (int, error) {
	c.reads.Add(1)
	return c.File.ReadAt(b, off)
}

// TestFramesThatAreNearAreReadAtOnce reads a stream whose events lie between those of others: near to each
// other, and far apart.
func TestFramesThatAreNearAreReadAtOnce(t *testing.T) {
	const events = 100
	for _, c := range []struct {
		others, most int64 // events of others between two, and reads of a page
	}{{0, 3}, {5, 3}, {30, 6}, {60, events + 1}} {
		fs := countingFs{afero.NewMemMapFs(), new(atomic.Int64)}
		h := open(t, fs, "store", fileio.Options{Sync: fileio.SyncNever})
		for i := range events * (c.others + 1) {
			stream := "a"
			if i%(c.others+1) > 0 {
				stream = fmt.Sprint("other", i%7)
			}
			event := kernel.DictOf("type", kernel.Str("t"), "at", kernel.Int(7), "data", kernel.Str(fmt.Sprintf("%80d", i)))
			do(t, h, "store/commit", kernel.DictOf("appends", kernel.ListOf(kernel.DictOf("stream", kernel.Str(stream),
				"events", kernel.ListOf(event)))))
		}
		for _, reverse := range []bool{false, true} {
			fs.reads.Store(0)
			text := do(t, h, "store/read", kernel.DictOf("stream", kernel.Str("a"), "reverse", kernel.Bool(reverse)))
			if n := fs.reads.Load(); n > c.most {
				t.Errorf("with %d events between two, reverse %v: %d reads, want at most %d", c.others, reverse, n, c.most)
			}
			first := fmt.Sprintf(`%80d`, 0)
			if last := fmt.Sprintf("%80d", (events-1)*(c.others+1)); len(text) < events*80 ||
				!strings.Contains(text, first) || !strings.Contains(text, last) {
				t.Errorf("the page is %.200s", text)
			}
		}
	}
}
