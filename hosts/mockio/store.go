package mockio

import (
	"slices"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/storeop"
	"github.com/sx-lang/sx/kernel"
)

// store is the store in memory. Its maps hold encoded values.
type store struct {
	log     []storeop.Event // all events ever, truncated ones too; the one at position p at p-1
	streams map[string]*stream
	kv      map[string][]byte
	snaps   map[string]snap
	blobs   map[string]string
}

// stream is the events of one stream that are still there.
type stream struct {
	first  int64 // seq of events[0], or of the next event
	events []storeop.Event
}

func (s *stream) last() int64 { return s.first + int64(len(s.events)) - 1 }

type snap struct {
	value []byte
	seq   int64
}

func newStore() store {
	return store{
		streams: map[string]*stream{},
		kv:      map[string][]byte{},
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

// perform answers the ops of the store but store/wait.
func (s *store) perform(lim *storeop.Limits, r hosts.Request, now func() int64) (kernel.Value, error) {
	switch r.Op {
	case storeop.OpCommit:
		return s.commit(lim, r.Args, now)
	case storeop.OpRead:
		return s.read(lim, r.Args)
	case storeop.OpReadAll:
		return s.readAll(lim, r.Args)
	case storeop.OpStreams:
		return s.list(lim, r.Args)
	case storeop.OpTruncate:
		return s.truncate(lim, r.Args)
	case storeop.OpSnapshotWrite:
		return s.writeSnapshot(lim, r.Args)
	case storeop.OpKVScan:
		return s.scan(lim, r.Args)
	case storeop.OpBlobPut:
		blob, err := storeop.ParseBlob(lim, r.Args)
		if err != nil {
			return kernel.Nil, err
		}
		s.blobs[storeop.BlobID(blob)] = blob
		return kernel.Str(storeop.BlobID(blob)), nil
	case storeop.OpStat, storeop.OpSnapshotRead, storeop.OpSnapshotDelete, storeop.OpKVGet,
		storeop.OpBlobGet, storeop.OpBlobHas:
		name, err := storeop.ParseName(lim, r.Op, r.Args)
		if err != nil {
			return kernel.Nil, err
		}
		return s.byName(r.Op, name)
	}
	return kernel.Nil, hosts.Unhandled(r.Op)
}

// byName answers the ops that take one name.
func (s *store) byName(op, name string) (kernel.Value, error) {
	switch op {
	case storeop.OpStat:
		st := s.stream(name)
		return storeop.StatAnswer(st.first, st.last()), nil
	case storeop.OpSnapshotRead:
		if sn, ok := s.snaps[name]; ok {
			return storeop.SnapshotAnswer(name, sn.value, sn.seq)
		}
	case storeop.OpSnapshotDelete:
		_, ok := s.snaps[name]
		delete(s.snaps, name)
		return kernel.Bool(ok), nil
	case storeop.OpKVGet:
		if v, ok := s.kv[name]; ok {
			return storeop.EntryAnswer(storeop.Entry{Key: name, Value: v})
		}
	case storeop.OpBlobGet:
		if b, ok := s.blobs[name]; ok {
			return kernel.Str(b), nil
		}
	case storeop.OpBlobHas:
		_, ok := s.blobs[name]
		return kernel.Bool(ok), nil
	}
	return kernel.Nil, nil
}

// LastSeq, EventByID and Value make the store a storeop.View.
func (s *store) LastSeq(name string) int64 { return s.stream(name).last() }

// EventByID looks at the events one by one.
func (s *store) EventByID(name, id string) (storeop.Event, bool, error) {
	for _, e := range s.stream(name).events {
		if e.HasID && e.ID == id {
			return e, true, nil
		}
	}
	return storeop.Event{}, false, nil
}

// Value looks a key up.
func (s *store) Value(key string) ([]byte, bool, error) {
	v, ok := s.kv[key]
	return v, ok, nil
}

func (s *store) commit(lim *storeop.Limits, args []kernel.Value, now func() int64) (kernel.Value, error) {
	c, err := storeop.ParseCommit(lim, args)
	if err != nil {
		return kernel.Nil, err
	}
	plan, conflict, err := c.Decide(s, s.pos(), now)
	if err != nil || !conflict.IsNil() {
		return conflict, err
	}
	for _, e := range plan.New {
		st := s.stream(e.Stream)
		st.events = append(st.events, e)
		s.streams[e.Stream] = st
		s.log = append(s.log, e)
	}
	for _, w := range plan.KV {
		if w.Value == nil {
			delete(s.kv, w.Key)
		} else {
			s.kv[w.Key] = w.Value
		}
	}
	return storeop.CommitAnswer(plan)
}

func (s *store) read(lim *storeop.Limits, args []kernel.Value) (kernel.Value, error) {
	q, err := storeop.ParseRead(lim, args)
	if err != nil {
		return kernel.Nil, err
	}
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

func (s *store) readAll(lim *storeop.Limits, args []kernel.Value) (kernel.Value, error) {
	q, err := storeop.ParseReadAll(lim, args)
	if err != nil {
		return kernel.Nil, err
	}
	page := storeop.NewPage(lim, q.Limit)
	var events []storeop.Event
	start, end, step := q.Range(s.pos())
	for pos := start; (end-pos)*step >= 0; pos += step {
		e := s.log[pos-1]
		if e.Seq < s.stream(e.Stream).first || !q.Wants(e.Stream) {
			continue
		}
		if page.Full() {
			return storeop.ReadAllAnswer(&q, events, true, s.pos())
		}
		page.Add(e.Size())
		events = append(events, e)
	}
	return storeop.ReadAllAnswer(&q, events, false, s.pos())
}

func (s *store) truncate(lim *storeop.Limits, args []kernel.Value) (kernel.Value, error) {
	q, err := storeop.ParseTruncate(lim, args)
	if err != nil {
		return kernel.Nil, err
	}
	st := s.stream(q.Stream)
	first := q.FirstSeq(st.first, st.last())
	st.events = slices.Clone(st.events[first-st.first:])
	st.first = first
	return kernel.Int(first), nil
}

func (s *store) writeSnapshot(lim *storeop.Limits, args []kernel.Value) (kernel.Value, error) {
	q, err := storeop.ParseSnapshot(lim, args)
	if err != nil {
		return kernel.Nil, err
	}
	old, there := s.snaps[q.Name]
	if c := q.Conflict(there, old.seq); !c.IsNil() {
		return c, nil
	}
	s.snaps[q.Name] = snap{q.Value, q.Seq}
	return storeop.SnapshotWritten(q.Name, q.Seq), nil
}
