package lsp

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sx-lang/sx/cmd/sx/names"
	"github.com/sx-lang/sx/lib"
)

// shownLibraries shows the sources that are part of sx to editors, which open files only: each is written
// to a folder of its own, named by its content, when it is first wanted.
type shownLibraries struct{ dir string }

// uri gives the URI of a file with the source called name; false if it cannot be shown.
func (l shownLibraries) uri(name string) (string, bool) {
	path, ok := strings.CutPrefix(name, names.EmbeddedScheme)
	if !ok || l.dir == "" {
		return "", false
	}
	b, err := fs.ReadFile(lib.Files, path)
	if err != nil {
		return "", false
	}
	file := l.file(path, b)
	if old, err := os.ReadFile(file); err == nil && string(old) == string(b) {
		return fileURI(file), true
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return "", false
	}
	temp, err := os.CreateTemp(filepath.Dir(file), ".new*")
	if err != nil {
		return "", false
	}
	_, err = temp.Write(b)
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(temp.Name(), 0o400) // to be read, not changed
	}
	if err == nil {
		err = os.Rename(temp.Name(), file)
	}
	if err != nil {
		os.Remove(temp.Name())
		return "", false
	}
	return fileURI(file), true
}

func (l shownLibraries) file(path string, b []byte) string {
	sum := sha256.Sum256(b)
	return filepath.Join(l.dir, "lib-"+hex.EncodeToString(sum[:6]), filepath.FromSlash(path))
}

// sourceName gives the name of the text with a URI: that of the source, if it is one shown here.
func (l shownLibraries) sourceName(uri string) string {
	if l.dir == "" {
		return uri
	}
	rel, err := filepath.Rel(l.dir, filePath(uri))
	if err != nil {
		return uri
	}
	first, path, _ := strings.Cut(filepath.ToSlash(rel), "/")
	if !strings.HasPrefix(first, "lib-") {
		return uri
	}
	if b, err := fs.ReadFile(lib.Files, path); err != nil || l.file(path, b) != filePath(uri) {
		return uri
	}
	return names.EmbeddedScheme + path
}
