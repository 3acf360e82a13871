package reader

import (
	"sync"

	"github.com/sx-lang/sx/kernel"
)

// Places tells where the lists and dicts of one form, and their elements, were written. All offsets
// are in bytes from the start of the source. A list is known by its identity, so the answers are
// about the very lists that the reader made, and hold as long as these are not changed. Places may be
// asked by several goroutines.
type Places struct {
	spans   []span
	offsets []uint32
	once    sync.Once
	index   map[kernel.Value]int // from a list or dict to its span
}

// span is where one list or dict was written.
type span struct {
	container kernel.Value
	start     uint32
	first     uint32 // its elements are offsets[first:], up to the next span's first
}

// add notes a container that starts at the offset start.
func (p *Places) add(container kernel.Value, start uint32) {
	p.spans = append(p.spans, span{container, start, uint32(len(p.offsets))})
}

func (p *Places) find(v kernel.Value) (int, bool) {
	p.once.Do(func() {
		p.index = make(map[kernel.Value]int, len(p.spans))
		for i, s := range p.spans {
			p.index[s.container] = i
		}
	})
	i, ok := p.index[v]
	return i, ok
}

func (p *Places) start(v kernel.Value) (int, bool) {
	if i, ok := p.find(v); ok {
		return int(p.spans[i].start), true
	}
	return 0, false
}

func (p *Places) item(v kernel.Value, i int) (int, bool) {
	at, ok := p.find(v)
	if !ok || i < 0 {
		return 0, false
	}
	end := len(p.offsets)
	if at+1 < len(p.spans) {
		end = int(p.spans[at+1].first)
	}
	if i += int(p.spans[at].first); i >= end {
		return 0, false
	}
	return int(p.offsets[i]), true
}

// Of gives the offset of the list's opening bracket, or of the ' of a list like (quote x) that was
// written 'x.
func (p *Places) Of(l *kernel.List) (offset int, ok bool) { return p.start(l.Value()) }

// Item gives the offset of element i of the list.
func (p *Places) Item(l *kernel.List, i int) (offset int, ok bool) { return p.item(l.Value(), i) }

// OfDict gives the offset of the dict's opening bracket.
func (p *Places) OfDict(d *kernel.Dict) (offset int, ok bool) { return p.start(d.Value()) }

// DictItem gives the offset of the value of the dict's entry i, in insertion order.
func (p *Places) DictItem(d *kernel.Dict, i int) (offset int, ok bool) { return p.item(d.Value(), i) }
