package kernel_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/sx-lang/sx/kernel"
)

func TestRegex(t *testing.T) {
	checkAll(t, `
		(regex-match? "" "") => true
		(regex-match? "^a.c$" "abc") => true
		(regex-match? "^b" "abc") => false
		(regex-match? "(?i)ABC" "xabcx") => true
		(regex-match? "é" "café") => true
		(regex-find "b.?" "abc") => "bc"
		(regex-find "(a)|(b)" "b") => ("b" nil "b")
		(regex-find "(?P<x>b)" "abc") => ("b" "b")
		(regex-find "(?:b)" "abc") => "b"
		(regex-find "x*" "abc") => ""
		(regex-find-all "a" "banana") => ("a" "a" "a")
		(regex-find-all "a*" "baab") => ("" "aa" "")
		(regex-find-all "" "→é") => ("" "" "")
		(regex-find-all "(.)(.)" "abcde") => (("ab" "a" "b") ("cd" "c" "d"))
		(regex-find-all "^a" "aaa") => ("a")
		(regex-find-all "\\ba" "aa a") => ("a" "a")
		(regex-replace "a" "banana" "") => "bnn"
		(regex-replace "" "ab" "-") => "-a-b-"
		(regex-replace "(?P<first>\\w)(\\w)" "ab cd" "${2}${first}$$") => "ba$ dc$"
		(regex-replace "a" "abc" "$9x") => "bc"
		(regex-replace "a" "abc" "${9}x") => "xbc"
		(regex-replace "→" "a→b" "é") => "aéb"
		(regex-split "," "") => ("")
		(regex-split "," "a,,b,") => ("a" "" "b" "")
		(regex-split ",*" "a,,b") => ("a" "b")
		(regex-split "b*" "abbc") => ("a" "c")
		(regex-split "x" "abc") => ("abc")
		(regex-match? "a**" "a") !! "regex-match\\?: pattern \"a\\*\\*\": invalid nested repetition operator: \\*\\*"
		(regex-find "[z-a]" "a") !! "regex-find: pattern \"\\[z-a\\]\": invalid character class range"
		(regex-find "(?=a)" "a") !! "regex-find: pattern .*invalid or unsupported Perl syntax"
		(regex-find "\\" "a") !! "regex-find: pattern .*trailing backslash"
		(regex-find nil "a") !! "regex-find: argument 1 is nil, want string"
		(regex-find "a" 'a) !! "regex-find: argument 2 is symbol, want string"
		(regex-replace "a" "a" 1) !! "regex-replace: argument 3 is number, want string"
		(regex-find (repeat "a" 20000) "a") !! "regex-find: argument 1 has 20000 bytes, want a pattern of at most 16384"
		(regex-find (repeat "\\pL" 300) "a") !! "regex-find: argument 1 has 300 Unicode classes, want at most 256"
		(regex-find (repeat "(x{30}y{30}){20}" 40) "a") !! "regex-find: argument 1 comes to more than 32768 steps"
	`)
	_, err := newCalculator().run(`(regex-find "(" "x")`)
	var c *kernel.Condition
	if !errors.As(err, &c) || c.CondKind != kernel.CondSyntax {
		t.Errorf("a bad pattern: %v", err)
	}
}

// All matches are those of package regexp, for short texts and for those that are fed in pieces.
func TestRegexFindAllAgreesWithPackageRegexp(t *testing.T) {
	patterns := []string{
		`a`, `a*`, `(a)|b*`, `\ba`, `\Ba`, `^a`, `a$`, `(?m)^a`, `(?m)a$`, `\Aa`, `é+?`, `.`, `(?s).`, ``, `b|`, `(a+)(b*)`, `a.*?b`, `x`, `(?i)AB`,
		`\Qa`, `\pL+`, `[^a]`, `\w+`, `(?:a|ab)(?:c|bcd)?`, `\b`, `$`, `(?m)$`,
	}
	short := []string{"", "a", "aa", "ab\nab aé→b", "bababa", "ééa é", "\n\n", "→a→"}
	c := newCalculator()
	for _, pattern := range patterns {
		re := regexp.MustCompile(pattern)
		for _, unit := range short {
			for _, text := range []string{unit, strings.Repeat(unit, 40), strings.Repeat(unit, 3000)} {
				if len(text) > 10000 && strings.Contains(pattern, ".*") {
					continue // every search that fails runs to the end of the text
				}
				got, err := c.apply(c.builtins["regex-find-all"], []kernel.Value{kernel.Str(pattern), kernel.Str(text)})
				if err != nil {
					t.Fatal(err)
				}
				want := re.FindAllStringSubmatch(text, -1)
				if !sameMatches(got, want) {
					t.Fatalf("all of %q in %d times %q: %.200s, want %.200q", pattern, len(text)/max(1, len(unit)), unit, kernel.Write(got), want)
				}
				replaced, err := c.apply(c.builtins["regex-replace"], []kernel.Value{kernel.Str(pattern), kernel.Str(text), kernel.Str("<$0>")})
				if err != nil || replaced.Text() != re.ReplaceAllString(text, "<$0>") {
					t.Fatalf("replacing %q in %.50q: %.200s, %v", pattern, text, kernel.Write(replaced), err)
				}
				if pattern == "" && text == "" {
					continue // regexp.Split gives no part at all here
				}
				split, err := c.apply(c.builtins["regex-split"], []kernel.Value{kernel.Str(pattern), kernel.Str(text)})
				if err != nil || !sameParts(split, re.Split(text, -1)) {
					t.Fatalf("splitting %.50q at %q: %.200s, want %.200q, %v", text, pattern, kernel.Write(split), re.Split(text, -1), err)
				}
			}
		}
	}
}

func sameMatches(got kernel.Value, want [][]string) bool {
	items := got.AsList().Items()
	if len(items) != len(want) {
		return false
	}
	for i, v := range items {
		if v.IsString() {
			if len(want[i]) != 1 || v.Text() != want[i][0] {
				return false
			}
			continue
		}
		for j, part := range v.AsList().Items() {
			if part.IsString() && part.Text() != want[i][j] || part.IsNil() && want[i][j] != "" {
				return false
			}
		}
	}
	return true
}

func sameParts(got kernel.Value, want []string) bool {
	items := got.AsList().Items()
	if len(items) != len(want) {
		return false
	}
	for i, v := range items {
		if v.Text() != want[i] {
			return false
		}
	}
	return true
}
