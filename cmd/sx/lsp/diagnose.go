package lsp

import (
	"context"
	"io/fs"
	"path/filepath"
	"unicode/utf8"

	"github.com/sx-lang/sx/cmd/sx/check"
	"github.com/sx-lang/sx/cmd/sx/names"
	"github.com/sx-lang/sx/cmd/sx/wire"
	"github.com/sx-lang/sx/kernel"
)

// diagnoseNext says what is wrong with the next text of which that is not known. It is cut short by
// the next message, and done again later.
func (s *server) diagnoseNext(ctx context.Context) error {
	uri := s.dirty[0]
	doc := s.byURI[uri]
	if doc == nil {
		s.dirty = s.dirty[1:]
		return wire.Write(s.out, notification{"2.0", "textDocument/publishDiagnostics",
			publishParams{URI: uri, Diagnostics: []diagnostic{}}})
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.mu.Lock()
	s.work = cancel
	s.mu.Unlock()
	found := []diagnostic{}
	if f := s.file(ctx, doc); f != nil {
		found = s.diagnostics(ctx, doc, f)
	}
	s.mu.Lock()
	s.work = nil
	s.mu.Unlock()
	if ctx.Err() != nil {
		return nil
	}
	s.dirty = s.dirty[1:]
	version := doc.version
	return wire.Write(s.out, notification{"2.0", "textDocument/publishDiagnostics",
		publishParams{URI: uri, Version: &version, Diagnostics: found}})
}

// maxDiagnostics bounds how much is said about one text.
const maxDiagnostics = 500

// diagnostics says what sx check would say of a text.
func (s *server) diagnostics(ctx context.Context, doc *document, f *names.File) []diagnostic {
	out := []diagnostic{}
	files := besides{s.documents, doc.src}
	found := s.checker.Judge(ctx, check.Text{Names: f, Workspace: s.space, Libraries: []fs.FS{files},
		Directory: filepath.Dir(filePath(doc.uri)), Open: func(path string) *kernel.Source { return s.openLibrary(doc.src, path) }})
	for _, p := range found {
		if len(out) == maxDiagnostics {
			break
		}
		from, to := p.Pos.Offset, p.End
		if _, w := utf8.DecodeRuneInString(doc.text.s[from:]); to <= from {
			to = from + w // so that there is something to see
		}
		d := diagnostic{Range: doc.text.span(from, to), Severity: severityWarning, Source: "sx", Message: kernel.Visible(p.Message)}
		switch {
		case p.Unused:
			d.Severity, d.Tags = severityHint, []int{tagUnnecessary}
		case p.Severity == "error":
			d.Severity = severityError
		}
		out = append(out, d)
	}
	return out
}

// besides are the files that a text may import: open texts count, not their files.
type besides struct {
	of   *documents
	from *kernel.Source
}

// Open is not used: libraries are read as a whole.
func (b besides) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadFile gives the text of a library's file.
func (b besides) ReadFile(name string) ([]byte, error) {
	src := b.of.openLibrary(b.from, name)
	if src == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return []byte(src.Text), nil
}
