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
	fs      afero.Fs
	dir     string
	opts    Options
	lim     *storeop.Limits
	answers storeop.Answers
	cache   pageCache
	buffers sync.Pool // of *pageBuffers
	files   *openFiles

	life    sync.RWMutex // held by requests for reading, by Close for writing
	closed  bool
	closing chan struct{} // closed by Close, for those that wait

	queue   queue
	jobs    sync.Pool  // of *commitJob that are done
	writing sync.Mutex // held while the log grows: one frame is in flight at most
	log     writer

	idTables []*idTable // guarded by writing

	mu       sync.RWMutex // guards what follows; changed only by the holder of writing
	cat      *catalog
	parts    []part // never changed in place, but for the memIndex of the last
	manifest manifest
	grown    chan struct{} // closed when events are added; nil if nobody waits

	salvage salvage

	work  worker
	blobs blobs
	notes []string
	lock  afero.File // nil when read only
}

// part is a segment with where its events are: up to a place in idx, and from there on in mem. Either
// can be nil, but the last part has a mem.
type part struct {
	*segment
	idx *indexFile
	mem *memIndex
}

// ErrClosed is the error of a request to a host that was closed.
var ErrClosed = errors.New("the store is closed")

// newHost makes a host that is still to be opened.
func newHost(fs afero.Fs, dir string, opts Options) *Host {
	opts = opts.withDefaults()
	h := &Host{
		fs: fs, dir: dir, opts: opts, cat: newCatalog(),
		closing: make(chan struct{}),
		files:   &openFiles{fs: fs, most: opts.OpenFiles},
		cache:   pageCache{pages: map[pageKey][]byte{}},
	}
	h.lim = h.opts.Limits
	h.answers = storeop.Answers{
		Commit: func(ctx context.Context, c *storeop.Commit) (kernel.Value, error) {
			return h.mending(func() (kernel.Value, error) { return h.commit(ctx, c) })
		},
		Read: func(q *storeop.Read) (kernel.Value, error) {
			return h.mending(func() (kernel.Value, error) { return h.readStream(q) })
		},
		ReadAll: func(q *storeop.ReadAll) (kernel.Value, error) {
			return h.mending(func() (kernel.Value, error) { return h.readAll(q) })
		},
		SnapshotRead: func(name string) (kernel.Value, error) {
			return h.mending(func() (kernel.Value, error) { return h.readSnapshot(name) })
		},
		KVGet: func(key string) (kernel.Value, error) {
			return h.mending(func() (kernel.Value, error) { return h.getKey(key) })
		},
		KVScan: func(q *storeop.Names) (kernel.Value, error) {
			return h.mending(func() (kernel.Value, error) { return h.scanKeys(q) })
		},
		Stat: h.stat, Streams: h.listStreams, Truncate: h.truncate, SnapshotWrite: h.writeSnapshot,
		SnapshotDelete: h.deleteSnapshot, Wait: h.wait,
		BlobPut: h.putBlob, BlobGet: h.getBlob, BlobHas: h.hasBlob,
	}
	return h
}

// Ops names the ops that the host answers.
func (h *Host) Ops() []string { return storeop.Ops() }

// Notes tells what opening found and repaired: one line for each torn tail that was cleared and the
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
	if r.Op == storeop.OpWait { // it holds no lock while it waits
		return h.answers.Perform(ctx, h.lim, r)
	}
	if err := h.enter(); err != nil {
		return kernel.Nil, err
	}
	defer h.life.RUnlock()
	return h.answers.Perform(ctx, h.lim, r)
}

// enter begins a request: the store stays open until the caller gives life back.
func (h *Host) enter() error {
	h.life.RLock()
	err := error(nil)
	switch {
	case h.closed:
		err = ErrClosed
	case h.opts.ReadOnly && h.salvage.found == nil: // nobody writes to a damaged store
		err = h.refresh()
	}
	if err != nil {
		h.life.RUnlock()
	}
	return err
}

// Close waits for requests under way, marks the store as cleanly closed and gives the lock back. A
// second Close does nothing.
func (h *Host) Close() error {
	h.mu.Lock()
	select {
	case <-h.closing:
	default:
		close(h.closing)
	}
	h.mu.Unlock()
	h.work.stop()
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

// release closes the files, the lock last.
func (h *Host) release() error {
	var errs []error
	for _, p := range h.parts {
		errs = append(errs, p.close())
	}
	for _, t := range h.idTables {
		errs = append(errs, t.file.close())
	}
	for _, f := range []afero.File{h.log.file, h.log.marks.file, h.lock} {
		if f != nil {
			errs = append(errs, f.Close())
		}
	}
	return errors.Join(errs...)
}

// close closes the files of a part.
func (p part) close() error {
	err := p.file.close()
	if p.idx != nil {
		err = errors.Join(err, p.idx.file.close())
	}
	return err
}

// partOf gives the index of the part that holds a segment; the caller holds mu or writing.
func (h *Host) partOf(number uint64) int {
	lo, hi := 0, len(h.parts)-1
	for lo < hi {
		if mid := (lo + hi) / 2; h.parts[mid].last < number {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
