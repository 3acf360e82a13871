package fileio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"sort"
	"strconv"

	"github.com/spf13/afero"
)

// A commit that is to be carried out once asks for an id, which can be in any segment since its stream began. Their
// indexes would all have to be looked at. So the ids of many sealed segments are merged into tables: for each hash of
// a stream and an id the segments that have it. When there are enough tables of a size they are merged into one, so that
// there are few: their number grows with the logarithm of that of the segments. What a table says stays right
// when its segments are rewritten, since no ids come with that. Like an index it is never the only copy.

// idTable is an open table of the ids of the segments first to last.
type idTable struct {
	first, last uint64
	top         int64 // newest position of the segments
	n           int64 // entries
	pager
	file *keptFile
}

const defaultTableParts = 16

const (
	idTableMagic = "sxids\r\n\x00"
	idTableHead  = 64 // bytes
	idTableEntry = 16
)

func idTableName(first, last uint64) string { return fmt.Sprintf("%08d-%08d.ids", first, last) }

var idTablePattern = pattern(`^([0-9]{8,19})-([0-9]{8,19})\.ids$`)

// idTableRange gives the segments that a table is of by its name.
func idTableRange(name string) (first, last uint64, ok bool) {
	m := idTablePattern().FindStringSubmatch(name)
	if m == nil {
		return 0, 0, false
	}
	first, err := strconv.ParseUint(m[1], 10, 64)
	last, errLast := strconv.ParseUint(m[2], 10, 64)
	return first, last, err == nil && errLast == nil && first <= last && idTableName(first, last) == name
}

// idTableSeed gives what the checksums of the pages begin with.
func idTableSeed(id storeID, first, last uint64) uint32 {
	return fileKey{id: id, segment: first, generation: last}.seed()
}

// idTableHeader gives the head of a table.
func idTableHeader(id storeID, t *idTable) []byte {
	b := append(make([]byte, 0, idTableHead), idTableMagic...)
	b = binary.LittleEndian.AppendUint32(b, formatVersion)
	b = append(binary.LittleEndian.AppendUint32(b, 0), id[:]...)
	for _, n := range []uint64{t.first, t.last, uint64(t.top), uint64(t.n)} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	return b
}

// openTable opens the table of some segments.
func (h *Host) openTable(id storeID, first, last uint64) (*idTable, error) {
	name := h.path(idTableName(first, last))
	f, err := h.files.open(name)
	if err != nil {
		return nil, err
	}
	t := &idTable{first: first, last: last, file: f}
	t.pager = pager{name: name, r: f, seed: idTableSeed(id, first, last), cache: &h.cache, free: h.opts.plant.trustTable}
	b, err := t.at(0, idTableHead)
	if err == nil {
		t.top, t.n = int64(binary.LittleEndian.Uint64(b[48:])), int64(binary.LittleEndian.Uint64(b[56:]))
		if string(b) != string(idTableHeader(id, t)) || t.n < 0 {
			err = &indexError{name, "it is no table of the ids of these segments"}
		}
	}
	if err != nil {
		h.cache.drop(&t.pager)
		return nil, errors.Join(err, f.close())
	}
	return t, nil
}

// segmentsOf gives the segments that have the hash of a stream and an id.
func (t *idTable) segmentsOf(hash uint64) (list []uint64, err error) {
	for i, err := t.search(idTableHead, t.n, idTableEntry, hash); i < t.n || err != nil; i++ {
		if err != nil {
			return nil, err
		}
		b, err := t.at(idTableHead+i*idTableEntry, idTableEntry)
		if err != nil || binary.LittleEndian.Uint64(b) != hash {
			return list, err
		}
		list = append(list, binary.LittleEndian.Uint64(b[8:]))
	}
	return list, nil
}

// check reads a file of that size whole.
func (t *idTable) check(size int64) error {
	entries := (size/pageSize*pageRoom - idTableHead) / idTableEntry
	if size%pageSize != 0 || entries < t.n || entries-t.n > pageRoom/idTableEntry {
		return &indexError{t.name, fmt.Sprintf("%d bytes for %d entries", size, t.n)}
	}
	for i := range size / pageSize {
		if _, err := t.page(i); err != nil {
			return err
		}
	}
	t.cache.drop(&t.pager)
	return nil
}

// openTables opens the tables of those names that are of the store as it is, up to a gap, and gives the other names.
func (h *Host) openTables(names []string) (left []string) {
	type span struct{ first, last uint64 }
	var spans []span
	for _, name := range names {
		first, last, _ := idTableRange(name)
		spans = append(spans, span{first, last})
	}
	sort.Slice(spans, func(i, j int) bool {
		return spans[i].first < spans[j].first || spans[i].first == spans[j].first && spans[i].last > spans[j].last
	})
	next := h.parts[0].first()
	for _, s := range spans {
		var t *idTable
		err := errUnusable
		if s.first == next && !h.opts.rebuild {
			t, err = h.openTable(h.parts[0].key.id, s.first, s.last)
		}
		if err == nil && !h.endsAt(s.last, t.top) {
			_ = t.file.close() // it was only read
			err = errUnusable
		}
		if err != nil {
			left = append(left, idTableName(s.first, s.last))
			continue
		}
		h.idTables, next = append(h.idTables, t), s.last+1
	}
	return left
}

// endsAt tells whether a part ends with a sealed segment and the position that is its newest.
func (h *Host) endsAt(segment uint64, top int64) bool {
	i := h.partOf(segment)
	return i+1 < len(h.parts) && h.parts[i].last == segment && h.parts[i+1].base == top
}

// dropTables does without the tables from the i-th on, one of which turned out to be damaged; they are made again.
// The caller holds writing.
func (h *Host) dropTables(i int) {
	for _, t := range h.idTables[i:] {
		h.cache.drop(&t.pager)
		_ = t.file.close()      // it was only read
		_ = h.fs.Remove(t.name) // what stays is removed at the next opening
	}
	h.idTables = slices.Clone(h.idTables[:i])
}

// removeTables removes the files of tables that others stand for.
func (h *Host) removeTables(tables []*idTable) {
	for _, t := range tables {
		h.cache.drop(&t.pager)
		_ = t.file.close()
		_ = h.fs.Remove(t.name)
	}
}

// idTables checks the tables of ids: their pages, and that they have as many as they say.
func (v *verifier) idTables() error {
	entries, err := afero.ReadDir(v.h.fs, v.h.dir)
	if err != nil || len(v.h.parts) == 0 {
		return err
	}
	for _, e := range entries {
		first, last, ok := idTableRange(e.Name())
		if !ok {
			continue
		}
		if err := v.ctx.Err(); err != nil {
			return err
		}
		v.Files++
		v.Bytes += e.Size()
		t, err := v.h.openTable(v.h.parts[0].key.id, first, last)
		if errors.Is(err, os.ErrNotExist) { // a writer merged it meanwhile
			continue
		}
		if err == nil {
			err = t.check(e.Size())
			_ = t.file.close() // it was only read
		}
		if err != nil {
			v.problem(v.h.path(e.Name()), 0, "the table of ids is damaged: "+err.Error(), true)
		}
	}
	return nil
}
