package fileio

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/spf13/afero"
)

// TestRunsInMemory compares where an index in memory says that events are with a list of them: in frames of one
// event and of many, near each other and far, of several streams.
func TestRunsInMemory(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 8))
		names := []string{"", "a", "b/1"}
		m, want, next := newMemIndex(segmentHead, 0), map[string][]spot{}, map[string]int64{"": 1, "a": 7, "b/1": 1 << 40}
		frame := uint32(segmentHead)
		for range 1000 {
			frame += 1 + uint32(rng.IntN(1<<rng.IntN(22)))
			for range 1 + rng.IntN(2)*rng.IntN(5) { // records of the frame
				name, n := names[rng.IntN(3)], 1+int64(rng.IntN(2)*rng.IntN(300))
				if err := m.addEvents([]byte(name), "", next[name], n, frame); err != nil {
					t.Fatal(err)
				}
				for range n {
					want[name] = append(want[name], spot{next[name], frame})
					next[name]++
				}
			}
		}
		for range 100 {
			name := names[rng.IntN(3)]
			all := want[name]
			i := rng.IntN(len(all))
			k := i + rng.IntN(min(500, len(all)-i))
			limit := 1 + rng.IntN(600)
			if got := m.locate(nil, name, all[i].seq, all[k].seq, limit); !slices.Equal(got, all[i:min(k+1, i+limit)]) {
				t.Fatalf("seed %d: events %d to %d of %q are said to be at %v", seed, all[i].seq, all[k].seq, name, got)
			}
		}
		for _, name := range names {
			if got := m.locate(nil, name, 0, 1<<62, 1<<30); !slices.Equal(got, want[name]) {
				t.Fatalf("seed %d: the events of %q are not where they are", seed, name)
			}
		}
		if got := m.locate(nil, "other", 1, 5, 5); len(got) > 0 {
			t.Fatalf("events of a stream that is not there: %v", got)
		}
	}
}

// TestPlacesInMemory: the last frames have a place each, those before them as an index file has them, in little memory.
func TestPlacesInMemory(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 9))
	m, all := newMemIndex(segmentHead, 0), []placeEntry(nil)
	frame := uint32(segmentHead)
	for i := range 50_000 {
		if err := m.addPlace(0, int64(2*i), frame); err != nil {
			t.Fatal(err)
		}
		all = append(all, placeEntry{uint32(2 * i), frame})
		frame += 1 + uint32(rng.IntN(1000))
	}
	if n := len(m.places) - densePlaces; n < 0 || !slices.Equal(m.places[n:], all[len(all)-densePlaces:]) {
		t.Fatal("the last frames do not have a place each")
	}
	if !slices.Equal(m.filePlaces(), thinPlaces(nil, all)) {
		t.Fatal("the places of the file are not those that all places give")
	}
	if n := len(thinPlaces(nil, all)); cap(m.places) > n+4*densePlaces {
		t.Fatalf("there is room for %d places, of which a file has %d", cap(m.places), n)
	}
	for range 1000 {
		pos := 1 + rng.Int64N(100_000)
		if at, ok := m.place(0, pos); !ok || int64(at.pos) >= pos || pos > 98_000 && int64(at.pos) < pos-2 ||
			all[(pos-1)/2].off-at.off >= placeDistance+1000 {
			t.Fatalf("the place of position %d is %v, %v", pos, at, ok)
		}
	}
}

// TestIndexOfAnotherVersion: an index file of another version is of no use and does no harm, and is made again.
func TestIndexOfAnotherVersion(t *testing.T) {
	s := newRotting(t, proofOptions(2500))
	first, err := Open(s.base.Kill(), "dir/store", s.opts)
	if err != nil {
		t.Fatal(err)
	}
	fs, before := s.base.Kill(), map[string][]byte{}
	for _, p := range first.parts {
		if p.idx == nil {
			continue
		}
		b := s.content(p.idx.name)
		before[p.idx.name] = b
		b = bytes.Clone(b)
		b[8]--
		copy(b, pages(t, b[:pageRoom], p.key.seed())) // with the checksum that it would have
		if err := afero.WriteFile(fs, p.idx.name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if len(before) < 2 {
		t.Fatalf("%d index files", len(before))
	}
	h, err := Open(fs, "dir/store", s.opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range h.parts {
		if p.idx != nil {
			t.Errorf("%s is used", p.idx.name)
		}
	}
	if got, err := holds(h); err != nil || got != s.want {
		t.Error(err, apart(got, s.want))
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	for name, want := range before {
		if got, err := afero.ReadFile(fs, name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not made again: %v", name, err)
		}
	}
}
