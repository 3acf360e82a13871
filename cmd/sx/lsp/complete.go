package lsp

import (
	"context"
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/sx-lang/sx/cmd/sx/names"
	"github.com/sx-lang/sx/lib"
	"github.com/sx-lang/sx/reader"
)

// complete gives the names that begin as the one before off does.
func (s *server) complete(ctx context.Context, d *document, off int, _ positionParams) (any, error) {
	f := s.file(ctx, d)
	if f == nil {
		return nil, ctx.Err()
	}
	list := completionList{Items: []completionItem{}}
	start, ok := wordStart(d, off)
	if !ok {
		return list, nil
	}
	prefix := d.text.s[start:off]
	at := d.text.span(start, off)
	add := func(label, detail string, kind int) {
		list.Items = append(list.Items, completionItem{Label: label, Kind: kind, Detail: detail,
			Edit: &textEdit{at, label}, Data: &completionData{d.uri, off}})
	}
	if inImport(d.text.s[:start]) {
		for _, name := range libraries() {
			if strings.HasPrefix(name, prefix) || strings.HasPrefix(name, "("+prefix) {
				label := name
				if strings.HasSuffix(d.text.s[:start], "(") {
					label = strings.Trim(name, "()")
				}
				add(label, "library", completionModule)
			}
		}
	}
	visible := f.Visible(off)
	for _, name := range slices.Sorted(maps.Keys(visible)) {
		def := visible[name]
		if strings.HasPrefix(name, prefix) && def.Offset != start {
			detail := def.Usage
			if !def.IsLocal() && def.Module != nil && def.Module.Name != "" {
				detail = strings.TrimSpace(detail + " " + def.Module.Name)
			}
			add(name, detail, completionKind(def.Kind))
		}
	}
	for _, name := range s.everywhere() {
		if strings.HasPrefix(name, prefix) && visible[name] == nil {
			kind, detail := completionFunction, ""
			if b, ok := s.builtin(name); ok {
				if b.Kind == "special form" {
					kind = completionKeyword
				}
				detail = b.Usage[0]
			}
			add(name, detail, kind)
		}
	}
	return list, nil
}

// everywhere gives the names that every program sees.
func (d *documents) everywhere() []string {
	if d.all == nil {
		d.all = append(d.machine.Forms(), d.machine.Names()...)
		slices.Sort(d.all)
		d.all = slices.Compact(d.all)
	}
	return d.all
}

func completionKind(k names.Kind) int {
	switch k {
	case names.Function:
		return completionFunction
	case names.Macro:
		return completionKeyword
	case names.Record:
		return completionClass
	}
	return completionVariable
}

// wordStart gives where the name before off begins; false in a comment, a string, a char or a number.
func wordStart(d *document, off int) (int, bool) {
	tokens, _ := reader.Tokens(d.src, reader.Options{})
	for _, t := range tokens {
		end := t.Offset + len(t.Text)
		if t.Offset >= off {
			break
		}
		if t.Kind == reader.TokenComment && off <= end {
			return 0, false
		}
		if t.Kind == reader.TokenAtom && off <= end && strings.ContainsRune("\"#|0123456789", rune(t.Text[0])) {
			return 0, false
		}
	}
	start := off
	for start > 0 && !strings.ContainsRune(" \t\r\n\f()[]{}\"';`,", rune(d.text.s[start-1])) {
		start--
	}
	return start, !strings.HasPrefix(d.text.s[start:off], "#") && inCode(d.text.s[:start])
}

// inCode tells whether a place of which only the text before is read is outside strings and comments. It
// counts for what cannot be read to the end.
func inCode(before string) bool {
	line := before[strings.LastIndexByte(before, '\n')+1:]
	quotes := strings.Count(line, `"`) - strings.Count(line, `\"`)
	return quotes%2 == 0 && !strings.HasPrefix(strings.TrimSpace(line), ";")
}

// inImport tells whether a text ends inside an import.
func inImport(before string) bool {
	at := strings.LastIndex(before, "(import ")
	return at >= 0 && strings.Count(before[at:], "(") > strings.Count(before[at:], ")")
}

// libraries gives the written names of the libraries that are part of sx.
func libraries() []string {
	var out []string
	for _, dir := range []string{"sx", "store"} {
		entries, err := fs.ReadDir(lib.Files, dir)
		if err != nil {
			continue
		}
		for _, e := range entries {
			out = append(out, "("+dir+" "+strings.TrimSuffix(e.Name(), ".sx")+")")
		}
	}
	return out
}

// resolve adds the documentation of a completion.
func (s *server) resolve(ctx context.Context, params json.RawMessage) (any, error) {
	item, err := decode[completionItem](params)
	if err != nil {
		return nil, err
	}
	if item.Data == nil {
		return item, nil
	}
	d, err := s.document(item.Data.URI)
	if err != nil {
		return item, nil // it was closed meanwhile
	}
	f := s.file(ctx, d)
	if f == nil {
		return nil, ctx.Err()
	}
	if def := f.Visible(item.Data.Offset)[item.Label]; def != nil {
		item.Documentation = &markup{"markdown", s.about(item.Label, def)}
	} else if _, ok := s.builtin(item.Label); ok {
		item.Documentation = &markup{"markdown", s.about(item.Label, nil)}
	}
	return item, nil
}
