package bundle

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestRoundTrip reads what was written, cut and changed at many places: the program, none, or an error.
func TestRoundTrip(t *testing.T) {
	texts := map[string]string{"main.sx": "(println 1)", "a/b.sx": strings.Repeat("; text\n", 100)}
	var b bytes.Buffer
	p := &Program{Main: "main.sx", Settings: map[string][]string{"allow": {"read=a,b", "env=X"}}}
	if err := Write(&b, strings.NewReader(strings.Repeat("machine code ", 100)), p, texts); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x")
	open := func(text []byte) (*Program, error) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return Open(path)
	}
	got, err := open(b.Bytes())
	if err != nil || got == nil || got.Main != p.Main || !cmp.Equal(got.Settings, p.Settings) {
		t.Fatalf("got %+v, %v", got, err)
	}
	for name, want := range texts {
		if text, err := fs.ReadFile(got.Sources, name); err != nil || string(text) != want {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	for n := range b.Len() {
		if got, err := open(b.Bytes()[:n]); got != nil || err != nil {
			t.Fatalf("cut at %d: %+v, %v", n, got, err)
		}
	}
	for i := 1300; i < b.Len(); i++ {
		text := bytes.Clone(b.Bytes())
		text[i] ^= 0x20
		got, err := open(text)
		if err != nil || got == nil {
			continue
		}
		for name, want := range texts {
			if text, err := fs.ReadFile(got.Sources, name); err == nil && string(text) != want {
				t.Fatalf("byte %d changed: %s reads %q", i, name, text)
			}
		}
	}
}

func TestCollect(t *testing.T) {
	folder := fstest.MapFS{}
	for name, text := range map[string]string{
		"a.sx":     "(define-library (a) (import (rename (b c) (x y))) (export))",
		"b/c.sx":   "(define-library (b c) (import (a)) (export x) (begin (define x 1)))", // in a circle
		"inner.sx": "(define-library (inner) (export))",
		"quote.sx": "(", "store/log.sx": "(",
	} {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	for _, c := range []struct{ text, want, err string }{
		{"(println 1)", "main.sx", ""},
		{"(import (prefix (only (a) x) p/) (scheme base) (sx base))", "a.sx b/c.sx main.sx", ""},
		{"(import (store log))", "main.sx", ""}, // that of sx
		{"'(import (quote)) (if x (import (inner)) (import (nowhere)))", "inner.sx main.sx", ""},
		{"(define-library (own) (export)) (import (own))", "main.sx", ""},
		{"\n (import (nowhere at all))", "", "main.sx:2:10: there is no library (nowhere at all)"},
		{"(import (quote))", "", "quote.sx:1:1: unclosed ("},
		{"(import (../etc passwd))", "main.sx", ""},
	} {
		texts, err := Collect(folder, "main.sx", c.text)
		var got []string
		for _, name := range []string{"a.sx", "b/c.sx", "inner.sx", "main.sx", "quote.sx", "store/log.sx"} {
			if _, ok := texts[name]; ok {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != c.want || (err == nil) != (c.err == "") || err != nil && !strings.HasPrefix(err.Error(), c.err) {
			t.Errorf("%s: %v, %v, want %s %s", c.text, got, err, c.want, c.err)
		}
	}
}
