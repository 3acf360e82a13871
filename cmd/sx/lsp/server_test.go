package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/check"
)

func testServer(t *testing.T) (*server, *bytes.Buffer) {
	t.Helper()
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	checker, err := check.New("")
	if err != nil {
		t.Fatal(err)
	}
	out := &bytes.Buffer{}
	return &server{out: out, checker: checker, documents: newDocuments(m, t.TempDir()), queue: make(chan incoming, 10), initialized: true}, out
}

// TestWithdrawn has a request withdrawn while it waits for its turn.
func TestWithdrawn(t *testing.T) {
	s, out := testServer(t)
	s.open("untitled:a", 1, "(inc 1)")
	ask := message{ID: json.RawMessage("7"), Method: "textDocument/hover",
		Params: json.RawMessage(`{"textDocument":{"uri":"untitled:a"},"position":{"line":0,"character":2}}`)}
	i := incoming{message: ask, ctx: s.arrived(context.Background(), &ask)}
	s.arrived(context.Background(), &message{Method: "$/cancelRequest", Params: json.RawMessage(`{"id":7}`)})
	if err := s.answer(i); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), `"id":7,"error":{"code":-32800`) {
		t.Errorf("the answer is %s", out)
	}
	if len(s.pending) != 0 {
		t.Errorf("requests that are answered are kept: %v", s.pending)
	}
	out.Reset()
	i.ctx = s.arrived(context.Background(), &ask)
	if err := s.answer(i); err != nil || !strings.Contains(out.String(), `"result":{"contents"`) {
		t.Errorf("asked again: %v, %s", err, out)
	}
}

// TestDiagnosisIsCutShort has a message arrive during a diagnosis: nothing is said about the old text.
func TestDiagnosisIsCutShort(t *testing.T) {
	s, out := testServer(t)
	s.open("untitled:a", 1, "(f)")
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.diagnoseNext(stopped); err != nil {
		t.Fatal(err)
	}
	if out.Len() > 0 || len(s.dirty) != 1 {
		t.Errorf("said %q, texts to diagnose: %v", out, s.dirty)
	}
	if err := s.diagnoseNext(context.Background()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "unbound variable: f") || len(s.dirty) != 0 {
		t.Errorf("said %q, texts to diagnose: %v", out, s.dirty)
	}
}

// TestDefinitionInLibraryOfSX opens a source that is part of sx, and asks on in it.
func TestDefinitionInLibraryOfSX(t *testing.T) {
	s, _ := testServer(t)
	s.open("untitled:a", 1, "(import (store api))\n(store/append \"a\" \"b\" 1)\n(map inc '(1))")
	d := s.byURI["untitled:a"]
	ask := func(d *document, p position) location {
		t.Helper()
		at, err := s.definition(context.Background(), d, d.text.offset(p), positionParams{})
		if err != nil {
			t.Fatal(err)
		}
		l, ok := at.(location)
		if !ok {
			t.Fatalf("the definition is at %v", at)
		}
		return l
	}
	for _, c := range []struct {
		p    position
		file string
		text string
	}{
		{position{1, 3}, "/store/log.sx", "store/append stream"},
		{position{2, 2}, "/prelude/", "(define (map "},
	} {
		at := ask(d, c.p)
		if !strings.Contains(at.URI, c.file) {
			t.Errorf("the definition is in %s", at.URI)
		}
		b, err := os.ReadFile(filePath(at.URI))
		if err != nil {
			t.Fatal(err)
		}
		x := newText(string(b))
		if got := x.s[x.offset(at.Range.Start):]; !strings.HasPrefix(got, c.text) {
			t.Errorf("at the definition stands %.60q", got)
		}
	}
	at := ask(d, position{1, 3})
	b, err := os.ReadFile(filePath(at.URI))
	if err != nil {
		t.Fatal(err)
	}
	s.open(at.URI, 1, string(b))
	if f := s.file(context.Background(), s.byURI[at.URI]); len(f.Problems) > 0 {
		t.Errorf("problems of a library of sx: %v", f.Problems)
	}
	if again := ask(d, position{1, 3}); again != at {
		t.Errorf("the definition is at %v, and at %v when it is open", at, again)
	}
}

// TestTextsOnTheWay asks every question at every place of texts as they are typed.
func TestTextsOnTheWay(t *testing.T) {
	s, _ := testServer(t)
	whole := "(import (only (store api) store/append))\n(define (f x &optional (y 1)) (let loop ((i 0)) (if (< i x) (loop (inc i)) `(a ,y ,@(list i)))))\n" +
		"(define-type T (A x) (B))\n(match (A 1) ((A x) x) ({:k v} v))\n(guard (e (else e)) #\\a \"s\" '(1 . 2))"
	for n := 0; n <= len(whole); n += 3 {
		s.open("untitled:a", n, whole[:n])
		d := s.byURI["untitled:a"]
		for off := max(0, n-12); off <= n; off++ {
			for method, ask := range s.questions() {
				if _, err := ask(context.Background(), d, off, positionParams{NewName: "new"}); err != nil && !strings.Contains(method, "ename") {
					t.Errorf("%s at %d of %q: %v", method, off, whole[:n], err)
				}
			}
		}
		s.symbols(context.Background(), d)
	}
}

// TestHostileTexts diagnoses texts each part of which could be made to cost as much as the whole.
func TestHostileTexts(t *testing.T) {
	s, out := testServer(t)
	for _, text := range []string{
		strings.Repeat("(x\n", 50_000),
		strings.Repeat("(f ", 9_000) + strings.Repeat(")", 9_000),
		strings.Repeat("(", 1<<20),
		"(let (" + strings.Repeat("(a 1)", 20_000) + ") a)",
		strings.Repeat("(xyz 1)\n", 20_000),
		"(define-syntax m (syntax-rules () ((_ x ...) (m x ... x ...))))\n(m 1)\n(f)",
	} {
		out.Reset()
		s.open("untitled:a", 1, text)
		if err := s.diagnoseNext(context.Background()); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), `"severity":`) {
			t.Errorf("%.20q…: nothing is said", text)
		}
	}
}
