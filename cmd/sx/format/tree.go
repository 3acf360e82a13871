package format

import (
	"strings"
	"unicode/utf8"

	"github.com/sx-lang/sx/reader"
)

// kind is what a node is.
type kind uint8

const (
	atom   kind = iota
	list        // anything between brackets
	prefix      // ' and the like, with its form
	comment
)

// node is a form or a comment.
type node struct {
	kind  kind
	text  string // of an atom or comment; the opening bracket of a list; the prefix
	close string // the closing bracket of a list
	kids  []*node
	// breaks is how many line feeds stand before the node: 2 leave a line empty.
	breaks int
	// column is where the node began in the text, and gap how far it was from what stood before it on
	// its line.
	column, gap int

	place span // by layout
}

// span is where a node was laid out: lines count from 0, columns too.
type span struct {
	line, col       int
	endLine, endCol int
}

// parse makes the tree of a text: a list without brackets. The brackets of the tokens match.
func parse(text string, tokens []reader.Token) *node {
	root := &node{kind: list}
	open := []*node{root}
	end, column := 0, 0 // of the token before
	for _, t := range tokens {
		gap := utf8.RuneCountInString(text[end:t.Offset])
		column = columnAfter(column, text[end:t.Offset])
		top := open[len(open)-1]
		n := &node{text: t.Text, breaks: min(t.Breaks, 2), column: column, gap: gap}
		end, column = t.Offset+len(t.Text), columnAfter(column, t.Text)
		switch t.Kind {
		case reader.TokenClose:
			top.close = t.Text
			open = closePrefixes(open[:len(open)-1])
			continue
		case reader.TokenOpen:
			n.kind = list
		case reader.TokenPrefix:
			n.kind = prefix
		case reader.TokenComment:
			n.kind, n.text = comment, strings.TrimRight(t.Text, " \t\r\f\v")
		}
		top.kids = append(top.kids, n)
		switch n.kind {
		case list, prefix:
			open = append(open, n)
		case atom:
			open = closePrefixes(open)
		}
	}
	return root
}

// closePrefixes takes the prefixes off the stack that a form has just completed. A form that #; drops
// completes no prefix around it.
func closePrefixes(open []*node) []*node {
	for top := open[len(open)-1]; top.kind == prefix; top = open[len(open)-1] {
		open = open[:len(open)-1]
		if top.text == "#;" {
			break
		}
	}
	return open
}

// columnAfter gives the column after a text that begins at a column; a tab is one.
func columnAfter(column int, text string) int {
	if i := strings.LastIndexByte(text, '\n'); i >= 0 {
		column, text = 0, text[i+1:]
	}
	return column + utf8.RuneCountInString(text)
}

// isForm tells whether n is a form that is read, so neither a comment nor one dropped by #;.
func (n *node) isForm() bool { return n.kind != comment && (n.kind != prefix || n.text != "#;") }

// isName tells whether n may be a symbol: it is no string, char, number or keyword.
func (n *node) isName() bool {
	if n.kind != atom {
		return false
	}
	switch c := n.text[0]; {
	case c == '"' || c == '#' || c == ':' || c >= '0' && c <= '9':
		return false
	case (c == '-' || c == '+' || c == '.') && len(n.text) > 1 && n.text[1] >= '0' && n.text[1] <= '9':
		return false
	}
	return true
}

// isParens tells whether n is a list between ( and ), or [ and ].
func (n *node) isParens() bool { return n.kind == list && (n.text == "(" || n.text == "[") }

// forms gives the forms of a list.
func (n *node) forms() []*node {
	var out []*node
	for _, k := range n.kids {
		if k.isForm() {
			out = append(out, k)
		}
	}
	return out
}
