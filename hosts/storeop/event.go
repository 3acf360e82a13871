package storeop

import (
	"fmt"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// Event is one stored event.
type Event struct {
	Stream string
	Seq    int64
	Pos    int64
	Type   string
	At     int64  // milliseconds since 1970
	Data   []byte // encoded
	ID     string
	HasID  bool
	Meta   []byte // encoded; nil when the writer gave none
}

// Size is what a page counts for the event: the bytes of its data.
func (e *Event) Size() int { return len(e.Data) + len(e.Meta) }

// Value gives the event as a dict, with :pos or without. Its error is about stored bytes that do
// not decode.
func (e *Event) Value(withPos bool) (kernel.Value, error) {
	data, err := codec.Decode(e.Data)
	if err != nil {
		return kernel.Nil, fmt.Errorf("data of event %d of stream %q: %w", e.Seq, clip(e.Stream), err)
	}
	d := kernel.NewDict()
	set := func(key string, v kernel.Value) { d.Set(kernel.NewString(key), v) }
	set("stream", kernel.Str(e.Stream))
	set("seq", kernel.Int(e.Seq))
	set("type", kernel.Str(e.Type))
	set("at", kernel.Int(e.At))
	set("data", data)
	if e.HasID {
		set("id", kernel.Str(e.ID))
	}
	if e.Meta != nil {
		meta, err := codec.Decode(e.Meta)
		if err != nil {
			return kernel.Nil, fmt.Errorf("meta of event %d of stream %q: %w", e.Seq, clip(e.Stream), err)
		}
		set("meta", meta)
	}
	if withPos {
		set("pos", kernel.Int(e.Pos))
	}
	return d.Value(), nil
}

func eventList(events []Event, withPos bool) (kernel.Value, error) {
	items := make([]kernel.Value, len(events))
	for i := range events {
		v, err := events[i].Value(withPos)
		if err != nil {
			return kernel.Nil, err
		}
		items[i] = v
	}
	return kernel.ListOf(items...), nil
}

// same tells whether two encoded values are equal: as = has it, or byte for byte, which a NaN needs.
func same(a, b []byte) bool {
	if string(a) == string(b) {
		return true
	}
	x, errX := codec.Decode(a)
	y, errY := codec.Decode(b)
	return errX == nil && errY == nil && kernel.Equal(x, y)
}
