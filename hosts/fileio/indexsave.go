package fileio

// merge adds what m holds of the stretch behind that of x.
func (x *memIndex) merge(m *memIndex) {
	x.end, x.last = m.end, m.last
	if n := len(x.places); n > 0 && len(m.places) > 0 && x.places[n-1].pos == m.places[0].pos {
		x.places = x.places[:n-1] // a frame without events, see loader.take
	}
	x.places = append(x.places, m.places...)
	for name, s := range m.streams {
		old := x.streams[name]
		if old == nil {
			x.streams[name] = s
			continue
		}
		s.each(old.addRun)
		old.next = s.next
	}
	for h, seqs := range m.ids {
		if x.ids == nil {
			x.ids = map[uint64][]int64{}
		}
		x.ids[h] = append(x.ids[h], seqs...)
	}
	for key, at := range m.kv {
		x.setKey(key, at)
	}
	for name, at := range m.snaps {
		x.setSnap(name, at)
	}
	for name, b := range m.bounds {
		x.setBounds(name, b.first, b.last)
	}
}

// whole gives one index of all of a part, without changing p.
func (h *Host) whole(p part) (*memIndex, error) {
	switch {
	case p.idx == nil:
		return p.mem, nil
	case p.mem == nil:
		return p.idx.load()
	}
	m, err := p.idx.load()
	if err != nil {
		return h.scanPart(p.segment, p.mem.end)
	}
	m.merge(p.mem)
	return m, nil
}

// saveIndex writes the index file of a part and gives the part with it, or the part as it was and an error.
func (h *Host) saveIndex(p part) (part, error) {
	m, err := h.whole(p)
	if err != nil {
		return p, err
	}
	s := *p.segment
	s.end = m.end
	content := newIndexContent(m, p.key, p.base)
	if err := h.replaceFileBy(indexName(&s), content.writeFile); err != nil {
		return p, err
	}
	idx, err := h.readIndex(&s)
	if err != nil {
		return p, err
	}
	return part{segment: p.segment, idx: idx}, nil
}

// indexSealed writes the index files of sealed segments that have none. The caller does not hold
// writing, unless locked says so.
func (h *Host) indexSealed(locked bool) {
	for {
		p, ok := h.unindexed(locked)
		if !ok {
			return
		}
		saved, err := h.saveIndex(p)
		if err != nil {
			return // an index is never needed; it is tried again after the next segment
		}
		if !locked {
			h.writing.Lock()
		}
		h.replacePart(p, saved)
		if !locked {
			h.writing.Unlock()
		}
	}
}

// unindexed gives the first sealed part that has a memIndex.
func (h *Host) unindexed(locked bool) (part, bool) {
	if !locked {
		h.mu.RLock()
		defer h.mu.RUnlock()
	}
	for i := range h.parts {
		if p := h.parts[i]; p.mem != nil && i+1 < len(h.parts) {
			return p, true
		}
	}
	return part{}, false
}

// replacePart puts a part with another index into the place of old, unless that is gone. The caller
// holds writing.
func (h *Host) replacePart(old, p part) {
	h.mu.Lock()
	parts := append([]part(nil), h.parts...)
	done := false
	for i := range parts {
		if parts[i].segment == old.segment && parts[i].idx == old.idx {
			parts[i], done = p, true
		}
	}
	h.parts = parts
	h.mu.Unlock()
	gone := old.idx
	if !done {
		gone = p.idx
	}
	if gone != nil {
		h.retire(gone)
	}
}

// retire closes an index file that no later request uses, when the requests under way have ended.
func (h *Host) retire(x *indexFile) {
	h.cache.drop(&x.pager)
	h.work.later(func() {
		h.life.Lock()
		defer h.life.Unlock()
		_ = x.file.close() // it was only read
	})
}

// saveIndexes writes the index files of all parts, and the checkpoint; the caller holds writing, and
// no request is under way.
func (h *Host) saveIndexes() {
	h.indexSealed(true)
	last := len(h.parts) - 1
	p := h.parts[last]
	if p.mem.end > p.mem.from || p.idx == nil {
		saved, err := h.saveIndex(p)
		if err != nil {
			return
		}
		if p.idx != nil {
			_ = p.idx.file.close() // it was only read
		}
		saved.mem = newMemIndex(saved.idx.end, saved.idx.last)
		h.parts[last] = saved
	}
	h.saveCheckpoint(h.checkpoint())
}

// saveCheckpoint writes a checkpoint if it says more than the one on the disk. A failure is none: a
// checkpoint is never needed.
func (h *Host) saveCheckpoint(c *checkpoint) {
	at := savedAt{c.manifest, c.segment, c.end}
	if at != h.work.saved && h.replaceFile(checkpointName, c.bytes()) == nil {
		h.work.saved = at
	}
}
