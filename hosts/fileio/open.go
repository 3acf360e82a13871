package fileio

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/kernel"
)

// Open opens the store in a directory, and makes both if there is none yet. Errors are a *LockedError
// if another writer has it open, a *DamageError if a file is not as it was written, a *VersionError if
// a newer version wrote it, or an error of the file system.
//
// Everything that will be served is made durable before Open returns, so that nothing that was read
// once can vanish at a later power cut.
func Open(fs afero.Fs, dir string, opts Options) (*Host, error) {
	h := &Host{
		fs: fs, dir: filepath.Clean(dir), opts: opts.withDefaults(), index: newIndex(),
		closing: make(chan struct{}), grown: make(chan struct{}),
	}
	h.lim = h.opts.Limits
	err := h.open()
	if err != nil {
		return nil, errors.Join(err, h.release())
	}
	return h, nil
}

func (h *Host) open() error {
	if !h.opts.ReadOnly {
		if err := makeDir(h.fs, h.dir); err != nil {
			return err
		}
		lock, err := acquire(h.fs, h.dir)
		if err != nil {
			return err
		}
		h.lock = lock
	}
	m, slot, marked, err := readMark(h.fs, h.path(markName))
	if err != nil {
		return err
	}
	numbers, err := h.listSegments()
	switch {
	case err != nil:
		return err
	case len(numbers) == 0:
		return h.openEmpty(m, slot, marked)
	}
	if !marked {
		h.note("the mark is missing or damaged; a new one will be written")
	}
	end, err := h.openSegments(numbers, m, marked)
	if err != nil {
		return err
	}
	h.log.end = end
	switch {
	case h.opts.ReadOnly:
		return h.syncRead()
	case len(h.segments) == 0:
		return h.openEmpty(m, slot, marked)
	}
	m.id = h.segments[0].id
	return h.startWriting(m, slot)
}

func (h *Host) path(name string) string { return filepath.Join(h.dir, name) }

func (h *Host) note(format string, args ...any) {
	h.notes = append(h.notes, fmt.Sprintf(format, args...))
}

// listSegments gives the numbers of the segment files, which have to be 1, 2, 3 ….
func (h *Host) listSegments() ([]uint64, error) {
	entries, err := afero.ReadDir(h.fs, h.dir)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, h.noStore()
		}
		return nil, err
	}
	var numbers []uint64
	for _, e := range entries {
		if n, ok := segmentNumber(e.Name()); ok {
			numbers = append(numbers, n)
		} else if e.Name() != markName && e.Name() != lockName {
			h.note("%s is not a file of a store and was left alone", h.path(e.Name()))
		}
	}
	slices.Sort(numbers)
	for i, n := range numbers {
		if n != uint64(i)+1 {
			return nil, &DamageError{h.path(segmentName(uint64(i) + 1)), 0, "the file is missing"}
		}
	}
	return numbers, nil
}

// openEmpty makes a new store, or finishes one whose making a crash cut short: the mark of a store
// is durable before its first segment is made.
func (h *Host) openEmpty(m mark, slot int, marked bool) error {
	if marked && (m.segment != 1 || m.end != segmentHead || m.clean) {
		return &DamageError{h.path(segmentName(m.segment)), 0, "the file is missing"}
	}
	if h.opts.ReadOnly {
		return h.noStore()
	}
	if !marked {
		if _, err := rand.Read(m.id[:]); err != nil {
			return err
		}
		m.segment, m.end = 1, segmentHead
	}
	m.clean = false
	if err := h.openMarks(m, slot); err != nil {
		return err
	}
	if err := h.addSegment(segmentHeader{id: m.id, number: 1}); err != nil {
		return err
	}
	return h.syncParent()
}

func (h *Host) noStore() error {
	return kernel.Condf(kernel.CondIO, "there is no store in %s", h.dir)
}
