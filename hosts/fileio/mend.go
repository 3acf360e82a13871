package fileio

import (
	"errors"

	"github.com/sx-lang/sx/kernel"
)

// mending answers a request again when an index file turned out to be damaged: its segment tells all that
// it did.
func (h *Host) mending(answer func() (kernel.Value, error)) (kernel.Value, error) {
	for {
		v, err := answer()
		var bad *indexError
		if err == nil || !errors.As(err, &bad) {
			return v, err
		}
		if err := h.mend(bad.file); err != nil {
			return kernel.Nil, err
		}
	}
}

// mend makes the index of a part anew from its segment, in memory.
func (h *Host) mend(file string) error {
	h.writing.Lock()
	defer h.writing.Unlock()
	for i, p := range h.parts {
		if p.idx == nil || p.idx.name != file {
			continue
		}
		end := p.end
		if p.mem != nil {
			end = p.mem.end
		}
		m, err := h.scanPart(p.segment, end)
		if err != nil {
			return err
		}
		if i+1 < len(h.parts) {
			m.last = h.parts[i+1].base
		}
		h.replacePart(p, part{segment: p.segment, mem: m})
	}
	return nil
}
