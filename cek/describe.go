package cek

import (
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// Description is what is known of a function: its documentation and how it is called.
type Description struct {
	Name     string
	Doc      string // one line
	Examples []string
	Min, Max int // arguments; Max is -1 for any number
}

// Describe tells what is known of a function; false if v is none. The documentation of a function
// written in SX is its docstring: the first line says what it does, lines with " => " or " !! " are
// examples.
func Describe(v kernel.Value) (Description, bool) {
	switch v.Kind() {
	case kernel.KindBuiltin:
		b := kernel.As[kernel.Builtin](v)
		return Description{b.Name, b.Doc, exampleLines(b.Example), b.Min, b.Max}, true
	case kernel.KindLambda:
		c := asLambda(v).code
		doc, _, _ := strings.Cut(c.Info.Doc, "\n")
		most := c.required + c.optional
		if c.rest {
			most = -1
		}
		return Description{c.Info.Name, doc, exampleLines(c.Info.Doc), c.required, most}, true
	}
	return Description{}, false
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
