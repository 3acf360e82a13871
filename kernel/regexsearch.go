package kernel

import (
	"io"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// Limits of a pattern: what is within them compiles within a few milliseconds.
const (
	maxPattern      = 1 << 14 // bytes
	maxPatternSteps = 1 << 15 // what the pattern comes to once its counted repetitions are written out
	maxClasses      = 1 << 8  // uses of a Unicode class, each of which comes to hundreds of ranges
)

// regexSearch finds the matches of a pattern in a text, one after the other, as regexp.FindAll
// would: they do not overlap, and an empty one is not found right after another match.
//
// Package regexp takes linear time, but cannot be stopped. So a text that could take long is fed to it
// rune by rune, which is where the meter is asked.
type regexSearch struct {
	m    *Meter
	tree *syntax.Regexp
	re   *regexp.Regexp
	text string

	// later finds the pattern after the first character of what it is fed: a search that begins in the
	// middle of the text begins one character before, so that \b and ^ see it. Compiled when needed.
	later *regexp.Regexp

	// rest is the matches yet to be given, of a short text: there they are found in one go.
	rest [][]int

	steps int // what the pattern takes at most for each character
	pos   int // where the next search begins, beyond the text when there is none
	last  int // where the last match ended, or -1
}

// newRegexSearch compiles the pattern. Its error for a bad one is a condition of kind "syntax" in the
// name of the function.
func newRegexSearch(m *Meter, name, pattern, text string) (*regexSearch, error) {
	if len(pattern) > maxPattern {
		return nil, BadRange(0, "has %d bytes, want a pattern of at most %d", len(pattern), maxPattern)
	}
	classes := strings.Count(pattern, `\p`) + strings.Count(pattern, `\P`)
	if classes > maxClasses {
		return nil, BadRange(0, "has %d Unicode classes, want at most %d", classes, maxClasses)
	}
	if err := m.Work(10*len(pattern) + 4000*classes); err != nil {
		return nil, err
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, Condf(CondSyntax, "%s: pattern %s: %s", name, Write(Str(pattern)), patternError(err))
	}
	steps := patternSteps(tree)
	if steps > maxPatternSteps {
		return nil, BadRange(0, "comes to more than %d steps with its repetitions written out", maxPatternSteps)
	}
	if err := m.Alloc(200 * steps); err != nil {
		return nil, err
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, Condf(CondSyntax, "%s: pattern %s: %s", name, Write(Str(pattern)), patternError(err))
	}
	return &regexSearch{m: m, tree: tree, re: re, text: text, steps: steps, last: -1}, nil
}

// patternError says what is wrong with a pattern, and with which part of it.
func patternError(err error) string {
	e, ok := err.(*syntax.Error)
	if !ok {
		return err.Error()
	}
	return e.Code.String() + ": " + e.Expr
}

// patternSteps estimates the instructions that a pattern compiles to, up to a little more than
// maxPatternSteps. The parser bounds the depth of the tree to 1,000.
func patternSteps(t *syntax.Regexp) int {
	n := 1 + len(t.Rune)/2
	for _, sub := range t.Sub {
		n += patternSteps(sub)
		if n > maxPatternSteps {
			return maxPatternSteps + 1
		}
	}
	if t.Op == syntax.OpRepeat {
		n *= max(t.Min, t.Max, 1) + 1
	}
	return min(n, maxPatternSteps+1)
}

// next gives the byte offsets of the next match and its groups, -1 for a group that took no part;
// nil when there is none.
func (s *regexSearch) next() ([]int, error) {
	if s.pos > 0 && s.last >= 0 && s.short(len(s.text)) {
		return s.nextOfAll()
	}
	for s.pos <= len(s.text) {
		match, err := s.find(s.pos)
		if err != nil || match == nil {
			s.pos = len(s.text) + 1
			return nil, err
		}
		from, to := match[0], match[1]
		s.pos = to
		if from == to {
			_, width := utf8.DecodeRuneInString(s.text[to:])
			s.pos += max(width, 1)
			if from == s.last {
				continue
			}
		}
		s.last = to
		return match, nil
	}
	return nil, nil
}

// nextOfAll finds all matches when it is called first, after the first match was given, and gives
// them in turn.
func (s *regexSearch) nextOfAll() ([]int, error) {
	if s.rest == nil {
		if err := s.m.Work(s.steps * len(s.text) * len(s.text) / 8); err != nil {
			return nil, err
		}
		s.rest = s.re.FindAllStringSubmatchIndex(s.text, -1)
	}
	if len(s.rest) == 1 {
		return nil, nil
	}
	s.rest = s.rest[1:]
	return s.rest[0], nil
}

// short tells whether a search takes one go at most even if it is made n times.
func (s *regexSearch) short(n int) bool { return n*n <= shortSearch/s.steps }

// shortSearch is the product of a text's bytes and a pattern's steps up to which a search is run in
// one go, within about a millisecond.
const shortSearch = 1 << 16

// find gives the first match that begins at pos, a boundary between characters, or later.
func (s *regexSearch) find(pos int) ([]int, error) {
	begin, re := pos, s.re
	if pos > 0 {
		if s.later == nil {
			if err := s.m.Work(10 * s.steps); err != nil {
				return nil, err
			}
			var err error
			if s.later, err = regexp.Compile(`\A(?s:.)(?s:.*?)(` + s.tree.String() + `)`); err != nil {
				return nil, err
			}
		}
		_, width := utf8.DecodeLastRuneInString(s.text[:pos])
		begin, re = pos-width, s.later
	}
	var match []int
	if rest := s.text[begin:]; len(rest) <= shortSearch/s.steps {
		if err := s.m.Work(len(rest)*s.steps/8 + 10); err != nil {
			return nil, err
		}
		match = re.FindStringSubmatchIndex(rest)
	} else {
		r := meteredRunes{m: s.m, text: rest, cost: s.steps/4 + 4}
		match = re.FindReaderSubmatchIndex(&r)
		if r.err != nil {
			return nil, r.err
		}
	}
	if match == nil {
		return nil, nil
	}
	if pos > 0 {
		match = match[2:]
	}
	for i := range match {
		if match[i] >= 0 {
			match[i] += begin
		}
	}
	return match, nil
}

// meteredRunes feeds a text to package regexp, and ends it early when the program has to stop.
type meteredRunes struct {
	m    *Meter
	text string
	cost int // of a character
	due  int
	err  error
}

// ReadRune is io.RuneReader.
func (r *meteredRunes) ReadRune() (rune, int, error) {
	if r.due += r.cost; r.due >= stride {
		if r.err = r.m.Work(r.due); r.err != nil {
			return 0, 0, io.EOF
		}
		r.due = 0
	}
	if r.text == "" || r.err != nil {
		return 0, 0, io.EOF
	}
	c, width := utf8.DecodeRuneInString(r.text)
	r.text = r.text[width:]
	return c, width, nil
}
