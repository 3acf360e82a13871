package fileio

import (
	"fmt"

	"github.com/sx-lang/sx/hosts/storeop"
)

// catalog is what is known of every stream, key and snapshot: how far the streams go, and where the
// values are. Where the events are is told by memIndex and indexFile, segment by segment. It is never
// the only copy: it follows from the log, record by record.
type catalog struct {
	pos     int64 // newest position
	streams map[string]*stream
	names   storeop.NameList
	kv      storeop.Keyed[ref]
	snaps   map[string]snapRef
	cut     bool // events of some stream were truncated
	holes   bool // events can be missing
}

// stream is what is known of a stream: its events first to last are there.
type stream struct {
	name        string
	first, last int64
	home        uint32 // the segment that its first event ever was written to
}

// ref is the place of a value: in a frame of a segment, off bytes into its payload.
type ref struct {
	segment uint32 // its number; 0 for a deleted value
	frame   uint32 // offset of the frame
	size    uint32 // of the value, in bytes
	off     uint32
}

var deadRef = ref{}

// Deleted tells whether it is the place of no value.
func (r ref) Deleted() bool { return r == deadRef }

type snapRef struct {
	ref
	seq int64
}

func newCatalog() *catalog {
	return &catalog{streams: map[string]*stream{}, snaps: map[string]snapRef{}}
}

// bounds gives the first and last seq of a stream.
func (c *catalog) bounds(name string) (first, last int64) {
	if s := c.streams[name]; s != nil {
		return s.first, s.last
	}
	return 1, 0
}

// addStream makes a stream that is not there yet.
func (c *catalog) addStream(name string, segment uint32) *stream {
	s := &stream{name: name, first: 1, home: segment}
	c.streams[name] = s
	c.names.Add(name)
	return s
}

// takeEvents notes n events of a stream, the first of which has that seq; likely, if not nil, is one that it
// is likely to be.
func (c *catalog) takeEvents(likely *stream, name []byte, seq, n int64, segment uint32) (*stream, error) {
	s := likely
	if s == nil || s.name != string(name) {
		s = c.streams[string(name)]
	}
	if s == nil {
		if seq != 1 && !c.holes {
			return nil, fmt.Errorf("stream %.60q begins at seq %d", name, seq)
		}
		s = c.addStream(string(name), segment)
	}
	// events below the first seq can have been dropped
	if seq != s.last+1 && (seq <= s.last || seq > s.first && !c.holes) {
		return nil, fmt.Errorf("seq %d of stream %.60q, where %d is next", seq, name, s.last+1)
	}
	s.last = seq + n - 1
	return s, nil
}

// truncate notes that events of a stream below first are gone.
func (c *catalog) truncate(name []byte, first int64) error {
	s := c.streams[string(name)]
	if c.holes && first >= 1 {
		return c.setStream(name, first, first-1, 0)
	}
	if s == nil || first < 1 || first > s.last+1 {
		return fmt.Errorf("truncation of stream %.60q to seq %d, which it cannot have", name, first)
	}
	c.cutTo(s, first)
	return nil
}

// setStream notes bounds that follow from events that are not in the log any more; a last of 0 says
// nothing.
func (c *catalog) setStream(name []byte, first, last int64, segment uint32) error {
	s := c.streams[string(name)]
	if first < 1 || s == nil && last < 1 && !c.holes {
		return fmt.Errorf("stream %.60q is said to be at %d to %d", name, first, last)
	}
	if s == nil {
		s = c.addStream(string(name), segment)
	}
	c.cutTo(s, first)
	s.last = max(s.last, last)
	return nil
}

// cutTo notes the first seq of a stream, which a rewritten segment can tell later than the truncation does.
func (c *catalog) cutTo(s *stream, first int64) {
	s.first = max(s.first, first)
	c.cut = c.cut || s.first > 1
}

// setSnap notes where a snapshot is, or that it was deleted.
func (c *catalog) setSnap(name string, at snapRef) {
	if at.ref == deadRef {
		delete(c.snaps, name)
	} else {
		c.snaps[name] = at
	}
}
