package tests

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shown is the line before code that a page shows: the file that it comes from, and what of it.
var shown = regexp.MustCompile(`^<!-- from (\S+): (.+) -->$`)

// TestEmbeddingPage compares the code of docs/embedding.md with the examples that it comes from, which go
// test runs. With -update it writes them into the page.
func TestEmbeddingPage(t *testing.T) {
	const page = "../docs/embedding.md"
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	examples, skipping := 0, false
	for line := range strings.Lines(string(b)) {
		m := shown.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		switch {
		case m != nil:
			examples++
			want.WriteString(line + "\n" + excerpt(t, filepath.Join("..", m[1]), strings.Fields(m[2])))
			skipping = true
		case skipping:
			skipping = line != "<!-- end -->\n"
		default:
			want.WriteString(line)
		}
	}
	if *update {
		if err := os.WriteFile(page, []byte(want.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want.String(), string(b)); diff != "" && !*update {
		t.Errorf("the page (-examples +page):\n%s", diff)
	}
	if examples < 10 {
		t.Errorf("the page has %d examples", examples)
	}
}

// excerpt gives declarations of a file as blocks of a page: of an example its body and its output.
func excerpt(t *testing.T, path string, names []string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	output := ""
	for _, name := range names {
		from, to, example := declaration(file, name)
		if from == token.NoPos {
			t.Fatalf("%s has no %s", path, name)
		}
		code := string(text[fset.Position(from).Offset:fset.Position(to).Offset])
		if example {
			code, output, _ = strings.Cut(strings.TrimSpace(strings.Trim(code, "{}")), "// Output:\n")
			code = strings.ReplaceAll(strings.TrimSpace("\t"+code), "\n\t", "\n")
			output = strings.ReplaceAll(strings.TrimSpace(output), "\n\t// ", "\n")
			output = strings.TrimPrefix(output, "// ") + "\n"
		}
		parts = append(parts, code)
	}
	out := "```go\n" + strings.Join(parts, "\n\n") + "\n```\n\n"
	if output != "" {
		out += "prints\n\n```text\n" + output + "```\n\n"
	}
	return out + "<!-- end -->\n"
}

// declaration finds a function, a type, or the method of one; of an example the body.
func declaration(file *ast.File, name string) (from, to token.Pos, example bool) {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			full := d.Name.Name
			if d.Recv != nil {
				full = strings.TrimPrefix(receiver(d.Recv.List[0].Type), "*") + "." + full
			}
			if full == name {
				if strings.HasPrefix(name, "Example") {
					return d.Body.Pos(), d.Body.End(), true
				}
				if d.Doc != nil {
					return d.Doc.Pos(), d.End(), false
				}
				return d.Pos(), d.End(), false
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if spec, ok := s.(*ast.TypeSpec); ok && spec.Name.Name == name {
					return d.Doc.Pos(), d.End(), false
				}
			}
		}
	}
	return token.NoPos, token.NoPos, false
}

func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
