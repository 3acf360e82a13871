package mockio

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/hosts/worldop"
	"github.com/sx-lang/sx/kernel"
)

// Host is a host in memory; New makes one.
type Host struct {
	mu       sync.Mutex
	limits   storeop.Limits
	store    store
	ops      storeop.Answers
	now      int64 // milliseconds
	tick     int64 // what a reading adds to now
	random   *rand.Rand
	files    afero.Fs
	env      map[string]string
	input    []string
	output   strings.Builder
	scripts  map[string]*script
	failures []*failure
	requests int     // well-formed ones so far
	calls    []*Call // all of them, unless unlogged
	unlogged bool
}

// Option changes what New makes.
type Option func(*Host)

// WithClock sets the time at the start, in milliseconds since 1970, and what every reading of the
// clock adds to it. Without it the clock starts at 1,000,000,000,000 and stands still.
func WithClock(start, tick int64) Option {
	return func(h *Host) { h.now, h.tick = start, tick }
}

// WithSeed sets the seed of random/int; without it the seed is 1.
func WithSeed(seed uint64) Option {
	return func(h *Host) { h.random = rand.New(rand.NewPCG(seed, 0)) }
}

// WithFS sets the files that fs/read reads.
func WithFS(fs afero.Fs) Option { return func(h *Host) { h.files = fs } }

// WithFiles adds files, path to content, to those that fs/read reads.
func WithFiles(files map[string]string) Option {
	return func(h *Host) {
		for path, text := range files {
			// a MemMapFs refuses no write
			_ = afero.WriteFile(h.files, path, []byte(text), 0o600)
		}
	}
}

// WithEnv sets what env/get answers.
func WithEnv(env map[string]string) Option { return func(h *Host) { h.env = env } }

// WithInput sets the lines that io/read-line answers.
func WithInput(lines ...string) Option { return func(h *Host) { h.input = slices.Clone(lines) } }

// WithoutLog lets the host forget requests and answers: Calls gives none. It is for programs that go on for
// long, whose log would grow with all that they ever asked and read.
func WithoutLog() Option { return func(h *Host) { h.unlogged = true } }

// WithLimits sets the limits of the store.
func WithLimits(l storeop.Limits) Option { return func(h *Host) { h.limits = l } }

// New makes a host with an empty store.
func New(opts ...Option) *Host {
	h := &Host{
		limits:  storeop.DefaultLimits(),
		store:   newStore(),
		now:     1_000_000_000_000,
		random:  rand.New(rand.NewPCG(1, 0)),
		files:   afero.NewMemMapFs(),
		scripts: map[string]*script{},
	}
	for _, opt := range opts {
		opt(h)
	}
	h.ops = h.store.answers(&h.limits, h.readClock)
	h.ops.Wait = h.wait
	return h
}

// Ops names the ops that the host answers.
func (h *Host) Ops() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	ops := append(storeop.Ops(), worldop.Ops()...)
	for op := range h.scripts {
		if !slices.Contains(ops, op) {
			ops = append(ops, op)
		}
	}
	slices.Sort(ops)
	return ops
}

// Perform logs the request, unless WithoutLog says no, runs it and logs the answer. A cancelled context is its error.
func (h *Host) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	if err := ctx.Err(); err != nil {
		return kernel.Nil, err
	}
	r, err := hosts.ParseRequest(request)
	if err != nil {
		return kernel.Nil, err
	}
	call, fail := h.begin(r)
	if fail != nil && fail.mode == RefuseRequest {
		return h.end(call, kernel.Nil, fail.err)
	}
	answer, err := h.answer(ctx, r)
	if fail != nil && err == nil {
		return h.end(call, kernel.Nil, fail.err)
	}
	return h.end(call, answer, err)
}

// answer finds the answer: from a script, or from the host's own ops.
func (h *Host) answer(ctx context.Context, r hosts.Request) (kernel.Value, error) {
	h.mu.Lock()
	if s := h.scripts[r.Op]; s != nil && (s.fn != nil || len(s.queue) > 0) {
		if len(s.queue) > 0 {
			answer := s.queue[0]
			s.queue = s.queue[1:]
			h.mu.Unlock()
			return answer, nil
		}
		fn := s.fn
		h.mu.Unlock() // fn may use the host
		return fn(ctx, r)
	}
	defer h.mu.Unlock()
	answer, err := h.builtin(ctx, r)
	if s := h.scripts[r.Op]; s != nil && hosts.IsUnhandled(err) {
		err = kernel.Condf(kernel.CondIO, "%s: all %d scripted answers are used up", r.Op, s.given)
	}
	return answer, err
}

// builtin answers the host's own ops.
func (h *Host) builtin(ctx context.Context, r hosts.Request) (kernel.Value, error) {
	switch r.Op {
	case worldop.ClockNow, worldop.Print, worldop.ReadLine, worldop.FSRead, worldop.EnvGet, worldop.RandomInt:
		return h.world(r)
	}
	return h.ops.Perform(ctx, &h.limits, r)
}
