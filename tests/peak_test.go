package tests

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// peakFile names, in the environment of this test binary, the file for the peak of memory of the command
// that its arguments are. The binary is then no test but a small process in between: Linux counts for a
// process what its parent took when it was started.
const peakFile = "SX_PEAK_FILE"

func TestMain(m *testing.M) {
	if file := os.Getenv(peakFile); file != "" {
		os.Exit(runMeasured(file, os.Args[1:]))
	}
	if os.Getenv(runnerVariable) != "" {
		os.Exit(runRunner(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// withPeak wraps a command such that, after it ran, peak gives the most memory that it took, in bytes. It is left to
// itself how often it collects garbage.
func withPeak(t *testing.T, c *exec.Cmd) (wrapped *exec.Cmd, peak func() int64) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "peak")
	wrapped = exec.Command(os.Args[0], c.Args...)
	wrapped.Dir = c.Dir
	wrapped.Env = append(slices.DeleteFunc(os.Environ(), tunesHeap), peakFile+"="+file)
	return wrapped, func() int64 {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.ParseInt(string(text), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if n < 0 {
			t.Skip("this system does not tell how much memory a process took")
		}
		return n
	}
}

func tunesHeap(variable string) bool {
	return strings.HasPrefix(variable, "GOGC=") || strings.HasPrefix(variable, "GOMEMLIMIT=")
}

// runMeasured runs a command as this process's own and gives its status.
func runMeasured(file string, args []string) int {
	c := exec.Command(args[0], args[1:]...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	_ = os.Unsetenv(peakFile)
	_ = c.Run()
	if c.ProcessState == nil {
		return 125
	}
	peak := peakOf(c.ProcessState)
	if err := os.WriteFile(file, fmt.Append(nil, peak), 0o600); err != nil {
		return 125
	}
	return c.ProcessState.ExitCode()
}
