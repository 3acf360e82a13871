package lsp

import (
	"context"
	"maps"
	"slices"

	"github.com/sx-lang/sx/cmd/sx/names"
	"github.com/sx-lang/sx/kernel"
)

// identity tells definitions apart, also those that were found twice: in an open text, and as a library.
type identity struct {
	source string
	offset int
	name   string
}

func identityOf(d *names.Definition) identity {
	if d == nil {
		return identity{}
	}
	return identity{d.Source.Name, d.Offset, d.Name}
}

// place gives where a part of a source is; false if no editor can open it.
func (s *server) place(src *kernel.Source, from, to int) (location, bool) {
	t := newText(src.Text)
	uri := src.Name
	for _, d := range s.byURI {
		if d.src.Name == src.Name {
			return location{d.uri, t.span(from, to)}, true
		}
	}
	if src.Embedded {
		var ok bool
		if uri, ok = s.shown.uri(src.Name); !ok {
			return location{}, false
		}
	}
	return location{uri, t.span(from, to)}, true
}

// useAt gives the use of a name at off, nil where there is none.
func (d *documents) useAt(ctx context.Context, doc *document, off int) (*names.Use, error) {
	f := d.file(ctx, doc)
	if f == nil {
		return nil, ctx.Err()
	}
	return f.UseAt(off), nil
}

func (s *server) definition(ctx context.Context, d *document, off int, _ positionParams) (any, error) {
	u, err := s.useAt(ctx, d, off)
	if u == nil {
		return nil, err
	}
	if u.Def == nil {
		b, ok := s.builtin(u.Name)
		if !ok || b.Pos.Source == nil || !b.Pos.Source.Embedded {
			return nil, nil
		}
		src := *b.Pos.Source
		src.Name = names.EmbeddedScheme + trimLib(src.Name)
		if at, ok := s.place(&src, b.Pos.Offset, b.Pos.Offset); ok {
			return at, nil
		}
		return nil, nil
	}
	at, ok := s.place(u.Def.Source, u.Def.Offset, u.Def.Offset+written(u.Def))
	if !ok {
		return nil, nil
	}
	return at, nil
}

// trimLib gives the path of an embedded source below the folder lib.
func trimLib(name string) string {
	const prefix = "lib/"
	if len(name) > len(prefix) && name[:len(prefix)] == prefix {
		return name[len(prefix):]
	}
	return name
}

// written gives how many bytes of the name stand where it is defined: none, if it is made of another.
func written(d *names.Definition) int {
	text := d.Source.Text[min(d.Offset, len(d.Source.Text)):]
	if len(text) >= len(d.Name) && text[:len(d.Name)] == d.Name {
		return len(d.Name)
	}
	return 0
}

// found is a use in a text.
type found struct {
	doc *document
	use names.Use
}

// uses gives the uses of a definition in the texts, in the order of their URIs.
func (d *documents) uses(ctx context.Context, def *names.Definition) ([]found, error) {
	var out []found
	id := identityOf(def)
	for _, uri := range slices.Sorted(maps.Keys(d.byURI)) {
		doc := d.byURI[uri]
		f := d.file(ctx, doc)
		if f == nil {
			return nil, ctx.Err()
		}
		for _, u := range f.Uses {
			if u.Def != nil && identityOf(u.Def) == id {
				out = append(out, found{doc, u})
			}
		}
	}
	return out, nil
}

// usesOf gives the uses of what a name in a text means; a name that is part of sx has those of the text.
func (s *server) usesOf(ctx context.Context, d *document, u *names.Use) ([]found, error) {
	if u == nil {
		return nil, nil
	}
	if u.Def != nil {
		return s.uses(ctx, u.Def)
	}
	f := s.file(ctx, d)
	if f == nil {
		return nil, ctx.Err()
	}
	var out []found
	for _, other := range f.Uses {
		if other.Def == nil && other.Name == u.Name {
			out = append(out, found{d, other})
		}
	}
	return out, nil
}

// references gives the uses of a name, in the files of the client's folders too if others may import it.
func (s *server) references(ctx context.Context, d *document, off int, p positionParams) (any, error) {
	u, err := s.useAt(ctx, d, off)
	if err != nil {
		return nil, err
	}
	var uses []found
	if u != nil && imported(u.Def) {
		var all *documents
		if all, err = s.withFiles(ctx, u.Def, u.Def.Name); err == nil {
			uses, err = all.uses(ctx, u.Def)
		}
	} else {
		uses, err = s.usesOf(ctx, d, u)
	}
	if err != nil {
		return nil, err
	}
	out := []location{}
	for _, u := range uses {
		if !u.use.Defines || p.Context.Declarations {
			out = append(out, location{u.doc.uri, u.doc.text.span(u.use.Offset, u.use.End)})
		}
	}
	return out, nil
}

func (s *server) highlights(ctx context.Context, d *document, off int, _ positionParams) (any, error) {
	u, err := s.useAt(ctx, d, off)
	if err != nil {
		return nil, err
	}
	uses, err := s.usesOf(ctx, d, u)
	if err != nil {
		return nil, err
	}
	out := []highlight{}
	for _, u := range uses {
		if u.doc != d {
			continue
		}
		kind := highlightRead
		if u.use.Defines {
			kind = highlightWrite
		}
		out = append(out, highlight{d.text.span(u.use.Offset, u.use.End), kind})
	}
	return out, nil
}
