package fileio

import (
	"fmt"
	"time"

	"github.com/sx-lang/sx/hosts/storeop"
)

// Sync says what an answer to a write promises. Whatever it says, a commit is there whole or not at all, and a
// commit that is there has all before it.
//
// What readers see: the host that writes shows a commit when it can be answered, and never before. A host beside it
// shows what the mark says, which with SyncAlways is what was answered; without it, what the system has. There
// is one exception: a host that opens to read while the writer's last write or sync fails may take that frame
// for what a killed writer left, which is whole and may be kept, since from the files it cannot know that the
// writer lives. It syncs what it shows; when the writer cuts the frame nevertheless, that reader goes on showing a
// commit whose writer was told that its fate is not known.
type Sync int

const (
	// SyncAlways answers when the write is durable: it survives a crash of the process, of the system
	// and of the power. It is the default.
	SyncAlways Sync = iota
	// SyncInterval answers when the system has the write, and syncs every Options.SyncEvery: a crash of the
	// process loses nothing, one of the system or the power the writes since the last sync.
	SyncInterval
	// SyncNever answers when the system has the write, and syncs only at a new segment and at Close. A
	// crash of the system or the power loses what the system had not written out by itself.
	SyncNever
)

// Options change how a store is opened; the zero Options are right for most.
type Options struct {
	// ReadOnly opens beside a writer, without the lock, and changes no byte. Every request first
	// looks for new commits. Writes are refused.
	ReadOnly bool
	// Damaged opens a store that is damaged, to read only: it serves what is whole, and the rest is a
	// *DamageError. Host.Damage tells what is wrong. A manifest that is damaged, or another version of
	// the format, is an error of Open all the same. A store that is not damaged is opened as with ReadOnly.
	Damaged bool
	// Sync says what an answer to a write promises; what is left after a crash is whole commits from the
	// beginning on, whatever it says.
	Sync Sync
	// SyncEvery is the time between two syncs of SyncInterval; 0 means 100 milliseconds.
	SyncEvery time.Duration
	// Limits bound requests and answers; nil means storeop.DefaultLimits.
	Limits *storeop.Limits
	// Now is the clock for events without :at, in milliseconds since 1970; nil is the system's.
	Now func() int64
	// OpenFiles bounds how many files of the log, two for each segment, are open at a time; 0 means 512. Reading another
	// one then means to close one and to open that.
	OpenFiles int
	// SegmentBytes is the size after which a new file is begun; 0 means 64 MiB, and the most is 2 GiB.
	SegmentBytes int64

	// tableParts is how many segments, or tables of ids of a size, are merged into one table; 0 means 16.
	tableParts int

	rebuild bool   // index files and the checkpoint are not looked at, and written anew
	inline  bool   // background work is done at once, by whoever causes it, so that runs can be repeated
	plant   faults // switches for tests of the tests
}

// faults are errors that this package can be made to have, so that tests can show that they would
// find them. All are off but in such tests.
type faults struct {
	noFrameSync    bool // a commit is answered without a sync
	noSealSync     bool // a new segment is not synced
	noMarkSync     bool // the marks are not synced
	noFileSync     bool // a file that replaces another is not synced before it is renamed
	noDirSync      bool // names in the directory are not synced
	noOpenSync     bool // what an opening found is served without being synced
	noBlobSync     bool // a blob is answered without a sync
	noTailRepair   bool // a torn tail is left where it is
	noChecksum     bool // a frame's checksum is not looked at
	noMark         bool // the mark is not believed when the tail is judged
	noManifestMark bool // a manifest older than the mark says is believed
	retry          bool // a failed sync is tried again
	trustIndex     bool // an index file is believed whatever its checksums say
	earlyAnswer    bool // the index shows a commit before it is synced
	earlyDelete    bool // what a rewriting replaces is removed before the manifest is durable
	earlyMark      bool // the mark says that a commit was answered before it is synced
	ignoreFailure  bool // writing goes on after a failed sync
	trustTable     bool // a table of ids is believed whatever its checksums say
	shortTable     bool // a table of ids is made without those of its newest segment
	loneUnsynced   bool // a commit that nobody waits beside is answered without a sync
	twoAlone       bool // a commit does not look whether another one is being written
}

const (
	defaultSegmentBytes = 64 << 20
	maxSegmentBytes     = 2 << 30 // so that the offset of a frame fits 32 bits
	defaultSyncEvery    = 100 * time.Millisecond
)

func (o Options) withDefaults() Options {
	o.ReadOnly = o.ReadOnly || o.Damaged
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
	if o.tableParts == 0 {
		o.tableParts = defaultTableParts
	}
	if o.OpenFiles <= 0 {
		o.OpenFiles = defaultOpenFiles
	}
	if o.SyncEvery <= 0 {
		o.SyncEvery = defaultSyncEvery
	}
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

// VersionError says that a store was written in another version of the format.
type VersionError struct {
	File    string
	Version uint32
}

func (e *VersionError) Error() string {
	if e.Version < formatVersion {
		return fmt.Sprintf("%s has format version %d, which this program does not read any more; it reads "+
			"version %d: dump the store with the program that wrote it, and load the dump", e.File, e.Version,
			formatVersion)
	}
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
