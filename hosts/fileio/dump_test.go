package fileio_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// forms gives the forms of a text one after the other, for Load.
func forms(text string) func() (kernel.Value, error) {
	r := reader.New(&kernel.Source{Name: "dump", Text: text}, reader.Options{})
	return func() (kernel.Value, error) {
		form, err := r.Next()
		return form.Value, err
	}
}

func dumped(t *testing.T, fs afero.Fs, dir string) string {
	t.Helper()
	var b bytes.Buffer
	if err := fileio.Dump(context.Background(), fs, dir, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestCopiesOfAStore makes stores of random requests, compacts some, and copies them in every way there
// is: what a copy holds is the same, and so are the bytes of its dump.
func TestCopiesOfAStore(t *testing.T) {
	ctx := context.Background()
	for seed := range uint64(24) {
		fs := afero.NewMemMapFs()
		opts := fileio.Options{Now: fixedClock, SegmentBytes: []int64{400, 3000, 0}[seed%3]}
		h := open(t, fs, "store", opts)
		g := hosttest.NewRequests(seed)
		for i := range 150 {
			_, _ = h.Perform(ctx, g.Next()) // some are refused
			if seed%2 == 0 && i%60 == 59 {
				if _, err := h.Compact(ctx); err != nil {
					t.Fatal(err)
				}
			}
		}
		want, text := dump(h), dumped(t, fs, "store")
		if err := fileio.Backup(ctx, fs, "store", fs, "backup"); err != nil {
			t.Fatal(err)
		}
		if err := fileio.Load(ctx, fs, "loaded", forms(text)); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		before := files(t, fs, "store")
		if err := fileio.Rebuild(ctx, fs, "store"); err != nil {
			t.Fatal(err)
		}
		for name, b := range files(t, fs, "store") {
			if name != "mark" && before[name] != b {
				t.Fatalf("seed %d: rebuilding changed %s", seed, name)
			}
		}
		for _, dir := range []string{"store", "backup", "loaded"} {
			if got := dumped(t, fs, dir); got != text {
				t.Fatalf("seed %d: the dump of %s: %s", seed, dir, differs(got, text))
			}
			if r, err := fileio.Verify(ctx, fs, dir); err != nil || len(r.Problems) > 0 {
				t.Fatalf("seed %d: %s: %v, %v", seed, dir, r.Problems, err)
			}
			copied := open(t, fs, dir, opts)
			if got := dump(copied); got != want {
				t.Fatalf("seed %d: %s: %s", seed, dir, differs(got, want))
			}
			add(t, copied, 1)
		}
	}
}

// TestAllValuesSurviveADump dumps and loads the values that are hard to write.
func TestAllValuesSurviveADump(t *testing.T) {
	fs := afero.NewMemMapFs()
	h := open(t, fs, "store", fileio.Options{})
	for _, v := range hosttest.Values() {
		do(t, h, "store/commit", batch(v))
	}
	do(t, h, "blob/put", kernel.Str("a\xffblob"))
	text := dumped(t, fs, "store")
	if err := fileio.Load(context.Background(), fs, "loaded", forms(text)); err != nil {
		t.Fatal(err)
	}
	if got := dumped(t, fs, "loaded"); got != text {
		t.Fatal(differs(got, text))
	}
}

// TestDumpsThatDoNotLoad gives forms that no dump has.
func TestDumpsThatDoNotLoad(t *testing.T) {
	head := "(store {:version 1 :position 2})\n"
	event := `(event {:stream "a" :seq 1 :type "t" :at 1 :data 1 :pos 1})`
	for text, want := range map[string]string{
		"":                                 "ends early",
		head:                               "ends early",
		event:                              "form 1: want (store",
		head + head:                        "form 2: want (store",
		head + "7":                         "form 2: want a list",
		head + "(what 1)":                  "form 2: (what",
		"(store {:version 2 :position 2})": "version 2",
		head + event + event:               "form 3: event 1",
		head + `(event {:stream "a" :seq 1 :type "t" :at 1 :pos 9})`:             "form 2: event 1",
		head + event + "(end {:events 2 :keys 0 :snapshots 0 :blobs 0})":         "it has 2 events; there were 1",
		head + event + "(end {:events 1 :keys 0 :snapshots 0 :blobs 0})" + event: "something follows",
		head + "(put 1 2)": "the name is number",
	} {
		err := fileio.Load(context.Background(), afero.NewMemMapFs(), "store", forms(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	fs := afero.NewMemMapFs()
	add(t, open(t, fs, "store", fileio.Options{}), 1)
	err := fileio.Load(context.Background(), fs, "store", func() (kernel.Value, error) { return kernel.Nil, io.EOF })
	var locked *fileio.LockedError
	if err == nil || errors.As(err, &locked) {
		t.Errorf("loading into a store: %v", err)
	}
}

// TestBackupBesideAWriter backs a store up while it is being written: the copy holds a beginning of
// what was written, at least what was answered before.
func TestBackupBesideAWriter(t *testing.T) {
	fs := root(t)
	h := open(t, fs, "store", fileio.Options{SegmentBytes: 4000})
	for i := range 50 {
		add(t, h, int64(i))
	}
	stop := make(chan bool)
	done := make(chan bool)
	go func() {
		defer close(done)
		for i := 50; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := h.Perform(context.Background(), hosts.NewRequest("store/commit", batch(kernel.Int(int64(i))))); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	for i := range 5 {
		dir := "backup" + itoa(i)
		if err := fileio.Backup(context.Background(), fs, "store", fs, dir); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Compact(context.Background()); err != nil {
			t.Fatal(err)
		}
		if r, err := fileio.Verify(context.Background(), fs, dir); err != nil || len(r.Problems) > 0 || r.Events < 50 {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	close(stop)
	<-done
	if err := fileio.Backup(context.Background(), fs, "store", fs, "backup0"); err == nil {
		t.Fatal("a backup was written over another")
	}
}

// TestFailedLoadLeavesNothing breaks dumps off and looks for what is left: nothing that was not there before.
func TestFailedLoadLeavesNothing(t *testing.T) {
	bad := "(store {:version 1 :position 1})\n(blob \"text\")\n(put \"k\" 1)\n(unknown)\n"
	for _, dir := range []string{"a/b/store", "store"} {
		fs := afero.NewMemMapFs()
		if err := fs.Mkdir("a", 0o700); err != nil {
			t.Fatal(err)
		}
		if err := afero.WriteFile(fs, "store/note.txt", []byte("kept"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := fileio.Load(context.Background(), fs, dir, forms(bad)); err == nil || !strings.Contains(err.Error(), "form 4") {
			t.Fatalf("%s: %v", dir, err)
		}
		var left []string
		err := afero.Walk(fs, "", func(path string, info os.FileInfo, err error) error {
			left = append(left, path)
			return err
		})
		if got := strings.Join(left, " "); err != nil || strings.TrimSpace(got) != "a store store/note.txt" {
			t.Errorf("%s: %q is left, %v", dir, got, err)
		}
	}
	content, _ := rotten(t)
	fs := store(t, content)
	if err := fileio.Load(context.Background(), fs, "store", forms(bad)); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("into a store: %v", err)
	}
	if !same(files(t, fs, "store"), content) {
		t.Error("a load into a store changed it")
	}
}

// TestBlobsThatWereBeingWritten opens a store with what a crash leaves of a blob: the writer removes it, and
// leaves other files.
func TestBlobsThatWereBeingWritten(t *testing.T) {
	content, _ := rotten(t)
	temp := "blobs/b" + strings.Repeat("a", 58) + ".3.tmp"
	fs := store(t, content)
	for _, name := range []string{temp, "blobs/note.tmp"} {
		if err := afero.WriteFile(fs, "store/"+name, []byte("kept"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := open(t, fs, "store", fileio.Options{ReadOnly: true}).Close(); err != nil {
		t.Fatal(err)
	}
	if there, err := afero.Exists(fs, "store/"+temp); !there || err != nil {
		t.Error("a reader removed a file")
	}
	open(t, fs, "store", fileio.Options{})
	there, err := afero.Exists(fs, "store/"+temp)
	note, errNote := afero.Exists(fs, "store/blobs/note.tmp")
	if there || !note || err != nil || errNote != nil {
		t.Errorf("after the opening there is the temporary file: %v, another: %v", there, note)
	}
}
