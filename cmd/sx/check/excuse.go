package check

import (
	"context"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// expectations tells which offsets lie in a form at top level with the expectation of a test behind it: what
// the form does is being tested, and may be to fail.
func expectations(src *kernel.Source) func(offset int) bool {
	type form struct{ from, to int }
	var tested []form
	for r := reader.New(src, reader.Options{}); ; {
		f, err := r.Next()
		if err != nil {
			break
		}
		line, _, _ := strings.Cut(src.Text[r.Offset():], "\n")
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, ";=>") || strings.HasPrefix(line, ";!!") {
			tested = append(tested, form{f.Pos.Offset, r.Offset()})
		}
	}
	return func(offset int) bool {
		i := sort.Search(len(tested), func(i int) bool { return tested[i].to > offset })
		return i < len(tested) && tested[i].from <= offset
	}
}

// skipped tells whether the line of a finding says that it is to be passed over.
func skipped(f Finding) bool {
	text := f.Pos.Source.Text
	start := strings.LastIndexByte(text[:f.Pos.Offset], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	_, comment, found := strings.Cut(line, ";")
	return found && strings.Contains(comment, "check: skip")
}

// loadedBy is how the head of a file names the one that loads it.
var loadedBy = regexp.MustCompile(`^;+\s*loaded by:\s*(\S+)\s*$`)

// loader gives the names that a file may use because the one that its head names defines them before it
// loads it.
func (t Text) loader(ctx context.Context) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(t.Names.Source.Text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, ";") {
			break
		}
		m := loadedBy.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if other := t.Open(filepath.ToSlash(m[1])); other != nil {
			for name := range t.Workspace.File(ctx, other).Visible(len(other.Text)) {
				out[name] = true
			}
		}
	}
	return out
}
