package lsp

import (
	"context"

	"github.com/sx-lang/sx/cmd/sx/names"
)

// symbols gives the definitions of a text, those of a library below it.
func (s *server) symbols(ctx context.Context, d *document) any {
	f := s.file(ctx, d)
	if f == nil {
		return nil
	}
	out := []documentSymbol{}
	at := map[*names.Module]int{}
	for _, m := range f.Modules {
		at[m] = len(out)
		r := d.text.span(m.From, m.To)
		out = append(out, documentSymbol{Name: m.Name, Kind: symbolModule, Range: r,
			Selection: d.text.span(m.From, min(m.From+len("(define-library"), m.To))})
	}
	for _, def := range f.Tops {
		n := written(def)
		if n == 0 {
			continue // the form that makes it is there
		}
		x := documentSymbol{Name: def.Name, Detail: def.Usage, Kind: symbolKind(def.Kind),
			Range: d.text.span(def.Form, def.End), Selection: d.text.span(def.Offset, def.Offset+n)}
		if i, inside := at[def.Module]; inside {
			out[i].Children = append(out[i].Children, x)
		} else {
			out = append(out, x)
		}
	}
	return out
}

func symbolKind(k names.Kind) int {
	switch k {
	case names.Function:
		return symbolFunction
	case names.Macro:
		return symbolOperator
	case names.Record:
		return symbolClass
	}
	return symbolVariable
}
