package fileio

// The bytes of all files, as boxes; plans/format.md says more of them.

// formatVersion is the version of all files of a store but index files.
const formatVersion = 2

// segmentHead is the size of a segment's header; frames begin after it.
//
//	0               8       12      16                      32              40
//	+---------------+-------+-------+-----------------------+---------------+
//	| "sxlog\r\n\0" | vers. |   0   |  store id, 16 bytes   |  number       |
//	+---------------+-------+-------+-----------------------+---------------+
//	40              48              56              64      68      72
//	+---------------+---------------+---------------+-------+-------+
//	|  position     |  end of the   |  generation   |   0   | CRC32C of bytes 0 to 67
//	|  before       |  segment before               |       |
//	+---------------+---------------+---------------+-------+-------+
const segmentHead = 72

const segmentMagic = "sxlog\r\n\x00"

// frameHead is the size of what stands before a frame's payload: its length and its checksum.
//
//	0       4       8               8 + length
//	+-------+-------+----------------+-------+-------+-----------
//	| length| CRC32C| payload        | length| CRC32C| payload …
//	+-------+-------+----------------+-------+-------+-----------
const frameHead = 8

// A payload is records that follow each other. A record is a byte that tells its kind, and what the
// comments here say: numbers are varints as in encoding/binary, texts have their length before them.
const (
	recEvents         = 1 // stream, seq of the first, number of events, events
	recPut            = 2 // key, value
	recDelete         = 3 // key
	recSnapshot       = 4 // name, seq, value
	recSnapshotDelete = 5 // name
	recTruncate       = 6 // stream, first seq that is left
	recStream         = 7 // stream, first seq, last seq: where dropped events leave it
	recGap            = 8 // number of positions whose events were dropped
	recCluster        = 9 // as recEvents; events have positions
	recKinds          = 10
	recSingle         = 16 // plus flags: as recEvents with one event, without its number and flags
)

// The flags that an event begins with. Then follow: position (less that of the event before in the
// record), type, time (less that of the event before), id, data, meta; each as far as it is there.
const (
	flagID       = 1
	flagMeta     = 2
	flagSameType = 4 // the type of the event before in the record
	flagsKnown   = 7
)

// The file "mark" has four slots, one in each of the first four sectors of 512 bytes:
//
//	0       4       8              24           32        40    48         56         64      68      72
//	+-------+-------+--------------+------------+---------+-----+----------+----------+-------+-------+
//	| "sxmk"| vers. | store id     | generation | segment | end | position | manifest | flags | CRC32C|
//	+-------+-------+--------------+------------+---------+-----+----------+----------+-------+-------+
const (
	markName    = "mark"
	markMagic   = "sxmk"
	markSize    = 72
	markStride  = 512 // a slot a sector, so that a torn write hits one slot
	markSlots   = 4   // 0 and 1 take turns and are synced; 2 and 3 take turns and are not
	markClean   = 1   // flag
	markRelaxed = 2   // flag
)

// The manifest lists the rewritten files that count; its entries follow the head.
//
//	0               8       12      16                      32              40      44
//	+---------------+-------+-------+-----------------------+---------------+-------+
//	| "sxman\r\n\0" | vers. | count |  store id, 16 bytes   |  generation   | CRC32C, of the entries too
//	+---------------+-------+-------+-----------------------+---------------+-------+
//	each entry: first, last, generation, end, base, top: six numbers of 8 bytes
const (
	manifestName  = "manifest"
	manifestMagic = "sxman\r\n\x00"
	manifestHead  = 44
	manifestEntry = 48
)

// The checkpoint is one piece, with its checksum at the end.
//
//	0               8       12      16                      32         40        48      56         64
//	+---------------+-------+-------+-----------------------+----------+---------+-------+----------+
//	| "sxchk\r\n\0" | vers. |   0   |  store id, 16 bytes   | manifest | segment |  end  | position |
//	+---------------+-------+-------+-----------------------+----------+---------+-------+----------+
//	streams: number, then each: name, first seq, last seq, segment
//	keys: number, then each: key, place; snapshots: number, then each: name, place, seq
//	CRC32C of all before
const (
	checkpointName  = "checkpoint"
	checkpointMagic = "sxchk\r\n\x00"
	checkpointHead  = 64
)

// An index file is pages of 4096 bytes, the last four of which are a CRC32C of the page, seeded like
// that of a frame. So any part of it can be read, and checked, alone.
const (
	pageSize = 4096
	pageRoom = pageSize - 4
)

// The content of an index file, behind its head; plans/format.md has the boxes.
const (
	indexMagic    = "sxidx\r\n\x00"
	indexHead     = 160 // bytes
	indexVersion  = 3   // of index files: one of another version is made again
	streamEntry   = 12
	placeSize     = 8
	idEntry       = 16
	skipEntry     = 12
	runsPerSkip   = 128
	placeDistance = 16 << 10 // bytes of the segment between two entries of places
)
