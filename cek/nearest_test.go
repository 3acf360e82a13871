package cek

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

// letters counts the edits between a and b row by row.
func letters(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

func TestDistanceIsThatOfTheTable(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	name := func(least int) string {
		out := make([]byte, least+r.Intn(mostNearest+1-least))
		if r.Intn(2) == 0 {
			out = out[:min(len(out), least+r.Intn(8))]
		}
		for i := range out {
			out[i] = "abc"[r.Intn(3)]
		}
		return string(out)
	}
	for range 20_000 {
		a, b := name(1), name(0)
		if r.Intn(2) == 0 { // one that is like it
			edited := []byte(a)
			for range r.Intn(4) {
				i, j := r.Intn(len(edited)), r.Intn(len(edited))
				edited[i], edited[j] = edited[j], edited[i]
			}
			b = string(edited[r.Intn(2):])
		}
		if got, want := newPattern(a).distance(b), letters(a, b); got != want {
			t.Fatalf("the distance of %q from %q is %d, want %d", b, a, got, want)
		}
	}
}

func TestNearestTakesTheFirstOfTheClosest(t *testing.T) {
	for _, c := range []struct {
		name  string
		names []string
		want  string
	}{
		{"conut", []string{"cons", "count", "xonut", "conun"}, "conun"},
		{"foo", []string{"fop", "fob", "fog"}, "fob"},
		{"fob", []string{"fob", "foa"}, "fob"},
		{"ab", []string{"b", "ba", "x"}, ""},
		{"abc", []string{"%abc", "xyz"}, ""},
		{"", []string{"a", ""}, ""},
		{"a-name-of-thirty-four-letters-here", []string{"a-nme-of-thirty-fuor-letters-hxre"}, "a-nme-of-thirty-fuor-letters-hxre"},
	} {
		for range 2 {
			if got := Nearest(c.name, c.names); got != c.want {
				t.Errorf("nearest to %q of %q is %q, want %q", c.name, c.names, got, c.want)
			}
			slices.Reverse(c.names)
		}
	}
}

// TestNearestMakesNothing: what a caught error takes for its hint does not grow with the number of globals but for
// looking at each.
func TestNearestMakesNothing(t *testing.T) {
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2000 {
		m.env.fresh(fmt.Sprintf("name-%d", i)).value = kernel.True
	}
	if n := testing.AllocsPerRun(10, func() { m.env.nearest("nume-1999") }); n > 10 {
		t.Errorf("%v objects", n)
	}
	if like := m.env.nearest("nume-1999"); like != "name-1999" {
		t.Errorf("the nearest is %q", like)
	}
}
