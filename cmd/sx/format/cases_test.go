package format

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sx-lang/sx/reader"
)

func TestCases(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", " \n ", ""},
		{"a comment alone", ";;; a  \n", ";;; a\n"},
		{"a first line", "\ufeff#!/usr/bin/env sx\n\n\n\n( a )", "#!/usr/bin/env sx\n\n(a)\n"},
		{"blanks", "(a   b\t c )\n\n\n\n( d)", "(a b c)\n\n(d)\n"},
		{"brackets", "(a\n  (b\n    )\n  )", "(a\n  (b))\n"},
		{"carriage returns", "(a ; x\r\n b)\r\n", "(a ; x\n  b)\n"},
		{"a body", "(define (f x)\n\"doc\"\n(let ((a 1)\n(b 2))\na))", "(define (f x)\n  \"doc\"\n  (let ((a 1)\n        (b 2))\n    a))\n"},
		{"a call", "(f a\nb\n (g\n c))", "(f a\n   b\n   (g\n     c))\n"},
		{"a macro with a body", "(while (< i 3)\n  (f i)\n (g))", "(while (< i 3)\n  (f i)\n  (g))\n"},
		{"a loop", "(let loop ((i 0)\n(j 1))\n(loop i j))", "(let loop ((i 0)\n           (j 1))\n  (loop i j))\n"},
		{"do loop", "(do ((i 0 (+ i 1)))\n((= i 3))\n(f i))", "(do ((i 0 (+ i 1)))\n    ((= i 3))\n  (f i))\n"},
		{"do sequence", "(do (f)\n(g))", "(do (f)\n    (g))\n"},
		{"if", "(if a\n  b\n  c)", "(if a\n    b\n    c)\n"},
		{"cond", "(cond ((a)\n b)\n (else\nc))", "(cond ((a)\n       b)\n      (else\n        c))\n"},
		{"quoted data", "'(a b\n(c d\ne))", "'(a b\n  (c d\n   e))\n"},
		{"quasiquote is code", "`(if a\n,b\n,@c)", "`(if a\n     ,b\n     ,@c)\n"},
		{"an unquoted @name", "(a , @b)", "(a , @b)\n"},
		{"dropped forms", "(f #; (a\nb) c\n'#;d e)", "(f #;(a\n       b) c\n  '#;d e)\n"},
		{"comments", "(f ;one\n;; two\na ; three\n\n;; four\n)", "(f ;one\n  ;; two\n  a ; three\n\n  ;; four\n  )\n"},
		{"comments below each other", "(f\n a   ; 1\n (bb cc) ; 2\n)\n(a\n (b)    ; 1\n (b c)  ; 2\n x)",
			"(f\n  a   ; 1\n  (bb cc) ; 2\n  )\n(a\n  (b)    ; 1\n  (b c)  ; 2\n  x)\n"},
		{"an expectation", "( f  1 )  ;=> 2", "(f 1)  ;=> 2\n"},
		{"a dict", "{:a 1\n:b (f\nx)}", "{:a 1\n :b (f\n      x)}\n"},
		{"a text of several lines", "(define s\n    \"a\n  b\" )", "(define s\n  \"a\n  b\")\n"},
		{"brackets of all kinds", "#( 1\n2 ) #{ 1\n2 } [ a ]", "#(1\n  2) #{1\n       2} [a]\n"},
		{"a long call", "(function-with-a-name (argument number one) (argument number two) (argument number three) (and four))",
			"(function-with-a-name (argument number one)\n                      (argument number two)\n" +
				"                      (argument number three)\n                      (and four))\n"},
		{"a long body", "(define (function-with-a-long-name argument) (let ((local-variable-one 1)) (call-it argument local-variable-one)))",
			"(define (function-with-a-long-name argument)\n  (let ((local-variable-one 1)) (call-it argument local-variable-one)))\n"},
		{"long data", "'(" + strings.Repeat("elements ", 20) + ")",
			"'(" + strings.Repeat("elements ", 10) + "elements\n  " + strings.Repeat("elements ", 8) + "elements)\n"},
		{"a long case", "(case (a-function-of some-argument) \"first\" (then-call this) \"second\" (then-call that) else (nothing at all))",
			"(case (a-function-of some-argument)\n  \"first\" (then-call this)\n  \"second\" (then-call that)\n  else (nothing at all))\n"},
		{"a long dict", "{:key-number-one \"" + strings.Repeat("x", 40) + "\" :key-number-two \"" + strings.Repeat("x", 40) + "\"}",
			"{:key-number-one \"" + strings.Repeat("x", 40) + "\"\n :key-number-two \"" + strings.Repeat("x", 40) + "\"}\n"},
		{"a long call without arguments", "(list  #;" + strings.Repeat("x", 100) + " )", "(list #;" + strings.Repeat("x", 100) + ")\n"},
		{"a dropped form before the first argument", "(f\n  #;x a\n  b)", "(f\n  #;x a\n  b)\n"},
		{"no place to break", "(f \"" + strings.Repeat("x", 120) + "\")", "(f \"" + strings.Repeat("x", 120) + "\")\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, check(t, c.name, c.text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	for _, text := range []string{"(a", "{:a}", "a)", "\xff"} {
		if out, err := Source(source("f", text)); err == nil || out != "" {
			t.Errorf("%q: %q, error %v", text, out, err)
		}
	}
}

// TestLarge: long and deep texts take a moment, not for ever.
func TestLarge(t *testing.T) {
	for name, text := range map[string]string{
		"a long list":      "(" + strings.Repeat("element ", 1<<17) + ")",
		"a long call":      "(f (x) " + strings.Repeat("(g element) ", 1<<16) + ")",
		"deep lists":       strings.Repeat("(f ", 9000) + strings.Repeat(")", 9000),
		"deep quotes":      strings.Repeat("'", 9000) + "a",
		"deep bodies":      strings.Repeat("(let ((a 1)) ", 3000) + strings.Repeat(")", 3000),
		"many comments":    strings.Repeat("a ; b\n", 1<<16),
		"many forms":       strings.Repeat("(define (f x) (+ x 1)) ", 1<<14),
		"one long comment": ";" + strings.Repeat("x", 1<<20),
	} {
		t.Run(name, func(t *testing.T) { check(t, name, text) })
	}
}

func FuzzFormat(f *testing.F) {
	for _, text := range []string{
		"", "(a b) ; c", "(define (f x)\n \"doc\" (+ x 1.5))", "{:a 1 \"b c\" [x]}", "'(a `b ,c , @d ,@e #'e)", "#(1 #\\a #{2 3})",
		"#;a b ; c\n; d", "(f ;a\n ;b\n)", "'#;a ;b\n c", "(let (;x\n (a 1)) b)", "(do ((i 0)) ((= i 1)) x)", "(case x 1 2 else 3)",
		"\ufeff#!x\ny", "(cond a b\n c d)", "#|raw\n|", "((((", "(a\n\n\n b)", "(with-x a\n b)",
		"(define (some-long-function-name with arguments) (call (nested one two three) (nested four five six) (nested seven eight)))",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := reader.ReadAll(source("f", text), reader.Options{}); err != nil {
			return
		}
		check(t, "f", text)
	})
}
