package fileio

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/sx-lang/sx/kernel"
)

// queue holds the writes that wait. Whoever finds nobody writing writes all that is there, its own
// and those of others, as one frame with one sync; what arrives meanwhile is the next frame, written by
// the first of those that wait for it. So one frame is in flight at most, nobody waits for a timer, and
// a lone writer pays for no other goroutine, and not for the queue either.
type queue struct {
	waiting atomic.Int32 // jobs that are in the queue, or about to be put there

	mu   sync.Mutex
	jobs []*job // from next on
	next int
	busy bool // one of those that were in the queue writes, or is about to
}

// job is a write in the queue.
type job struct {
	ctx  context.Context
	what decision
	err  error
	wake chan bool // true: write what is in the queue; false: done
}

// decision says what a write adds to the frame of its turn; an error writes nothing.
type decision interface{ decide(t *turn) error }

// decideFunc is a decision made by a function.
type decideFunc func(t *turn) error

func (f decideFunc) decide(t *turn) error { return f(t) }

// groupBytes is the size of a frame after which no further job is put into it.
const groupBytes = 1 << 20

// submit lets decide take its turn and gives its error, or that of the disk. When it is nil, what decide
// added is durable.
func (h *Host) submit(ctx context.Context, op string, decide decideFunc) error {
	return h.submitJob(op, &job{ctx: ctx, what: decide})
}

// submitJob is submit for a job.
func (h *Host) submitJob(op string, j *job) error {
	if h.writeAlone(j) {
		return j.err
	}
	if err := h.submitJobs(op, j); err != nil {
		return err
	}
	return j.err
}

// writeAlone writes a frame of one job, if nobody writes or waits. Those that come meanwhile wait in the queue,
// and the first of them for the lock.
func (h *Host) writeAlone(j *job) bool {
	if h.opts.ReadOnly || h.queue.waiting.Load() > 0 {
		return false
	}
	switch {
	case h.writing.TryLock():
		defer h.writing.Unlock()
	case !h.opts.plant.twoAlone:
		return false
	}
	h.log.unsynced = h.opts.plant.loneUnsynced
	t := h.newTurn()
	h.decideJob(t, j)
	if t.size() > 0 {
		if err := h.append(t.frame); err != nil && j.err == nil {
			j.err = err
		}
	}
	return true
}

// submitJobs lets jobs take their turns one after the other, with no other in between, and waits for all of
// them; they have their errors.
func (h *Host) submitJobs(op string, jobs ...*job) error {
	if h.opts.ReadOnly {
		return kernel.Condf(kernel.CondIO, "%s: the store was opened to read only", op)
	}
	q := &h.queue
	q.waiting.Add(int32(len(jobs)))
	q.mu.Lock()
	q.jobs = append(q.jobs, jobs...)
	leads := !q.busy
	q.busy = true
	for i, j := range jobs {
		if i > 0 || !leads {
			j.wake = make(chan bool, 1)
		}
	}
	q.mu.Unlock()
	for _, j := range jobs {
		if j.wake == nil || <-j.wake {
			h.lead(j)
		}
	}
	return nil
}

// lead writes one frame, which holds own, and hands over.
func (h *Host) lead(own *job) {
	others := h.writeGroup(own)
	q := &h.queue
	q.mu.Lock()
	if q.next < len(q.jobs) {
		q.jobs[q.next].wake <- true
	} else {
		q.busy = false
	}
	q.mu.Unlock()
	for _, j := range others {
		j.wake <- false
	}
}

// take takes the next job off the queue, nil if there is none.
func (q *queue) take() *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.next == len(q.jobs) {
		return nil
	}
	j := q.jobs[q.next]
	q.jobs[q.next] = nil
	if q.next++; q.next == len(q.jobs) {
		q.jobs, q.next = q.jobs[:0], 0
	}
	q.waiting.Add(-1)
	return j
}

// decideJob lets a job take its turn.
func (h *Host) decideJob(t *turn, j *job) {
	j.err = j.ctx.Err()
	if j.err == nil && h.log.failed != nil && !h.opts.plant.ignoreFailure {
		j.err = refused(h.log.failed)
	}
	if j.err == nil {
		t.settle()
		j.err = j.what.decide(t)
	}
}

// writeGroup lets jobs take their turns until the queue is empty or the frame is full, writes the
// frame, and gives the jobs but own, which is the first; they have their errors. A job that decided by what the frame holds shares its
// fate, also if it wrote nothing.
func (h *Host) writeGroup(own *job) (others []*job) {
	h.writing.Lock()
	defer h.writing.Unlock()
	h.log.unsynced = false
	t := h.newTurn()
	for t.size() < groupBytes {
		j := h.queue.take()
		if j == nil {
			break
		}
		if j != own {
			others = append(others, j)
		}
		h.decideJob(t, j)
	}
	if t.size() == 0 {
		return others
	}
	if err := h.append(t.frame); err != nil {
		for _, j := range append(others, own) {
			if j.err == nil {
				j.err = err
			}
		}
	}
	return others
}
