package tests

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"path"
	"slices"
	"testing"
)

// maxLines is how long a file may be: more is more than one concept.
const maxLines = 500

// clock are the functions of package time by which a program could notice the time.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer"}

func TestStyle(t *testing.T) {
	for _, problem := range styleProblems(goFiles(t, repository())) {
		t.Error(problem)
	}
}

func styleProblems(files []goFile) []string {
	var problems []string
	packages := map[string][]goFile{}
	for _, f := range files {
		problems = append(problems, fileProblems(f)...)
		packages[f.dir] = append(packages[f.dir], f)
	}
	for _, dir := range slices.Sorted(maps.Keys(packages)) {
		if !slices.ContainsFunc(packages[dir], func(f goFile) bool { return f.path == dir+"/doc.go" && f.ast.Doc != nil }) {
			problems = append(problems, fmt.Sprintf("%s: no doc.go with a package comment", dir))
		}
		problems = append(problems, assignedVariables(packages[dir])...)
	}
	return problems
}

// fileProblems judges what can be seen in one file.
func fileProblems(f goFile) []string {
	var problems []string
	report := func(pos token.Pos, format string, args ...any) {
		problems = append(problems, f.at(pos)+": "+fmt.Sprintf(format, args...))
	}
	if f.lines > maxLines {
		report(f.ast.Pos(), "%d lines, at most %d", f.lines, maxLines)
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				report(n.Pos(), "no init functions")
			}
		case *ast.CallExpr:
			if name, ok := n.Fun.(*ast.Ident); ok && name.Name == "recover" && !f.test {
				report(n.Pos(), "no recover")
			}
		case *ast.SelectorExpr:
			x, ok := n.X.(*ast.Ident)
			if ok && x.Name == "time" && slices.Contains(clock, n.Sel.Name) && slices.Contains(pure, f.top) && !f.test {
				report(n.Pos(), "%s is pure and asks time.%s", f.top, n.Sel.Name)
			}
		}
		return true
	})
	return problems
}

// assignedVariables finds package variables that a function of the package assigns to, or to a part
// of: many machines run in one process and share only what never changes.
func assignedVariables(files []goFile) []string {
	var problems []string
	var syntax []*ast.File
	for _, f := range files {
		if !f.test {
			syntax = append(syntax, f.ast)
		}
	}
	if len(syntax) == 0 {
		return nil
	}
	fset := files[0].fset
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	// Imports stay unresolved: the package's own names are all that matters here.
	config := types.Config{Importer: noImports{}, Error: func(error) {}}
	pkg, _ := config.Check(files[0].dir, fset, syntax, info)
	check := func(e ast.Expr) {
		name := rootName(e)
		if name == nil {
			return
		}
		if v, ok := info.Uses[name].(*types.Var); ok && v.Parent() == pkg.Scope() {
			problems = append(problems, fmt.Sprintf("%s: package variable %s is assigned to", fset.Position(e.Pos()), name.Name))
		}
	}
	for _, file := range syntax {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, e := range n.Lhs {
					check(e)
				}
			case *ast.IncDecStmt:
				check(n.X)
			}
			return true
		})
	}
	return problems
}

// rootName gives the variable that an assignment to e changes: t of t[i].x.
func rootName(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// noImports gives an empty package for every import.
type noImports struct{}

func (noImports) Import(name string) (*types.Package, error) {
	return types.NewPackage(name, path.Base(name)), nil
}
