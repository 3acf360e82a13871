package tests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// The names of the language's page, by its sections. Each must mean something, be used in tests/lang,
// and be used there in a case that fails unless neverFails says why there can be none.
var languageNames = map[string]string{
	"3 special forms": `if when unless and or not cond case do begin -> ->> as-> define set! fn lambda let let*
		letrec let-values define-values parameterize let-match quote quasiquote defmacro gensym define-syntax match
		define-record-type define-type call/cc call/ec reset shift dynamic-wind guard handler-bind raise
		raise-continuable error try-call delay delay-force force values call-with-values provide context scope
		emit! emitted perform define-library import`,
	"4 logic": `not = != < > <= >= eq? eqv? equal? identical? type-of nil? boolean? number? string? char? symbol?
		keyword? list? dict? vector? lambda? builtin? continuation? parameter? promise? record? variant? set?
		string-buffer? port? environment? condition? host-value?`,
	"4 numbers": `+ - * / mod modulo quotient remainder abs min max clamp inc dec floor ceil round truncate sqrt pow
		expt exp log sin cos tan atan gcd lcm numerator denominator exact inexact exact? inexact? integer? float?
		rational? nan? odd? even? zero? positive? negative? number->string string->number parse-int parse-number
		parse-float bitwise-and bitwise-or bitwise-xor bitwise-not arithmetic-shift bit-count integer-length`,
	"4 lists": `list cons first second rest last nth get len empty? append append! concat reverse flatten range slice
		take drop take-while drop-while split-at chunk-every zip zip-pairs sort sort-by unique group-by frequencies
		partition index-of contains? find map map-indexed filter remove reduce fold for-each for-each-indexed some
		every? apply into set-nth! list-copy`,
	"4 dicts": `dict get get-in has-key? keys vals entries assoc assoc-in dissoc merge merge-with update update-in
		dict-set! dict-delete! map-dict filter-dict select-keys`,
	"4 strings": `str string-length len slice substring char-at index-of upper upcase lower downcase trim trim-left
		trim-right split join replace starts-with? ends-with? string-contains? contains? string->list list->string
		string->symbol symbol->string string<? string-pad-left string-pad-right repeat format escape pluralize
		char-code char-from-code regex-match? regex-find regex-find-all regex-replace regex-split`,
	"4 vectors and sets": `make-vector vector vector-ref vector-set! vector-length vector->list list->vector
		vector-fill! vector-copy vector-map vector-for-each make-set set-add! set-member? set-remove! set-union`,
	"4 ports and printing": `make-string-buffer string-buffer-append! string-buffer->string open-input-string
		open-output-string get-output-string read write display newline write-to-string display-to-string inspect
		print println`,
	"4 data": `sx-parse sx-serialize canonical-serialize content-id json-encode json-decode base64 hex sha256`,
	"4 libraries in SX": `signal deref reset! swap! computed effect batch make-coroutine coroutine-resume
		coroutine-yield coroutine-alive? lazy-seq`,
	"5 the machine": `make-cek-state cek-step cek-step-loop cek-run cek-terminal? cek-suspended? cek-io-request
		cek-resume cek-resume-error cek-value`,
	"6 files":  `load`,
	"7 errors": `condition-kind condition-message condition-irritants`,
}

// neverFails are names whose use fails for no argument of the right number.
var neverFails = map[string]string{
	"and": "takes any operands", "or": "takes any operands", "begin": "takes any operands",
	"reset": "takes any body", "not": "takes any value", "=": "compares any values", "!=": "compares any values",
	"eq?": "compares any values", "eqv?": "compares any values", "equal?": "compares any values",
	"identical?": "compares any values", "type-of": "takes any value", "list": "takes any values",
	"vector": "takes any values", "values": "gives any values", "str": "takes any values",
	"raise-continuable": "raises any value, as raise", "try-call": "its errors are values",
	"write-to-string": "prints any value", "display-to-string": "prints any value", "inspect": "prints any value",
	"sx-serialize": "prints any value", "print": "takes any values", "println": "takes any values",
	"force": "takes any value", "context": "takes any name", "emitted": "takes any name",
	"gensym": "takes any prefix", "delay-force": "as delay", "provide": "takes any name", "scope": "takes any name",
	"open-output-string": "takes nothing", "get": "an index or key that is missing gives nil",
	"for-each-indexed": "as map-indexed", "contains?": "as index-of",
}

// TestLanguageIsComplete finds the name of the language's page that is missing, undocumented or untested.
func TestLanguageIsComplete(t *testing.T) {
	m, err := cek.New(cek.Config{})
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]bool{}
	for _, f := range m.Forms() {
		forms[f] = true
	}
	used, failing := langTokens(t)
	for section, names := range languageNames {
		for _, name := range strings.Fields(names) {
			v, bound := m.Lookup(name)
			d, function := cek.Describe(v)
			switch {
			case forms[name]:
			case !bound:
				t.Errorf("%s: %s means nothing", section, name)
			case function && (d.Doc == "" || len(d.Examples) == 0):
				t.Errorf("%s: %s has no documentation or no example", section, name)
			}
			predicate := strings.HasSuffix(name, "?") && function && d.Min == 1 && strings.HasPrefix(d.Doc, "Whether x is ")
			why := neverFails[name]
			switch {
			case !used[name]:
				t.Errorf("%s: %s is used nowhere in tests/lang", section, name)
			case !failing[name] && why == "" && !predicate:
				t.Errorf("%s: %s fails nowhere in tests/lang", section, name)
			}
		}
	}
}

// langTokens gives the names that the cases in tests/lang use, and those in cases that fail.
func langTokens(t *testing.T) (used, failing map[string]bool) {
	t.Helper()
	used, failing = map[string]bool{}, map[string]bool{}
	files, err := filepath.Glob("lang/*.sx")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no files in tests/lang", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rd := reader.New(&kernel.Source{Name: file, Text: string(text)}, reader.Options{})
		for {
			form, err := rd.Next()
			if err != nil {
				break // a file may end with what cannot be read
			}
			rest, _, _ := strings.Cut(string(text[rd.Offset():]), "\n")
			fails := strings.HasPrefix(strings.TrimSpace(rest), ";!!")
			code := string(text[form.Pos.Offset:rd.Offset()])
			for _, token := range strings.FieldsFunc(code, func(r rune) bool { return strings.ContainsRune("()[]{}'`,\" \t\n", r) }) {
				used[token] = true
				failing[token] = failing[token] || fails
			}
		}
	}
	return used, failing
}

// TestLangIndex finds a file of tests/lang that its README does not list, or lists without its being there.
func TestLangIndex(t *testing.T) {
	text, err := os.ReadFile("lang/README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("lang/*.sx")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		if strings.Count(string(text), "("+name+")") != 1 {
			t.Errorf("lang/README.md does not list %s once", name)
		}
	}
	if n := strings.Count(string(text), ".sx)"); n != len(files) {
		t.Errorf("lang/README.md lists %d files, there are %d", n, len(files))
	}
}
