//go:build unix

package tests

import (
	"os"
	"runtime"
	"syscall"
)

// peakOf gives the most memory that a process took, in bytes; less than 0 where that is not known.
func peakOf(s *os.ProcessState) int64 {
	peak := int64(s.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS == "darwin" { // which counts bytes, others count KiB
		return peak
	}
	return peak * 1024
}
