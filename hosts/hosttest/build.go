package hosttest

import (
	"fmt"
	"strings"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// d is a dict of keys and values in turn, l a list; both are turned into values by val.
type (
	d []any
	l []any
)

// val makes a value of a Go value.
func val(x any) kernel.Value {
	switch x := x.(type) {
	case nil:
		return kernel.Nil
	case kernel.Value:
		return x
	case int:
		return kernel.Int(int64(x))
	case int64:
		return kernel.Int(x)
	case float64:
		return kernel.Float(x)
	case bool:
		return kernel.Bool(x)
	case string:
		return kernel.Str(x)
	case l:
		items := make([]kernel.Value, len(x))
		for i := range x {
			items[i] = val(x[i])
		}
		return kernel.ListOf(items...)
	case d:
		dict := kernel.NewDict()
		for i := 0; i < len(x); i += 2 {
			dict.Set(kernel.NewString(x[i].(string)), val(x[i+1]))
		}
		return dict.Value()
	}
	return kernel.Str(fmt.Sprintf("hosttest cannot make a value of %T", x))
}

// req makes a request.
func req(op string, args ...any) kernel.Value {
	vals := make([]kernel.Value, len(args))
	for i := range args {
		vals[i] = val(args[i])
	}
	return hosts.NewRequest(op, vals...)
}

// ev is an event of type "t" at 7 with more keys, if any.
func ev(data any, more ...any) d { return append(d{"type", "t", "data", data, "at", 7}, more...) }

// app is an append to one stream; expect nil is any.
func app(stream string, expect any, events ...any) d {
	return d{"stream", stream, "expect", expect, "events", l(events)}
}

// appends is a commit of appends.
func appends(list ...any) kernel.Value { return req("store/commit", d{"appends", l(list)}) }

// add is a commit of events of the given data to one stream.
func add(stream string, data ...any) kernel.Value {
	var events l
	for _, x := range data {
		events = append(events, ev(x))
	}
	return appends(app(stream, nil, events...))
}

// kv is a commit of key writes.
func kv(ops ...any) kernel.Value { return req("store/commit", d{"kv", l(ops)}) }

// et is the text of an event as ev makes it, et with its position if pos is above 0.
func et(stream string, seq int, data any, pos int) string {
	text := fmt.Sprintf(`{:stream %s :seq %d :type "t" :at 7 :data %s`, kernel.Write(kernel.Str(stream)), seq,
		kernel.Write(val(data)))
	if pos > 0 {
		text += fmt.Sprintf(" :pos %d", pos)
	}
	return text + "}"
}

// page is the answer of store/read.
func page(next any, last, first int, events ...string) string {
	return fmt.Sprintf("{:events (%s) :next %s :last-seq %d :first-seq %d}", strings.Join(events, " "),
		kernel.Write(val(next)), last, first)
}

// all is the answer of store/read-all.
func all(pos int, next any, events ...string) string {
	return fmt.Sprintf("{:events (%s) :pos %d :next %s}", strings.Join(events, " "), pos,
		kernel.Write(val(next)))
}

// done is the answer of store/commit.
func done(pos int, events ...string) string {
	return fmt.Sprintf("{:events (%s) :pos %d}", strings.Join(events, " "), pos)
}
