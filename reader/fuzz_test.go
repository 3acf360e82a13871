package reader

import (
	"errors"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

// FuzzReadPrintRead reads any text, writes what it got and reads that: the same must come out. What
// cannot be read must be an *Error about a place in the text.
func FuzzReadPrintRead(f *testing.F) {
	for _, text := range []string{
		"", "a", "(define (f x) \"doc\" (+ x 1.5))", "{:a 1 \"b c\" [x]}", "'(a `b ,c ,@d #'e)", "#(1 #\\a #{2 3})",
		"#;a b ; c", "#|raw|", "|a b| :|c|", "-1/3 1e400 .5 #xff +inf.0", "\"\\x41;\\u00e9\\n\"", "(((", "1x", "\"\xff\"",
		"...", "#\\x41 #\\space #\\(", "\ufeff#!x\ny", "{:a}", "#{1 1.0}", "(a . b)", ":", "#<x>",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		src := &kernel.Source{Name: "f", Text: text}
		forms, err := ReadAll(src, Options{})
		checkError(t, src, err)
		for i, form := range forms {
			checkForm(t, form)
			if i > 0 && forms[i-1].Pos.Offset >= form.Pos.Offset {
				t.Errorf("form %d at %d, the one before at %d", i, form.Pos.Offset, forms[i-1].Pos.Offset)
			}
		}
	})
}

func checkForm(t *testing.T, form Form) {
	text := kernel.Write(form.Value)
	again, err := ReadOne(&kernel.Source{Name: "w", Text: text}, Options{})
	if err != nil {
		t.Fatalf("%q does not read back: %v", text, err)
	}
	if got := kernel.Write(again.Value); got != text {
		t.Errorf("%q is written %q after it was read", text, got)
	}
	if !strings.Contains(text, "+nan.0") && !kernel.Equal(form.Value, again.Value) {
		t.Errorf("%q is not equal to itself read back", text)
	}
	checkPlaces(t, form)
}

// checkPlaces wants the first character of what stands at each place of the outermost list to fit.
func checkPlaces(t *testing.T, form Form) {
	v := form.Value
	if !v.IsList() {
		return
	}
	start, ok := form.Places.Of(v.AsList())
	if !ok || start != form.Pos.Offset || !strings.Contains("([',`#", form.Pos.Source.Text[start:start+1]) {
		t.Errorf("list %s has place %d %v, form %d", kernel.Write(v), start, ok, form.Pos.Offset)
	}
	last := start
	for i := range v.AsList().Len() {
		off, ok := form.Places.Item(v.AsList(), i)
		if !ok || off < last || i > 1 && off == last {
			t.Errorf("element %d of %s has place %d %v, the one before %d", i, kernel.Write(v), off, ok, last)
		}
		last = off
	}
}

func checkError(t *testing.T, src *kernel.Source, err error) {
	if err == nil {
		return
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %T %v, want an *Error", err, err)
	}
	if e.Pos.Source != src || e.Pos.Offset < 0 || e.Pos.Offset > len(src.Text) || e.Message == "" {
		t.Errorf("error %q at offset %d of %d", e.Message, e.Pos.Offset, len(src.Text))
	}
	if strings.Count(kernel.Caret(e.Pos), "\n") != 1 {
		t.Errorf("caret %q", kernel.Caret(e.Pos))
	}
}
