package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"time"
)

// config is what the flags say.
type config struct {
	dir     string
	time    time.Duration // for each engine and workload
	events  int           // of the large stores
	run     *regexp.Regexp
	engines *regexp.Regexp // beside the raw loop
}

func main() {
	if err := start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func start() error {
	var c config
	flag.StringVar(&c.dir, "dir", "", "an existing directory on the disk to measure; a temporary one if empty")
	flag.DurationVar(&c.time, "time", 3*time.Second, "for each engine and workload")
	flag.IntVar(&c.events, "events", 1_000_000, "of the large stores")
	run := flag.String("run", ".", "regular expression of workloads")
	engines := flag.String("engines", ".", "regular expression of engines, beside the raw loop")
	flag.Parse()
	var err error
	if c.run, err = regexp.Compile(*run); err != nil {
		return err
	}
	if c.engines, err = regexp.Compile(*engines); err != nil {
		return err
	}
	if c.dir == "" {
		if c.dir, err = os.MkdirTemp("", "durable"); err != nil {
			return err
		}
		defer os.RemoveAll(c.dir)
	}
	for _, w := range []struct {
		name string
		run  func(c *config) error
	}{
		{"append", appends}, {"read", reads}, {"large", large}, {"streams", manyStreams},
	} {
		if !c.run.MatchString(w.name) {
			continue
		}
		if err := w.run(&c); err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
	}
	return nil
}
