package format

import "strings"

// layout gives every node its place, as the line breaks in the tree say. It drops those that no line may
// begin or end with: after an opening bracket, before a closing one.
type layout struct {
	line, col int
	ended     bool // a comment stands at the end of the line: nothing may follow
}

// topLevel lays out a whole text.
func topLevel(root *node) {
	l := &layout{}
	for i, k := range root.kids {
		if i == 0 {
			k.breaks = 0
		}
		l.separate(k, 0, i == 0)
		l.node(k, false, false)
	}
}

// separate goes from the node before k to where k begins: behind it, or indented on another line.
func (l *layout) separate(k *node, indent int, first bool) {
	if l.ended && k.breaks == 0 {
		k.breaks = 1
	}
	switch {
	case k.breaks > 0:
		l.line += k.breaks
		l.col = indent
	case k.kind == comment && !first:
		l.col += max(k.gap, 1)
	case k.kind == comment && l.col > 0, !first:
		l.col++
	}
	l.ended = false
}

// node lays out a node at the current place. names is set for a list of names.
func (l *layout) node(n *node, quoted, names bool) {
	n.place.line, n.place.col = l.line, l.col
	switch n.kind {
	case list:
		l.list(n, quoted, names)
	case prefix:
		l.prefix(n, quoted)
	default:
		l.line += strings.Count(n.text, "\n")
		l.col = columnAfter(l.col, n.text)
		l.ended = n.kind == comment
	}
	n.place.endLine, n.place.endCol = l.line, l.col
}

// prefix lays out a prefix and its form, between which only comments and dropped forms may stand.
func (l *layout) prefix(n *node, quoted bool) {
	switch n.text {
	case "'", "#'":
		quoted = true
	case "`", ",", ",@":
		quoted = false
	}
	l.col += len(n.text)
	indent := l.col
	for i, k := range n.kids {
		switch {
		case i > 0 || k.kind == comment:
			if k.kind != comment {
				k.breaks = min(k.breaks, 1)
			}
			l.separate(k, indent, false)
		case n.text == "," && k.startsWithAt(): // ,@ is another prefix
			k.breaks = 0
			l.col++
		default:
			k.breaks = 0
		}
		l.node(k, quoted, false)
	}
}

// startsWithAt tells whether the text of n begins with @.
func (n *node) startsWithAt() bool { return n.kind == atom && n.text[0] == '@' }

func (l *layout) list(n *node, quoted, names bool) {
	start := l.col
	l.col += len(n.text)
	s := shapeOf(n, quoted || names)
	in := indents{shape: s, start: start, inside: l.col}
	for i, k := range n.kids {
		if i == 0 {
			k.breaks = 0
		}
		l.separate(k, in.next(), i == 0)
		l.node(k, quoted, k == s.names)
		in.placed(k)
	}
	if l.ended {
		l.line++
		l.col = in.next()
		l.ended = false
	}
	l.col += len(n.close)
}

// indents tells how far the elements of a list are indented, one after the other.
type indents struct {
	shape
	start  int   // the column of the opening bracket
	inside int   // the column behind it
	count  int   // forms placed so far
	first  *node // the first argument, if it stands on the head's line
}

// next gives the indentation of what comes next: a form, a comment before it, the closing bracket.
func (in *indents) next() int {
	switch {
	case in.style == data || in.count == 0:
		return in.inside
	case in.style == body && in.count <= in.before:
		return in.start + 4
	case in.style == call && in.first != nil:
		return in.first.place.col
	}
	return in.start + 2
}

// placed notes that k has its place.
func (in *indents) placed(k *node) {
	if !k.isForm() {
		return
	}
	if in.count == 1 && k.place.line == in.forms[0].place.endLine {
		in.first = k
	}
	in.count++
}
