package naive

import "strings"

// node is a piece of a generated program: an atom, or a list or dict of kids.
type node struct {
	atom string
	dict bool
	kids []*node
}

func atom(text string) *node { return &node{atom: text} }

func list(kids ...*node) *node { return &node{kids: kids} }

func (n *node) isAtom() bool { return n.atom != "" }

func (n *node) write(b *strings.Builder) {
	open, end := byte('('), byte(')')
	switch {
	case n.isAtom():
		b.WriteString(n.atom)
		return
	case n.dict:
		open, end = '{', '}'
	}
	b.WriteByte(open)
	for i, k := range n.kids {
		if i > 0 {
			b.WriteByte(' ')
		}
		k.write(b)
	}
	b.WriteByte(end)
}

// text writes the forms one a line.
func text(forms []*node) string {
	var b strings.Builder
	for _, f := range forms {
		f.write(&b)
		b.WriteByte('\n')
	}
	return b.String()
}
