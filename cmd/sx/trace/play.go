package trace

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/sx-lang/sx/cmd/sx/line"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/worldop"
	"github.com/sx-lang/sx/kernel"
)

// Player is a host that answers from a trace. What the program prints it prints; nothing else happens.
// Once the program asks for something else than the trace has, or the trace ends, every answer is an
// error, and Err says what happened; stop is called then, so that the program cannot go on.
type Player struct {
	Header Header

	name     string
	in       *bufio.Reader
	out      io.Writer
	stop     func()
	line     int // that was read last
	requests int64
	err      error
}

// Difference is the error of a program that asks for something else than the trace has.
type Difference struct {
	Name     string // of the trace
	Line     int    // of the trace, from 1
	Request  int64  // the how manyeth, from 1
	Recorded string // the lines of the trace; "" if it ends there
	Asked    string // "" if the program ends there
}

// Error gives both, one below the other.
func (d *Difference) Error() string {
	return fmt.Sprintf("%s:%d: request %d is not the one of the trace\n%s", d.Name, d.Line, d.Request,
		difference(d.Recorded, d.Asked))
}

// EndError is the error of a program that goes on where its trace ends.
type EndError struct {
	Name  string
	Line  int // the last one
	Asked string
}

func (e *EndError) Error() string {
	return fmt.Sprintf("%s:%d: the trace ends here, and the program goes on with\n  + %s", e.Name, e.Line, cut(e.Asked, 0))
}

// NewPlayer makes a player of the trace called name. What the program prints is written to out.
func NewPlayer(name string, trace io.Reader, out io.Writer, stop func()) (*Player, error) {
	p := &Player{name: name, in: bufio.NewReader(trace), out: out, stop: stop}
	word, v, err := p.next()
	switch {
	case errors.Is(err, io.EOF) || err == nil && (word != "trace" || len(v) != 1 || !v[0].IsDict()):
		return nil, fmt.Errorf("%s is no trace: want (trace {…}) in its first line", name)
	case err != nil:
		return nil, err
	}
	d := v[0].AsDict()
	if n := d.Lookup("version"); !n.IsInt() || n.Int64() != version {
		return nil, fmt.Errorf("%s is a trace of version %s, this sx reads version %d", name, kernel.Brief(n, 20), version)
	}
	p.Header = Header{File: kernel.Display(d.Lookup("file")), Directory: kernel.Display(d.Lookup("directory"))}
	if args := d.Lookup("arguments"); args.IsList() {
		for _, a := range args.AsList().Items() {
			p.Header.Arguments = append(p.Header.Arguments, kernel.Display(a))
		}
	}
	return p, nil
}

// next reads a line: its word and what follows it. io.EOF is the end, also in the middle of a line, which a
// process that was killed leaves.
func (p *Player) next() (word string, v []kernel.Value, err error) {
	var form kernel.Value
	for found := false; !found; {
		text, err := p.in.ReadString('\n')
		if err != nil {
			return "", nil, err
		}
		p.line++
		if form, found, err = line.Parse(p.name, p.line, strings.TrimSuffix(text, "\n")); err != nil {
			return "", nil, err
		}
	}
	if !form.IsList() || form.AsList().Len() == 0 || !form.AsList().Items()[0].IsSymbol() {
		return "", nil, fmt.Errorf("%s:%d: want a list that begins with a word, like (ask …)", p.name, p.line)
	}
	items := form.AsList().Items()
	return items[0].SymbolName(), items[1:], nil
}

// Requests counts the requests so far.
func (p *Player) Requests() int64 { return p.requests }

// Perform answers the next request of the trace, if that is what the program asks.
func (p *Player) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	if p.err != nil {
		return kernel.Nil, p.err
	}
	v, err := p.answer(request)
	if p.err != nil {
		p.stop()
		return kernel.Nil, p.err
	}
	return v, err
}

// answer gives the answer, or the error that was raised; what is wrong with the trace goes to p.err.
func (p *Player) answer(request kernel.Value) (kernel.Value, error) {
	want := asked(request)
	p.requests++
	word, v, err := p.next()
	switch {
	case errors.Is(err, io.EOF):
		p.err = &EndError{p.name, p.line, want}
	case err != nil:
		p.err = err
	case entry(word, v...) != want:
		p.err = &Difference{p.name, p.line, p.requests, entry(word, v...), want}
	}
	if p.err != nil {
		return kernel.Nil, nil
	}
	at := p.line
	word, v, err = p.next()
	switch {
	case errors.Is(err, io.EOF):
		p.err = &EndError{p.name, at, want}
	case err != nil:
		p.err = err
	case word == "answer" && len(v) == 1:
		return v[0], p.print(request)
	case word == "raise" && len(v) == 1 && v[0].IsDict():
		d := v[0].AsDict()
		c := kernel.NewCondition(kernel.Display(d.Lookup("kind")), kernel.Display(d.Lookup("message")))
		c.Irritants = d.Lookup("irritants")
		return kernel.Nil, c
	default:
		p.err = fmt.Errorf("%s:%d: want (answer value) or (raise {…}) after a request", p.name, p.line)
	}
	return kernel.Nil, nil
}

// print writes what an answered request to print had written.
func (p *Player) print(request kernel.Value) error {
	r, err := hosts.ParseRequest(request)
	if err != nil || r.Op != worldop.Print || len(r.Args) != 1 || !r.Args[0].IsString() {
		return nil
	}
	_, p.err = io.WriteString(p.out, r.Args[0].Text())
	return p.err
}

// End checks that the trace, too, is at its end.
func (p *Player) End() error {
	if p.err != nil {
		return p.err
	}
	switch word, v, err := p.next(); {
	case errors.Is(err, io.EOF), err == nil && word == "end":
	case err != nil:
		p.err = err
	default:
		p.err = &Difference{p.name, p.line, p.requests + 1, entry(word, v...), ""}
	}
	return p.err
}

// Err gives what ended the replay, nil if nothing did.
func (p *Player) Err() error { return p.err }

// Around a difference, and in all, a line shows so many bytes.
const (
	shownBefore = 30
	shownBytes  = 160
)

// difference shows what was recorded above what was asked, both from shortly before the place where they part.
func difference(recorded, asked string) string {
	from := 0
	for from < len(recorded) && from < len(asked) && recorded[from] == asked[from] {
		from++
	}
	if asked == "" {
		return "  - " + cut(recorded, 0) + "\n  + the end of the program"
	}
	return "  - " + cut(recorded, from-shownBefore) + "\n  + " + cut(asked, from-shownBefore)
}

// cut gives the part of a line from about a byte on.
func cut(text string, from int) string {
	if from <= 0 || len(text) <= shownBytes {
		return kernel.Cut(text, shownBytes)
	}
	for from < len(text) && text[from]&0xc0 == 0x80 {
		from++
	}
	return "…" + kernel.Cut(text[from:], shownBytes)
}
