package bundle

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/lib"
	"github.com/sx-lang/sx/reader"
)

// Collect gives the texts of a program and of the libraries that it imports, by path: those that lie in the
// program's folder, and are no part of sx. An import at top level of a library that is nowhere is an error,
// as is a text that cannot be read, a *reader.Error.
func Collect(folder fs.FS, main, text string) (map[string]string, error) {
	c := &collector{folder: folder, texts: map[string]string{main: text}}
	if err := c.text(main, text); err != nil {
		return nil, err
	}
	for len(c.queue) > 0 {
		path := c.queue[0]
		c.queue = c.queue[1:]
		if err := c.text(path, c.texts[path]); err != nil {
			return nil, err
		}
	}
	return c.texts, nil
}

type collector struct {
	folder  fs.FS
	texts   map[string]string
	queue   []string
	defined map[string]bool // libraries that the text under way defines itself
}

// text finds the imports of one text.
func (c *collector) text(name, text string) error {
	forms, err := reader.ReadAll(&kernel.Source{Name: name, Text: text}, reader.Options{})
	if err != nil {
		return err
	}
	c.defined = map[string]bool{}
	for _, f := range forms {
		if l := f.Value; l.IsList() && l.AsList().Len() > 1 && l.AsList().At(0).IsSymbolNamed("define-library") {
			c.defined[kernel.Write(l.AsList().At(1))] = true
		}
	}
	for _, f := range forms {
		if err := c.form(f, f.Value, true); err != nil {
			return err
		}
	}
	return nil
}

// form finds the imports in a form, that may be in the midst of others.
func (c *collector) form(f reader.Form, v kernel.Value, top bool) error {
	if !v.IsList() || v.AsList().Len() == 0 {
		return nil
	}
	l := v.AsList()
	switch head := l.At(0); {
	case head.IsSymbolNamed("quote"):
		return nil
	case head.IsSymbolNamed("import"):
		for i := 1; i < l.Len(); i++ {
			err := c.library(l.At(i))
			if errors.Is(err, fs.ErrNotExist) && top {
				at := f.Pos
				if off, ok := f.Places.Item(l, i); ok {
					at.Offset = off
				}
				return &reader.Error{Pos: at, Message: err.Error()}
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		return nil
	default:
		top = top && head.IsSymbolNamed("define-library")
	}
	for _, x := range l.Items() {
		if err := c.form(f, x, top); err != nil {
			return err
		}
	}
	return nil
}

// library takes the library of an import set up.
func (c *collector) library(set kernel.Value) error {
	for set.IsList() && set.AsList().Len() > 1 && set.AsList().At(1).IsList() {
		set = set.AsList().At(1)
	}
	name := kernel.Write(set)
	if !set.IsList() || c.defined[name] || strings.HasPrefix(name, "(scheme ") || name == "(sx base)" {
		return nil
	}
	var parts []string
	for _, x := range set.AsList().Items() {
		parts = append(parts, kernel.Display(x))
	}
	path := strings.Join(parts, "/") + ".sx"
	if !fs.ValidPath(path) {
		return nil // which is an error when it runs
	}
	if _, ok := c.texts[path]; ok {
		return nil
	}
	if _, err := fs.Stat(lib.Files, path); err == nil {
		return nil
	}
	text, err := fs.ReadFile(c.folder, path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no library %s: neither in sx nor as the file %s in the program's folder%w", name, path, noLibrary{})
	}
	if err != nil {
		return err
	}
	c.texts[path] = string(text)
	c.queue = append(c.queue, path)
	return nil
}

// noLibrary makes an error one of a file that is not there, and adds nothing to its text.
type noLibrary struct{}

func (noLibrary) Error() string   { return "" }
func (noLibrary) Is(e error) bool { return e == fs.ErrNotExist }
