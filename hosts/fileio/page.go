package fileio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"sync"
)

// pages gives content as pages.
func pages(content []byte, seed uint32) []byte {
	n := (len(content) + pageRoom - 1) / pageRoom
	out := make([]byte, 0, n*pageSize)
	for i := range n {
		start := len(out)
		out = append(out, content[i*pageRoom:min((i+1)*pageRoom, len(content))]...)
		out = append(out, make([]byte, start+pageRoom-len(out))...)
		out = binary.LittleEndian.AppendUint32(out, pageSum(seed, int64(i), out[start:]))
	}
	return out
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
