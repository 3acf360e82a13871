package fileio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sort"
)

// indexFile is the index of a segment, or of the first part of it, on the disk. Errors about its
// content are *indexError.
type indexFile struct {
	indexHeader
	pager
	file *keptFile
}

func (x *indexFile) bad(format string, args ...any) error {
	return &indexError{x.name, fmt.Sprintf(format, args...)}
}

// errUnusable is that of an index file which cannot be read, or is none of its segment.
var errUnusable = errors.New("the index cannot be used")

// openIndex opens the index file of a segment; nil if there is none that can be used.
func (h *Host) openIndex(s *segment) (*indexFile, error) {
	if h.opts.rebuild && !h.work.rebuilt {
		return nil, nil
	}
	x, err := h.readIndex(s)
	if errors.Is(err, errUnusable) || errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return x, err
}

// readIndex opens the index file of a segment.
func (h *Host) readIndex(s *segment) (*indexFile, error) {
	name := h.path(indexName(s))
	f, err := h.files.open(name)
	if err != nil {
		return nil, err
	}
	x := &indexFile{file: f}
	x.pager = pager{name: name, r: f, seed: s.key.seed(), cache: &h.cache,
		free: h.opts.plant.trustIndex}
	err = x.readHead(s)
	if err == nil {
		f.same = x.isAt
		return x, nil
	}
	h.cache.drop(&x.pager)
	if closed := f.close(); closed != nil {
		return nil, closed
	}
	return nil, fmt.Errorf("%s: %w: %w", name, errUnusable, err)
}

// readHead reads and checks the head; what is wrong with it is an error of any kind.
func (x *indexFile) readHead(s *segment) error {
	b, err := x.at(0, indexHead)
	if err != nil {
		return err
	}
	if string(b[:8]) != indexMagic || binary.LittleEndian.Uint32(b[8:]) != indexVersion {
		return x.bad("it is none of this version")
	}
	x.clustered = binary.LittleEndian.Uint32(b[12:]) == 1
	copy(x.key.id[:], b[16:])
	x.key.segment = binary.LittleEndian.Uint64(b[32:])
	x.key.generation = binary.LittleEndian.Uint64(b[40:])
	for i, f := range x.fields() {
		if *f = int64(binary.LittleEndian.Uint64(b[48+8*i:])); *f < 0 {
			return x.bad("number %d of the head is too large", i)
		}
	}
	if x.key != s.key || x.base != s.base || x.clustered != s.clustered() || x.from != segmentHead ||
		x.end > s.end || x.end < segmentHead || x.last < x.base {
		return x.bad("it is of another segment, or of another state of it")
	}
	return nil
}

// isAt tells whether a file is this index: equal heads are those of equal files.
func (x *indexFile) isAt(r io.ReaderAt) bool {
	b := make([]byte, indexHead)
	return readFull(r, b, 0) == nil && bytes.Equal(b, x.indexHeader.bytes())
}

// streamRuns is an entry of the table of streams.
type streamRuns struct {
	span
	off  int64 // of the skips
	name int64 // offset, and
	size int   // length
	runs int64 // number
}

func (x *indexFile) entry(i int64) (e streamRuns, err error) {
	b, err := x.at(indexHead+i*streamEntry, streamEntry)
	if err != nil {
		return e, err
	}
	at := x.runs + int64(binary.LittleEndian.Uint32(b[8:]))
	if at < indexHead || at >= x.places {
		return e, x.bad("entry %d of the streams points outside", i)
	}
	if b, err = x.at(at, int(min(4*binary.MaxVarintLen64, x.places-at))); err != nil {
		return e, err
	}
	w := walker{b: b}
	base, events, size, runs := w.number(), w.number(), w.number(), w.number()
	e.name = at + int64(w.off)
	if w.err != nil || base < 1 || events < 1 || events > math.MaxInt64-base || size > x.places-e.name ||
		runs < 1 || runs > events {
		return e, x.bad("entry %d of the streams points to none", i)
	}
	e.base, e.next, e.size, e.runs = base, base+events, int(size), runs
	e.off = e.name + size
	return e, nil
}

// find gives the entry of a stream; its span is empty if it has none.
func (x *indexFile) find(name string) (streamRuns, error) {
	h := hashName(name)
	i, err := x.search(indexHead, x.streams, streamEntry, h)
	for ; err == nil && i < x.streams; i++ {
		b, err := x.at(indexHead+i*streamEntry, 8)
		if err != nil {
			return streamRuns{}, err
		}
		if binary.LittleEndian.Uint64(b) != h {
			break
		}
		e, err := x.entry(i)
		if err != nil {
			return e, err
		}
		if e.size == len(name) {
			got, err := x.at(e.name, e.size)
			if err != nil || string(got) == name {
				return e, err
			}
		}
	}
	return streamRuns{}, err
}

// locate appends where the events of a stream from seq a to b are, of those in the file; limit bounds
// their number.
func (x *indexFile) locate(out []spot, name string, a, b int64, limit int) ([]spot, error) {
	e, err := x.find(name)
	if err != nil || e.base == e.next {
		return out, err
	}
	a, b = max(a, e.base), min(b, e.next-1)
	if a > b {
		return out, nil
	}
	r, err := x.runsFrom(&e, a)
	for err == nil && r.seq <= b && limit > 0 {
		if r.next(); r.failed != nil {
			return out, r.failed
		}
		for seq := max(a, r.seq); seq <= min(b, r.seq+r.n-1) && limit > 0; seq++ {
			out = append(out, spot{seq, r.frame})
			limit--
		}
		r.seq += r.n
	}
	return out, err
}

// runReader reads runs one after the other.
type runReader struct {
	x      *indexFile
	off    int64
	seq    int64 // of the first event of the run
	frame  uint32
	n      int64
	left   int64 // runs
	failed error
}

// runsFrom gives a reader of the runs of e from one that is not after seq on.
func (x *indexFile) runsFrom(e *streamRuns, seq int64) (*runReader, error) {
	skips := int64(0)
	if e.runs > 0 {
		skips = (e.runs - 1) / runsPerSkip
	}
	r := &runReader{x: x, off: e.off + skips*skipEntry, seq: e.base, left: e.runs}
	var failed error
	i := int64(sort.Search(int(skips), func(i int) bool {
		b, err := x.at(e.off+int64(i)*skipEntry, 4)
		if err != nil {
			failed = err
			return true
		}
		return e.base+int64(binary.LittleEndian.Uint32(b)) > seq
	})) - 1
	if failed != nil || i < 0 {
		return r, failed
	}
	b, err := x.at(e.off+i*skipEntry, skipEntry)
	if err != nil {
		return r, err
	}
	r.seq = e.base + int64(binary.LittleEndian.Uint32(b))
	r.frame = binary.LittleEndian.Uint32(b[4:])
	r.off += int64(binary.LittleEndian.Uint32(b[8:]))
	r.left -= (i + 1) * runsPerSkip
	return r, nil
}

// next goes to the next run.
func (r *runReader) next() {
	if r.left == 0 {
		r.failed = r.x.bad("a stream has fewer runs than events")
		return
	}
	r.left--
	d := r.uvarint()
	r.frame += uint32(d >> 1)
	r.n = 1
	if d&1 != 0 {
		if r.n = int64(r.uvarint()) + 2; r.n < 2 || r.n > math.MaxUint32 {
			r.failed = r.x.bad("a run has %d events", r.n)
		}
	}
}

func (r *runReader) uvarint() uint64 {
	if r.failed != nil {
		return 0
	}
	room := min(binary.MaxVarintLen64, r.x.places-r.off)
	if room <= 0 {
		r.failed = r.x.bad("the runs end early")
		return 0
	}
	b, err := r.x.at(r.off, int(room))
	if err != nil {
		r.failed = err
		return 0
	}
	n, size := binary.Uvarint(b)
	if size <= 0 {
		r.failed = r.x.bad("no number at %d", r.off)
		return 0
	}
	r.off += int64(size)
	return n
}
