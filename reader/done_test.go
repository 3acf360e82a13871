package reader_test

import (
	"io"
	"testing"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// TestDone asks after each form whether it is the last, and what comes then.
func TestDone(t *testing.T) {
	for _, c := range []struct {
		text  string
		forms int
		done  bool // after the last of them
		end   string
	}{
		{"1", 1, true, "EOF"},
		{"(a) (b) \n\t\n", 2, true, "EOF"},
		{"(a) ; the end\n", 1, false, "EOF"},
		{"(a) \u00a0", 1, false, "EOF"},
		{"(a) ; \x01", 1, false, "a.sx:1:7: control character U+0001 in a comment"},
		{"(a) )", 1, false, "a.sx:1:5: unexpected ): nothing is open"},
		{"(a) #;(b) ", 1, false, "EOF"},
		{"", 0, false, "EOF"},
	} {
		r := reader.New(&kernel.Source{Name: "a.sx", Text: c.text}, reader.Options{})
		for i := range c.forms {
			if r.Done() {
				t.Errorf("%q: done before form %d", c.text, i+1)
			}
			if _, err := r.Next(); err != nil {
				t.Fatalf("%q: %v", c.text, err)
			}
		}
		if r.Done() != c.done {
			t.Errorf("%q: Done is %v after the last form", c.text, r.Done())
		}
		for range 2 {
			_, err := r.Next()
			if err == nil || err.Error() != c.end && (err != io.EOF || c.end != "EOF") {
				t.Errorf("%q: %v, want %s", c.text, err, c.end)
			}
		}
		if c.end == "EOF" && !r.Done() {
			t.Errorf("%q: not done at the end", c.text)
		}
	}
}
