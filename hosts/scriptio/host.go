package scriptio

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/worldop"
	"github.com/sx-lang/sx/kernel"
)

// Options are what a script is granted; what is zero is denied.
type Options struct {
	Clock    func() int64                // clock/now in milliseconds since 1970, as SystemClock
	Out      io.Writer                   // io/print
	In       io.Reader                   // io/read-line
	ReadDirs []string                    // fs/read of files in and below these directories
	Env      []string                    // env/get of these names; "*" is every name
	Random   func(n int64) int64         // random/int: a number from 0 up to n, as SystemRandom
	MaxBytes int64                       // the longest line and the largest file; 0 means 64 MiB
	Getenv   func(string) (string, bool) // where env/get looks; nil is os.LookupEnv
}

// SystemClock is the system's time in milliseconds since 1970.
func SystemClock() int64 { return time.Now().UnixMilli() }

// SystemRandom is a number from 0 up to, not including, n, different on every run.
func SystemRandom(n int64) int64 { return rand.Int64N(n) }

const defaultMaxBytes = 64 << 20

// Host is the world of one script; New makes one.
type Host struct {
	opts  Options
	dirs  []readDir
	out   sync.Mutex
	input lineReader
}

// New makes a host with the given grants. A directory that cannot be opened is an error.
func New(opts Options) (*Host, error) {
	if opts.MaxBytes <= 0 {
		opts.MaxBytes = defaultMaxBytes
	}
	if opts.Getenv == nil {
		opts.Getenv = os.LookupEnv
	}
	h := &Host{opts: opts, input: lineReader{turn: make(chan struct{}, 1), max: opts.MaxBytes}}
	if opts.In != nil {
		h.input.in = bufio.NewReader(opts.In)
	}
	for _, name := range opts.ReadDirs {
		d, err := openDir(name)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("granting to read %s: %w", name, err), h.Close())
		}
		h.dirs = append(h.dirs, d)
	}
	return h, nil
}

// Close gives the directories back.
func (h *Host) Close() error {
	var errs []error
	for _, d := range h.dirs {
		errs = append(errs, d.root.Close())
	}
	return errors.Join(errs...)
}

// Ops names the ops that the host owns, granted or not.
func (h *Host) Ops() []string { return worldop.Ops() }

// Perform answers a request. A cancelled context is its error.
func (h *Host) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	if err := ctx.Err(); err != nil {
		return kernel.Nil, err
	}
	r, err := hosts.ParseRequest(request)
	if err != nil {
		return kernel.Nil, err
	}
	switch r.Op {
	case worldop.ClockNow:
		return h.clock(r)
	case worldop.ReadLine:
		return h.readLine(ctx, r)
	case worldop.RandomInt:
		return h.randomInt(r)
	case worldop.Print, worldop.EnvGet, worldop.FSRead:
		text, err := worldop.Text(r.Op, r.Args)
		if err != nil {
			return kernel.Nil, err
		}
		switch r.Op {
		case worldop.Print:
			return h.print(text)
		case worldop.EnvGet:
			return h.getenv(text)
		}
		return h.readFile(ctx, text)
	}
	return kernel.Nil, hosts.Unhandled(r.Op)
}

// denied is the error of a request that was not granted; of what the flag --allow of sx can grant, it says
// how.
func denied(op, grant string) error {
	what, which, more := strings.Cut(grant, ":")
	if more {
		return kernel.Condf(kernel.CondIO, "%s: this script was not granted %q; --allow %s=%s would", op, grant, what, which)
	}
	return kernel.Condf(kernel.CondIO, "%s: this script was not granted %q", op, grant)
}

// failed is the error of a request that the system refused.
func failed(op string, err error) error {
	var file *fs.PathError
	if errors.As(err, &file) { // without the name of the system call
		return kernel.Condf(kernel.CondIO, "%s: %s: %v", op, file.Path, file.Err)
	}
	return kernel.Condf(kernel.CondIO, "%s: %v", op, err)
}

func (h *Host) clock(r hosts.Request) (kernel.Value, error) {
	switch err := worldop.NoArgs(r.Op, r.Args); {
	case err != nil:
		return kernel.Nil, err
	case h.opts.Clock == nil:
		return kernel.Nil, denied(r.Op, "clock")
	}
	return kernel.Int(h.opts.Clock()), nil
}

func (h *Host) randomInt(r hosts.Request) (kernel.Value, error) {
	n, err := worldop.Bound(r.Op, r.Args)
	switch {
	case err != nil:
		return kernel.Nil, err
	case h.opts.Random == nil:
		return kernel.Nil, denied(r.Op, "random")
	}
	return kernel.Int(h.opts.Random(n)), nil
}

func (h *Host) print(text string) (kernel.Value, error) {
	if h.opts.Out == nil {
		return kernel.Nil, denied(worldop.Print, "print")
	}
	h.out.Lock()
	defer h.out.Unlock()
	if _, err := io.WriteString(h.opts.Out, text); err != nil {
		return kernel.Nil, failed(worldop.Print, err)
	}
	return kernel.Nil, nil
}

func (h *Host) getenv(name string) (kernel.Value, error) {
	if !slices.Contains(h.opts.Env, name) && !slices.Contains(h.opts.Env, "*") {
		return kernel.Nil, denied(worldop.EnvGet, "env:"+name)
	}
	if s, ok := h.opts.Getenv(name); ok {
		return kernel.Str(s), nil
	}
	return kernel.Nil, nil
}

func (h *Host) readLine(ctx context.Context, r hosts.Request) (kernel.Value, error) {
	switch err := worldop.NoArgs(r.Op, r.Args); {
	case err != nil:
		return kernel.Nil, err
	case h.input.in == nil:
		return kernel.Nil, denied(r.Op, "input")
	}
	line, ok, err := h.input.next(ctx)
	switch {
	case err != nil && ctx.Err() != nil:
		return kernel.Nil, err
	case err != nil:
		return kernel.Nil, failed(r.Op, err)
	case !ok:
		return kernel.Nil, nil
	}
	return kernel.Str(line), nil
}
