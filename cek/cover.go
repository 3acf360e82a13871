package cek

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// This file finds the values that no clause of a match takes, and the clauses that no value gets to,
// after Maranget, "Warnings for pattern matching", JFP 17(3), 2007: a matrix of patterns, one row for
// each clause, is taken apart column by column. A pattern whose meaning is only known when the
// program runs, like (? predicate), takes nothing for sure.

// pat is a pattern, as far as it tells which values it takes.
type pat struct {
	head headKind
	typ  *kernel.RecordType // of headRecord
	name string             // of its constructor in the program, if the program has it
	lit  kernel.Value       // of headLiteral
	n    int                // of headList and headRest, the elements that there must be
	subs []pat              // the fields or elements
	// maybe tells that a value of this form may be refused all the same.
	maybe bool
}

type headKind uint8

const (
	headAny headKind = iota
	headRecord
	headLiteral
	headList // a list of n elements
	headRest // a list of n elements or more
)

// maxCoverWork bounds the patterns looked at for one match: it is far above what people write, and
// keeps the work, which can be exponential, small beside that of compiling. Nothing is said beyond.
const maxCoverWork = 20_000

// maxAllCoverWork bounds the work for all the matches that one machine compiles.
const maxAllCoverWork = 1000 * maxCoverWork

// coverage is the work on one match.
type coverage struct{ work int }

// A warning lists at most maxMissing forms that are left out, and about maxMissingText bytes.
const (
	maxMissing     = 6
	maxMissingText = 300
)

// checkCoverage warns of what the clauses rows leave out or can never get; at says where they are. A
// clause that a macro's template adds to those of its use may well be one too many.
func (a *analyzer) checkCoverage(rows []pat, at []int32) {
	w := a.m.warnings
	if a.m.config.Warn == nil || w.work > maxAllCoverWork {
		return
	}
	c := &coverage{}
	defer func() { w.work += c.work }()
	var sure [][]pat
	for i, row := range rows {
		if !c.useful(sure, []pat{row}) && c.work <= maxCoverWork && len(a.expanded.at(at[i])) == 0 {
			a.warn(at[i], "match: no value gets to this clause, those before it take all that it could")
		}
		if !row.uncertain() {
			sure = append(sure, []pat{row})
		}
	}
	w.work += c.work
	c.work = 0
	var all [][]pat
	for _, row := range rows {
		all = append(all, []pat{row})
	}
	missing := c.missing(sure, all, []bool{false}, false)
	if c.work > maxCoverWork || len(missing) == 0 {
		return
	}
	text := missing[0][0]
	for i, m := range missing[1:] {
		if i+1 == maxMissing || len(text)+len(m[0]) > maxMissingText {
			text += ", …"
			break
		}
		text += ", " + m[0]
	}
	a.warn(a.pos, "match: no clause for "+kernel.Cut(text, maxMissingText))
}

// checkBareConstructor warns of a name that stands for anything, but looks like a constructor.
func (a *analyzer) checkBareConstructor(sym kernel.Value, s *scope) {
	if a.m.config.Warn == nil {
		return
	}
	if t := a.constructorNamed(sym, s); t != nil && len(t.Variants) > 0 {
		a.warn(a.pos, fmt.Sprintf("match: the name %s alone takes any value; the pattern for the constructor is %s",
			t.Name, pat{head: headRecord, typ: t}.text(slices.Repeat([]string{"_"}, len(t.Fields)))))
	}
}

// uncertain tells whether p may refuse a value of its form.
func (p pat) uncertain() bool {
	if p.maybe {
		return true
	}
	for _, q := range p.subs {
		if q.uncertain() {
			return true
		}
	}
	return false
}

// same tells whether p and q have one head.
func (p pat) same(q pat) bool {
	if p.head != q.head {
		return false
	}
	switch p.head {
	case headRecord:
		return p.typ == q.typ
	case headLiteral:
		return kernel.Equal(p.lit, q.lit)
	}
	return p.n == q.n
}

// arity is how many columns the head of p stands for.
func (p pat) arity() int {
	if p.head == headRecord {
		return len(p.typ.Fields)
	}
	return p.n
}

// under gives what p asks of the parts of a value with the head h; false if p takes none such.
func (p pat) under(h pat) ([]pat, bool) {
	n := h.arity()
	switch {
	case p.head == headAny:
		return make([]pat, n), true
	case p.head == headRest && (h.head == headList || h.head == headRest) && h.n >= p.n:
		return append(append([]pat(nil), p.subs...), make([]pat, n-p.n)...), true
	case p.same(h):
		return append(append([]pat(nil), p.subs...), make([]pat, n-len(p.subs))...), true
	}
	return nil, false
}

// specialize gives the rows for values whose first column has the head h, taken apart.
func (c *coverage) specialize(rows [][]pat, h pat) [][]pat {
	var out [][]pat
	for _, row := range rows {
		c.work += len(row) + h.arity()
		if c.work > maxCoverWork {
			return nil
		}
		if parts, ok := row[0].under(h); ok {
			out = append(out, append(parts, row[1:]...))
		}
	}
	return out
}

// others gives the rows for values whose first column has none of the heads in it.
func (c *coverage) others(rows [][]pat) [][]pat {
	var out [][]pat
	for _, row := range rows {
		c.work += len(row)
		if row[0].head == headAny {
			out = append(out, row[1:])
		}
	}
	return out
}

// heads gives the different heads of the first column. Where some row takes a list of any length,
// each length up to the longest that a row asks for is a head, and what is longer is another.
func (c *coverage) heads(rows [][]pat) []pat {
	var out []pat
	longest, open := 0, false
	for _, row := range rows {
		p := row[0]
		switch {
		case p.head == headRest:
			open = true
			longest = max(longest, p.n)
			continue
		case p.head == headList:
			longest = max(longest, p.n+1)
		}
		known := p.head == headAny
		if c.work += len(out); c.work > maxCoverWork {
			return nil
		}
		for _, h := range out {
			known = known || h.same(p)
		}
		if !known {
			out = append(out, p)
		}
	}
	if !open {
		return out
	}
	for n := range longest {
		if c.work += len(out); c.work > maxCoverWork {
			return nil
		}
		h := pat{head: headList, n: n}
		known := false
		for _, x := range out {
			known = known || x.same(h)
		}
		if !known {
			out = append(out, h)
		}
	}
	return append(out, pat{head: headRest, n: longest})
}

// useful tells whether some value that row may take is for sure taken by none of rows.
func (c *coverage) useful(rows [][]pat, row []pat) bool {
	if c.work++; c.work > maxCoverWork || len(rows) == 0 {
		return true
	}
	if len(row) == 0 {
		return false
	}
	if p := row[0]; p.head != headAny && p.head != headRest {
		parts, _ := p.under(p)
		return c.useful(c.specialize(rows, p), append(parts, row[1:]...))
	}
	for _, h := range c.heads(append(rows[:len(rows):len(rows)], row)) {
		if parts, ok := row[0].under(h); ok && c.useful(c.specialize(rows, h), append(parts, row[1:]...)) {
			return true
		}
	}
	return row[0].head == headAny && c.useful(c.others(rows), row[1:])
}

// missing gives forms of values that no row of sure takes, one text for each column, as far as they
// have a part that was made by a constructor of define-type: all others may be what the program never
// has. The heads of the rows in all tell what a column may hold: with a constructor all those of its
// type; where open is set, because the column is a field of a variant, anything else besides the
// literals seen. variant tells that a constructor is chosen already.
func (c *coverage) missing(sure, all [][]pat, open []bool, variant bool) [][]string {
	switch c.work++; {
	case c.work > maxCoverWork:
		return nil
	case len(sure) == 0 && variant:
		out := make([]string, len(open))
		for i := range out {
			out[i] = "_"
		}
		return [][]string{out}
	case len(open) == 0:
		return nil
	}
	heads, more := c.domain(all, open[0])
	var out [][]string
	for _, h := range heads {
		made := h.head == headRecord && len(h.typ.Variants) > 0
		inner := make([]bool, h.arity(), h.arity()+len(open))
		for i := range inner {
			inner[i] = open[0] || made
		}
		for _, m := range c.missing(c.specialize(sure, h), c.specialize(all, h), append(inner, open[1:]...), variant || made) {
			c.work += len(m)
			out = append(out, append([]string{h.text(m[:len(inner)])}, m[len(inner):]...))
		}
		if len(out) > maxMissing {
			return out
		}
	}
	if more {
		for _, m := range c.missing(c.others(sure), c.others(all), open[1:], variant) {
			c.work += len(m)
			out = append(out, append([]string{"_"}, m...))
		}
	}
	return out
}

// domain gives the heads that values of the first column may have; more tells that others are
// possible as well.
func (c *coverage) domain(rows [][]pat, open bool) (heads []pat, more bool) {
	heads = c.heads(rows)
	more = open || len(heads) == 0
	for _, row := range rows {
		more = more || row[0].head == headAny
	}
	booleans := 0
	var out []pat
	for _, h := range heads {
		switch {
		case h.head == headRecord && len(h.typ.Variants) > 0:
			more = false
			out = c.withFamily(out, h.typ, heads)
			continue
		case h.head == headRecord, h.head == headRest:
			more = false
		case h.head == headLiteral && isBoolean(h.lit):
			if booleans++; booleans == 2 {
				more = false
			}
		}
		out = append(out, h)
	}
	return out, more
}

// withFamily adds to heads the constructors of t's family, unless they are there; seen has those that
// the program names.
func (c *coverage) withFamily(heads []pat, t *kernel.RecordType, seen []pat) []pat {
	c.work += len(heads) + len(t.Variants)*len(seen)
	for _, h := range heads {
		if h.head == headRecord && h.typ == t {
			return heads
		}
	}
	for _, v := range t.Variants {
		h := pat{head: headRecord, typ: v}
		for _, x := range seen {
			if x.same(h) {
				h = x
			}
		}
		heads = append(heads, h)
	}
	return heads
}

// text writes a value with the head p and the given parts as a pattern, a long one shortened.
func (p pat) text(parts []string) string {
	switch p.head {
	case headRecord:
		name := p.name
		if name == "" {
			name = p.typ.Name
		}
		parts = append([]string{name}, parts...)
	case headLiteral:
		if p.lit.IsSymbol() {
			return "'" + brief(p.lit)
		}
		return brief(p.lit)
	case headRest:
		parts = append(parts[:len(parts):len(parts)], "&rest", "_")
	}
	if text := "(" + strings.Join(parts, " ") + ")"; len(text) <= maxMissingText {
		return text
	}
	return "(" + kernel.Cut(parts[0], maxMissingText/2) + " …)"
}

func isBoolean(v kernel.Value) bool {
	return v.Kind() == kernel.KindTrue || v.Kind() == kernel.KindFalse
}
