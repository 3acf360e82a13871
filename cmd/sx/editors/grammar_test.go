package editors

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
)

// grammar is a TextMate grammar, as far as this one uses them.
type grammar struct {
	ScopeName  string
	Patterns   []rule
	Repository map[string]rule
}

type rule struct {
	Name, Include, Match, Begin, End string
	Patterns                         []rule
	Captures                         map[string]struct{ Name string }
}

func readGrammar(t *testing.T) *grammar {
	t.Helper()
	tree, err := Extension()
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(tree, GrammarFile)
	if err != nil {
		t.Fatal(err)
	}
	var g grammar
	d := json.NewDecoder(strings.NewReader(string(text)))
	if err := d.Decode(&g); err != nil {
		t.Fatal(err)
	}
	return &g
}

// pattern compiles an expression of the grammar. What editors read as a look ahead at its end is a second
// group here: the match ends with the first.
func pattern(t *testing.T, text string) *regexp.Regexp {
	t.Helper()
	body, ahead := text, ""
	if i := strings.LastIndex(text, "(?="); i >= 0 {
		body, ahead = text[:i], "(?:"+strings.TrimPrefix(text[i:], "(?=")
	}
	re, err := regexp.Compile("(?P<all>" + body + ")" + ahead)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return re
}

// rules gives the rules that a list stands for, includes replaced.
func (g *grammar) rules(t *testing.T, list []rule) []rule {
	t.Helper()
	var out []rule
	for _, r := range list {
		switch {
		case r.Include != "":
			in, ok := g.Repository[strings.TrimPrefix(r.Include, "#")]
			if !ok {
				t.Fatalf("the grammar includes %s", r.Include)
			}
			out = append(out, g.rules(t, []rule{in})...)
		case r.Match == "" && r.Begin == "":
			out = append(out, g.rules(t, r.Patterns)...)
		default:
			out = append(out, r)
		}
	}
	return out
}

// paint gives a line a scope for each byte, as an editor does: the rule that matches first in the line
// counts, of several the first. open is the rule that an earlier line has begun.
func (g *grammar) paint(t *testing.T, line string, open *rule) (scopes []string, still *rule) {
	t.Helper()
	scopes = make([]string, len(line))
	mark := func(from, to int, scope string) {
		for i := from; i < to; i++ {
			scopes[i] = scope
		}
	}
	for at := 0; at <= len(line); {
		list := g.rules(t, g.Patterns)
		if open != nil {
			list = append([]rule{{Match: open.End, Name: "end"}}, open.Patterns...)
		}
		first, best := -1, []int(nil)
		for i, r := range list {
			if m := find(t, r.Match+r.Begin, line, at); m != nil && (best == nil || m[2] < best[2]) {
				first, best = i, m
			}
		}
		if best == nil {
			if open != nil {
				mark(at, len(line), open.Name)
			}
			break
		}
		r := list[first]
		if open != nil {
			mark(at, best[2], open.Name)
			if first == 0 {
				mark(best[2], best[3], open.Name)
				open = nil
			}
		}
		if r.Name != "end" {
			mark(best[2], best[3], r.Name)
		}
		for n, c := range r.Captures {
			var i int
			fmt.Sscan(n, &i)
			if i = 2 * (i + 1); best[i] >= 0 {
				mark(best[i], best[i+1], c.Name)
			}
		}
		if r.Begin != "" {
			open = &r
		}
		if best[3] == at && best[2] == at && r.Name != "end" {
			t.Fatalf("%s matches nothing", r.Match)
		}
		at = max(best[3], at)
		if at == len(line) {
			break
		}
	}
	return scopes, open
}

// find matches an expression in line from at on; ^ is the start of the line alone.
func find(t *testing.T, text, line string, at int) []int {
	t.Helper()
	if at > len(line) || at > 0 && strings.HasPrefix(text, "^") {
		return nil
	}
	m := pattern(t, text).FindStringSubmatchIndex(line[at:])
	for i := range m {
		if m[i] >= 0 {
			m[i] += at
		}
	}
	return m
}

// scopeOf gives the scope of the part of a line between « and ».
func scopeOf(t *testing.T, g *grammar, marked string) string {
	t.Helper()
	line := strings.NewReplacer("«", "", "»", "").Replace(marked)
	var open *rule
	offset := strings.Index(marked, "«")
	var found []string
	for _, l := range strings.SplitAfter(line, "\n") {
		var scopes []string
		scopes, open = g.paint(t, strings.TrimSuffix(l, "\n"), open)
		found = append(found, scopes...)
		if strings.HasSuffix(l, "\n") {
			found = append(found, "")
		}
	}
	length := strings.Index(marked, "»") - len("«") - offset
	for _, s := range found[offset : offset+length] {
		if s != found[offset] {
			return strings.Join(found[offset:offset+length], "|")
		}
	}
	return strings.TrimSuffix(found[offset], ".sx")
}

func TestGrammar(t *testing.T) {
	g := readGrammar(t)
	for _, c := range []struct{ text, want string }{
		{"«; a (define x)»", "comment.line.semicolon"},
		{"(f) «; a»", "comment.line.semicolon"},
		{"«#!/usr/bin/env sx»", "comment.line.shebang"},
		{"(«define» (f x) x)", "keyword.control.define"},
		{"(define («f» x) x)", "entity.name.function"},
		{"(define «area-of» 1)", "entity.name.function"},
		{"(«define-type» Shape)", "keyword.control.define"},
		{"(«let*-values» (((a) 1)) a)", "keyword.control"},
		{"(«let» ((a 1)) a)", "keyword.control"},
		{"(«letter» 1)", "entity.name.function.call"},
		{"(«store/append» \"s\" \"t\" 1)", "entity.name.function.call"},
		{"(f «x»)", "variable.other"},
		{"(f «define»)", "variable.other"},
		{"(cond («else» 1))", "keyword.control"},
		{"(f «-12.5e3»)", "constant.numeric"},
		{"(f «1/3»)", "constant.numeric"},
		{"(f «+inf.0»)", "constant.numeric"},
		{"(f «-»)", "variable.other"},
		{"'(«12» 3)", "constant.numeric"},
		{"[«-1.5» x]", "constant.numeric"},
		{"(«.5» x)", "constant.numeric"},
		{"(«true» false)", "constant.language"},
		{"(«truer» 1)", "entity.name.function.call"},
		{"(«-» 1)", "entity.name.function.call"},
		{"(«->x» 1)", "entity.name.function.call"},
		{"(«...» 1)", "entity.name.function.call"},
		{"(«-a1» 1)", "entity.name.function.call"},
		{"(f «1+»)", "variable.other"},
		{"(f «nil»)", "constant.language"},
		{"(f «nil?»)", "variable.other"},
		{"(f «:key»)", "constant.other.keyword"},
		{"(f «#\\a»)", "constant.character"},
		{"(f «#\\space»)", "constant.character"},
		{"(f «#\\(» )", "constant.character"},
		{"(f «#t»)", "constant.language"},
		{"(f «\"a ( b ; c\"» x)", "string.quoted.double"},
		{"(f \"«\\n»\")", "constant.character.escape"},
		{"(f \"a\\\"b\" «x»)", "variable.other"},
		{"(f \"«\\q»\")", "invalid.illegal.escape"},
		{"(f \"a\n«b ( c»\" x)", "string.quoted.double"},
		{"(f \"a\nb\" «x»)", "variable.other"},
		{"(f «#|raw \"\\|» x)", "string.quoted.other"},
		{"«'»x", "keyword.operator.quote"},
		{"`(a «,@»b)", "keyword.operator.quote"},
		{"«#;»(f)", "comment.block.datum"},
		{"«(»f)", "punctuation.section.parens.begin"},
		{"(f 1«)»", "punctuation.section.parens.end"},
		{"«{»:a 1}", "punctuation.section.parens.begin"},
		{"(«->» x f)", "keyword.control"},
		{"(«->list» x)", "entity.name.function.call"},
	} {
		if got := scopeOf(t, g, c.text); got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}

// TestGrammarKnowsForms compares the grammar with the forms that there are.
func TestGrammarKnowsForms(t *testing.T) {
	g := readGrammar(t)
	for _, d := range cek.FormDocs() {
		if got := scopeOf(t, g, "(«"+d.Name+"» x)"); !strings.HasPrefix(got, "keyword.control") {
			t.Errorf("%s is %s", d.Name, got)
		}
	}
}
