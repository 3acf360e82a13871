package fileio_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/hosts/fileio"
	"github.com/sx-lang/sx/hosts/hosttest"
	"github.com/sx-lang/sx/kernel"
)

// questions are small requests about everything in the store that varied makes, each of which has an answer that
// is right or wrong by itself.
func questions() (list []kernel.Value) {
	ask := func(op string, arg kernel.Value) { list = append(list, hosts.NewRequest(op, arg)) }
	for pos := range 40 {
		ask("store/read-all", kernel.DictOf("after", kernel.Int(int64(pos)), "limit", kernel.Int(1)))
		ask("store/read-all", kernel.DictOf("after", kernel.Int(int64(pos+1)), "reverse", kernel.True, "limit", kernel.Int(1)))
	}
	for s := range 3 {
		for seq := range 12 {
			ask("store/read", kernel.DictOf("stream", kernel.Str(fmt.Sprint("s", s)), "from", kernel.Int(int64(seq+1)),
				"limit", kernel.Int(1)))
		}
	}
	for i := range 4 {
		ask("kv/get", kernel.Str(fmt.Sprint("k", i)))
	}
	ask("kv/scan", kernel.DictOf("prefix", kernel.Str("")))
	ask("store/snapshot-read", kernel.Str("snap"))
	return list
}

// varied makes a store with events of three streams, keys and a snapshot, the same files on every run.
func varied(t *testing.T, opts fileio.Options, end bool) map[string]string {
	t.Helper()
	fs := afero.NewMemMapFs()
	h := open(t, fs, "store", fileio.Repeatable(opts))
	for i := range int64(36) {
		do(t, h, "store/commit", kernel.DictOf("appends", kernel.ListOf(kernel.DictOf("stream", kernel.Str(fmt.Sprint("s", i%3)),
			"events", kernel.ListOf(kernel.DictOf("type", kernel.Str("t"), "at", kernel.Int(i), "data", kernel.Int(i*i)))))))
		if i%5 == 0 {
			do(t, h, "store/commit", kernel.DictOf("kv", kernel.ListOf(kernel.DictOf("put", kernel.Str(fmt.Sprint("k", i%4)),
				"value", kernel.Int(i)))))
		}
	}
	do(t, h, "store/snapshot-write", kernel.DictOf("name", kernel.Str("snap"), "value", kernel.Int(1), "seq", kernel.Int(1)))
	if end {
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return files(t, fs, "store")
}

// answers asks a store everything.
func answers(h hosts.Host) (list []string) {
	for _, q := range questions() {
		text := hosttest.Text(h.Perform(context.Background(), q))
		if read := q.AsDict().Lookup("op").Text() == "store/read"; read && strings.HasPrefix(text, "{:events ({") {
			text, _, _ = strings.Cut(text, ":next") // how far the stream goes cannot always be told
		}
		list = append(list, text)
	}
	return list
}

// TestDamagedStoreServesWhatIsWhole damages each file of the log in turn, at many places, opens the
// store to read and asks it everything: an answer is right, or it
// says where the damage is; and most are right.
func TestDamagedStoreServesWhatIsWhole(t *testing.T) {
	for _, c := range []struct {
		opts  fileio.Options
		end   bool
		least int // of 122 answers, when one byte is wrong
	}{
		{fileio.Options{Now: fixedClock}, false, 112},
		{fileio.Options{Now: fixedClock}, true, 116},
		{fileio.Options{Now: fixedClock, SegmentBytes: 300}, false, 112},
		{fileio.Options{Now: fixedClock, SegmentBytes: 300}, true, 116},
	} {
		content := varied(t, c.opts, c.end)
		want := answers(open(t, store(t, content), "store", fileio.Options{ReadOnly: true}))
		fewest := len(want)
		try := func(what string, content map[string]string) {
			fs := store(t, content)
			h, err := fileio.Open(fs, "store", fileio.Options{Damaged: true})
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			right := 0
			for i, got := range answers(h) {
				switch {
				case got == want[i]:
					right++
				case !strings.Contains(got, "store is damaged: store/0000"):
					t.Fatalf("%s: %s answers\n%s\nwant\n%s", what, kernel.Write(questions()[i]), got, want[i])
				}
			}
			if right < len(want) && len(h.Damage()) == 0 && !c.end && c.opts.SegmentBytes == 0 { // no index hides it
				t.Errorf("%s: %d of %d answers, and no damage is told", what, right, len(want))
			}
			if strings.Contains(what, "byte") {
				fewest = min(fewest, right)
			}
			got := hosttest.Text(h.Perform(context.Background(), hosts.NewRequest("store/commit", batch(kernel.Int(1)))))
			if !strings.Contains(got, "opened to read only") {
				t.Errorf("%s: a commit answers %s", what, got)
			}
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			if !same(files(t, fs, "store"), content) {
				t.Fatalf("%s: the store was changed", what)
			}
		}
		for name, text := range content {
			if !strings.HasSuffix(name, ".log") {
				continue
			}
			gone := with(content, name, "")
			delete(gone, name)
			if c.opts.SegmentBytes > 0 {
				try(name+" missing", gone)
			}
			for at := 72; at < len(text); at += 5 {
				try(fmt.Sprintf("%s, byte %d", name, at), with(content, name, text[:at]+string([]byte{^text[at]})+text[at+1:]))
				try(fmt.Sprintf("%s, cut at %d", name, at), with(content, name, text[:at]))
			}
		}
		if fewest < c.least {
			t.Errorf("one wrong byte leaves %d of %d answers", fewest, len(want))
		}
		t.Logf("segments of %d, closed %v: at least %d of %d answers", c.opts.SegmentBytes, c.end, fewest, len(want))
	}
}

// TestDamagedOpensOthers gives what Options.Damaged does with a store that is whole, and what it cannot open.
func TestDamagedOpensOthers(t *testing.T) {
	content, want := rotten(t)
	h := open(t, store(t, content), "store", fileio.Options{Damaged: true})
	if got := dump(h); got != want || len(h.Damage()) > 0 {
		t.Fatalf("a whole store answers\n%s\nwant\n%s, damage %v", got, want, h.Damage())
	}
	empty := map[string]string{"mark": content["mark"], "00000001.log": strings.Repeat("x", 100)}
	_, err := fileio.Open(store(t, empty), "store", fileio.Options{Damaged: true})
	if damage := (*fileio.DamageError)(nil); !errors.As(err, &damage) {
		t.Fatalf("a store of which nothing is left: %v", err)
	}
}
