package fileio

import (
	"context"
	"sync"

	"github.com/sx-lang/sx/kernel"
)

// queue holds the writes that wait. Whoever finds nobody writing writes all that is there, its own
// and those of others, as one frame with one sync; what arrives meanwhile is the next frame, written by
// the first of those that wait for it. So one frame is in flight at most, nobody waits for a timer, and
// a lone writer pays for no other goroutine.
type queue struct {
	mu   sync.Mutex
	jobs []*job
	busy bool // somebody writes
}

// job is a write in the queue.
type job struct {
	ctx    context.Context
	decide func(t *turn) error // says what is to be written; an error writes nothing
	err    error
	wake   chan bool // true: write what is in the queue; false: done
}

// groupBytes is the size of a frame after which no further job is put into it.
const groupBytes = 1 << 20

// submit lets decide take its turn and gives its error, or that of the disk. When it is nil, what decide
// added is durable.
func (h *Host) submit(ctx context.Context, op string, decide func(t *turn) error) error {
	if h.opts.ReadOnly {
		return kernel.Condf(kernel.CondIO, "%s: the store was opened to read only", op)
	}
	j := &job{ctx: ctx, decide: decide}
	h.queue.mu.Lock()
	h.queue.jobs = append(h.queue.jobs, j)
	if h.queue.busy {
		j.wake = make(chan bool, 1)
		h.queue.mu.Unlock()
		if !<-j.wake {
			return j.err
		}
	} else {
		h.queue.busy = true
		h.queue.mu.Unlock()
	}
	h.lead(j)
	return j.err
}

// lead writes one frame, which holds own, and hands over.
func (h *Host) lead(own *job) {
	group := h.writeGroup()
	h.queue.mu.Lock()
	if len(h.queue.jobs) > 0 {
		h.queue.jobs[0].wake <- true
	} else {
		h.queue.busy = false
	}
	h.queue.mu.Unlock()
	for _, j := range group {
		if j != own {
			j.wake <- false
		}
	}
}

// take takes the next job off the queue, nil if there is none.
func (q *queue) take() *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.jobs) == 0 {
		return nil
	}
	j := q.jobs[0]
	q.jobs[0] = nil
	if q.jobs = q.jobs[1:]; len(q.jobs) == 0 {
		q.jobs = nil
	}
	return j
}

// writeGroup lets jobs take their turns until the queue is empty or the frame is full, writes the
// frame, and gives the jobs with their errors. A job that decided by what the frame holds shares its
// fate, also if it wrote nothing.
func (h *Host) writeGroup() []*job {
	h.writing.Lock()
	defer h.writing.Unlock()
	t := h.newTurn()
	var group []*job
	for t.size() < groupBytes {
		j := h.queue.take()
		if j == nil {
			break
		}
		group = append(group, j)
		j.err = j.ctx.Err()
		if j.err == nil && h.log.failed != nil && !h.opts.plant.ignoreFailure {
			j.err = refused(h.log.failed)
		}
		if j.err == nil {
			j.err = j.decide(t)
		}
	}
	if t.size() == 0 {
		return group
	}
	if err := h.append(t.frame); err != nil {
		for _, j := range group {
			if j.err == nil {
				j.err = err
			}
		}
	}
	return group
}
