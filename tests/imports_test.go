package tests

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/sx-lang/sx"

// importMap says, for each directory at the top, which of them its packages may import. Imports point
// one way: kernel <- reader <- cek <- cmd/sx and tests; hosts know values, never the machine.
var importMap = map[string][]string{
	"kernel":   {},
	"reader":   {"kernel"},
	"lib":      {},
	"cek":      {"kernel", "reader", "lib"},
	"hosts":    {"kernel", "hosts"},
	"cmd":      {"kernel", "reader", "lib", "cek", "hosts", "cmd"},
	"tests":    {"kernel", "reader", "lib", "cek", "hosts", "cmd", "tests"},
	"examples": {"kernel", "reader", "lib", "cek", "hosts"},
}

// pure are the packages that touch nothing outside the process, whatever program they run.
var pure = []string{"kernel", "reader", "cek", "lib"}

// impure are the packages of the standard library that a pure package does not import.
var impure = []string{"os", "net", "syscall", "math/rand", "crypto/rand", "plugin", "testing"}

// external says which modules are used, and where; "test" stands for any test file.
var external = map[string][]string{
	"github.com/alecthomas/participle/v2": {"reader"},
	"github.com/google/go-cmp":            {"test"},
	"github.com/rogpeppe/go-internal":     {"test"},
	"github.com/spf13/afero":              {"hosts", "cmd", "tests"},
	"github.com/spf13/cobra":              {"cmd"},
	"github.com/reeflective/readline":     {"cmd"},
	"github.com/creack/pty":               {"test"},
	"github.com/spf13/pflag":              {"cmd"},
	"golang.org/x/sys":                    {"hosts", "cmd", "test"},
}

func TestImports(t *testing.T) {
	for _, problem := range importProblems(goFiles(t, repository())) {
		t.Error(problem)
	}
}

func importProblems(files []goFile) []string {
	var problems []string
	for _, f := range files {
		if !f.own {
			continue
		}
		if _, ok := importMap[f.top]; !ok {
			problems = append(problems, fmt.Sprintf("%s: directory %s is not on the import map", f.path, f.top))
			continue
		}
		for _, spec := range f.ast.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				name = spec.Path.Value
			}
			if name == "time" && spec.Name != nil { // style_test.go looks for time.Now
				problems = append(problems, f.at(spec.Pos())+": time is imported under another name")
			}
			if problem := importProblem(f, name); problem != "" {
				problems = append(problems, f.at(spec.Pos())+": "+problem)
			}
		}
	}
	return problems
}

// importProblem says why f may not import a package; "" if it may.
func importProblem(f goFile, name string) string {
	switch first, _, _ := strings.Cut(name, "/"); {
	case name == "unsafe":
		if f.path != "kernel/value.go" {
			return "unsafe is for kernel/value.go alone"
		}
	case within(name, module):
		return ownImportProblem(f, name)
	case strings.Contains(first, "."):
		return externalImportProblem(f, name)
	case f.test || !slices.Contains(pure, f.top):
	case slices.ContainsFunc(impure, func(root string) bool { return within(name, root) }):
		return fmt.Sprintf("%s is pure and imports %s", f.top, name)
	case name == "time" && f.top != "cek":
		return fmt.Sprintf("%s is pure and imports time", f.top)
	}
	return ""
}

// ownImportProblem judges an import of this module. Tests may import what their package may not,
// but for the hosts, whose one suite must run without the machine.
func ownImportProblem(f goFile, name string) string {
	to, _, _ := strings.Cut(strings.TrimPrefix(name, module+"/"), "/")
	if f.test && (f.top != "hosts" || to != "cek") {
		return ""
	}
	if !slices.Contains(importMap[f.top], to) {
		return fmt.Sprintf("%s may not import %s", f.top, to)
	}
	return ""
}

func externalImportProblem(f goFile, name string) string {
	for root, places := range external {
		if !within(name, root) {
			continue
		}
		if slices.Contains(places, f.top) || f.test && slices.Contains(places, "test") {
			return ""
		}
		return fmt.Sprintf("%s is for %s", root, strings.Join(places, ", "))
	}
	return name + " is no dependency of this module"
}

// within tells whether a package is root or below it.
func within(name, root string) bool {
	return name == root || strings.HasPrefix(name, root+"/")
}
