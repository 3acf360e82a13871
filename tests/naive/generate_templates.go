package naive

import (
	"fmt"
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// A template as a tree: atoms that start with % are holes, and so are lists that start with one.
type template struct {
	gives kind
	form  *node
}

type readPack struct {
	intro     []*node
	templates []template
}

// Phrases is what generators make programs of.
type Phrases struct {
	packs    []readPack
	examples map[kind][]*node // calls of builtins, by what they give
	all      []*node          // the same
}

// NewPhrases reads the templates, and examples as they stand in documentation: (form) => value.
func NewPhrases(examples []string) (*Phrases, error) {
	ph := &Phrases{examples: map[kind][]*node{}}
	for _, p := range packs() {
		var r readPack
		for _, text := range p.intro {
			x, err := read(text)
			if err != nil {
				return nil, err
			}
			r.intro = append(r.intro, x)
		}
		for _, text := range p.templates {
			letter, form, _ := strings.Cut(text, " ")
			x, err := read(form)
			if err != nil {
				return nil, err
			}
			gives := kindOf(letter)
			if letter == "k" {
				gives = wanted
			}
			r.templates = append(r.templates, template{gives, x})
		}
		ph.packs = append(ph.packs, r)
	}
	for _, text := range examples {
		forms, err := readForms(text, text)
		if err != nil || len(forms) < 3 || !forms[1].IsSymbolNamed("=>") {
			continue
		}
		k := valueKind(forms[2])
		ph.examples[k] = append(ph.examples[k], nodeOf(forms[0]))
		ph.all = append(ph.all, nodeOf(forms[0]))
	}
	return ph, nil
}

// wanted marks a template that gives what is wanted.
const wanted = kind(-1)

// read gives the one form in text.
func read(text string) (*node, error) {
	forms, err := readForms("template", text)
	if err != nil || len(forms) != 1 {
		return nil, fmt.Errorf("the template %s has %d forms: %w", text, len(forms), err)
	}
	return nodeOf(forms[0]), nil
}

func kindOf(letter string) kind {
	switch letter {
	case "n":
		return number
	case "i":
		return small
	case "b":
		return boolean
	case "s":
		return text8
	case "l":
		return sequence
	case "d":
		return dictionary
	case "c":
		return charKind
	case "v":
		return vectorKind
	case "t":
		return setKind
	case "p":
		return promiseKind
	case "f":
		return function1
	case "g":
		return function2
	case "h":
		return function0
	case "D":
		return delimitedKind
	}
	return anything
}

// choosePacks gives the forms that a program starts with for its packs.
func (g *Generator) choosePacks() []*node {
	g.templ = map[kind][]*node{}
	var forms []*node
	for i, p := range g.phrases.packs {
		if i > 0 && !g.chance(22) {
			continue
		}
		forms = append(forms, p.intro...)
		for _, t := range p.templates {
			n := 1
			if i > 0 { // the program has the pack, so let it use it
				n = 4
			}
			for range n {
				g.templ[t.gives] = append(g.templ[t.gives], t.form)
			}
		}
	}
	return forms
}

// fromTemplate gives a form from a template for the kind k, or nil.
func (g *Generator) fromTemplate(k kind, depth int) *node {
	own, free := g.templ[k], g.templ[wanted]
	if k > dictionary && k != charKind && k != vectorKind && k != setKind {
		return nil
	}
	i := g.rng.IntN(len(own) + len(free))
	if i < len(own) {
		return g.fill(own[i], k, depth)
	}
	return g.fill(free[i-len(own)], k, depth)
}

// fill gives a template with its holes filled in, for a form that gives k.
func (g *Generator) fill(t *node, k kind, depth int) *node {
	if t.isAtom() {
		if letter, ok := strings.CutPrefix(t.atom, "%"); ok && len(letter) == 1 {
			return g.hole(letter, k, depth)
		}
		return t
	}
	if isHoleWithVariables(t) {
		var vars []variable
		for _, x := range t.kids[1:] {
			name, letter, _ := strings.Cut(x.atom, ":")
			v := variable{name, kindOf(letter)}
			if letter == "k" {
				v.kind = k
			}
			vars = append(vars, v)
		}
		return g.within(vars, func() *node { return g.hole(t.kids[0].atom[1:], k, depth) })
	}
	g.budget--
	out := &node{dict: t.dict, vector: t.vector}
	for _, x := range t.kids {
		if x.atom == "%B" {
			out.kids = append(out.kids, g.body(k, depth)...)
			continue
		}
		out.kids = append(out.kids, g.fill(x, k, depth))
	}
	return out
}

// isHoleWithVariables recognizes (%KIND name:KIND…).
func isHoleWithVariables(t *node) bool {
	if t.dict || t.vector || len(t.kids) < 2 || len(t.kids[0].atom) != 2 || t.kids[0].atom[0] != '%' {
		return false
	}
	for _, x := range t.kids[1:] {
		if !strings.Contains(x.atom, ":") || strings.HasPrefix(x.atom, ":") || strings.HasPrefix(x.atom, "\"") {
			return false
		}
	}
	return true
}

func (g *Generator) hole(letter string, k kind, depth int) *node {
	if letter == "k" {
		return g.expr(k, depth-1)
	}
	return g.expr(kindOf(letter), depth-1)
}

func valueKind(v kernel.Value) kind {
	switch kernel.TypeOf(v) {
	case "number":
		return number
	case "boolean":
		return boolean
	case "string":
		return text8
	case "list":
		return sequence
	case "dict":
		return dictionary
	case "char":
		return charKind
	case "vector":
		return vectorKind
	}
	return anything
}

// example gives the example of a builtin that gives k, with other arguments here and there, or nil.
func (g *Generator) example(k kind, depth int) *node {
	all := g.phrases.examples[k]
	if len(all) == 0 {
		return nil
	}
	return g.vary(all[g.rng.IntN(len(all))], depth)
}

// vary gives a call with some of its arguments exchanged for others of their kinds.
func (g *Generator) vary(x *node, depth int) *node {
	if x.isAtom() || x.dict || x.vector || len(x.kids) == 0 {
		return x
	}
	g.budget--
	head := x.kids[0].atom
	if head == "" || head == "quote" || specialHead(head) || g.hides(head) {
		return x
	}
	out := list(x.kids[0])
	for _, a := range x.kids[1:] {
		k, isLiteral := literalKind(a)
		switch {
		case isLiteral && g.chance(25):
			out.kids = append(out.kids, g.expr(k, depth-1))
		case isLiteral:
			out.kids = append(out.kids, a)
		default:
			out.kids = append(out.kids, g.vary(a, depth))
		}
	}
	return out
}

// hides tells whether a variable hides the builtin called name.
func (g *Generator) hides(name string) bool {
	for _, v := range g.scope {
		if v.name == name {
			return true
		}
	}
	return false
}

func specialHead(name string) bool {
	return formTable()[name] != nil
}

// literalKind gives the kind of a literal in an example.
func literalKind(x *node) (kind, bool) {
	switch {
	case x.dict:
		return dictionary, true
	case x.vector:
		return vectorKind, true
	case !x.isAtom():
		if len(x.kids) == 2 && x.kids[0].atom == "quote" && !x.kids[1].isAtom() && !x.kids[1].dict && !x.kids[1].vector {
			return sequence, true
		}
		return anything, false
	}
	switch c := x.atom[0]; {
	case c >= '0' && c <= '9':
		return small, true
	case c == '-' && len(x.atom) > 1:
		return number, true
	case c == '"':
		return text8, true
	case strings.HasPrefix(x.atom, `#\`):
		return charKind, true
	case x.atom == "true" || x.atom == "false":
		return boolean, true
	}
	return anything, false
}
