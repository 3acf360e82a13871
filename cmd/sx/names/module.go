package names

import (
	"context"
	"io/fs"
	"strings"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/lib"
)

// Options say what a Workspace can look up.
type Options struct {
	// Builtin tells what is known of a name that every program sees; false for others.
	Builtin func(name string) (Builtin, bool)
	// Open gives the text of the file of a library, (a b) being a/b.sx, for the program from; nil if
	// there is none. Libraries that are part of sx come first and are not asked for.
	Open func(from *kernel.Source, path string) *kernel.Source
}

// Workspace knows the libraries that the texts of one moment import. It is used by one goroutine.
type Workspace struct {
	options  Options
	embedded map[string]*Module // never changes: shared by the workspaces made by Next
	others   map[string]*Module // by the name of the file and of the library
	forms    map[string]formWalk
	depth    int
}

// Module is a top level: of a program, or of a library.
type Module struct {
	Name     string // written, "(store log)"; "" of a program
	Source   *kernel.Source
	From, To int // where its text is
	Defs     map[string]*Definition
	// Exports are the definitions that importers see, by their names for these, in the order of
	// Order.
	Exports map[string]*Definition
	Order   []string
	// Embedded tells that the module is part of sx.
	Embedded bool

	imported map[string]importedName
	open     bool            // it may define names that are not known here: an import was not found, or eval
	perhaps  map[string]bool // names that macros of the text may define
	file     *File
}

type importedName struct {
	def     *Definition
	prefix  string
	renamed bool
}

// NewWorkspace makes a workspace that has seen no text.
func NewWorkspace(o Options) *Workspace {
	return &Workspace{options: o, embedded: map[string]*Module{}, others: map[string]*Module{}, forms: formTable()}
}

// Next gives a workspace for when texts have changed: it knows what cannot change.
func (w *Workspace) Next() *Workspace {
	return &Workspace{options: w.options, embedded: w.embedded, others: map[string]*Module{}, forms: w.forms}
}

// With gives a workspace for other texts, which knows what cannot change.
func (w *Workspace) With(o Options) *Workspace {
	next := w.Next()
	next.options = o
	return next
}

// maxImports bounds how deep libraries import each other.
const maxImports = 200

// library gives the library called name, whose file has the given path; nil if there is none.
func (w *Workspace) library(ctx context.Context, from *kernel.Source, name, path string) *Module {
	if m := w.embedded[name]; m != nil {
		return m
	}
	if text, err := fs.ReadFile(lib.Files, path); err == nil {
		return w.load(ctx, w.embedded, name, name, &kernel.Source{Name: EmbeddedScheme + path, Text: string(text), Embedded: true})
	}
	if w.options.Open == nil {
		return nil
	}
	src := w.options.Open(from, path)
	if src == nil {
		return nil
	}
	return w.load(ctx, w.others, src.Name+"\x00"+name, name, src)
}

// EmbeddedScheme begins the names of the sources that are part of sx.
const EmbeddedScheme = "sx-lib:/"

func (w *Workspace) load(ctx context.Context, known map[string]*Module, key, name string, src *kernel.Source) *Module {
	if m, ok := known[key]; ok {
		return m
	}
	if w.depth >= maxImports {
		return nil
	}
	known[key] = nil // while it loads: one that imports itself finds nothing
	w.depth++
	f := w.File(ctx, src)
	w.depth--
	if ctx.Err() != nil {
		delete(known, key)
		return nil
	}
	for _, m := range f.Modules {
		if m.Name == name {
			known[key] = m
			return m
		}
	}
	return nil
}

// Library gives the library with the written name "(store api)" as the text from would import it; nil if
// there is none.
func (w *Workspace) Library(ctx context.Context, from *kernel.Source, name string) *Module {
	path := strings.Join(strings.Fields(strings.Trim(name, "()")), "/") + ".sx"
	return w.library(ctx, from, name, path)
}
