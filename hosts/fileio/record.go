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
	single := kind == recEvents && len(events) == 1
	if single {
		kind = recSingle | flagsOf(&events[0], nil)
	}
	b = named(b, kind, events[0].Stream)
	b = binary.AppendUvarint(b, uint64(events[0].Seq))
	if !single {
		b = binary.AppendUvarint(b, uint64(len(events)))
	}
	var before storeop.Event
	for i := range events {
		e := &events[i]
		var last *storeop.Event
		if i > 0 {
			last = &before
		}
		flags := flagsOf(e, last)
		if !single {
			b = append(b, flags)
		}
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

// flagsOf gives the flags of an event; before is the one before it in the record, if there is one.
func flagsOf(e, before *storeop.Event) byte {
	flags := byte(0)
	if e.HasID {
		flags |= flagID
	}
	if e.Meta != nil {
		flags |= flagMeta
	}
	if before != nil && e.Type == before.Type {
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
