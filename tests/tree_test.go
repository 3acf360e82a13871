package tests

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
)

// goFile is a Go file of the tree.
type goFile struct {
	path  string // from the top of the repository, with slashes
	dir   string // of path
	top   string // first element of dir; "." for the top itself
	test  bool   // its name ends with _test.go
	own   bool   // it belongs to this module, not to a nested one
	lines int
	fset  *token.FileSet
	ast   *ast.File
}

// at names a place in the file for a message.
func (f goFile) at(pos token.Pos) string { return f.fset.Position(pos).String() }

// repository gives the tree that this package lies in.
func repository() fs.FS { return os.DirFS("..") }

// goFiles parses all Go files of a tree, but for testdata and hidden directories.
func goFiles(t *testing.T, tree fs.FS) []goFile {
	t.Helper()
	var files []goFile
	var nested []string
	fset := token.NewFileSet()
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(base, ".") || base == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		if base == "go.mod" && name != base {
			nested = append(nested, path.Dir(name)+"/")
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		top, _, _ := strings.Cut(path.Dir(name), "/")
		files = append(files, goFile{
			path: name, dir: path.Dir(name), top: top, test: strings.HasSuffix(name, "_test.go"), own: true,
			lines: strings.Count(string(text), "\n"), fset: fset, ast: parsed,
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		for _, dir := range nested {
			if strings.HasPrefix(files[i].path, dir) {
				files[i].own = false
			}
		}
	}
	return files
}
