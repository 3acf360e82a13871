package cek

import (
	"fmt"

	"github.com/sx-lang/sx/kernel"
)

// fields reads the fields of one object, or of a list in it, in turn. What is not as it should be is
// noted in the thawer, and answered by nothing.
type fields struct {
	t     *thawer
	at    int // the number of the object; -1 for the state
	items []kernel.Value
	next  int
}

func (f *fields) more() bool { return f.t.err == nil && f.next < len(f.items) }

func (f *fields) fail(format string, args ...any) {
	if f.t.err != nil {
		return
	}
	where := "the state"
	if f.at >= 0 {
		where = fmt.Sprintf("object %d (%s)", f.at, f.t.tags[f.at])
	}
	f.t.err = badState("the frozen state is damaged in %s: %s", where, fmt.Sprintf(format, args...))
}

func (f *fields) note(err error) {
	if err != nil {
		f.fail("%v", err)
	}
}

// take gives the next field.
func (f *fields) take() kernel.Value {
	if f.next >= len(f.items) {
		f.fail("it is too short")
		return kernel.Nil
	}
	f.next++
	return f.items[f.next-1]
}

// end checks that there are no more fields.
func (f *fields) end() {
	if f.next < len(f.items) {
		f.fail("it is too long")
	}
}

func (f *fields) number() int {
	v := f.take()
	if !v.IsInt() {
		f.fail("a field is %s, want an integer", kernel.TypeOf(v))
		return 0
	}
	return int(v.Int64())
}

// within gives an integer from 0 up to most.
func (f *fields) within(most int) int {
	n := f.number()
	if n < 0 || n > most {
		f.fail("a field is %d, want 0 to %d", n, most)
		return 0
	}
	return n
}

func (f *fields) register() uint16 { return uint16(f.within(maxFrame/slotSize) * slotSize) }

func (f *fields) bool() bool {
	v := f.take()
	if v != kernel.True && v != kernel.False {
		f.fail("a field is %s, want a boolean", kernel.TypeOf(v))
	}
	return v == kernel.True
}

func (f *fields) text() string {
	v := f.take()
	if v.IsList() && v.AsList().Len() == 1 { // a string that the state has more than once
		v = f.decode(v)
	}
	if !v.IsString() {
		f.fail("a field is %s, want a string", kernel.TypeOf(v))
		return ""
	}
	return v.Text()
}

func (f *fields) list() *fields {
	v := f.take()
	if !v.IsList() {
		f.fail("a field is %s, want a list", kernel.TypeOf(v))
		return &fields{t: f.t, at: f.at}
	}
	return &fields{t: f.t, at: f.at, items: v.AsList().Items()}
}

func (f *fields) texts() []string {
	var out []string
	for l := f.list(); l.more(); {
		out = append(out, l.text())
	}
	return out
}

// object gives the object whose number is the next field; nil if the field is nil.
func (f *fields) object() any {
	v := f.take()
	if v.IsNil() {
		return nil
	}
	if !v.IsInt() || v.Int64() < 0 || v.Int64() >= int64(len(f.t.made)) {
		f.fail("a field is %s, want the number of an object", brief(v))
		return nil
	}
	return f.t.made[v.Int64()]
}

// wanted gives the object whose number is the next field, which must be a T; nothing if that is nil.
func wanted[T any](f *fields, what string) T {
	o := f.object()
	v, ok := o.(T)
	if !ok && o != nil {
		f.fail("a field is the number of something else, want %s", what)
	}
	return v
}

func (f *fields) environment() *environment { return wanted[*environment](f, "an environment") }
func (f *fields) cell() *cell               { return wanted[*cell](f, "a variable") }
func (f *fields) library() *library         { return wanted[*library](f, "a library") }
func (f *fields) node() *dynamic            { return wanted[*dynamic](f, "an extent") }
func (f *fields) source() *kernel.Source    { return wanted[*kernel.Source](f, "a source") }

// frame gives the place of a frame; no segment if the field is nil.
func (f *fields) frame() frameRef {
	if fr := wanted[*frozenFrame](f, "a frame"); fr != nil {
		return fr.ref
	}
	return frameRef{}
}

// link gives a frame with the register there that a value goes to.
func (f *fields) link() frameRef {
	r := f.frame()
	r.to = f.register()
	if r.seg != nil {
		f.t.arrives = append(f.t.arrives, r)
	}
	return r
}

// again gives what happens when a handler comes back: true if the raise is continuable, or an extent.
func (f *fields) again() kernel.Value {
	if f.next < len(f.items) && f.items[f.next] == kernel.True {
		return f.take()
	}
	return f.node().value()
}

// world gives a world field: nil, true for the one being thawed, or an object.
func (f *fields) world() *world {
	if f.next < len(f.items) && f.items[f.next] == kernel.True {
		f.next++
		return f.t.root
	}
	return wanted[*world](f, "a world")
}

// pos gives a place in a source.
func (f *fields) pos() kernel.Pos {
	v := f.take()
	if v.IsNil() {
		return kernel.Pos{}
	}
	if !v.IsList() {
		f.fail("a place is %s", kernel.TypeOf(v))
		return kernel.Pos{}
	}
	in := &fields{t: f.t, at: f.at, items: v.AsList().Items()}
	src := in.source()
	if src == nil {
		in.fail("a place has no source")
		return kernel.Pos{}
	}
	p := kernel.Pos{Source: src, Offset: in.within(len(src.Text))}
	in.end()
	return p
}

// decode gives the value that stands for v; Unbound for no value yet.
func (f *fields) decode(v kernel.Value) kernel.Value {
	switch v.Kind() {
	case kernel.KindNil, kernel.KindFalse, kernel.KindTrue, kernel.KindInt, kernel.KindFloat, kernel.KindChar,
		kernel.KindBig, kernel.KindRat, kernel.KindString, kernel.KindSymbol, kernel.KindKeyword:
		return v
	case kernel.KindList:
		if v.AsList().Len() == 0 {
			return kernel.Unbound
		}
		if x := v.AsList().First(); v.AsList().Len() == 1 && x.IsKeyword() && x.SymbolName() == eofField {
			return kernel.EndOfFile()
		}
		if n := v.AsList().First(); v.AsList().Len() == 1 && n.IsInt() && n.Int64() >= 0 && n.Int64() < int64(len(f.t.made)) {
			switch o := f.t.made[n.Int64()].(type) {
			case kernel.Value:
				return o
			case *environment:
				return kernel.Ref(&o.Header)
			}
			f.fail("object %d (%s) is where a value is wanted", n.Int64(), f.t.tags[n.Int64()])
			return kernel.Nil
		}
	}
	f.fail("a field is %s, want a value", brief(v))
	return kernel.Nil
}

// value gives the value that the next field stands for.
func (f *fields) value() kernel.Value {
	v := f.valueOrUnbound()
	if v.IsUnbound() {
		f.fail("a value is missing")
		return kernel.Nil
	}
	return v
}

func (f *fields) valueOrUnbound() kernel.Value { return f.decode(f.take()) }

// values gives the rest of the fields as values.
func (f *fields) values() []kernel.Value {
	if len(f.items) == f.next {
		return nil
	}
	out := make([]kernel.Value, 0, len(f.items)-f.next)
	for f.more() {
		out = append(out, f.value())
	}
	return out
}
