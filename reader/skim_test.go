package reader

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

// checkSkim compares where the forms of a text that can be read begin and end with what is found without
// reading them.
func checkSkim(t *testing.T, src *kernel.Source) {
	t.Helper()
	r := New(src, Options{})
	for {
		from := r.Offset()
		form, err := r.Next()
		if err != nil {
			return
		}
		at := form.Pos.Offset
		if src.Text[at] != '(' && src.Text[at] != '[' && src.Text[at] != '{' {
			continue
		}
		if got := FormStart(src.Text, from); got > at || got < at && src.Text[got:got+1] != "#" {
			t.Errorf("%q: from %d the first token is at %d, found at %d", src.Text, from, at, got)
		}
		if got := ListEnd(src.Text, at); got != r.Offset() {
			t.Errorf("%q: the list at %d ends at %d, found at %d", src.Text, at, r.Offset(), got)
		}
	}
}

func TestSkim(t *testing.T) {
	for _, text := range []string{
		`(a)`, ` ; (` + "\n" + ` (b) (c)`, `(#\( #\) #\; #\" #\| #\é #\# #\x28)`, `("(" "\"(" "\\") (d)`, `(|(| :|(| |\|(|) (e)`,
		`(#|(" \|) (f)`, `(#;(a) #;b #'c '#;d e)`, `(a#|(|) (g)`, `(é#|(|)`, `(#(1 #{2}) [ { } ]) (h)`, "(a ; )\n) (i)", `(#t #xff #\a#|(|)`,
		`(#\space) (j)`, `#;(x) (k)`, "(\"\n;\") (l)",
	} {
		checkSkim(t, &kernel.Source{Text: text})
	}
	for _, text := range []string{"", "(", "(a", `("`, `(|`, `(#`, `(#\`, `(#|`, "(;", `("\`, "(#;", "(\xff"} {
		if got := ListEnd(text, 0); got != len(text) {
			t.Errorf("%q has no end, found at %d", text, got)
		}
	}
	paths, err := filepath.Glob("../lib/*/*.sx")
	if err != nil || len(paths) < 40 {
		t.Fatalf("%d libraries, %v", len(paths), err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		checkSkim(t, &kernel.Source{Name: path, Text: string(text)})
	}
}

// FuzzSkim is checkSkim with any text; whatever the text, an end is found in it.
func FuzzSkim(f *testing.F) {
	for _, text := range []string{"(a b)", `(#\( "(\"" |(| #|(|) ; (`, "#;(a) (b)", "(\xff", "(é#|(|)"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for at := range len(text) {
			if end := ListEnd(text, at); end <= at || end > len(text) {
				t.Errorf("%q: the list at %d ends at %d", text, at, end)
			}
		}
		checkSkim(t, &kernel.Source{Text: text})
	})
}
