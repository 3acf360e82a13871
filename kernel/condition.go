package kernel

import (
	"fmt"
	"strings"
)

// Condition is what the kernel and (error …) raise: a kind, a message, the values it is about, and
// where it happened.
type Condition struct {
	Header
	CondKind  string // one of the Cond constants, or a name of the program's own
	Message   string
	Irritants Value // a list, or nil
	Pos       Pos
	Trace     []TraceEntry // innermost first; filled when the condition is raised
}

// Kinds of condition, as condition-kind answers them.
const (
	CondType        = "type"
	CondArity       = "arity"
	CondUnbound     = "unbound"
	CondIndex       = "index"
	CondRange       = "range"
	CondSyntax      = "syntax"
	CondIO          = "io"
	CondUnhandledOp = "unhandled-op"
	CondLimit       = "limit"
	CondUser        = "user"
)

// Pos is a place in a source text; the zero Pos is nowhere.
type Pos struct {
	Source *Source
	Offset int // bytes from the start
}

// TraceEntry is one call that was under way when a condition was raised.
type TraceEntry struct {
	Name string
	Pos  Pos
	Note string // how Pos was come by, for people: "in the expansion of …"; or ""
	// More is how many calls between this one and the next are left out; negative if there are some
	// and nobody counted them.
	More int
}

// Source is a text that forms were read from.
type Source struct {
	Name string // as shown in messages: a file name, or something like "<eval>"
	Text string
	// Embedded marks a source that is part of sx: errors are shown at the program's own code, which
	// called it.
	Embedded bool
}

// IsZero tells whether p is nowhere.
func (p Pos) IsZero() bool { return p.Source == nil }

// LineColumn gives the 1-based line, and the 1-based column in characters.
func (p Pos) LineColumn() (line, column int) {
	if p.Source == nil {
		return 0, 0
	}
	before := p.Source.Text[:min(p.Offset, len(p.Source.Text))]
	line = strings.Count(before, "\n") + 1
	start := strings.LastIndexByte(before, '\n') + 1
	return line, len([]rune(before[start:])) + 1
}

// String gives name:line:column.
func (p Pos) String() string {
	if p.Source == nil {
		return "?"
	}
	line, column := p.LineColumn()
	return fmt.Sprintf("%s:%d:%d", p.Source.Name, line, column)
}

// Line gives the text of p's line, without its end.
func (p Pos) Line() string {
	if p.Source == nil {
		return ""
	}
	text := p.Source.Text
	off := min(p.Offset, len(text))
	start := strings.LastIndexByte(text[:off], '\n') + 1
	if i := strings.IndexByte(text[off:], '\n'); i >= 0 {
		return text[start : off+i]
	}
	return text[start:]
}

// NewCondition makes a condition.
func NewCondition(kind, message string, irritants ...Value) *Condition {
	c := &Condition{Header: Header{KindCondition}, CondKind: kind, Message: message}
	if len(irritants) > 0 {
		c.Irritants = ListOf(irritants...)
	}
	return c
}

// Condf makes a condition with a formatted message.
func Condf(kind, format string, args ...any) *Condition {
	return NewCondition(kind, fmt.Sprintf(format, args...))
}

// Value gives the condition as a value.
func (c *Condition) Value() Value { return Ref(&c.Header) }

// Error makes a Condition a Go error: the message, with the irritants written after it.
func (c *Condition) Error() string {
	var b strings.Builder
	b.WriteString(c.Message)
	if c.Irritants.IsList() {
		for _, v := range c.Irritants.AsList().Items() {
			b.WriteByte(' ')
			b.WriteString(Brief(v, maxIrritant))
		}
	}
	return b.String()
}

// maxIrritant bounds the text of one irritant in a message, in bytes.
const maxIrritant = 4096

// Brief gives the written text of v, cut to about max bytes and ended with … if it is longer. It is
// for messages: v may be large, or contain itself.
func Brief(v Value, max int) string {
	b, err := AppendText(nil, &Meter{MaxAllocated: int64(max) + 512}, v, true)
	if len(b) <= max && err != nil {
		return string(b) + "…"
	}
	return Cut(string(b), max)
}

// Cut gives text, cut to at most max bytes at the end of a character and ended with … if it is
// longer.
func Cut(text string, max int) string {
	if len(text) <= max {
		return text
	}
	cut := max
	for cut > 0 && text[cut]&0xC0 == 0x80 {
		cut--
	}
	return text[:cut] + "…"
}

// ArgError says that a builtin was given a wrong argument. The caller of the builtin knows its name
// and turns it into a Condition of the right kind.
type ArgError struct {
	Kind  string // CondType, CondIndex or CondRange
	Index int    // 0-based; negative when the error is about no single argument
	Text  string // "is number, want list"
}

func (e *ArgError) Error() string {
	if e.Index < 0 {
		return e.Text
	}
	return fmt.Sprintf("argument %d %s", e.Index+1, e.Text)
}

// Condition turns the error into a condition that names the builtin.
func (e *ArgError) Condition(name string) *Condition {
	return Condf(e.Kind, "%s: %s", name, e.Error())
}

// WantArg is the error for an argument of the wrong type: index counts from 0, want names what was
// wanted ("list", "string or symbol").
func WantArg(index int, got Value, want string) error {
	return &ArgError{CondType, index, "is " + TypeOf(got) + ", want " + want}
}

// BadIndex is the error for an index outside a collection of the given length.
func BadIndex(index int, got int64, length int) error {
	return &ArgError{CondIndex, index, fmt.Sprintf("is %d, want an index below %d", got, length)}
}

// BadRange is the error for an argument of the right type and a wrong value; text goes on from
// "argument N".
func BadRange(index int, format string, args ...any) error {
	return &ArgError{CondRange, index, fmt.Sprintf(format, args...)}
}
