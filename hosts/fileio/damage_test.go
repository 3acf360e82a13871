package fileio_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/kernel"
)

// TestBadTailThatIsNotTorn gives what looks like a torn tail where none can be: after a close, without
// a mark, and before a frame that is whole.
func TestBadTailThatIsNotTorn(t *testing.T) {
	fs := afero.NewMemMapFs()
	h, err := fileio.Open(fs, "store", fileio.Options{})
	if err != nil {
		t.Fatal(err)
	}
	add(t, h, 1)
	one := files(t, fs, "store")
	add(t, h, 2)
	two := len(files(t, fs, "store")["00000001.log"])
	add(t, h, 3)
	whole := files(t, fs, "store")
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	closed := files(t, fs, "store")
	start := len(one["00000001.log"])
	unmarked := with(whole, "00000001.log", whole["00000001.log"]+"junk")
	delete(unmarked, "mark")
	for what, c := range map[string]struct {
		content map[string]string
		offset  int
	}{
		"bytes after a close":   {with(closed, "00000001.log", closed["00000001.log"]+"\x00\x00junk"), len(closed["00000001.log"]) + 2},
		"no mark":               {unmarked, len(whole["00000001.log"])},
		"a whole frame follows": {with(one, "00000001.log", whole["00000001.log"][:start+10]+"?"+whole["00000001.log"][start+11:]), start},
		"a whole frame follows zeros": {with(one, "00000001.log", whole["00000001.log"][:start]+
			strings.Repeat("\x00", two-start)+whole["00000001.log"][two:]), start},
	} {
		fs := store(t, c.content)
		_, err := fileio.Open(fs, "store", fileio.Options{})
		var damage *fileio.DamageError
		if !errors.As(err, &damage) || damage.Offset != int64(c.offset) {
			t.Errorf("%s: %v, want damage at byte %d", what, err, c.offset)
		}
		if !same(files(t, fs, "store"), c.content) {
			t.Errorf("%s: the store was changed", what)
		}
	}
	intact := with(whole, "x", "")
	delete(intact, "x")
	delete(intact, "mark")
	h = open(t, store(t, intact), "store", fileio.Options{})
	if got := do(t, h, "store/stat", kernel.Str("a")); got != statText(3) || len(h.Notes()) != 1 {
		t.Errorf("a whole log without its mark: %s, notes %q", got, h.Notes())
	}
}

// rotten makes a closed store of several segments with everything in it, the same files on every run.
func rotten(t *testing.T) (content map[string]string, want string) {
	t.Helper()
	fs := afero.NewMemMapFs()
	h, err := fileio.Open(fs, "store", fileio.Repeatable(fileio.Options{Now: fixedClock, SegmentBytes: 110}))
	if err != nil {
		t.Fatal(err)
	}
	add(t, h, 1)
	do(t, h, "store/commit", kernel.DictOf("kv", kernel.ListOf(kernel.DictOf("put", kernel.Str("k"), "value", kernel.Int(1))),
		"cursor", kernel.DictOf("name", kernel.Str("c"), "pos", kernel.Int(1))))
	do(t, h, "store/snapshot-write", kernel.DictOf("name", kernel.Str("a"), "value", kernel.Int(1), "seq", kernel.Int(1)))
	add(t, h, 2)
	do(t, h, "store/truncate", kernel.DictOf("stream", kernel.Str("a"), "before", kernel.Int(2)))
	add(t, h, 3)
	want = dump(h)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return files(t, fs, "store"), want
}

// openOrDamage opens a store that was tampered with: either it answers all as before, or opening or
// reading says that it is damaged. What it does not notice Verify does.
func openOrDamage(t *testing.T, what string, content map[string]string, want string) (damaged bool) {
	t.Helper()
	h, err := fileio.Open(store(t, content), "store", fileio.Options{Now: fixedClock})
	if err != nil {
		var damage *fileio.DamageError
		var version *fileio.VersionError
		if !errors.As(err, &damage) && !errors.As(err, &version) {
			t.Fatalf("%s: %v", what, err)
		}
		return true
	}
	defer h.Close()
	got := dump(h)
	if strings.Contains(got, "store is damaged") {
		return true
	}
	if got != want {
		t.Fatalf("%s: the store answers\n%s\nwant\n%s", what, got, want)
	}
	r, err := fileio.Verify(context.Background(), store(t, content), "store")
	if err != nil {
		t.Fatalf("%s: verify: %v", what, err)
	}
	if r.Damaged() {
		t.Logf("%s: only Verify says %v", what, r.Problems)
	}
	return len(r.Problems) > 0
}

// derived tells whether a file can be made again from the others.
func derived(name string) bool {
	return name == "mark" || name == "checkpoint" || strings.HasSuffix(name, ".idx")
}

// TestEveryFlippedBitIsFound flips every bit of every file of a closed store: opening, reading or Verify
// finds each.
func TestEveryFlippedBitIsFound(t *testing.T) {
	content, want := rotten(t)
	if len(content) < 4 {
		t.Fatalf("the store has %d files, want several segments", len(content))
	}
	for name, text := range content {
		step := 1
		if strings.HasSuffix(name, ".idx") && os.Getenv("SX_SOAK") == "" {
			step = 509 // pages are large, and most of one is zeros
		}
		for i := 0; i < len(text)*8; i += step {
			b := []byte(text)
			b[i/8] ^= 1 << (i % 8)
			what := name + " bit " + itoa(i)
			if !openOrDamage(t, what, with(content, name, string(b)), want) {
				t.Fatalf("%s: the flip was not found", what)
			}
		}
	}
}

// TestEveryLostFileIsFound cuts every file at every length, removes it, empties it, swaps it with another
// and makes a copy the next segment.
func TestEveryLostFileIsFound(t *testing.T) {
	content, want := rotten(t)
	segments := 0
	for name := range content {
		if strings.HasSuffix(name, ".log") {
			segments++
		}
	}
	for name, text := range content {
		step := 1
		if strings.HasSuffix(name, ".idx") && os.Getenv("SX_SOAK") == "" {
			step = 509
		}
		for cut := 0; cut < len(text); cut += step {
			if !openOrDamage(t, name+" cut at "+itoa(cut), with(content, name, text[:cut]), want) && name != "mark" {
				t.Fatalf("%s cut at %d: not found", name, cut)
			}
		}
		gone := with(content, name, "")
		delete(gone, name)
		if !openOrDamage(t, name+" removed", gone, want) && !derived(name) {
			t.Fatalf("%s removed: not found", name)
		}
		for other, otherText := range content {
			if other != name {
				swapped := with(with(content, name, otherText), other, text)
				if !openOrDamage(t, name+" swapped with "+other, swapped, want) {
					t.Fatalf("%s swapped with %s: not found", name, other)
				}
			}
		}
		if strings.HasSuffix(name, ".log") {
			next := "0000000" + itoa(segments+1) + ".log"
			if !openOrDamage(t, name+" copied to "+next, with(content, next, text), want) {
				t.Fatalf("%s copied to %s: not found", name, next)
			}
		}
	}
}

// TestRotUnderAnOpenStore changes a byte after opening: reading it is an error, reading the rest
// goes on.
func TestRotUnderAnOpenStore(t *testing.T) {
	fs := afero.NewMemMapFs()
	h := open(t, fs, "store", fileio.Options{})
	add(t, h, 1)
	start := len(files(t, fs, "store")["00000001.log"])
	add(t, h, 2)
	f, err := fs.OpenFile(filepath.Join("store", "00000001.log"), 2, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte{0xff}, int64(start+12)); err != nil {
		t.Fatal(err)
	}
	_, err = h.Perform(context.Background(), kernel.ListOf(kernel.Str("store/read"),
		kernel.DictOf("stream", kernel.Str("a"))))
	var damage *fileio.DamageError
	if !errors.As(err, &damage) || damage.Offset != int64(start) {
		t.Fatalf("reading a rotten event: %v, want damage at byte %d", err, start)
	}
	do(t, h, "store/read", kernel.DictOf("stream", kernel.Str("a"), "limit", kernel.Int(1)))
}

// TestBytesAfterASealedSegment adds to a segment that another follows: zeros are unused space, anything
// else is damage.
func TestBytesAfterASealedSegment(t *testing.T) {
	content, want := rotten(t)
	for tail, found := range map[string]bool{"\x00\x00\x00": false, "\x00x": true, "x": true} {
		longer := with(content, "00000001.log", content["00000001.log"]+tail)
		if openOrDamage(t, "a longer segment", longer, want) != found {
			t.Errorf("%q after a sealed segment: damage is %v, want %v", tail, !found, found)
		}
	}
}

// put commits a value of the key "k".
func put(t *testing.T, h *fileio.Host, value string) {
	t.Helper()
	do(t, h, "store/commit", kernel.DictOf("kv", kernel.ListOf(
		kernel.DictOf("put", kernel.Str("k"), "value", kernel.Str(value)))))
}

// TestMovedFramesAreFound swaps two frames of one size, within a segment and between segments, whose
// records would fit in either order.
func TestMovedFramesAreFound(t *testing.T) {
	for name, segmentBytes := range map[string]int64{"within": 0, "between": 70} {
		fs := afero.NewMemMapFs()
		h, err := fileio.Open(fs, "store", fileio.Options{SegmentBytes: segmentBytes})
		if err != nil {
			t.Fatal(err)
		}
		put(t, h, "one")
		put(t, h, "two")
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		content := files(t, fs, "store")
		first := content["00000001.log"]
		if segmentBytes == 0 {
			size := (len(first) - 64) / 2
			content["00000001.log"] = first[:64] + first[64+size:] + first[64:64+size]
		} else {
			second := content["00000002.log"]
			content["00000001.log"] = first[:64] + second[64:]
			content["00000002.log"] = second[:64] + first[64:]
		}
		var damage *fileio.DamageError
		if _, err := fileio.Open(store(t, content), "store", fileio.Options{}); !errors.As(err, &damage) {
			t.Errorf("%s a segment: %v, want damage", name, err)
		}
	}
}
