package fileio_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// fillMixed commits some 100 KB in frames of all sizes: one event, many, with ids and meta, of several streams,
// keys among them. It gives the events; between is told their number before each commit.
func fillMixed(t *testing.T, h *fileio.Host, rng *rand.Rand, between func(events int)) (events []storeop.Event) {
	t.Helper()
	for i := range 400 {
		between(len(events))
		c := &storeop.Commit{}
		if i%50 == 3 {
			c.KV = []storeop.KVOp{{Kind: storeop.KVPut, Key: "k", Value: codec.AppendInt(nil, int64(i))}}
		}
		for range 1 + rng.IntN(2) {
			a := storeop.Append{Stream: []string{"", "a", "orders/0000001", strings.Repeat("long ", 60)}[rng.IntN(4)],
				Expect: storeop.Expect{Seq: math.MinInt64}} // any
			for range []int{1, 1, 1, 1, 2, 7, 90}[rng.IntN(7)*rng.IntN(2)] {
				text := kernel.Str(strings.Repeat("x", []int{0, 9, 30, 200}[rng.IntN(4)]))
				data, err := codec.Append(nil, text, 1<<20)
				if err != nil {
					t.Fatal(err)
				}
				e := storeop.NewEvent{Type: []string{"", "placed", "paid"}[rng.IntN(3)], HasAt: true,
					At: []int64{0, 1_700_000_000_000, -1 << 63, 1<<63 - 1}[rng.IntN(4)], Data: data}
				if rng.IntN(4) == 0 {
					e.ID, e.HasID = fmt.Sprint("id", i), true
				}
				if rng.IntN(4) == 0 {
					e.Meta = data
				}
				a.Events = append(a.Events, e)
			}
			c.Appends = append(c.Appends, a)
		}
		plan, conflict, err := h.Commit(context.Background(), c)
		if err != nil || !conflict.IsNil() {
			t.Fatal(err, kernel.Write(conflict))
		}
		events = append(events, plan.New()...)
	}
	return events
}

// replayed gives the events that a replay shows.
func replayed(h *fileio.Host, after int64) (events []storeop.Event, err error) {
	err = h.Replay(context.Background(), after, func(e *storeop.Event) error {
		c := *e
		c.Data = append([]byte(nil), e.Data...)
		if e.Meta != nil {
			c.Meta = append([]byte(nil), e.Meta...)
		}
		events = append(events, c)
		return nil
	})
	return events, err
}

func sameEvents(t *testing.T, got, want []storeop.Event) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d events, want %d", len(got), len(want))
	}
	for i := range got {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("event %d is %+v, want %+v", i, got[i], want[i])
		}
	}
}

// TestReplay compares what a replay shows with what was committed: from any position on, after truncation,
// after a rewriting, and opened again.
func TestReplay(t *testing.T) {
	for seed := range uint64(4) {
		rng := rand.New(rand.NewPCG(seed, 1))
		fs := afero.NewMemMapFs()
		opts := fileio.Options{Sync: fileio.SyncNever, SegmentBytes: []int64{0, 60_000}[seed%2]}
		h := open(t, fs, "store", opts)
		want := fillMixed(t, h, rng, func(int) {})
		check := func() {
			t.Helper()
			for _, after := range []int64{0, 1, rng.Int64N(int64(len(want))), want[len(want)-1].Pos} {
				got, err := replayed(h, after)
				if err != nil {
					t.Fatal(err)
				}
				rest := want
				for len(rest) > 0 && rest[0].Pos <= after {
					rest = rest[1:]
				}
				sameEvents(t, got, rest)
			}
		}
		check()
		for _, s := range []struct {
			stream string
			before int64
		}{{"", 100}, {"a", 3}} {
			do(t, h, "store/truncate", kernel.DictOf("stream", kernel.Str(s.stream), "before", kernel.Int(s.before)))
			var left []storeop.Event
			for _, e := range want {
				if e.Stream != s.stream || e.Seq >= s.before {
					left = append(left, e)
				}
			}
			want = left
			check()
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		h = open(t, fs, "store", opts)
		check()
		if _, err := h.Compact(context.Background()); err != nil {
			t.Fatal(err)
		}
		check()
	}
}

// TestReplayMeetsDamage changes bytes of a log under an open store: a replay shows all events before the frame
// that has them, and then says which that is.
func TestReplayMeetsDamage(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	fs := afero.NewMemMapFs()
	h := open(t, fs, "store", fileio.Options{Sync: fileio.SyncNever})
	before := map[int]int{} // where a frame begins, to the events before it
	want := fillMixed(t, h, rng, func(events int) {
		info, err := fs.Stat("store/00000001.log")
		if err != nil {
			t.Fatal(err)
		}
		before[int(info.Size())] = events
	})
	log := []byte(files(t, fs, "store")["00000001.log"])
	for range 60 {
		at := 72 + rng.IntN(len(log)-72)
		start := 72
		for {
			size := 8 + int(log[start]) + int(log[start+1])<<8 + int(log[start+2])<<16
			if start+size > at {
				break
			}
			start += size
		}
		bad := bytes.Clone(log)
		bad[at] ^= 1 << rng.IntN(8)
		if err := afero.WriteFile(fs, "store/00000001.log", bad, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := replayed(h, 0)
		var damage *fileio.DamageError
		if !errors.As(err, &damage) || damage.Offset != int64(start) {
			t.Fatalf("byte %d of the frame at %d: %v", at-start, start, err)
		}
		sameEvents(t, got, want[:len(got)])
		if len(got) != before[start] {
			t.Fatalf("%d events before the frame at %d, want %d", len(got), start, before[start])
		}
	}
}
