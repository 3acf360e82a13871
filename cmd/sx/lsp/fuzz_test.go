package lsp

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/format"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// FuzzQuestions opens any text, changes it somewhere, and asks all that can be asked there: each answer can be
// written, the edits of a layout give what sx fmt makes of the text, and those of a rename a text that can be
// read as well as before.
func FuzzQuestions(f *testing.F) {
	for _, text := range []string{"", "(", "(f 😀 \"é\r\n\" ; c\r\n)\r", "(define (f x) (+ x 1))\r\n(f 1)", "(let (a 1", "(import (store api) (prefix (sx test) t/))\n(t/run)",
		"(define-record-type p (mk a) p? (a pa set-pa!))\n(pa (mk 1))", "(match x ((A y) y))", "'(a b)", "(-> x f (g 1))", "#;a (b |c d|)", "(defmacro m (x) `(list ,x))\n(m 2)"} {
		f.Add(text, uint16(len(text)), uint16(len(text)), "x")
	}
	names, err := filepath.Glob("../../../tests/lang/*.sx")
	if err != nil || len(names) == 0 {
		f.Fatalf("no programs: %v", err)
	}
	for i, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		at := (i * 321) % min(len(text), 1500)
		f.Add(string(text[:min(len(text), 1500)]), uint16(at), uint16(at+5), "(x")
	}
	m, err := cek.New(cek.Config{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, from, to uint16, insert string) {
		if !utf8.ValidString(text) || !utf8.ValidString(insert) { // no JSON has them
			return
		}
		s := &server{documents: newDocuments(m, ""), initialized: true}
		s.open(asked, 1, text)
		d := s.byURI[asked]
		askAll(t, s, d, int(from))
		where := d.text.span(int(from), int(to))
		s.change(didChangeParams{documentID{URI: asked}, []change{{&where, insert}}})
		askAll(t, s, d, int(from))
	})
}

const asked = "untitled:a"

// askAll asks about a text, and about the byte at off.
func askAll(t *testing.T, s *server, d *document, off int) {
	t.Helper()
	ctx := context.Background()
	off = d.text.offset(d.text.position(off))
	for method, ask := range s.questions() {
		answer, err := ask(ctx, d, off, positionParams{NewName: "another-name"})
		if _, unwritten := json.Marshal(answer); unwritten != nil {
			t.Errorf("%s: %v", method, unwritten)
		}
		if renamed, ok := answer.(workspaceEdit); ok && err == nil {
			after := apply(d.text, renamed.Changes[asked])
			if readable(after) != readable(d.text) {
				t.Errorf("renaming at %d makes %q of %q", off, after.s, d.text.s)
			}
		}
	}
	s.symbols(ctx, d)
	want, wrong := format.Source(d.src)
	edits, err := s.layOut(d)
	switch {
	case (err == nil) != (wrong == nil):
		t.Errorf("formatting gives the error %v, sx fmt %v", err, wrong)
	case err == nil:
		if after := apply(d.text, edits.([]textEdit)); after.s != want {
			t.Errorf("the edits make %q of %q, want %q", after.s, d.text.s, want)
		}
	}
}

// apply carries out edits that are in the order of the text.
func apply(x *text, edits []textEdit) *text {
	for i := len(edits) - 1; i >= 0; i-- {
		x = x.edited(change{&edits[i].Range, edits[i].NewText})
	}
	return x
}

func readable(x *text) bool {
	_, err := reader.ReadAll(&kernel.Source{Text: x.s}, reader.Options{})
	return err == nil
}
