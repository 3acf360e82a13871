package debug

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// Breakpoint is a line to stop at, before its first form is evaluated.
type Breakpoint struct {
	Number int
	File   string // as the program's sources are named; a path that ends alike is the same file
	Line   int
	// If is an expression that has to be true, in the scope of the line; "" is always. An error in it
	// stops as well.
	If string
}

// Break makes a breakpoint at the first line from line on in which a form begins. The error says that
// the file has none there, or cannot be read.
func (s *Session) Break(file string, line int) (*Breakpoint, error) {
	if line < 1 {
		return nil, fmt.Errorf("line %d: want a number from 1 on", line)
	}
	if file == "" {
		file = s.options.Name
	}
	text := s.options.Text
	if !SameFile(file, s.options.Name) {
		if s.options.Read == nil {
			return nil, fmt.Errorf("%s is not the program", file)
		}
		var err error
		if text, err = s.options.Read(file); err != nil {
			return nil, err
		}
	}
	lines := formLines(&kernel.Source{Name: file, Text: text}, s.options.Config.Reader)
	at, _ := slices.BinarySearch(lines, line)
	if at == len(lines) {
		return nil, fmt.Errorf("%s has no form in line %d or below", file, line)
	}
	for _, b := range s.breaks {
		if b.Line == lines[at] && SameFile(b.File, file) {
			return b, nil
		}
	}
	s.numbers++
	b := &Breakpoint{Number: s.numbers, File: file, Line: lines[at]}
	s.breaks = append(s.breaks, b)
	return b, nil
}

// Breakpoints gives the breakpoints in the order of their numbers.
func (s *Session) Breakpoints() []Breakpoint {
	out := make([]Breakpoint, len(s.breaks))
	for i, b := range s.breaks {
		out[i] = *b
	}
	slices.SortFunc(out, func(a, b Breakpoint) int { return cmp.Compare(a.Number, b.Number) })
	return out
}

// Delete takes the breakpoint with the number away; false if there is none.
func (s *Session) Delete(number int) bool {
	n := len(s.breaks)
	s.breaks = slices.DeleteFunc(s.breaks, func(b *Breakpoint) bool { return b.Number == number })
	return len(s.breaks) < n
}

// SameFile tells whether two names mean one file: they are equal, or one is the end of the other's path.
func SameFile(a, b string) bool {
	a, b = filepath.ToSlash(filepath.Clean(a)), filepath.ToSlash(filepath.Clean(b))
	if len(a) > len(b) {
		a, b = b, a
	}
	return a == b || len(b) > len(a) && b[len(b)-len(a)-1] == '/' && b[len(b)-len(a):] == a
}

// reached gives the breakpoint at an instant, or nil.
func (s *Session) reached(at cek.Instant) *Breakpoint {
	if len(s.breaks) == 0 || !at.FirstOfLine() || !at.Own() {
		return nil
	}
	line := at.Line()
	for _, b := range s.breaks {
		if b.Line == line && SameFile(b.File, at.Source().Name) {
			return b
		}
	}
	return nil
}

// formLines gives the lines in which lists begin, ascending: those in which something may happen. What
// follows an error in the text is not looked at.
func formLines(src *kernel.Source, opts reader.Options) []int {
	var lines []int
	add := func(offset int) {
		line, _ := kernel.Pos{Source: src, Offset: offset}.LineColumn()
		if n := len(lines); n == 0 || lines[n-1] != line {
			lines = append(lines, line)
		}
	}
	r := reader.New(src, opts)
	for {
		f, err := r.Next()
		if err != nil {
			if !errors.Is(err, io.EOF) && len(lines) == 0 {
				add(0)
			}
			slices.Sort(lines)
			return slices.Compact(lines)
		}
		add(f.Pos.Offset)
		for todo := []kernel.Value{f.Value}; len(todo) > 0; {
			v := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			switch {
			case v.IsList():
				if off, ok := f.Places.Of(v.AsList()); ok {
					add(off)
				}
				todo = append(todo, v.AsList().Items()...)
			case v.IsDict():
				for it := v.AsDict().All(); ; {
					_, x, ok := it.Next()
					if !ok {
						break
					}
					todo = append(todo, x)
				}
			}
		}
	}
}
