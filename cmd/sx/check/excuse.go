package check

import (
	"context"
	"path/filepath"
	"sort"
	"strings"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// spans are parts of a text, one after the other.
type spans []struct{ from, to int }

// has tells whether an offset lies in one of the spans.
func (s spans) has(offset int) bool {
	i := sort.Search(len(s), func(i int) bool { return s[i].to > offset })
	return i < len(s) && s[i].from <= offset
}

// expectations tells which offsets lie in a form at top level with the expectation of a test behind it: what
// the form does is being tested, and may be to fail.
func expectations(src *kernel.Source) func(offset int) bool {
	var tested spans
	eol := -1 // the end of the line that was looked at last
	for r := reader.New(src, reader.Options{}); ; {
		f, err := r.Next()
		if err != nil {
			return tested.has
		}
		if eol < r.Offset() {
			if eol = strings.IndexByte(src.Text[r.Offset():], '\n'); eol < 0 {
				eol = len(src.Text)
			} else {
				eol += r.Offset()
			}
		}
		line := strings.TrimLeft(src.Text[r.Offset():eol], " \t")
		if strings.HasPrefix(line, ";=>") || strings.HasPrefix(line, ";!!") {
			tested = append(tested, struct{ from, to int }{f.Pos.Offset, r.Offset()})
		}
	}
}

// skips tells which offsets lie in a line that says that it is to be passed over.
func skips(src *kernel.Source) func(offset int) bool {
	var lines spans
	at := 0
	for line := range strings.Lines(src.Text) {
		if _, comment, found := strings.Cut(line, ";"); found && strings.Contains(comment, "check: skip") {
			lines = append(lines, struct{ from, to int }{at, at + len(line)})
		}
		at += len(line)
	}
	return lines.has
}

// loadedBy gives the file that a comment at the head of another names as the one that loads it; false if it
// names none.
func loadedBy(comment string) (string, bool) {
	name, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimLeft(comment, ";")), "loaded by:")
	name = strings.TrimSpace(name)
	return name, ok && name != "" && !strings.ContainsAny(name, " \t")
}

// loader gives the names that a file may use because the one that its head names defines them before it
// loads it.
func (t Text) loader(ctx context.Context) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(t.Names.Source.Text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, ";") {
			break
		}
		file, ok := loadedBy(line)
		if !ok {
			continue
		}
		if other := t.Open(filepath.ToSlash(file)); other != nil {
			for name := range t.Workspace.File(ctx, other).Visible(len(other.Text)) {
				out[name] = true
			}
		}
	}
	return out
}
