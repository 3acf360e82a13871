package main

import (
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"time"
)

// instructions prints how many instructions the processor executes for sx on each workload, with
// reading, compiling and setup, as valgrind's callgrind counts them. They differ by under 1 % from run
// to run, whatever else the machine does. One thread, and no garbage collection.
func (t tools) instructions(r results, out io.Writer) error {
	valgrind, err := exec.LookPath("valgrind")
	if err != nil {
		return fmt.Errorf("-instructions needs valgrind: %w", err)
	}
	t.limit.time = 20 * time.Minute
	fmt.Fprintln(out, "\ninstructions of sx, with reading, compiling and setup, in millions")
	for _, w := range r.workloads {
		if w.whole {
			continue
		}
		t.env = []string{"GODEBUG=asyncpreemptoff=1", "GOMAXPROCS=1", "GOGC=off"}
		_, errs, _, err := t.process([]string{valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null",
			t.self, "-child", r.engines[0].name, "-only", w.name})
		if err != nil {
			return fmt.Errorf("%s under valgrind: %w", w.name, err)
		}
		n, err := collected(errs)
		if err != nil {
			return fmt.Errorf("%s under valgrind: %w", w.name, err)
		}
		fmt.Fprintf(out, "  %-12s %8.1f\n", w.name, float64(n)/1e6)
	}
	return nil
}

// collected finds the count in what callgrind says.
func collected(text string) (int64, error) {
	found := regexp.MustCompile(`(?m)^==\d+== Collected : (\d+)$`).FindStringSubmatch(text)
	if found == nil {
		return 0, fmt.Errorf("printed %q, want a line with Collected", firstLine(text))
	}
	return strconv.ParseInt(found[1], 10, 64)
}
