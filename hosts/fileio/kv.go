package fileio

import (
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// stat answers store/stat.
func (h *Host) stat(stream string) (kernel.Value, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return storeop.StatAnswer(h.cat.bounds(stream)), nil
}

// listStreams answers store/streams.
func (h *Host) listStreams(q *storeop.Names) (kernel.Value, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	page := storeop.NewPage(h.lim, q.Limit)
	var out []storeop.StreamInfo
	for _, name := range h.cat.names.From(q.Start()) {
		if q.Past(name) {
			break
		}
		if !q.Wants(name) {
			continue
		}
		if page.Full() {
			return storeop.StreamsAnswer(out, true), nil
		}
		page.Add(len(name))
		_, last := h.cat.bounds(name)
		out = append(out, storeop.StreamInfo{Name: name, LastSeq: last})
	}
	return storeop.StreamsAnswer(out, false), nil
}

// getKey answers kv/get.
func (h *Host) getKey(key string) (kernel.Value, error) {
	h.mu.RLock()
	at, parts := h.cat.kv.Get(key), h.parts
	h.mu.RUnlock()
	if err := h.sureOf(at); err != nil {
		return kernel.Nil, err
	}
	if at == deadRef {
		return kernel.Nil, nil
	}
	b, err := h.value(parts, at)
	if err != nil {
		return kernel.Nil, err
	}
	return storeop.EntryAnswer(storeop.Entry{Key: key, Value: b})
}

// scanKeys answers kv/scan.
func (h *Host) scanKeys(q *storeop.Names) (kernel.Value, error) {
	if h.salvage.blind != nil {
		return kernel.Nil, h.salvage.blind
	}
	found, parts := h.findKeys(q)
	page := storeop.NewPage(h.lim, q.Limit)
	var out []storeop.Entry
	for _, k := range found {
		if page.Full() {
			return storeop.ScanAnswer(out, true)
		}
		value, err := h.value(parts, k.at)
		if err != nil {
			return kernel.Nil, err
		}
		page.Add(len(k.key) + len(value))
		out = append(out, storeop.Entry{Key: k.key, Value: value})
	}
	return storeop.ScanAnswer(out, false)
}

// findKeys looks up the keys of a page and one more.
func (h *Host) findKeys(q *storeop.Names) (found []keyRef, parts []part) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, key := range h.cat.kv.From(q.Start()) {
		if q.Past(key) || len(found) > q.Limit {
			break
		}
		if at := h.cat.kv.Get(key); !at.Deleted() && q.Wants(key) {
			found = append(found, keyRef{key, at})
		}
	}
	return found, h.parts
}

// readSnapshot answers store/snapshot-read.
func (h *Host) readSnapshot(name string) (kernel.Value, error) {
	h.mu.RLock()
	at, parts := h.cat.snaps[name], h.parts
	h.mu.RUnlock()
	if err := h.sureOf(at.ref); err != nil {
		return kernel.Nil, err
	}
	if at.ref == deadRef {
		return kernel.Nil, nil
	}
	b, err := h.value(parts, at.ref)
	if err != nil {
		return kernel.Nil, err
	}
	return storeop.SnapshotAnswer(name, b, at.seq)
}
