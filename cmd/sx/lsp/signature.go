package lsp

import (
	"context"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/names"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// signature tells how the function is called in whose call off is.
func (s *server) signature(ctx context.Context, d *document, off int, _ positionParams) (any, error) {
	f := s.file(ctx, d)
	if f == nil {
		return nil, ctx.Err()
	}
	head, before := callAround(d.src, off)
	if head < 0 {
		return nil, nil
	}
	u := f.UseAt(head)
	if u == nil || u.Offset != head || off <= u.End {
		return nil, nil
	}
	usages, doc := s.usages(u.Name, u.Def)
	out := signatureHelp{Signatures: []signature{}, Parameter: before}
	for _, usage := range usages {
		if !strings.HasPrefix(usage, "(") {
			continue
		}
		x := signature{Label: usage, Parameters: []parameter{}}
		if doc != "" {
			x.Documentation = &markup{"plaintext", kernel.Visible(doc)}
		}
		for _, p := range parts(usage) {
			x.Parameters = append(x.Parameters, parameter{p})
		}
		if n := len(x.Parameters); n > 0 && before >= n && strings.HasSuffix(x.Parameters[n-1].Label, "…") {
			out.Parameter = n - 1
		}
		out.Signatures = append(out.Signatures, x)
	}
	if len(out.Signatures) == 0 {
		return nil, nil
	}
	return out, nil
}

func (s *server) usages(name string, def *names.Definition) ([]string, string) {
	if def == nil {
		b, _ := s.builtin(name)
		return b.Usage, b.Doc
	}
	if def.IsLocal() {
		return []string{def.Usage}, ""
	}
	b := cek.DescribeText(name, kernel.Pos{Source: def.Source, Offset: def.Form})
	if def.Callable && b.Kind == "value" {
		b.Usage = []string{def.Usage} // a form that makes more than one function
	}
	return b.Usage, b.Doc
}

// callAround gives the offset behind the bracket of the innermost list around off, and how many of its
// elements behind the first are before off; -1 if there is none.
func callAround(src *kernel.Source, off int) (head, before int) {
	type open struct{ at, items int }
	var stack []open
	tokens, _ := reader.Tokens(&kernel.Source{Name: src.Name, Text: src.Text[:off]}, reader.Options{})
	for _, t := range tokens {
		end := t.Offset + len(t.Text)
		switch t.Kind {
		case reader.TokenOpen:
			if n := len(stack); n > 0 {
				stack[n-1].items++
			}
			stack = append(stack, open{at: end})
		case reader.TokenClose:
			if n := len(stack); n > 0 {
				stack = stack[:n-1]
			}
		case reader.TokenAtom:
			if n := len(stack); n > 0 && end < off { // the one under way is not before
				stack[n-1].items++
			}
		case reader.TokenComment:
			if end == off {
				return -1, 0
			}
		}
	}
	if len(stack) == 0 {
		return -1, 0
	}
	top := stack[len(stack)-1]
	return top.at, max(0, top.items-1)
}

// parts gives the parameters of a usage "(name a [b] c…)".
func parts(usage string) []string {
	inner := strings.TrimSuffix(strings.TrimPrefix(usage, "("), ")")
	var out []string
	depth, start := 0, 0
	for i, r := range inner + " " {
		switch r {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ' ':
			if depth == 0 {
				if i > start {
					out = append(out, (inner + " ")[start:i])
				}
				start = i + 1
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out[1:]
}
