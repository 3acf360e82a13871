//go:build !unix

package tests

import "os"

// peakOf gives the most memory that a process took, in bytes; less than 0 where that is not known.
func peakOf(*os.ProcessState) int64 { return -1 }
