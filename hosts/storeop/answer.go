package storeop

import (
	"fmt"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// Page tells when a page is full.
type Page struct {
	items, maxItems int
	bytes, maxBytes int
}

// NewPage makes an empty page of at most limit items.
func NewPage(lim *Limits, limit int) Page { return Page{maxItems: limit, maxBytes: lim.PageBytes} }

// Full tells whether the page takes no more.
func (p *Page) Full() bool { return p.items >= p.maxItems || p.bytes >= p.maxBytes }

// Add counts an item that holds so many bytes of data.
func (p *Page) Add(bytes int) {
	p.items++
	p.bytes += bytes
}

// CommitAnswer is the answer of store/commit for a plan that was carried out.
func CommitAnswer(p *Plan) (kernel.Value, error) {
	events, err := eventList(p.Answer(), true)
	return kernel.DictOf("events", events, "pos", kernel.Int(p.Pos)), err
}

// ReadAnswer is the answer of store/read: next is the seq after the page, 0 at the end.
func ReadAnswer(events []Event, next, first, last int64) (kernel.Value, error) {
	list, err := eventList(events, false)
	return kernel.DictOf("events", list, "next", intOrNil(next),
		"last-seq", kernel.Int(last), "first-seq", kernel.Int(first)), err
}

// ReadAllAnswer is the answer of store/read-all to q: more tells whether another event follows the
// page; last is the newest position.
func ReadAllAnswer(q *ReadAll, events []Event, more bool, last int64) (kernel.Value, error) {
	list, err := eventList(events, true)
	pos, next := max(q.After, last), kernel.Nil
	if q.Reverse {
		pos = 0
	}
	if more {
		pos = events[len(events)-1].Pos
		next = kernel.Int(pos)
	}
	return kernel.DictOf("events", list, "pos", kernel.Int(pos), "next", next), err
}

// StatAnswer is the answer of store/stat.
func StatAnswer(first, last int64) kernel.Value {
	return kernel.DictOf("last-seq", kernel.Int(last), "first-seq", kernel.Int(first),
		"count", kernel.Int(last-first+1))
}

// StreamInfo is one stream as store/streams lists it.
type StreamInfo struct {
	Name    string
	LastSeq int64
}

// StreamsAnswer is the answer of store/streams; more tells whether another stream follows.
func StreamsAnswer(streams []StreamInfo, more bool) kernel.Value {
	items := make([]kernel.Value, len(streams))
	next := kernel.Nil
	for i, s := range streams {
		items[i] = kernel.DictOf("stream", kernel.Str(s.Name), "last-seq", kernel.Int(s.LastSeq))
		if more {
			next = kernel.Str(s.Name)
		}
	}
	return kernel.DictOf("streams", kernel.ListOf(items...), "next", next)
}

// Entry is one key as kv/scan lists it.
type Entry struct {
	Key   string
	Value []byte // encoded
}

// EntryAnswer is the answer of kv/get for a key that is there.
func EntryAnswer(e Entry) (kernel.Value, error) { return entryAnswer(e, codec.Decode) }

func entryAnswer(e Entry, decode func(b []byte) (kernel.Value, error)) (kernel.Value, error) {
	v, err := decode(e.Value)
	if err != nil {
		return kernel.Nil, fmt.Errorf("value of key %q: %w", clip(e.Key), err)
	}
	return kernel.DictOf("key", kernel.Str(e.Key), "value", v), nil
}

// ScanAnswer is the answer of kv/scan; more tells whether another key follows.
func ScanAnswer(entries []Entry, more bool) (kernel.Value, error) {
	items := make([]kernel.Value, len(entries))
	next := kernel.Nil
	var d codec.Decoder
	for i, e := range entries {
		v, err := entryAnswer(e, d.Decode)
		if err != nil {
			return kernel.Nil, err
		}
		items[i] = v
		if more {
			next = kernel.Str(e.Key)
		}
	}
	return kernel.DictOf("entries", kernel.ListOf(items...), "next", next), nil
}

func intOrNil(n int64) kernel.Value {
	if n == 0 {
		return kernel.Nil
	}
	return kernel.Int(n)
}
