package mockio

import (
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// encoded is a value as it is stored, nil once its key is deleted.
type encoded []byte

// Deleted tells whether the key is deleted.
func (e encoded) Deleted() bool { return e == nil }

// list answers store/streams.
func (s *store) list(lim *storeop.Limits, q *storeop.Names) (kernel.Value, error) {
	page := storeop.NewPage(lim, q.Limit)
	var out []storeop.StreamInfo
	for _, name := range s.names.From(q.Start()) {
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
		out = append(out, storeop.StreamInfo{Name: name, LastSeq: s.stream(name).last()})
	}
	return storeop.StreamsAnswer(out, false), nil
}

// scan answers kv/scan.
func (s *store) scan(lim *storeop.Limits, q *storeop.Names) (kernel.Value, error) {
	page := storeop.NewPage(lim, q.Limit)
	var out []storeop.Entry
	for _, key := range s.kv.From(q.Start()) {
		if q.Past(key) {
			break
		}
		value := s.kv.Get(key)
		if value.Deleted() || !q.Wants(key) {
			continue
		}
		if page.Full() {
			return storeop.ScanAnswer(out, true)
		}
		page.Add(len(key) + len(value))
		out = append(out, storeop.Entry{Key: key, Value: value})
	}
	return storeop.ScanAnswer(out, false)
}
