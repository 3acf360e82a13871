package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// limits is what the command line grants a program; 0 is no bound.
type limits struct {
	steps, performs int64
	memory, output  byteCount
	timeout         time.Duration
}

const defaultMemory = 1 << 30

// flags makes the flags of c that set the limits.
func (l *limits) flags(c *cobra.Command) {
	l.memory = defaultMemory
	f := c.PersistentFlags()
	f.Int64Var(&l.steps, "max-steps", 0, "end the program after so many steps; 0 is no bound")
	f.Var(&l.memory, "max-memory", "end the program when it holds more, like 64MiB; 0 is no bound")
	f.Var(&l.output, "max-output", "end the program when it has printed more, like 1MiB; 0 is no bound")
	f.Int64Var(&l.performs, "max-performs", 0, "end the program after so many performs; 0 is no bound")
	f.DurationVar(&l.timeout, "timeout", 0, "end the program after so long, like 10s; 0 is no bound")
}

// check checks what the flag parser cannot.
func (l *limits) check() error {
	switch {
	case l.steps < 0:
		return usageError{fmt.Errorf("--max-steps is %d, want a positive number", l.steps)}
	case l.performs < 0:
		return usageError{fmt.Errorf("--max-performs is %d, want a positive number", l.performs)}
	case l.timeout < 0:
		return usageError{fmt.Errorf("--timeout is %v, want a positive duration", l.timeout)}
	}
	return nil
}

// grant puts the limits into a machine's configuration.
func (l *limits) grant(c *cek.Config) {
	c.MaxSteps, c.MaxMemory = l.steps, int64(l.memory)
	c.MaxOutput, c.MaxPerforms = int64(l.output), l.performs
}

// heapReserve is what the process may use beside the program: sx itself, and what it compiles.
const heapReserve = 48 << 20

// heapGrowth is by how many percent of what a program holds the heap grows between two collections, while
// that leaves the limit of memory alone: folds over long lists take two thirds of the time they take
// with Go's own 100.
const heapGrowth = 400

// tuneHeap makes Go collect garbage seldom, but in time: near the limit of memory it does so more often.
// The settings of GOMEMLIMIT and GOGC go before.
func (l *limits) tuneHeap() {
	if l.memory == 0 || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetMemoryLimit(int64(l.memory)*5/4 + heapReserve)
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
}

// context gives ctx with the limit of time.
func (l *limits) context(ctx context.Context) (context.Context, context.CancelFunc) {
	if l.timeout > 0 {
		return context.WithTimeout(ctx, l.timeout)
	}
	return context.WithCancel(ctx)
}

// account gives the text for a limit that ended a program, and how to raise it; "" for other errors.
func (l *limits) account(err error) string {
	var limit *kernel.Limit
	var stopped *cek.Stopped
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("sx: stopped: it ran longer than the %v of --timeout\n", l.timeout)
	case !errors.As(err, &limit):
		return ""
	}
	text := "sx: " + limit.Error() + "\n"
	if errors.As(err, &stopped) {
		text = stopped.Report()
	}
	flag := map[string]string{"step": "--max-steps", "memory": "--max-memory", "depth": "--max-memory",
		"output": "--max-output", "perform": "--max-performs"}[limit.What]
	if limit.What == "depth" {
		return text + "the stack may take half of " + flag + ", and 512 MiB at most\n"
	}
	return text + flag + " sets this limit\n"
}

// byteCount is the value of a flag: bytes, or a number of KiB, MiB or GiB.
type byteCount int64

func (n *byteCount) String() string {
	if *n == 0 {
		return "0"
	}
	return strings.ReplaceAll(kernel.ByteCount(int64(*n)), " ", "")
}

// Type names the kind of value in the help.
func (n *byteCount) Type() string { return "bytes" }

// Set reads the value.
func (n *byteCount) Set(text string) error {
	digits, shift := strings.TrimSuffix(text, "bytes"), 0
	for i, unit := range []string{"KiB", "MiB", "GiB"} {
		if rest, ok := strings.CutSuffix(text, unit); ok {
			digits, shift = rest, 10*(i+1)
		}
	}
	size, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
	if err != nil || size < 0 || size > 1<<62>>shift {
		return fmt.Errorf("%q is no number of bytes, want one like 1000000, 512KiB, 64MiB or 1GiB", text)
	}
	*n = byteCount(size << shift)
	return nil
}
