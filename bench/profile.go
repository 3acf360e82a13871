package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"
)

// profiled gives a timer that runs f again and again for some seconds under the profiler.
func profiled(file string) timer {
	const enough = 4 * time.Second
	return func(f func() (string, error)) (out outcome, err error) {
		w, err := os.Create(file)
		if err != nil {
			return outcome{}, err
		}
		defer w.Close()
		if err := pprof.StartCPUProfile(w); err != nil {
			return outcome{}, err
		}
		defer pprof.StopCPUProfile()
		for begin := time.Now(); time.Since(begin) < enough; {
			if out, err = measured(f); err != nil {
				return out, err
			}
		}
		return out, nil
	}
}

// profiles runs sx under the profiler on each workload that it loses to a Go-hosted peer or lua5.4,
// leaves the profiles in dir, and prints the functions and the lines where the time goes.
func (t tools) profiles(r results, dir string, out io.Writer) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for i, w := range r.workloads {
		lost := r.lost(i, func(e engine) bool { return e.hosted || e.name == "lua5.4" })
		if len(lost) == 0 {
			continue
		}
		fmt.Fprintf(out, "\n%s: slower than %s\n", w.name, strings.Join(lost, ", "))
		if w.whole {
			fmt.Fprintln(out, "  a whole process: not profiled")
			continue
		}
		file := filepath.Join(dir, w.name+".pprof")
		if _, err := t.child(r.engines[0], w, "-cpuprofile", file); err != nil {
			return fmt.Errorf("profile %s: %w", w.name, err)
		}
		if err := t.tops(file, out); err != nil {
			return fmt.Errorf("read the profile of %s: %w", w.name, err)
		}
	}
	return nil
}

// runtimeNames are the functions of Go's runtime: what they do is counted to who calls them.
const runtimeNames = `^(runtime|internal/|gcWriteBarrier|unique|aeshash|memeqbody)`

// tops prints where the time of a profile goes: how much of it is memory, then the functions and the
// lines of our own, with what the runtime does for them.
func (t tools) tops(file string, out io.Writer) error {
	pprof := func(args ...string) ([]string, error) {
		args = append(append([]string{"tool", "pprof", "-top"}, args...), t.self, file)
		text, err := exec.Command("go", args...).Output()
		if err != nil {
			return nil, err
		}
		var rows []string
		for line := range strings.Lines(string(text)) {
			if fields := strings.Fields(line); len(fields) > 5 && strings.HasSuffix(fields[1], "%") {
				rows = append(rows, strings.TrimRight(line, "\n"))
			}
		}
		return rows, nil
	}
	all, err := pprof("-cum", "-nodecount=2000", "-nodefraction=0")
	if err != nil {
		return err
	}
	for _, f := range []struct{ name, what string }{{"runtime.mallocgc", "allocating, with the marking it is made to do"},
		{"runtime.gcBgMarkWorker", "the garbage collector beside it"}, {"gcWriteBarrier", "write barriers"}} {
		for _, row := range all {
			if fields := strings.Fields(row); fields[5] == f.name {
				fmt.Fprintf(out, "  %6s %s\n", fields[4], f.what)
			}
		}
	}
	for _, by := range []string{"-functions", "-lines"} {
		rows, err := pprof(by, "-nodecount=12", "-hide="+runtimeNames)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "  by %s: flat, of all, sum, with what it calls, of all\n", by[1:])
		for _, row := range rows {
			if strings.Fields(row)[0] == "0" {
				continue
			}
			fmt.Fprintln(out, "  "+strings.ReplaceAll(row, "github.com/sx-lang/sx/", ""))
		}
	}
	return nil
}
