package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/sx-lang/sx/hosts/codec"
)

func data() []byte {
	b, err := codec.Append(nil, eventData(), math.MaxInt)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return b
}

// rounds is how often the engines take turns: often, so that what else the machine does falls on all.
const rounds = 12

// pick gives the engines that are wanted; the raw loop always is.
func (c *config) pick() (list []namedEngine) {
	for _, e := range engines() {
		if e.name == "raw" || c.engines.MatchString(e.name) {
			list = append(list, e)
		}
	}
	return list
}

// result is what an engine did in a workload.
type result struct {
	perSecond []float64 // events, of each round
	latencies []time.Duration
}

func (r *result) rate() float64 { return median(r.perSecond) }

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}

func (r *result) quantile(q float64) time.Duration {
	slices.Sort(r.latencies)
	if len(r.latencies) == 0 {
		return 0
	}
	return r.latencies[int(float64(len(r.latencies)-1)*q)]
}

// appends runs the workloads that append.
func appends(c *config) error {
	for _, w := range []struct {
		name           string
		writers, batch int
		durable        bool
	}{
		{"append, 1 writer", 1, 1, true},
		{"append, 64 writers", 64, 1, true},
		{"append, batches of 100", 1, 100, true},
		{"append, unsynced", 1, 1, false},
		{"append, unsynced batches of 100", 1, 100, false},
	} {
		if !c.run.MatchString(w.name) {
			continue
		}
		results, err := race(c, w.writers, w.batch, w.durable)
		if err != nil {
			return err
		}
		fmt.Printf("\n%s\n%-14s %12s %10s %10s %8s %8s\n", w.name, "", "events/s", "p50", "p99", "of raw", "p50/raw")
		for _, e := range c.pick() {
			r := results[e.name]
			raw := results["raw"]
			fmt.Printf("%-14s %12.0f %10s %10s %8.2f %8.2f\n", e.name, r.rate(), micros(r.quantile(0.5)),
				micros(r.quantile(0.99)), r.rate()/raw.rate(),
				float64(r.quantile(0.5))/float64(max(1, raw.quantile(0.5))))
		}
	}
	return nil
}

func micros(d time.Duration) string { return fmt.Sprintf("%.1f us", float64(d.Nanoseconds())/1000) }

// race lets the engines take turns.
func race(c *config, writers, batch int, durable bool) (map[string]*result, error) {
	dir, err := os.MkdirTemp(c.dir, "append")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	open := map[string]engine{}
	results := map[string]*result{}
	for i, e := range c.pick() {
		own := filepath.Join(dir, fmt.Sprint(i))
		if err := os.Mkdir(own, 0o700); err != nil {
			return nil, err
		}
		if open[e.name], err = e.open(own, durable); err != nil {
			return nil, fmt.Errorf("%s: %w", e.name, err)
		}
		defer open[e.name].close()
		results[e.name] = &result{}
	}
	for range rounds {
		for _, e := range c.pick() {
			if err := turn(open[e.name], results[e.name], writers, batch, c.time/rounds); err != nil {
				return nil, fmt.Errorf("%s: %w", e.name, err)
			}
		}
	}
	return results, nil
}

// turn lets writers append for some time.
func turn(e engine, r *result, writers, batch int, d time.Duration) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	count := 0
	begin := time.Now()
	for range writers {
		wg.Go(func() {
			var mine []time.Duration
			n := 0
			for {
				t := time.Now()
				if t.Sub(begin) > d {
					break
				}
				if err := e.append(batch); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
					break
				}
				n += batch
				mine = append(mine, time.Since(t))
			}
			mu.Lock()
			count += n
			r.latencies = append(r.latencies, mine...)
			mu.Unlock()
		})
	}
	wg.Wait()
	r.perSecond = append(r.perSecond, float64(count)/time.Since(begin).Seconds())
	return failed
}
