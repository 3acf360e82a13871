package lsp

import (
	"context"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/sx-lang/sx/cmd/sx/names"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// renamable gives the name at off, if it can be given another one.
func (s *server) renamable(ctx context.Context, d *document, off int) (*names.Use, error) {
	f := s.file(ctx, d)
	if f == nil {
		return nil, ctx.Err()
	}
	u := f.UseAt(off)
	switch {
	case u == nil:
		return nil, errorf(codeFailed, "there is no name here that means something")
	case u.Def == nil || u.Def.Module != nil && u.Def.Module.Embedded:
		return nil, errorf(codeFailed, "%s is part of sx", u.Name)
	case u.Renamed:
		return nil, errorf(codeFailed, "%s is the name that an import or export gives to %s: rename it there", u.Name, u.Def.Name)
	case written(u.Def) == 0:
		return nil, errorf(codeFailed, "%s is a name that the form at its definition makes", u.Name)
	case !f.Complete:
		return nil, errorf(codeFailed, "the text cannot be read: what %s means elsewhere in it is not sure", u.Name)
	}
	return u, nil
}

func (s *server) prepareRename(ctx context.Context, d *document, off int, _ positionParams) (any, error) {
	u, err := s.renamable(ctx, d, off)
	if err != nil {
		return nil, err
	}
	return prepared{d.text.span(u.Offset+len(u.Prefix), u.End), u.Def.Name}, nil
}

func (s *server) rename(ctx context.Context, d *document, off int, p positionParams) (any, error) {
	u, err := s.renamable(ctx, d, off)
	if err != nil {
		return nil, err
	}
	if err := s.checkName(p.NewName); err != nil {
		return nil, err
	}
	all := s.documents
	if imported(u.Def) {
		if all, err = s.withFiles(ctx, u.Def, u.Def.Name, p.NewName); err != nil {
			return nil, err
		}
	}
	uses, err := all.uses(ctx, u.Def)
	if err != nil {
		return nil, err
	}
	out := workspaceEdit{map[string][]textEdit{}}
	edits := map[*document][]textEdit{}
	for _, x := range uses {
		if !all.file(ctx, x.doc).Complete {
			return nil, errorf(codeFailed, "%s cannot be read: what %s means elsewhere in it is not sure", x.doc.uri, u.Name)
		}
		if x.use.Renamed {
			continue
		}
		e := textEdit{x.doc.text.span(x.use.Offset+len(x.use.Prefix), x.use.End), p.NewName}
		edits[x.doc] = append(edits[x.doc], e)
		out.Changes[x.doc.uri] = edits[x.doc]
	}
	if err := all.sameMeaning(ctx, edits, p.NewName); err != nil {
		return nil, err
	}
	return out, nil
}

// checkName tells what is wrong with a new name.
func (s *server) checkName(name string) error {
	f, err := reader.ReadOne(&kernel.Source{Name: "name", Text: name}, reader.Options{})
	if err != nil || !f.Value.IsSymbol() || f.Value.SymbolName() != name || kernel.Write(f.Value) != name {
		return errorf(codeInvalidParams, "%q is no name", kernel.Visible(name))
	}
	if b, ok := s.builtin(name); ok && b.Kind == "special form" || strings.HasPrefix(name, "&") {
		return errorf(codeInvalidParams, "%s is a word of the language", name)
	}
	return nil
}

// sameMeaning carries a renaming out on copies of the texts, and looks whether each name there still
// means what it meant: a new name may be hidden by another, or hide it.
func (d *documents) sameMeaning(ctx context.Context, edits map[*document][]textEdit, name string) error {
	after := d.emptied()
	for _, doc := range d.byURI {
		t := doc.text
		for _, e := range slices.Backward(edits[doc]) {
			t = t.edited(change{&e.Range, e.NewText})
		}
		copied := *doc
		copied.text, copied.src = t, &kernel.Source{Name: doc.src.Name, Text: t.s, Embedded: doc.src.Embedded}
		after.add(&copied)
	}
	before, then := d.bySource(ctx), after.bySource(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, uri := range slices.Sorted(maps.Keys(d.byURI)) { // the same one is named each time
		doc := d.byURI[uri]
		old, new := before[doc.src.Name], then[doc.src.Name]
		if at := firstDifference(before.meanings(old), then.meanings(new)); at >= 0 {
			line := doc.text.position(old.Uses[min(at, len(old.Uses)-1)].Offset).Line + 1
			return errorf(codeFailed, "with %s for a name, the one in line %d of %s would mean something else", name, line, uri)
		}
	}
	return nil
}

// sources is what is found in texts, by their names.
type sources map[string]*names.File

// bySource gives what is found in the texts; it is cut short when ctx ends.
func (d *documents) bySource(ctx context.Context) sources {
	out := sources{}
	for _, doc := range d.byURI {
		if f := d.file(ctx, doc); f != nil {
			out[doc.src.Name] = f
		}
	}
	return out
}

// nth is which definition a use means: the one that stands behind so many names of a source, or one that
// is part of sx.
type nth struct {
	source string
	index  int
	name   string // if it is written nowhere, or part of sx
}

// meanings tells what each name of a text means, by counting: renaming changes offsets, but not how many
// names come before.
func (s sources) meanings(f *names.File) []nth {
	out := make([]nth, len(f.Uses))
	for i, u := range f.Uses {
		if u.Def == nil {
			out[i] = nth{name: u.Name}
			continue
		}
		out[i] = nth{source: u.Def.Source.Name, index: u.Def.Offset}
		if of := s[u.Def.Source.Name]; of != nil {
			out[i].index = sort.Search(len(of.Uses), func(i int) bool { return of.Uses[i].Offset >= u.Def.Offset })
		}
		if written(u.Def) == 0 {
			out[i].name = u.Def.Name
		}
	}
	return out
}

func firstDifference(a, b []nth) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	if len(a) != len(b) {
		return min(len(a), len(b))
	}
	return -1
}
