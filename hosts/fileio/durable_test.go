package fileio_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/kernel"
)

// TestCopiedAfterEveryRequest copies the files of a store that is open after every request, as a
// crash of the process would leave them, and opens the copy: it holds what the reference holds.
func TestCopiedAfterEveryRequest(t *testing.T) {
	for seed := range uint64(6) {
		fs := afero.NewMemMapFs()
		opts := fileio.Options{Now: fixedClock, SegmentBytes: []int64{0, 300}[seed%2]}
		h, ref := open(t, fs, "store", opts), mockio.New(mockio.WithClock(1000, 0))
		g := hosttest.NewRequests(seed)
		for i := range 120 {
			r := g.Next()
			if a, b := hosttest.Text(ref.Perform(context.Background(), r)), hosttest.Text(h.Perform(context.Background(), r)); a != b {
				t.Fatalf("seed %d, request %d: %s and %s", seed, i, a, b)
			}
			copied := open(t, store(t, files(t, fs, "store")), "store", opts)
			if got, want := dump(copied), dump(ref); got != want {
				t.Fatalf("seed %d, after request %d: the copy holds\n%s\nwant\n%s", seed, i, got, want)
			}
			if notes := copied.Notes(); len(notes) > 0 {
				t.Fatalf("seed %d, request %d: %q", seed, i, notes)
			}
		}
	}
}

// lastFrame gives the files before a last commit, and the log after it.
func lastFrame(t *testing.T) (before map[string]string, log string, dumpBefore, dumpAfter string) {
	t.Helper()
	fs := afero.NewMemMapFs()
	h := open(t, fs, "store", fileio.Options{})
	add(t, h, 1)
	add(t, h, 2)
	before, dumpBefore = files(t, fs, "store"), dump(h)
	do(t, h, "store/commit", batch(kernel.Str(strings.Repeat("the last event ", 5))))
	return before, files(t, fs, "store")["00000001.log"], dumpBefore, dump(h)
}

// tears gives what a crash can leave of a frame that ends log and begins at start: cut at every
// byte, with zeros from every byte on, with a hole of zeros, with garbage.
func tears(log string, start int) map[string]string {
	out := map[string]string{}
	for cut := start; cut < len(log); cut++ {
		rest := len(log) - cut
		out["cut at "+itoa(cut)] = log[:cut]
		out["zeros from "+itoa(cut)] = log[:cut] + strings.Repeat("\x00", rest)
		out["garbage from "+itoa(cut)] = log[:cut] + strings.Repeat("\xa5", rest)
		out["hole at "+itoa(cut)] = log[:cut] + "\x00" + log[cut+1:]
	}
	out["longer"] = log[:len(log)-1] + "?" + strings.Repeat("junk", 100)
	return out
}

func itoa(n int) string { return kernel.Write(kernel.Int(int64(n))) }

// TestTornTailIsCleared tears the last frame in every way while the mark does not know of it: the store
// opens with all before it, and goes on.
func TestTornTailIsCleared(t *testing.T) {
	before, log, want, wantAfter := lastFrame(t)
	start := len(before["00000001.log"])
	for how, torn := range tears(log, start) {
		if torn == log { // a hole where a zero was
			continue
		}
		fs := store(t, with(before, "00000001.log", torn))
		reader := open(t, fs, "store", fileio.Options{ReadOnly: true})
		if got := dump(reader); got != want {
			t.Fatalf("%s: to a reader the store holds\n%s\nwant\n%s", how, got, want)
		}
		if got := files(t, fs, "store"); !same(got, with(before, "00000001.log", torn)) {
			t.Fatalf("%s: a reader changed the files", how)
		}
		h := open(t, fs, "store", fileio.Options{})
		if got := dump(h); got != want {
			t.Fatalf("%s: the store holds\n%s\nwant\n%s", how, got, want)
		}
		if strings.Trim(torn[start:], "\x00") != "" && len(h.Notes()) != 1 { // zeros are no tear
			t.Fatalf("%s: notes are %q, want one", how, h.Notes())
		}
		if rest := files(t, fs, "store")["00000001.log"][start:]; strings.Trim(rest, "\x00") != "" {
			t.Fatalf("%s: behind the log there is %q", how, rest)
		}
		do(t, h, "store/commit", batch(kernel.Str(strings.Repeat("the last event ", 5))))
		if got := dump(open(t, store(t, files(t, fs, "store")), "store", fileio.Options{})); got != wantAfter {
			t.Fatalf("%s: after another commit the store holds\n%s", how, got)
		}
	}
}

// TestAnsweredTailIsDamage tears the last frame in the same ways when the mark says that it was
// answered: that is damage, and nothing is changed.
func TestAnsweredTailIsDamage(t *testing.T) {
	fs := afero.NewMemMapFs()
	h := open(t, fs, "store", fileio.Options{})
	add(t, h, 1)
	start := len(files(t, fs, "store")["00000001.log"])
	add(t, h, 2)
	whole := files(t, fs, "store")
	for how, torn := range tears(whole["00000001.log"], start) {
		if strings.HasPrefix(torn, whole["00000001.log"]) {
			continue
		}
		content := with(whole, "00000001.log", torn)
		for _, readOnly := range []bool{false, true} {
			fs := store(t, content)
			_, err := fileio.Open(fs, "store", fileio.Options{ReadOnly: readOnly})
			var damage *fileio.DamageError
			if !errors.As(err, &damage) || filepath.Base(damage.File) != "00000001.log" ||
				damage.Offset != int64(start) {
				t.Fatalf("%s: %v, want damage at byte %d", how, err, start)
			}
			if !same(files(t, fs, "store"), content) {
				t.Fatalf("%s: opening a damaged store changed it", how)
			}
		}
	}
}

// TestInterruptedCreation gives what a crash can leave while a store, or a segment, is made.
func TestInterruptedCreation(t *testing.T) {
	fs := afero.NewMemMapFs()
	h := open(t, fs, "store", fileio.Options{})
	empty := files(t, fs, "store")
	add(t, h, 1)
	one := files(t, fs, "store")
	header := empty["00000001.log"]
	noSegment := with(empty, "x", "")
	delete(noSegment, "x")
	delete(noSegment, "00000001.log")
	cases := map[string]map[string]string{
		"nothing": {}, "torn mark": {"mark": empty["mark"][:500]}, "empty mark": {"mark": ""}, "no segment": noSegment,
	}
	for _, n := range []int{0, 1, 8, 63} {
		cases["segment 1 cut at "+itoa(n)] = with(empty, "00000001.log", header[:n])
		cases["segment 1 zeros from "+itoa(n)] = with(empty, "00000001.log", header[:n]+strings.Repeat("\x00", 64-n))
		cases["segment 2 cut at "+itoa(n)] = with(one, "00000002.log", header[:n])
	}
	for what, content := range cases {
		fs := store(t, content)
		if reader, err := fileio.Open(fs, "store", fileio.Options{ReadOnly: true}); err == nil {
			reader.Close()
		}
		if !same(files(t, fs, "store"), content) {
			t.Errorf("%s: a reader changed the store", what)
		}
		h := open(t, fs, "store", fileio.Options{SegmentBytes: 80})
		want := 0
		if strings.HasPrefix(what, "segment 2") {
			want = 1
		}
		if got := do(t, h, "store/stat", kernel.Str("a")); got != statText(want) {
			t.Errorf("%s: %s, want %s", what, got, statText(want))
		}
		for i := range 3 {
			add(t, h, int64(i))
		}
		if got := do(t, h, "store/stat", kernel.Str("a")); got != statText(want+3) {
			t.Errorf("%s: %s after three commits", what, got)
		}
	}
	var damage *fileio.DamageError
	for _, tail := range []string{"", header} {
		content := with(one, "00000001.log", tail[:len(tail)/2])
		fs := store(t, content)
		if _, err := fileio.Open(fs, "store", fileio.Options{}); !errors.As(err, &damage) {
			t.Errorf("a lost header of a segment with frames: %v", err)
		}
		if !same(files(t, fs, "store"), content) {
			t.Error("a lost header of a segment with frames: the store was changed")
		}
	}
}
