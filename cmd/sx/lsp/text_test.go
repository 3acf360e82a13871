package lsp

import (
	"math/rand/v2"
	"testing"
	"unicode/utf16"
)

func TestPositions(t *testing.T) {
	x := newText("aé😀b\r\nc\rd\n\n")
	for _, c := range []struct {
		p    position
		off  int
		back position
	}{
		{position{0, 0}, 0, position{0, 0}},
		{position{0, 1}, 1, position{0, 1}},
		{position{0, 2}, 3, position{0, 2}},
		{position{0, 3}, 3, position{0, 2}}, // in the middle of a pair
		{position{0, 4}, 7, position{0, 4}},
		{position{0, 5}, 8, position{0, 5}},
		{position{0, 99}, 8, position{0, 5}},
		{position{1, 0}, 10, position{1, 0}},
		{position{1, 1}, 11, position{1, 1}},
		{position{2, 1}, 13, position{2, 1}},
		{position{3, 0}, 14, position{3, 0}},
		{position{4, 0}, 15, position{4, 0}},
		{position{5, 3}, 15, position{4, 0}},
		{position{-1, 3}, 0, position{0, 0}},
		{position{1, -1}, 10, position{1, 0}},
	} {
		if off := x.offset(c.p); off != c.off {
			t.Errorf("%v is %d, want %d", c.p, off, c.off)
		}
		if p := x.position(c.off); p != c.back {
			t.Errorf("%d is %v, want %v", c.off, p, c.back)
		}
	}
}

// TestEdits compares edits with those of a model: lines of UTF-16 units.
func TestEdits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "é", "😀", "\n", "\r\n", "(", ")", "\"", ";", "", "xyz"}
	x := newText("")
	for range 5000 {
		from, to := place(r, x), place(r, x)
		if to.Line < from.Line || to.Line == from.Line && to.Character < from.Character {
			from, to = to, from
		}
		s := pieces[r.IntN(len(pieces))] + pieces[r.IntN(len(pieces))]
		units := utf16.Encode([]rune(x.s))
		a, b := unitOffset(units, from), unitOffset(units, to)
		want := string(utf16.Decode(units[:a])) + s + string(utf16.Decode(units[b:]))
		y := x.edited(change{&span{from, to}, s})
		if y.s != want {
			t.Fatalf("%q, %v to %v by %q is %q, want %q", x.s, from, to, s, y.s, want)
		}
		if x = y; len(x.s) > 200 {
			x = newText(x.s[:0])
		}
	}
}

// place gives a position in x that is not in the middle of a character or of \r\n.
func place(r *rand.Rand, x *text) position {
	for {
		off := r.IntN(len(x.s) + 1)
		if p := x.position(off); x.offset(p) == off {
			return p
		}
	}
}

// unitOffset finds a position among UTF-16 units.
func unitOffset(units []uint16, p position) int {
	line, i := 0, 0
	for line < p.Line {
		if units[i] == '\n' || units[i] == '\r' && (i+1 == len(units) || units[i+1] != '\n') {
			line++
		}
		i++
	}
	return i + p.Character
}
