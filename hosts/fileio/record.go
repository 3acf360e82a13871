package fileio

import (
	"encoding/binary"

	"github.com/sx-lang/sx/hosts/storeop"
)

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendBytes(b, s []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// named begins a record of a kind about a name.
func named(b []byte, kind byte, name string) []byte { return appendText(append(b, kind), name) }

// appendPlan appends the records of a commit.
func appendPlan(b []byte, p *storeop.Plan) []byte {
	for i := range p.Runs() {
		b = appendRun(b, p, p.Run(i))
	}
	for _, w := range p.KV {
		if w.Value == nil {
			b = named(b, recDelete, w.Key)
		} else {
			b = appendBytes(named(b, recPut, w.Key), w.Value)
		}
	}
	return b
}

// appendRun appends a record of events to store.
func appendRun(b []byte, p *storeop.Plan, r *storeop.Run) []byte {
	w := eventWriter{single: len(r.Events) == 1}
	kind := byte(recEvents)
	if w.single {
		n := &r.Events[0]
		kind = recSingle | flagsOf(n.HasID, n.Meta != nil, false)
	}
	b = binary.AppendUvarint(named(b, kind, r.Stream), uint64(r.Seq))
	if !w.single {
		b = binary.AppendUvarint(b, uint64(len(r.Events)))
	}
	for i := range r.Events {
		n := &r.Events[i]
		b = w.append(b, n.Type, p.Time(n), n.ID, n.HasID, n.Data, n.Meta)
	}
	return b
}

// appendSingle appends a record of one event.
func appendSingle(b []byte, e *storeop.Event) []byte {
	b = named(b, recSingle|flagsOf(e.HasID, e.Meta != nil, false), e.Stream)
	w := eventWriter{single: true}
	return w.append(binary.AppendUvarint(b, uint64(e.Seq)), e.Type, e.At, e.ID, e.HasID, e.Data, e.Meta)
}

// appendCluster appends a recCluster of events of one stream that follow each other.
func appendCluster(b []byte, events []storeop.Event) []byte {
	b = binary.AppendUvarint(named(b, recCluster, events[0].Stream), uint64(events[0].Seq))
	b = binary.AppendUvarint(b, uint64(len(events)))
	w := eventWriter{clustered: true}
	for i := range events {
		e := &events[i]
		w.pos = e.Pos
		b = w.append(b, e.Type, e.At, e.ID, e.HasID, e.Data, e.Meta)
	}
	return b
}

// eventWriter appends the events of a record, each by what differs from the one before it.
type eventWriter struct {
	single    bool // flags are in the kind of the record
	clustered bool // events have positions
	pos       int64

	typ           string // of the event before; none if it is the first
	some          bool   // there is one before
	at, posBefore int64
}

func (w *eventWriter) append(b []byte, typ string, at int64, id string, hasID bool, data, meta []byte) []byte {
	same := w.some && typ == w.typ
	if !w.single {
		b = append(b, flagsOf(hasID, meta != nil, same))
	}
	if w.clustered {
		b = binary.AppendUvarint(b, uint64(w.pos-w.posBefore))
		w.posBefore = w.pos
	}
	if !same {
		b = appendText(b, typ)
		w.typ, w.some = typ, true
	}
	b = binary.AppendVarint(b, at-w.at) // wraps around, here and when it is read
	w.at = at
	if hasID {
		b = appendText(b, id)
	}
	b = appendBytes(b, data)
	if meta != nil {
		b = appendBytes(b, meta)
	}
	return b
}

// flagsOf gives the flags of an event.
func flagsOf(id, meta, sameType bool) (flags byte) {
	if id {
		flags |= flagID
	}
	if meta {
		flags |= flagMeta
	}
	if sameType {
		flags |= flagSameType
	}
	return flags
}

func appendSnapshot(b []byte, name string, seq int64, value []byte) []byte {
	return appendBytes(binary.AppendUvarint(named(b, recSnapshot, name), uint64(seq)), value)
}

func appendTruncate(b []byte, stream string, first int64) []byte {
	return binary.AppendUvarint(named(b, recTruncate, stream), uint64(first))
}

func appendStream(b []byte, stream string, first, last int64) []byte {
	b = binary.AppendUvarint(named(b, recStream, stream), uint64(first))
	return binary.AppendUvarint(b, uint64(last))
}

func appendGap(b []byte, n int64) []byte {
	return binary.AppendUvarint(append(b, recGap), uint64(n))
}
