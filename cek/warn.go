package cek

import (
	"cmp"
	"slices"

	"github.com/sx-lang/sx/kernel"
)

// Warning is something in a program that is surely a mistake, though it does not keep the program
// from running: Config.Warn gets those that are found while forms are compiled.
type Warning struct {
	Message string
	Pos     kernel.Pos
}

// String gives the warning in one line, with its place.
func (w Warning) String() string {
	return kernel.Visible(w.Pos.String() + ": warning: " + w.Message)
}

// Report gives the warning for people: the message, and the source line with a caret under the form.
func (w Warning) Report() string { return w.String() + "\n" + kernel.Caret(w.Pos) + "\n" }

// warnings is what a machine has warned of; the machines of macro expanders share it.
type warnings struct {
	given map[Warning]bool // nil at first
	work  int              // for finding them (cover.go)
}

// maxWarnings bounds the warnings of one machine, which may compile forms for ever.
const maxWarnings = 1000

// warn tells of a mistake at pos, once for each place: forms that eval is given again and again count
// as one place if their text is the same.
func (a *analyzer) warn(pos int32, message string) {
	a.m.warn(Warning{message, kernel.Pos{Source: a.source, Offset: int(pos)}})
}

func (m *Machine) warn(warning Warning) {
	w := m.warnings
	if m.config.Warn == nil || len(w.given) >= maxWarnings {
		return
	}
	key, source := warning, warning.Pos.Source
	key.Pos.Source = nil
	key.Message = source.Name + "\x00" + warning.Message
	if source.Name == evalSource {
		key.Message += "\x00" + source.Text
	}
	if w.given[key] {
		return
	}
	if w.given == nil {
		w.given = map[Warning]bool{}
	}
	w.given[key] = true
	m.config.Warn(warning)
}

// warnUnbound warns of the names that the code in the environment of a library needs and nobody has
// defined, once the library is loaded: nobody else can.
func (m *Machine) warnUnbound(env *environment) {
	if m.config.Warn == nil {
		return
	}
	var out []*cell
	for _, c := range env.cells {
		if c.value.IsUnbound() && c.home == env && !c.pos.IsZero() {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b *cell) int { return cmp.Compare(a.pos.Offset, b.pos.Offset) })
	for _, c := range out {
		text := "unbound variable: " + c.name
		if like := env.nearest(c.name); like != "" {
			text += " (did you mean " + like + "?)"
		}
		m.warn(Warning{text, c.pos})
	}
}
