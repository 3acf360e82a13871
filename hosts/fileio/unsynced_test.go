package fileio_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/kernel"
)

// TestUnsyncedRoom writes frames of all sizes without syncs, on real files, which room is made for ahead: a reader beside
// sees all of them, a copy of the files as a killed process leaves them has them without a note, and a closed log
// has nothing behind its last frame.
func TestUnsyncedRoom(t *testing.T) {
	dir := t.TempDir()
	opts := fileio.Options{Sync: fileio.SyncNever, SegmentBytes: 1 << 20}
	root, err := fileio.RootFs(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	h := open(t, root, "store", fileio.Repeatable(opts)) // its files are copied while it is open
	reader := open(t, root, "store", fileio.Options{ReadOnly: true})
	rng, want := rand.New(rand.NewPCG(1, 2)), ""
	ahead := false
	for i := range 150 {
		text := strings.Repeat("x", []int{1, 100, 9000, 64 << 10, 300_000}[min(rng.IntN(5), rng.IntN(6))])
		do(t, h, "store/commit", batch(kernel.Str(text)))
		if i%10 > 0 {
			continue
		}
		want = stored(t, h)
		if got := stored(t, reader); got != want {
			t.Fatalf("after %d commits a reader sees %d bytes of %d", i+1, len(got), len(want))
		}
		copied := filepath.Join(dir, "killed")
		if err := os.CopyFS(copied, os.DirFS(filepath.Join(dir, "store"))); err != nil {
			t.Fatal(err)
		}
		k := open(t, root, "killed", opts)
		if got := stored(t, k); got != want || len(k.Notes()) > 0 {
			t.Fatalf("after %d commits a killed process leaves %d bytes of %d, and %q", i+1, len(got), len(want), k.Notes())
		}
		if err := k.Close(); err != nil {
			t.Fatal(err)
		}
		ahead = ahead || zerosAtEnd(t, filepath.Join(dir, "store"))
		if zerosAtEnd(t, copied) {
			t.Fatal("a closed log ends with zeros")
		}
		if err := os.RemoveAll(copied); err != nil {
			t.Fatal(err)
		}
	}
	if !ahead {
		t.Error("no room was made ahead")
	}
}

// zerosAtEnd tells whether the last file of a log ends with zeros.
func zerosAtEnd(t *testing.T, dir string) bool {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.log"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	b, err := os.ReadFile(names[len(names)-1])
	if err != nil {
		t.Fatal(err)
	}
	return len(b) > 72 && b[len(b)-1] == 0
}
