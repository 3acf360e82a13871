package cek

import (
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
	given map[Warning]bool
	work  int // for finding them (cover.go)
}

// maxWarnings bounds the warnings of one machine, which may compile forms for ever.
const maxWarnings = 1000

// warn tells of a mistake at pos, once for each place: forms that eval is given again and again count
// as one place if their text is the same.
func (a *analyzer) warn(pos int32, message string) {
	w := a.m.warnings
	if a.m.config.Warn == nil || len(w.given) >= maxWarnings {
		return
	}
	warning := Warning{message, kernel.Pos{Source: a.source, Offset: int(pos)}}
	key := warning
	key.Pos.Source = nil
	key.Message = a.source.Name + "\x00" + message
	if a.source.Name == evalSource {
		key.Message += "\x00" + a.source.Text
	}
	if w.given[key] {
		return
	}
	w.given[key] = true
	a.m.config.Warn(warning)
}
