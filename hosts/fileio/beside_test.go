package fileio_test

import (
	"context"
	"sync"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// TestReadsBesideWrites reads in every way while others write, for the race detector; what is read is whole.
func TestReadsBesideWrites(t *testing.T) {
	fs := afero.NewMemMapFs()
	h := open(t, fs, "store", fileio.Options{Sync: fileio.SyncNever, SegmentBytes: 20_000})
	add(t, h, 0)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for i := range int64(300) {
				add(t, h, i)
				do(t, h, "store/commit", kernel.DictOf("kv", kernel.ListOf(
					kernel.DictOf("put", kernel.Str("k"), "value", kernel.Int(i)))))
			}
		})
		wg.Go(func() {
			for range 60 {
				do(t, h, "store/read", kernel.DictOf("stream", kernel.Str("a"), "reverse", kernel.True))
				do(t, h, "store/read-all", kernel.DictOf("reverse", kernel.True))
				do(t, h, "kv/get", kernel.Str("k"))
				next := int64(1)
				if err := h.Replay(context.Background(), 0, func(e *storeop.Event) error {
					if e.Pos != next {
						t.Errorf("position %d, want %d", e.Pos, next)
					}
					next++
					return nil
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
