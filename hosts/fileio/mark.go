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
	end        uint64 // offset in the segment up to which everything is durable
	pos        uint64 // newest position there
	clean      bool   // the store was closed and nothing was in flight
}

const (
	markName   = "mark"
	markMagic  = "sxmk"
	markSize   = 64
	markStride = 512 // a slot a sector, so that a torn write hits one slot
	markSlots  = 4   // 0 and 1 take turns and are synced; 2 and 3 take turns and are not
	markClean  = 1   // flag
)

func (m mark) bytes() []byte {
	b := make([]byte, 0, markSize)
	b = append(b, markMagic...)
	b = binary.LittleEndian.AppendUint32(b, formatVersion)
	b = append(b, m.id[:]...)
	b = binary.LittleEndian.AppendUint64(b, m.generation)
	b = binary.LittleEndian.AppendUint64(b, m.segment)
	b = binary.LittleEndian.AppendUint64(b, m.end)
	b = binary.LittleEndian.AppendUint64(b, m.pos)
	flags := uint32(0)
	if m.clean {
		flags = markClean
	}
	b = binary.LittleEndian.AppendUint32(b, flags)
	return binary.LittleEndian.AppendUint32(b, checksum(b))
}

// parseMark reads one slot; ok is false if it is empty or damaged.
func parseMark(b []byte, file string) (m mark, ok bool, err error) {
	if string(b[:4]) != markMagic || binary.LittleEndian.Uint32(b[60:]) != checksum(b[:60]) {
		return m, false, nil
	}
	if v := binary.LittleEndian.Uint32(b[4:]); v != formatVersion {
		return m, false, &VersionError{file, v}
	}
	copy(m.id[:], b[8:])
	m.generation = binary.LittleEndian.Uint64(b[24:])
	m.segment = binary.LittleEndian.Uint64(b[32:])
	m.end = binary.LittleEndian.Uint64(b[40:])
	m.pos = binary.LittleEndian.Uint64(b[48:])
	m.clean = binary.LittleEndian.Uint32(b[56:])&markClean != 0
	return m, true, nil
}

// readMark gives the newest mark in a file, and the synced slot that holds the newer of the two
// synced marks; ok is false if there is no mark.
func readMark(fs afero.Fs, name string) (m mark, slot int, ok bool, err error) {
	f, err := fs.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return m, 0, false, nil
	}
	if err != nil {
		return m, 0, false, err
	}
	defer f.Close()
	var newest uint64 // generation in the newer synced slot
	for i := range markSlots {
		b := make([]byte, markSize)
		switch err := readFull(f, b, int64(i*markStride)); {
		case errors.Is(err, io.ErrUnexpectedEOF):
			continue
		case err != nil:
			return m, 0, false, err
		}
		one, valid, err := parseMark(b, name)
		if err != nil {
			return m, 0, false, err
		}
		if valid && i < 2 && one.generation > newest {
			newest, slot = one.generation, i
		}
		if valid && (!ok || one.generation > m.generation) {
			m, ok = one, true
		}
	}
	return m, slot, ok, nil
}

// marker writes marks.
type marker struct {
	file afero.File
	last mark
	slot int // the synced slot that was written last
}

// writeSynced writes a mark that is durable when it returns, over the older of the synced slots.
func (m *marker) writeSynced(next mark) error {
	next.generation = m.last.generation + 1
	slot := 1 - m.slot
	if err := writeFull(m.file, next.bytes(), int64(slot)*markStride); err != nil {
		return err
	}
	if err := m.file.Sync(); err != nil {
		return err
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
