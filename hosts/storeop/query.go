package storeop

import (
	"math"
	"strings"

	"github.com/sx-lang/sx/kernel"
)

const minInt64 = math.MinInt64

// oneArg gives the only argument of op.
func oneArg(op string, args []kernel.Value) (kernel.Value, error) {
	if len(args) != 1 {
		return kernel.Nil, kernel.Condf(kernel.CondArity, "%s: got %d arguments, want 1", op, len(args))
	}
	return args[0], nil
}

// optArg gives the only argument of op, or an empty dict without one.
func optArg(op string, args []kernel.Value) (kernel.Value, error) {
	if len(args) == 0 || len(args) == 1 && args[0].IsNil() {
		return kernel.NewDict().Value(), nil
	}
	return oneArg(op, args)
}

// ParseName checks the arguments of an op that takes one name: store/stat, store/snapshot-read,
// store/snapshot-delete, kv/get, blob/get and blob/has?.
func ParseName(lim *Limits, op string, args []kernel.Value) (string, error) {
	v, err := oneArg(op, args)
	switch {
	case err != nil:
		return "", err
	case !v.IsString():
		return "", kernel.Condf(kernel.CondType, "%s: argument is %s, want a string", op, kernel.TypeOf(v))
	case len(v.Text()) > lim.NameBytes+len(CursorPrefix):
		return "", kernel.Condf(kernel.CondRange, "%s: name has %d bytes, want at most %d", op,
			len(v.Text()), lim.NameBytes)
	}
	return v.Text(), nil
}

// Read is the argument of store/read, checked.
type Read struct {
	Stream  string
	From    int64 // 0 when not given
	Limit   int
	Reverse bool
}

// ParseRead checks the arguments of store/read.
func ParseRead(lim *Limits, args []kernel.Value) (Read, error) {
	arg, err := oneArg("store/read", args)
	if err != nil {
		return Read{}, err
	}
	f := openForm("store/read: argument", lim, arg, "stream", "from", "limit", "reverse")
	q := Read{
		Stream: f.name("stream"), From: f.integer("from", 1, 0), Limit: f.limit(), Reverse: f.flag("reverse"),
	}
	return q, f.err
}

// Range gives the seqs the page can hold in the order it holds them: start, start+step … up to and
// with end. There are none if start is beyond end.
func (q *Read) Range(first, last int64) (start, end, step int64) {
	if q.Reverse {
		if q.From == 0 {
			return last, first, -1
		}
		return min(q.From, last), first, -1
	}
	return max(q.From, first), last, 1
}

// ReadAll is the argument of store/read-all, checked.
type ReadAll struct {
	After   int64 // -1 when not given
	Limit   int
	Prefix  string
	Reverse bool
}

// ParseReadAll checks the arguments of store/read-all.
func ParseReadAll(lim *Limits, args []kernel.Value) (ReadAll, error) {
	arg, err := optArg("store/read-all", args)
	if err != nil {
		return ReadAll{}, err
	}
	f := openForm("store/read-all: argument", lim, arg, "after", "limit", "prefix", "reverse")
	q := ReadAll{After: f.integer("after", 0, -1), Limit: f.limit(), Reverse: f.flag("reverse")}
	q.Prefix, _ = f.optName("prefix")
	return q, f.err
}

// Range gives the positions the page looks at in their order, as Read.Range does; last is the newest.
func (q *ReadAll) Range(last int64) (start, end, step int64) {
	if q.Reverse {
		if q.After < 0 {
			return last, 1, -1
		}
		return min(q.After-1, last), 1, -1
	}
	return max(q.After, 0) + min(1, math.MaxInt64-max(q.After, 0)), last, 1
}

// Wants tells whether events of the stream belong to the page.
func (q *ReadAll) Wants(stream string) bool { return strings.HasPrefix(stream, q.Prefix) }

// Names is the argument of store/streams and kv/scan, checked.
type Names struct {
	Prefix   string
	After    string
	HasAfter bool
	Limit    int
}

// ParseNames checks the arguments of store/streams or kv/scan.
func ParseNames(lim *Limits, op string, args []kernel.Value) (Names, error) {
	arg, err := optArg(op, args)
	if err != nil {
		return Names{}, err
	}
	f := openForm(op+": argument", lim, arg, "prefix", "after", "limit")
	q := Names{Limit: f.limit()}
	q.Prefix, _ = f.optName("prefix")
	q.After, q.HasAfter = f.optName("after")
	return q, f.err
}

// Wants tells whether a name belongs to the pages. Reserved names have to be asked for.
func (q *Names) Wants(name string) bool {
	return strings.HasPrefix(name, q.Prefix) && (!q.HasAfter || name > q.After) &&
		(!strings.HasPrefix(name, "$") || strings.HasPrefix(q.Prefix, "$"))
}

// Start gives a name that no wanted name sorts before.
func (q *Names) Start() string { return max(q.Prefix, q.After) }

// Truncate is the argument of store/truncate, checked.
type Truncate struct {
	Stream string
	Before int64
}

// ParseTruncate checks the arguments of store/truncate.
func ParseTruncate(lim *Limits, args []kernel.Value) (Truncate, error) {
	arg, err := oneArg("store/truncate", args)
	if err != nil {
		return Truncate{}, err
	}
	f := openForm("store/truncate: argument", lim, arg, "stream", "before")
	f.require("before")
	q := Truncate{Stream: f.name("stream"), Before: f.integer("before", 1, 0)}
	if q.Before == 0 {
		f.fail(kernel.CondType, "before", "is nil, want an integer")
	}
	return q, f.err
}

// FirstSeq gives the first seq of a stream after it was truncated.
func (q *Truncate) FirstSeq(first, last int64) int64 {
	return max(first, min(q.Before, last+1))
}

// Wait is the argument of store/wait, checked.
type Wait struct {
	After  int64
	Millis int64
}

// ParseWait checks the arguments of store/wait.
func ParseWait(lim *Limits, args []kernel.Value) (Wait, error) {
	arg, err := oneArg("store/wait", args)
	if err != nil {
		return Wait{}, err
	}
	f := openForm("store/wait: argument", lim, arg, "after", "timeout")
	q := Wait{After: f.integer("after", 0, -1), Millis: f.integer("timeout", 0, -1)}
	for _, key := range []string{"after", "timeout"} {
		if !f.has(key) {
			f.fail(kernel.CondType, key, "is missing, want an integer")
		}
	}
	if q.Millis > lim.WaitMillis {
		f.fail(kernel.CondRange, "timeout", "is %d, want at most %d", q.Millis, lim.WaitMillis)
	}
	return q, f.err
}

// Past tells whether no wanted name sorts at or after name, which is not below Start.
func (q *Names) Past(name string) bool {
	return name > q.Prefix && !strings.HasPrefix(name, q.Prefix)
}
