package fileio_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/kernel"
)

// TestFailedWriteEndsWriting lets one write or sync of the log fail: that commit and all later ones
// are errors, reads go on without it, and a new opening writes again.
func TestFailedWriteEndsWriting(t *testing.T) {
	for _, op := range []string{"write", "sync"} {
		t.Run(op, func(t *testing.T) {
			var failing atomic.Bool
			fs := &faultFs{afero.NewMemMapFs(), func(o, name string) error {
				if o == op && strings.HasSuffix(name, ".log") && failing.CompareAndSwap(true, false) { // the next attempt works
					return errFault
				}
				return nil
			}}
			h, err := fileio.Open(fs, "store", fileio.Options{})
			if err != nil {
				t.Fatal(err)
			}
			add(t, h, 1)
			want := dump(h)
			failing.Store(true)
			for i, part := range []string{"whether this request is stored is not known", "takes no writes since one failed"} {
				got := hosttest.Text(h.Perform(context.Background(), hosts.NewRequest("store/commit", batch(kernel.Int(2)))))
				if !strings.HasPrefix(got, "!io: ") || !strings.Contains(got, part) || !strings.Contains(got, "ordered fault") {
					t.Fatalf("commit %d after the fault: %s", i, got)
				}
			}
			if got := dump(h); got != want {
				t.Fatalf("after the fault the store holds\n%s", got)
			}
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			h = open(t, fs, "store", fileio.Options{})
			if got := dump(h); got != want {
				t.Fatalf("opened again the store holds\n%s", got)
			}
			add(t, h, 2)
		})
	}
}

// TestEveryOperationFailing runs the same work with operation 1, 2, 3 … failing until none does.
// Every answered commit is there when the store is opened again, and nothing that was not asked for.
func TestEveryOperationFailing(t *testing.T) {
	for n := 1; ; n++ {
		var count atomic.Int64 // files are also used in the background
		fs := &faultFs{afero.NewMemMapFs(), nil}
		fs.fault = func(string, string) error {
			if count.Add(1) == int64(n) {
				return errFault
			}
			return nil
		}
		answered := work(t, fs)
		hit := count.Load() >= int64(n)
		count.Add(1 << 32) // no further operation is the n-th
		h, err := fileio.Open(fs, "store", fileio.Options{SegmentBytes: 150})
		if err != nil {
			t.Fatalf("operation %d failed once: opening again: %v", n, err)
		}
		stat := do(t, h, "store/stat", kernel.Str("a"))
		if stat != statText(answered) && stat != statText(answered+1) {
			t.Fatalf("operation %d failed once: %d commits were answered, there are %s", n, answered, stat)
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		if !hit {
			if answered != 8 {
				t.Fatalf("without a fault %d commits were answered, want 8", answered)
			}
			return
		}
	}
}

func statText(n int) string {
	return "{:last-seq " + itoa(n) + " :first-seq 1 :count " + itoa(n) + "}"
}

// work opens a store and commits eight events, opening again after four and after errors, and
// gives the number of commits that were answered.
func work(t *testing.T, fs afero.Fs) (answered int) {
	t.Helper()
	for round := range 2 {
		h, err := fileio.Open(fs, "store", fileio.Options{SegmentBytes: 150})
		if err != nil {
			if !errors.Is(err, errFault) {
				t.Fatal(err)
			}
			continue
		}
		for range 4 {
			_, err := h.Perform(context.Background(), hosts.NewRequest("store/commit", batch(kernel.Int(int64(round)))))
			if err == nil {
				answered++
			}
		}
		_ = h.Close() // it may fail, which must not matter
	}
	return answered
}
