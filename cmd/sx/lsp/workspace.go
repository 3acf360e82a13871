package lsp

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sx-lang/sx/cmd/sx/names"
	"github.com/sx-lang/sx/kernel"
)

// maxFiles bounds the files of the client's folders that are looked into at once.
const maxFiles = 20_000

// imported tells whether other texts can import what a definition names.
func imported(def *names.Definition) bool {
	return def != nil && !def.IsLocal() && def.Module != nil && def.Module.Name != "" && !def.Module.Embedded
}

// emptied gives documents without a text, which know what cannot change.
func (d *documents) emptied() *documents {
	out := &documents{machine: d.machine, builtins: d.builtins, shown: d.shown, roots: d.roots,
		byURI: map[string]*document{}, byPath: map[string]*document{}, files: map[string]*names.File{}}
	out.space = d.space.With(names.Options{Builtin: out.builtinArity, Open: out.openLibrary})
	return out
}

// withFiles gives the open texts, the file of a definition, and of the *.sx below the client's folders those in
// which one of the words stands. Folders whose names begin with a dot are passed over.
func (d *documents) withFiles(ctx context.Context, def *names.Definition, words ...string) (*documents, error) {
	out := d.emptied()
	for _, doc := range d.byURI {
		out.add(doc)
	}
	if path := filePath(def.Source.Name); path != "" {
		out.addFile(path, def.Source.Text)
	}
	n := 0
	for _, root := range d.roots {
		dir := filePath(root)
		if dir == "" {
			continue
		}
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil:
				return nil // a folder that cannot be read has nothing for an editor either
			case e.IsDir() && path != dir && strings.HasPrefix(e.Name(), "."):
				return filepath.SkipDir
			case !e.Type().IsRegular() || !strings.HasSuffix(path, ".sx"):
				return nil
			}
			if n++; n > maxFiles {
				return errorf(codeFailed, "there are more than %d programs in the folders that are open", maxFiles)
			}
			if text, ok := readWith(path, words); ok {
				out.addFile(path, text)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// addFile takes up a file that is not open.
func (d *documents) addFile(path, s string) {
	if d.byPath[path] == nil {
		uri := fileURI(path)
		d.add(&document{uri: uri, text: newText(s), src: &kernel.Source{Name: uri, Text: s}})
	}
}

// readWith reads a file in which one of the words stands.
func readWith(path string, words []string) (string, bool) {
	if info, err := os.Stat(path); err != nil || info.Size() > maxLibrary {
		return "", false
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", false
	}
	text := string(b)
	for _, w := range words {
		if strings.Contains(text, w) {
			return text, true
		}
	}
	return "", false
}
