package lsp

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// text is a text and where its lines begin. Lines end with "\n", "\r\n" or "\r".
type text struct {
	s     string
	lines []int
}

func newText(s string) *text {
	t := &text{s: s, lines: []int{0}}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n':
		case s[i] == '\n' || s[i] == '\r':
			t.lines = append(t.lines, i+1)
		}
	}
	return t
}

// lineEnd gives where a line ends, before its line break.
func (t *text) lineEnd(line int) int {
	if line+1 >= len(t.lines) {
		return len(t.s)
	}
	return len(strings.TrimSuffix(strings.TrimSuffix(t.s[:t.lines[line+1]], "\n"), "\r"))
}

// offset gives the byte at a position. What is behind the end of a line is its end, what is behind the
// last line the end of the text, and what is in the middle of a character its start.
func (t *text) offset(p position) int {
	if p.Line < 0 || p.Character < 0 && p.Line == 0 {
		return 0
	}
	if p.Line >= len(t.lines) {
		return len(t.s)
	}
	off, end := t.lines[p.Line], t.lineEnd(p.Line)
	for units := p.Character; units > 0 && off < end; {
		r, w := utf8.DecodeRuneInString(t.s[off:end])
		units -= unitsOf(r)
		if units < 0 {
			break
		}
		off += w
	}
	return off
}

// unitsOf tells how many UTF-16 units a character is.
func unitsOf(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// position gives the place of a byte.
func (t *text) position(off int) position {
	off = max(0, min(off, len(t.s)))
	line := sort.SearchInts(t.lines, off+1) - 1
	p := position{Line: line}
	for _, r := range t.s[t.lines[line]:min(off, t.lineEnd(line))] {
		p.Character += unitsOf(r)
	}
	return p
}

func (t *text) span(from, to int) span { return span{t.position(from), t.position(to)} }

// edited gives the text after a change.
func (t *text) edited(c change) *text {
	if c.Range == nil {
		return newText(c.Text)
	}
	from, to := t.offset(c.Range.Start), t.offset(c.Range.End)
	if to < from {
		from, to = to, from
	}
	return newText(t.s[:from] + c.Text + t.s[to:])
}
