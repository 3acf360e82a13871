package main

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/sx-lang/sx/hosts/fileio"
)

// fill makes a store of n events in streams, in commits of the given size, in random order.
func fill(dir string, n, streams, batch int) error {
	e, err := openSX(dir, false)
	if err != nil {
		return err
	}
	s := e.(*sx)
	rng := rand.New(rand.NewPCG(1, 2))
	c, err := commitOf("", batch)
	if err != nil {
		return err
	}
	for i := 0; i < n; i += batch {
		c.Appends[0].Stream = fmt.Sprintf("orders/%07d", rng.IntN(streams))
		if _, _, err := s.h.Commit(context.Background(), c); err != nil {
			return err
		}
	}
	return s.close()
}

// size gives the bytes and the number of files below a directory.
func size(dir string) (bytes int64, files int, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			bytes, files = bytes+info.Size(), files+1
		}
		return err
	})
	return bytes, files, err
}

// opened opens a store, and gives the time and the memory that it takes.
func opened(dir string, opts fileio.Options) (h *fileio.Host, d time.Duration, heap int64, err error) {
	root, err := fileio.RootFs(dir)
	if err != nil {
		return nil, 0, 0, err
	}
	before := live()
	t := time.Now()
	h, err = fileio.Open(root, "store", opts)
	d = time.Since(t)
	return h, d, live() - before, err
}

func live() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// crash makes a copy of a store as a killed process leaves it, with a tenth of a segment that no index has.
func crash(dir, to string) error {
	h, _, _, err := opened(dir, fileio.Options{Sync: fileio.SyncNever})
	if err != nil {
		return err
	}
	c, err := commitOf("orders/0000001", 1)
	if err != nil {
		return err
	}
	for range 50_000 {
		if _, _, err := h.Commit(context.Background(), c); err != nil {
			return err
		}
	}
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		return err
	}
	return h.Close()
}

// large measures opening and memory of large stores, and what an event takes.
func large(c *config) error {
	fmt.Printf("\nlarge stores, 10,000 streams\n%12s %14s %10s %10s %10s %14s %12s %12s\n", "events", "heap, writing",
		"clean", "killed", "no index", "heap, open", "bytes/event", "over data")
	for _, n := range []int{c.events, 10 * c.events} {
		dir, err := os.MkdirTemp(c.dir, "large")
		if err != nil {
			return err
		}
		if err := largeOne(dir, n); err != nil {
			return err
		}
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return nil
}

// peak gives the most memory that is in use at a time while work is done, beyond what is before: garbage that was not
// collected yet counts.
func peak(work func() error) (int64, error) {
	before, most := live(), int64(0)
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, int64(m.HeapAlloc)-before)
		}
	})
	err := work()
	close(done)
	wg.Wait()
	return most, err
}

func largeOne(dir string, n int) error {
	writing, err := peak(func() error { return fill(dir, n, 10_000, 1) })
	if err != nil {
		return err
	}
	bytes, _, err := size(filepath.Join(dir, "store"))
	if err != nil {
		return err
	}
	h, clean, heap, err := opened(dir, fileio.Options{})
	if err != nil {
		return err
	}
	if err := h.Close(); err != nil {
		return err
	}
	copied := dir + "-killed"
	defer os.RemoveAll(copied)
	if err := crash(dir, copied); err != nil {
		return err
	}
	h, killed, _, err := opened(copied, fileio.Options{})
	if err != nil {
		return err
	}
	if err := h.Close(); err != nil {
		return err
	}
	if err := removeIndexes(filepath.Join(copied, "store")); err != nil {
		return err
	}
	h, bare, _, err := opened(copied, fileio.Options{})
	if err != nil {
		return err
	}
	if err := h.Close(); err != nil {
		return err
	}
	per := float64(bytes) / float64(n)
	own := float64(len(event) + len("orders/0000000") + len("placed") + 8)
	fmt.Printf("%12d %10.1f MiB %10s %10s %10s %10.1f MiB %12.1f %12.1f\n", n, float64(writing)/(1<<20), millis(clean), millis(killed), millis(bare),
		float64(heap)/(1<<20), per, per-own)
	return nil
}

func removeIndexes(dir string) error {
	for _, pattern := range []string{"*.idx", "checkpoint"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	return nil
}

func millis(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// manyStreams measures a store of as many streams as events.
func manyStreams(c *config) error {
	dir, err := os.MkdirTemp(c.dir, "streams")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	e, err := openSX(dir, false)
	if err != nil {
		return err
	}
	s := e.(*sx)
	one, err := commitOf("", 1)
	if err != nil {
		return err
	}
	t := time.Now()
	for i := range c.events {
		one.Appends[0].Stream = fmt.Sprintf("orders/%07d", i)
		if _, _, err := s.h.Commit(context.Background(), one); err != nil {
			return err
		}
	}
	wrote := time.Since(t)
	heap := live()
	if err := s.close(); err != nil {
		return err
	}
	bytes, files, err := size(dir)
	if err != nil {
		return err
	}
	h, d, after, err := opened(dir, fileio.Options{})
	if err != nil {
		return err
	}
	fmt.Printf("\n%d streams of one event: written in %s, heap then %.1f MiB; opened in %s, heap %.0f bytes a stream; "+
		"%d files, %.1f bytes a stream\n", c.events, millis(wrote), float64(heap)/(1<<20), millis(d),
		float64(after)/float64(c.events), files, float64(bytes)/float64(c.events))
	return h.Close()
}
