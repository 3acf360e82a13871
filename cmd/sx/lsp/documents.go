package lsp

import (
	"context"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/names"
	"github.com/sx-lang/sx/kernel"
)

// document is an open text.
type document struct {
	uri     string
	version int
	text    *text
	src     *kernel.Source
}

// documents are the open texts, and what is known of them and of the libraries that they import.
type documents struct {
	machine  *cek.Machine // for what is known of builtins; it runs nothing
	builtins map[string]builtin
	all      []string // the names that every program sees
	shown    shownLibraries
	roots    []string // URIs of the folders that the client works on
	byURI    map[string]*document
	byPath   map[string]*document // those that are files, by their paths
	dirty    []string             // texts to diagnose
	space    *names.Workspace
	files    map[string]*names.File // what is found in open texts, since the last change
}

// builtin is what is known of a name that every program sees.
type builtin struct {
	cek.Description
	known bool
}

func newDocuments(m *cek.Machine, cache string) *documents {
	d := &documents{machine: m, builtins: map[string]builtin{}, byURI: map[string]*document{}, byPath: map[string]*document{},
		shown: shownLibraries{dir: cache}}
	d.space = names.NewWorkspace(names.Options{Builtin: d.builtinArity, Open: d.openLibrary})
	d.files = map[string]*names.File{}
	return d
}

// builtin looks up a name that every program sees.
func (d *documents) builtin(name string) (cek.Description, bool) {
	b, seen := d.builtins[name]
	if !seen {
		if len(d.builtins) > 100_000 { // names that mean nothing are as many as people type
			clear(d.builtins)
		}
		b.Description, b.known = d.machine.Describe(name)
		d.builtins[name] = b
	}
	return b.Description, b.known
}

func (d *documents) builtinArity(name string) (names.Builtin, bool) {
	b, ok := d.builtin(name)
	return names.Builtin{Min: b.Min, Max: b.Max, Callable: b.Kind == "function"}, ok
}

// document gives an open text.
func (d *documents) document(uri string) (*document, error) {
	if doc := d.byURI[uri]; doc != nil {
		return doc, nil
	}
	return nil, errorf(codeInvalidParams, "%s is not open", uri)
}

func (d *documents) open(uri string, version int, s string) {
	doc := &document{uri: uri, version: version}
	d.add(doc)
	d.set(doc, newText(s))
}

// add takes up a document.
func (d *documents) add(doc *document) {
	d.byURI[doc.uri] = doc
	if path := filePath(doc.uri); path != "" {
		d.byPath[path] = doc
	}
}

func (d *documents) change(p didChangeParams) {
	doc := d.byURI[p.Document.URI]
	if doc == nil {
		return
	}
	if p.Document.Version != nil {
		doc.version = *p.Document.Version
	}
	t := doc.text
	for _, c := range p.Changes {
		t = t.edited(c)
	}
	d.set(doc, t)
}

func (d *documents) set(doc *document, t *text) {
	name := d.shown.sourceName(doc.uri)
	doc.text = t
	doc.src = &kernel.Source{Name: name, Text: t.s, Embedded: name != doc.uri}
	d.changed()
}

// close forgets an open text: its file counts again.
func (d *documents) close(uri string) {
	if d.byURI[uri] == nil {
		return
	}
	delete(d.byURI, uri)
	if path := filePath(uri); d.byPath[path] != nil && d.byPath[path].uri == uri {
		delete(d.byPath, path)
	}
	d.changed()
	d.dirty = append(d.dirty, uri)
}

// changed forgets what was found: any text may import any other.
func (d *documents) changed() {
	d.space = d.space.Next()
	d.files = map[string]*names.File{}
	for _, uri := range slices.Sorted(maps.Keys(d.byURI)) {
		if !slices.Contains(d.dirty, uri) {
			d.dirty = append(d.dirty, uri)
		}
	}
}

// file gives what is found in an open text; nil if ctx ends before.
func (d *documents) file(ctx context.Context, doc *document) *names.File {
	if f := d.files[doc.uri]; f != nil {
		return f
	}
	f := d.space.File(ctx, doc.src)
	if ctx.Err() != nil {
		return nil
	}
	d.files[doc.uri] = f
	return f
}

// openLibrary finds the file of a library: below the folder of the text that imports it, and the folders
// above that up to one that the client works on.
func (d *documents) openLibrary(from *kernel.Source, path string) *kernel.Source {
	base := filePath(from.Name)
	if base == "" {
		return nil
	}
	for dir := filepath.Dir(base); ; dir = filepath.Dir(dir) {
		file := filepath.Join(dir, filepath.FromSlash(path))
		if doc := d.byPath[file]; doc != nil {
			return doc.src
		}
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && info.Size() <= maxLibrary {
			if b, err := os.ReadFile(file); err == nil {
				return &kernel.Source{Name: fileURI(file), Text: string(b)}
			}
		}
		if dir == filepath.Dir(dir) || !d.within(filepath.Dir(dir)) {
			return nil
		}
	}
}

// maxLibrary bounds the bytes of a library's file that is looked into.
const maxLibrary = 16 << 20

// within tells whether a folder is one that the client works on, or below one.
func (d *documents) within(dir string) bool {
	for _, root := range d.roots {
		r := filePath(root)
		if r != "" && (dir == r || strings.HasPrefix(dir, strings.TrimSuffix(r, string(filepath.Separator))+string(filepath.Separator))) {
			return true
		}
	}
	return false
}

// filePath gives the path that a file: URI stands for; "" for another URI.
func filePath(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return ""
	}
	p := u.Path
	if len(p) > 2 && p[0] == '/' && p[2] == ':' { // /C:/dir
		p = p[1:]
	}
	return filepath.Clean(filepath.FromSlash(p))
}

// fileURI gives the URI of a file.
func fileURI(path string) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", Path: p}).String()
}
