package tests

import (
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

// TestRulesFindWhatBreaksThem shows the rules of imports_test.go and style_test.go trees that break one
// each. The problem found must be the one named, and the only one; "" stands for none.
func TestRulesFindWhatBreaksThem(t *testing.T) {
	const sx = `import _ "` + module + "/"
	for _, c := range []struct{ file, text, want string }{
		{"kernel/a.go", "package kernel\n" + sx + `reader"`, "kernel/a.go:2:8: kernel may not import reader"},
		{"reader/a.go", "package reader\n" + sx + `kernel"`, ""},
		{"reader/a.go", "package reader\n" + sx + `cek"`, "reader may not import cek"},
		{"cek/a.go", "package cek\n" + sx + `lib"`, ""},
		{"cek/a.go", "package cek\n" + sx + `hosts"`, "cek may not import hosts"},
		{"lib/a.go", "package lib\n" + sx + `kernel"`, "lib may not import kernel"},
		{"hosts/fileio/a.go", "package fileio\n" + sx + `hosts"`, ""},
		{"hosts/fileio/a.go", "package fileio\n" + sx + `reader"`, "hosts may not import reader"},
		{"hosts/fileio/a.go", "package fileio\n" + sx + `cek"`, "hosts may not import cek"},
		{"hosts/fileio/a_test.go", "package fileio\n" + sx + `cek"`, "hosts may not import cek"},
		{"hosts/fileio/a_test.go", "package fileio\n" + sx + `reader"`, ""},
		{"cmd/sx/a.go", "package main\n" + sx + `tests"`, "cmd may not import tests"},
		{"utils/doc.go", "// Package utils is documented.\npackage utils", "utils/doc.go: directory utils is not on the import map"},
		{"cek/a.go", "package cek\nimport _ \"os/exec\"", "cek is pure and imports os/exec"},
		{"reader/a.go", "package reader\nimport _ \"net/http\"", "reader is pure and imports net/http"},
		{"kernel/a.go", "package kernel\nimport _ \"math/rand/v2\"", "kernel is pure and imports math/rand/v2"},
		{"kernel/a.go", "package kernel\nimport \"time\"\nvar _ time.Time", "kernel is pure and imports time"},
		{"kernel/a_test.go", "package kernel\nimport _ \"os\"", ""},
		{"hosts/fileio/a.go", "package fileio\nimport _ \"os\"", ""},
		{"cek/a.go", "package cek\nimport \"time\"\nconst tick = time.Second", ""},
		{"cek/a.go", "package cek\nimport \"time\"\nfunc f() time.Time { return time.Now() }", "cek/a.go:3:29: cek is pure and asks time.Now"},
		{"cek/a.go", "package cek\nimport now \"time\"\nvar _ now.Time", "cek/a.go:2:8: time is imported under another name"},
		{"cek/a.go", "package cek\nimport _ \"unsafe\"", "unsafe is for kernel/value.go alone"},
		{"kernel/value.go", "package kernel\nimport _ \"unsafe\"", ""},
		{"cek/a.go", "package cek\nimport _ \"github.com/alecthomas/participle/v2/lexer\"", "participle/v2 is for reader"},
		{"reader/a.go", "package reader\nimport _ \"github.com/alecthomas/participle/v2/lexer\"", ""},
		{"cek/a.go", "package cek\nimport _ \"github.com/google/go-cmp/cmp\"", "go-cmp is for test"},
		{"cek/a_test.go", "package cek\nimport _ \"github.com/google/go-cmp/cmp\"", ""},
		{"cek/a.go", "package cek\nimport _ \"example.com/x\"", "example.com/x is no dependency of this module"},
		{"cek/a.go", "package cek\nfunc init() {}", "cek/a.go:2:1: no init functions"},
		{"cek/a.go", "package cek\ntype m int\nfunc (m) init() {}", ""},
		{"cek/a.go", "package cek\nfunc f() { defer func() { recover() }() }", "cek/a.go:2:27: no recover"},
		{"cek/a.go", "package cek\n" + strings.Repeat("\n", 499), "501 lines, at most 500"},
		{"cek/a.go", "package cek\n" + strings.Repeat("\n", 498), ""},
		{"lib/store/a.go", "package store", "lib/store: no doc.go with a package comment"},
		{"lib/doc.go", "package lib", "lib: no doc.go with a package comment"},
		{"cek/a.go", "package cek\nvar n int\nfunc f() { n++ }", "cek/a.go:3:12: package variable n is assigned to"},
		{"cek/a.go", "package cek\nvar m = map[int]int{}\nfunc f() { m[1] = 2 }", "package variable m is assigned to"},
		{"cek/a.go", "package cek\nvar n int\nfunc f() { n := 1; n = 2; _ = n }", ""},
		{"cek/a.go", "package cek\nimport \"sync\"\nvar n int\nvar x sync.Nosuch\nfunc f() { n = 2 }", "package variable n is assigned to"},
	} {
		t.Run(c.file, func(t *testing.T) {
			tree := fstest.MapFS{"go.mod": {}}
			for _, dir := range []string{"kernel", "reader", "cek", "lib", "hosts", "hosts/fileio", "cmd/sx"} {
				text := "// Package x is documented.\npackage " + path.Base(dir)
				tree[dir+"/doc.go"] = &fstest.MapFile{Data: []byte(text)}
			}
			tree[c.file] = &fstest.MapFile{Data: []byte(c.text + "\n")}
			files := goFiles(t, tree)
			problems := append(importProblems(files), styleProblems(files)...)
			if c.want == "" && len(problems) > 0 || c.want != "" && (len(problems) != 1 || !strings.Contains(problems[0], c.want)) {
				t.Errorf("%s\n%s\ngot %q, want %q", c.file, c.text, problems, c.want)
			}
		})
	}
}

// TestNestedModulesAreOffTheImportMap: bench has dependencies of its own.
func TestNestedModulesAreOffTheImportMap(t *testing.T) {
	tree := fstest.MapFS{
		"bench/go.mod": {},
		"bench/doc.go": {Data: []byte("// Command bench is documented.\npackage main\nimport _ \"example.com/x\"\n")},
	}
	if problems := importProblems(goFiles(t, tree)); len(problems) > 0 {
		t.Errorf("got %q", problems)
	}
}
