package storeop

// The ops of the store.
const (
	OpCommit         = commitOp
	OpRead           = "store/read"
	OpReadAll        = "store/read-all"
	OpStat           = "store/stat"
	OpStreams        = "store/streams"
	OpTruncate       = "store/truncate"
	OpSnapshotRead   = "store/snapshot-read"
	OpSnapshotWrite  = "store/snapshot-write"
	OpSnapshotDelete = "store/snapshot-delete"
	OpKVGet          = "kv/get"
	OpKVScan         = "kv/scan"
	OpWait           = "store/wait"
	OpBlobPut        = "blob/put"
	OpBlobGet        = "blob/get"
	OpBlobHas        = "blob/has?"
)

// Ops names the ops of the store.
func Ops() []string {
	return []string{
		OpCommit, OpRead, OpReadAll, OpStat, OpStreams, OpTruncate, OpSnapshotRead, OpSnapshotWrite,
		OpSnapshotDelete, OpKVGet, OpKVScan, OpWait, OpBlobPut, OpBlobGet, OpBlobHas,
	}
}
