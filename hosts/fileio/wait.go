package fileio

import (
	"context"
	"time"

	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// pollInterval is how often a reader beside a writer looks for new commits while it waits.
const pollInterval = 20 * time.Millisecond

// wait answers store/wait. It holds no lock while it waits.
func (h *Host) wait(ctx context.Context, q *storeop.Wait) (kernel.Value, error) {
	timeout := time.NewTimer(time.Duration(q.Millis) * time.Millisecond)
	defer timeout.Stop()
	for {
		pos, grown, err := h.newest()
		if err != nil {
			return kernel.Nil, err
		}
		if pos > q.After {
			return kernel.Int(pos), nil
		}
		var poll <-chan time.Time
		if h.opts.ReadOnly {
			poll = time.After(pollInterval)
		}
		select {
		case <-grown:
		case <-poll:
		case <-timeout.C:
			return kernel.Nil, nil
		case <-ctx.Done():
			return kernel.Nil, ctx.Err()
		case <-h.closing:
			return kernel.Nil, ErrClosed
		}
	}
}

// newest gives the newest position and a channel that is closed when there is a newer one.
func (h *Host) newest() (int64, <-chan struct{}, error) {
	if err := h.enter(); err != nil {
		return 0, nil, err
	}
	defer h.life.RUnlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.grown == nil {
		h.grown = make(chan struct{})
	}
	return h.cat.pos, h.grown, nil
}
