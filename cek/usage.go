package cek

import (
	"strings"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// How a function is called, as far as it can be found out: from its definition, from the comment above
// that, from a usage at the head of its documentation, else from the number of its parameters.

// usageInDoc takes the usages from the head of a documentation line: "(get coll key [default]): the
// value …", or several of them with ", " between; nil if there are none.
func usageInDoc(name, doc string) (usages []string, rest string) {
	rest = doc
	for {
		u, after, ok := cutForm(rest)
		if !ok || u != "("+name+")" && !strings.HasPrefix(u, "("+name+" ") {
			return nil, doc
		}
		usages = append(usages, u)
		switch {
		case strings.HasPrefix(after, ": "):
			return usages, after[2:]
		case strings.HasPrefix(after, ", ("):
			rest = after[2:]
		case strings.HasPrefix(after, ", "):
			return usages, after[2:]
		default:
			return nil, doc
		}
	}
}

// cutForm splits text behind the form in parentheses that it begins with.
func cutForm(text string) (form, rest string, ok bool) {
	depth := 0
	for i, c := range text {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		}
		if depth == 0 {
			if c != ')' {
				return "", "", false
			}
			return text[:i+1], text[i+1:], true
		}
	}
	return "", "", false
}

// plainUsage names the parameters of a function of which only the number is known.
func plainUsage(name string, least, most int) string {
	names := []string{"x", "y", "z", "u", "v"}
	var b strings.Builder
	b.WriteString("(" + name)
	for i := range max(least, most) {
		p := names[min(i, len(names)-1)]
		if i >= least {
			p = "[" + p + "]"
		}
		b.WriteString(" " + p)
	}
	if most < 0 {
		b.WriteString(" " + names[min(least, len(names)-1)] + "…")
	}
	return b.String() + ")"
}

// parametersAt reads the definition or lambda at pos again, for its parameters.
func parametersAt(pos kernel.Pos) ([]kernel.Value, bool) {
	l := formAt(pos)
	if l == nil || l.Len() < 2 {
		return nil, false
	}
	head, params, from := l.At(0), l.At(1), 0
	switch {
	case head.IsSymbolNamed("define") && params.IsList():
		from = 1
	case head.IsSymbolNamed("define") && l.Len() > 2 && l.Last().IsList() && l.Last().AsList().Len() > 1:
		head, params = l.Last().AsList().At(0), l.Last().AsList().At(1)
		fallthrough
	default:
		if !head.IsSymbolNamed("fn") && !head.IsSymbolNamed("lambda") {
			return nil, false
		}
	}
	switch {
	case params.IsSymbol():
		return []kernel.Value{kernel.Sym("&rest"), params}, true
	case params.IsNil():
		return nil, true
	case !params.IsList() || params.AsList().Len() < from:
		return nil, false
	}
	return params.AsList().Slice(from, params.AsList().Len()), true
}

// formAt reads the list at pos; nil if there is none.
func formAt(pos kernel.Pos) *kernel.List {
	if pos.Source == nil || pos.Offset < 0 || pos.Offset >= len(pos.Source.Text) {
		return nil
	}
	text := pos.Source.Text[pos.Offset:]
	if !strings.HasPrefix(text, "(") {
		return nil
	}
	f, err := reader.New(&kernel.Source{Text: text}, reader.Options{}).Next()
	if err != nil || !f.Value.IsList() {
		return nil
	}
	return f.Value.AsList()
}

// commentAbove gives the text of the lines of comment right above the form at pos.
func commentAbove(pos kernel.Pos) string {
	if pos.Source == nil || pos.Offset > len(pos.Source.Text) {
		return ""
	}
	text := pos.Source.Text[:pos.Offset]
	text = text[:strings.LastIndexByte(text, '\n')+1]
	var lines []string
	for {
		text = strings.TrimSuffix(text, "\n")
		start := strings.LastIndexByte(text, '\n') + 1
		line, ok := strings.CutPrefix(strings.TrimSpace(text[start:]), ";;")
		if !ok || strings.HasPrefix(line, ";") || strings.HasPrefix(line, " ----") {
			break
		}
		lines = append([]string{strings.TrimSpace(line)}, lines...)
		text = text[:start]
	}
	return strings.Join(lines, " ")
}

// comment takes up what a comment of the form "(name parameter…) -> result" or "(name parameter…) does
// so and so" adds. Another comment is the documentation of what has none.
func (d *Description) comment(text string) {
	usage, rest, ok := cutForm(text)
	if ok && (usage == "("+d.Name+")" || strings.HasPrefix(usage, "("+d.Name+" ")) {
		d.Usage = []string{usage}
		rest = strings.TrimSpace(rest)
		if result, ok := strings.CutPrefix(rest, "-> "); ok {
			d.Result = result
			return
		}
		text = rest
	}
	if d.Doc == "" {
		d.Doc = text
	}
}
