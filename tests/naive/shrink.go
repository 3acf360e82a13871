package naive

// shrink makes the program of forms smaller as long as keep holds, by deleting parts of it and by
// putting parts in place of what they are in. It tries at most budget programs.
func shrink(forms []*node, budget int, keep func(forms []*node) bool) []*node {
	root := &node{kids: forms}
	s := &shrinker{budget: budget, keep: func() bool { return keep(root.kids) }}
	for s.again = true; s.again && s.budget > 0; {
		s.again = false
		s.visit(root, true)
	}
	return root.kids
}

type shrinker struct {
	budget int
	again  bool
	keep   func() bool
}

// try keeps a change if the program still serves, else undoes it.
func (s *shrinker) try(undo func()) bool {
	if s.budget--; s.budget > 0 && s.keep() {
		s.again = true
		return true
	}
	undo()
	return false
}

func (s *shrinker) visit(n *node, top bool) {
	for i := len(n.kids) - 1; i >= 0; i-- {
		old := n.kids
		n.kids = append(append([]*node{}, old[:i]...), old[i+1:]...)
		s.try(func() { n.kids = old })
	}
	if top {
		for _, k := range n.kids {
			s.visit(k, false)
		}
		return
	}
	for i := range n.kids {
		old := n.kids[i]
		if old.isAtom() {
			continue
		}
		replaced := false
		for _, by := range append([]*node{atom("0")}, old.kids...) {
			n.kids[i] = by
			if replaced = s.try(func() { n.kids[i] = old }); replaced {
				break
			}
		}
		if !replaced {
			s.visit(old, false)
		}
	}
}
