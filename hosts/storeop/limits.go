package storeop

// Limits bound what a store accepts and answers. All are inclusive: one more is refused before
// anything is written.
type Limits struct {
	NameBytes  int   // a name: stream, key, snapshot, cursor, event id, event type
	EventBytes int   // the encoded :data and :meta of one event together
	ValueBytes int   // the encoded value of a key or snapshot
	BlobBytes  int   // one blob
	BatchBytes int   // all names and encoded values of one commit together
	BatchItems int   // events and kv writes of one commit
	PageItems  int   // items of a page when no :limit is given
	PageMax    int   // the largest :limit; a larger one means this
	PageBytes  int   // encoded bytes after which a page ends early
	WaitMillis int64 // the longest :timeout of store/wait
}

// DefaultLimits gives the limits of a host that was not told others.
func DefaultLimits() Limits {
	return Limits{
		NameBytes:  64 << 10,
		EventBytes: 1 << 20,
		ValueBytes: 16 << 20,
		BlobBytes:  16 << 20,
		BatchBytes: 16 << 20,
		BatchItems: 100_000,
		PageItems:  1000,
		PageMax:    10_000,
		PageBytes:  4 << 20,
		WaitMillis: 3_600_000,
	}
}
