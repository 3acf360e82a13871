package fileio

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// dumpVersion is the version of the text that Dump writes.
const dumpVersion = 1

// Dump writes everything in a store as SX text, one form a line:
//
//	(store {:version 1 :position p})       first; p is the newest position
//	(stream name {:first n :last n})       each stream whose first events were truncated
//	(event {:stream s :seq n …})           each event as store/read-all has it, in order
//	(put key value)                        each key, cursors too, in order
//	(snapshot name seq value)              each snapshot, in order of names
//	(blob text)                            each blob, in order of content ids
//	(end {:events n :keys n :snapshots n :blobs n})
//	(coded hex)                            instead of a form with a string that is no UTF-8: its encoding
//	                                       by package codec, in hex digits
//
// Equal stores give equal bytes, whatever their files look like. It takes no lock and changes nothing;
// beside a writer it writes what was answered when it began.
func Dump(ctx context.Context, fs afero.Fs, dir string, w io.Writer) (err error) {
	h, err := Open(fs, dir, Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	d := &dumper{h: h, w: bufio.NewWriterSize(w, 1<<16)}
	for _, step := range []func(context.Context) error{d.head, d.allEvents, d.values, d.blobs} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	d.line("end", kernel.DictOf("events", kernel.Int(d.events), "keys", kernel.Int(d.keys),
		"snapshots", kernel.Int(d.snaps), "blobs", kernel.Int(d.nBlobs)))
	return errors.Join(d.err, d.w.Flush())
}

type dumper struct {
	h                           *Host
	w                           *bufio.Writer
	events, keys, snaps, nBlobs int64
	err                         error
}

// line writes a form: a word and values.
func (d *dumper) line(word string, values ...kernel.Value) {
	if d.err != nil {
		return
	}
	form := kernel.ListOf(append([]kernel.Value{kernel.Sym(word)}, values...)...)
	var text string
	if text, d.err = codec.Text(form); d.err == nil {
		_, d.err = d.w.WriteString(text + "\n")
	}
}

func (d *dumper) head(context.Context) error {
	h := d.h
	d.line("store", kernel.DictOf("version", kernel.Int(dumpVersion), "position", kernel.Int(h.cat.pos)))
	for _, name := range h.cat.names.From("") {
		if first, last := h.cat.bounds(name); first > 1 {
			d.line("stream", kernel.Str(name), kernel.DictOf("first", kernel.Int(first), "last", kernel.Int(last)))
		}
	}
	return d.err
}

func (d *dumper) allEvents(ctx context.Context) error {
	return d.h.replay(ctx, d.h.parts, d.h.cat.pos, 0, func(e *storeop.Event) error {
		v, err := e.Value(true)
		if err != nil {
			return err
		}
		d.events++
		d.line("event", v)
		return d.err
	})
}

func (d *dumper) values(ctx context.Context) error {
	h := d.h
	for _, key := range h.cat.kv.From("") {
		at := h.cat.kv.Get(key)
		if at.Deleted() {
			continue
		}
		v, err := d.value(ctx, at)
		if err != nil {
			return fmt.Errorf("key %.60q: %w", key, err)
		}
		d.keys++
		d.line("put", kernel.Str(key), v)
	}
	for _, name := range sortedKeys(h.cat.snaps) {
		at := h.cat.snaps[name]
		v, err := d.value(ctx, at.ref)
		if err != nil {
			return fmt.Errorf("snapshot %.60q: %w", name, err)
		}
		d.snaps++
		d.line("snapshot", kernel.Str(name), kernel.Int(at.seq), v)
	}
	return d.err
}

func (d *dumper) value(ctx context.Context, at ref) (kernel.Value, error) {
	if err := ctx.Err(); err != nil {
		return kernel.Nil, err
	}
	b, err := d.h.value(d.h.parts, at)
	if err != nil {
		return kernel.Nil, err
	}
	return codec.Decode(b)
}

func (d *dumper) blobs(ctx context.Context) error {
	list, err := d.h.listBlobs()
	if err != nil {
		return err
	}
	for _, cid := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		v, err := d.h.getBlob(cid)
		if err != nil {
			return err
		}
		d.nBlobs++
		d.line("blob", v)
	}
	return d.err
}

// listBlobs gives the content ids of all blobs, in order.
func (h *Host) listBlobs() ([]string, error) {
	entries, err := afero.ReadDir(h.fs, h.path(blobDir))
	if err != nil {
		if there, _ := afero.DirExists(h.fs, h.path(blobDir)); !there {
			err = nil
		}
		return nil, err
	}
	var list []string
	for _, e := range entries {
		if blobPattern().MatchString(e.Name()) {
			list = append(list, e.Name())
		}
	}
	slices.Sort(list)
	return list, nil
}
