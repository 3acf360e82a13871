package fileio

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// writer is the growing end of the log; Host.writing guards it.
type writer struct {
	file   afero.File // the last segment
	end    int64      // where its next frame goes
	marks  marker
	failed error // why nothing more is written until the store is opened again
	buf    []byte
}

// startWriting makes what was loaded durable, and the log ready to grow.
func (h *Host) startWriting(m mark, slot int) error {
	for _, s := range h.segments {
		f, err := openFile(h.fs, s.name, 0)
		if err != nil {
			return err
		}
		if err := f.Sync(); err != nil {
			return errors.Join(err, f.Close())
		}
		if s != h.segments[len(h.segments)-1] {
			if err := f.Close(); err != nil {
				return err
			}
			continue
		}
		h.log.file = f
	}
	if err := h.openMarks(h.nextMark(m, false), slot); err != nil {
		return err
	}
	return h.syncParent()
}

// openMarks writes the first mark of this opening, durably.
func (h *Host) openMarks(m mark, slot int) error {
	f, err := openFile(h.fs, h.path(markName), os.O_CREATE)
	if err != nil {
		return err
	}
	h.log.marks = marker{file: f, last: m, slot: slot}
	if err := h.log.marks.writeSynced(m); err != nil {
		return err
	}
	return syncDir(h.fs, h.dir)
}

// nextMark says that the log is durable up to its end; m gives the store and the generation.
func (h *Host) nextMark(m mark, clean bool) mark {
	m.segment, m.end = h.segments[len(h.segments)-1].number, uint64(h.log.end)
	m.pos, m.clean = uint64(h.index.pos()), clean
	return m
}

// syncParent makes the name of the directory durable.
func (h *Host) syncParent() error {
	if parent, ok := parentOf(h.dir); ok {
		return syncDir(h.fs, parent)
	}
	return nil
}

// addSegment makes the next segment file, durable before it holds a frame, and seals the last one.
func (h *Host) addSegment(header segmentHeader) error {
	name := h.path(segmentName(header.number))
	f, err := openFile(h.fs, name, os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	err = errors.Join(writeFull(f, header.bytes(), 0), f.Sync(), syncDir(h.fs, h.dir))
	if err != nil {
		return errors.Join(err, f.Close())
	}
	s, err := h.openFile(header.number)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	s.segmentHeader = header
	h.mu.Lock()
	h.segments = append(h.segments, s)
	h.mu.Unlock()
	if h.log.file != nil {
		err = h.log.file.Close()
	}
	h.log.file, h.log.end = f, segmentHead
	return errors.Join(err, h.log.marks.writeSynced(h.nextMark(h.log.marks.last, false)))
}

// append makes a payload durable and takes it into the index. The caller holds writing.
func (h *Host) append(payload []byte) error {
	if h.log.failed != nil {
		return refused(h.log.failed)
	}
	last := h.segments[len(h.segments)-1]
	size := frameSize(len(payload))
	if h.log.end+size > h.opts.SegmentBytes && h.log.end > segmentHead {
		next := segmentHeader{
			id: last.id, number: last.number + 1, pos: uint64(h.index.pos()), prevEnd: uint64(h.log.end),
		}
		if err := h.addSegment(next); err != nil {
			return h.fail(err)
		}
		last = h.segments[len(h.segments)-1]
	}
	h.log.buf = appendFrame(h.log.buf[:0], last.id, last.number, h.log.end, payload)
	if err := h.writeFrame(); err != nil {
		return h.fail(err)
	}
	ref := frameRef{uint32(last.number), uint32(h.log.end), uint32(len(payload))}
	h.log.end += size
	if err := h.take(ref, payload); err != nil {
		return h.fail(err)
	}
	h.log.marks.writeLazy(h.nextMark(h.log.marks.last, false))
	return nil
}

// take takes a durable frame into the index and wakes those that wait for events.
func (h *Host) take(at frameRef, payload []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	before := h.index.pos()
	if err := h.index.apply(at, payload); err != nil {
		return err
	}
	if h.index.pos() > before {
		close(h.grown)
		h.grown = make(chan struct{})
	}
	return nil
}

// writeFrame writes the frame in buf and syncs it. If either fails, it takes the frame back as well
// as it can, so that a later opening does not find a frame in the system's cache that the disk does
// not have.
func (h *Host) writeFrame() error {
	err := writeFull(h.log.file, h.log.buf, h.log.end)
	if err == nil {
		err = h.log.file.Sync()
	}
	if err != nil {
		if back := h.log.file.Truncate(h.log.end); back == nil {
			_ = h.log.file.Sync() // what it says changes nothing: writing has ended
		}
	}
	if cap(h.log.buf) > 4<<20 {
		h.log.buf = nil
	}
	return err
}

// fail ends writing until the store is opened again: after a failed write or sync nothing says what
// the disk holds, and trying again can succeed without having written.
func (h *Host) fail(err error) error {
	h.log.failed = err
	return kernel.Condf(kernel.CondIO, "the store could not be written, and whether this request is stored is not "+
		"known; open the store again to write on: %v", err)
}

// refused is the error of writes after a failure.
func refused(cause error) error {
	return kernel.Condf(kernel.CondIO, "the store takes no writes since one failed; open it again: %v", cause)
}

// beginWrite takes the right to write; the caller gives it back by h.writing.Unlock.
func (h *Host) beginWrite(ctx context.Context, op string) error {
	if h.opts.ReadOnly {
		return kernel.Condf(kernel.CondIO, "%s: the store was opened to read only", op)
	}
	h.writing.Lock()
	err := ctx.Err()
	if err == nil && h.log.failed != nil {
		err = refused(h.log.failed)
	}
	if err != nil {
		h.writing.Unlock()
	}
	return err
}

func (h *Host) commit(ctx context.Context, args []kernel.Value) (kernel.Value, error) {
	c, err := storeop.ParseCommit(h.lim, args)
	if err != nil {
		return kernel.Nil, err
	}
	if err := h.beginWrite(ctx, storeop.OpCommit); err != nil {
		return kernel.Nil, err
	}
	defer h.writing.Unlock()
	plan, conflict, err := c.Decide(&view{h: h}, h.index.pos(), h.opts.Now)
	if err != nil || !conflict.IsNil() {
		return conflict, err
	}
	answer, err := storeop.CommitAnswer(plan)
	if err != nil || plan.Empty() {
		return answer, err
	}
	if err := h.append(planPayload(plan)); err != nil {
		return kernel.Nil, err
	}
	return answer, nil
}

func (h *Host) truncate(ctx context.Context, args []kernel.Value) (kernel.Value, error) {
	q, err := storeop.ParseTruncate(h.lim, args)
	if err != nil {
		return kernel.Nil, err
	}
	if err := h.beginWrite(ctx, storeop.OpTruncate); err != nil {
		return kernel.Nil, err
	}
	defer h.writing.Unlock()
	before, last := h.index.bounds(q.Stream)
	first := q.FirstSeq(before, last)
	if first > before {
		err = h.append(truncatePayload(q.Stream, first))
	}
	return kernel.Int(first), err
}

func (h *Host) writeSnapshot(ctx context.Context, args []kernel.Value) (kernel.Value, error) {
	q, err := storeop.ParseSnapshot(h.lim, args)
	if err != nil {
		return kernel.Nil, err
	}
	if err := h.beginWrite(ctx, storeop.OpSnapshotWrite); err != nil {
		return kernel.Nil, err
	}
	defer h.writing.Unlock()
	old, there := h.index.snaps[q.Name]
	if c := q.Conflict(there, old.seq); !c.IsNil() {
		return c, nil
	}
	if err := h.append(snapshotPayload(&q)); err != nil {
		return kernel.Nil, err
	}
	return storeop.SnapshotWritten(q.Name, q.Seq), nil
}

func (h *Host) deleteSnapshot(ctx context.Context, args []kernel.Value) (kernel.Value, error) {
	name, err := storeop.ParseName(h.lim, storeop.OpSnapshotDelete, args)
	if err != nil {
		return kernel.Nil, err
	}
	if err := h.beginWrite(ctx, storeop.OpSnapshotDelete); err != nil {
		return kernel.Nil, err
	}
	defer h.writing.Unlock()
	if _, there := h.index.snaps[name]; !there {
		return kernel.False, nil
	}
	return kernel.True, h.append(snapshotDeletePayload(name))
}

func (h *Host) putBlob(ctx context.Context, args []kernel.Value) (kernel.Value, error) {
	blob, err := storeop.ParseBlob(h.lim, args)
	if err != nil {
		return kernel.Nil, err
	}
	if err := h.beginWrite(ctx, storeop.OpBlobPut); err != nil {
		return kernel.Nil, err
	}
	defer h.writing.Unlock()
	cid := storeop.BlobID(blob)
	if _, there := h.index.blobs[cid]; !there {
		err = h.append(blobPayload(cid, blob))
	}
	return kernel.Str(cid), err
}

// closeLog marks a log that did not fail as cleanly closed.
func (h *Host) closeLog() error {
	h.writing.Lock()
	defer h.writing.Unlock()
	if h.log.failed != nil || h.log.file == nil {
		return nil
	}
	return h.log.marks.writeSynced(h.nextMark(h.log.marks.last, true))
}
