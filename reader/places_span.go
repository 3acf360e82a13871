package reader

import "github.com/sx-lang/sx/kernel"

// Span is what Places knows of one list or dict: the offsets of its opening bracket and of its
// elements.
type Span struct {
	Container kernel.Value
	Start     int
	Items     []int
}

// Span gives what is known of a list or dict; false if it is none that the reader made.
func (p *Places) Span(v kernel.Value) (Span, bool) {
	at, ok := p.find(v)
	if !ok {
		return Span{}, false
	}
	s := Span{Container: v, Start: int(p.spans[at].start)}
	for i := 0; ; i++ {
		off, ok := p.item(v, i)
		if !ok {
			return s, true
		}
		s.Items = append(s.Items, off)
	}
}

// NewPlaces makes Places that know the given spans.
func NewPlaces(spans []Span) *Places {
	p := &Places{}
	for _, s := range spans {
		p.add(s.Container, uint32(s.Start))
		for _, off := range s.Items {
			p.offsets = append(p.offsets, uint32(off))
		}
	}
	return p
}
