package dap

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/sx-lang/sx/cmd/sx/debug"
	"github.com/sx-lang/sx/cmd/sx/wire"
	"github.com/sx-lang/sx/kernel"
)

// Launched is a program to debug.
type Launched struct {
	Session   *debug.Session
	Directory string       // of the program, absolute: where sources with relative names lie
	Close     func() error // gives what the program's host holds back
}

// Launch gets a program ready to be debugged. What it prints goes to out, and warnings about it to errOut.
type Launch func(a LaunchArguments, out, errOut io.Writer) (*Launched, error)

// Serve answers a client until it disconnects, in ends, or ctx ends. The error is one of writing to out.
func Serve(ctx context.Context, in io.Reader, out io.Writer, launch Launch) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a := &adapter{client: &client{out: out}, launch: launch, incoming: make(chan incoming), results: make(chan result, 1),
		lineBase: 1, columnBase: 1}
	go a.read(ctx, in)
	err := a.loop(ctx)
	return errors.Join(err, a.close())
}

// client is where messages go. It is safe for use by many goroutines: a program prints while it runs.
type client struct {
	mu  sync.Mutex
	out io.Writer
	seq int
	err error
}

// send writes a message that make makes of its number.
func (c *client) send(make func(seq int) any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.seq++
		c.err = wire.Write(c.out, make(c.seq))
	}
}

func (c *client) event(name string, body any) {
	c.send(func(seq int) any { return event{seq, "event", name, body} })
}

func (c *client) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// console is a stream of a program, shown by the client.
type console struct {
	client   *client
	category string
}

func (o console) Write(b []byte) (int, error) {
	o.client.event("output", output{o.category, kernel.Visible(string(b))})
	return len(b), o.client.failure()
}

// adapter is one session of debugging.
type adapter struct {
	client   *client
	launch   Launch
	incoming chan incoming
	results  chan result

	lineBase, columnBase int // the number of the first one
	program              *Launched
	stopOnEntry          bool
	configured           bool
	running              func() // makes the program stand still soon; nil while it does
	paused               bool   // the client wants the program to stand still
	waiting              []request
	failed               *debug.Event // the program stands where it failed
	over                 bool         // it has come to its end
	values               []shownValue
}

type incoming struct {
	request
	bad error
}

// result is what a run of the program came to.
type result struct {
	event debug.Event
	err   error
}

// errDisconnect ends the session.
var errDisconnect = errors.New("disconnect")

func (a *adapter) read(ctx context.Context, in io.Reader) {
	defer close(a.incoming)
	for r := wire.NewReader(in); ; {
		b, err := r.Next()
		var bad *wire.Malformed
		if err != nil && !errors.As(err, &bad) {
			return
		}
		i := incoming{bad: err}
		if err == nil {
			i.bad = json.Unmarshal(b, &i.request)
		}
		select {
		case a.incoming <- i:
		case <-ctx.Done():
			return
		}
	}
}

func (a *adapter) loop(ctx context.Context) error {
	for a.client.failure() == nil {
		select {
		case i, ok := <-a.incoming:
			if !ok {
				return nil
			}
			if i.bad != nil {
				a.client.event("output", output{"console", fmt.Sprintf("sx: %v\n", i.bad)})
				continue
			}
			if err := a.take(ctx, i.request); errors.Is(err, errDisconnect) {
				return a.client.failure()
			}
		case r := <-a.results:
			a.running = nil
			a.stands(ctx, r)
		case <-ctx.Done():
			return nil
		}
	}
	return a.client.failure()
}

// close ends the program.
func (a *adapter) close() error {
	if a.running != nil {
		a.running()
		<-a.results
	}
	if a.program == nil {
		return nil
	}
	return a.program.Close()
}

// take carries a request out and answers it. One that changes what a running program does, or looks at it,
// waits until the program stands still.
func (a *adapter) take(ctx context.Context, r request) error {
	if r.Type != "request" {
		return nil
	}
	if a.running != nil && waits(r.Command) {
		a.waiting = append(a.waiting, r)
		a.running()
		return nil
	}
	body, err := a.carryOut(r)
	end := errors.Is(err, errDisconnect)
	if end {
		err = nil
	}
	a.client.send(func(seq int) any {
		x := response{Seq: seq, Type: "response", RequestSeq: r.Seq, Command: r.Command, Success: err == nil, Body: body}
		if err != nil {
			x.Message, x.Body = kernel.Visible(err.Error()), nil
		}
		return x
	})
	if end {
		return errDisconnect
	}
	if err == nil {
		a.after(ctx, r)
	}
	return nil
}

// waits tells whether a request needs the program to stand still.
func waits(command string) bool {
	switch command {
	case "setBreakpoints", "setExceptionBreakpoints", "restart":
		return true
	}
	return false
}
