package trace

import (
	"context"
	"errors"
	"io"
	"math"

	"github.com/sx-lang/sx/cmd/sx/line"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// version is the version of the format.
const version = 1

// Header is the first form of a trace.
type Header struct {
	File      string   // the program, as it was named
	Directory string   // the program's folder, which it can ask for
	Arguments []string // what it was given
}

func (h Header) value() kernel.Value {
	args := make([]kernel.Value, len(h.Arguments))
	for i, a := range h.Arguments {
		args[i] = kernel.Str(a)
	}
	return kernel.DictOf("version", kernel.Int(version), "file", kernel.Str(h.File), "directory", kernel.Str(h.Directory),
		"arguments", kernel.ListOf(args...))
}

// Recorder is a host that asks another host and writes down every request and answer.
type Recorder struct {
	host hosts.Host
	w    io.Writer
	err  error
}

// NewRecorder makes a recorder of what host is asked, and writes the header. Every line is one Write.
func NewRecorder(host hosts.Host, w io.Writer, h Header) (*Recorder, error) {
	r := &Recorder{host: host, w: w}
	r.write("trace", h.value())
	return r, r.err
}

func (r *Recorder) write(word string, v ...kernel.Value) {
	if r.err == nil {
		_, r.err = io.WriteString(r.w, entry(word, v...)+"\n")
	}
}

func entry(word string, v ...kernel.Value) string {
	return line.Format(kernel.ListOf(append([]kernel.Value{kernel.Sym(word)}, v...)...))
}

// asked gives the line of a request.
func asked(request kernel.Value) string {
	if !isData(request) {
		return entry("ask-text", kernel.Str(kernel.Write(request)))
	}
	return entry("ask", request)
}

func isData(v kernel.Value) bool {
	_, err := codec.Append(nil, v, math.MaxInt)
	return err == nil
}

// Perform writes the request down, asks the host, and writes down what it answers before that is given
// back. An error of writing is the error of this request and of all after it.
func (r *Recorder) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	if r.err == nil {
		_, r.err = io.WriteString(r.w, asked(request)+"\n")
	}
	if r.err != nil {
		return kernel.Nil, r.err
	}
	v, err := r.host.Perform(ctx, request)
	if ctx.Err() != nil {
		return v, err // nobody waits for the answer
	}
	if err == nil && !isData(v) {
		err = kernel.Condf(kernel.CondIO, "the answer to a request is %s, which a trace cannot hold", kernel.TypeOf(v))
	}
	if err != nil {
		r.write("raise", raised(err))
	} else {
		r.write("answer", v)
	}
	if r.err != nil {
		return kernel.Nil, r.err
	}
	return v, err
}

// raised gives an error as it is raised in the program.
func raised(err error) kernel.Value {
	var c *kernel.Condition
	if !errors.As(err, &c) {
		c = kernel.NewCondition(kernel.CondIO, err.Error())
	}
	irritants := c.Irritants
	if !isData(irritants) {
		irritants = kernel.Nil
	}
	return kernel.DictOf("kind", kernel.Str(c.CondKind), "message", kernel.Str(c.Message), "irritants", irritants)
}

// End says that the program came to its end. The error is the first one of writing.
func (r *Recorder) End() error {
	r.write("end")
	return r.err
}

// Err gives the first error of writing.
func (r *Recorder) Err() error { return r.err }
