package lsp

import (
	"context"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/names"
	"github.com/sx-lang/sx/kernel"
)

func (s *server) hover(ctx context.Context, d *document, off int, _ positionParams) (any, error) {
	u, err := s.useAt(ctx, d, off)
	if u == nil {
		return nil, err
	}
	return hover{markup{"markdown", s.about(u.Name, u.Def)}, d.text.span(u.Offset, u.End)}, nil
}

// about is the documentation of a name, in Markdown.
func (s *server) about(name string, def *names.Definition) string {
	if def == nil {
		b, _ := s.builtin(name)
		return aboutDescription(b, "")
	}
	b := cek.DescribeText(def.Name, kernel.Pos{Source: def.Source, Offset: def.Form})
	b.Name = name
	switch {
	case def.IsLocal() && def.Usage == "":
		b.Kind, b.Usage, b.Doc = "local name", []string{def.Name}, ""
	case def.Kind == names.Macro:
		b.Kind = "macro"
	case def.Kind == names.Record:
		b.Kind = "type"
	}
	where := ""
	if def.Module != nil && def.Module.Name != "" && !def.IsLocal() {
		where = "of " + def.Module.Name
	}
	return aboutDescription(b, where)
}

func aboutDescription(d cek.Description, where string) string {
	var b strings.Builder
	b.WriteString(fenced(strings.Join(d.Usage, "\n")))
	line := d.Kind
	if where != "" {
		line = strings.TrimSpace(line + " " + where)
	}
	if line != "" {
		b.WriteString("*" + plain(line) + "*\n\n")
	}
	if d.Result != "" {
		b.WriteString("gives " + plain(d.Result) + "\n\n")
	}
	if d.Doc != "" {
		b.WriteString(plain(d.Doc) + "\n\n")
	}
	if len(d.Examples) > 0 {
		b.WriteString(fenced(strings.Join(d.Examples, "\n")))
	}
	return strings.TrimRight(b.String(), "\n")
}

// fenced shows code, whatever is in it.
func fenced(code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return fence + "scheme\n" + kernel.Visible(code) + "\n" + fence + "\n\n"
}

// plain shows text as it is in Markdown.
func plain(text string) string {
	var b strings.Builder
	for _, r := range kernel.Visible(text) {
		if strings.ContainsRune("\\`*_[]<>#|&", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
