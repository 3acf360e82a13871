package check

import (
	"context"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/sx-lang/sx/cmd/sx/names"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// excused tells whether a finding lies in a form at top level with the expectation of a test behind it: what
// the form does is being tested, and may be to fail.
func excused(src *kernel.Source, f Finding) bool {
	r := reader.New(src, reader.Options{})
	for {
		form, err := r.Next()
		if err != nil || form.Pos.Offset > f.Pos.Offset {
			return false
		}
		if f.Pos.Offset >= r.Offset() {
			continue
		}
		line, _, _ := strings.Cut(src.Text[r.Offset():], "\n")
		line = strings.TrimSpace(line)
		return strings.HasPrefix(line, ";=>") || strings.HasPrefix(line, ";!!")
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
func (c *Checker) loader(ctx context.Context, w *names.Workspace, src *kernel.Source) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(src.Text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, ";") {
			break
		}
		m := loadedBy.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if other := c.open(nil, filepath.ToSlash(m[1])); other != nil {
			for name := range w.File(ctx, other).Visible(len(other.Text)) {
				out[name] = true
			}
		}
	}
	return out
}
