package mockio

import (
	"context"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/hosts/worldop"
	"github.com/sx-lang/sx/kernel"
)

func (h *Host) world(r hosts.Request) (kernel.Value, error) {
	switch r.Op {
	case worldop.ClockNow:
		if err := worldop.NoArgs(r.Op, r.Args); err != nil {
			return kernel.Nil, err
		}
		return kernel.Int(h.readClock()), nil
	case worldop.ReadLine:
		if err := worldop.NoArgs(r.Op, r.Args); err != nil || len(h.input) == 0 {
			return kernel.Nil, err
		}
		line := h.input[0]
		h.input = h.input[1:]
		return kernel.Str(line), nil
	case worldop.RandomInt:
		n, err := worldop.Bound(r.Op, r.Args)
		if err != nil {
			return kernel.Nil, err
		}
		return kernel.Int(h.random.Int64N(n)), nil
	}
	text, err := worldop.Text(r.Op, r.Args)
	if err != nil {
		return kernel.Nil, err
	}
	switch r.Op {
	case worldop.Print:
		h.output.WriteString(text)
		return kernel.Nil, nil
	case worldop.EnvGet:
		if s, ok := h.env[text]; ok {
			return kernel.Str(s), nil
		}
		return kernel.Nil, nil
	}
	b, err := afero.ReadFile(h.files, text)
	if err != nil {
		return kernel.Nil, kernel.Condf(kernel.CondIO, "fs/read: %v", err)
	}
	return kernel.Str(string(b)), nil
}

// readClock gives the time and lets it advance by a tick.
func (h *Host) readClock() int64 {
	now := h.now
	h.now += h.tick
	return now
}

// wait answers store/wait at once: no one can append while a program waits, so the timeout passes
// on the host's clock.
func (h *Host) wait(_ context.Context, q *storeop.Wait) (kernel.Value, error) {
	if pos := h.store.pos(); pos > q.After {
		return kernel.Int(pos), nil
	}
	h.now += q.Millis
	return kernel.Nil, nil
}

// Now tells the time without letting it advance.
func (h *Host) Now() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// SetNow sets the time in milliseconds since 1970.
func (h *Host) SetNow(millis int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = millis
}

// Advance lets milliseconds pass.
func (h *Host) Advance(millis int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now += millis
}

// Output gives all that was printed.
func (h *Host) Output() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.output.String()
}
