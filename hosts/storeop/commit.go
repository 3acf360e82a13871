package storeop

import (
	"fmt"
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// Commit is the argument of store/commit, checked.
type Commit struct {
	Appends []Append
	KV      []KVOp
	Cursor  *Cursor
}

// Append is what a commit adds to one stream.
type Append struct {
	Stream string
	Expect Expect
	Once   bool
	Events []NewEvent
}

// NewEvent is an event before it is stored.
type NewEvent struct {
	Type  string
	At    int64
	HasAt bool // without it the host's clock is read
	Data  []byte
	ID    string
	HasID bool
	Meta  []byte
}

// The kinds of KVOp.
const (
	KVPut = iota
	KVDelete
	KVCas
	KVNew
)

// KVOp is one write of a key.
type KVOp struct {
	Kind  int
	Key   string
	Old   []byte // for KVCas
	Value []byte // unless KVDelete
}

// Cursor is a write of a named position.
type Cursor struct {
	Name   string
	Pos    int64
	Remove bool
	Expect Expect
}

// CursorPrefix is what the keys of cursors begin with.
const CursorPrefix = "$cursor/"

const commitOp = "store/commit"

// ParseCommit checks the arguments of store/commit.
func ParseCommit(lim *Limits, args []kernel.Value) (*Commit, error) {
	arg, err := oneArg(commitOp, args)
	if err != nil {
		return nil, err
	}
	f := openForm(commitOp+": batch", lim, arg, "appends", "kv", "cursor")
	p := commitParser{lim: lim, c: &Commit{}}
	for i, v := range f.list("appends") {
		if err := p.append(fmt.Sprintf("%s: append %d", commitOp, i), v); err != nil {
			return nil, err
		}
	}
	for i, v := range f.list("kv") {
		if err := p.kv(fmt.Sprintf("%s: kv %d", commitOp, i), v); err != nil {
			return nil, err
		}
	}
	if f.err == nil && f.has("cursor") {
		if err := p.cursor(f.d.Lookup("cursor")); err != nil {
			return nil, err
		}
	}
	if f.err == nil && p.items == 0 {
		f.fail(kernel.CondRange, "", "writes nothing, want an event, a key or a cursor")
	}
	return p.c, f.err
}

// commitParser collects a Commit and counts what is limited.
type commitParser struct {
	lim          *Limits
	c            *Commit
	items, bytes int
}

// count adds to the size of the batch.
func (p *commitParser) count(items, bytes int) error {
	p.items += items
	p.bytes += bytes
	switch {
	case p.items > p.lim.BatchItems:
		return kernel.Condf(kernel.CondRange, "%s: batch has more than %d events and writes",
			commitOp, p.lim.BatchItems)
	case p.bytes > p.lim.BatchBytes:
		return kernel.Condf(kernel.CondRange, "%s: batch takes more than %d bytes encoded",
			commitOp, p.lim.BatchBytes)
	}
	return nil
}

func (p *commitParser) append(where string, v kernel.Value) error {
	f := openForm(where, p.lim, v, "stream", "expect", "once", "events")
	a := Append{
		Stream: f.name("stream"),
		Expect: f.expectation("none", "exists"),
		Once:   f.flag("once"),
	}
	f.refuseReserved("stream", a.Stream)
	events := f.list("events")
	if len(events) == 0 && a.Expect.Any() {
		f.fail(kernel.CondRange, "", "has neither :events nor :expect")
	}
	if f.err != nil {
		return f.err
	}
	if err := p.count(0, len(a.Stream)); err != nil {
		return err
	}
	for i, v := range events {
		e, err := p.event(fmt.Sprintf("%s: event %d", where, i), v, a.Once)
		if err != nil {
			return err
		}
		a.Events = append(a.Events, e)
	}
	p.c.Appends = append(p.c.Appends, a)
	return nil
}

func (p *commitParser) event(where string, v kernel.Value, once bool) (NewEvent, error) {
	f := openForm(where, p.lim, v, "type", "data", "at", "id", "meta")
	e := NewEvent{Type: f.name("type"), HasAt: f.has("at"), At: f.integer("at", minInt64, 0)}
	e.ID, e.HasID = f.optName("id")
	if once && !e.HasID {
		f.fail(kernel.CondRange, "", "has no :id, which :once needs")
	}
	e.Data = f.data("data", p.lim.EventBytes)
	if f.has("meta") {
		e.Meta = f.data("meta", p.lim.EventBytes)
	}
	if n := len(e.Data) + len(e.Meta); n > p.lim.EventBytes {
		f.fail(kernel.CondRange, "", "takes %d bytes encoded, want at most %d", n, p.lim.EventBytes)
	}
	if f.err != nil {
		return e, f.err
	}
	return e, p.count(1, len(e.Type)+len(e.ID)+len(e.Data)+len(e.Meta))
}

func (p *commitParser) kv(where string, v kernel.Value) error {
	f := openForm(where, p.lim, v, "put", "delete", "cas", "new", "old", "value")
	op := KVOp{Kind: -1}
	for kind, key := range []string{"put", "delete", "cas", "new"} {
		if !f.present(key) {
			continue
		}
		if op.Kind >= 0 {
			f.fail(kernel.CondType, "", "has more than one of :put :delete :cas :new")
		}
		op.Kind, op.Key = kind, f.name(key)
		f.refuseReserved(key, op.Key)
	}
	if op.Kind < 0 {
		f.fail(kernel.CondType, "", "has none of :put :delete :cas :new")
	}
	if f.present("old") != (op.Kind == KVCas) {
		f.fail(kernel.CondType, "", ":cas needs :old, and nothing else has it")
	}
	if f.present("value") != (op.Kind != KVDelete) {
		f.fail(kernel.CondType, "", ":put, :cas and :new need :value, and :delete has none")
	}
	if op.Kind == KVCas {
		op.Old = f.data("old", p.lim.ValueBytes)
	}
	if op.Kind != KVDelete {
		op.Value = f.data("value", p.lim.ValueBytes)
	}
	if f.err != nil {
		return f.err
	}
	p.c.KV = append(p.c.KV, op)
	return p.count(1, len(op.Key)+len(op.Value))
}

func (p *commitParser) cursor(v kernel.Value) error {
	f := openForm(commitOp+": cursor", p.lim, v, "name", "pos", "expect")
	f.require("pos")
	p.c.Cursor = &Cursor{
		Name:   f.name("name"),
		Pos:    f.integer("pos", 0, 0),
		Remove: !f.has("pos"),
		Expect: f.expectation("none"),
	}
	if f.err != nil {
		return f.err
	}
	return p.count(1, len(p.c.Cursor.Name)+len(CursorPrefix)+9)
}

// refuseReserved refuses a name that only the store itself writes.
func (f *form) refuseReserved(key, name string) {
	if strings.HasPrefix(name, "$") {
		f.fail(kernel.CondRange, key, "is %q: names that begin with $ are reserved", clip(name))
	}
}
