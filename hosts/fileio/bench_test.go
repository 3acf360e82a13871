package fileio_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// BenchmarkCommit commits one event at a time, on the disk of the temporary directory.
func BenchmarkCommit(b *testing.B) {
	h, err := fileio.Open(afero.NewOsFs(), b.TempDir(), fileio.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer h.Close()
	r := hosts.NewRequest("store/commit", batch(kernel.DictOf("n", kernel.Int(1), "text", kernel.Str("some text"))))
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			b.SetParallelism(writers)
			var failed atomic.Int64
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := h.Perform(context.Background(), r); err != nil {
						failed.Add(1)
					}
				}
			})
			if failed.Load() > 0 {
				b.Fatalf("%d commits failed", failed.Load())
			}
		})
	}
}

// BenchmarkReadAll reads 10,000 events in pages, decoded; bytes are those of the answers' count.
func BenchmarkReadAll(b *testing.B) {
	h, err := fileio.Open(afero.NewOsFs(), b.TempDir(), fileio.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer h.Close()
	event := kernel.DictOf("type", kernel.Str("t"), "at", kernel.Int(1), "data", kernel.DictOf("n", kernel.Int(1)))
	events := make([]kernel.Value, 100)
	for i := range events {
		events[i] = event
	}
	many := kernel.DictOf("appends", kernel.ListOf(kernel.DictOf("stream", kernel.Str("a"), "events", kernel.ListOf(events...))))
	for range 100 {
		if _, err := h.Perform(context.Background(), hosts.NewRequest("store/commit", many)); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		after := kernel.Int(0)
		for !after.IsNil() {
			v, err := h.Perform(context.Background(), hosts.NewRequest("store/read-all", kernel.DictOf("after", after)))
			if err != nil {
				b.Fatal(err)
			}
			after = v.AsDict().Lookup("next")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/10_000, "ns/event")
}

// BenchmarkReadStream reads streams of 100 among 1000, whose events are spread.
func BenchmarkReadStream(b *testing.B) {
	h, err := fileio.Open(afero.NewOsFs(), b.TempDir(), fileio.Options{Sync: fileio.SyncNever, SegmentBytes: 8 << 20})
	if err != nil {
		b.Fatal(err)
	}
	defer h.Close()
	data := kernel.DictOf("n", kernel.Int(1), "text", kernel.Str("some text"), "more", kernel.Str("a little more of it"))
	for i := range 100_000 {
		r := kernel.DictOf("appends", kernel.ListOf(kernel.DictOf("stream", kernel.Str(fmt.Sprint("s", i%1000)),
			"events", kernel.ListOf(kernel.DictOf("type", kernel.Str("t"), "at", kernel.Int(7), "data", data)))))
		if _, err := h.Perform(context.Background(), hosts.NewRequest("store/commit", r)); err != nil {
			b.Fatal(err)
		}
	}
	i := 0
	b.Run("page", func(b *testing.B) {
		for b.Loop() {
			i++
			r := hosts.NewRequest("store/read", kernel.DictOf("stream", kernel.Str(fmt.Sprint("s", i%1000))))
			if _, err := h.Perform(context.Background(), r); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("replay", func(b *testing.B) {
		for b.Loop() {
			if err := h.Replay(context.Background(), 0, func(*storeop.Event) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100_000, "ns/event")
	})
}
