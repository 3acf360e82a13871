package crashfs

import (
	"runtime"
	"strings"
)

// Outcome is how an operation is to end.
type Outcome struct {
	Err      error // nil: it works, unless Short says less
	Done     int   // bytes that a failing read or write does before it fails
	Short    bool  // only Done bytes are read or written, without an error
	Harmless bool  // a failing sync loses nothing: another one can work
}

func (o Outcome) failed() bool { return o.Err != nil || o.Short }

// Order has f asked before each operation how it is to end; nil ends that.
func (s *FS) Order(f func(Op) Outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.order = f
}

func (s *FS) ordered(op Op) Outcome {
	s.mu.Lock()
	f := s.order
	s.mu.Unlock()
	if f == nil {
		return Outcome{}
	}
	return f(op)
}

// Site is a place in the source: the end of the file's path, and the line.
type Site struct {
	File string
	Line int
}

// Drop makes the syncs do nothing that are asked for, directly or not, at a place in the source; nil
// ends that. Copies of the file system inherit it.
func (s *FS) Drop(at *Site) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop = at
}

// dropped tells whether the sync that is being asked for is to do nothing.
func (s *FS) dropped() bool {
	s.mu.Lock()
	at := s.drop
	s.mu.Unlock()
	if at == nil {
		return false
	}
	var pcs [24]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if f.Line == at.Line && strings.HasSuffix(f.File, at.File) {
			return true
		}
		if !more {
			return false
		}
	}
}
