package mockio

import (
	"context"
	"slices"

	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// store is the store in memory. Its maps hold encoded values.
type store struct {
	log     []storeop.Event // the one at position p at p-1; of a truncated one stream and seq alone
	streams map[string]*stream
	names   storeop.NameList // of streams
	kv      storeop.Keyed[encoded]
	snaps   map[string]snap
	blobs   map[string]string
}

// stream is the events of one stream that are still there.
type stream struct {
	first  int64 // seq of events[0], or of the next event
	events []storeop.Event
	ids    map[string]int64 // the first seq of each id; nil until an id is looked up
}

func (s *stream) last() int64 { return s.first + int64(len(s.events)) - 1 }

type snap struct {
	value []byte
	seq   int64
}

func newStore() store {
	return store{
		streams: map[string]*stream{},
		snaps:   map[string]snap{},
		blobs:   map[string]string{},
	}
}

func (s *store) pos() int64 { return int64(len(s.log)) }

// stream gives a stream; an unknown one is empty and not kept.
func (s *store) stream(name string) *stream {
	if st := s.streams[name]; st != nil {
		return st
	}
	return &stream{first: 1}
}

// answers gives what the store does for each op but store/wait.
func (s *store) answers(lim *storeop.Limits, now func() int64) storeop.Answers {
	return storeop.Answers{
		Commit:  func(_ context.Context, c *storeop.Commit) (kernel.Value, error) { return s.commit(c, now) },
		Read:    func(q *storeop.Read) (kernel.Value, error) { return s.read(lim, q) },
		ReadAll: func(q *storeop.ReadAll) (kernel.Value, error) { return s.readAll(lim, q) },
		Stat: func(name string) (kernel.Value, error) {
			st := s.stream(name)
			return storeop.StatAnswer(st.first, st.last()), nil
		},
		Streams:      func(q *storeop.Names) (kernel.Value, error) { return s.list(lim, q) },
		Truncate:     func(_ context.Context, q *storeop.Truncate) (kernel.Value, error) { return s.truncate(q) },
		SnapshotRead: s.readSnapshot,
		SnapshotWrite: func(_ context.Context, q *storeop.Snapshot) (kernel.Value, error) {
			return s.writeSnapshot(q)
		},
		SnapshotDelete: func(_ context.Context, name string) (kernel.Value, error) {
			_, ok := s.snaps[name]
			delete(s.snaps, name)
			return kernel.Bool(ok), nil
		},
		KVGet:  s.getKey,
		KVScan: func(q *storeop.Names) (kernel.Value, error) { return s.scan(lim, q) },
		BlobPut: func(_ context.Context, blob string) (kernel.Value, error) {
			s.blobs[storeop.BlobID(blob)] = blob
			return kernel.Str(storeop.BlobID(blob)), nil
		},
		BlobGet: func(cid string) (kernel.Value, error) {
			if b, ok := s.blobs[cid]; ok {
				return kernel.Str(b), nil
			}
			return kernel.Nil, nil
		},
		BlobHas: func(cid string) (kernel.Value, error) {
			_, ok := s.blobs[cid]
			return kernel.Bool(ok), nil
		},
	}
}

func (s *store) readSnapshot(name string) (kernel.Value, error) {
	if sn, ok := s.snaps[name]; ok {
		return storeop.SnapshotAnswer(name, sn.value, sn.seq)
	}
	return kernel.Nil, nil
}

func (s *store) getKey(key string) (kernel.Value, error) {
	if v := s.kv.Get(key); !v.Deleted() {
		return storeop.EntryAnswer(storeop.Entry{Key: key, Value: v})
	}
	return kernel.Nil, nil
}

// LastSeq, EventByID and Value make the store a storeop.View.
func (s *store) LastSeq(name string) int64 { return s.stream(name).last() }

// EventByID gives the first event with an id that is still there.
func (s *store) EventByID(name, id string) (storeop.Event, bool, error) {
	st := s.stream(name)
	if st.ids == nil {
		st.ids = map[string]int64{}
		for i := range st.events {
			st.noteID(&st.events[i])
		}
	}
	seq, ok := st.ids[id]
	if !ok {
		return storeop.Event{}, false, nil
	}
	return st.events[seq-st.first], true, nil
}

// noteID keeps the seq of an event by its id, unless one before it has the same.
func (s *stream) noteID(e *storeop.Event) {
	if _, ok := s.ids[e.ID]; e.HasID && !ok {
		s.ids[e.ID] = e.Seq
	}
}

// add keeps an event, the next of its stream.
func (s *store) add(e storeop.Event) {
	st := s.streams[e.Stream]
	if st == nil {
		st = &stream{first: 1}
		s.streams[e.Stream] = st
		s.names.Add(e.Stream)
	}
	st.events = append(st.events, e)
	if st.ids != nil {
		st.noteID(&e)
	}
	s.log = append(s.log, e)
}

// Value looks a key up.
func (s *store) Value(key string) ([]byte, bool, error) {
	v := s.kv.Get(key)
	return v, !v.Deleted(), nil
}

func (s *store) commit(c *storeop.Commit, now func() int64) (kernel.Value, error) {
	plan, conflict, err := c.Decide(s, s.pos(), now)
	if err != nil || !conflict.IsNil() {
		return conflict, err
	}
	for _, e := range plan.New() {
		s.add(e)
	}
	for _, w := range plan.KV {
		s.kv.Set(w.Key, w.Value)
	}
	return storeop.CommitAnswer(&plan)
}

func (s *store) read(lim *storeop.Limits, q *storeop.Read) (kernel.Value, error) {
	st := s.stream(q.Stream)
	page := storeop.NewPage(lim, q.Limit)
	var events []storeop.Event
	start, end, step := q.Range(st.first, st.last())
	for seq := start; (end-seq)*step >= 0; seq += step {
		if page.Full() {
			return storeop.ReadAnswer(events, seq, st.first, st.last())
		}
		e := st.events[seq-st.first]
		page.Add(e.Size())
		events = append(events, e)
	}
	return storeop.ReadAnswer(events, 0, st.first, st.last())
}

func (s *store) readAll(lim *storeop.Limits, q *storeop.ReadAll) (kernel.Value, error) {
	page := storeop.NewPage(lim, q.Limit)
	var events []storeop.Event
	start, end, step := q.Range(s.pos())
	for pos := start; (end-pos)*step >= 0; pos += step {
		e := s.log[pos-1]
		if e.Seq < s.stream(e.Stream).first || !q.Wants(e.Stream) {
			continue
		}
		if page.Full() {
			return storeop.ReadAllAnswer(q, events, true, s.pos())
		}
		page.Add(e.Size())
		events = append(events, e)
	}
	return storeop.ReadAllAnswer(q, events, false, s.pos())
}

func (s *store) truncate(q *storeop.Truncate) (kernel.Value, error) {
	st := s.stream(q.Stream)
	first := q.FirstSeq(st.first, st.last())
	for _, e := range st.events[:first-st.first] {
		s.log[e.Pos-1] = storeop.Event{Stream: e.Stream, Seq: e.Seq}
	}
	st.events = slices.Clone(st.events[first-st.first:])
	st.first, st.ids = first, nil
	return kernel.Int(first), nil
}

func (s *store) writeSnapshot(q *storeop.Snapshot) (kernel.Value, error) {
	old, there := s.snaps[q.Name]
	if c := q.Conflict(there, old.seq); !c.IsNil() {
		return c, nil
	}
	s.snaps[q.Name] = snap{q.Value, q.Seq}
	return storeop.SnapshotWritten(q.Name, q.Seq), nil
}
