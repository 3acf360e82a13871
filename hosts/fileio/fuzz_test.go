package fileio

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/hosts/storeop"
)

// seeds gives a payload of every kind of record.
func seeds(tb testing.TB) [][]byte {
	tb.Helper()
	data := codec.AppendString(nil, "data")
	events := []storeop.Event{
		{Stream: "a", Seq: 1, Pos: 1, Type: "t", At: 5, Data: data},
		{Stream: "a", Seq: 2, Pos: 2, Type: "t", At: 5, Data: data, ID: "i", HasID: true},
		{Stream: "b", Seq: 1, Pos: 3, Type: "t", At: -5, Data: data, Meta: data},
	}
	c := storeop.Commit{KV: []storeop.KVOp{{Kind: storeop.KVPut, Key: "k", Value: data}, {Kind: storeop.KVDelete, Key: "k"}}}
	for _, e := range events {
		c.Appends = append(c.Appends, storeop.Append{Stream: e.Stream, Expect: storeop.Expect{Seq: e.Seq - 1},
			Events: []storeop.NewEvent{{Type: e.Type, HasAt: true, At: e.At, Data: e.Data, ID: e.ID, HasID: e.HasID, Meta: e.Meta}}})
	}
	plan, _, err := c.Decide(&turn{h: &Host{cat: newCatalog()}}, 0, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return [][]byte{
		appendPlan(nil, &plan),
		appendSnapshot(nil, "s", 3, data),
		named(nil, recSnapshotDelete, "s"),
		appendTruncate(nil, "a", 2),
		appendStream(nil, "c", 7, 9),
		appendGap(nil, 3),
		appendCluster(nil, events[:2]),
	}
}

// FuzzPayload takes any payload into an index: it is refused, or everything it claims to hold can be
// found again, also in the file that the index makes.
func FuzzPayload(f *testing.F) {
	for _, p := range seeds(f) {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		m, cat := newMemIndex(segmentHead, 0), newCatalog()
		l := &loader{mem: m, cat: cat, segment: 1}
		if err := l.take(segmentHead, seeds(t)[0]); err != nil {
			t.Fatal(err)
		}
		second := segmentHead + frameSize(len(seeds(t)[0]))
		if err := l.take(second, payload); err != nil {
			return
		}
		s := &segment{segmentHeader: segmentHeader{key: fileKey{segment: 1}}, end: m.end}
		x := &indexFile{pager: pager{r: bytes.NewReader(newIndexContent(m, s.key, 0).file()),
			seed: s.key.seed(), cache: &pageCache{pages: map[pageKey][]byte{}}}}
		if err := x.readHead(s); err != nil {
			t.Fatal(err)
		}
		for name, st := range cat.streams {
			mine := m.locate(nil, name, 1, st.last, 1000)
			theirs, err := x.locate(nil, name, 1, st.last, 1000)
			if err != nil || !slices.Equal(mine, theirs) {
				t.Fatalf("stream %q is at %v in memory and at %v, %v in the file", name, mine, theirs, err)
			}
			for _, at := range mine {
				one, b := finder{stream: name, from: at.seq, to: at.seq}, payload
				if at.off == segmentHead {
					b = seeds(t)[0]
				}
				if _, err := walk(b, 0, &one); err != nil || len(one.out) != 1 {
					t.Fatalf("event %d of %q does not read: %v", at.seq, name, err)
				}
			}
		}
		for key, at := range cat.kv.All() {
			if at.frame == uint32(second) {
				if _, ok := valueAt(payload, at.off, at.size); !ok {
					t.Fatalf("key %q does not read", key)
				}
			}
		}
	})
}

// FuzzOpen opens a store whose log and mark hold any bytes: no panic, and an error is about damage
// or version. Nothing but the lock is changed when it is one.
func FuzzOpen(f *testing.F) {
	fs := afero.NewMemMapFs()
	h, err := Open(fs, "store", Options{})
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range seeds(f)[:6] {
		if err := h.append(append(make([]byte, frameLead), p...)); err != nil {
			f.Fatal(err)
		}
	}
	log, mark := content(f, fs, "00000001.log"), content(f, fs, markName)
	f.Add(log, mark)
	f.Add(log[:len(log)-3], mark[:markStride*2])
	if err := h.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(log, content(f, fs, markName))
	f.Fuzz(func(t *testing.T, log, mark []byte) {
		fs := afero.NewMemMapFs()
		for name, b := range map[string][]byte{"00000001.log": log, markName: mark} {
			if err := afero.WriteFile(fs, filepath.Join("store", name), b, fileMode); err != nil {
				t.Fatal(err)
			}
		}
		h, err := Open(fs, "store", Options{})
		if err == nil {
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			return
		}
		var damage *DamageError
		var version *VersionError
		if !errors.As(err, &damage) && !errors.As(err, &version) {
			t.Fatal(err)
		}
		if string(content(t, fs, "00000001.log")) != string(log) || string(content(t, fs, markName)) != string(mark) {
			t.Fatal("a damaged store was changed")
		}
	})
}

func content(t testing.TB, fs afero.Fs, name string) []byte {
	t.Helper()
	b, err := afero.ReadFile(fs, filepath.Join("store", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
