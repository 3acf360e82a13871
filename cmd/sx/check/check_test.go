package check

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// found gives the findings in a text as "line:column: message".
func found(t *testing.T, c *Checker, name, text string) []string {
	t.Helper()
	var out []string
	for _, f := range c.File(context.Background(), name, text) {
		line, column := f.Pos.LineColumn()
		out = append(out, fmt.Sprintf("%d:%d: %s: %s", line, column, f.Severity, f.Message))
	}
	return out
}

func TestFindings(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"lib.sx": "(define-library (lib) (export twice m) (begin (define (twice x) (* 2 x))\n" +
			"(define-syntax m (syntax-rules () ((_ a) (twice a))))))",
		"broken.sx":  "(define-library (broken) (export a) (begin (define a (if))))",
		"reading.sx": "(define-library (reading) (export a) (begin",
		"world.sx":   "(define-library (world) (export a) (begin (define a (perform {:op \"clock/now\"}))))",
		"main.sx":    "(define (of-main x) x)",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := New(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"(define (f x) (+ x 1)) (println (f 1))", nil},
		// what cannot be read or is written wrongly
		{"(define (f x)\n  (+ x 1)", []string{"1:1: error: unclosed (: the text ends at 2:10 without its )"}},
		{"(define x 1)\n(if)\n(let 5)", []string{"2:1: error: if: want (if test then [else])", "3:1: error: let: the bindings are a number, want a list"}},
		{"(define (f)\n  (fn (a a) a))", []string{"2:10: error: fn: the parameter a is there twice"}},
		{"(begin (begin 1 (quote)))", []string{"1:17: error: quote: want (quote datum)"}},
		// names
		{"(prnitln 1)", []string{"1:2: warning: unbound variable: prnitln (did you mean println?)"}},
		{"(define (my-function) (my-funtcion))", []string{"1:24: warning: unbound variable: my-funtcion (did you mean my-function?)"}},
		{"(define (f) (g)) (define (g) 1)", nil},
		{"(let ((a 1) (_b 2)) 3)", []string{"1:8: warning: a is not used"}},
		// numbers of arguments
		{"(first)", []string{"1:1: warning: first: 0 arguments, want 1"}},
		{"(define (f x &optional y) x) (f) (f 1 2) (f 1 2 3)", []string{"1:30: warning: f: 0 arguments, want 1 to 2",
			"1:42: warning: f: 3 arguments, want 1 to 2"}},
		{"(define (f x) x) (set! f list) (f 1 2)", nil},
		// matches
		{"(define-type Shape (Circle r) (Dot))\n(define (area s)\n  (match s ((Circle r) r)))", []string{"3:3: warning: match: no clause for (Dot)"}},
		// libraries
		{"(import (lib)) (twice 1) (m 2)", nil},
		{"(import (lib)) (twice 1 2)", []string{"1:16: warning: twice: 2 arguments, want 1"}},
		{"(import (only (lib) thrice))", []string{"1:21: warning: (lib) does not export thrice"}},
		{"(import (no such))\n(anything)", []string{"1:9: warning: there is no library (no such)"}},
		{"(import (world))\n(println a)", nil},
		// macros are expanded
		{"(defmacro m (x) `(if ,x))\n(m 1)", []string{"2:1: error: if: want (if test then [else])"}},
		{"(define (parts xs) (map (fn (x) (list 'quote x)) xs))\n(defmacro all (&rest xs) (cons 'list (parts xs)))\n(println (all a b))", nil},
		{"(define-syntax def (syntax-rules () ((_ n v) (define n v))))\n(def a 1)\n(println a)", nil},
		// nothing runs that matters
		{"(let loop () (loop))\n(define x (perform {:op \"clock/now\"}))\n(error \"no\")\n(println x)", nil},
		{"(define (f) (f)) (define y (let loop () (loop)))\n(if)", nil}, // the rest is not compiled
		// what is written on purpose
		{"(first)  ;!! \"arity\"\n(first) ; check: skip\n(first)  ;=> 1", nil},
		{"(println \"; check: sip\" (first))", []string{"1:25: warning: first: 0 arguments, want 1"}},
		{";;; a -- b\n;;; loaded by: main.sx\n(of-main 1)\n(of-nobody)", []string{"4:2: warning: unbound variable: of-nobody"}},
	} {
		if diff := cmp.Diff(x.want, found(t, c, filepath.Join(dir, "test.sx"), x.text)); diff != "" {
			t.Errorf("%s\n(-want +got):\n%s", x.text, diff)
		}
	}
	for _, name := range []string{"broken", "reading"} {
		got := found(t, c, filepath.Join(dir, "test.sx"), "(import ("+name+"))")
		if len(got) != 1 || !strings.Contains(got[0], name+".sx:1:") {
			t.Errorf("importing a library with a mistake: %q", got)
		}
	}
}

// TestMany: a file with very many mistakes lists some, and says how many it leaves out.
func TestMany(t *testing.T) {
	c, err := New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	got := found(t, c, "many.sx", "(define x (list "+strings.Repeat("(a 1) ", 100_000)+"))")
	if len(got) != maxFindings+1 || !strings.HasSuffix(got[maxFindings], "this and 98999 more mistakes are not listed") {
		t.Errorf("%d findings, the last is %s", len(got), got[len(got)-1])
	}
}

// TestTree finds nothing in the programs of the repository but those that have to fail.
func TestTree(t *testing.T) {
	const root = "../../.."
	c, err := New(root)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "hostile" || d.Name() == "skeleton"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".sx"):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		count++
		for _, f := range c.File(context.Background(), path, string(text)) {
			t.Error(f)
		}
		return nil
	})
	if err != nil || count < 100 {
		t.Errorf("%d files, %v", count, err)
	}
}
