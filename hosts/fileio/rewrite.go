package fileio

import (
	"context"
	"errors"
	"os"
	"slices"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/storeop"
)

// clusterBytes is the size of a frame of a rewritten file after which the next is begun: little, since
// an event read by its position costs a frame.
const clusterBytes = 4 << 10

// rewriter writes what is left of some segments to one file: the events by stream, each with its
// position, then the values that still count.
type rewriter struct {
	h      *Host
	ctx    context.Context
	parts  []part
	key    fileKey
	last   uint64
	top    int64 // newest position
	file   afero.File
	end    int64
	buf    []byte // of frames, not yet written; begins at end
	frame  []byte // room for the head, then records
	names  []string
	events map[string][]storeop.Event
	bounds map[string]bounds // as they are now, of streams in the parts
	cut    map[string]bool   // streams of which the parts say bounds
	seqs   map[string]int64  // last seq in the parts
	kv     []moved
	snaps  []moved
	dead   []string // keys that were deleted, and snapshots
	gone   []string
}

// moved is a value that gets another place.
type moved struct {
	name     string
	from, to ref
	seq      int64 // of a snapshot
}

// collect reads the events that are left.
func (w *rewriter) collect() error {
	w.events, w.seqs = map[string][]storeop.Event{}, map[string]int64{}
	for _, p := range w.parts {
		sc := w.h.newScanner(p.segment, p.end)
		pos := p.base
		for off := int64(segmentHead); off < p.end; {
			if err := w.ctx.Err(); err != nil {
				return err
			}
			if w.h.isClosing() {
				return ErrClosed
			}
			payload, ok, err := sc.frame(off)
			if err != nil {
				return err
			}
			if !ok {
				return &DamageError{p.name, off, "the frame is not as it was written"}
			}
			// events keep parts of it
			if pos, err = walk(slices.Clone(payload), pos, w); err != nil {
				return w.h.explain(p, off, err)
			}
			off += frameSize(len(payload))
		}
	}
	return nil
}

func (w *rewriter) record(r *record) error {
	if r.kind == recStream {
		w.seqs[string(r.name)] = max(w.seqs[string(r.name)], r.last)
	}
	return nil
}

func (w *rewriter) event(r *record, e *rawEvent) error {
	name := string(r.name)
	if e.seq > w.seqs[name] {
		w.seqs[name] = e.seq
	}
	if e.seq >= w.bounds[name].first {
		w.events[name] = append(w.events[name], e.event(name))
	}
	return nil
}

// survey notes what is said of the parts' streams, keys and snapshots now.
func (w *rewriter) survey() error {
	w.bounds, w.cut = map[string]bounds{}, map[string]bool{}
	h := w.h
	for _, p := range w.parts {
		m, err := h.summaryOf(p)
		if err != nil {
			return err
		}
		h.mu.RLock()
		for name := range m.streams {
			w.note(name)
		}
		for name := range m.bounds {
			w.note(name)
			w.cut[name] = true
		}
		for key, at := range m.kv {
			if now := h.cat.kv.Get(key); at != deadRef && now == at {
				w.kv = append(w.kv, moved{name: key, from: at})
			} else if at == deadRef && now == deadRef && w.parts[0].first() > 1 {
				w.dead = append(w.dead, key)
			}
		}
		for name, at := range m.snaps {
			if now := h.cat.snaps[name]; at.ref != deadRef && now == at {
				w.snaps = append(w.snaps, moved{name: name, from: at.ref, seq: at.seq})
			} else if at.ref == deadRef && now.ref == deadRef && w.parts[0].first() > 1 {
				w.gone = append(w.gone, name)
			}
		}
		h.mu.RUnlock()
	}
	w.names = sortedKeys(w.bounds)
	for _, list := range [][]string{w.dead, w.gone} {
		slices.Sort(list)
	}
	for _, list := range [][]moved{w.kv, w.snaps} {
		slices.SortFunc(list, func(a, b moved) int {
			if a.name < b.name {
				return -1
			}
			return 1
		})
	}
	return nil
}

// note keeps the bounds that a stream has now; the caller holds mu.
func (w *rewriter) note(name string) {
	first, last := w.h.cat.bounds(name)
	w.bounds[name] = bounds{first, last}
}

// summaryOf gives what a part did, as summary does: a file alone tells of the beginning only, if the segment has grown
// since it was written.
func (h *Host) summaryOf(p part) (*memIndex, error) {
	if p.mem != nil {
		return h.whole(p)
	}
	m, err := p.idx.summary()
	if err != nil { // it is damaged, or was replaced meanwhile
		return h.scanPart(p.segment, p.end)
	}
	return m, nil
}

// write writes the file, durably but for its name.
func (w *rewriter) write(name string) (err error) {
	first := w.parts[0]
	head := segmentHeader{key: w.key, base: first.base, prevEnd: first.prevEnd}
	if w.file, err = openFile(w.h.fs, w.h.path(name), os.O_CREATE|os.O_TRUNC); err != nil {
		return err
	}
	w.buf, w.frame = head.bytes(), make([]byte, frameLead)
	err = w.content()
	if err == nil {
		err = w.flush()
	}
	if err == nil && !w.h.opts.plant.noFileSync {
		err = w.file.Sync()
	}
	return errors.Join(err, w.file.Close())
}

func (w *rewriter) content() error {
	for _, name := range w.names {
		if err := w.stream(name); err != nil {
			return err
		}
	}
	for i := range w.kv {
		b, err := w.h.value(w.parts, w.kv[i].from)
		if err != nil {
			return err
		}
		w.frame = appendBytes(named(w.frame, recPut, w.kv[i].name), b)
		if err := w.placed(&w.kv[i], len(b)); err != nil {
			return err
		}
	}
	for i := range w.snaps {
		b, err := w.h.value(w.parts, w.snaps[i].from)
		if err != nil {
			return err
		}
		w.frame = appendSnapshot(w.frame, w.snaps[i].name, w.snaps[i].seq, b)
		if err := w.placed(&w.snaps[i], len(b)); err != nil {
			return err
		}
	}
	for _, key := range w.dead {
		w.frame = named(w.frame, recDelete, key)
	}
	for _, name := range w.gone {
		w.frame = named(w.frame, recSnapshotDelete, name)
	}
	return w.endFrame(true)
}

// placed notes where the value that was appended last, of so many bytes, is.
func (w *rewriter) placed(m *moved, size int) error {
	m.to = ref{uint32(w.key.segment), uint32(w.end + int64(len(w.buf))), uint32(size),
		uint32(len(w.frame) - frameLead - size)}
	return w.endFrame(false)
}

// stream writes what is left of a stream.
func (w *rewriter) stream(name string) error {
	events := w.events[name]
	now := w.bounds[name]
	last := w.seqs[name]
	if len(events) > 0 {
		last = events[0].Seq - 1
	}
	if w.cut[name] || now.first > 1 && (len(events) == 0 || events[0].Seq == now.first) {
		w.frame = appendStream(w.frame, name, now.first, last)
	}
	for len(events) > 0 {
		n, size := 0, len(w.frame)
		for n < len(events) && (n == 0 || size < clusterBytes) {
			size += events[n].Size() + len(events[n].ID) + 8
			n++
		}
		w.frame = appendCluster(w.frame, events[:n])
		events = events[n:]
		if err := w.endFrame(false); err != nil {
			return err
		}
	}
	return w.endFrame(false)
}

// endFrame ends the frame if it is large, or if it is the last.
func (w *rewriter) endFrame(last bool) error {
	if len(w.frame) == frameLead || len(w.frame) < clusterBytes && !last {
		return nil
	}
	w.buf = append(w.buf, sealFrame(w.frame, w.key.seed(), w.end+int64(len(w.buf)))...)
	w.frame = w.frame[:frameLead]
	if len(w.buf) >= window {
		return w.flush()
	}
	return nil
}

func (w *rewriter) flush() error {
	err := writeFull(w.file, w.buf, w.end)
	w.end += int64(len(w.buf))
	w.buf = w.buf[:0]
	return err
}
