package storeop

import "slices"

// Plan is what a commit does. It shares the events of its Commit, which must not be changed as long as the plan
// is looked at.
type Plan struct {
	KV  []KVWrite // to write, in this order
	Pos int64     // position of the newest event afterwards

	before int64   // position of the newest event before
	now    int64   // the time of events that have none of their own
	first  Run     // without events if there are none
	more   []Run   // those behind the first
	once   bool    // some append has :once
	answer []Event // with :once: the new events, and in place those that are there already
}

// Run is events to store that follow each other in a stream, and in the order of all events.
type Run struct {
	Stream string
	Seq    int64 // of the first event
	Events []NewEvent
}

// KVWrite sets a key, or deletes it when Value is nil.
type KVWrite struct {
	Key   string
	Value []byte
}

// Empty tells whether there is nothing to write.
func (p *Plan) Empty() bool { return p.Runs() == 0 && len(p.KV) == 0 }

// Runs gives the number of runs of events to store; neighbours are of different streams.
func (p *Plan) Runs() int {
	if len(p.first.Events) == 0 {
		return 0
	}
	return 1 + len(p.more)
}

// Run gives the i-th run, for reading only.
func (p *Plan) Run(i int) *Run {
	if i == 0 {
		return &p.first
	}
	return &p.more[i-1]
}

// Time gives the time of an event of the plan, in milliseconds since 1970.
func (p *Plan) Time(n *NewEvent) int64 {
	if n.HasAt {
		return n.At
	}
	return p.now
}

// add plans to store a run behind those before it.
func (p *Plan) add(r Run) {
	n := p.Runs()
	if n == 0 {
		p.first = r
		return
	}
	if last := p.Run(n - 1); last.Stream == r.Stream {
		last.Events = append(slices.Clip(last.Events), r.Events...)
		return
	}
	p.more = append(p.more, r)
}

// event gives an event of the plan as it is stored.
func (p *Plan) event(stream string, n *NewEvent, seq, pos int64) Event {
	return Event{Stream: stream, Seq: seq, Pos: pos, Type: n.Type, At: p.Time(n), Data: n.Data, ID: n.ID,
		HasID: n.HasID, Meta: n.Meta}
}

// New gives the events to store, in their order.
func (p *Plan) New() []Event {
	out := make([]Event, 0, p.Pos-p.before)
	for i := range p.Runs() {
		r := p.Run(i)
		for k := range r.Events {
			n := int64(len(out))
			out = append(out, p.event(r.Stream, &r.Events[k], r.Seq+int64(k), p.before+1+n))
		}
	}
	return out
}

// Answer gives the events for the answer: the new ones, and in place those that :once found.
func (p *Plan) Answer() []Event {
	if p.once {
		return p.answer
	}
	return p.New()
}
