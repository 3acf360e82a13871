package fileio

import (
	"context"
	"errors"
	"sync"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// Host is an open store; Open makes one. Any number of goroutines may use it.
//
// Locks are taken in the order life, writing, mu.
type Host struct {
	fs   afero.Fs
	dir  string
	opts Options
	lim  *storeop.Limits

	life    sync.RWMutex // held by requests for reading, by Close for writing
	closed  bool
	closing chan struct{} // closed by Close, for those that wait

	writing sync.Mutex // held while the log grows: one frame is in flight at most
	log     writer

	mu       sync.RWMutex // guards what follows; changed only by the holder of writing
	index    *index
	segments []*segment
	grown    chan struct{} // closed and replaced when events were added

	notes []string
	lock  afero.File // nil when read only
}

// ErrClosed is the error of a request to a host that was closed.
var ErrClosed = errors.New("the store is closed")

// Ops names the ops that the host answers.
func (h *Host) Ops() []string { return storeop.Ops() }

// Notes tells what opening found and repaired: one line for each torn tail that was cut and the
// like. It is empty after a clean close.
func (h *Host) Notes() []string { return append([]string(nil), h.notes...) }

// Perform answers a request of the store. A cancelled context is its error, unless the request has
// begun to write.
func (h *Host) Perform(ctx context.Context, request kernel.Value) (kernel.Value, error) {
	if err := ctx.Err(); err != nil {
		return kernel.Nil, err
	}
	r, err := hosts.ParseRequest(request)
	if err != nil {
		return kernel.Nil, err
	}
	if r.Op == storeop.OpWait {
		return h.wait(ctx, r.Args)
	}
	h.life.RLock()
	defer h.life.RUnlock()
	if h.closed {
		return kernel.Nil, ErrClosed
	}
	if h.opts.ReadOnly {
		if err := h.refresh(); err != nil {
			return kernel.Nil, err
		}
	}
	switch r.Op {
	case storeop.OpCommit:
		return h.commit(ctx, r.Args)
	case storeop.OpTruncate:
		return h.truncate(ctx, r.Args)
	case storeop.OpSnapshotWrite:
		return h.writeSnapshot(ctx, r.Args)
	case storeop.OpSnapshotDelete:
		return h.deleteSnapshot(ctx, r.Args)
	case storeop.OpBlobPut:
		return h.putBlob(ctx, r.Args)
	}
	return h.read(r)
}

// read answers the ops that write nothing.
func (h *Host) read(r hosts.Request) (kernel.Value, error) {
	switch r.Op {
	case storeop.OpRead:
		return h.readStream(r.Args)
	case storeop.OpReadAll:
		return h.readAll(r.Args)
	case storeop.OpStreams:
		return h.listStreams(r.Args)
	case storeop.OpKVScan:
		return h.scanKeys(r.Args)
	case storeop.OpStat, storeop.OpSnapshotRead, storeop.OpKVGet, storeop.OpBlobGet, storeop.OpBlobHas:
		name, err := storeop.ParseName(h.lim, r.Op, r.Args)
		if err != nil {
			return kernel.Nil, err
		}
		return h.byName(r.Op, name)
	}
	return kernel.Nil, hosts.Unhandled(r.Op)
}

// Close waits for requests under way, marks the store as cleanly closed and gives the lock back. A
// second Close does nothing.
func (h *Host) Close() error {
	h.life.RLock()
	select {
	case <-h.closing:
	default:
		h.wakeForClose()
	}
	h.life.RUnlock()
	h.life.Lock()
	defer h.life.Unlock()
	if h.closed {
		return nil
	}
	h.closed = true
	var errs []error
	if !h.opts.ReadOnly {
		errs = append(errs, h.closeLog())
	}
	return errors.Join(append(errs, h.release())...)
}

// wakeForClose ends all waits.
func (h *Host) wakeForClose() {
	h.mu.Lock()
	defer h.mu.Unlock()
	select {
	case <-h.closing:
	default:
		close(h.closing)
	}
}

// release closes the files, the lock last.
func (h *Host) release() error {
	var errs []error
	for _, s := range h.segments {
		errs = append(errs, s.file.Close())
	}
	if h.log.file != nil {
		errs = append(errs, h.log.file.Close())
	}
	if h.log.marks.file != nil {
		errs = append(errs, h.log.marks.file.Close())
	}
	if h.lock != nil {
		errs = append(errs, h.lock.Close())
	}
	return errors.Join(errs...)
}
