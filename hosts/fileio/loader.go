package fileio

import "fmt"

// loader takes frames into an index and, if there is one, into the catalog. It is the one way into both,
// for a commit, for an opening and for a reader.
type loader struct {
	mem     *memIndex
	cat     *catalog // nil when only the index is wanted
	segment uint32
	base    int64 // newest position before the segment
	end     int64 // newest position that a clustered segment can have

	likely *stream // of the catalog: the one that events are likely to be of; nil for none

	frame  uint32 // offset of the one that is being taken
	walker walker
}

// take takes in the frame at off.
func (l *loader) take(off int64, payload []byte) error {
	l.frame = uint32(off)
	if !l.mem.clustered {
		// a frame without events has the place of the next one with events
		if n := len(l.mem.places); n > l.mem.gap.places && l.base+int64(l.mem.places[n-1].pos) == l.mem.last {
			l.mem.places = l.mem.places[:n-1]
		}
		if err := l.mem.addPlace(l.base, l.mem.last, l.frame); err != nil {
			return err
		}
	}
	pos, err := l.walk(payload)
	if err != nil {
		return err
	}
	l.mem.last, l.mem.end = pos, off+frameSize(len(payload))
	if l.cat != nil {
		l.cat.pos = pos
	}
	return nil
}

// walk takes in what a payload holds, and gives the newest position after it.
func (l *loader) walk(payload []byte) (int64, error) {
	var e rawEvent
	name := lone(payload, &e)
	if name == nil || l.mem.clustered {
		return l.walker.walk(payload, l.mem.last, l)
	}
	r := &l.walker.r
	*r = record{kind: recEvents, name: name, seq: e.seq, n: 1}
	if err := l.events(r); err != nil {
		return l.mem.last, err
	}
	if e.hasID {
		l.mem.addID(name, e.id, e.seq)
	}
	return l.mem.last + 1, nil
}

func (l *loader) record(r *record) error {
	switch r.kind {
	case recEvents, recCluster:
		return l.events(r)
	case recPut, recDelete:
		at := deadRef
		if r.kind == recPut {
			at = ref{l.segment, l.frame, uint32(len(r.value)), uint32(r.off)}
		}
		l.mem.setKey(string(r.name), at)
		if l.cat != nil {
			l.cat.kv.Set(string(r.name), at)
		}
	case recSnapshot, recSnapshotDelete:
		at := snapRef{}
		if r.kind == recSnapshot {
			at = snapRef{ref{l.segment, l.frame, uint32(len(r.value)), uint32(r.off)}, r.seq}
		}
		l.mem.setSnap(string(r.name), at)
		if l.cat != nil {
			l.cat.setSnap(string(r.name), at)
		}
	case recTruncate:
		l.mem.setBounds(string(r.name), r.seq, 0)
		if l.cat != nil {
			return l.cat.truncate(r.name, r.seq)
		}
	case recStream:
		l.mem.setBounds(string(r.name), r.seq, r.last)
		if l.cat != nil {
			return l.cat.setStream(r.name, r.seq, r.last, l.segment)
		}
	}
	return nil
}

// events notes a record of events, before its events are seen.
func (l *loader) events(r *record) error {
	if l.mem.clustered != (r.kind == recCluster) {
		return fmt.Errorf("a record of kind %d in a file that cannot have it", r.kind)
	}
	owned := ""
	if l.cat != nil {
		s, err := l.cat.takeEvents(l.likely, r.name, r.seq, r.n, l.segment)
		if err != nil {
			return err
		}
		owned = s.name
	}
	return l.mem.addEvents(r.name, owned, r.seq, r.n, l.frame)
}

func (l *loader) event(r *record, e *rawEvent) error {
	if e.hasID {
		l.mem.addID(r.name, e.id, e.seq)
	}
	if r.kind == recCluster {
		if e.pos <= l.base || e.pos > l.end {
			return fmt.Errorf("position %d in a file of the positions %d to %d", e.pos, l.base+1, l.end)
		}
		return l.mem.addPlace(l.base, e.pos-1, l.frame)
	}
	return nil
}
