package mockio

import (
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// keyed is values by key, in the order of keys. Deleted keys stay, with a nil value, until swept.
type keyed struct {
	values map[string][]byte
	names  storeop.NameList
	dead   int // of values
}

// set keeps a value under a key; nil deletes.
func (k *keyed) set(key string, value []byte) {
	old, known := k.values[key]
	switch {
	case value == nil && old == nil:
		return
	case value == nil:
		k.dead++
	case !known:
		k.names.Add(key)
	case old == nil:
		k.dead--
	}
	k.values[key] = value
	if k.dead > 1000 && k.dead > len(k.values)/2 {
		k.sweep()
	}
}

// sweep drops the keys that were deleted.
func (k *keyed) sweep() {
	k.names, k.dead = storeop.NameList{}, 0
	for key, value := range k.values {
		if value == nil {
			delete(k.values, key)
		} else {
			k.names.Add(key)
		}
	}
}

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
	for _, key := range s.kv.names.From(q.Start()) {
		if q.Past(key) {
			break
		}
		value := s.kv.values[key]
		if value == nil || !q.Wants(key) {
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
