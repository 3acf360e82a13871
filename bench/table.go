package main

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"
)

// writeTable prints, for each workload, the seconds of the first engine and the others' seconds
// divided by it: above 1 the first engine is faster. The last line is the geometric mean of the
// ratios over the workloads that both have.
func writeTable(out io.Writer, ws []workload, es []engine, grid [][]cell) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "%s\t%s s\t± %%\t", label("workload"), es[0].name)
	for _, e := range es[1:] {
		fmt.Fprintf(t, "%s / %s\t± %%\t", e.name, es[0].name)
	}
	fmt.Fprintln(t)
	means := make([]mean, len(es))
	for i, w := range ws {
		base := grid[i][0]
		if base.missing {
			return fmt.Errorf("%s has no program for %s, so there is nothing to compare with", es[0].name, w.name)
		}
		fmt.Fprintf(t, "%s\t%.4f\t%.0f\t", label(w.name), base.median().Seconds(), 100*base.spread())
		for j := range es[1:] {
			c := grid[i][j+1]
			if c.missing {
				fmt.Fprint(t, "–\t\t")
				continue
			}
			ratio := float64(c.median()) / float64(base.median())
			means[j+1].add(ratio)
			fmt.Fprintf(t, "%.2f\t%.0f\t", ratio, 100*c.spread())
		}
		fmt.Fprintln(t)
	}
	fmt.Fprintf(t, "%s\t\t\t", label("geometric mean"))
	for _, m := range means[1:] {
		fmt.Fprintf(t, "%s\t\t", m)
	}
	fmt.Fprintln(t)
	return t.Flush()
}

// mean collects ratios for a geometric mean.
type mean struct {
	logs float64
	n    int
}

func (m *mean) add(ratio float64) {
	m.logs += math.Log(ratio)
	m.n++
}

func (m mean) String() string {
	if m.n == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", math.Exp(m.logs/float64(m.n)))
}

// label pads a row's name so that the first column lines up on its left.
func label(name string) string { return fmt.Sprintf("%-14s", name) }
