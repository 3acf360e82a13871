package fileio

import (
	"encoding/binary"
	"errors"
	"os"
	"slices"
)

// mergeTables makes a table of the segments that none is of, if they are enough, and of the tables that are then to
// be merged with it. A failure is none: a table is never needed. The caller holds compacting, and writing if locked says so.
func (h *Host) mergeTables(locked bool) {
	if !locked {
		h.writing.Lock()
	}
	m := h.tableToMake()
	if !locked {
		h.writing.Unlock()
	}
	if m == nil {
		return
	}
	t, err := m.write()
	if !locked {
		h.writing.Lock()
		defer h.writing.Unlock()
	}
	if err != nil {
		h.dropDamaged(err)
		return
	}
	if n := len(h.idTables) - len(m.tables); n >= 0 && slices.Equal(h.idTables[n:], m.tables) && m.first == h.untabled(n) {
		h.idTables = append(slices.Clone(h.idTables[:n]), t)
		h.removeTables(m.tables)
	} else { // one was dropped meanwhile
		h.removeTables([]*idTable{t})
	}
}

// untabled gives the segment that follows those of the first n tables. The caller holds writing.
func (h *Host) untabled(n int) uint64 {
	if n == 0 {
		return h.parts[0].first()
	}
	return h.idTables[n-1].last + 1
}

// dropDamaged does without the table that an error is about, if it is about one. The caller holds writing.
func (h *Host) dropDamaged(err error) {
	var bad *indexError
	var gone *goneError
	isBad, isGone := errors.As(err, &bad), errors.As(err, &gone)
	for i, t := range h.idTables {
		if isBad && t.name == bad.file || isGone && t.file == gone.file {
			h.dropTables(i)
			return
		}
	}
}

// tableToMake tells what is to be merged; nil if nothing is. The caller holds writing.
func (h *Host) tableToMake() *tableMerge {
	m := &tableMerge{h: h, id: h.parts[0].key.id, first: h.untabled(len(h.idTables))}
	ids := int64(0)
	for _, p := range h.parts[:len(h.parts)-1] {
		if p.last < m.first {
			continue
		}
		if p.mem != nil { // it has no index yet
			return nil
		}
		m.parts = append(m.parts, p)
		m.last, m.top = p.last, h.parts[h.partOf(p.last)+1].base
		ids += p.idx.nIDs
	}
	if len(m.parts) < h.opts.tableParts || ids == 0 {
		return nil
	}
	for size := m.last - m.first + 1; ; size = m.last - m.first + 1 {
		i := len(h.idTables) - len(m.tables)
		same := 0
		for same < i && h.levelOf(h.idTables[i-1-same].last-h.idTables[i-1-same].first+1) <= h.levelOf(size) {
			same++
		}
		if same < h.opts.tableParts-1 {
			return m
		}
		m.tables = h.idTables[i-same:]
		m.first = m.tables[0].first
	}
}

// levelOf gives the level of a table of so many segments: each has Options.tableParts times as many as that below.
func (h *Host) levelOf(segments uint64) int {
	level, parts := 0, uint64(h.opts.tableParts)
	for ; segments >= parts; segments /= parts {
		level++
	}
	return level
}

// tableMerge makes a table of tables and of parts behind them.
type tableMerge struct {
	h           *Host
	id          storeID
	first, last uint64
	top         int64
	tables      []*idTable
	parts       []part
	sources     []*idSource
}

// idSource gives the entries of an index or a table, in order.
type idSource struct {
	of      pager
	off     int64 // in its content, of the entries that are not in b
	left    int64 // of these
	b       []byte
	segment uint64 // of an index; 0 for a table, whose entries have it
}

// The entries that a source reads at once.
const idSourceEntries = 256

// fill makes sure that b has an entry, if there is one more.
func (s *idSource) fill() error {
	if len(s.b) > 0 || s.left == 0 {
		return nil
	}
	n := min(s.left, idSourceEntries)
	b, err := s.of.at(s.off, int(n*idEntry))
	s.b, s.off, s.left = b, s.off+n*idEntry, s.left-n
	return err
}

// write writes the table and opens it.
func (m *tableMerge) write() (*idTable, error) {
	h := m.h
	id, t := m.id, &idTable{first: m.first, last: m.last, top: m.top}
	cache := &pageCache{pages: map[pageKey][]byte{}} // theirs stays as it is
	add := func(p pager, off, n int64, segment uint64) {
		p.cache = cache
		m.sources = append(m.sources, &idSource{of: p, off: off, left: n, segment: segment})
		t.n += n
	}
	for _, s := range m.tables {
		add(s.pager, idTableHead, s.n, 0)
	}
	parts := m.parts
	if h.opts.plant.shortTable {
		parts = parts[:len(parts)-1]
	}
	for _, p := range parts {
		add(p.idx.pager, p.idx.ids, p.idx.nIDs, p.first())
	}
	name := h.path(idTableName(m.first, m.last))
	f, err := openFile(h.fs, name+tempEnd, os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return nil, err
	}
	w := &pageWriter{seed: idTableSeed(id, m.first, m.last), out: func(b []byte, off int64) error { return writeFull(f, b, off) }}
	err = w.write(idTableHeader(id, t))
	if err == nil {
		err = m.merge(w)
	}
	if err == nil {
		err = w.end()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = h.fs.Rename(name+tempEnd, name)
	}
	if err != nil {
		_ = h.fs.Remove(name + tempEnd) // what stays is removed at the next opening
		return nil, err
	}
	return h.openTable(id, m.first, m.last)
}

// merge writes the entries of all sources in order.
func (m *tableMerge) merge(w *pageWriter) error {
	for n := 0; ; n++ {
		if n%4096 == 0 && m.h.isClosing() && !m.h.opts.inline {
			return ErrClosed
		}
		var least *idSource
		for _, s := range m.sources {
			if err := s.fill(); err != nil {
				return err
			}
			if len(s.b) > 0 && (least == nil || binary.LittleEndian.Uint64(s.b) < binary.LittleEndian.Uint64(least.b)) {
				least = s
			}
		}
		if least == nil {
			return nil
		}
		var e [idTableEntry]byte
		copy(e[:], least.b)
		if least.segment > 0 {
			binary.LittleEndian.PutUint64(e[8:], least.segment)
		}
		least.b = least.b[idEntry:]
		if err := w.write(e[:]); err != nil {
			return err
		}
	}
}
