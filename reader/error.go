package reader

import (
	"fmt"

	"github.com/sx-lang/sx/kernel"
)

// Error says where a text is no SX, and why.
type Error struct {
	Pos     kernel.Pos
	Message string
	// Incomplete tells that the text just ends too early: with more text after it, it might be good.
	// A prompt then asks for another line.
	Incomplete bool
}

// Error gives "file:line:column: message".
func (e *Error) Error() string { return e.Pos.String() + ": " + e.Message }

// Condition gives the error as a condition of kind "syntax" that a program can handle.
func (e *Error) Condition() *kernel.Condition {
	c := kernel.NewCondition(kernel.CondSyntax, e.Message)
	c.Pos = e.Pos
	return c
}

// fault is an Error that does not know its source yet.
type fault struct {
	off        int
	message    string
	incomplete bool
}

func faultf(off int, format string, args ...any) *fault {
	return &fault{off: off, message: fmt.Sprintf(format, args...)}
}

// tooShort is the fault of a text that ends where more was wanted.
func tooShort(off int, format string, args ...any) *fault {
	f := faultf(off, format, args...)
	f.incomplete = true
	return f
}

func (f *fault) in(src *kernel.Source) *Error {
	return &Error{kernel.Pos{Source: src, Offset: f.off}, f.message, f.incomplete}
}
