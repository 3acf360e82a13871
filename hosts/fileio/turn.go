package fileio

import (
	"github.com/sx-lang/sx/hosts/storeop"
)

// turn is what the jobs of one frame see and write: the store as it is, and over it what the jobs before
// in the same frame do. It is used by the holder of writing.
type turn struct {
	h     *Host
	frame []byte // frameLead bytes of room, then the records
	pos   int64  // newest position
	last  map[string]int64
	first map[string]int64
	ids   map[[2]string]storeop.Event
	kv    map[string][]byte // nil for a deleted key
	snaps map[string]pendingSnap
	plans []*storeop.Plan // whose effects are not in these maps yet
}

type pendingSnap struct {
	there bool
	seq   int64
}

// newTurn gives the turn of the next frame; the one before is not used any more.
func (h *Host) newTurn() *turn {
	t := &h.log.turn
	t.h, t.pos = h, h.cat.pos
	t.frame = append(h.log.buf[:0], make([]byte, frameLead)...)
	clear(t.plans)
	t.plans = t.plans[:0]
	empty(t.last)
	empty(t.first)
	empty(t.ids)
	empty(t.kv)
	empty(t.snaps)
	return t
}

// size gives the bytes of records so far.
func (t *turn) size() int { return len(t.frame) - frameLead }

// empty empties a map, which mostly is empty: to clear it takes time nevertheless.
func empty[K comparable, V any](m map[K]V) {
	if len(m) > 0 {
		clear(m)
	}
}

// put sets an entry of a map that may not be there yet.
func put[K comparable, V any](m *map[K]V, key K, value V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[key] = value
}

// add writes what a commit does.
func (t *turn) add(p *storeop.Plan) {
	t.frame = appendPlan(t.frame, p)
	t.pos = p.Pos
	t.plans = append(t.plans, p)
}

// settle lets the next job of the frame see what those before it do.
func (t *turn) settle() {
	for _, p := range t.plans {
		ids := false
		for i := range p.Runs() {
			r := p.Run(i)
			put(&t.last, r.Stream, r.Seq+int64(len(r.Events))-1)
			for k := range r.Events {
				ids = ids || r.Events[k].HasID
			}
		}
		if ids {
			t.noteIDs(p.New())
		}
		for _, w := range p.KV {
			put(&t.kv, w.Key, w.Value)
		}
	}
	t.plans = t.plans[:0]
}

// noteIDs takes in the ids of some events.
func (t *turn) noteIDs(events []storeop.Event) {
	for i := range events {
		e := &events[i]
		if key := [2]string{e.Stream, e.ID}; e.HasID {
			if _, there := t.ids[key]; !there {
				put(&t.ids, key, *e)
			}
		}
	}
}

func (t *turn) bounds(stream string) (first, last int64) {
	first, last = 1, 0
	if s := t.h.cat.streams[stream]; s != nil {
		first, last, t.h.log.taker.likely = s.first, s.last, s
	}
	if n, ok := t.first[stream]; ok {
		first = n
	}
	if n, ok := t.last[stream]; ok {
		last = n
	}
	return first, last
}

// truncate writes that the events of a stream below first are gone.
func (t *turn) truncate(stream string, first int64) {
	t.frame = appendTruncate(t.frame, stream, first)
	put(&t.first, stream, first)
	t.h.work.cut.Store(true)
}

// snapshot tells whether a snapshot is there, and its seq.
func (t *turn) snapshot(name string) (there bool, seq int64) {
	if s, ok := t.snaps[name]; ok {
		return s.there, s.seq
	}
	s, there := t.h.cat.snaps[name]
	return there, s.seq
}

func (t *turn) writeSnapshot(s *storeop.Snapshot) {
	t.frame = appendSnapshot(t.frame, s.Name, s.Seq, s.Value)
	put(&t.snaps, s.Name, pendingSnap{true, s.Seq})
}

func (t *turn) deleteSnapshot(name string) {
	t.frame = named(t.frame, recSnapshotDelete, name)
	put(&t.snaps, name, pendingSnap{})
}

// LastSeq gives the last seq of a stream.
func (t *turn) LastSeq(stream string) int64 {
	_, last := t.bounds(stream)
	return last
}

// EventByID gives the first event with that id that is still in the stream.
func (t *turn) EventByID(stream, id string) (storeop.Event, bool, error) {
	first, _ := t.bounds(stream)
	e, ok, err := t.h.eventByID(stream, id, first)
	if ok || err != nil {
		return e, ok, err
	}
	e, ok = t.ids[[2]string{stream, id}]
	return e, ok && e.Seq >= first, nil
}

// Value gives the encoded value of a key.
func (t *turn) Value(key string) ([]byte, bool, error) {
	if v, ok := t.kv[key]; ok {
		return v, v != nil, nil
	}
	at := t.h.cat.kv.Get(key)
	if at.Deleted() {
		return nil, false, nil
	}
	b, err := t.h.value(t.h.parts, at)
	return b, err == nil, err
}
