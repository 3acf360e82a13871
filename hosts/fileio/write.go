package fileio

import (
	"errors"
	"os"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/kernel"
)

// writer is the growing end of the log; Host.writing guards it.
type writer struct {
	file   afero.File // the last segment
	seed   uint32     // of its frames
	end    int64      // where its next frame goes
	room   int64      // up to where zeros were written ahead; 0 if nowhere
	marks  marker
	failed error // why nothing more is written until the store is opened again
	buf    []byte
	dirty  bool // something was written and not synced

	unsynced bool // the frame is answered without a sync: a switch for tests of the tests
	turn     turn
	taker    loader // takes frames into the last part
}

// Room that is made ahead of the end of the log, in bytes. Where nothing is synced it is made for another reason:
// the system takes many pages at once in half the time that it takes for them one by one.
const (
	roomAhead    = 2 << 20
	roomUnsynced = 64 << 10
)

// append makes a frame of a payload that stands behind frameLead bytes of b, durable, and takes it into the
// index. The caller holds writing.
func (h *Host) append(b []byte) error {
	if h.log.buf = b; cap(b) > 4<<20 {
		h.log.buf = nil
	}
	payload := b[frameLead:]
	size := frameSize(len(payload))
	if h.log.end+size > h.opts.SegmentBytes && h.log.end > segmentHead {
		if err := h.nextSegment(); err != nil {
			return h.fail(err)
		}
	}
	frame := sealFrame(b, h.log.seed, h.log.end)
	if h.opts.plant.earlyMark {
		h.log.marks.writeLazy(h.markAt(h.log.end+size, false))
	}
	if h.opts.plant.earlyAnswer {
		if err := h.take(payload); err != nil {
			return h.fail(err)
		}
	}
	if err := h.writeFrame(frame); err != nil {
		return h.fail(err)
	}
	if !h.opts.plant.earlyAnswer {
		if err := h.take(payload); err != nil {
			return h.fail(err)
		}
	}
	h.log.end += size
	if h.opts.Sync == SyncAlways { // else the frame itself says that it was answered
		h.log.marks.writeLazy(h.markAt(h.log.end, false))
	}
	return nil
}

// take takes a frame that is durable into the index and wakes those that wait for events.
func (h *Host) take(payload []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	before := h.cat.pos
	if last, l := h.parts[len(h.parts)-1], &h.log.taker; l.mem != last.mem || l.cat != h.cat {
		*l = *h.loader(last, h.cat)
	}
	if err := h.log.taker.take(h.log.end, payload); err != nil {
		return err
	}
	if h.cat.pos > before {
		h.wakeWaiting()
	}
	return nil
}

// wakeWaiting wakes those that wait for events; the caller holds mu.
func (h *Host) wakeWaiting() {
	if h.grown != nil {
		close(h.grown)
		h.grown = nil
	}
}

// loader gives a loader into a part.
func (h *Host) loader(p part, cat *catalog) *loader {
	return &loader{mem: p.mem, cat: cat, segment: uint32(p.first()), base: p.base, end: p.mem.last}
}

// writeFrame writes a frame and, unless answers do not wait for it, syncs it. If either fails, it takes
// the frame back as well as it can, so that a later opening does not find a frame in the system's
// cache that the disk does not have.
func (h *Host) writeFrame(frame []byte) error {
	h.makeRoom(int64(len(frame)))
	err := writeFull(h.log.file, frame, h.log.end)
	h.log.dirty = true
	if err == nil && h.opts.Sync == SyncAlways && !h.log.unsynced {
		for try := 0; try == 0 || err != nil && try == 1 && h.opts.plant.retry; try++ {
			err = h.syncLog()
		}
	}
	if err != nil {
		_ = h.log.file.Truncate(h.log.end) // what it says changes nothing: writing has ended
	}
	return err
}

// syncLog makes the frames written so far durable.
func (h *Host) syncLog() error {
	if h.opts.plant.noFrameSync || !h.log.dirty {
		return nil
	}
	err := dataSync(h.log.file)
	if err == nil {
		h.log.dirty = false
	}
	return err
}

// makeRoom writes zeros ahead of the end, so that the sync of a frame changes no size. Where there is no
// room for them there may still be room for the frame.
func (h *Host) makeRoom(size int64) {
	if h.log.room < 0 || h.log.end+size <= h.log.room {
		return
	}
	from, ahead := max(h.log.room, h.log.end+size), int64(roomAhead)
	if h.opts.Sync == SyncNever {
		from, ahead = max(h.log.room, h.log.end), roomUnsynced
	}
	to := min(from+ahead, max(h.opts.SegmentBytes, from))
	if to < h.log.end+size { // a large frame, which is many pages at once itself
		return
	}
	if done, err := preallocate(h.log.file, from, to-from); !done || err != nil {
		h.log.room = -1 // not tried again before the next segment
		return
	}
	h.log.room = to
}

// nextSegment seals the last segment and begins the next.
func (h *Host) nextSegment() error {
	if err := h.syncLog(); err != nil {
		return err
	}
	if h.log.room > 0 {
		// what is written ahead is of no use any more, and the size is in the next header
		if err := h.log.file.Truncate(h.log.end); err != nil {
			return err
		}
		h.log.room = 0
	}
	last := h.parts[len(h.parts)-1]
	key := fileKey{id: last.key.id, segment: last.last + 1}
	return h.addSegment(segmentHeader{key: key, base: h.cat.pos, prevEnd: h.log.end})
}

// addSegment makes the next segment file, durable before it holds a frame, and seals the last one.
func (h *Host) addSegment(header segmentHeader) error {
	name := segmentName(header.key.segment)
	f, err := openFile(h.fs, h.path(name), os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	err = writeFull(f, header.bytes(), 0)
	if err == nil && !h.opts.plant.noSealSync {
		err = f.Sync()
	}
	if err == nil {
		err = h.syncDir()
	}
	if err != nil {
		// after a failed sync the system can show a header that the disk does not get any more
		_ = h.fs.Remove(h.path(name)) // what it says changes nothing: writing has ended
		return errors.Join(err, f.Close())
	}
	s, err := h.openSegmentFile(name)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	s.segmentHeader, s.last, s.end = header, header.key.segment, segmentHead
	h.addPart(part{segment: s, mem: newMemIndex(segmentHead, header.base)})
	if h.log.file != nil {
		err = h.log.file.Close()
	}
	h.grow(f, segmentHead, header.key)
	err = errors.Join(err, h.log.marks.writeSynced(h.markAt(h.log.end, false), &h.opts.plant))
	if err == nil {
		h.sealed()
	}
	return err
}

// grow makes a file the one that the log grows in.
func (h *Host) grow(f afero.File, end int64, key fileKey) {
	h.log.file, h.log.end, h.log.room, h.log.seed, h.log.dirty = f, end, 0, key.seed(), false
}

// addPart makes p the last part, and the one before it sealed.
func (h *Host) addPart(p part) {
	h.mu.Lock()
	defer h.mu.Unlock()
	parts := append([]part(nil), h.parts...)
	if n := len(parts); n > 0 {
		s := *parts[n-1].segment
		s.end = p.prevEnd
		parts[n-1].segment = &s
	}
	h.parts = append(parts, p)
}

// markAt says that the log was answered up to end.
func (h *Host) markAt(end int64, clean bool) mark {
	m := h.log.marks.last
	m.segment, m.end = h.parts[len(h.parts)-1].last, end
	m.pos, m.clean, m.relaxed = h.cat.pos, clean, h.opts.Sync != SyncAlways
	m.manifest = h.manifest.generation
	return m
}

// fail ends writing until the store is opened again: after a failed write or sync nothing says what
// the disk holds, and trying again can succeed without having written.
func (h *Host) fail(err error) error {
	if h.log.failed == nil {
		h.log.failed = err
	}
	return kernel.Condf(kernel.CondIO, "the store could not be written, and whether this request is stored is not "+
		"known; open the store again to write on: %v", err)
}

// failure gives why the store takes no writes any more; nil if it does.
func (h *Host) failure() error {
	h.writing.Lock()
	defer h.writing.Unlock()
	return h.log.failed
}

// refused is the error of writes after a failure.
func refused(cause error) error {
	return kernel.Condf(kernel.CondIO, "the store takes no writes since one failed; open it again: %v", cause)
}

// closeLog marks a log that did not fail as cleanly closed, with an index of all of it.
func (h *Host) closeLog() error {
	h.writing.Lock()
	defer h.writing.Unlock()
	if h.log.failed != nil || h.log.file == nil || len(h.parts) == 0 {
		return nil
	}
	if err := h.syncLog(); err != nil {
		return err
	}
	if h.log.room != 0 {
		// zeros that a power cut brings back do no harm, so this is not synced
		if err := h.log.file.Truncate(h.log.end); err != nil {
			return err
		}
	}
	h.saveIndexes()
	return h.log.marks.writeSynced(h.markAt(h.log.end, true), &h.opts.plant)
}
