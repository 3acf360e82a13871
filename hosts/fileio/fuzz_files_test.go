package fileio

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// FuzzManifest reads any bytes as a manifest: what is taken for one gives the same bytes again.
func FuzzManifest(f *testing.F) {
	m := manifest{generation: 3, entries: []rewritten{{1, 2, 1, 400, 0, 7}, {4, 4, 3, 90, 9, 9}}}
	f.Add(m.bytes())
	f.Add((&manifest{generation: 1}).bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) >= manifestHead { // with the checksum that it would have
			sum := checksum(append(append([]byte(nil), b[:40]...), b[manifestHead:]...))
			b = append([]byte(nil), b...)
			copy(b[40:], []byte{byte(sum), byte(sum >> 8), byte(sum >> 16), byte(sum >> 24)})
		}
		m, ok, err := parseManifest(b, "manifest")
		if err == nil && ok && !bytes.Equal(m.bytes(), b) {
			t.Fatalf("a manifest of %d bytes is written as others", len(b))
		}
	})
}

// FuzzCheckpoint reads any bytes as the body of a checkpoint: no panic, no memory beyond their size.
func FuzzCheckpoint(f *testing.F) {
	s := newRotting(f, proofOptions(2500))
	b := s.content("dir/store/" + checkpointName)
	f.Add(b[checkpointHead : len(b)-4])
	f.Add([]byte{0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, b []byte) {
		if cat, err := parseCatalog(b, 5); err == nil && len(cat.streams) > len(b) {
			t.Fatalf("%d streams of %d bytes", len(cat.streams), len(b))
		}
	})
}

// FuzzIndexFile puts any bytes into the content of an index file, with right checksums: reading a store
// through it gives errors, but no panic and no hang.
func FuzzIndexFile(f *testing.F) {
	s := newRotting(f, proofOptions(2500))
	name := ""
	for _, n := range s.names {
		if strings.HasSuffix(n, ".idx") && n > name {
			name = n
		}
	}
	h, err := Open(s.base.Kill(), "dir/store", s.opts)
	if err != nil {
		f.Fatal(err)
	}
	var content []byte
	seed := uint32(0)
	for _, p := range h.parts {
		if p.idx != nil && p.idx.name == name {
			seed = p.key.seed()
			content = make([]byte, p.idx.size)
			for i := range content {
				b, err := p.idx.at(int64(i), 1)
				if err != nil {
					f.Fatal(err)
				}
				content[i] = b[0]
			}
		}
	}
	if len(content) < indexHead {
		f.Fatalf("%s has no content", name)
	}
	f.Add(content, uint16(0), []byte{})
	f.Add(content, uint16(indexHead+8), []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f})
	addWrongNumbers(f, content)
	f.Fuzz(func(t *testing.T, content []byte, at uint16, patch []byte) {
		content = append([]byte(nil), content...)
		copy(content[min(int(at), len(content)):], patch)
		fs := s.base.Kill()
		if err := afero.WriteFile(fs, name, pages(t, content, seed), 0o600); err != nil {
			t.Fatal(err)
		}
		before := allocated()
		h, err := Open(fs, "dir/store", s.opts)
		if err != nil {
			return
		}
		_, _ = holds(h) // it may fail
		// closing after a commit reads all of the file
		c := kernel.DictOf("kv", kernel.ListOf(kernel.DictOf("put", kernel.Str("k"), "value", kernel.Int(1))))
		_, _ = h.Perform(context.Background(), hosts.NewRequest(storeop.OpCommit, c))
		_ = h.Close()
		if n := allocated() - before; n > 64<<20 {
			t.Fatalf("%d bytes were allocated", n)
		}
	})
}

// pages gives content as the pages of a file.
func pages(tb testing.TB, content []byte, seed uint32) (all []byte) {
	tb.Helper()
	w := &pageWriter{seed: seed, out: func(b []byte, _ int64) error {
		all = append(all, b...)
		return nil
	}}
	if err := errors.Join(w.write(content), w.end()); err != nil {
		tb.Fatal(err)
	}
	return all
}

// allocated gives the bytes that this process has allocated so far.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// addWrongNumbers adds an index file that announces ids for hundreds of megabytes, and one in which each stream has
// runs of four thousand million events, which take minutes to go through one by one.
func addWrongNumbers(f *testing.F, content []byte) {
	number := func(at int) int { return int(binary.LittleEndian.Uint64(content[at:])) }
	many := bytes.Clone(content)
	const nIDs = 48 + 9*8 // of the numbers in the head
	binary.LittleEndian.PutUint64(many[nIDs:], 1<<23)
	f.Add(many, uint16(0), []byte{})

	long := bytes.Clone(content)
	for i := range number(48 + 4*8) { // streams
		run := number(48+5*8) + int(binary.LittleEndian.Uint32(content[indexHead+i*streamEntry+8:]))
		size := content[run+2] // of the name; these numbers have a byte each
		run += 4 + int(size)
		copy(long[run:], binary.AppendUvarint([]byte{1}, math.MaxUint32-2))
	}
	f.Add(long, uint16(0), []byte{})
}

// FuzzDamagedDirectory writes any bytes into any file of a store: it says that it is damaged, or
// answers as before.
func FuzzDamagedDirectory(f *testing.F) {
	s := newRotting(f, proofOptions(2500))
	for i := range s.names {
		f.Add(byte(i), uint16(i*50), []byte("damage"), uint16(i*300))
	}
	f.Fuzz(func(t *testing.T, which byte, at uint16, patch []byte, cut uint16) {
		name := s.names[int(which)%len(s.names)]
		content := append([]byte(nil), s.content(name)...)
		copy(content[min(int(at), len(content)):], patch)
		if int(cut) < len(content) && cut%2 == 0 {
			content = content[:cut]
		}
		fs := s.base.Kill()
		if err := afero.WriteFile(fs, name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		h, err := Open(fs, "dir/store", s.opts)
		got := ""
		if err == nil {
			got, err = holds(h)
		}
		var damage *DamageError
		var version *VersionError
		if err != nil && !errors.As(err, &damage) && !errors.As(err, &version) {
			t.Fatal(err)
		}
		if err == nil && got != s.want {
			t.Fatalf("%s: %s", name, apart(got, s.want))
		}
	})
}
