package fileio

import (
	"encoding/binary"
	"errors"
	"io"
	"os"

	"github.com/spf13/afero"
)

// mark says how far the log was answered for. It tells a torn tail, which was never answered, from
// damage in the last answered frame, which a checksum alone cannot.
type mark struct {
	id         storeID
	generation uint64 // grows with every mark written
	segment    uint64
	end        int64  // offset in the segment up to which everything was answered
	pos        int64  // newest position there
	manifest   uint64 // the generation of the manifest
	clean      bool   // the store was closed and nothing was in flight
	relaxed    bool   // answers do not wait for a sync: only a synced mark says what is durable
}

func (m mark) bytes() []byte {
	b := make([]byte, 0, markSize)
	b = append(b, markMagic...)
	b = binary.LittleEndian.AppendUint32(b, formatVersion)
	b = append(b, m.id[:]...)
	for _, n := range []uint64{m.generation, m.segment, uint64(m.end), uint64(m.pos), m.manifest} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	flags := uint32(0)
	if m.clean {
		flags |= markClean
	}
	if m.relaxed {
		flags |= markRelaxed
	}
	b = binary.LittleEndian.AppendUint32(b, flags)
	return binary.LittleEndian.AppendUint32(b, checksum(b))
}

// parseMark reads one slot; ok is false if it is empty or damaged.
func parseMark(b []byte, file string) (m mark, ok bool, err error) {
	if string(b[:4]) != markMagic {
		return m, false, nil
	}
	v := binary.LittleEndian.Uint32(b[4:])
	if v == 1 && binary.LittleEndian.Uint32(b[60:]) == checksum(b[:60]) {
		return m, false, &VersionError{file, v}
	}
	if binary.LittleEndian.Uint32(b[68:]) != checksum(b[:68]) {
		return m, false, nil
	}
	if v != formatVersion {
		return m, false, &VersionError{file, v}
	}
	copy(m.id[:], b[8:])
	n := func(i int) uint64 { return binary.LittleEndian.Uint64(b[24+8*i:]) }
	m.generation, m.segment, m.end, m.pos, m.manifest = n(0), n(1), int64(n(2)), int64(n(3)), n(4)
	flags := binary.LittleEndian.Uint32(b[64:])
	m.clean, m.relaxed = flags&markClean != 0, flags&markRelaxed != 0
	return m, true, nil
}

// marks are what a mark file says.
type marks struct {
	newest mark // of all slots
	synced mark // of slots 0 and 1
	slot   int  // the one of these two that holds it
	ok     bool // there is one at all
}

// sure gives the mark that says what must be there after a crash: the newest, which outlived the
// process, unless answers did not wait for a sync.
func (m *marks) sure() mark {
	if m.newest.relaxed {
		return m.synced
	}
	return m.newest
}

// readMarks reads the mark file.
func readMarks(fs afero.Fs, name string) (m marks, err error) {
	f, err := fs.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	m, err = parseMarks(f, name)
	return m, errors.Join(err, f.Close())
}

func parseMarks(r io.ReaderAt, name string) (m marks, err error) {
	b := make([]byte, (markSlots-1)*markStride+markSize)
	n, err := r.ReadAt(b, 0)
	if err != nil && err != io.EOF {
		return m, err
	}
	for i := range markSlots {
		if (i*markStride + markSize) > n {
			break
		}
		one, valid, err := parseMark(b[i*markStride:][:markSize], name)
		if err != nil {
			return m, err
		}
		if valid && i < 2 && one.generation > m.synced.generation {
			m.synced, m.slot = one, i
		}
		if valid && one.generation > m.newest.generation {
			m.newest, m.ok = one, true
		}
	}
	return m, nil
}

// marker writes marks.
type marker struct {
	file afero.File
	last mark
	slot int // the synced slot that was written last
}

// writeSynced writes a mark that is durable when it returns, over the older of the synced slots.
func (m *marker) writeSynced(next mark, plant *faults) error {
	next.generation = m.last.generation + 1
	slot := 1 - m.slot
	if err := writeFull(m.file, next.bytes(), int64(slot)*markStride); err != nil {
		return err
	}
	if !plant.noMarkSync {
		if err := m.file.Sync(); err != nil {
			return err
		}
	}
	m.last, m.slot = next, slot
	return nil
}

// writeLazy writes a mark that outlives the process, and the system's crash only by chance. Losing
// one is harmless, so its errors are too.
func (m *marker) writeLazy(next mark) {
	next.generation = m.last.generation + 1
	if writeFull(m.file, next.bytes(), int64(2+next.generation%2)*markStride) == nil {
		m.last = next
	}
}
