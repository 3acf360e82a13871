package fileio

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// worker does what need not be done before an answer: index files of sealed segments, checkpoints, and
// the syncs of SyncInterval.
type worker struct {
	wake  chan struct{}
	quit  chan struct{}
	ended chan struct{}
	once  sync.Once
	wg    sync.WaitGroup
	saved savedAt // the checkpoint on the disk

	cut     atomic.Bool // streams were truncated
	rebuilt bool        // index files are those of this host

	saving     sync.Mutex // held while a checkpoint is written, before writing
	compacting sync.Mutex // held while segments are rewritten, before life
}

// savedAt is the place in the log that a checkpoint is of.
type savedAt struct {
	manifest, segment uint64
	end               int64
}

// segmentsPerCheckpoint bounds the index files that an opening after a crash takes in.
const segmentsPerCheckpoint = 4

// startWorker begins the work in the background.
func (h *Host) startWorker() {
	if h.opts.inline || h.opts.ReadOnly {
		return
	}
	w := &h.work
	w.wake, w.quit, w.ended = make(chan struct{}, 1), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(w.ended)
		h.run()
	}()
	h.sealed()
}

// run works until the host is closed.
func (h *Host) run() {
	var tick <-chan time.Time
	if h.opts.Sync == SyncInterval {
		t := time.NewTicker(h.opts.SyncEvery)
		defer t.Stop()
		tick = t.C
	}
	for {
		select {
		case <-h.work.quit:
			return
		case <-tick:
			h.syncNow()
		case <-h.work.wake:
			h.tidy()
		}
	}
}

// stop ends the work and waits for its end.
func (w *worker) stop() {
	if w.quit != nil {
		w.once.Do(func() { close(w.quit) })
		<-w.ended
	}
	w.wg.Wait()
}

// later does something that has to wait for others, without the caller waiting for it.
func (w *worker) later(f func()) { w.wg.Go(f) }

// sealed tells the worker that a segment was sealed. The caller holds writing, or is alone.
func (h *Host) sealed() {
	switch {
	case h.opts.inline && !h.opts.ReadOnly:
		h.indexSealed(true)
		h.mergeTables(true)
	case h.work.wake != nil:
		select {
		case h.work.wake <- struct{}{}:
		default:
		}
	}
}

// tidy writes the indexes of sealed segments, gives space back, and writes a checkpoint now and then.
func (h *Host) tidy() {
	h.work.compacting.Lock()
	defer h.work.compacting.Unlock()
	h.indexSealed(false)
	h.giveBack()
	h.mergeTables(false)
	h.mu.RLock()
	last := h.parts[len(h.parts)-1].last
	h.mu.RUnlock()
	h.work.saving.Lock()
	recent := last < h.work.saved.segment+segmentsPerCheckpoint
	h.work.saving.Unlock()
	if recent {
		return
	}
	h.checkpointNow()
}

// giveBack rewrites segments of which half is dead, if streams were truncated since it last looked. The
// caller holds compacting.
func (h *Host) giveBack() {
	if !h.work.cut.Swap(false) {
		return
	}
	groups, err := h.groups(false)
	for _, g := range groups {
		if err == nil {
			err = h.rewrite(context.Background(), g)
		}
	}
	if err != nil {
		h.work.cut.Store(true) // the next segment sealed brings another try
	} else if len(groups) > 0 {
		h.checkpointNow()
	}
}

// checkpointNow writes a checkpoint of what is durable now. The caller does not hold writing.
func (h *Host) checkpointNow() {
	h.work.saving.Lock()
	defer h.work.saving.Unlock()
	h.writing.Lock()
	var c *checkpoint
	if err := h.syncLog(); err == nil && h.log.failed == nil {
		c = h.checkpoint()
	}
	h.writing.Unlock()
	if c != nil {
		h.saveCheckpoint(c)
	}
}

// syncNow syncs what was answered without a sync.
func (h *Host) syncNow() {
	h.writing.Lock()
	defer h.writing.Unlock()
	if h.log.failed == nil {
		if err := h.syncLog(); err != nil {
			_ = h.fail(err) // the next write is told
		}
	}
}
