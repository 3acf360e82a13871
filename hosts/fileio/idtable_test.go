package fileio_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/kernel"
)

// onceFor commits an event with an id to the stream "once" unless it is there; it gives the seq that it has.
func onceFor(t *testing.T, h *fileio.Host, id int) int64 {
	t.Helper()
	event := kernel.DictOf("type", kernel.Str("t"), "data", kernel.Int(int64(id)), "id", kernel.Str(fmt.Sprint("id", id)))
	v, err := h.Perform(context.Background(), hosts.NewRequest("store/commit", kernel.DictOf("appends", kernel.ListOf(
		kernel.DictOf("stream", kernel.Str("once"), "once", kernel.True, "events", kernel.ListOf(event))))))
	if err != nil {
		t.Fatal(err)
	}
	return v.AsDict().Lookup("events").AsList().Items()[0].AsDict().Lookup("seq").Int64()
}

// idTables gives the tables of ids in a directory.
func idTables(t *testing.T, fs afero.Fs) []string {
	t.Helper()
	list, err := afero.Glob(fs, "store/*.ids")
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		list[i] = filepath.Base(list[i])
	}
	return list
}

// onceSegments are more than the pages of indexes that are kept.
const onceSegments = 1300

// onceOptions make a segment for each commit of onceFor.
func onceOptions() fileio.Options {
	return fileio.Options{Now: fixedClock, Sync: fileio.SyncNever, SegmentBytes: 100}
}

// addIDs commits events with the ids from one up to, without, another, and closes the store.
func addIDs(t *testing.T, fs afero.Fs, from, to int) {
	t.Helper()
	h, err := fileio.Open(fs, "store", onceOptions())
	if err != nil {
		t.Fatal(err)
	}
	if from == 0 { // so that no seq is the number of a segment
		for range 3 {
			add(t, h, 0)
		}
	}
	for i := from; i < to; i++ {
		if seq := onceFor(t, h, i); seq != int64(i+1) {
			t.Fatalf("id %d has seq %d", i, seq)
		}
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
}

// mergeIDs opens the store until fewer segments than make a table, up to the last that is sealed, are in none.
func mergeIDs(t *testing.T, fs afero.Fs, last int) {
	t.Helper()
	h := open(t, fs, "store", onceOptions())
	for {
		var first, end int
		if list := idTables(t, fs); len(list) > 0 {
			if _, err := fmt.Sscanf(list[len(list)-1], "%d-%d.ids", &first, &end); err != nil {
				t.Fatal(err)
			}
		}
		if end > last-16 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
}

// askIDs asks for ids that are there and one that is not, which gets the seq last; each takes at most so many reads.
func askIDs(t *testing.T, fs countingFs, what string, last int, most int64) {
	t.Helper()
	h := open(t, fs, "store", onceOptions())
	for _, id := range []int{last - 1, 0, 1, 15, 16, 17, 255, 256, 300, last - 2} {
		fs.reads.Store(0)
		if seq := onceFor(t, h, id); seq != int64(id+1) {
			t.Fatalf("%s: id %d has seq %d", what, id, seq)
		}
		if n := fs.reads.Load(); n > most {
			t.Errorf("%s: %d reads for id %d", what, n, id)
		}
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestOnceLooksIntoFewFiles asks for ids, known and not, in a store of many segments: an answer takes few reads, and is
// right, also when the store was compacted, or its tables are damaged or gone.
func TestOnceLooksIntoFewFiles(t *testing.T) {
	fs := countingFs{afero.NewMemMapFs(), new(atomic.Int64)}
	addIDs(t, fs, 0, onceSegments)
	mergeIDs(t, fs, onceSegments-1)
	const most = 60
	askIDs(t, fs, "tables", onceSegments+1, most)
	whole := files(t, fs, "store")
	table := idTables(t, fs)[0]
	for name, text := range whole {
		if strings.HasSuffix(name, ".ids") && len(text) > len(whole[table]) {
			table = name
		}
	}
	for n, bad := range []string{"", "x", whole[table][:len(whole[table])-4096], strings.Repeat("x", len(whole[table])),
		whole[table][:len(whole[table])-4096] + strings.Repeat("x", 4096)} {
		if testing.Short() && n%2 > 0 {
			continue
		}
		fs := countingFs{store(t, with(whole, table, bad)), new(atomic.Int64)}
		if r, err := fileio.Verify(context.Background(), fs, "store"); err != nil || len(r.Problems) != 1 || r.Damaged() ||
			!strings.Contains(r.Problems[0].File, table) {
			t.Fatalf("damage %d: %v, %v", n, r.Problems, err)
		}
		h := open(t, fs, "store", onceOptions())
		for id := range onceSegments + 1 { // so that each page is looked at
			if seq := onceFor(t, h, id); seq != int64(id+1) {
				t.Fatalf("damage %d: id %d has seq %d", n, id, seq)
			}
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		askIDs(t, fs, fmt.Sprint("damage ", n), onceSegments+2, 1<<30)
		mergeIDs(t, fs, onceSegments+1)
		askIDs(t, fs, fmt.Sprint("after damage ", n), onceSegments+3, most)
		if r, err := fileio.Verify(context.Background(), fs, "store"); err != nil || len(r.Problems) > 0 {
			t.Fatalf("after damage %d: %v, %v", n, r.Problems, err)
		}
	}
	h := open(t, fs, "store", fileio.Options{})
	if _, err := h.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, id := range []int{700, onceSegments} { // the second is behind the tables
		if seq := onceFor(t, h, id); seq != int64(id+1) {
			t.Fatalf("compacted: id %d has seq %d", id, seq)
		}
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	askIDs(t, fs, "compacted", onceSegments+2, 200)
	if r, err := fileio.Verify(context.Background(), fs, "store"); err != nil || len(r.Problems) > 0 {
		t.Fatal(r.Problems, err)
	}
}

// TestTablesAreMerged adds segments bit by bit: the tables stay few, follow each other, and know all ids.
func TestTablesAreMerged(t *testing.T) {
	fs := countingFs{afero.NewMemMapFs(), new(atomic.Int64)}
	for n := 0; n < 600; n += 20 {
		addIDs(t, fs, n, n+20)
		mergeIDs(t, fs, n+19)
	}
	list, next := idTables(t, fs), 1
	if len(list) > 16 {
		t.Errorf("%d tables: %v", len(list), list)
	}
	for _, name := range list {
		var first, last int
		if _, err := fmt.Sscanf(name, "%d-%d.ids", &first, &last); err != nil || first != next || last < first {
			t.Fatalf("the tables do not follow each other: %v", list)
		}
		next = last + 1
	}
	h := open(t, fs, "store", onceOptions())
	for id := range 600 {
		if seq := onceFor(t, h, id); seq != int64(id+1) {
			t.Fatalf("id %d has seq %d", id, seq)
		}
	}
}
