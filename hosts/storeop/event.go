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
	l := eventLister{withPos: withPos}
	return l.value(e)
}

func eventList(events []Event, withPos bool) (kernel.Value, error) {
	l := eventLister{withPos: withPos, decoder: &codec.Decoder{}}
	items := make([]kernel.Value, len(events))
	for i := range events {
		v, err := l.value(&events[i])
		if err != nil {
			return kernel.Nil, err
		}
		items[i] = v
	}
	return kernel.ListOf(items...), nil
}

// eventLister makes the dicts of events. Those with the same keys share them, and events that follow each other
// the names of their stream and type.
type eventLister struct {
	withPos     bool
	forms       [4]*kernel.Dict // by whether there is an id, and meta
	vals        [8]kernel.Value
	stream, typ string
	values      [2]kernel.Value // of these
	decoder     *codec.Decoder  // nil for a single event
}

func (l *eventLister) decode(b []byte) (kernel.Value, error) {
	if l.decoder == nil {
		return codec.Decode(b)
	}
	return l.decoder.Decode(b)
}

func (l *eventLister) value(e *Event) (kernel.Value, error) {
	data, err := l.decode(e.Data)
	if err != nil {
		return kernel.Nil, fmt.Errorf("data of event %d of stream %q: %w", e.Seq, clip(e.Stream), err)
	}
	if !l.values[0].IsString() || l.stream != e.Stream {
		l.stream, l.values[0] = e.Stream, kernel.Str(e.Stream)
	}
	if !l.values[1].IsString() || l.typ != e.Type {
		l.typ, l.values[1] = e.Type, kernel.Str(e.Type)
	}
	form := 0
	vals := append(l.vals[:0], l.values[0], kernel.Int(e.Seq), l.values[1], kernel.Int(e.At), data)
	if e.HasID {
		form |= 1
		vals = append(vals, kernel.Str(e.ID))
	}
	if e.Meta != nil {
		meta, err := l.decode(e.Meta)
		if err != nil {
			return kernel.Nil, fmt.Errorf("meta of event %d of stream %q: %w", e.Seq, clip(e.Stream), err)
		}
		form |= 2
		vals = append(vals, meta)
	}
	if l.withPos {
		vals = append(vals, kernel.Int(e.Pos))
	}
	if l.forms[form] == nil {
		l.forms[form] = l.form(e)
	}
	return l.forms[form].WithValues(vals), nil
}

// form gives a dict with the keys of e.
func (l *eventLister) form(e *Event) *kernel.Dict {
	keys := []string{"stream", "seq", "type", "at", "data"}
	if e.HasID {
		keys = append(keys, "id")
	}
	if e.Meta != nil {
		keys = append(keys, "meta")
	}
	if l.withPos {
		keys = append(keys, "pos")
	}
	d := kernel.NewDict()
	for _, key := range keys {
		d.Set(kernel.NewString(key), kernel.Nil)
	}
	return d
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
