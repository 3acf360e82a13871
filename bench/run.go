package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// cell is one workload on one engine: an outcome for each round, or the word and reason why not.
type cell struct {
	word   string // "cannot", "fails", "differs" or "–"; "" if it was measured
	reason string
	rounds []outcome
}

// median gives the middle round's processor time, or the mean of the two middle ones.
func (c cell) median() time.Duration { return c.middle(func(o outcome) time.Duration { return o.cpu }) }

// wall gives the median of the wall time.
func (c cell) wall() time.Duration { return c.middle(func(o outcome) time.Duration { return o.wall }) }

func (c cell) middle(of func(outcome) time.Duration) time.Duration {
	s := make([]time.Duration, len(c.rounds))
	for i, o := range c.rounds {
		s[i] = of(o)
	}
	slices.Sort(s)
	n := len(s)
	return max((s[(n-1)/2]+s[n/2])/2, 1)
}

// spread gives how far the fastest and the slowest round are from the median, as a fraction of it.
func (c cell) spread() float64 {
	m, most := float64(c.median()), 0.0
	for _, o := range c.rounds {
		most = max(most, m-float64(o.cpu), float64(o.cpu)-m)
	}
	return most / m
}

// runner runs a workload on an engine once.
type runner func(w workload, e engine) (outcome, error)

// measure runs every workload on every engine once, to see that all agree, and then the given number
// of rounds, one engine after the other within a round, starting from another engine each round, so
// that what else the machine does meets all alike. The result is indexed by workload, then engine.
// log gets a line for each workload.
func measure(ws []workload, es []engine, rounds int, run runner, log io.Writer) [][]cell {
	grid := make([][]cell, len(ws))
	for i, w := range ws {
		fmt.Fprintf(log, "%s …\n", w.name)
		row := verify(w, es, run)
		for round := range rounds {
			for k := range es {
				j := (k + round) % len(es)
				if row[j].word != "" {
					continue
				}
				out, err := run(w, es[j])
				if err != nil {
					row[j] = cell{word: "fails", reason: err.Error()}
					continue
				}
				row[j].rounds = append(row[j].rounds, out)
			}
		}
		grid[i] = row
	}
	return grid
}

// verify runs a workload once on every engine and compares the check values. An engine that fails, or
// answers something else than the first, is noted and not measured.
func verify(w workload, es []engine, run runner) []cell {
	row := make([]cell, len(es))
	first := -1
	var want string
	for j, e := range es {
		if why := w.cannot[e.name]; why != "" {
			row[j] = cell{word: "cannot", reason: why}
			continue
		}
		out, err := run(w, e)
		switch {
		case errors.Is(err, errAbsent):
			row[j] = cell{word: "–", reason: errAbsent.Error()}
		case err != nil:
			row[j] = cell{word: "fails", reason: err.Error()}
		case first < 0:
			first, want = j, out.check
		case out.check != want:
			row[j] = cell{word: "differs", reason: fmt.Sprintf("answers %q, and %s answers %q", out.check, es[first].name, want)}
		}
	}
	return row
}

// once runs a workload on an engine, in a process of its own.
func (t tools) once(w workload, e engine) (outcome, error) {
	source, ok, err := program(w, e)
	switch {
	case err != nil:
		return outcome{}, err
	case !ok:
		return outcome{}, fmt.Errorf("%s has no program for %s", e.name, w.name)
	case w.whole:
		return t.whole(e, w, source)
	case e.run != nil:
		return t.child(e, w)
	}
	return t.script(e, w, source)
}
