package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// cell is one workload on one engine: a duration for each round.
type cell struct {
	missing bool // the engine has no program for this workload, or is not installed
	rounds  []time.Duration
}

// median gives the middle round, or the mean of the two middle ones.
func (c cell) median() time.Duration {
	s := slices.Sorted(slices.Values(c.rounds))
	n := len(s)
	return (s[(n-1)/2] + s[n/2]) / 2
}

// spread gives how far the fastest and the slowest round are from the median, as a fraction of it.
func (c cell) spread() float64 {
	m := float64(c.median())
	return max(m-float64(slices.Min(c.rounds)), float64(slices.Max(c.rounds))-m) / m
}

// measure runs every workload on every engine once, to see that all agree, and then the given number
// of rounds, one engine after the other within a round, starting from another engine each round, so
// that what else the machine does meets all alike. The result is indexed by workload, then engine.
// log gets a line for each workload.
func measure(ws []workload, es []engine, rounds int, log io.Writer) ([][]cell, error) {
	grid := make([][]cell, len(ws))
	for i, w := range ws {
		fmt.Fprintf(log, "%s …\n", w.name)
		row, err := verify(w, es)
		if err != nil {
			return nil, err
		}
		for round := range rounds {
			for k := range es {
				j := (k + round) % len(es)
				if row[j].missing {
					continue
				}
				out, err := runOnce(w, es[j])
				if err != nil {
					return nil, err
				}
				row[j].rounds = append(row[j].rounds, out.took)
			}
		}
		grid[i] = row
	}
	return grid, nil
}

// verify runs a workload once on every engine and compares the check values.
func verify(w workload, es []engine) ([]cell, error) {
	row := make([]cell, len(es))
	first := -1
	var want string
	for j, e := range es {
		out, err := runOnce(w, e)
		switch {
		case errors.Is(err, errAbsent):
			row[j].missing = true
		case err != nil:
			return nil, err
		case first < 0:
			first, want = j, out.check
		case out.check != want:
			return nil, fmt.Errorf("%s: %s answers %q and %s answers %q",
				w.name, es[first].name, want, e.name, out.check)
		}
	}
	return row, nil
}

// runOnce runs a workload on an engine; errAbsent if there is nothing to run.
func runOnce(w workload, e engine) (outcome, error) {
	source, ok, err := program(w, e)
	if err != nil {
		return outcome{}, err
	}
	if !ok {
		return outcome{}, errAbsent
	}
	out, err := e.run(w.name+"."+e.ext, source)
	if err != nil && !errors.Is(err, errAbsent) {
		return outcome{}, fmt.Errorf("%s on %s: %w", w.name, e.name, err)
	}
	return out, err
}
