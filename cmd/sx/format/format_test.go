package format

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

func source(name, text string) *kernel.Source { return &kernel.Source{Name: name, Text: text} }

// check formats a text that can be read, and gives the result: the same forms, of the same tokens and comments,
// and the same again when it is formatted once more.
func check(t *testing.T, name, text string) string {
	t.Helper()
	out, err := Source(source(name, text))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if before, after := forms(t, name, text), forms(t, name, out); !slices.Equal(before, after) {
		t.Errorf("%s: other forms (-before +after):\n%s", name, cmp.Diff(before, after))
	}
	if before, after := tokens(t, name, text), tokens(t, name, out); !slices.Equal(before, after) {
		t.Errorf("%s: other tokens (-before +after):\n%s", name, cmp.Diff(before, after))
	}
	again, err := Source(source(name, out))
	if err != nil || out != again {
		t.Errorf("%s: %v; formatting it again changes it (-once +twice):\n%s", name, err, cmp.Diff(out, again))
	}
	return out
}

func forms(t *testing.T, name, text string) []string {
	t.Helper()
	all, err := reader.ReadAll(source(name, text), reader.Options{})
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, text)
	}
	var out []string
	for _, f := range all {
		out = append(out, kernel.Write(f.Value))
	}
	return out
}

// tokens gives the tokens of a text, and its comments without the white space at their ends.
func tokens(t *testing.T, name, text string) []string {
	t.Helper()
	all, err := reader.Tokens(source(name, text), reader.Options{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out []string
	for _, tok := range all {
		if tok.Kind == reader.TokenComment {
			tok.Text = strings.TrimRight(tok.Text, " \t\r\f\v")
		}
		out = append(out, tok.Text)
	}
	return out
}

// TestTree formats every program of the repository.
func TestTree(t *testing.T) {
	count := 0
	err := filepath.WalkDir("../../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".sx") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if _, err := reader.ReadAll(source(path, string(text)), reader.Options{}); err != nil {
			return nil // a test of errors
		}
		count++
		check(t, path, string(text))
		return nil
	})
	if err != nil || count < 200 {
		t.Errorf("%d files formatted, error %v", count, err)
	}
}
