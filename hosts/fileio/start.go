package fileio

import (
	"errors"
	"os"

	"github.com/spf13/afero"
)

// startWriting clears a torn tail, removes what a crash left, makes what was loaded durable, and the log
// ready to grow.
func (h *Host) startWriting(m *marks, leftovers []string, torn int64) error {
	last := h.parts[len(h.parts)-1]
	f, err := openFile(h.fs, last.name, 0)
	if err != nil {
		return err
	}
	size, err := last.size()
	end := h.log.end
	h.grow(f, end, last.key)
	if size > end {
		h.log.room = size
	}
	if err == nil && torn > 0 {
		err = h.clearTail(f, torn)
	}
	if err == nil && !h.opts.plant.noOpenSync {
		err = f.Sync()
	}
	if err == nil {
		err = h.syncDir() // a killed writer may not have come to it; the mark says what names there are
	}
	if err != nil {
		return err
	}
	first := m.newest
	first.id = last.key.id
	first.segment, first.end, first.pos = last.last, end, h.cat.pos
	first.manifest, first.clean, first.relaxed = h.manifest.generation, false, h.opts.Sync != SyncAlways
	if err := h.openMarks(first, m.slot); err != nil {
		return err
	}
	if err := h.sweepBlobs(); err != nil {
		return err
	}
	for _, name := range leftovers {
		if err := h.fs.Remove(h.path(name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return h.syncParent()
}

// clearTail writes zeros over what a crash left of a frame.
func (h *Host) clearTail(f afero.File, torn int64) error {
	s := h.parts[len(h.parts)-1]
	h.note("%s: %d bytes from byte %d on were written when the program or the system stopped, "+
		"and never answered; they were cleared", s.name, torn, h.log.end)
	if h.opts.plant.noTailRepair {
		return nil
	}
	return writeZeros(f, h.log.end, torn)
}

// openMarks writes the first mark of this opening, durably.
func (h *Host) openMarks(m mark, slot int) error {
	f, err := openFile(h.fs, h.path(markName), os.O_CREATE)
	if err != nil {
		return err
	}
	h.log.marks = marker{file: f, last: m, slot: slot}
	if err := h.log.marks.writeSynced(m, &h.opts.plant); err != nil {
		return err
	}
	return h.syncDir()
}

// syncParent makes the name of the directory durable.
func (h *Host) syncParent() error {
	if parent, ok := parentOf(h.dir); ok && !h.opts.plant.noDirSync {
		return syncDir(h.fs, parent)
	}
	return nil
}

// syncAbove makes the names of all directories above the store durable, as far as they may be read: one
// that was killed may have made them and not come to it.
func (h *Host) syncAbove() error {
	if err := h.syncParent(); err != nil {
		return err
	}
	dir, ok := parentOf(h.dir)
	for ok {
		if dir, ok = parentOf(dir); ok {
			if err := syncDir(h.fs, dir); errors.Is(err, os.ErrPermission) {
				return nil
			} else if err != nil {
				return err
			}
		}
	}
	return nil
}

// syncRead makes what a read-only opening loaded durable, without changing a byte.
func (h *Host) syncRead() error {
	last := h.parts[len(h.parts)-1]
	if h.opts.plant.noOpenSync {
		return nil
	}
	if err := last.file.use(func(f afero.File) error { return f.Sync() }); err != nil {
		return err
	}
	if err := h.syncDir(); err != nil {
		return err
	}
	return h.syncParent()
}
