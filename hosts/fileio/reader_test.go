package fileio_test

import (
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/kernel"
)

// TestReadOnly checks that a reader writes nothing and refuses to.
func TestReadOnly(t *testing.T) {
	fs := afero.NewMemMapFs()
	if _, err := fileio.Open(fs, "store", fileio.Options{ReadOnly: true}); err == nil ||
		!strings.Contains(err.Error(), "there is no store in store") {
		t.Fatalf("reading a store that is not there: %v", err)
	}
	if ok, _ := afero.DirExists(fs, "store"); ok {
		t.Fatal("a reader made the directory")
	}
	content, want := rotten(t)
	h := open(t, store(t, content), "store", fileio.Options{ReadOnly: true})
	if got := dump(h); got != want {
		t.Fatalf("a reader reads\n%s\nwant\n%s", got, want)
	}
	for _, r := range []kernel.Value{
		hosts.NewRequest("store/commit", batch(kernel.Int(1))),
		hosts.NewRequest("store/truncate", kernel.DictOf("stream", kernel.Str("a"), "before", kernel.Int(3))),
		hosts.NewRequest("store/snapshot-write", kernel.DictOf("name", kernel.Str("s"), "value", kernel.Nil, "seq", kernel.Int(1))),
		hosts.NewRequest("store/snapshot-delete", kernel.Str("a")),
		hosts.NewRequest("blob/put", kernel.Str("x")),
	} {
		if got := hosttest.Text(h.Perform(context.Background(), r)); !strings.HasPrefix(got, "!io: ") ||
			!strings.Contains(got, "opened to read only") {
			t.Fatalf("%s: %s", kernel.Write(r), got)
		}
	}
}

// TestReaderWaitsForAWriter lets a reader wait for what a writer commits.
func TestReaderWaitsForAWriter(t *testing.T) {
	fs := root(t)
	writer := open(t, fs, "store", fileio.Options{})
	reader := open(t, fs, "store", fileio.Options{ReadOnly: true})
	go func() {
		time.Sleep(30 * time.Millisecond) // lets the wait begin; right either way
		writer.Perform(context.Background(), hosts.NewRequest("store/commit", batch(kernel.Int(1))))
	}()
	got := do(t, reader, "store/wait", kernel.DictOf("after", kernel.Int(0), "timeout", kernel.Int(60_000)))
	if got != "1" {
		t.Fatalf("store/wait: %s, want 1", got)
	}
}

// TestCloseEndsWaits closes a store while a goroutine waits, and asks it again.
func TestCloseEndsWaits(t *testing.T) {
	h, err := fileio.Open(afero.NewMemMapFs(), "store", fileio.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	wait := kernel.DictOf("after", kernel.Int(0), "timeout", kernel.Int(600_000))
	go func() {
		_, err := h.Perform(context.Background(), hosts.NewRequest("store/wait", wait))
		ended <- err
	}()
	time.Sleep(5 * time.Millisecond) // lets the wait begin; right either way
	if err := errors.Join(h.Close(), h.Close()); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, fileio.ErrClosed) {
		t.Fatalf("the wait ended with %v", err)
	}
	for _, op := range []string{"store/read-all", "store/wait"} {
		if _, err := h.Perform(context.Background(), hosts.NewRequest(op, wait)); !errors.Is(err, fileio.ErrClosed) {
			t.Fatalf("%s of a closed store: %v", op, err)
		}
	}
}

// TestModes checks the permissions of what is made.
func TestModes(t *testing.T) {
	dir := t.TempDir()
	h := open(t, afero.NewOsFs(), filepath.Join(dir, "a", "store"), fileio.Options{})
	add(t, h, 1)
	err := filepath.Walk(filepath.Join(dir, "a"), func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		want := os.FileMode(0o600)
		if info.IsDir() {
			want = os.ModeDir | 0o700
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode(), want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestNewerVersionIsRefusedByName writes a higher version into each file.
func TestNewerVersionIsRefusedByName(t *testing.T) {
	content, _ := rotten(t)
	for name, at := range map[string]int{"00000001.log": 8, "mark": 4} {
		b := []byte(content[name])
		for start := 0; start+72 <= len(b); start += 512 {
			binary.LittleEndian.PutUint32(b[start+at:], 7)
			sum := crc32.Checksum(b[start:start+68], crc32.MakeTable(crc32.Castagnoli))
			binary.LittleEndian.PutUint32(b[start+68:], sum)
			if name != "mark" {
				break
			}
		}
		_, err := fileio.Open(store(t, with(content, name, string(b))), "store", fileio.Options{})
		var version *fileio.VersionError
		if !errors.As(err, &version) || filepath.Base(version.File) != name || version.Version != 7 {
			t.Fatalf("%s of version 7: %v", name, err)
		}
	}
}

// TestForeignFilesAreLeftAlone puts a file into the directory that is not the store's.
func TestForeignFilesAreLeftAlone(t *testing.T) {
	content, want := rotten(t)
	fs := store(t, with(with(content, "00000001.log.bak", "x"), "1.log", "y"))
	h := open(t, fs, "store", fileio.Options{Now: fixedClock})
	if got := dump(h); got != want {
		t.Fatalf("the store holds\n%s", got)
	}
	if notes := h.Notes(); len(notes) != 2 || !strings.Contains(notes[0], "was left alone") {
		t.Fatalf("notes: %q", notes)
	}
}

// TestRootKeepsNamesInside tries to leave a Root by "..", by links and by absolute names.
func TestRootKeepsNamesInside(t *testing.T) {
	outer := t.TempDir()
	inner := filepath.Join(outer, "inner")
	secret := filepath.Join(outer, "secret")
	for _, err := range []error{os.Mkdir(inner, 0o700), os.WriteFile(secret, []byte("secret"), 0o600),
		os.Symlink(outer, filepath.Join(inner, "link")), os.Symlink(secret, filepath.Join(inner, "file"))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	fs, err := fileio.RootFs(inner)
	if err != nil {
		t.Fatal(err)
	}
	defer fs.Close()
	for _, name := range []string{"../secret", "link/secret", "file", secret, "/../secret", "a/../../secret"} {
		if b, err := afero.ReadFile(fs, name); err == nil {
			t.Errorf("read %q through %q", b, name)
		}
		if f, err := fs.OpenFile(name, os.O_WRONLY, 0); err == nil {
			f.Close()
			t.Errorf("opened %q for writing", name)
		}
	}
	for _, dir := range []string{"../store", "link/store"} {
		if h, err := fileio.Open(fs, dir, fileio.Options{}); err == nil {
			h.Close()
			t.Errorf("opened a store at %q", dir)
		}
	}
	for _, dir := range []string{".", "/sub/store", "sub"} {
		h, err := fileio.Open(fs, dir, fileio.Options{})
		if err != nil {
			t.Fatal(err)
		}
		add(t, h, 1)
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReaderOfUnsyncedWrites lets a reader follow a writer whose answers do not wait for syncs: it sees what
// was answered at once, over several segments, and nothing of half a frame.
func TestReaderOfUnsyncedWrites(t *testing.T) {
	for _, sync := range []fileio.Sync{fileio.SyncNever, fileio.SyncInterval} {
		fs := afero.NewMemMapFs()
		writer := open(t, fs, "store", fileio.Options{Sync: sync, SegmentBytes: 600, OpenFiles: 6})
		reader := open(t, fs, "store", fileio.Options{ReadOnly: true})
		for n := 1; n <= 40; n++ {
			add(t, writer, int64(n))
			if got := do(t, reader, "store/stat", kernel.Str("a")); got != statText(n) {
				t.Fatalf("sync %d, after commit %d the reader answers %s", sync, n, got)
			}
		}
		if writer.Close() != nil {
			t.Fatal("close")
		}
		writer = open(t, fs, "store", fileio.Options{Sync: sync})
		before := files(t, fs, "store")
		add(t, writer, 41)
		after := files(t, fs, "store")
		for name, content := range after {
			if !strings.HasSuffix(name, ".log") || len(content) == len(before[name]) {
				continue
			}
			half := store(t, with(before, name, content[:len(before[name])+9]))
			writer := open(t, half, "store", fileio.Options{Sync: sync}) // clears it
			reader := open(t, half, "store", fileio.Options{ReadOnly: true})
			f, err := half.OpenFile("store/"+name, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.WriteAt([]byte(content[len(before[name]):len(content)-3]), int64(len(before[name]))); err != nil {
				t.Fatal(err)
			}
			if got := do(t, reader, "store/stat", kernel.Str("a")); got != statText(40) {
				t.Fatalf("sync %d, beside half a frame the reader answers %s", sync, got)
			}
			if err := errors.Join(f.Close(), reader.Close(), writer.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestWaitTakesFewRounds lets a reader in another process wait, and counts how often it looks for news after a
// commit was answered: the next look is the last.
func TestWaitTakesFewRounds(t *testing.T) {
	disk := afero.NewMemMapFs()
	writer := open(t, disk, "store", fileio.Options{})
	fs := &lookFs{Fs: disk}
	reader := open(t, fs, "store", fileio.Options{ReadOnly: true})
	for n := range int64(5) {
		before, answered := fs.looks.Load(), make(chan string, 1)
		go func() {
			wait := kernel.DictOf("after", kernel.Int(n), "timeout", kernel.Int(600_000))
			answered <- hosttest.Text(reader.Perform(context.Background(), hosts.NewRequest("store/wait", wait)))
		}()
		for fs.looks.Load() < before+3 { // it waits
			time.Sleep(time.Millisecond)
		}
		add(t, writer, n)
		at := fs.looks.Load()
		if got := <-answered; got != itoa(int(n+1)) {
			t.Fatalf("store/wait: %s, want %d", got, n+1)
		}
		if rounds := fs.looks.Load() - at; rounds > 1 {
			t.Fatalf("the reader looked %d times after commit %d", rounds, n)
		}
	}
}

// lookFs counts how often the mark is looked at.
type lookFs struct {
	afero.Fs
	looks atomic.Int64
}

func (f *lookFs) Open(name string) (afero.File, error) {
	if filepath.Base(name) == "mark" {
		f.looks.Add(1)
	}
	return f.Fs.Open(name)
}
