package fileio

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/kernel"
)

// Compacted tells what a compaction did.
type Compacted struct {
	Before, After int64 // bytes of the log
	Files         int   // files that were written
}

// Compact opens a store that nobody writes, gives back the space of what was truncated, deleted or
// replaced, and closes it.
func Compact(ctx context.Context, fs afero.Fs, dir string) (Compacted, error) {
	h, err := Open(fs, dir, Options{})
	if err != nil {
		return Compacted{}, err
	}
	c, err := h.Compact(ctx)
	return c, errors.Join(err, h.Close())
}

// Compact rewrites segments: without what was truncated, deleted or replaced, so that its space is given
// back, and ordered by stream, so that a stream is read in few pieces. Seqs and positions stay. Requests
// go on meanwhile. It needs space for one more segment. A crash leaves the store as it was before or
// after a file was rewritten.
func (h *Host) Compact(ctx context.Context) (Compacted, error) {
	if h.opts.ReadOnly {
		return Compacted{}, kernel.Condf(kernel.CondIO, "compact: the store was opened to read only")
	}
	h.work.compacting.Lock()
	defer h.work.compacting.Unlock()
	h.work.wg.Add(1) // Close waits for it, and ends it
	defer h.work.wg.Done()
	if h.isClosing() {
		return Compacted{}, ErrClosed
	}
	if err := h.sealLog(); err != nil {
		return Compacted{}, err
	}
	h.indexSealed(false)
	done := Compacted{Before: h.logBytes()}
	groups, err := h.groups(true)
	for _, g := range groups {
		if err == nil {
			err = h.rewrite(ctx, g)
		}
		if err == nil {
			done.Files++
		}
	}
	if err == nil && done.Files > 0 {
		h.checkpointNow()
	}
	done.After = h.logBytes()
	return done, err
}

// isClosing tells whether Close was called.
func (h *Host) isClosing() bool {
	select {
	case <-h.closing:
		return true
	default:
		return false
	}
}

// sealLog begins a new segment, unless the last one is empty.
func (h *Host) sealLog() error {
	h.writing.Lock()
	defer h.writing.Unlock()
	if h.log.failed != nil {
		return refused(h.log.failed)
	}
	if h.log.end == segmentHead {
		return nil
	}
	if err := h.nextSegment(); err != nil {
		return h.fail(err)
	}
	return nil
}

func (h *Host) logBytes() int64 {
	h.mu.RLock()
	defer h.mu.RUnlock()
	n := int64(0)
	for _, p := range h.parts {
		n += p.end
	}
	return n
}

// group is sealed parts that follow each other and become one file.
type group struct{ parts []part }

// partsPerGroup bounds the segments that become one file.
const partsPerGroup = 1000

// worth is how much of a part counts, in bytes.
type worth struct{ live, all int64 }

// groups tells what is worth rewriting: segments that are not ordered by stream if all is true, segments of
// which a quarter is dead, or half of it unless all is true, and small neighbours that can become one.
func (h *Host) groups(all bool) ([]group, error) {
	h.mu.RLock()
	parts := h.parts[:len(h.parts)-1]
	h.mu.RUnlock()
	var out []group
	var now group
	var live int64
	wanted := false
	end := func() {
		if wanted || len(now.parts) > 1 && all {
			out = append(out, now)
		}
		now, live, wanted = group{}, 0, false
	}
	for _, p := range parts {
		w, err := h.worthOf(p)
		if err != nil {
			return nil, err
		}
		if live+w.live > h.opts.SegmentBytes || len(now.parts) >= partsPerGroup {
			end()
		}
		now.parts = append(now.parts, p)
		live += w.live
		dead := w.all - w.live
		wanted = wanted || all && (!p.clustered() || dead*4 >= w.all && dead > 0) || dead*2 >= w.all && dead > 0
	}
	end()
	return out, nil
}

// worthOf estimates how much of a part counts: events by number, values by size.
func (h *Host) worthOf(p part) (worth, error) {
	m, err := h.summaryOf(p)
	if err != nil {
		return worth{}, err
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	var events, liveEvents, values, liveValues int64
	for name, s := range m.streams {
		first, _ := h.cat.bounds(name)
		events += s.next - s.base
		liveEvents += max(0, s.next-max(first, s.base))
	}
	for key, at := range m.kv {
		size := int64(len(key)) + int64(at.size)
		values += size
		if h.cat.kv.Get(key) == at {
			liveValues += size
		}
	}
	for name, at := range m.snaps {
		size := int64(len(name)) + int64(at.size)
		values += size
		if h.cat.snaps[name] == at {
			liveValues += size
		}
	}
	w := worth{all: p.end, live: min(p.end, segmentHead+liveValues)}
	if rest := p.end - segmentHead - values; events > 0 && rest > 0 {
		w.live += int64(float64(rest) * float64(liveEvents) / float64(events))
	}
	return w, nil
}

// rewrite makes one file of a group, and puts it into the place of the group.
func (h *Host) rewrite(ctx context.Context, g group) error {
	first, last := g.parts[0], g.parts[len(g.parts)-1]
	w := &rewriter{h: h, ctx: ctx, parts: g.parts, last: last.last}
	w.key = fileKey{id: first.key.id, segment: first.first(), generation: h.manifest.generation + 1}
	if err := w.survey(); err != nil {
		return err
	}
	if err := w.collect(); err != nil {
		return err
	}
	name := rewrittenName(w.key.segment, w.last, w.key.generation)
	err := w.write(name)
	var p part
	if err == nil {
		p, err = h.openRewritten(w, name)
	}
	if err != nil {
		_ = h.fs.Remove(h.path(name)) // what stays is removed at the next opening
		return err
	}
	// a manifest that could not be made durable may name the file all the same, so it stays
	return h.switchTo(w, p)
}

// openRewritten opens the file that was written, and makes its index.
func (h *Host) openRewritten(w *rewriter, name string) (part, error) {
	s, err := h.openSegmentFile(name)
	if err != nil {
		return part{}, err
	}
	p := part{segment: s}
	size, err := s.size()
	if err == nil {
		_, err = s.readHeader(size, w.last)
	}
	if err == nil {
		s.end = w.end
		h.mu.RLock()
		for i, q := range h.parts {
			if q.last == w.last {
				w.top = h.parts[i+1].base
			}
		}
		h.mu.RUnlock()
		p.mem, err = h.scanPart(s, s.end)
	}
	if err != nil {
		return part{}, errors.Join(err, s.file.close())
	}
	p.mem.last = w.top
	saved, err := h.saveIndex(p)
	if err != nil {
		// with the name of the index that of the file became durable, which it has to be before the manifest's
		return part{}, errors.Join(err, s.file.close())
	}
	return saved, nil
}

// switchTo makes a rewritten file part of the store: with the manifest, it stands for the group.
func (h *Host) switchTo(w *rewriter, p part) error {
	h.writing.Lock()
	defer h.writing.Unlock()
	if h.log.failed != nil {
		return errors.Join(refused(h.log.failed), p.close())
	}
	m := manifest{id: w.key.id, generation: w.key.generation}
	entry := rewritten{first: w.key.segment, last: w.last, generation: w.key.generation, end: w.end,
		base: p.base, top: w.top}
	done := false
	for _, e := range h.manifest.entries {
		if e.first > entry.last && !done {
			m.entries, done = append(m.entries, entry), true
		}
		if e.last < entry.first || e.first > entry.last {
			m.entries = append(m.entries, e)
		}
	}
	if !done {
		m.entries = append(m.entries, entry)
	}
	if h.opts.plant.earlyDelete {
		h.removeParts(w.parts)
	}
	if err := h.writeManifest(&m); err != nil {
		return errors.Join(h.fail(err), p.close())
	}
	h.mu.Lock()
	h.manifest = m
	var parts, old []part
	for _, q := range h.parts {
		if q.last < entry.first || q.first() > entry.last {
			parts = append(parts, q)
			continue
		}
		if old = append(old, q); q.last == entry.last {
			parts = append(parts, p)
		}
	}
	h.parts = parts
	h.moveValues(w)
	h.mu.Unlock()
	if err := h.log.marks.writeSynced(h.markAt(h.log.end, false), &h.opts.plant); err != nil {
		return h.fail(err)
	}
	h.retireParts(old)
	return nil
}

// moveValues tells the catalog of the new places of values; the caller holds mu.
func (h *Host) moveValues(w *rewriter) {
	for _, v := range w.kv {
		if h.cat.kv.Get(v.name) == v.from {
			h.cat.kv.Set(v.name, v.to)
		}
	}
	for _, v := range w.snaps {
		if now := h.cat.snaps[v.name]; now.ref == v.from {
			h.cat.snaps[v.name] = snapRef{v.to, now.seq}
		}
	}
}

// removeParts removes the files of parts that are not used any more. What cannot be removed is, at the
// next opening.
func (h *Host) removeParts(parts []part) {
	for _, p := range parts {
		for _, name := range []string{p.name, h.path(indexName(p.segment))} {
			if err := h.fs.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
				return
			}
		}
	}
}

// retireParts closes and removes the files of parts when the requests under way have ended, which may have to open
// them again by their names.
func (h *Host) retireParts(parts []part) {
	for _, p := range parts {
		if p.idx != nil {
			h.cache.drop(&p.idx.pager)
		}
	}
	end := func() {
		for _, p := range parts {
			_ = p.close() // they were only read
		}
		if !h.opts.inline {
			h.removeParts(parts)
		}
		h.life.Unlock()
	}
	if h.opts.inline { // nothing goes on beside it, and its operations have an order
		h.removeParts(parts)
	}
	if h.life.TryLock() {
		end()
		return
	}
	h.work.later(func() {
		h.life.Lock()
		end()
	})
}
