package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// results are everything that a run of the tool found out.
type results struct {
	workloads []workload
	engines   []engine // the first is sx
	grid      [][]cell // by workload, then engine
	rounds    int
	probes    probes
}

// write prints the report: what was measured, the table, why some are missing, the targets.
func (r results) write(out io.Writer) error {
	var b bytes.Buffer
	r.head(&b)
	if err := r.table(&b); err != nil {
		return err
	}
	r.missing(&b)
	fmt.Fprintln(&b, "\ntargets")
	for _, t := range r.targets() {
		fmt.Fprintf(&b, "  %-8s %s: %s\n", t.verdict, t.want, t.got)
	}
	_, err := out.Write(b.Bytes())
	return err
}

// save writes the report and the picture to files.
func (r results) save(text, picture string) error {
	var b bytes.Buffer
	if err := r.write(&b); err != nil {
		return err
	}
	if err := os.WriteFile(text, b.Bytes(), 0o644); err != nil {
		return err
	}
	b.Reset()
	r.svg(&b)
	return os.WriteFile(picture, b.Bytes(), 0o644)
}

// head says what was measured with what, where.
func (r results) head(out io.Writer) {
	fmt.Fprintf(out, "%s, %s/%s, %d processors; median of %d rounds; processor time of all threads, of run alone,\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), r.rounds)
	fmt.Fprintln(out, "in a process of its own; of the whole process for those marked *")
	for _, e := range r.engines {
		fmt.Fprintf(out, "  %-10s  %s\n", e.name, e.version())
	}
	for _, w := range r.workloads {
		fmt.Fprintf(out, "  %-10s  %s\n", mark(w), w.what)
	}
	fmt.Fprintln(out)
}

func mark(w workload) string {
	if w.whole {
		return w.name + "*"
	}
	return w.name
}

// table prints, for each workload, the seconds of sx and the others' time divided by it: above 1 sx is
// faster. The last line is the geometric mean of the ratios over the workloads that both ran.
func (r results) table(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "%s\tsx s\tns each\tallocs each\t± %%\t", label("workload"))
	for _, e := range r.engines[1:] {
		fmt.Fprintf(t, "%s\t", e.name)
	}
	fmt.Fprintln(t, "± %\t")
	for i, w := range r.workloads {
		base := r.grid[i][0]
		fmt.Fprintf(t, "%s\t%s", label(mark(w)), base.own(w))
		worst := 0.0
		for j := range r.engines[1:] {
			c := r.grid[i][j+1]
			if ratio, ok := r.ratio(i, j+1); ok {
				fmt.Fprintf(t, "%.2f\t", ratio)
				worst = max(worst, c.spread())
			} else {
				fmt.Fprintf(t, "%s\t", c.word)
			}
		}
		fmt.Fprintf(t, "%.0f\t\n", 100*worst)
	}
	fmt.Fprintf(t, "%s\t\t\t\t\t", label("geometric mean"))
	for j := range r.engines[1:] {
		if m, n := r.mean(j + 1); n > 0 {
			fmt.Fprintf(t, "%.2f\t", m)
		} else {
			fmt.Fprint(t, "–\t")
		}
	}
	fmt.Fprintln(t, "\t")
	return t.Flush()
}

// own gives the columns of sx.
func (c cell) own(w workload) string {
	if c.word != "" {
		return c.word + "\t\t\t\t"
	}
	each, allocs := "", ""
	if w.times > 1 {
		each = fmt.Sprintf("%.1f", float64(c.median())/float64(w.times))
		allocs = fmt.Sprintf("%.2f", float64(c.rounds[0].allocs)/float64(w.times))
	}
	return fmt.Sprintf("%.4f\t%s\t%s\t%.0f\t", c.median().Seconds(), each, allocs, 100*c.spread())
}

// ratio gives the time of engine j for workload i divided by that of sx.
func (r results) ratio(i, j int) (float64, bool) {
	base, c := r.grid[i][0], r.grid[i][j]
	if len(base.rounds) == 0 || len(c.rounds) == 0 || c.word != "" {
		return 0, false
	}
	return float64(c.median()) / float64(base.median()), true
}

// mean gives the geometric mean of engine j's ratios, and over how many workloads.
func (r results) mean(j int) (float64, int) {
	logs, n := 0.0, 0
	for i := range r.workloads {
		if ratio, ok := r.ratio(i, j); ok {
			logs += math.Log(ratio)
			n++
		}
	}
	return math.Exp(logs / float64(max(n, 1))), n
}

// lost names the engines of a kind that are faster than sx on workload i.
func (r results) lost(i int, kind func(engine) bool) []string {
	var out []string
	for j, e := range r.engines {
		if ratio, ok := r.ratio(i, j); ok && j > 0 && kind(e) && ratio < 1 {
			out = append(out, fmt.Sprintf("%s (%.2f)", e.name, ratio))
		}
	}
	return out
}

// wrong is an error if sx failed, or if an engine answered something else than sx.
func (r results) wrong() error {
	var all []error
	for i, w := range r.workloads {
		for j, c := range r.grid[i] {
			if c.word == "differs" || c.word == "fails" && j == 0 {
				all = append(all, fmt.Errorf("%s on %s %s: %s", w.name, r.engines[j].name, c.word, c.reason))
			}
		}
	}
	return errors.Join(all...)
}

// missing says why some cells have no number, once for each reason.
func (r results) missing(out io.Writer) {
	var order []string
	who := map[string][]string{}
	for i, w := range r.workloads {
		for j, c := range r.grid[i] {
			if c.word == "" {
				continue
			}
			key := fmt.Sprintf("%s %s: %s", r.engines[j].name, c.word, c.reason)
			if c.word == "–" {
				key = fmt.Sprintf("%s: %s", r.engines[j].name, c.reason)
			}
			if !slices.Contains(order, key) {
				order = append(order, key)
			}
			who[key] = append(who[key], w.name)
		}
	}
	slices.Sort(order)
	if len(order) > 0 {
		fmt.Fprintln(out)
	}
	for _, key := range order {
		fmt.Fprintf(out, "  %s [%s]\n", key, strings.Join(who[key], ", "))
	}
}

// label pads a row's name so that the first column lines up on its left.
func label(name string) string { return fmt.Sprintf("%-14s", name) }

// row gives the index of a workload; -1 if it was not measured.
func (r results) row(name string) int {
	return slices.IndexFunc(r.workloads, func(w workload) bool { return w.name == name })
}

// each gives the time of one of what workload name does on an engine; false if it was not measured.
func (r results) each(name, on string) (time.Duration, bool) {
	i := r.row(name)
	j := slices.IndexFunc(r.engines, func(e engine) bool { return e.name == on })
	if i < 0 || j < 0 || len(r.grid[i][j].rounds) == 0 {
		return 0, false
	}
	return r.grid[i][j].median() / time.Duration(max(r.workloads[i].times, 1)), true
}
