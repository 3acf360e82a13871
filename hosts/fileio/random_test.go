package fileio_test

import (
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/hosts/mockio"
)

func fixedClock() int64 { return 1000 }

// TestSameAnswersAsTheReference performs random requests here and in memory, with the files being
// closed and opened again now and then.
func TestSameAnswersAsTheReference(t *testing.T) {
	for seed := range uint64(40) {
		fs := afero.NewMemMapFs()
		opts := fileio.Options{Now: fixedClock, SegmentBytes: []int64{0, 200, 2000}[seed%3], OpenFiles: []int{0, 1}[seed%2]}
		h := open(t, fs, "store", opts)
		reopen := func() hosts.Host {
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			h = open(t, fs, "store", opts)
			if notes := h.Notes(); len(notes) > 0 {
				t.Fatalf("seed %d: opening after a close repaired something: %q", seed, notes)
			}
			return h
		}
		hosttest.Compare(t, seed, 400, mockio.New(mockio.WithClock(1000, 0)), h, reopen)
	}
}

// TestSameAnswersBesideAWriter performs random requests on a writer; every one that only reads is
// compared with what a read-only host, opened once at the beginning, answers.
func TestSameAnswersBesideAWriter(t *testing.T) {
	for seed := range uint64(20) {
		fs := root(t)
		opts := fileio.Options{Now: fixedClock, SegmentBytes: []int64{0, 300}[seed%2]}
		writer := open(t, fs, "store", opts)
		opts.ReadOnly = true
		both := besides{writer, open(t, fs, "store", opts)}
		hosttest.Compare(t, seed, 150, mockio.New(mockio.WithClock(1000, 0)), both, nil)
	}
}
