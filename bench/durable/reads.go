package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// processor gives the processor time that this process has used: what reading costs, whatever else the
// machine does.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// reads measures replay, and reading one stream among many.
func reads(c *config) error {
	dir, err := os.MkdirTemp(c.dir, "read")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := fill(dir, c.events, c.events/100, 1); err != nil {
		return err
	}
	h, _, _, err := opened(dir, fileio.Options{})
	if err != nil {
		return err
	}
	if err := replays(c, dir, h); err != nil {
		return err
	}
	fmt.Printf("\none stream of 100 among %d, in the order of commits\n", c.events/100)
	if err := oneStream(c, dir, h); err != nil {
		return err
	}
	t := time.Now()
	done, err := h.Compact(context.Background())
	if err != nil {
		return err
	}
	fmt.Printf("\ncompacted in %s: %+v\n", millis(time.Since(t)), done)
	if err := oneStream(c, dir, h); err != nil {
		return err
	}
	return h.Close()
}

// replays measures reading the bytes, a replay, one that decodes, and decoding, in processor time.
func replays(c *config, dir string, h *fileio.Host) error {
	var list [4][]float64
	steps := []func() error{
		func() error { return readBytes(filepath.Join(dir, "store")) },
		func() error {
			return h.Replay(context.Background(), 0, func(*storeop.Event) error { return nil })
		},
		func() error {
			return h.Replay(context.Background(), 0, func(e *storeop.Event) error {
				_, err := codec.Decode(e.Data)
				return err
			})
		},
		func() error {
			for range c.events {
				if _, err := codec.Decode(event); err != nil {
					return err
				}
			}
			return nil
		},
	}
	for range rounds {
		for i, f := range steps {
			t := processor()
			if err := f(); err != nil {
				return err
			}
			list[i] = append(list[i], float64((processor()-t).Nanoseconds())/float64(c.events))
		}
	}
	fmt.Printf("\nreplay of %d events, processor time\n", c.events)
	for i, name := range []string{"reading the bytes", "replay", "replay, decoded", "decoding alone"} {
		fmt.Printf("%-18s %8.0f ns/event\n", name, median(list[i]))
	}
	fmt.Printf("replay is %.2f of reading, decoded replay %.2f of decoding\n", median(list[0])/median(list[1]),
		median(list[3])/median(list[2]))
	return nil
}

// readBytes reads all segments in pieces of 1 MiB.
func readBytes(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "*.log"))
	if err != nil {
		return err
	}
	buf := make([]byte, 1<<20)
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		for n, off := 1, int64(0); n > 0; off += int64(n) {
			n, _ = f.ReadAt(buf, off) // 0 at the end
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}

// oneStream reads streams, and as many pieces of a file at random as a stream has events.
func oneStream(c *config, dir string, h *fileio.Host) error {
	names, err := filepath.Glob(filepath.Join(dir, "store", "*.log"))
	if err != nil || len(names) == 0 {
		return errors.Join(err, errors.New("no log"))
	}
	f, err := os.Open(names[0])
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(3, 4))
	buf := make([]byte, eventBytes)
	var raw, sx, decode []float64
	for range 300 {
		stream := fmt.Sprintf("orders/%07d", rng.IntN(c.events/100))
		t := time.Now()
		v, err := h.Perform(context.Background(), hosts.NewRequest("store/read", kernel.DictOf("stream", kernel.Str(stream))))
		if err != nil {
			return err
		}
		sx = append(sx, float64(time.Since(t).Nanoseconds()))
		n := v.AsDict().Lookup("events").AsList().Len()
		t = time.Now()
		for range n {
			if _, err := f.ReadAt(buf, rng.Int64N(max(1, info.Size()-eventBytes))); err != nil {
				return err
			}
		}
		raw = append(raw, float64(time.Since(t).Nanoseconds()))
		t = time.Now()
		var d codec.Decoder // as the host has one for an answer
		for range n {
			if _, err := d.Decode(event); err != nil {
				return err
			}
		}
		decode = append(decode, float64(time.Since(t).Nanoseconds()))
	}
	fmt.Printf("store/read %.1f us, as many raw preads %.1f us, decoding alone %.1f us: %.2f times raw, %.2f without decoding\n",
		median(sx)/1000, median(raw)/1000, median(decode)/1000, median(sx)/median(raw),
		(median(sx)-median(decode))/median(raw))
	return nil
}
