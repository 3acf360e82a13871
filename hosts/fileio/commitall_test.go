package fileio_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// commits gives commits of one event each, of so many bytes; one that is said to be wrong expects what is not.
func commits(t *testing.T, stream string, n, bytes, wrong int) (out []*storeop.Commit) {
	t.Helper()
	lim := storeop.DefaultLimits()
	for i := range n {
		expect := kernel.Nil
		if i == wrong {
			expect = kernel.Int(1000)
		}
		c, err := storeop.ParseCommit(&lim, []kernel.Value{kernel.DictOf("appends", kernel.ListOf(kernel.DictOf("stream", kernel.Str(stream),
			"expect", expect, "events", kernel.ListOf(kernel.DictOf("type", kernel.Str(fmt.Sprint(i)), "data", kernel.Str(strings.Repeat("x", bytes)))))))})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// stored reads the types of a stream's events, in one line.
func stored(t *testing.T, h *fileio.Host) (out string) {
	t.Helper()
	err := h.Replay(context.Background(), 0, func(e *storeop.Event) error {
		out += fmt.Sprintf("%s%s@%d ", e.Stream, e.Type, e.Seq)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCommitAll: many commits of many writers; those of a call are stored in their order.
func TestCommitAll(t *testing.T) {
	h := open(t, afero.NewMemMapFs(), "store", fileio.Options{})
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			name := string(rune('a' + w))
			for round := range 10 {
				plans, conflict, err := h.CommitAll(context.Background(), commits(t, name, 40, 10, -1))
				if err != nil || !conflict.IsNil() || len(plans) != 40 {
					t.Errorf("%d plans, %v, %v", len(plans), conflict, err)
				}
				for i, p := range plans {
					if e := p.Answer()[0]; e.Seq != int64(round*40+i+1) || e.Type != fmt.Sprint(i) || e.Pos != plans[0].Pos+int64(i) {
						t.Errorf("round %d: commit %d of %s is event %d %q at %d", round, i, name, e.Seq, e.Type, e.Pos)
					}
				}
			}
		})
	}
	all.Wait()
	if n := strings.Count(stored(t, h), " "); n != 8*10*40 {
		t.Errorf("%d events are stored", n)
	}
	if plans, conflict, err := h.CommitAll(context.Background(), nil); len(plans) > 0 || !conflict.IsNil() || err != nil {
		t.Errorf("no commits: %v, %v, %v", plans, conflict, err)
	}
}

// TestCommitAllStops: nothing after a commit that is refused is stored, in the same frame and in later ones.
func TestCommitAllStops(t *testing.T) {
	for _, bytes := range []int{10, 700_000} {
		h := open(t, afero.NewMemMapFs(), "store", fileio.Options{})
		plans, conflict, err := h.CommitAll(context.Background(), commits(t, "s", 6, bytes, 3))
		if err != nil || conflict.AsDict().Lookup("actual") != kernel.Int(3) || len(plans) != 3 {
			t.Errorf("%d bytes: %d plans, %v, %v", bytes, len(plans), conflict, err)
		}
		if got := stored(t, h); got != "s0@1 s1@2 s2@3 " {
			t.Errorf("%d bytes: stored is %s", bytes, got)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if plans, _, err := h.CommitAll(ctx, commits(t, "s", 2, 1, -1)); len(plans) > 0 || !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %d plans, %v", len(plans), err)
		}
	}
}

// TestCommitAllFault: a write that fails is the error of its commits and ends the row; what was answered is there.
func TestCommitAllFault(t *testing.T) {
	writes := 0
	fs := &faultFs{afero.NewMemMapFs(), func(op, name string) error {
		if op == "write" && strings.HasSuffix(name, ".log") {
			if writes++; writes == 3 { // the header, the first frame, the second
				return errFault
			}
		}
		return nil
	}}
	h, err := fileio.Open(fs, "store", fileio.Options{})
	if err != nil {
		t.Fatal(err)
	}
	plans, conflict, err := h.CommitAll(context.Background(), commits(t, "s", 6, 700_000, -1))
	if err == nil || !strings.Contains(err.Error(), "ordered fault") || !conflict.IsNil() || len(plans) != 2 {
		t.Fatalf("%d plans, %v, %v", len(plans), conflict, err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h = open(t, fs, "store", fileio.Options{})
	if got := stored(t, h); got != "s0@1 s1@2 " {
		t.Errorf("stored is %s", got)
	}
}
