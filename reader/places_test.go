package reader

import (
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

// marked takes the marks ^ out of a text and gives their offsets in the rest.
func marked(text string) (plain string, marks []int) {
	for i, part := range strings.Split(text, "^") {
		if i > 0 {
			marks = append(marks, len(plain))
		}
		plain += part
	}
	return plain, marks
}

// placesOf gives the offsets of all lists and dicts in v and of their elements, outermost first.
func placesOf(p *Places, v kernel.Value) (out []int) {
	note := func(off int, ok bool) {
		if !ok {
			off = -1
		}
		out = append(out, off)
	}
	switch {
	case v.IsList():
		note(p.Of(v.AsList()))
		for i := range v.AsList().Len() {
			note(p.Item(v.AsList(), i))
		}
		for i := range v.AsList().Len() {
			out = append(out, placesOf(p, v.AsList().At(i))...)
		}
	case v.IsDict():
		note(p.OfDict(v.AsDict()))
		for i := range v.AsDict().Len() {
			note(p.DictItem(v.AsDict(), i))
		}
		it := v.AsDict().All()
		for _, x, ok := it.Next(); ok; _, x, ok = it.Next() {
			out = append(out, placesOf(p, x)...)
		}
	case v.IsVector():
		for _, x := range v.AsVector().Items {
			out = append(out, placesOf(p, x)...)
		}
	}
	return out
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		text string
		want []int // indices of marks
	}{
		{"^a", nil},
		{" ^()", []int{0}},
		{";é\n#;x ^(^a #;x ^b)", []int{0, 1, 2}},
		{"^(^f ^(^g ^x) ^[])", []int{0, 1, 2, 5, 2, 3, 4, 5}},
		{"^{:a ^1 \"b\" ^(^c)}", []int{0, 1, 2, 2, 3}},
		{"^'^a", []int{0, 0, 1}},
		{"^,@^'^a", []int{0, 0, 1, 1, 1, 2}},
		{"^#'^(^a)", []int{0, 0, 1, 1, 2}},
		{"#(^(^a) #(^{}))", []int{0, 1, 2}},
		{"#;(x) ^(^a)", []int{0, 1}},
	} {
		text, marks := marked(c.text)
		form, err := ReadOne(source(text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := placesOf(form.Places, form.Value)
		if len(got) != len(c.want) {
			t.Errorf("%s: got places %v, want %d", text, got, len(c.want))
			continue
		}
		for i, m := range c.want {
			if got[i] != marks[m] {
				t.Errorf("%s: place %d is %d, want %d", text, i, got[i], marks[m])
			}
		}
	}
}

func TestPlacesKnowsOnlyItsForm(t *testing.T) {
	forms, err := ReadAll(source("(a b) (c)"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	first, second := forms[0].Places, forms[1].Value.AsList()
	if _, ok := first.Of(second); ok {
		t.Error("a list of another form has a place")
	}
	own := forms[0].Value.AsList()
	for _, i := range []int{-1, 2} {
		if off, ok := first.Item(own, i); ok {
			t.Errorf("element %d of 2 has place %d", i, off)
		}
	}
}

// A form of many batches keeps its places.
func TestPlacesOfLongForm(t *testing.T) {
	text := "(" + strings.Repeat("(a 'b) ", 3*maxBatch) + ")"
	form, err := ReadOne(source(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := form.Value.AsList()
	if l.Len() != 3*maxBatch {
		t.Fatalf("got %d elements", l.Len())
	}
	for i := range l.Len() {
		start := 1 + i*len("(a 'b) ")
		off, ok := form.Places.Item(l, i)
		inner, ok2 := form.Places.Item(l.At(i).AsList(), 1)
		if !ok || !ok2 || off != start || inner != start+3 {
			t.Fatalf("element %d: got %d %v, %d %v, want %d and %d", i, off, ok, inner, ok2, start, start+3)
		}
	}
}
