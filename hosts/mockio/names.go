package mockio

import (
	"slices"

	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// wanted gives the keys of m that q asks for, in order.
func wanted[V any](m map[string]V, q *storeop.Names) []string {
	var names []string
	for name := range m {
		if q.Wants(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// list answers store/streams.
func (s *store) list(lim *storeop.Limits, q *storeop.Names) (kernel.Value, error) {
	page := storeop.NewPage(lim, q.Limit)
	var out []storeop.StreamInfo
	for _, name := range wanted(s.streams, q) {
		if page.Full() {
			return storeop.StreamsAnswer(out, true), nil
		}
		page.Add(len(name))
		out = append(out, storeop.StreamInfo{Name: name, LastSeq: s.stream(name).last()})
	}
	return storeop.StreamsAnswer(out, false), nil
}

// scan answers kv/scan.
func (s *store) scan(lim *storeop.Limits, q *storeop.Names) (kernel.Value, error) {
	page := storeop.NewPage(lim, q.Limit)
	var out []storeop.Entry
	for _, key := range wanted(s.kv, q) {
		if page.Full() {
			return storeop.ScanAnswer(out, true)
		}
		page.Add(len(key) + len(s.kv[key]))
		out = append(out, storeop.Entry{Key: key, Value: s.kv[key]})
	}
	return storeop.ScanAnswer(out, false)
}
