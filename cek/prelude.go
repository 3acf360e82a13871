package cek

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/lib"
	"github.com/sx-lang/sx/reader"
)

// prelude is the definitions of lib/prelude/*.sx. Each is compiled when its name is first looked up, with
// all that it refers to, so that a program pays for what it uses. What machines can find in it is
// compiled and never changes; they may look at the same time.
type prelude struct {
	order []*definitionText
	names map[string]*definitionText

	compiling sync.Mutex
	machine   *Machine // that compiles, whose top level is the base
	all       sync.Once
}

// definitionText is a (define …) of the prelude.
type definitionText struct {
	cell   *cell
	source *kernel.Source
	offset int
	ready  atomic.Bool // the cell has its value, and so has all that the value refers to
	codes  []*code     // the functions compiled for it, in order
}

// defines is how each form of the prelude begins, at the start of a line; nothing else there does.
const defines = "\n(define "

// newPrelude finds the definitions of the prelude, and makes their cells in base; a test compares what it
// finds with what the reader does. A name for a builtin, as in (define %member member), is given its value
// here, where builtins still have the names that the prelude takes over.
func newPrelude(s *shared) (*prelude, error) {
	p := &prelude{names: map[string]*definitionText{}}
	rooms, err := lib.Files.ReadDir("prelude")
	if err != nil {
		return nil, fmt.Errorf("the prelude is not embedded: %w", err)
	}
	for _, room := range rooms {
		path := "prelude/" + room.Name()
		text, err := lib.Files.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("the prelude is not embedded: %w", err)
		}
		p.index(s.base, &kernel.Source{Name: "lib/" + path, Text: string(text), Embedded: true})
	}
	p.machine = newMachine(s)
	p.machine.env = s.base
	return p, nil
}

// index notes the definitions in a room of the prelude.
func (p *prelude) index(base *environment, room *kernel.Source) {
	for at := 0; ; {
		next := strings.Index(room.Text[at:], defines)
		if next < 0 {
			return
		}
		offset := at + next + 1
		at += next + len(defines)
		name := strings.TrimPrefix(room.Text[at:], "(")
		end := strings.IndexAny(name, " )\n")
		if end < 0 {
			return
		}
		name, rest := name[:end], name[end:]
		if other, ok := strings.CutPrefix(rest, " "); ok && room.Text[at] != '(' {
			other, _, _ = strings.Cut(other, ")")
			if c := base.cells[other]; c != nil && c.value.Kind() == kernel.KindBuiltin {
				base.define(name, c.value)
				base.cells[name].other = true
				continue
			}
		}
		delete(base.cells, name)
		d := &definitionText{source: room, offset: offset,
			cell: &cell{value: kernel.Unbound, name: name, home: base}}
		p.order = append(p.order, d)
		p.names[name] = d
	}
}

// cell gives the cell of a name, or nil. Machines may use one that is ready.
func (p *prelude) cell(name string, ready bool) *cell {
	d := p.names[name]
	switch {
	case d == nil:
		return nil
	case ready && !d.ready.Load():
		if err := p.compile(d); err != nil {
			return nil // a test compiles every one of them
		}
	}
	return d.cell
}

// compile makes a definition ready, and what it refers to.
func (p *prelude) compile(d *definitionText) error {
	p.compiling.Lock()
	defer p.compiling.Unlock()
	var done []*definitionText
	for todo := []*definitionText{d}; len(todo) > 0; {
		d, todo = todo[len(todo)-1], todo[:len(todo)-1]
		if !d.cell.value.IsUnbound() {
			continue
		}
		if err := p.run(d); err != nil {
			return err
		}
		done = append(done, d)
		for _, c := range d.codes {
			for i := range c.ins {
				if in := &c.ins[i]; in.op.shape()&hasCell != 0 {
					if next := p.names[cellOf(in.k).name]; next != nil {
						todo = append(todo, next)
					}
				}
			}
		}
	}
	for _, d := range done {
		d.ready.Store(true)
	}
	return nil
}

// run runs a definition.
func (p *prelude) run(d *definitionText) error {
	base := p.machine.base
	r, err := reader.NewAt(d.source, reader.Options{}, d.offset)
	if err != nil {
		return err
	}
	form, err := r.Next()
	if err != nil {
		return fmt.Errorf("the prelude does not load: %w", err)
	}
	base.codes = nil
	if _, err := p.machine.Run(context.Background(), d.source, form); err != nil {
		return fmt.Errorf("the prelude does not load: %w", err)
	}
	d.codes, base.codes = slices.Concat(base.codes...), nil
	d.cell.fixed = true
	return nil
}

// finish makes all definitions ready, and numbers their functions in the order of the texts.
func (p *prelude) finish() {
	p.all.Do(func() {
		var codes [][]*code
		for i, d := range p.order {
			if p.cell(d.cell.name, true) == nil {
				return // a test compiles every one of them
			}
			for j, c := range d.codes {
				c.form, c.index = i+1, j
			}
			codes = append(codes, d.codes)
		}
		p.compiling.Lock()
		defer p.compiling.Unlock()
		p.machine.base.codes = codes
	})
}
