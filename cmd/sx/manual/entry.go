package manual

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// errPerforms is raised in a library that wants something of the world while it is loaded.
var errPerforms = errors.New("there is no host: the manual only reads libraries")

// Entry is what there is to say of one name.
type Entry struct {
	// Library is the library that exports the name, "" for what every program sees.
	Library string
	cek.Description
	whole []string // of a library: a line for each export
}

// Find looks a name up: of something that every program sees, of an export of a library that is part of sx,
// or of a library as it is written, "(store log)". The error is that of a library of the program's own.
func (m *Manual) Find(ctx context.Context, name string) (Entry, bool, error) {
	if strings.HasPrefix(name, "(") {
		l, ok, err := m.library(ctx, name)
		if !ok {
			return Entry{}, false, err
		}
		return m.describeLibrary(ctx, l)
	}
	if d, ok := m.machine.Describe(name); ok && !strings.HasPrefix(name, "%") {
		return Entry{Description: d}, true, nil
	}
	for _, l := range m.exporters(name) {
		machine, err := m.importing(ctx, "(import (only "+l.Name+" "+kernel.Write(kernel.Sym(name))+"))")
		if err != nil {
			return Entry{}, false, err
		}
		if d, ok := machine.Describe(name); ok {
			return Entry{Library: l.Name, Description: d}, true, nil
		}
	}
	return Entry{}, false, nil
}

// exporters gives the libraries that export a name, those first that a program is to import: the shortest
// way there is one that gathers others.
func (m *Manual) exporters(name string) []Library {
	var out []Library
	for _, l := range m.Libraries {
		if slices.Contains(l.Exports, name) {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b Library) int { return len(b.Exports) - len(a.Exports) })
	return out
}

// describeLibrary describes a library by its exports.
func (m *Manual) describeLibrary(ctx context.Context, l Library) (Entry, bool, error) {
	machine, err := m.importing(ctx, "(import "+l.Name+")")
	if err != nil {
		return Entry{}, false, err
	}
	e := Entry{Description: cek.Description{Name: l.Name, Kind: "library", Usage: []string{"(import " + l.Name + ")"}, Doc: l.Headline}}
	for _, name := range l.Exports {
		d, _ := machine.Describe(name)
		for i, usage := range d.Usage {
			if i == len(d.Usage)-1 && account(d) != "" {
				usage += "\n      " + account(d)
			}
			e.whole = append(e.whole, usage)
		}
	}
	return e, true, nil
}

// account gives what there is to say of a name in one line.
func account(d cek.Description) string {
	if d.Doc == "" && d.Result != "" {
		return "gives " + d.Result
	}
	return d.Doc
}

// Text gives the entry for people to read.
func (e Entry) Text() string {
	var b strings.Builder
	for _, u := range e.Usage {
		b.WriteString(u + "\n")
	}
	if e.Doc != "" {
		b.WriteString("  " + e.Doc + "\n")
	}
	if e.Result != "" {
		b.WriteString("  -> " + e.Result + "\n")
	}
	if what := e.origin(); what != "" {
		b.WriteString("\n  " + what + "\n")
	}
	if len(e.Examples) > 0 {
		b.WriteString("\n")
		for _, x := range e.Examples {
			b.WriteString("  " + x + "\n")
		}
	}
	if len(e.whole) > 0 {
		b.WriteString("\n")
		for _, line := range e.whole {
			b.WriteString("  " + line + "\n")
		}
	}
	return b.String()
}

// origin says what the name is, and where it comes from.
func (e Entry) origin() string {
	what := e.Kind
	if what == "library" {
		return ""
	}
	if e.Library != "" {
		what += fmt.Sprintf(" of the library %s", e.Library)
	}
	if e.Pos.Source != nil {
		what += ", defined at " + e.Pos.String()
	}
	return what
}
