package steps

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// Printer prints a line for each form of the program that a machine comes to: the steps done so far, the
// calls under way, the place, the operation and the value that it works on.
type Printer struct {
	Out  io.Writer
	Most int // lines; the rest is counted
	seen int
	err  error
}

const (
	maxIndent = 30 // calls that lines are indented for
	maxValue  = 60 // characters of a value
)

// Look is the Watcher.
func (p *Printer) Look(at cek.Instant) int64 {
	if !at.Form() || !at.Own() {
		return 1
	}
	p.seen++
	if p.seen > p.Most || p.err != nil {
		return 1
	}
	value := ""
	if v, ok := at.Value(); ok {
		value = " " + brief(v)
	}
	_, p.err = fmt.Fprintf(p.Out, "%8d %3d %s%s %s%s\n", at.Steps(), at.Depth(), strings.Repeat(" ", min(at.Depth(), maxIndent)),
		kernel.Visible(at.Pos().String()), at.Operation(), value)
	return 1
}

// Finish says how many lines were left out. The error is one of writing.
func (p *Printer) Finish() error {
	if p.err == nil && p.seen > p.Most {
		_, p.err = fmt.Fprintf(p.Out, "… %d more …\n", p.seen-p.Most)
	}
	return p.err
}

// brief gives the written form of a value on one line, cut if it is long.
func brief(v kernel.Value) string {
	b, err := kernel.AppendText(nil, &kernel.Meter{MaxAllocated: math.MaxInt16}, v, true)
	r := []rune(strings.ReplaceAll(kernel.Visible(string(b)), "\n", "␊"))
	if len(r) > maxValue || err != nil {
		return string(r[:min(len(r), maxValue)]) + "…"
	}
	return string(r)
}

// Performs gives a host that prints each request to another and its answer.
func (p *Printer) Performs(host hosts.Host) hosts.Host { return printing{p, host} }

type printing struct {
	p    *Printer
	host hosts.Host
}

// Perform asks the host, with a line before and one after.
func (h printing) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	h.p.line("perform " + brief(request))
	v, err := h.host.Perform(ctx, request)
	if err != nil {
		h.p.line("raises  " + kernel.Visible(err.Error()))
	} else {
		h.p.line("answer  " + brief(v))
	}
	return v, err
}

func (p *Printer) line(text string) {
	p.seen++
	if p.seen <= p.Most && p.err == nil {
		_, p.err = fmt.Fprintln(p.Out, text)
	}
}
