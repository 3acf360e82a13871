package cek

import (
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// Description is what is known of a name: its documentation and how it is used.
type Description struct {
	Name     string
	Kind     string   // "special form", "macro", "function" or "value"
	Usage    []string // ways to write its use, like "(get coll key [default])"
	Doc      string   // one line
	Result   string   // what the comment above its definition says of the value, or ""
	Examples []string // lines "(form) => value" or "(form) !! "regexp""
	Min, Max int      // arguments of a function; Max is -1 for any number
	// Pos is where it is defined; zero for what is part of the machine.
	Pos kernel.Pos
}

// Describe tells what is known of a name in the program, for people who look it up or point at it;
// false if the name means nothing. A special form that the program has not redefined comes first, then
// what is defined or imported. What has no docstring takes the comment above its definition.
func (m *Machine) Describe(name string) (Description, bool) {
	c := m.env.find(name)
	if c == nil || c.fixed {
		for _, d := range FormDocs() {
			if d.Name == name {
				return d, true
			}
		}
	}
	if c == nil || c.value.IsUnbound() {
		return Description{}, false
	}
	d, ok := Describe(c.value)
	if ok {
		d.rename(c.name) // (define head first): a function that has another name, too
	} else {
		d = Description{Kind: "value", Usage: []string{c.name}}
		if c.value.Kind() == kernel.KindMacro {
			d = Description{Kind: "macro", Usage: []string{"(" + c.name + " …)"}, Max: -1}
		}
	}
	d.Name, d.Pos = c.name, c.pos
	d.comment(commentAbove(c.pos))
	d.rename(name)
	return d, true
}

// Describe tells what is known of a function; false if v is none. The documentation of a function
// written in SX is its docstring: the first line says what it does, lines with " => " or " !! " are
// examples.
func Describe(v kernel.Value) (Description, bool) {
	switch v.Kind() {
	case kernel.KindBuiltin:
		b := kernel.As[kernel.Builtin](v)
		d := Description{Name: b.Name, Kind: "function", Doc: b.Doc, Examples: exampleLines(b.Example), Min: b.Min, Max: b.Max}
		d.Usage, d.Doc = usageInDoc(b.Name, b.Doc)
		if d.Usage == nil {
			d.Usage = []string{plainUsage(b.Name, b.Min, b.Max)}
		}
		return d, true
	case kernel.KindLambda:
		c := asLambda(v).code
		if c.write() != nil {
			return Description{}, false
		}
		return describeLambda(c), true
	}
	return Description{}, false
}

// rename makes the description one of the same thing under another name.
func (d *Description) rename(name string) {
	for i, u := range d.Usage {
		if rest, ok := strings.CutPrefix(u, "("+d.Name); ok {
			d.Usage[i] = "(" + name + rest
		} else if u == d.Name {
			d.Usage[i] = name
		}
	}
	d.Name = name
}

// DescribeText tells what a text says of the name that the form at pos defines: how it is called and what
// its docstring and the comment above say. Nothing of the text is run; Min and Max are not told.
func DescribeText(name string, pos kernel.Pos) Description {
	d := Description{Name: name, Kind: "value", Usage: []string{name}, Max: -1, Pos: pos}
	if params, ok := parametersAt(pos); ok {
		d.Kind, d.Usage = "function", []string{UsageOf(name, params)}
	}
	if doc := docstringAt(pos); doc != "" {
		d.Examples = exampleLines(doc)
		if d.Doc, _, _ = strings.Cut(doc, "\n"); len(exampleLines(d.Doc)) > 0 {
			d.Doc = ""
		}
	}
	d.comment(commentAbove(pos))
	return d
}

// docstringAt gives the docstring of the definition at pos: of (define (f …) "doc" body…), of
// (define f (fn (…) "doc" body…)), or of (define x "doc" value).
func docstringAt(pos kernel.Pos) string {
	l := formAt(pos)
	for l != nil && l.Len() > 3 && !l.At(2).IsString() || l != nil && l.Len() == 3 {
		last := l.Last()
		if !last.IsList() || last.AsList().Len() < 4 || !l.At(1).IsSymbol() {
			return ""
		}
		l = last.AsList()
	}
	if l == nil || l.Len() < 4 || !l.At(2).IsString() {
		return ""
	}
	return l.At(2).Text()
}

func describeLambda(c *code) Description {
	doc, _, _ := strings.Cut(c.Info.Doc, "\n")
	if len(exampleLines(doc)) > 0 {
		doc = "" // a docstring that begins with an example
	}
	most := c.required + c.optional
	if c.rest {
		most = -1
	}
	d := Description{Name: c.Info.Name, Kind: "function", Doc: doc, Examples: exampleLines(c.Info.Doc), Min: c.required, Max: most,
		Pos: c.Info.Pos}
	if params, ok := parametersAt(c.Info.Pos); ok {
		d.Usage = []string{UsageOf(c.Info.Name, params)}
		return d
	}
	if d.Usage, d.Doc = usageInDoc(c.Info.Name, doc); d.Usage == nil {
		d.Usage = []string{plainUsage(c.Info.Name, c.required, most)}
	}
	return d
}

func exampleLines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.Contains(line, " => ") || strings.Contains(line, " !! ") {
			out = append(out, line)
		}
	}
	return out
}
