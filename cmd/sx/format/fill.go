package format

import "slices"

// deepest is the column from which on a list is not broken any more.
const deepest = 80

// fill breaks lines that are too long in a tree that is laid out: it sets line breaks, in the outermost lists
// on each such line that can be broken. It tells whether it has set any.
func fill(root *node) bool {
	f := &filler{}
	f.measure(root)
	if !slices.ContainsFunc(f.ends, func(end int) bool { return end > Width }) {
		return false
	}
	for _, k := range root.kids {
		f.visit(k, false, false, 0)
	}
	if !f.changed { // as a last resort
		f.afterHead = true
		for _, k := range root.kids {
			f.visit(k, false, false, 0)
		}
	}
	return f.changed
}

type filler struct {
	ends      []int // the column where the code of each line ends
	afterHead bool  // break lines between the head of a call and its first argument
	changed   bool
}

// measure notes where lines end.
func (f *filler) measure(n *node) {
	for len(f.ends) <= n.place.endLine {
		f.ends = append(f.ends, 0)
	}
	if n.kind != comment {
		f.ends[n.place.endLine] = max(f.ends[n.place.endLine], n.place.endCol)
	}
	for _, k := range n.kids {
		f.measure(k)
	}
}

func (f *filler) tooLong(line int) bool { return f.ends[line] > Width }

// visit breaks lines in n or below it. Behind n stand closing brackets, tail columns of them.
func (f *filler) visit(n *node, quoted, names bool, tail int) {
	if !f.touches(n) || n.place.col >= deepest {
		return
	}
	switch n.kind {
	case prefix:
		quoted = quoted && n.text[0] != ',' && n.text[0] != '`' || n.text == "'" || n.text == "#'"
		for _, k := range n.kids {
			f.visit(k, quoted, false, tail)
		}
	case list:
		s := shapeOf(n, quoted || names)
		if f.breakUp(n, s, tail) {
			f.changed = true
			return
		}
		for i, k := range n.kids {
			behind := 0
			if i == len(n.kids)-1 {
				behind = tail + len(n.close)
			}
			f.visit(k, quoted, k == s.names, behind)
		}
	}
}

// touches tells whether a line that n stands on is too long.
func (f *filler) touches(n *node) bool {
	for line := n.place.line; line <= n.place.endLine; line++ {
		if f.tooLong(line) {
			return true
		}
	}
	return false
}

// breakUp sets line breaks between the elements of a list; false if it finds none to set.
func (f *filler) breakUp(n *node, s shape, tail int) bool {
	if f.afterHead {
		return f.breakHead(n, s, tail)
	}
	from, step := 1, 1
	switch s.style {
	case body:
		from = s.before + 1
		if p, ok := pairs(s.head); ok && s.flat(p+1) {
			step = 2
		}
	case call:
		from = 2
		if p, ok := pairs(s.head); ok && s.flat(p+1) {
			from, step = p+3, 2
		}
	case data:
		if n.text == "{" {
			step = 2
		}
	}
	if s.style != body && (n.text == "{" || s.small() || isFilled(s.head)) {
		return f.wrap(n, s, max(from, step), step, tail)
	}
	changed := false
	for i := from; i < len(s.forms); i++ {
		k := s.forms[i]
		if (i-from)%step == 0 && f.tooLong(k.place.line) && f.canBreak(s, i) {
			k.breaks = 1
			changed = true
		}
	}
	return changed
}

// canBreak tells whether a line can begin with form i of a list, and does not so far.
func (f *filler) canBreak(s shape, i int) bool {
	before := s.forms[i-1]
	return s.forms[i].breaks == 0 && before.place.endLine == s.forms[i].place.line &&
		(s.style != call || before.kind != atom || before.text[0] != ':')
}

// flat tells whether a form that can have clauses has tests and values in turn, from form i on.
func (s shape) flat(i int) bool {
	return slices.ContainsFunc(s.forms[min(i, len(s.forms)):], func(k *node) bool { return !k.isParens() || len(k.forms()) < 2 })
}

// small tells whether a list has only atoms, but for its head.
func (s shape) small() bool {
	for _, k := range s.forms {
		for k.kind == prefix && len(k.kids) == 1 {
			k = k.kids[0]
		}
		if k.kind != atom {
			return false
		}
	}
	return true
}

// wrap breaks the lines of a list only before what does not fit, in steps from form from on.
func (f *filler) wrap(n *node, s shape, from, step, tail int) bool {
	changed := false
	inside := n.place.col + len(n.text)
	if s.style == call && len(s.forms) > 1 && s.forms[1].breaks == 0 {
		inside = s.forms[1].place.col
	}
	line, moved := -1, 0
	for i := from; i < len(s.forms); i += step {
		k, last := s.forms[i], s.forms[min(i+step, len(s.forms))-1]
		if k.place.line != line {
			line, moved = k.place.line, 0
		}
		end := last.place.endCol + moved
		if i+step >= len(s.forms) {
			end += len(n.close) + tail
		}
		if f.tooLong(line) && end > Width && f.canBreak(s, i) {
			k.breaks = 1
			changed = true
			moved = inside - k.place.col
		}
	}
	return changed
}

// breakHead breaks the line between the head of a call and its first argument, if that moves it a good way
// to the left, and an argument that cannot be broken itself fits then.
func (f *filler) breakHead(n *node, s shape, tail int) bool {
	if s.style != call || len(s.forms) < 2 || !f.tooLong(s.forms[1].place.line) || !f.canBreak(s, 1) {
		return false
	}
	k := s.forms[1]
	gain := k.place.col - n.place.col - 2
	if len(s.forms) == 2 {
		tail += len(n.close)
	} else {
		tail = 0
	}
	if gain < 4 || k.kind == atom && k.place.endCol-gain+tail > Width {
		return false
	}
	k.breaks = 1
	return true
}
