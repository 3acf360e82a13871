package fileio

import (
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// listStreams answers store/streams.
func (h *Host) listStreams(args []kernel.Value) (kernel.Value, error) {
	q, err := storeop.ParseNames(h.lim, storeop.OpStreams, args)
	if err != nil {
		return kernel.Nil, err
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	page := storeop.NewPage(h.lim, q.Limit)
	var out []storeop.StreamInfo
	for _, name := range h.index.names.from(q.Start()) {
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
		_, last := h.index.bounds(name)
		out = append(out, storeop.StreamInfo{Name: name, LastSeq: last})
	}
	return storeop.StreamsAnswer(out, false), nil
}

// scanKeys answers kv/scan.
func (h *Host) scanKeys(args []kernel.Value) (kernel.Value, error) {
	q, err := storeop.ParseNames(h.lim, storeop.OpKVScan, args)
	if err != nil {
		return kernel.Nil, err
	}
	keys, places := h.findKeys(&q)
	page, v := storeop.NewPage(h.lim, q.Limit), &view{h: h}
	var out []storeop.Entry
	for i, key := range keys {
		if page.Full() {
			return storeop.ScanAnswer(out, true)
		}
		value, err := v.value(places[i])
		if err != nil {
			return kernel.Nil, err
		}
		page.Add(len(key) + len(value))
		out = append(out, storeop.Entry{Key: key, Value: value})
	}
	return storeop.ScanAnswer(out, false)
}

// findKeys looks up the keys of a page and one more.
func (h *Host) findKeys(q *storeop.Names) (keys []string, places []place) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, key := range h.index.keys.from(q.Start()) {
		if q.Past(key) || len(keys) > q.Limit {
			break
		}
		if at := h.index.kv[key]; at.frame != noFrame && q.Wants(key) {
			keys, places = append(keys, key), append(places, h.place(at))
		}
	}
	return keys, places
}
