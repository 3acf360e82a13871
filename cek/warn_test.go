package cek

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/lib"
)

// warned runs a program and gives its warnings, as "line:column message", and its error.
func warned(t *testing.T, program string, libraries ...fs.FS) ([]string, error) {
	t.Helper()
	var out []string
	m, err := New(Config{Libraries: libraries, Warn: func(w Warning) {
		line, column := w.Pos.LineColumn()
		out = append(out, fmt.Sprintf("%d:%d %s", line, column, w.Message))
	}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Start(context.Background(), "p.sx", program)
	return out, err
}

const (
	shapes  = "(define-type Shape (Circle r) (Square s) (Rect w h))\n(define-type Opt (None) (Some x))\n(define-record-type point (pt x y) pt? (x px) (y py))\n"
	unheard = "match: no value gets to this clause, those before it take all that it could"
)

// TestMatchWarnings has a match on the line after shapes, and what is said of it.
func TestMatchWarnings(t *testing.T) {
	for _, c := range []struct {
		match string
		want  []string
	}{
		// what is left out
		{"(match x ((Circle r) 1))", []string{"4:1 match: no clause for (Square _), (Rect _ _)"}},
		{"(match x ((Rect _ _) 1) ((Circle r) 1))", []string{"4:1 match: no clause for (Square _)"}},
		{"(match x ((Circle r) 1) ((Square (? even?)) 1) ((Rect _ _) 1))", []string{"4:1 match: no clause for (Square _)"}},
		{"(match x ((Circle r) 1) ((? Square? y) 1) ((Rect _ _) 1))", []string{"4:1 match: no clause for (Square _)"}},
		{"(match x ((Circle r) 1) ((Square {:a b}) 1) ((Rect _ _) 1))", []string{"4:1 match: no clause for (Square _)"}},
		{"(match x ((Circle 1) 1) ((Square _) 1) ((Rect _ _) 1))", []string{"4:1 match: no clause for (Circle _)"}},
		{"(match x ((Circle _) 1) ((Square _) 1) ((Rect w w) 1))", []string{"4:1 match: no clause for (Rect _ _)"}},
		{"(match x ((Circle true) 1) ((Circle false) 2) ((Square true) 1) ((Rect _ _) 1))", []string{"4:1 match: no clause for (Square _)"}},
		{"(match x ((Some (Some _)) 1) ((None) 2))", []string{"4:1 match: no clause for (Some (None))"}},
		{"(match x ((Some (Circle _)) 1) ((Some (Square _)) 1) ((None) 2))", []string{"4:1 match: no clause for (Some (Rect _ _))"}},
		{"(match (list x x) (((Some a) (Some b)) 1) (((None) (None)) 2))", []string{"4:1 match: no clause for ((None) (Some _)), ((Some _) (None))"}},
		{"(match x (() 1) (((Some a) &rest r) 1))", []string{"4:1 match: no clause for ((None) &rest _)"}},
		{"(match x (('a (Some a)) 1) (('b _) 1))", []string{"4:1 match: no clause for ('a (None))"}},
		{"(match x ((pt (Some a) _) 1))", []string{"4:1 match: no clause for (pt (None) _)"}},
		{"(match x ((Some \"a\") 1) ((None) 1))", []string{"4:1 match: no clause for (Some _)"}},
		{"(match x ((Some ()) 1) ((Some (a b)) 1) ((None) 1))", []string{"4:1 match: no clause for (Some _)"}},
		{"(match x ((Some (a &rest b)) 1) ((None) 1))", []string{"4:1 match: no clause for (Some ())"}},
		{"(match x ((None) 1) (nil 1))", []string{"4:1 match: no clause for (Some _)"}},
		{"(let ()\n (define-type L (A) (B))\n (match x ((A) 1)))", []string{"6:2 match: no clause for (B)"}},
		{"(map (fn (x)\n  (match x ((Some y) y))) '())", []string{"5:3 match: no clause for (None)"}},
		// what nothing gets to
		{"(match x (_ 1) ((Circle r) 1))", []string{"4:16 " + unheard}},
		{"(match x (else 1) (5 1))", []string{"4:19 " + unheard}},
		{"(match x (y 1) (else 1))", []string{"4:16 " + unheard}},
		{"(match x ((Some x) 1) ((Some 2) 3) ((None) 1))", []string{"4:23 " + unheard}},
		{"(match x ((Some x) 1) ((Some (? even? 2)) 3) ((None) 1))", []string{"4:23 " + unheard}},
		{"(match x ((Some (Some _)) 1) ((Some (None)) 1) ((Some (Some 2)) 3) (_ 1))", []string{"4:48 " + unheard}},
		{"(match x (1 1) (\"a\" 2) (1.0 3))", []string{"4:24 " + unheard}},
		{"(match x (:a 1) (\"a\" 2))", []string{"4:17 " + unheard}},
		{"(match x ((a &rest b) 1) ((c d) 2))", []string{"4:26 " + unheard}},
		{"(match x (() 1) ((a) 2) ((a b &rest c) 3) ((a &rest b) 4))", []string{"4:43 " + unheard}},
		// a bare name
		{"(match x (None 1) (else 2))", []string{"4:10 match: the name None alone takes any value; the pattern for the constructor is (None)", "4:19 " + unheard}},
		{"(match x ((Some Rect) 1) (_ 1))", []string{"4:10 match: the name Rect alone takes any value; the pattern for the constructor is (Rect _ _)"}},
		// what nothing is said of
		{"(match x ((Circle r) 1) ((Square s) 1) ((Rect w h) 1))", nil},
		{"(match x ((Circle r) 1) ((Square s) 1) ((Rect w h) 1) (_ 2))", nil},
		{"(match x ((Circle r) 1) (else 1))", nil},
		{"(match x ((Circle r) 1) (y 1))", nil},
		{"(match x (1 1) (2 2))", nil},
		{"(match x ((a b) 1))", nil},
		{"(match x ('a 1) (:b 1) (nil 1))", nil},
		{"(match x ((? even?) 1) ((? even?) 1))", nil},
		{"(match x ((? even?) 1) (2 1))", nil},
		{"(match x ({:a b} 1) ({:a 2} 1))", nil},
		{"(match x ('(1 2) 1) ((1 2) 1))", nil},
		{"(match x ((pt 0 y) 1))", nil},
		{"(match x ((a a) 1) ((a b) 1))", nil},
		{"(match x ((None) 1) ((Some ()) 1) ((Some (a &rest b)) 1))", nil},
		{"(match x ((None) 1) ((Some true) 1) ((Some false) 1))", nil},
		{"(match x ((Some (Some (Some _))) 1) ((Some (Some (None))) 1) ((Some (None)) 1) ((None) 1))", nil},
		{"(match (list x x) (((Some a) _) 1) ((_ (Some b)) 2) (((None) (None)) 3))", nil},
		{"(let ((Circle 1)) (match x ((Circle r) 1)))", nil},
		{"(let ((Some 1)) (match x (Some 1)))", nil},
		{"(match x ((Circle (Circle 1)) 1) ((a 2) 3) ((Circle b) 2) ((Square s) 1) ((Rect w h) 1))", nil},
		{"(let-match (((Some a) x)) a)", nil},
	} {
		got, err := warned(t, shapes+"(define (f x) "+c.match+")")
		if err != nil {
			t.Errorf("%s: %v", c.match, err)
		}
		for i := range c.want { // the columns above count from the match
			var line, column int
			var rest string
			if _, err := fmt.Sscanf(c.want[i], "%d:%d", &line, &column); err != nil {
				t.Fatal(err)
			}
			_, rest, _ = strings.Cut(c.want[i], " ")
			if line == 4 {
				column += len("(define (f x) ")
			}
			c.want[i] = fmt.Sprintf("%d:%d %s", line, column, rest)
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s\n got %q\nwant %q", c.match, got, c.want)
		}
	}
}

// TestWarningsThroughImports: types come from a library, and libraries are warned about as well.
func TestWarningsThroughImports(t *testing.T) {
	libs := fstest.MapFS{"shape.sx": {Data: []byte("(define-library (shape) (export Circle Square Circle? f)\n" +
		"(begin (define-type Shape (Circle r) (Square s))\n(define (f x)\n  (match x ((Square s) 1)))))")}}
	got, err := warned(t, "(import (prefix (shape) s/))\n(define (g x) (match x ((s/Circle r) 1)))", libs)
	want := "4:3 match: no clause for (Circle _)\n2:15 match: no clause for (Square _)"
	if err != nil || strings.Join(got, "\n") != want {
		t.Errorf("got %q, %v\nwant %q", got, err, want)
	}
}

// TestWarningsOnce: each place once, whatever runs how often; a template's own clauses are let be.
func TestWarningsOnce(t *testing.T) {
	for program, want := range map[string]int{
		"(define (f x) (match x ((Some y) 1))) (map f (list (Some 1) (Some 2)))":                                                              1,
		"(dotimes 5 (fn (i) (eval '(match (Some 1) ((Some y) 1)))))":                                                                          1,
		"(dotimes 5 (fn (i) (eval `(match (Some 1) ((Some y) ,i)))))":                                                                         5,
		"(define-syntax m (syntax-rules () ((_ x c ...) (match x c ... (else 0)))))\n(m 1 (else 2)) (m 2 (1 2))":                              0,
		"(define-syntax m (syntax-rules () ((_ x c ...) (match x c ...))))\n(m (Some 1) ((Some 1) 2)) (m (None) ((None) 2))":                  2,
		"(dotimes 2000 (fn (i) (eval `(match (Some 1) ((Some y) ,i)))))":                                                                      maxWarnings,
		"(define (f x) (match x ((Some y) 1)))\n(define-syntax m (syntax-rules () ((_ x) (match x ((Some y) 1)))))\n(m (Some 1))":             2,
		"(defmacro m (x) (match (Some 1) ((Some y) y)))\n(m 1) (m 2)":                                                                         1,
		"(define (f x) (match x ((Some y) 1))) (guard (e (else (f (Some 1)))) (raise (f (Some 2)))) (cek-run (make-cek-state '(f (Some 1))))": 1,
	} {
		got, err := warned(t, shapes+program)
		if err != nil || len(got) != want {
			t.Errorf("%s\n%d warnings, want %d: %q %v", program, len(got), want, got[:min(3, len(got))], err)
		}
	}
}

// TestCoverageEnds: patterns whose coverage is too much work are given up, and nothing is said.
func TestCoverageEnds(t *testing.T) {
	var b strings.Builder
	b.WriteString(shapes + "(define (f x) (match x")
	for i := range 24 {
		b.WriteString("\n((")
		for j := range 24 {
			if j == i {
				b.WriteString("(Some 1) ")
			} else {
				b.WriteString("_ ")
			}
		}
		b.WriteString(") 1)")
	}
	b.WriteString("))")
	if got, err := warned(t, b.String()); err != nil || len(got) != 1 || len(got[0]) > 400 {
		t.Errorf("got %q %v", got, err)
	}
	b.Reset()
	b.WriteString(shapes + "(define (f x) (match x")
	for i := range 40 {
		for _, c := range []string{"(None)", "(Some _)"} {
			b.WriteString("\n((" + strings.Repeat("_ ", i) + c + strings.Repeat(" _", 40-i) + " 1 (None)) 1)")
		}
	}
	b.WriteString("))")
	if got, err := warned(t, b.String()); err != nil || len(got) > 0 {
		t.Errorf("got %q %v", got, err)
	}
	long := shapes + "(define (f x) (match x ((Some (" + strings.Repeat("a ", 400) + " &rest b)) 1) ((None) 1)))"
	if _, err := warned(t, long); err != nil {
		t.Error(err)
	}
	deep := shapes + "(define (f x) (match x (" + strings.Repeat("(Some ", 2000) + "1" + strings.Repeat(")", 2000) + " 1)))"
	if got, err := warned(t, deep); err == nil && len(got) > 1 {
		t.Errorf("got %d warnings", len(got))
	}
}

// TestWarningsChangeNothing: a program takes the same steps whether somebody hears its warnings or not.
func TestWarningsChangeNothing(t *testing.T) {
	program := shapes + "(define (f x) (match x ((Some y) 1) ((Some 2) 1)))(f (Some 1))"
	steps := func(c Config) int64 {
		m, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Start(context.Background(), "p.sx", program); err != nil {
			t.Fatal(err)
		}
		return m.Steps()
	}
	heard := 0
	a, b := steps(Config{}), steps(Config{Warn: func(Warning) { heard++ }})
	if a != b || heard != 2 {
		t.Errorf("%d steps without, %d with %d warnings", a, b, heard)
	}
}

func TestWarningReport(t *testing.T) {
	src := &kernel.Source{Name: "a\x1b.sx", Text: "x\n(match \x1b[31m y)"}
	w := Warning{"no \u202e good", kernel.Pos{Source: src, Offset: 2}}
	if got, want := w.Report(), "a␛.sx:2:1: warning: no � good\n(match ␛[31m y)\n^\n"; got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// TestOtherWarnings: definitions that only assign, and names that a library needs in vain.
func TestOtherWarnings(t *testing.T) {
	for program, want := range map[string]string{
		"(define (f)\n  (define x 1)\n  (define x 2)\n  x)":                                                                             "3:3 define: x is defined in this body already; this only assigns to it",
		"(define x 1)\n(define x 2)":                                                                                                    "",
		"(define (f) (define x 1) (let () (define x 2) x))":                                                                             "",
		"(define-syntax d (syntax-rules () ((_ n) (begin (define n 1) (define n 2)))))\n(define (f) (d x) x)":                           "",
		"(define-library (l) (export f) (begin (define (f x) (frist (g x)))\n(define (h) (set! zz 1)) (define (g x) x)))\n(import (l))": "1:54 unbound variable: frist (did you mean first?)\n2:19 unbound variable: zz",
		"(define-library (l) (export f) (begin (define (f) (later)) (define (later) 1)))":                                               "",
		"(define-library (l) (export m) (begin (define-syntax m (syntax-rules () ((_ x) (nowhere x))))))\n(import (l))":                 "",
		"(define (f) (nowhere))":                                                                            "",
		"(define (f l) (take l 1))\n(define (take l n) l)":                                                  "2:1 take means the builtin in what was compiled before this definition, first at p.sx:1:16",
		"(define (take l n) l)\n(define (f l) (take l 1))\n(define (take l n) 2)":                           "",
		"(define (f take) (take 1))\n(define (take l n) l)":                                                 "",
		"(define-library (l) (export f) (begin (define (f l) (take l)) (define (take l) l)))\n(import (l))": "",
	} {
		got, err := warned(t, program)
		if err != nil || strings.Join(got, "\n") != want {
			t.Errorf("%s\n got %q %v\nwant %q", program, got, err, want)
		}
	}
}

// TestLibrariesHaveNoWarnings loads every library that comes with sx.
func TestLibrariesHaveNoWarnings(t *testing.T) {
	loaded := 0
	err := fs.WalkDir(lib.Files, ".", func(path string, d fs.DirEntry, err error) error {
		text, rerr := fs.ReadFile(lib.Files, path)
		if d.IsDir() || rerr != nil || !strings.Contains(string(text), "(define-library (") {
			return err
		}
		name := strings.ReplaceAll(strings.TrimSuffix(path, ".sx"), "/", " ")
		if !strings.Contains(string(text), "(define-library ("+name+")") {
			return err
		}
		got, werr := warned(t, "(import (prefix ("+name+") x/))")
		if werr != nil || len(got) > 0 {
			t.Errorf("(%s): %q %v", name, got, werr)
		}
		loaded++
		return err
	})
	if err != nil || loaded < 20 {
		t.Errorf("loaded %d libraries, %v", loaded, err)
	}
}

// TestCoverageOfMany: the work on very many clauses ends where it is too much, also that of telling their
// heads apart.
func TestCoverageOfMany(t *testing.T) {
	var rows [][]pat
	for i := range 3000 {
		rows = append(rows, []pat{{head: headLiteral, lit: kernel.Int(int64(i))}})
	}
	c := &coverage{}
	if c.missing(rows, rows, []bool{false}, false); c.work > 2*maxCoverWork {
		t.Errorf("%d patterns were looked at, want at most some %d", c.work, maxCoverWork)
	}
}
