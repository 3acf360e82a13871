package fileio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"math/bits"
	"sort"
	"sync"
)

// pageWriter writes content as pages.
type pageWriter struct {
	out   func(b []byte, off int64) error // takes whole pages, and their place in the file
	seed  uint32
	pages []byte // not written yet, the last of them not whole
	off   int64  // of the first of these
}

const pagesAtOnce = 16

// write writes some of the content.
func (w *pageWriter) write(content []byte) error {
	for len(content) > 0 {
		n := min(len(content), pageRoom-len(w.pages)%pageSize)
		w.pages = append(w.pages, content[:n]...)
		content = content[n:]
		if len(w.pages)%pageSize == pageRoom {
			w.endPage()
		}
		if len(w.pages) == pagesAtOnce*pageSize {
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// endPage ends the last page.
func (w *pageWriter) endPage() {
	start := len(w.pages) / pageSize * pageSize
	w.pages = append(w.pages, make([]byte, start+pageRoom-len(w.pages))...)
	number := (w.off + int64(start)) / pageSize
	w.pages = binary.LittleEndian.AppendUint32(w.pages, pageSum(w.seed, number, w.pages[start:]))
}

func (w *pageWriter) flush() error {
	err := w.out(w.pages, w.off)
	w.off += int64(len(w.pages))
	w.pages = w.pages[:0]
	return err
}

// end writes what is left.
func (w *pageWriter) end() error {
	if len(w.pages)%pageSize > 0 {
		w.endPage()
	}
	if len(w.pages) == 0 {
		return nil
	}
	return w.flush()
}

func pageSum(seed uint32, number int64, b []byte) uint32 {
	var n [8]byte
	binary.LittleEndian.PutUint64(n[:], uint64(number))
	return crc32.Update(crc32.Update(seed, castagnoli(), n[:]), castagnoli(), b)
}

// indexError says that an index file is not as it was written. It is no harm: the file can be made
// again.
type indexError struct {
	file string
	text string
}

func (e *indexError) Error() string { return fmt.Sprintf("index %s: %s", e.file, e.text) }

// pager reads a paged file; any number of goroutines may use it.
type pager struct {
	name  string
	r     io.ReaderAt
	seed  uint32
	cache *pageCache
	free  bool // checksums are not looked at
}

// page gives the content of a page, for reading only.
func (p *pager) page(number int64) ([]byte, error) {
	key := pageKey{p, number}
	if b := p.cache.get(key); b != nil {
		return b, nil
	}
	b := make([]byte, pageSize)
	if err := readFull(p.r, b, number*pageSize); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = &indexError{p.name, fmt.Sprintf("it ends before page %d", number)}
		}
		return nil, err
	}
	if sum := binary.LittleEndian.Uint32(b[pageRoom:]); sum != pageSum(p.seed, number, b[:pageRoom]) && !p.free {
		return nil, &indexError{p.name, fmt.Sprintf("page %d is damaged", number)}
	}
	p.cache.put(key, b[:pageRoom])
	return b[:pageRoom], nil
}

// at gives n bytes at off of the content, for reading only.
func (p *pager) at(off int64, n int) ([]byte, error) {
	number, within := off/pageRoom, int(off%pageRoom)
	b, err := p.page(number)
	if err != nil || within+n <= pageRoom {
		if err != nil {
			return nil, err
		}
		return b[within : within+n], nil
	}
	out := append(make([]byte, 0, min(n, 1<<20)), b[within:]...)
	for len(out) < n {
		number++
		if b, err = p.page(number); err != nil {
			return nil, err
		}
		out = append(out, b[:min(pageRoom, n-len(out))]...)
	}
	return out, nil
}

// search gives the first entry of a table, sorted by the hash that each entry begins with, whose
// hash is at least h. Hashes are spread evenly, so the place of h in the table is nearly known.
func (p *pager) search(table, n int64, size int64, h uint64) (int64, error) {
	var failed error
	hash := func(i int64) uint64 {
		b, err := p.at(table+i*size, 8)
		if err != nil {
			failed = err
			return math.MaxUint64
		}
		return binary.LittleEndian.Uint64(b)
	}
	guess, _ := bits.Mul64(h, uint64(n))
	lo, hi := int64(guess), int64(guess)+1
	for step := int64(16); lo > 0 && hash(lo-1) >= h && failed == nil; step *= 4 {
		lo = max(0, lo-step)
	}
	for step := int64(16); hi < n && hash(hi) < h && failed == nil; step *= 4 {
		lo, hi = hi, min(n, hi+step)
	}
	hi = min(hi, n)
	i := lo + int64(sort.Search(int(hi-lo), func(i int) bool { return hash(lo+int64(i)) >= h }))
	return i, failed
}

// pageCache keeps pages that were read, a bounded number for all index files of a host.
type pageCache struct {
	mu    sync.Mutex
	pages map[pageKey][]byte
}

type pageKey struct {
	of     *pager
	number int64
}

// cachedPages bounds a pageCache: 4 MiB.
const cachedPages = 1024

func (c *pageCache) get(key pageKey) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pages[key]
}

func (c *pageCache) put(key pageKey, b []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for old := range c.pages { // any will do
		if len(c.pages) < cachedPages {
			break
		}
		delete(c.pages, old)
	}
	c.pages[key] = b
}

// drop forgets the pages of a file that is not used any more.
func (c *pageCache) drop(p *pager) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key := range c.pages {
		if key.of == p {
			delete(c.pages, key)
		}
	}
}
