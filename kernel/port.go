package kernel

import "unicode/utf8"

// Port is a string port: text to read from, or to collect what is written. The console is the output
// port that stands for what the host prints.
type Port struct {
	Header
	Console bool
	Closed  bool
	Text    string  // of an input port
	At      int     // byte offset in Text of what is read next
	Out     *Buffer // of an output port other than the console
}

// NewInputPort makes a port that reads text.
func NewInputPort(text string) *Port { return &Port{Header: Header{KindPort}, Text: text} }

// NewOutputPort makes a port that collects text.
func NewOutputPort() *Port { return &Port{Header: Header{KindPort}, Out: NewBuffer()} }

// NewConsole makes the port that stands for what the host prints.
func NewConsole() *Port { return &Port{Header: Header{KindPort}, Console: true} }

// Value gives the port as a value.
func (p *Port) Value() Value { return Ref(&p.Header) }

// IsInput tells whether the port can be read.
func (p *Port) IsInput() bool { return p.Out == nil && !p.Console }

// AtEnd tells whether nothing is left to read.
func (p *Port) AtEnd() bool { return p.At >= len(p.Text) }

// next gives the next character and its size in bytes; the port is not at its end.
func (p *Port) next() (rune, int) { return utf8.DecodeRuneInString(p.Text[p.At:]) }

// InputPort gives v, which must be an open input port; i is its place among the arguments.
func InputPort(v Value, i int) (*Port, error) {
	if v.Kind() != KindPort || !As[Port](v).IsInput() {
		return nil, &ArgError{CondType, i, "is " + portText(v) + ", want an input port"}
	}
	return openPort(v, i)
}

func outputPort(v Value, i int) (*Port, error) {
	if v.Kind() != KindPort || As[Port](v).IsInput() {
		return nil, &ArgError{CondType, i, "is " + portText(v) + ", want an output port"}
	}
	return openPort(v, i)
}

func openPort(v Value, i int) (*Port, error) {
	if As[Port](v).Closed {
		return nil, &ArgError{CondIO, i, "is a closed port"}
	}
	return As[Port](v), nil
}

func portText(v Value) string {
	switch {
	case v.Kind() != KindPort:
		return TypeOf(v)
	case As[Port](v).IsInput():
		return "an input port"
	}
	return "an output port"
}

// endOfFile is what reading answers at the end of a port.
var endOfFile = NewHost("eof", nil)

// EndOfFile gives the object that reading answers at the end of a port.
func EndOfFile() Value { return endOfFile }
