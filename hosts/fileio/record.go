package fileio

import (
	"encoding/binary"

	"github.com/sx-lang/sx/hosts/storeop"
)

// A payload is records that follow each other. A record is a byte that tells its kind, and what the
// comments here say: numbers are varints as in encoding/binary, texts have their length before them.
const (
	recEvents         = 1 // stream, seq of the first, number of events, events
	recPut            = 2 // key, value
	recDelete         = 3 // key
	recSnapshot       = 4 // name, seq, value
	recSnapshotDelete = 5 // name
	recTruncate       = 6 // stream, first seq that is left
	recStream         = 7 // stream, first seq, last seq: where dropped events leave it
	recGap            = 8 // number of positions whose events were dropped
	recCluster        = 9 // as recEvents; events have positions
	recKinds          = 10
)

// The flags that an event begins with. Then follow: position (less that of the event before in the
// record), type, time (less that of the event before), id, data, meta; each as far as it is there.
const (
	flagID       = 1
	flagMeta     = 2
	flagSameType = 4 // the type of the event before in the record
	flagsKnown   = 7
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
	for start := 0; start < len(p.New); {
		end := start + 1
		for end < len(p.New) && p.New[end].Stream == p.New[start].Stream {
			end++
		}
		b = appendEvents(b, recEvents, p.New[start:end])
		start = end
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

// appendEvents appends a record of events of one stream that follow each other; it is a recCluster if
// kind says so.
func appendEvents(b []byte, kind byte, events []storeop.Event) []byte {
	b = named(b, kind, events[0].Stream)
	b = binary.AppendUvarint(b, uint64(events[0].Seq))
	b = binary.AppendUvarint(b, uint64(len(events)))
	var before storeop.Event
	for i := range events {
		e := &events[i]
		flags := byte(0)
		if e.HasID {
			flags |= flagID
		}
		if e.Meta != nil {
			flags |= flagMeta
		}
		if i > 0 && e.Type == before.Type {
			flags |= flagSameType
		}
		b = append(b, flags)
		if kind == recCluster {
			b = binary.AppendUvarint(b, uint64(e.Pos-before.Pos))
		}
		if flags&flagSameType == 0 {
			b = appendText(b, e.Type)
		}
		b = binary.AppendVarint(b, e.At-before.At) // wraps around, here and when it is read
		if e.HasID {
			b = appendText(b, e.ID)
		}
		b = appendBytes(b, e.Data)
		if e.Meta != nil {
			b = appendBytes(b, e.Meta)
		}
		before = *e
	}
	return b
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
