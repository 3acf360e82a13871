package fileio

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/codec"
	"github.com/sx-lang/sx/hosts/storeop"
)

// seeds gives a payload of every kind of record.
func seeds() [][]byte {
	data := codec.AppendString(nil, "data")
	events := []storeop.Event{
		{Stream: "a", Seq: 1, Pos: 1, Type: "t", At: 5, Data: data},
		{Stream: "a", Seq: 2, Pos: 2, Type: "t", At: 5, Data: data, ID: "i", HasID: true},
		{Stream: "b", Seq: 1, Pos: 3, Type: "t", At: -5, Data: data, Meta: data},
	}
	plan := &storeop.Plan{New: events, KV: []storeop.KVWrite{{Key: "k", Value: data}, {Key: "k"}}}
	return [][]byte{
		planPayload(plan),
		snapshotPayload(&storeop.Snapshot{Name: "s", Value: data, Seq: 3}),
		snapshotDeletePayload("s"),
		truncatePayload("a", 2),
		blobPayload("sha256:00", "bytes"),
	}
}

// FuzzPayload takes any payload into an index: it is refused, or everything it claims to hold can be
// found again.
func FuzzPayload(f *testing.F) {
	for _, p := range seeds() {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		x := newIndex()
		if err := x.apply(frameRef{1, segmentHead, uint32(len(payload))}, seeds()[0]); err != nil {
			t.Fatal(err)
		}
		if err := x.apply(frameRef{1, segmentHead, uint32(len(payload))}, payload); err != nil {
			return
		}
		for _, s := range x.streams {
			for seq := s.first; seq <= s.last(); seq++ {
				e := x.events[s.pos[seq-s.base]-1]
				if e.seq != seq || x.streams[e.stream] != s {
					t.Fatalf("event %d of %q is found as %+v", seq, s.name, e)
				}
				if e.frame == 1 {
					if err := readEvent(&storeop.Event{}, payload, int(e.off)); err != nil {
						t.Fatalf("event %d of %q does not read: %v", seq, s.name, err)
					}
				}
			}
		}
		for key, at := range x.kv {
			if at.frame == 1 {
				if _, err := valueAt(payload, int(at.off)); err != nil {
					t.Fatalf("key %q does not read: %v", key, err)
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
	for _, p := range seeds() {
		if err := h.append(p); err != nil {
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
