package format

import (
	"strings"
	"unicode/utf8"
)

// writer writes a tree that is laid out.
type writer struct {
	b         strings.Builder
	line, col int
}

func (w *writer) goTo(s span) {
	for ; w.line < s.line; w.line++ {
		w.b.WriteByte('\n')
		w.col = 0
	}
	for ; w.col < s.col; w.col++ {
		w.b.WriteByte(' ')
	}
}

func (w *writer) text(text string) {
	w.b.WriteString(text)
	w.line += strings.Count(text, "\n")
	w.col = columnAfter(w.col, text)
}

func (w *writer) node(n *node) {
	w.goTo(n.place)
	w.text(n.text)
	for _, k := range n.kids {
		w.node(k)
	}
	if n.close != "" {
		end := n.place
		w.goTo(span{line: end.endLine, col: end.endCol - utf8.RuneCountInString(n.close)})
		w.text(n.close)
	}
}

// lineUp puts comments behind code below each other: those on lines that follow each other, if they
// stood in one column in the text. The nearest keeps its distance from the code.
func lineUp(root *node) {
	var all []*node
	collect(root, &all)
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].place.line == all[to-1].place.line+1 && all[to].column == all[from].column {
			to++
		}
		column := 0
		for _, c := range all[from:to] {
			column = max(column, c.place.col)
		}
		if to-from > 1 {
			for _, c := range all[from:to] {
				c.place.col = column
			}
		}
		from = to
	}
}

// collect appends the comments behind code, in order.
func collect(n *node, out *[]*node) {
	for _, k := range n.kids {
		if k.kind == comment && k.breaks == 0 && k.place.col > 0 {
			*out = append(*out, k)
		}
		collect(k, out)
	}
}
