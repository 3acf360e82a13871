package storeop

import (
	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/kernel"
)

// View shows a Commit what is stored.
type View interface {
	// LastSeq gives the last seq of a stream, 0 if nothing was ever appended.
	LastSeq(stream string) int64
	// EventByID gives the first event with that id that is still in the stream.
	EventByID(stream, id string) (Event, bool, error)
	// Value gives the encoded value of a key.
	Value(key string) ([]byte, bool, error)
}

// Decide tells what c does to the store that v shows, whose newest position is pos; now is asked
// for the time in milliseconds at most once. A conflict is answered as a value that is not nil. The plan shares
// the events of c.
func (c *Commit) Decide(v View, pos int64, now func() int64) (Plan, kernel.Value, error) {
	d := decider{view: v, now: now, many: len(c.Appends) > 1}
	d.plan.Pos, d.plan.before = pos, pos
	for i := range c.Appends {
		d.plan.once = d.plan.once || c.Appends[i].Once
	}
	for i := range c.Appends {
		if conflict, err := d.append(&c.Appends[i]); err != nil || !conflict.IsNil() {
			return Plan{}, conflict, err
		}
	}
	for i := range c.KV {
		if conflict, err := d.write(&c.KV[i]); err != nil || !conflict.IsNil() {
			return Plan{}, conflict, err
		}
	}
	if c.Cursor != nil {
		if conflict, err := d.cursor(c.Cursor); err != nil || !conflict.IsNil() {
			return Plan{}, conflict, err
		}
	}
	return d.plan, kernel.Nil, nil
}

// decider lays what the commit has done so far over the view.
type decider struct {
	view   View
	now    func() int64
	asked  bool
	many   bool // there are several appends
	plan   Plan
	last   map[string]int64    // of the streams of earlier appends
	ids    map[[2]string]Event // by stream and id; kept only with :once
	kv     map[string][]byte   // nil for a deleted key
	stored []Event             // of the current append, the events that are there already
}

func (d *decider) lastSeq(stream string) int64 {
	if n, ok := d.last[stream]; ok {
		return n
	}
	return d.view.LastSeq(stream)
}

func (d *decider) byID(stream, id string) (Event, bool, error) {
	e, ok, err := d.view.EventByID(stream, id)
	if ok || err != nil {
		return e, ok, err
	}
	e, ok = d.ids[[2]string{stream, id}]
	return e, ok, nil
}

func (d *decider) append(a *Append) (kernel.Value, error) {
	if a.Once && len(a.Events) > 0 {
		all, conflict, err := d.findStored(a)
		if err != nil || !conflict.IsNil() {
			return conflict, err
		}
		if all {
			d.plan.answer = append(d.plan.answer, d.stored...)
			return kernel.Nil, nil
		}
	}
	last := d.lastSeq(a.Stream)
	if !a.Expect.holdsStream(last) {
		return kernel.DictOf("conflict", kernel.True, "stream", kernel.Str(a.Stream),
			"expected", a.Expect.Given, "actual", kernel.Int(last)), nil
	}
	fresh := a.Events
	if a.Once {
		var conflict kernel.Value
		var err error
		if fresh, conflict, err = d.fresh(a, last); err != nil || !conflict.IsNil() {
			return conflict, err
		}
	} else if d.plan.once {
		for i := range fresh {
			d.note(a.Stream, &fresh[i], last+1+int64(i), d.plan.Pos+1+int64(i))
		}
	}
	d.add(a.Stream, last+1, fresh)
	if d.many {
		if d.last == nil {
			d.last = map[string]int64{}
		}
		d.last[a.Stream] = last + int64(len(fresh))
	}
	return kernel.Nil, nil
}

// fresh gives the events of an append with :once that are not there yet, and puts them and those that are into
// the answer; last is the last seq of the stream.
func (d *decider) fresh(a *Append, last int64) (fresh []NewEvent, conflict kernel.Value, err error) {
	for i := range a.Events {
		n := &a.Events[i]
		e, conflict, err := d.storedAlready(a.Stream, n)
		if err != nil || !conflict.IsNil() {
			return nil, conflict, err
		}
		if e != nil {
			d.plan.answer = append(d.plan.answer, *e)
			continue
		}
		fresh = append(fresh, *n)
		k := int64(len(fresh))
		d.note(a.Stream, n, last+k, d.plan.Pos+k)
	}
	return fresh, kernel.Nil, nil
}

// findStored tells whether all events of a are there already, and collects them.
func (d *decider) findStored(a *Append) (bool, kernel.Value, error) {
	d.stored = d.stored[:0]
	for i := range a.Events {
		e, conflict, err := d.storedAlready(a.Stream, &a.Events[i])
		if err != nil || !conflict.IsNil() {
			return false, conflict, err
		}
		if e != nil {
			d.stored = append(d.stored, *e)
		}
	}
	return len(d.stored) == len(a.Events), kernel.Nil, nil
}

// storedAlready gives the event with n's id, nil if there is none, or a conflict if it differs.
func (d *decider) storedAlready(stream string, n *NewEvent) (*Event, kernel.Value, error) {
	e, ok, err := d.byID(stream, n.ID)
	if err != nil || !ok {
		return nil, kernel.Nil, err
	}
	if e.Type == n.Type && same(e.Data, n.Data) {
		return &e, kernel.Nil, nil
	}
	actual, err := e.Value(true)
	if err != nil {
		return nil, kernel.Nil, err
	}
	data, err := codec.Decode(n.Data)
	return nil, kernel.DictOf("conflict", kernel.True, "stream", kernel.Str(stream),
		"id", kernel.Str(n.ID),
		"expected", kernel.DictOf("type", kernel.Str(n.Type), "data", data),
		"actual", actual), err
}

// add plans to store events of a stream, the first of which gets that seq.
func (d *decider) add(stream string, seq int64, events []NewEvent) {
	if len(events) == 0 {
		return
	}
	for i := range events {
		d.askTime(&events[i])
	}
	d.plan.Pos += int64(len(events))
	d.plan.add(Run{Stream: stream, Seq: seq, Events: events})
}

// askTime asks for the time, once, if n has none of its own.
func (d *decider) askTime(n *NewEvent) {
	if !n.HasAt && !d.asked {
		d.plan.now, d.asked = d.now(), true
	}
}

// note keeps an event for the answer, and its id for appends with :once.
func (d *decider) note(stream string, n *NewEvent, seq, pos int64) {
	d.askTime(n)
	e := d.plan.event(stream, n, seq, pos)
	d.plan.answer = append(d.plan.answer, e)
	if !n.HasID {
		return
	}
	if d.ids == nil {
		d.ids = map[[2]string]Event{}
	}
	if _, dup := d.ids[[2]string{stream, n.ID}]; !dup {
		d.ids[[2]string{stream, n.ID}] = e
	}
}

func (d *decider) value(key string) ([]byte, bool, error) {
	if v, ok := d.kv[key]; ok {
		return v, v != nil, nil
	}
	return d.view.Value(key)
}

func (d *decider) set(key string, value []byte) {
	if d.kv == nil {
		d.kv = map[string][]byte{}
	}
	d.kv[key] = value
	d.plan.KV = append(d.plan.KV, KVWrite{key, value})
}

func (d *decider) write(op *KVOp) (kernel.Value, error) {
	if op.Kind == KVCas || op.Kind == KVNew {
		now, there, err := d.value(op.Key)
		if err != nil {
			return kernel.Nil, err
		}
		if there == (op.Kind == KVNew) || there && !same(now, op.Old) {
			return keyConflict(op, now, there)
		}
	}
	d.set(op.Key, op.Value)
	return kernel.Nil, nil
}

func keyConflict(op *KVOp, now []byte, there bool) (kernel.Value, error) {
	expected := kernel.Str("none")
	var err error
	if op.Kind == KVCas {
		if expected, err = codec.Decode(op.Old); err != nil {
			return kernel.Nil, err
		}
	}
	c := kernel.DictOf("conflict", kernel.True, "key", kernel.Str(op.Key), "expected", expected)
	if there {
		v, err := codec.Decode(now)
		if err != nil {
			return kernel.Nil, err
		}
		c.AsDict().Set(kernel.NewString("actual"), v)
	}
	return c, nil
}

func (d *decider) cursor(c *Cursor) (kernel.Value, error) {
	key := CursorPrefix + c.Name
	enc, there, err := d.value(key)
	if err != nil {
		return kernel.Nil, err
	}
	actual := kernel.Str("none")
	if there {
		if actual, err = codec.Decode(enc); err != nil {
			return kernel.Nil, err
		}
	}
	if !c.Expect.HoldsNumber(there, intOrZero(actual)) {
		return kernel.DictOf("conflict", kernel.True, "cursor", kernel.Str(c.Name),
			"expected", c.Expect.Given, "actual", actual), nil
	}
	if c.Remove {
		d.set(key, nil)
	} else {
		d.set(key, codec.AppendInt(nil, c.Pos))
	}
	return kernel.Nil, nil
}

func intOrZero(v kernel.Value) int64 {
	if v.IsInt() {
		return v.Int64()
	}
	return 0
}
