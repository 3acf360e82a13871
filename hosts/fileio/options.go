package fileio

import (
	"fmt"
	"time"

	"github.com/sx-lang/sx/hosts/storeop"
)

// Options change how a store is opened; the zero Options are right for most.
type Options struct {
	// ReadOnly opens beside a writer, without the lock, and changes no byte. Every request first
	// looks for new commits. Writes are refused.
	ReadOnly bool
	// Limits bound requests and answers; nil means storeop.DefaultLimits.
	Limits *storeop.Limits
	// Now is the clock for events without :at, in milliseconds since 1970; nil is the system's.
	Now func() int64
	// SegmentBytes is the size after which a new file is begun; 0 means 64 MiB, and the most is 2 GiB.
	SegmentBytes int64
}

const (
	defaultSegmentBytes = 64 << 20
	maxSegmentBytes     = 2 << 30 // so that the offset of a frame fits 32 bits
)

func (o Options) withDefaults() Options {
	if o.Limits == nil {
		l := storeop.DefaultLimits()
		o.Limits = &l
	}
	if o.Now == nil {
		o.Now = func() int64 { return time.Now().UnixMilli() }
	}
	if o.SegmentBytes <= 0 {
		o.SegmentBytes = defaultSegmentBytes
	}
	o.SegmentBytes = min(o.SegmentBytes, maxSegmentBytes)
	return o
}

// DamageError says that a file of the store is not as it was written. Nothing was changed.
type DamageError struct {
	File   string
	Offset int64 // bytes from the start of the file
	Text   string
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("store is damaged: %s, byte %d: %s", e.File, e.Offset, e.Text)
}

// VersionError says that a store was written by a newer version of this package.
type VersionError struct {
	File    string
	Version uint32
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("%s has format version %d, this program knows versions up to %d", e.File, e.Version,
		formatVersion)
}

// LockedError says that another writer has the store open.
type LockedError struct {
	Dir    string
	Holder string // its process id, or "" if it is not known
}

func (e *LockedError) Error() string {
	if e.Holder == "" {
		return fmt.Sprintf("store %s is open in another process", e.Dir)
	}
	return fmt.Sprintf("store %s is open in process %s", e.Dir, e.Holder)
}
