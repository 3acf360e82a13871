package main

import (
	"regexp"
	"testing"
	"time"
)

// TestWorkloads runs every workload for a moment.
func TestWorkloads(t *testing.T) {
	c := &config{dir: t.TempDir(), time: 60 * time.Millisecond, events: 2000, run: regexp.MustCompile("."),
		engines: regexp.MustCompile(".")}
	for name, run := range map[string]func(*config) error{
		"append": appends, "read": reads, "large": large, "streams": manyStreams,
	} {
		if err := run(c); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
