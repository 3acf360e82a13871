package debug

import (
	"bytes"
	"io/fs"
	"math"
	"sync"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// copied gives a value that shares nothing that can change with v, so that what the program does to an
// answer does not change the record. A value that is no data, which a host of one's own may answer, is
// given as it is.
func copied(v kernel.Value) kernel.Value {
	b, err := codec.Append(nil, v, math.MaxInt)
	if err != nil {
		return v
	}
	w, err := codec.Decode(b)
	if err != nil {
		return v
	}
	return w
}

// rememberingFS gives for each file what it was when it was first read, so that a program which runs
// again loads the same libraries.
type rememberingFS struct {
	from fs.FS
	mu   sync.Mutex
	read map[string]remembered
}

type remembered struct {
	text []byte
	err  error
}

func remembering(from fs.FS) *rememberingFS {
	return &rememberingFS{from: from, read: map[string]remembered{}}
}

// ReadFile gives the file as it was first read.
func (r *rememberingFS) ReadFile(name string) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	have, ok := r.read[name]
	if !ok {
		have.text, have.err = fs.ReadFile(r.from, name)
		r.read[name] = have
	}
	return bytes.Clone(have.text), have.err
}

// Open opens a file below it.
func (r *rememberingFS) Open(name string) (fs.File, error) { return r.from.Open(name) }
