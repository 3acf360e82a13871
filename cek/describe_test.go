package cek

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sx-lang/sx/kernel"
)

// TestFormDocs finds forms without documentation, and documentation of forms that are none.
func TestFormDocs(t *testing.T) {
	want := []string{"syntax-rules", "unquote", "unquote-splicing"} // words inside forms
	for name := range formTable() {
		want = append(want, name)
	}
	for name := range nativeMacros() {
		want = append(want, name)
	}
	var got []string
	for _, d := range FormDocs() {
		got = append(got, d.Name)
		if d.Doc == "" || len(d.Examples) == 0 {
			t.Errorf("%s: want a line of documentation and an example", d.Name)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the forms (-there +documented):\n%s", diff)
	}
}

// TestDescribe looks names up that a program has defined in different ways.
func TestDescribe(t *testing.T) {
	const program = `
(define (with-doc a &optional (b 1) &rest more)
  "adds up
(with-doc 1) => 2"
  (apply + a b more))

;; how many there are,
;; at most
(define limit 10)

;; (commented x [options]) -> a list; options {:deep}
(define commented (fn (x &optional options) (list x)))

(define (by-key &key (by 1) (of 2)) by)
(define (apart (a b) {:x x}) a)

;; (twice form) evaluates the form two times
(define-syntax twice (syntax-rules () ((_ x) (begin x x))))

(define (if2 x) x)
(define first 1)
(define any (lambda xs xs))
(define head rest)
(import (prefix (only (store log) store/append) s/) (rename (only (sx test) deftest) (deftest check)))
`
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Start(context.Background(), "p.sx", program); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name, kind, usage, doc, result string
	}{
		{"with-doc", "function", "(with-doc a [b] more…)", "adds up", ""},
		{"limit", "value", "limit", "how many there are, at most", ""},
		{"commented", "function", "(commented x [options])", "", "a list; options {:deep}"},
		{"by-key", "function", "(by-key [:by by] [:of of])", "", ""},
		{"apart", "function", "(apart (a b) {:x x})", "", ""},
		{"twice", "macro", "(twice form)", "evaluates the form two times", ""},
		{"any", "function", "(any xs…)", "", ""},
		{"head", "function", "(head list)", "the list without its first element; () for the empty list.", ""},
		{"s/store/append", "function", "(s/store/append stream type data [options])",
			"appends an event: the stored event, or a conflict if :expect does not hold",
			"the stored event or a conflict; options {:expect :at :id :meta :once}. The event is as store/read gives it."},
		{"check", "macro", "(check name body…)", "registers a test; it fails if body raises", ""},
		{"first", "value", "first", "", ""},
		{"if", "special form", "(if test then [else])", "One of two expressions; without an else, nil. Only false and nil are false.", ""},
		{"get", "function", "(get coll key [default])", "the value of a dict's key or of a list's or vector's index; default, or nil, if there is none.", ""},
		{"+", "function", "(+ n…)", "the sum of numbers; 0 of none.", ""},
		{"map", "function", "(map f coll more…)", "the values of f for each element; with several lists, of one element of each", ""},
		{"cond-expand", "special form", "(cond-expand (requirement form…)… [(else form…)])",
			"The forms of the first clause whose requirement holds: a feature, (library name), and, or, not.", ""},
	} {
		d, ok := m.Describe(x.name)
		if !ok || len(d.Usage) == 0 {
			t.Errorf("%s: nothing is known of it", x.name)
			continue
		}
		got := []string{d.Kind, d.Usage[0], d.Doc, d.Result}
		if diff := cmp.Diff([]string{x.kind, x.usage, x.doc, x.result}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", x.name, diff)
		}
	}
	if d, _ := m.Describe("range"); len(d.Usage) != 2 {
		t.Errorf("range: usages %q, want 2", d.Usage)
	}
	if d, _ := m.Describe("with-doc"); len(d.Examples) != 1 || d.Pos.String() != "p.sx:2:1" {
		t.Errorf("with-doc: examples %q at %s", d.Examples, d.Pos)
	}
	for _, name := range []string{"nobody", "%seq", "", "twice2"} {
		if d, ok := m.Describe(name); ok {
			t.Errorf("%q is described: %+v", name, d)
		}
	}
	if _, ok := Describe(kernel.Int(1)); ok {
		t.Error("a number is described as a function")
	}
}
