package fileio_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/hosts/mockio"
	"github.com/sx-lang/sx/kernel"
)

// TestFullDisk lets the disk be full for a while: a commit is a clean error, what was answered stays, and
// when there is space again the store goes on after it is opened.
func TestFullDisk(t *testing.T) {
	var full atomic.Bool // the background asks as well
	fs := &faultFs{afero.NewMemMapFs(), func(op, _ string) error {
		if full.Load() && (op == "write" || op == "open") {
			return syscall.ENOSPC
		}
		return nil
	}}
	h, err := fileio.Open(fs, "store", fileio.Options{SegmentBytes: 300})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		add(t, h, int64(i))
	}
	want := dump(h)
	full.Store(true)
	for range 3 {
		got := hosttest.Text(h.Perform(context.Background(), hosts.NewRequest("store/commit", batch(kernel.Int(1)))))
		if !strings.HasPrefix(got, "!io: ") || !strings.Contains(got, "no space left") {
			t.Fatalf("a commit on a full disk: %s", got)
		}
		if got := dump(h); got != want {
			t.Fatal(differs(got, want))
		}
	}
	_ = h.Close() // it may fail, since the disk is full
	if r, err := fileio.Verify(context.Background(), fs, "store"); err != nil || r.Damaged() {
		t.Fatalf("%v, %v", r.Problems, err)
	}
	full.Store(false)
	h = open(t, fs, "store", fileio.Options{SegmentBytes: 300})
	if got := dump(h); got != want {
		t.Fatal(differs(got, want))
	}
	add(t, h, 1)
}

// TestRelaxedSync performs random requests on stores whose answers do not wait for syncs.
func TestRelaxedSync(t *testing.T) {
	for _, sync := range []fileio.Sync{fileio.SyncInterval, fileio.SyncNever} {
		fs := root(t)
		opts := fileio.Options{Now: fixedClock, SegmentBytes: 2000, Sync: sync, SyncEvery: 1e6}
		h := open(t, fs, "store", opts)
		reopen := func() hosts.Host {
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			h = open(t, fs, "store", opts)
			return h
		}
		hosttest.Compare(t, uint64(sync), 300, mockio.New(mockio.WithClock(1000, 0)), h, reopen)
	}
}

// TestRelaxedTail tears the end of a log whose answers did not wait for syncs, whatever the unsynced
// marks say: what is before the tear is there, and it is no damage.
func TestRelaxedTail(t *testing.T) {
	fs := afero.NewMemMapFs()
	h := open(t, fs, "store", fileio.Options{Sync: fileio.SyncNever})
	for i := range 5 {
		add(t, h, int64(i))
	}
	content := files(t, fs, "store")
	log := content["00000001.log"]
	for cut := 72; cut < len(log); cut++ {
		fs := store(t, with(content, "00000001.log", log[:cut]+"\xff"+log[cut+1:]))
		h, err := fileio.Open(fs, "store", fileio.Options{})
		if err != nil {
			t.Fatalf("byte %d: %v", cut, err)
		}
		add(t, h, 1)
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestGroupsOfWriters lets many goroutines commit at once, some with expectations that cannot all hold:
// exactly one of those wins each time, and the log is whole.
func TestGroupsOfWriters(t *testing.T) {
	fs := root(t)
	h := open(t, fs, "store", fileio.Options{SegmentBytes: 20_000})
	const writers, turns = 32, 20
	var wg sync.WaitGroup
	var mu sync.Mutex
	wins := map[int]int{}
	for range writers {
		wg.Go(func() {
			for i := range turns {
				r := kernel.DictOf("appends", kernel.ListOf(kernel.DictOf("stream", kernel.Str("a"), "expect", kernel.Int(int64(i)),
					"events", kernel.ListOf(kernel.DictOf("type", kernel.Str("t"))))))
				for {
					v, err := h.Perform(context.Background(), hosts.NewRequest("store/commit", r))
					if err != nil {
						t.Error(err)
						return
					}
					actual := v.AsDict().Lookup("actual")
					if actual.IsNil() {
						mu.Lock()
						wins[i]++
						mu.Unlock()
					} else if actual.Int64() < int64(i) {
						continue // the others are behind
					}
					break
				}
			}
		})
	}
	wg.Wait()
	for i := range turns {
		if wins[i] != 1 {
			t.Fatalf("turn %d was won %d times", i, wins[i])
		}
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err := fileio.Verify(context.Background(), fs, "store"); err != nil || len(r.Problems) > 0 || r.Events != turns {
		t.Fatalf("%+v, %v", r, err)
	}
}

// TestOldVersionIsRefused opens what version 1 wrote.
func TestOldVersionIsRefused(t *testing.T) {
	head := append([]byte("sxlog\r\n\x00"), make([]byte, 52)...)
	binary.LittleEndian.PutUint32(head[8:], 1)
	head[32] = 1
	head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(head, crc32.MakeTable(crc32.Castagnoli)))
	mark := append([]byte("sxmk\x01\x00\x00\x00"), make([]byte, 52)...)
	mark = binary.LittleEndian.AppendUint32(mark, crc32.Checksum(mark, crc32.MakeTable(crc32.Castagnoli)))
	for what, content := range map[string]map[string]string{
		"segment": {"00000001.log": string(head)},
		"mark":    {"00000001.log": string(head), "mark": string(mark)},
	} {
		fs := store(t, content)
		_, err := fileio.Open(fs, "store", fileio.Options{})
		var version *fileio.VersionError
		if !errors.As(err, &version) || version.Version != 1 || !strings.Contains(err.Error(), "reads version 2") {
			t.Errorf("%s: %v", what, err)
		}
		if !same(files(t, fs, "store"), content) {
			t.Errorf("%s: the store was changed", what)
		}
	}
}

// TestDamagedIndexUnderAnOpenStore changes every page of the index files after the opening: answers stay
// the same.
func TestDamagedIndexUnderAnOpenStore(t *testing.T) {
	fs := afero.NewMemMapFs()
	opts := fileio.Options{SegmentBytes: 3000}
	h := open(t, fs, "store", opts)
	for i := range 100 {
		add(t, h, int64(i))
	}
	want := dump(h)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	for _, readOnly := range []bool{true, false} {
		opts.ReadOnly = readOnly
		h = open(t, fs, "store", opts)
		for name, text := range files(t, fs, "store") {
			if !strings.HasSuffix(name, ".idx") {
				continue
			}
			f, err := fs.OpenFile("store/"+name, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.WriteAt(bytes.Repeat([]byte{0x55}, len(text)), 0); err != nil {
				t.Fatal(err)
			}
			f.Close()
		}
		if got := dump(h); got != want {
			t.Fatal(differs(got, want))
		}
	}
	add(t, h, 100)
}

// TestManyStreams makes more streams than fit a page of anything, and looks some up after an opening.
func TestManyStreams(t *testing.T) {
	fs := root(t)
	h := open(t, fs, "store", fileio.Options{Sync: fileio.SyncNever, SegmentBytes: 1 << 18})
	const n = 20_000
	for i := 0; i < n; i += 100 {
		var appends []kernel.Value
		for k := range 100 {
			appends = append(appends, kernel.DictOf("stream", kernel.Str("s"+itoa(i+k)), "events",
				kernel.ListOf(kernel.DictOf("type", kernel.Str("t"), "at", kernel.Int(1), "data", kernel.Int(int64(i+k)), "id", kernel.Str("i")))))
		}
		do(t, h, "store/commit", kernel.DictOf("appends", kernel.ListOf(appends...)))
	}
	for round := range 3 {
		for i := 0; i < n; i += 997 {
			got := do(t, h, "store/read", kernel.DictOf("stream", kernel.Str("s"+itoa(i))))
			want := `{:events ({:stream "s` + itoa(i) + `" :seq 1 :type "t" :at 1 :data ` + itoa(i) + ` :id "i"}) :next nil :last-seq 1 :first-seq 1}`
			if got != want {
				t.Fatalf("round %d: %s, want %s", round, got, want)
			}
			again := do(t, h, "store/commit", kernel.DictOf("appends", kernel.ListOf(kernel.DictOf("stream", kernel.Str("s"+itoa(i)),
				"once", kernel.True, "events", kernel.ListOf(kernel.DictOf("type", kernel.Str("t"), "data", kernel.Int(int64(i)), "id", kernel.Str("i")))))))
			if !strings.Contains(again, ":pos "+itoa(i+1)+"}") {
				t.Fatalf("round %d: the same id again: %s", round, again)
			}
		}
		if round == 0 {
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			h = open(t, fs, "store", fileio.Options{})
		} else if _, err := h.Compact(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}
