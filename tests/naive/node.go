package naive

import (
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// node is a piece of a generated program: an atom, or a list, dict or vector of kids.
type node struct {
	atom   string
	dict   bool
	vector bool
	kids   []*node
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
	case n.vector:
		b.WriteByte('#')
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

// nodeOf gives the node whose text reads as v.
func nodeOf(v kernel.Value) *node {
	n := &node{}
	switch v.Kind() {
	case kernel.KindDict:
		n.dict = true
		keys, vals := keysAndVals(v.AsDict())
		for i, k := range keys {
			n.kids = append(n.kids, atom(kernel.Write(k)), nodeOf(vals[i]))
		}
	case kernel.KindList, kernel.KindVector:
		n.vector = v.IsVector()
		for _, x := range itemsOf(v) {
			n.kids = append(n.kids, nodeOf(x))
		}
	default:
		return atom(kernel.Write(v))
	}
	return n
}
