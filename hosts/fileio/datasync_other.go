//go:build !linux

package fileio

import "os"

// systemDataSync makes the content of f durable.
func systemDataSync(f *os.File) error { return f.Sync() }
