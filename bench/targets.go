package main

import (
	"fmt"
	"strings"
	"time"
)

// target is a figure that the project wants, and what this run says of it.
type target struct {
	want    string
	got     string
	verdict string // "met", "NOT MET", or "unknown" if this run did not measure it
}

func judge(want string, known, met bool, got string) target {
	switch {
	case !known:
		return target{want, "not measured in this run", "unknown"}
	case met:
		return target{want, got, "met"}
	}
	return target{want, got, "NOT MET"}
}

// targets judges all of them.
func (r results) targets() []target {
	out := []target{r.everyWorkload()}
	for j, e := range r.engines {
		if j > 0 && e.hosted {
			m, n := r.mean(j)
			out = append(out, judge("twice as fast as "+e.name+" on the geometric mean", n > 0, m >= 2,
				fmt.Sprintf("%.2f over %d workloads", m, n)))
		}
		if e.name == "lua5.4" {
			m, n := r.mean(j)
			out = append(out, judge("no slower than lua5.4 on the geometric mean", n > 0, m >= 1,
				fmt.Sprintf("%.2f over %d workloads", m, n)))
		}
	}
	out = append(out, r.performTargets()...)
	out = append(out, resumeTarget("a continuation entered again in under 1 µs at any depth", r.probes.resumes),
		resumeTarget("a suspended machine state resumed again in under 1 µs at any depth", r.probes.guests),
		r.foldTarget(),
		judge("reading source at 30 MB/s", r.probes.readMB > 0, r.probes.readMB >= 30, fmt.Sprintf("%.1f MB/s, the sources of the libraries", r.probes.readMB)))
	out = append(out, r.processTargets()...)
	return append(out, judge("a suspended machine under 2 KiB", r.probes.suspended > 0, r.probes.suspended < 2048,
		fmt.Sprintf("%d bytes of heap, waiting in a perform", r.probes.suspended)))
}

func (r results) everyWorkload() target {
	var lost []string
	ran := 0
	for i, w := range r.workloads {
		if names := r.lost(i, func(e engine) bool { return e.hosted }); len(names) > 0 {
			lost = append(lost, w.name+" to "+strings.Join(names, ", "))
		}
		for j, e := range r.engines {
			if _, ok := r.ratio(i, j); ok && j > 0 && e.hosted {
				ran++
			}
		}
	}
	got := fmt.Sprintf("faster in all %d comparisons", ran)
	if len(lost) > 0 {
		got = "slower on " + strings.Join(lost, "; ")
	}
	return judge("every workload faster than every peer in Go", ran > 0, len(lost) == 0, got)
}

func (r results) performTargets() []target {
	p := r.probes.perform
	out := []target{judge("a perform and its resume in under 60 ns without allocation", p > 0,
		p < 60 && r.probes.performAllocs < 0.01, fmt.Sprintf("%d ns, %.2f allocations", p, r.probes.performAllocs))}
	own, ok := r.each("perform", "sx")
	lua, okLua := r.each("perform", "lua5.4")
	got := fmt.Sprintf("%d ns with its request made anew, %d ns with a constant one; lua5.4 %d ns there and back, %d ns one way",
		own, p, lua, lua/2)
	return append(out,
		judge("a perform and its resume cheaper than there and back in a lua5.4 coroutine", ok && okLua, own < lua, got),
		judge("a perform and its resume cheaper than one switch of a lua5.4 coroutine", p > 0 && ok && okLua, p < lua/2, got))
}

func resumeTarget(want string, all []atDepth) target {
	met := true
	var got []string
	for _, a := range all {
		met = met && a.each < time.Microsecond
		got = append(got, fmt.Sprintf("%d ns at %d", a.each, a.depth))
	}
	return judge(want, len(all) > 0, met, strings.Join(got, ", "))
}

func (r results) foldTarget() target {
	i := r.row("dictfold")
	if i < 0 || len(r.grid[i][0].rounds) == 0 || r.probes.goFold == 0 {
		return judge("folding 1 million events into an immutable dict within 3 times a Go map in place", false, false, "")
	}
	own, goes := r.grid[i][0].median(), r.probes.goFold
	times := float64(own) / float64(goes)
	return judge("folding 1 million events into an immutable dict within 3 times a Go map in place", true, times <= 3,
		fmt.Sprintf("%.1f times: %d ns and %d ns an event", times, own/1e6, goes/1e6))
}

func (r results) processTargets() []target {
	cold, store := r.row("cold"), r.row("import")
	ok := cold >= 0 && len(r.grid[cold][0].rounds) > 0
	okStore := ok && store >= 0 && len(r.grid[store][0].rounds) > 0
	var start, more time.Duration
	if ok {
		start = r.grid[cold][0].wall()
	}
	if okStore {
		more = r.grid[store][0].wall() - start
	}
	return []target{
		judge("a cold start under 10 ms", ok, start < 10*time.Millisecond, fmt.Sprintf("%.1f ms of wall time", start.Seconds()*1e3)),
		judge("importing the whole store under 15 ms more", okStore, more < 15*time.Millisecond, fmt.Sprintf("%.1f ms of wall time", more.Seconds()*1e3)),
	}
}
