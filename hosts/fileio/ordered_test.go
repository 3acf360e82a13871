package fileio_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// scattered commits events one by one to streams at random, their data of a size that size gives.
func scattered(t *testing.T, h *fileio.Host, rng *rand.Rand, events, streams int, size func() int) (all []storeop.Event) {
	t.Helper()
	for i := range events {
		data, err := codec.Append(nil, kernel.Str(fmt.Sprint(i, strings.Repeat("x", size()))), 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		c := &storeop.Commit{Appends: []storeop.Append{{Stream: fmt.Sprint("s", rng.IntN(streams)),
			Expect: storeop.Expect{Seq: -1 << 63}, Events: []storeop.NewEvent{{Type: "t", HasAt: true, At: 7, Data: data}}}}}
		plan, conflict, err := h.Commit(context.Background(), c)
		if err != nil || !conflict.IsNil() {
			t.Fatal(err, kernel.Write(conflict))
		}
		all = append(all, plan.New()...)
	}
	return all
}

// paged gives the positions of all pages of store/read-all, of events as scattered makes them.
func paged(t *testing.T, h *fileio.Host, reverse bool, limit int64) (list []int64) {
	t.Helper()
	q := kernel.DictOf("reverse", kernel.Bool(reverse), "limit", kernel.Int(limit))
	for {
		v, err := h.Perform(context.Background(), hosts.NewRequest("store/read-all", q))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range v.AsDict().Lookup("events").AsList().Items() {
			pos := e.AsDict().Lookup("pos").Int64()
			if data := e.AsDict().Lookup("data").Text(); strings.TrimRight(data, "x") != fmt.Sprint(pos-1) {
				t.Fatalf("the event at %d has the data %q", pos, data)
			}
			list = append(list, pos)
		}
		next := v.AsDict().Lookup("next")
		if next.IsNil() {
			return list
		}
		q = kernel.DictOf("reverse", kernel.Bool(reverse), "limit", kernel.Int(limit), "after", next)
	}
}

// TestRewrittenInOrder reads a rewritten file, whose events lie by stream, in the order of positions: all of it
// and from everywhere, forwards and backwards, with positions missing, and with few reads.
func TestRewrittenInOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	fs := countingFs{afero.NewMemMapFs(), new(atomic.Int64)}
	h := open(t, fs, "store", fileio.Options{Sync: fileio.SyncNever})
	want := scattered(t, h, rng, 6000, 50, func() int { return rng.IntN(60) })
	for range 2 {
		if _, err := h.Compact(context.Background()); err != nil {
			t.Fatal(err)
		}
		for _, after := range []int64{0, 1, 63, 64, 65, 3000, 5999, 6000} {
			fs.reads.Store(0)
			got, err := replayed(h, after)
			if err != nil {
				t.Fatal(err)
			}
			rest := want
			for len(rest) > 0 && rest[0].Pos <= after {
				rest = rest[1:]
			}
			sameEvents(t, got, rest)
			if n := fs.reads.Load(); n > 30 {
				t.Errorf("%d reads for %d events", n, len(got))
			}
		}
		for _, reverse := range []bool{false, true} {
			got := paged(t, h, reverse, 700)
			if len(got) != len(want) {
				t.Fatalf("%d events in pages, want %d", len(got), len(want))
			}
			for i, pos := range got {
				k := i
				if reverse {
					k = len(want) - 1 - i
				}
				if pos != want[k].Pos {
					t.Fatalf("reverse %v: event %d has position %d, want %d", reverse, i, pos, want[k].Pos)
				}
			}
		}
		var left []storeop.Event
		do(t, h, "store/truncate", kernel.DictOf("stream", kernel.Str("s7"), "before", kernel.Int(100)))
		for _, e := range want {
			if e.Stream != "s7" || e.Seq >= 100 {
				left = append(left, e)
			}
		}
		want = left
	}
}

// TestRewrittenLargeInOrder reads events that are too large for many to be kept at a time.
func TestRewrittenLargeInOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	h := open(t, afero.NewMemMapFs(), "store", fileio.Options{Sync: fileio.SyncNever})
	want := scattered(t, h, rng, 120, 5, func() int { return []int{0, 100, 900_000}[rng.IntN(3)] })
	if _, err := h.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
	got, err := replayed(h, 0)
	if err != nil {
		t.Fatal(err)
	}
	sameEvents(t, got, want)
}

// TestRewrittenMeetsDamage changes a byte of a rewritten file under an open store: a replay shows the events
// before the first that is harmed, and says where the damage is. A context that ends ends it, too.
func TestRewrittenMeetsDamage(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	fs := afero.NewMemMapFs()
	h := open(t, fs, "store", fileio.Options{Sync: fileio.SyncNever})
	want := scattered(t, h, rng, 3000, 20, func() int { return rng.IntN(60) })
	if _, err := h.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
	name := "00000001-00000001.1.log"
	log := files(t, fs, "store")[name]
	for range 20 {
		at := 72 + rng.IntN(len(log)-72)
		bad := []byte(log)
		bad[at] ^= 1
		if err := afero.WriteFile(fs, filepath.Join("store", name), bad, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := replayed(h, 0)
		var damage *fileio.DamageError
		if !errors.As(err, &damage) || !strings.Contains(damage.Text, "as it was written") || damage.Offset > int64(at) || damage.Offset+9000 < int64(at) {
			t.Fatalf("byte %d: %v", at, err)
		}
		if len(got) == len(want) {
			t.Fatal("all events were shown")
		}
		sameEvents(t, got, want[:len(got)])
	}
	if err := afero.WriteFile(fs, filepath.Join("store", name), []byte(log), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	shown := 0
	err := h.Replay(ctx, 0, func(*storeop.Event) error {
		shown++
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || shown == len(want) {
		t.Fatalf("a replay that was cancelled showed %d events: %v", shown, err)
	}
}
