package fileio

import (
	"encoding/binary"
	"errors"
	"os"

	"github.com/spf13/afero"
)

// manifest lists the rewritten files that stand for segments of the log. A store without any has no
// manifest. The mark holds its generation, so that a lost or old manifest is found.
type manifest struct {
	id         storeID
	generation uint64
	entries    []rewritten // in order
}

// rewritten is a file that stands for the segments first to last.
type rewritten struct {
	first, last, generation uint64
	end                     int64 // bytes of the file
	base, top               int64 // newest position before the segments, and in them
}

func (m *manifest) bytes() []byte {
	b := append([]byte(nil), manifestMagic...)
	b = binary.LittleEndian.AppendUint32(b, formatVersion)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(m.entries)))
	b = append(b, m.id[:]...)
	b = binary.LittleEndian.AppendUint64(b, m.generation)
	var entries []byte
	for _, e := range m.entries {
		for _, n := range []uint64{e.first, e.last, e.generation, uint64(e.end), uint64(e.base), uint64(e.top)} {
			entries = binary.LittleEndian.AppendUint64(entries, n)
		}
	}
	b = binary.LittleEndian.AppendUint32(b, checksum(append(append([]byte(nil), b...), entries...)))
	return append(b, entries...)
}

// parseManifest reads a manifest; ok is false if it is damaged.
func parseManifest(b []byte, file string) (m manifest, ok bool, err error) {
	if len(b) < manifestHead || string(b[:8]) != manifestMagic || (len(b)-manifestHead)%manifestEntry != 0 {
		return m, false, nil
	}
	entries := b[manifestHead:]
	if binary.LittleEndian.Uint32(b[40:]) != checksum(append(append([]byte(nil), b[:40]...), entries...)) {
		return m, false, nil
	}
	if v := binary.LittleEndian.Uint32(b[8:]); v != formatVersion {
		return m, false, &VersionError{file, v}
	}
	copy(m.id[:], b[16:])
	m.generation = binary.LittleEndian.Uint64(b[32:])
	for ; len(entries) > 0; entries = entries[manifestEntry:] {
		n := func(i int) uint64 { return binary.LittleEndian.Uint64(entries[8*i:]) }
		m.entries = append(m.entries, rewritten{n(0), n(1), n(2), int64(n(3)), int64(n(4)), int64(n(5))})
	}
	return m, binary.LittleEndian.Uint32(b[12:]) == uint32(len(m.entries)) && m.sound(), nil
}

// sound tells whether the entries follow each other.
func (m *manifest) sound() bool {
	next, top := uint64(1), int64(0)
	for _, e := range m.entries {
		if e.first < next || e.last < e.first || e.generation == 0 || e.end < segmentHead ||
			e.end > maxSegmentBytes || e.base < top || e.top < e.base {
			return false
		}
		next, top = e.last+1, e.top
	}
	return true
}

// readManifest reads the manifest; there is an empty one if there is no file.
func (h *Host) readManifest() (manifest, error) {
	name := h.path(manifestName)
	b, err := afero.ReadFile(h.fs, name)
	if errors.Is(err, os.ErrNotExist) {
		return manifest{}, nil
	}
	if err != nil {
		return manifest{}, err
	}
	m, ok, err := parseManifest(b, name)
	if err == nil && !ok {
		err = &DamageError{name, 0, "the manifest is damaged"}
	}
	return m, err
}

// writeManifest makes m the manifest, durably: whole or not at all.
func (h *Host) writeManifest(m *manifest) error {
	return h.replaceFile(manifestName, m.bytes())
}
