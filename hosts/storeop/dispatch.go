package storeop

import (
	"context"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// Answers are what a store does for each op, with the arguments checked. Every one has to be set.
type Answers struct {
	Commit         func(ctx context.Context, c *Commit) (kernel.Value, error)
	Read           func(q *Read) (kernel.Value, error)
	ReadAll        func(q *ReadAll) (kernel.Value, error)
	Stat           func(stream string) (kernel.Value, error)
	Streams        func(q *Names) (kernel.Value, error)
	Truncate       func(ctx context.Context, q *Truncate) (kernel.Value, error)
	SnapshotRead   func(name string) (kernel.Value, error)
	SnapshotWrite  func(ctx context.Context, s *Snapshot) (kernel.Value, error)
	SnapshotDelete func(ctx context.Context, name string) (kernel.Value, error)
	KVGet          func(key string) (kernel.Value, error)
	KVScan         func(q *Names) (kernel.Value, error)
	Wait           func(ctx context.Context, q *Wait) (kernel.Value, error)
	BlobPut        func(ctx context.Context, blob string) (kernel.Value, error)
	BlobGet        func(cid string) (kernel.Value, error)
	BlobHas        func(cid string) (kernel.Value, error)
}

// Perform checks the arguments of a request and answers it. An op that is none of the store's is the
// error of hosts.Unhandled.
func (a *Answers) Perform(ctx context.Context, lim *Limits, r hosts.Request) (kernel.Value, error) {
	switch r.Op {
	case OpCommit:
		return checked(ctx, a.Commit)(ParseCommit(lim, r.Args))
	case OpRead:
		return checkedRead(a.Read)(ParseRead(lim, r.Args))
	case OpReadAll:
		return checkedRead(a.ReadAll)(ParseReadAll(lim, r.Args))
	case OpStreams:
		return checkedRead(a.Streams)(ParseNames(lim, r.Op, r.Args))
	case OpKVScan:
		return checkedRead(a.KVScan)(ParseNames(lim, r.Op, r.Args))
	case OpTruncate:
		return checkedRead(with(ctx, a.Truncate))(ParseTruncate(lim, r.Args))
	case OpSnapshotWrite:
		return checkedRead(with(ctx, a.SnapshotWrite))(ParseSnapshot(lim, r.Args))
	case OpWait:
		return checkedRead(with(ctx, a.Wait))(ParseWait(lim, r.Args))
	case OpBlobPut:
		return checked(ctx, a.BlobPut)(ParseBlob(lim, r.Args))
	case OpStat, OpSnapshotRead, OpSnapshotDelete, OpKVGet, OpBlobGet, OpBlobHas:
		name, err := ParseName(lim, r.Op, r.Args)
		if err != nil {
			return kernel.Nil, err
		}
		return a.byName(ctx, r.Op, name)
	}
	return kernel.Nil, hosts.Unhandled(r.Op)
}

// byName answers the ops that take one name.
func (a *Answers) byName(ctx context.Context, op, name string) (kernel.Value, error) {
	switch op {
	case OpStat:
		return a.Stat(name)
	case OpSnapshotRead:
		return a.SnapshotRead(name)
	case OpSnapshotDelete:
		return a.SnapshotDelete(ctx, name)
	case OpKVGet:
		return a.KVGet(name)
	case OpBlobGet:
		return a.BlobGet(name)
	}
	return a.BlobHas(name)
}

// checked calls answer with what a parser gave, unless that is an error.
func checked[Q any](ctx context.Context, answer func(context.Context, Q) (kernel.Value, error)) func(Q, error) (kernel.Value, error) {
	return func(q Q, err error) (kernel.Value, error) {
		if err != nil {
			return kernel.Nil, err
		}
		return answer(ctx, q)
	}
}

// checkedRead is checked for an answer that takes a pointer.
func checkedRead[Q any](answer func(*Q) (kernel.Value, error)) func(Q, error) (kernel.Value, error) {
	return func(q Q, err error) (kernel.Value, error) {
		if err != nil {
			return kernel.Nil, err
		}
		return answer(&q)
	}
}

func with[Q any](ctx context.Context, answer func(context.Context, *Q) (kernel.Value, error)) func(*Q) (kernel.Value, error) {
	return func(q *Q) (kernel.Value, error) { return answer(ctx, q) }
}
