package fileio

import (
	"fmt"
	"math"

	"github.com/sx-lang/sx/hosts/codec"
)

// index tells where everything is. It is never the only copy: Open rebuilds it from the log by the
// same apply that a commit uses.
type index struct {
	frames  []frameRef
	events  []eventRef // by position - 1
	byName  map[string]uint32
	streams []*streamIndex
	names   nameList
	kv      map[string]ref // deleted keys stay, as ref{frame: noFrame}, until swept
	deleted int            // of those
	keys    nameList
	snaps   map[string]snapRef
	blobs   map[string]ref
}

// frameRef is the place of a frame.
type frameRef struct {
	segment uint32
	off     uint32 // below SegmentBytes, which options bound
	size    uint32 // of the payload
}

// ref is the place of an item: an offset in a frame's payload.
type ref struct {
	frame uint32 // index in frames
	off   uint32
}

const noFrame = math.MaxUint32

type eventRef struct {
	ref
	stream uint32 // index in streams
	seq    int64
}

type snapRef struct {
	ref
	seq int64
}

func newIndex() *index {
	return &index{
		byName: map[string]uint32{},
		kv:     map[string]ref{},
		snaps:  map[string]snapRef{},
		blobs:  map[string]ref{},
	}
}

func (x *index) pos() int64 { return int64(len(x.events)) }

// stream finds a stream, nil if nothing was ever appended to it.
func (x *index) stream(name string) *streamIndex {
	if i, ok := x.byName[name]; ok {
		return x.streams[i]
	}
	return nil
}

// bounds gives the first and last seq of a stream.
func (x *index) bounds(name string) (first, last int64) {
	if s := x.stream(name); s != nil {
		return s.first, s.last()
	}
	return 1, 0
}

// apply takes a frame in. The payload's checksum has been checked, so an error means that the frame
// was not written by this package or that one before it is missing.
func (x *index) apply(f frameRef, payload []byte) error {
	if len(x.frames) >= noFrame {
		return fmt.Errorf("the store has %d frames, which is the most", len(x.frames))
	}
	x.frames = append(x.frames, f)
	r := codec.NewReader(payload)
	n, err := r.Array()
	if err != nil {
		return err
	}
	for range n {
		if err := x.record(r, uint32(len(x.frames)-1)); err != nil {
			return err
		}
	}
	if r.Len() > 0 {
		return fmt.Errorf("%d bytes follow the records", r.Len())
	}
	return nil
}

// record takes one record in.
func (x *index) record(r *codec.Reader, frame uint32) error {
	n, err := r.Array()
	if err != nil {
		return err
	}
	kind, err := r.Uint()
	if err != nil {
		return err
	}
	sizes := [...]int{recEvents: 5, recPut: 3, recDelete: 2, recSnapshot: 4, recSnapshotDelete: 2,
		recTruncate: 3, recBlob: 3}
	if kind == 0 || kind >= uint64(len(sizes)) || sizes[kind] != n {
		return fmt.Errorf("a record of kind %d with %d items is not known", kind, n)
	}
	name, err := r.Text()
	if err != nil {
		return err
	}
	switch kind {
	case recEvents:
		return x.takeEvents(r, frame, name)
	case recPut:
		x.setKey(name, ref{frame, uint32(r.Offset())})
		return r.Skip()
	case recDelete:
		x.setKey(name, ref{frame: noFrame})
	case recSnapshot:
		seq, err := r.Int()
		if err != nil {
			return err
		}
		x.snaps[name] = snapRef{ref{frame, uint32(r.Offset())}, seq}
		return r.Skip()
	case recSnapshotDelete:
		delete(x.snaps, name)
	case recTruncate:
		first, err := r.Int()
		if err != nil {
			return err
		}
		return x.truncate(name, first)
	case recBlob:
		x.blobs[name] = ref{frame, uint32(r.Offset())}
		return r.Skip()
	}
	return nil
}

func (x *index) takeEvents(r *codec.Reader, frame uint32, name string) error {
	seq, err := r.Int()
	if err != nil {
		return err
	}
	pos, err := r.Int()
	if err != nil {
		return err
	}
	n, err := r.Array()
	if err != nil {
		return err
	}
	_, last := x.bounds(name)
	if pos != x.pos()+1 || seq != last+1 || n == 0 {
		return fmt.Errorf("%d events at seq %d, position %d, where seq %d, position %d is next", n, seq, pos,
			last+1, x.pos()+1)
	}
	number, known := x.byName[name]
	if !known {
		number = uint32(len(x.streams))
		x.byName[name] = number
		x.streams = append(x.streams, &streamIndex{name: name, first: 1, base: 1})
		x.names.add(name)
	}
	s := x.streams[number]
	for i := range n {
		x.events = append(x.events, eventRef{ref{frame, uint32(r.Offset())}, number, seq + int64(i)})
		s.pos = append(s.pos, x.pos())
		if err := s.takeEvent(r, seq+int64(i)); err != nil {
			return err
		}
	}
	return nil
}

func (x *index) truncate(name string, first int64) error {
	s := x.stream(name)
	if s == nil || first < s.first || first > s.last()+1 {
		return fmt.Errorf("truncation of stream %.60q to seq %d, which it cannot have", name, first)
	}
	s.first = first
	if drop := first - s.base; drop > int64(len(s.pos))/2 {
		s.pos = append([]int64(nil), s.pos[drop:]...)
		s.base = first
		s.forgetIDs()
	}
	return nil
}

// setKey notes where a key's value is, or that it was deleted.
func (x *index) setKey(key string, at ref) {
	old, known := x.kv[key]
	if at.frame == noFrame && (!known || old.frame == noFrame) {
		return
	}
	if !known {
		x.keys.add(key)
	}
	if known && old.frame == noFrame {
		x.deleted--
	}
	x.kv[key] = at
	if at.frame == noFrame {
		if x.deleted++; x.deleted > 1000 && x.deleted > len(x.kv)/2 {
			x.sweepKeys()
		}
	}
}

// sweepKeys drops what is known of deleted keys.
func (x *index) sweepKeys() {
	x.keys, x.deleted = nameList{}, 0
	for key, at := range x.kv {
		if at.frame == noFrame {
			delete(x.kv, key)
		} else {
			x.keys.add(key)
		}
	}
}
