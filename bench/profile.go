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
		for _, by := range []string{"-functions", "-lines"} {
			top, err := exec.Command("go", "tool", "pprof", "-top", by, "-nodecount=14", t.self, file).Output()
			if err != nil {
				return fmt.Errorf("read the profile of %s: %w", w.name, err)
			}
			fmt.Fprintf(out, "  by %s\n", by[1:])
			for line := range strings.Lines(string(top)) {
				if strings.Contains(line, "%") && !strings.HasPrefix(line, "Showing") && !strings.HasPrefix(line, "Duration") {
					fmt.Fprint(out, "  ", line)
				}
			}
		}
	}
	return nil
}
