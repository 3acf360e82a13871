package format

import (
	"slices"
	"strings"
)

// style says how the elements of a list go on, on lines of their own.
type style uint8

const (
	data style = iota // below the first element
	call              // below the first argument, or 2 columns in if it is not on the head's line
	body              // 2 columns in, after some arguments that go 4 columns in
)

// bodies gives how many arguments stand before the body of a form with one. The count of let is that
// without a name, and do is a sequence unless it is the loop of R7RS.
func bodies(head string) (int, bool) {
	switch head {
	case "define", "define-values", "define-syntax", "define-record-type", "define-type", "define-library",
		"fn", "lambda", "let", "let*", "letrec", "letrec*", "let-values", "let*-values", "let-match", "let-syntax",
		"letrec-syntax", "when", "unless", "case", "match", "guard", "parameterize", "handler-bind", "syntax-rules",
		"scope", "shift", "deftest", "defsuite":
		return 1, true
	case "defmacro", "receive", "do", "provide", "as->":
		return 2, true
	}
	return 1, strings.HasPrefix(head, "def") || strings.HasPrefix(head, "let-")
}

// isStrict tells whether the arguments of a form are lined up like those of a call, however its author
// has indented them. All other names may be macros that have a body.
func isStrict(head string) bool {
	switch head {
	case "if", "and", "or", "cond", "begin", "do", "->", "->>", "set!", "list", "str", "perform", "case-lambda", "export",
		"import", "=", "+", "-", "*", "/", "<", ">", "<=", ">=", "not":
		return true
	}
	return false
}

// isFilled tells whether the arguments of a form are all alike, so that its lines are filled before they are
// broken.
func isFilled(head string) bool {
	switch head {
	case "list", "vector", "str", "print", "println", "export", "import", "+", "*":
		return true
	}
	return false
}

// takesNames tells whether a form's first list is one of names, or of names and values.
func takesNames(head string) bool {
	switch head {
	case "let", "let*", "letrec", "letrec*", "let-values", "let*-values", "let-match", "let-syntax", "letrec-syntax",
		"parameterize", "handler-bind", "do", "fn", "lambda", "syntax-rules", "receive", "define-values":
		return true
	}
	return false
}

// pairs gives after how many arguments a form may have tests and values in turn; false if it has none.
func pairs(head string) (int, bool) {
	switch head {
	case "case":
		return 1, true
	case "cond":
		return 0, true
	}
	return 0, false
}

// shape is what the layout of a list goes by.
type shape struct {
	style style
	head  string
	forms []*node
	// before is how many arguments stand before the body.
	before int
	// names is the argument that is a list of names, or nil.
	names *node
}

// shapeOf finds the shape of a list; quoted is set inside a quoted form, where lists are data unless they
// begin like a form with a body.
func shapeOf(n *node, quoted bool) shape {
	s := shape{forms: n.forms()}
	if !n.isParens() || len(s.forms) == 0 || !s.forms[0].isName() {
		return s
	}
	s.head = s.forms[0].text
	before, known := bodies(s.head)
	switch {
	case s.head == "let" && len(s.forms) > 2 && s.forms[1].isName():
		before = 2
	case s.head == "do":
		known = len(s.forms) > 2 && s.forms[1].isBindings() && s.forms[2].isParens()
	}
	switch {
	case known:
		s.style, s.before = body, before
	case quoted:
		return s
	case !isStrict(s.head) && n.looksLikeBody(s.forms):
		s.style, s.before = body, 1
	default:
		s.style = call
	}
	if s.style == body && takesNames(s.head) {
		for _, k := range s.forms[1:min(3, len(s.forms))] {
			if k.kind == list {
				s.names = k
				break
			}
		}
	}
	return s
}

// looksLikeBody tells whether the author has indented a list with its first argument behind its head like a
// form with a body. Nothing may stand between the two: a dropped form there can move the argument to another
// line, and the arguments of such a call are indented as far as a body.
func (n *node) looksLikeBody(forms []*node) bool {
	if len(forms) < 3 || forms[1].breaks > 0 || slices.Index(n.kids, forms[1]) != slices.Index(n.kids, forms[0])+1 {
		return false
	}
	for _, k := range forms[2:] {
		if k.breaks > 0 {
			return k.column == n.column+2
		}
	}
	return false
}

// isBindings tells whether n looks like the bindings of a do loop: a list of lists that begin with a name.
func (n *node) isBindings() bool {
	if !n.isParens() {
		return false
	}
	for _, k := range n.forms() {
		if forms := k.forms(); !k.isParens() || len(forms) < 2 || !forms[0].isName() {
			return false
		}
	}
	return true
}
