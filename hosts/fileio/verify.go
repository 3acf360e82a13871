package fileio

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/hosts/storeop"
)

// Report is what Verify found.
type Report struct {
	Files    int   // that belong to the store
	Bytes    int64 // that were read in them
	Frames   int64
	Events   int64 // in the log, truncated ones too as far as they are still there
	Streams  int64
	Keys     int64
	Blobs    int64
	Position int64 // newest position
	Problems []Problem
	Notes    []string // as Host.Notes has them
}

// Damaged tells whether answered data is lost or wrong, so that a backup is needed.
func (r *Report) Damaged() bool {
	for _, p := range r.Problems {
		if !p.Harmless {
			return true
		}
	}
	return false
}

// Problem is something that is not as it was written.
type Problem struct {
	File     string
	Offset   int64 // bytes from the start of the file
	Text     string
	Harmless bool // nothing is lost: the next writer mends it by itself, or Rebuild does
}

func (p Problem) String() string { return fmt.Sprintf("%s, byte %d: %s", p.File, p.Offset, p.Text) }

// Verify reads everything in a store and checks it: every checksum, every value, that seqs and
// positions follow each other, that the indexes are those that the log gives, that blobs are what their
// ids say. It takes no lock and changes nothing; beside a writer it checks what was answered when it
// began. What is wrong with the store is in the Report; the error is about the work itself.
func Verify(ctx context.Context, fs afero.Fs, dir string) (Report, error) {
	v := &verifier{ctx: ctx}
	h, err := openSettled(fs, dir, Options{ReadOnly: true})
	defer h.release() // files were only read
	var damage *DamageError
	var version *VersionError
	switch {
	case errors.As(err, &damage):
		v.problem(damage.File, damage.Offset, damage.Text, false)
	case errors.As(err, &version):
		v.problem(version.File, 0, version.Error(), false)
	case err != nil:
		return v.Report, err
	}
	v.h = h
	v.Notes = h.Notes()
	if err := v.all(); err != nil && !errors.Is(err, errEnough) {
		return v.Report, err
	}
	return v.Report, nil
}

// verifier walks over a store.
type verifier struct {
	Report
	ctx  context.Context
	h    *Host
	cat  *catalog // made anew from the log
	load *loader
}

func (v *verifier) problem(file string, off int64, text string, harmless bool) {
	p := Problem{file, off, text, harmless}
	for _, old := range v.Problems {
		if old == p {
			return
		}
	}
	v.Problems = append(v.Problems, p)
}

func (v *verifier) all() error {
	v.cat = newCatalog()
	for i, p := range v.h.parts {
		if p.end == 0 || p.key.segment == 0 {
			break // opening did not come as far
		}
		v.Files++
		if err := v.part(i, p); err != nil {
			return err
		}
	}
	v.Streams, v.Position = int64(len(v.cat.streams)), v.cat.pos
	for range v.cat.kv.All() {
		v.Keys++
	}
	if err := v.small(); err != nil {
		return err
	}
	return v.allBlobs()
}

// part checks one file of the log, and its index file.
func (v *verifier) part(i int, p part) error {
	m := newMemIndex(segmentHead, p.base)
	m.clustered = p.clustered()
	v.load = v.h.loader(part{segment: p.segment, mem: m}, v.cat)
	end, next := p.end, int64(-1)
	if p.mem != nil && i+1 == len(v.h.parts) {
		end = p.mem.end
	}
	if i+1 < len(v.h.parts) {
		next = v.h.parts[i+1].base
		v.load.end = next
	}
	if v.cat.pos != p.base {
		v.problem(p.name, 40, fmt.Sprintf("the segment begins after position %d, the one before ends at %d",
			p.base, v.cat.pos), false)
	}
	if err := v.framesOf(p, end); err != nil {
		return err
	}
	switch {
	case next < 0:
	case p.clustered():
		v.cat.pos, m.last = next, next
	case m.last != next:
		v.problem(p.name, m.end, fmt.Sprintf("the segment ends at position %d, the next begins after %d",
			m.last, next), false)
	}
	m.sortPlaces()
	v.Bytes += end
	return v.index(p, m)
}

// framesOf checks the frames of a file up to end.
func (v *verifier) framesOf(p part, end int64) error {
	sc := v.h.newScanner(p.segment, end)
	sc.alone = true
	for off := int64(segmentHead); off < end; {
		if err := v.ctx.Err(); err != nil {
			return err
		}
		payload, ok, err := sc.frame(off)
		if err != nil && !errors.Is(err, os.ErrClosed) && !errors.Is(err, io.ErrUnexpectedEOF) { // it was cut
			return err
		}
		if !ok {
			v.problem(p.name, off, "no valid frame here", false)
			return errEnough
		}
		if err := v.load.take(off, payload); err != nil {
			v.problem(p.name, off, "a frame with a valid checksum does not fit: "+err.Error(), false)
			return errEnough
		}
		c := valueChecker{v: v}
		if _, err := walk(payload, 0, &c); err != nil {
			v.problem(p.name, off, err.Error(), false)
		}
		v.Frames++
		off += frameSize(len(payload))
	}
	return nil
}

// valueChecker decodes all values of a payload.
type valueChecker struct{ v *verifier }

func (c *valueChecker) record(r *record) error {
	if r.kind != recPut && r.kind != recSnapshot {
		return nil
	}
	if _, err := codec.Decode(r.value); err != nil {
		return fmt.Errorf("the value of %.60q does not decode: %w", r.name, err)
	}
	return nil
}

func (c *valueChecker) event(r *record, e *rawEvent) error {
	c.v.Events++
	if _, err := codec.Decode(e.data); err != nil {
		return fmt.Errorf("the data of event %d of stream %.60q does not decode: %w", e.seq, r.name, err)
	}
	if e.meta != nil {
		if _, err := codec.Decode(e.meta); err != nil {
			return fmt.Errorf("the meta of event %d of stream %.60q does not decode: %w", e.seq, r.name, err)
		}
	}
	return nil
}

// index compares the index file of a part with what its frames give.
func (v *verifier) index(p part, m *memIndex) error {
	name := v.h.path(indexName(p.segment))
	b, err := afero.ReadFile(v.h.fs, name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	v.Files++
	v.Bytes += int64(len(b))
	if p.idx == nil {
		v.problem(name, 0, "the index is damaged or of another state of the segment", true)
		return nil
	}
	if p.idx.end < m.end { // the index is of the beginning only
		var err error
		if m, err = v.h.scanPart(p.segment, p.idx.end); err != nil {
			return err
		}
	}
	if want := newIndexContent(m, p.key, p.base).file(); !bytes.Equal(b, want) {
		v.problem(name, int64(differAt(b, want)), "the index is not the one that the log gives", true)
	}
	return nil
}

// differAt gives the first place at which two slices differ.
func differAt(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// small checks the files beside the log.
func (v *verifier) small() error {
	name := v.h.path(markName)
	b, err := afero.ReadFile(v.h.fs, name)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err != nil {
		v.problem(name, 0, "the file is missing", true)
	} else {
		v.Files++
		v.checkMark(name, b)
	}
	if err := v.idTables(); err != nil {
		return err
	}
	name = v.h.path(checkpointName)
	b, err = afero.ReadFile(v.h.fs, name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	v.Files++
	if len(b) < checkpointHead+4 || binary.LittleEndian.Uint32(b[len(b)-4:]) != checksum(b[:len(b)-4]) {
		v.problem(name, 0, "the checkpoint is damaged", true)
	}
	return nil
}

// checkMark looks at every byte of the mark file: one that a crash tore is as it has to be, but worth a
// word.
func (v *verifier) checkMark(name string, b []byte) {
	for i := range b {
		if within := i % markStride; b[i] != 0 && (within >= markSize || i >= markSlots*markStride) {
			v.problem(name, int64(i), "there is something between the marks", true)
			return
		}
	}
	for at := 0; at < len(b); at += markStride {
		slot := b[at:min(at+markSize, len(b))]
		if len(bytes.Trim(slot, "\x00")) == 0 {
			continue
		}
		ok := false
		if len(slot) == markSize {
			_, ok, _ = parseMark(slot, name) // another version is a problem of the opening
		}
		if !ok {
			v.problem(name, int64(at), "one of the marks is torn or damaged", true)
		}
	}
}

// allBlobs checks the content of all blobs.
func (v *verifier) allBlobs() error {
	dir := v.h.path(blobDir)
	entries, err := afero.ReadDir(v.h.fs, dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := v.ctx.Err(); err != nil {
			return err
		}
		if !blobPattern().MatchString(e.Name()) {
			continue
		}
		name := filepath.Join(dir, e.Name())
		b, err := afero.ReadFile(v.h.fs, name)
		if err != nil {
			return err
		}
		v.Files++
		v.Blobs++
		v.Bytes += int64(len(b))
		if storeop.BlobID(string(b)) != e.Name() {
			v.problem(name, 0, "the content is not that of the content id", false)
		}
	}
	return nil
}
