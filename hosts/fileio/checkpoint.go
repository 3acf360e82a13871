package fileio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/afero"
	"github.com/sx-lang/sx/hosts/storeop"
)

// checkpoint is the catalog as it was at one place of the log, so that an opening need not take in
// what was written before. It is an index: without it, or when it is damaged or of another manifest, the
// catalog comes from the index files or the log.
type checkpoint struct {
	id       storeID
	manifest uint64
	segment  uint64
	end      int64
	streams  []stream // the pointers to names are shared with the catalog
	pos      int64
	kv       []keyRef
	snaps    []namedSnap
}

type keyRef struct {
	key string
	at  ref
}

type namedSnap struct {
	name string
	at   snapRef
}

// checkpoint copies the catalog; the caller holds mu or writing.
func (h *Host) checkpoint() *checkpoint {
	last := h.parts[len(h.parts)-1]
	c := &checkpoint{id: last.key.id, manifest: h.manifest.generation, segment: last.last, end: last.mem.end,
		pos: h.cat.pos, streams: make([]stream, 0, len(h.cat.streams))}
	for _, s := range h.cat.streams {
		one := *s
		one.home = uint32(h.parts[h.partOf(uint64(s.home))].first()) // it may have been rewritten
		c.streams = append(c.streams, one)
	}
	for key, at := range h.cat.kv.All() {
		c.kv = append(c.kv, keyRef{key, at})
	}
	for name, at := range h.cat.snaps {
		c.snaps = append(c.snaps, namedSnap{name, at})
	}
	return c
}

func (c *checkpoint) bytes() []byte {
	slices.SortFunc(c.streams, func(a, b stream) int { return strings.Compare(a.name, b.name) })
	slices.SortFunc(c.kv, func(a, b keyRef) int { return strings.Compare(a.key, b.key) })
	slices.SortFunc(c.snaps, func(a, b namedSnap) int { return strings.Compare(a.name, b.name) })
	b := append(make([]byte, 0, 256+32*len(c.streams)), checkpointMagic...)
	b = binary.LittleEndian.AppendUint32(b, formatVersion)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = append(b, c.id[:]...)
	for _, n := range []uint64{c.manifest, c.segment, uint64(c.end), uint64(c.pos)} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	b = binary.AppendUvarint(b, uint64(len(c.streams)))
	for i := range c.streams {
		s := &c.streams[i]
		b = binary.AppendUvarint(appendText(b, s.name), uint64(s.first))
		b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(s.last)), uint64(s.home))
	}
	b = binary.AppendUvarint(b, uint64(len(c.kv)))
	for _, k := range c.kv {
		b = appendRef(appendText(b, k.key), k.at)
	}
	b = binary.AppendUvarint(b, uint64(len(c.snaps)))
	for _, s := range c.snaps {
		b = binary.AppendUvarint(appendRef(appendText(b, s.name), s.at.ref), uint64(s.at.seq))
	}
	return binary.LittleEndian.AppendUint32(b, checksum(b))
}

// readCheckpoint reads the checkpoint; ok is false if there is none that can be used.
func (h *Host) readCheckpoint(id storeID) (c *checkpoint, cat *catalog, ok bool, err error) {
	if h.opts.rebuild {
		return nil, nil, false, nil
	}
	b, err := afero.ReadFile(h.fs, h.path(checkpointName))
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			err = nil
		}
		return nil, nil, false, err
	}
	if len(b) < checkpointHead+4 || string(b[:8]) != checkpointMagic ||
		binary.LittleEndian.Uint32(b[8:]) != formatVersion ||
		binary.LittleEndian.Uint32(b[len(b)-4:]) != checksum(b[:len(b)-4]) && !h.opts.plant.trustIndex {
		return nil, nil, false, nil
	}
	n := func(i int) uint64 { return binary.LittleEndian.Uint64(b[32+8*i:]) }
	c = &checkpoint{manifest: n(0), segment: n(1), end: int64(n(2)), pos: int64(n(3))}
	copy(c.id[:], b[16:])
	if c.id != id || c.manifest != h.manifest.generation {
		return nil, nil, false, nil
	}
	cat, err = parseCatalog(b[checkpointHead:len(b)-4], c.pos)
	return c, cat, err == nil, nil
}

// parseCatalog reads the body of a checkpoint.
func parseCatalog(b []byte, pos int64) (*catalog, error) {
	all := string(b) // names are parts of it
	w := walker{b: b}
	name := func() string {
		s := w.text()
		return all[w.off-len(s) : w.off]
	}
	c := newCatalog()
	c.pos = pos
	n := w.count()
	c.streams = make(map[string]*stream, n)
	streams := make([]stream, 0, n)
	names := make([]string, 0, n)
	for range n {
		streams = append(streams, stream{name: name(), first: w.number(), last: w.number(), home: uint32(w.number())})
		s := &streams[len(streams)-1]
		c.cut = c.cut || s.first > 1
		c.streams[s.name] = s
		names = append(names, s.name)
	}
	c.names = storeop.SortedNames(names)
	var keys []string
	kv := map[string]ref{}
	for range w.count() {
		key := name()
		kv[key] = w.ref()
		keys = append(keys, key)
	}
	c.kv = storeop.SortedKeyed(keys, kv)
	for range w.count() {
		key := name()
		c.snaps[key] = snapRef{w.ref(), w.number()}
	}
	if w.err == nil && w.off < len(b) {
		w.fail("bytes follow")
	}
	if w.err == nil && (len(c.streams) != n || len(keys) != len(kv)) {
		w.err = fmt.Errorf("a name is there twice")
	}
	return c, w.err
}

// count takes a number of items, which is at most the number of bytes left.
func (w *walker) count() int {
	n := w.number()
	if n > int64(len(w.b)-w.off) {
		w.fail("%d items in %d bytes", n, len(w.b)-w.off)
		return 0
	}
	return int(n)
}

func (w *walker) ref() ref {
	return ref{uint32(w.number()), uint32(w.number()), uint32(w.number()), uint32(w.number())}
}
