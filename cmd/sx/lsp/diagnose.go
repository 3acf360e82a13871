package lsp

import (
	"context"
	"unicode/utf8"

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
	f := s.file(ctx, doc)
	s.mu.Lock()
	s.work = nil
	s.mu.Unlock()
	if f == nil {
		return nil
	}
	s.dirty = s.dirty[1:]
	version := doc.version
	return wire.Write(s.out, notification{"2.0", "textDocument/publishDiagnostics",
		publishParams{URI: uri, Version: &version, Diagnostics: diagnostics(doc, f)}})
}

// maxDiagnostics bounds how much is said about one text.
const maxDiagnostics = 500

func diagnostics(doc *document, f *names.File) []diagnostic {
	out := []diagnostic{}
	for _, p := range f.Problems {
		if len(out) == maxDiagnostics {
			break
		}
		end := p.End
		if _, w := utf8.DecodeRuneInString(doc.text.s[p.Offset:]); end == p.Offset {
			end += w // so that there is something to see
		}
		d := diagnostic{Range: doc.text.span(p.Offset, end), Source: "sx", Message: kernel.Visible(p.Message)}
		switch p.Severity {
		case names.Error:
			d.Severity = severityError
		case names.Warning:
			d.Severity = severityWarning
		default:
			d.Severity, d.Tags = severityHint, []int{tagUnnecessary}
		}
		out = append(out, d)
	}
	return out
}
