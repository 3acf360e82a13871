package cek

import (
	"iter"
	"slices"
	"strings"
)

// mostNearest is the longest name, in bytes, that one like it is looked for, or that is taken for such.
const mostNearest = 64

// Nearest gives the one of names that is most like name, the first in order if several are, or "" if none is
// close: at most a third of its letters differ (Damerau-Levenshtein with adjacent transpositions). Names that
// begin with % are left out, and those of more than 64 bytes.
func Nearest(name string, names []string) string { return nearest(name, slices.Values(names)) }

// nearest is Nearest of names in any order.
func nearest(name string, names iter.Seq[string]) string {
	if name == "" || len(name) > mostNearest {
		return ""
	}
	best, least := "", len(name)/3+1
	p := newPattern(name)
	for n := range names {
		if len(n) > mostNearest || len(n)-len(name) > least || len(name)-len(n) > least || strings.HasPrefix(n, "%") {
			continue
		}
		if d := p.distance(n); d < least || d == least && best != "" && n < best {
			best, least = n, d
		}
	}
	return best
}

// pattern is a name to compare others with: for each byte, a bit for each place where the name has it. A caught
// error may look at all globals, so a comparison takes a few operations for each byte of the other name.
type pattern struct {
	places [256]uint64
	size   int
}

// newPattern makes a pattern of 1 to 64 bytes.
func newPattern(name string) *pattern {
	p := &pattern{size: len(name)}
	for i := range len(name) {
		p.places[name[i]] |= 1 << i
	}
	return p
}

// distance counts the letters to be left out, put in or replaced, and the neighbours to be swapped, that make
// text of the pattern (after Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit
// distances", Nordic Journal of Computing 10, 2003). The table of distances between all their beginnings is
// taken column by column, each given by where it goes up and where down.
func (p *pattern) distance(text string) int {
	d, last := p.size, uint64(1)<<(p.size-1)
	up, down := ^uint64(0), uint64(0) // to the next row of this column
	var same, before uint64           // where the way on from the column before costs nothing; where its letter is
	for i := range len(text) {
		here := p.places[text[i]]
		swapped := (^same & here) << 1 & before
		same = ((here & up) + up) ^ up | here | down | swapped
		right, left := down|^(same|up), same&up // from the column before
		switch {
		case right&last != 0:
			d++
		case left&last != 0:
			d--
		}
		right, left = right<<1|1, left<<1
		up, down, before = left|^(same|right), right&same, here
	}
	return d
}
