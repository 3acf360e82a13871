package fileio

import (
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/hosts/storeop"
)

// A payload is an array of records, a record an array that begins with its kind.
const (
	recEvents         = 1 // stream, seq and position of the first, array of events
	recPut            = 2 // key, value
	recDelete         = 3 // key
	recSnapshot       = 4 // name, seq, value
	recSnapshotDelete = 5 // name
	recTruncate       = 6 // stream, first seq left
	recBlob           = 7 // cid, bytes
)

// record begins a record of a kind with n more items.
func record(b []byte, kind uint64, n int) []byte {
	return codec.AppendUint(codec.AppendArray(b, n+1), kind)
}

// planPayload gives the payload of a commit.
func planPayload(p *storeop.Plan) []byte {
	runs := eventRuns(p.New)
	b := codec.AppendArray(nil, len(runs)+len(p.KV))
	for _, run := range runs {
		b = record(b, recEvents, 4)
		b = codec.AppendString(b, run[0].Stream)
		b = codec.AppendInt(b, run[0].Seq)
		b = codec.AppendInt(b, run[0].Pos)
		b = codec.AppendArray(b, len(run))
		for i := range run {
			b = appendEvent(b, &run[i])
		}
	}
	for _, w := range p.KV {
		if w.Value == nil {
			b = codec.AppendString(record(b, recDelete, 1), w.Key)
			continue
		}
		b = codec.AppendString(record(b, recPut, 2), w.Key)
		b = append(b, w.Value...)
	}
	return b
}

// eventRuns cuts events where the stream changes.
func eventRuns(events []storeop.Event) [][]storeop.Event {
	var runs [][]storeop.Event
	for start := 0; start < len(events); {
		end := start + 1
		for end < len(events) && events[end].Stream == events[start].Stream {
			end++
		}
		runs = append(runs, events[start:end])
		start = end
	}
	return runs
}

// appendEvent appends an event: type, at, data, then id (or nil) and meta as far as they are given.
func appendEvent(b []byte, e *storeop.Event) []byte {
	n := 3
	if e.HasID {
		n = 4
	}
	if e.Meta != nil {
		n = 5
	}
	b = codec.AppendArray(b, n)
	b = codec.AppendString(b, e.Type)
	b = codec.AppendInt(b, e.At)
	b = append(b, e.Data...)
	switch {
	case e.HasID:
		b = codec.AppendString(b, e.ID)
	case e.Meta != nil:
		b = codec.AppendNil(b)
	}
	return append(b, e.Meta...)
}

// readEvent reads what appendEvent wrote at off of a payload into e, whose Stream, Seq and Pos are
// known from the index. Data and Meta are copied.
func readEvent(e *storeop.Event, payload []byte, off int) error {
	r := codec.NewReader(payload)
	r.Seek(off)
	n, err := r.Array()
	if err != nil {
		return err
	}
	if e.Type, err = r.Text(); err != nil {
		return err
	}
	if e.At, err = r.Int(); err != nil {
		return err
	}
	if e.Data, err = rawValue(r, payload); err != nil {
		return err
	}
	if n > 3 {
		if e.HasID = !r.Nil(); e.HasID {
			if e.ID, err = r.Text(); err != nil {
				return err
			}
		}
	}
	if n > 4 {
		e.Meta, err = rawValue(r, payload)
	}
	return err
}

// rawValue copies the encoding of the next value.
func rawValue(r *codec.Reader, payload []byte) ([]byte, error) {
	start := r.Offset()
	if err := r.Skip(); err != nil {
		return nil, err
	}
	return append([]byte(nil), payload[start:r.Offset()]...), nil
}

// valueAt copies the encoded value at off of a payload.
func valueAt(payload []byte, off int) ([]byte, error) {
	r := codec.NewReader(payload)
	r.Seek(off)
	return rawValue(r, payload)
}

func snapshotPayload(s *storeop.Snapshot) []byte {
	b := codec.AppendString(record(codec.AppendArray(nil, 1), recSnapshot, 3), s.Name)
	b = codec.AppendInt(b, s.Seq)
	return append(b, s.Value...)
}

func snapshotDeletePayload(name string) []byte {
	return codec.AppendString(record(codec.AppendArray(nil, 1), recSnapshotDelete, 1), name)
}

func truncatePayload(stream string, first int64) []byte {
	b := codec.AppendString(record(codec.AppendArray(nil, 1), recTruncate, 2), stream)
	return codec.AppendInt(b, first)
}

func blobPayload(cid, blob string) []byte {
	b := codec.AppendString(record(codec.AppendArray(nil, 1), recBlob, 2), cid)
	return codec.AppendBytes(b, blob)
}
