package fileio_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/kernel"
)

// TestIndexOfAGrowingSegment closes and opens a store again and again while a segment grows, with frames that have
// no events among others: its index file is the one that is made from the whole segment, and finds all positions.
func TestIndexOfAGrowingSegment(t *testing.T) {
	ctx := context.Background()
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 5))
		fs := afero.NewMemMapFs()
		opts := fileio.Options{Sync: fileio.SyncNever, SegmentBytes: []int64{0, 150_000}[seed%2]}
		h := open(t, fs, "store", opts)
		events := int64(0)
		find := func() {
			for range 5 {
				after := rng.Int64N(events + 1)
				v, err := h.Perform(ctx, hosts.NewRequest("store/read-all", kernel.DictOf("after", kernel.Int(after),
					"limit", kernel.Int(1), "reverse", kernel.Bool(rng.IntN(2) == 0 && after > 1))))
				if err != nil {
					t.Fatal(err)
				}
				list := v.AsDict().Lookup("events").AsList().Items()
				if after < events && after > 1 && len(list) != 1 {
					t.Fatalf("seed %d: %d events beside position %d of %d", seed, len(list), after, events)
				}
			}
		}
		for range 6 {
			for range rng.IntN(60) {
				text := kernel.Str(strings.Repeat("x", rng.IntN(4000)))
				if rng.IntN(3) == 0 {
					do(t, h, "store/commit", kernel.DictOf("kv", kernel.ListOf(
						kernel.DictOf("put", kernel.Str("k"), "value", text))))
					continue
				}
				do(t, h, "store/commit", batch(text))
				events++
			}
			find()
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			before := files(t, fs, "store")
			if err := fileio.Rebuild(ctx, fs, "store"); err != nil {
				t.Fatal(err)
			}
			for name, b := range files(t, fs, "store") {
				if strings.HasSuffix(name, ".idx") && before[name] != b {
					t.Fatalf("seed %d: rebuilding changes %s", seed, name)
				}
				if name != "mark" { // as it was, so that the next round goes on from what was written bit by bit
					if err := afero.WriteFile(fs, "store/"+name, []byte(before[name]), 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			h = open(t, fs, "store", opts)
			find()
		}
	}
}
