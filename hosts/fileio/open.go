package fileio

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/kernel"
)

// Open opens the store in a directory, and makes both if there is none yet. Errors are a *LockedError
// if another writer has it open, a *DamageError if a file is not as it was written, a *VersionError if
// it is of another version of the format, or an error of the file system.
//
// Everything that will be served is made durable before Open returns, so that nothing that was read
// once can vanish at a later power cut.
func Open(fs afero.Fs, dir string, opts Options) (*Host, error) {
	h, err := openSettled(fs, dir, opts)
	if err != nil {
		return nil, errors.Join(err, h.release())
	}
	h.work.rebuilt = true
	h.startWorker()
	return h, nil
}

// openTries bounds how often a read-only opening begins anew beside a writer.
const openTries = 1000

// openSettled opens a store; the host is to be released also when that fails. Beside a writer what is
// read first and what is read later need not fit: if the writer wrote meanwhile, that is no damage, and
// the opening begins anew.
func openSettled(fs afero.Fs, dir string, opts Options) (h *Host, err error) {
	for try := 0; ; try++ {
		h = newHost(fs, filepath.Clean(dir), opts)
		before, errBefore := readMarks(fs, h.path(markName))
		err = h.open()
		if err == nil && h.salvage.found == nil || !h.opts.ReadOnly || try == openTries {
			return h, err
		}
		after, errAfter := readMarks(fs, h.path(markName))
		if errBefore != nil || errAfter != nil || before.newest.generation == after.newest.generation {
			return h, err
		}
		if err := h.release(); err != nil {
			return newHost(fs, filepath.Clean(dir), opts), err
		}
	}
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
	m, err := readMarks(h.fs, h.path(markName))
	if err != nil {
		return err
	}
	list, err := h.listFiles(&m)
	if err != nil {
		return err
	}
	if len(list.segments) == 0 {
		return h.openEmpty(&m)
	}
	if !m.ok {
		h.note("the mark is missing or damaged; a new one will be written")
	}
	dropped, err := h.openParts(list.segments, &m)
	switch {
	case err != nil:
		return err
	case len(h.parts) == 0:
		return h.openEmpty(&m)
	}
	torn, err := h.loadParts(&m)
	if err != nil {
		return err
	}
	if h.opts.ReadOnly {
		return h.syncRead()
	}
	left := append(list.leftovers, dropped...)
	return h.startWriting(&m, append(left, h.openTables(list.tables)...), torn)
}

func (h *Host) path(name string) string { return filepath.Join(h.dir, name) }

func (h *Host) note(format string, args ...any) {
	h.notes = append(h.notes, fmt.Sprintf(format, args...))
}

// listed is what is in the directory of a store.
type listed struct {
	segments  []rewritten // the files that make up the log, in order; one of the log has generation 0
	leftovers []string    // files that a crash left, which are to be removed
	tables    []string    // of ids
}

// listFiles looks at the directory and the manifest.
func (h *Host) listFiles(m *marks) (list listed, err error) {
	entries, err := afero.ReadDir(h.fs, h.dir)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return list, h.noStore()
		}
		return list, err
	}
	if h.manifest, err = h.readManifest(); err != nil {
		return list, err
	}
	if m.ok && m.newest.manifest > h.manifest.generation && !h.opts.plant.noManifestMark {
		return list, &DamageError{h.path(manifestName), 0, fmt.Sprintf("the mark says that there is generation %d of "+
			"the manifest, and this is %d", m.newest.manifest, h.manifest.generation)}
	}
	var numbers []uint64
	there := map[string]bool{}
	for _, e := range entries {
		name := e.Name()
		there[name] = true
		if n, ok := segmentNumber(name); ok {
			numbers = append(numbers, n)
		}
	}
	if list.segments, err = h.logFiles(numbers, there); err != nil {
		return list, err
	}
	used := map[string]bool{}
	for _, f := range list.segments {
		used[f.name()] = true
	}
	for _, e := range entries {
		h.sortFile(e.Name(), used, &list)
	}
	return list, nil
}

// name names the file.
func (r rewritten) name() string {
	if r.generation == 0 {
		return segmentName(r.first)
	}
	return rewrittenName(r.first, r.last, r.generation)
}

// logFiles gives the files that make up the log: those of the manifest, and the segments that these do
// not stand for, without a gap.
func (h *Host) logFiles(numbers []uint64, there map[string]bool) (files []rewritten, err error) {
	slices.Sort(numbers)
	entries, next := h.manifest.entries, uint64(1)
	missing := func(name string) *DamageError { return &DamageError{h.path(name), 0, "the file is missing"} }
	for len(numbers) > 0 || len(entries) > 0 {
		switch {
		case len(entries) > 0 && entries[0].first == next:
			e := entries[0]
			if there[e.name()] {
				files = append(files, e)
			} else if h.opts.Damaged {
				h.hole(e.last, missing(e.name()))
			} else {
				return nil, missing(e.name())
			}
			entries, next = entries[1:], e.last+1
			for len(numbers) > 0 && numbers[0] < next {
				numbers = numbers[1:]
			}
		case len(numbers) > 0 && numbers[0] == next:
			files, numbers = append(files, rewritten{first: next, last: next}), numbers[1:]
			next++
		case h.opts.Damaged:
			first := next
			if next = math.MaxUint64; len(numbers) > 0 {
				next = numbers[0]
			}
			if len(entries) > 0 {
				next = min(next, entries[0].first)
			}
			h.hole(next-1, missing(segmentName(first)))
		default:
			return nil, missing(segmentName(next))
		}
	}
	if n := len(files); n > 0 && files[n-1].generation > 0 {
		return nil, missing(segmentName(next))
	}
	return files, nil
}

// sortFile decides about a file in the directory that may be none of the log.
func (h *Host) sortFile(name string, used map[string]bool, list *listed) {
	_, isSegment := segmentNumber(name)
	_, _, isTable := idTableRange(name)
	switch {
	case used[name], name == markName, name == lockName, name == manifestName, name == checkpointName,
		name == blobDir:
	case indexPattern().MatchString(name):
		if !used[name[:len(name)-len(".idx")]+".log"] {
			list.leftovers = append(list.leftovers, name)
		}
	case isSegment, rewrittenPattern().MatchString(name):
		list.leftovers = append(list.leftovers, name)
	case isTable:
		list.tables = append(list.tables, name)
	case isTemp(name) && h.ownTemp(name):
		list.leftovers = append(list.leftovers, name)
	default:
		h.note("%s is not a file of a store and was left alone", h.path(name))
	}
}

// ownTemp tells whether a file that was being made is one of a store.
func (h *Host) ownTemp(name string) bool {
	name = name[:len(name)-len(tempEnd)]
	if _, _, isTable := idTableRange(name); isTable {
		return true
	}
	return name == manifestName || name == checkpointName || indexPattern().MatchString(name)
}

// openEmpty makes a new store, or finishes one whose making a crash cut short: the mark of a store
// is durable before its first segment is made.
func (h *Host) openEmpty(m *marks) error {
	if m.ok && (m.newest.segment != 1 || m.newest.end != segmentHead || m.newest.clean) {
		return &DamageError{h.path(segmentName(m.newest.segment)), 0, "the file is missing"}
	}
	if h.opts.ReadOnly {
		return h.noStore()
	}
	first := m.newest
	if !m.ok {
		if _, err := rand.Read(first.id[:]); err != nil {
			return err
		}
		first.segment, first.end = 1, segmentHead
	}
	first.clean, first.relaxed = false, h.opts.Sync != SyncAlways
	if err := h.openMarks(first, m.slot); err != nil {
		return err
	}
	name := segmentName(1) // what is there holds nothing
	if err := h.fs.Remove(h.path(name)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := h.addSegment(segmentHeader{key: fileKey{id: first.id, segment: 1}}); err != nil {
		return err
	}
	return h.syncAbove()
}

func (h *Host) noStore() error {
	return kernel.Condf(kernel.CondIO, "there is no store in %s", h.dir)
}
