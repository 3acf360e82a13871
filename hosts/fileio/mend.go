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
	if err == nil { // before gone and bad are there, which are allocated
		return false, nil
	}
	var gone *goneError
	if errors.As(err, &gone) {
		return h.notGone(gone.file)
	}
	var bad *indexError
	if !errors.As(err, &bad) {
		return false, err
	}
	err = h.mend(bad.file)
	return err == nil, err
}

// notGone decides about a file that a request could not open again: it can be answered again if a compaction has put
// another into its place, or if the file was an index.
func (h *Host) notGone(k *keptFile) (again bool, err error) {
	if h.opts.ReadOnly && h.salvage.found == nil {
		if err := h.refresh(); err != nil {
			return false, err
		}
	}
	h.mu.RLock()
	parts := h.parts
	h.mu.RUnlock()
	for _, p := range parts {
		if p.idx != nil && p.idx.file == k {
			err := h.mend(k.name)
			return err == nil, err
		}
		if p.file == k {
			return false, &DamageError{k.name, 0, "the file is missing"}
		}
	}
	return true, nil
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
