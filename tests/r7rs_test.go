package tests

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
)

// The identifiers of R7RS-small, by the sections of plans/r7rs.md. Those of 6.9 all hold "bytevector" or "u8".
var r7rsNames = map[string]string{
	"4.1": "quote lambda if set! include include-ci",
	"4.2": `cond case and or when unless cond-expand let let* letrec letrec* let-values let*-values begin do delay
		delay-force force promise? make-promise make-parameter parameterize guard quasiquote unquote unquote-splicing case-lambda
		else => _ ...`,
	"4.3, 5": `define-syntax let-syntax letrec-syntax syntax-rules syntax-error import define define-values define-record-type
		define-library`,
	"6.1, 6.2": `eqv? eq? equal? number? complex? real? rational? integer? exact? inexact? exact-integer? finite? infinite? nan? =
		< > <= >= zero? positive? negative? odd? even? max min + * - / abs floor/ floor-quotient floor-remainder truncate/
		truncate-quotient truncate-remainder quotient remainder modulo gcd lcm numerator denominator floor ceiling truncate
		round rationalize exp log sin cos tan asin acos atan square sqrt exact-integer-sqrt expt make-rectangular make-polar
		real-part imag-part magnitude angle inexact exact number->string string->number`,
	"6.3 to 6.5": `not boolean? boolean=? pair? cons car cdr set-car! set-cdr! caar cadr cdar cddr caaar caadr cadar caddr cdaar cdadr
		cddar cdddr caaaar caaadr caadar caaddr cadaar cadadr caddar cadddr cdaaar cdaadr cdadar cdaddr cddaar cddadr cdddar
		cddddr null? list? make-list list length append reverse list-tail list-ref list-set! memq memv member assq assv
		assoc list-copy symbol? symbol=? symbol->string string->symbol`,
	"6.6 to 6.8": `char? char=? char<? char>? char<=? char>=? char-ci=? char-ci<? char-ci>? char-ci<=? char-ci>=? char-alphabetic?
		char-numeric? char-whitespace? char-upper-case? char-lower-case? digit-value char->integer integer->char char-upcase
		char-downcase char-foldcase string? make-string string string-length string-ref string-set! string=? string<?
		string>? string<=? string>=? string-ci=? string-ci<? string-ci>? string-ci<=? string-ci>=? string-upcase
		string-downcase string-foldcase substring string-append string->list list->string string-copy string-copy!
		string-fill! vector? make-vector vector vector-length vector-ref vector-set! vector->list list->vector
		vector->string string->vector vector-copy vector-copy! vector-append vector-fill!`,
	"6.10 to 6.12": `procedure? apply map string-map string-for-each vector-map for-each vector-for-each
		call-with-current-continuation call/cc values call-with-values dynamic-wind with-exception-handler raise
		raise-continuable error error-object? error-object-message error-object-irritants read-error? file-error?
		environment scheme-report-environment null-environment eval interaction-environment`,
	"6.13": `call-with-port call-with-input-file call-with-output-file input-port? output-port? textual-port? binary-port?
		port? input-port-open? output-port-open? current-input-port current-output-port current-error-port
		with-input-from-file with-output-to-file open-input-file open-binary-input-file open-output-file
		open-binary-output-file close-port close-input-port close-output-port open-input-string open-output-string
		get-output-string read read-char peek-char read-line eof-object? eof-object char-ready? read-string write
		write-shared write-simple display newline write-char write-string flush-output-port`,
	"6.14": `load file-exists? delete-file command-line exit emergency-exit get-environment-variable
		get-environment-variables current-second current-jiffy jiffies-per-second features`,
}

// TestR7RS goes through the identifiers of R7RS-small: each is here and used in tests/lang, or
// plans/r7rs.md names it where it says what is left out; no name is both. What the page has under "have"
// is all here.
func TestR7RS(t *testing.T) {
	text, err := os.ReadFile("../plans/r7rs.md")
	if err != nil {
		t.Fatal(err)
	}
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	means := map[string]bool{"else": true, "=>": true, "_": true, "...": true, "unquote": true, "unquote-splicing": true, "export": true,
		"rename": true, "only": true, "except": true, "prefix": true, "syntax-rules": true}
	for _, f := range m.Forms() {
		means[f] = true
	}
	for _, n := range m.Names() {
		means[n] = true
	}
	have, leftOut := map[string]bool{}, map[string]bool{}
	rows := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|")
		if len(cells) != 6 || strings.Contains(cells[1], "---") || strings.TrimSpace(cells[1]) == "section" {
			continue
		}
		rows++
		quotedNames(cells[1]+cells[2], have)
		quotedNames(cells[4], leftOut)
	}
	if rows < 29 {
		t.Fatalf("%d rows were read", rows)
	}
	used, _ := langTokens(t)
	n := 0
	for section, names := range r7rsNames {
		for _, name := range strings.Fields(names) {
			n++
			switch {
			case !means[name] && !leftOut[name]:
				t.Errorf("%s: %s means nothing, and plans/r7rs.md does not say so", section, name)
			case means[name] && leftOut[name] && name != "assoc":
				t.Errorf("%s: %s is here, and plans/r7rs.md says that it is left out", section, name)
			case means[name] && !used[name]:
				t.Errorf("%s: %s is used nowhere in tests/lang", section, name)
			}
			delete(have, name)
		}
	}
	for name := range have {
		if !means[name] && regexp.MustCompile(`^[a-z][a-z0-9*?!/>=-]*$`).MatchString(name) {
			t.Errorf("plans/r7rs.md has %s, which means nothing", name)
		}
	}
	t.Logf("%d names in %d rows", n, rows)
}

// quotedNames notes the words between backquotes.
func quotedNames(cell string, names map[string]bool) {
	for i, part := range strings.Split(cell, "`") {
		if i%2 == 1 {
			for _, name := range strings.Fields(part) {
				names[name] = true
			}
		}
	}
}
