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
		again, err := h.mended(err)
		if !again {
			return v, err
		}
	}
}

// mended mends the index file that an error is about; the request can then be answered again. Other errors
// it gives back.
func (h *Host) mended(err error) (again bool, _ error) {
	var bad *indexError
	if err == nil || !errors.As(err, &bad) {
		return false, err
	}
	err = h.mend(bad.file)
	return err == nil, err
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
