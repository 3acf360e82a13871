package tests

import (
	"bytes"
	"errors"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what sx prints now into docs/errors.md")

const errorsPage = "../docs/errors.md"

// fence is a fenced block of the page: its language, its name, its text and where that stands.
type fence struct {
	language, name, text string
	start, end           int
}

var fences = regexp.MustCompile("(?ms)^```(\\w+) ?(\\S*)\n(.*?)^```$")

func fencesOf(page string) []fence {
	var out []fence
	for _, at := range fences.FindAllStringSubmatchIndex(page, -1) {
		out = append(out, fence{page[at[2]:at[3]], page[at[4]:at[5]], page[at[6]:at[7]], at[6], at[7]})
	}
	return out
}

// TestErrorsPage runs every example of docs/errors.md: the blocks "scheme" are files, main.sx if they
// have no name, and the block "text" after them is a command and all that it prints.
func TestErrorsPage(t *testing.T) {
	text, err := os.ReadFile(errorsPage)
	if err != nil {
		t.Fatal(err)
	}
	page, done := string(text), 0
	var fresh strings.Builder
	files := map[string]string{}
	examples := 0
	for _, f := range fencesOf(page) {
		if f.language == "scheme" {
			name := f.name
			if name == "" {
				name = "main.sx"
			}
			files[name] = f.text
			continue
		}
		if f.language != "text" {
			continue
		}
		command, _, _ := strings.Cut(f.text, "\n")
		got := command + "\n" + transcript(t, command, files)
		if !*update && got != f.text {
			t.Errorf("%s\n%s", files["main.sx"], cmp.Diff(f.text, got))
		}
		fresh.WriteString(page[done:f.start] + got)
		done = f.end
		files = map[string]string{}
		examples++
	}
	if examples < 100 {
		t.Errorf("the page has %d examples", examples)
	}
	if *update {
		fresh.WriteString(page[done:])
		if err := os.WriteFile(errorsPage, []byte(fresh.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// transcript runs a command line "$ sx …" among the files and gives all that it prints, with the exit
// status if that is not 0.
func transcript(t *testing.T, command string, files map[string]string) string {
	t.Helper()
	args, ok := strings.CutPrefix(command, "$ sx ")
	if !ok || len(files) == 0 {
		t.Fatalf("%q: want files and a command that begins with $ sx", command)
	}
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	c := sx(t, dir, strings.Fields(args)...)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		out.WriteString("[exit status " + strconv.Itoa(exit.ExitCode()) + "]\n")
	} else if err != nil {
		t.Fatal(err)
	}
	return embedded.ReplaceAllString(out.String(), "$1:…")
}

// embedded is a place in a library of sx; the page leaves its line out, which changes with every edit.
var embedded = regexp.MustCompile(`(\blib/[a-z/-]+\.sx):[0-9]+:[0-9]+`)

// TestErrorsPageIsComplete finds kinds of condition, and messages of the reader and the compiler, that
// no example of the page shows.
func TestErrorsPageIsComplete(t *testing.T) {
	text, err := os.ReadFile(errorsPage)
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, f := range fencesOf(string(text)) {
		if f.language == "text" {
			shown = append(shown, f.text)
		}
	}
	outputs := strings.Join(shown, "\n")
	for _, kind := range conditionKinds(t) {
		if !strings.Contains(string(text), "| `"+kind+"` |") {
			t.Errorf("the table has no row for conditions of the kind %s", kind)
		}
	}
	unused := map[string]bool{}
	for format := range unshown {
		unused[format] = true
	}
	for _, dir := range []string{"../cek", "../reader"} {
		for _, format := range messageFormats(t, dir) {
			delete(unused, format)
			if _, ok := unshown[format]; !ok && !pattern(format).MatchString(outputs) {
				t.Errorf("%s: no example shows %q", dir, format)
			}
		}
	}
	for format := range unused {
		t.Errorf("no code says %q any more", format)
	}
}

// unshown are the messages without an example, and why.
var unshown = map[string]string{
	"load: want the name and the text of a file":       "only for a host that answers fs/read with something else than a text",
	"a list became shorter while a function walked it": "no builtin makes a list shorter",
	"%s: argument 2 is lazy-seq, want list":            "the library has all functions that the prelude asks it for",
	"the text has no form":                             "for callers in Go that want exactly one",
	"the text is longer than 4 GiB":                    "too long for a page",
	"there is no host to answer %s":                    "for programs in Go that drive a machine without a host",
	"byte 0x%02x is not UTF-8":                         "the page is UTF-8",
}

// conditionKinds gives the kinds that kernel names and those that the libraries raise.
func conditionKinds(t *testing.T) []string {
	t.Helper()
	file, err := os.ReadFile("../kernel/condition.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile(`(?m)^\tCond\w+\s*= "([a-z-]+)"$`).FindAllStringSubmatch(string(file), -1) {
		out = append(out, m[1])
	}
	if len(out) < 10 {
		t.Fatalf("found only the kinds %q", out)
	}
	err = filepath.WalkDir("../lib", func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".sx" || strings.Contains(path, "/tests/") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(`\(make-condition "([a-z-]+)"`).FindAllStringSubmatch(string(text), -1) {
			out = append(out, m[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// pattern gives the regular expression of the messages that a format makes.
func pattern(format string) *regexp.Regexp {
	verb := regexp.MustCompile(`%(\[\d\])?[0-9]*[a-zA-Z]`)
	parts := verb.Split(format, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile(strings.Join(parts, ".+"))
}

// messageFormats gives the texts that the calls that make errors in a package begin with.
func messageFormats(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(dir + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec: // the wants that several calls share
				if n.Names[0].Name == "want" && len(n.Values) == 1 {
					out = append(out, literalStart(n.Values[0]))
				}
			case *ast.CallExpr:
				if slices.Contains([]string{"syntaxError", "errorAt", "Condf", "NewCondition", "faultf", "tooShort", "warn"}, calleeName(n)) {
					for _, arg := range n.Args {
						if s := literalStart(arg); s != "" {
							out = append(out, s)
							break
						}
					}
				}
			}
			return true
		})
	}
	out = slices.DeleteFunc(out, func(s string) bool { return s == "" || s == "%s" })
	slices.Sort(out)
	return slices.Compact(out)
}

func calleeName(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// literalStart gives the string literal that an expression begins with, or "".
func literalStart(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return s
		}
	case *ast.BinaryExpr:
		return literalStart(e.X)
	case *ast.CallExpr:
		if calleeName(e) == "Sprintf" {
			return literalStart(e.Args[0])
		}
	}
	return ""
}
