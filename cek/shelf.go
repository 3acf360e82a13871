package cek

import (
	"context"
	"fmt"
	"sort"
	"sync"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/lib"
)

// shelfTable lists the libraries whose exports every program sees without importing them. They are
// compiled when one of their names is first looked up, so that programs that use none pay nothing.
// Importing one, for a prefix or other names, gives the very same functions.
//
// All machines of a process share these libraries, so no variable of theirs may hold state: what is
// under way is kept in parameters, which are part of the running program.
func shelfTable() map[string][]string {
	return map[string][]string{
		"coroutine": {"make-coroutine", "coroutine?", "coroutine-resume", "coroutine-yield", "coroutine-alive?",
			"coroutine-status"},
		"reactive": {"signal", "signal?", "deref", "reset!", "swap!", "computed", "effect", "batch", "untracked"},
		"port": {"current-output-port", "display", "write", "newline", "write-string", "write-char", "read-line",
			"with-output-to-string", "call-with-output-string", "call-with-port", "read-error?", "file-error?"},
		"stream": {"lazy-seq", "lazy-seq?", "realized?", "iterate"},
	}
}

// shelf finds the libraries of shelfTable.
type shelf struct {
	names map[string]func() (*library, error) // by exported name
	books map[string]func() (*library, error) // by the written name of the library
}

func newShelf(s *shared) *shelf {
	sh := &shelf{map[string]func() (*library, error){}, map[string]func() (*library, error){}}
	for room, names := range shelfTable() {
		load := sync.OnceValues(func() (*library, error) { return s.loadShelved(room) })
		sh.books["(sx "+room+")"] = load
		for _, n := range names {
			sh.names[n] = load
		}
	}
	return sh
}

// cell gives what an exported name of a library on the shelf means, or nil.
func (sh *shelf) cell(name string) *cell {
	load := sh.names[name]
	if load == nil {
		return nil
	}
	d, err := load()
	if err != nil {
		return nil // a test loads every one of them
	}
	return d.env.find(d.exports[name])
}

// library gives the library on the shelf with the written name, or nil.
func (sh *shelf) library(name string) *library {
	load := sh.books[name]
	if load == nil {
		return nil
	}
	d, err := load()
	if err != nil {
		return nil
	}
	return d
}

// loadShelved runs the library (sx room), and seals it: no program changes what it defines.
func (s *shared) loadShelved(room string) (*library, error) {
	path := "sx/" + room + ".sx"
	text, err := lib.Files.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the library is not embedded: %w", err)
	}
	m := newMachine(s)
	src := &kernel.Source{Name: "lib/" + path, Text: string(text), Embedded: true}
	if _, err := m.start(context.Background(), src); err != nil {
		return nil, fmt.Errorf("%s does not load: %w", src.Name, err)
	}
	d := m.libraries["(sx "+room+")"]
	if d == nil {
		return nil, fmt.Errorf("%s does not define its library", src.Name)
	}
	for _, name := range d.env.cellNames() {
		c := d.env.cells[name]
		if c.value.IsUnbound() {
			return nil, fmt.Errorf("%s uses %s, which nobody defines", src.Name, name)
		}
		c.fixed = true
	}
	return d, nil
}

// cellNames gives the names of e's own cells, sorted.
func (e *environment) cellNames() []string {
	out := make([]string, 0, len(e.cells))
	for name := range e.cells {
		out = append(out, name)
	}
	if e.prelude != nil {
		for name := range e.prelude.names {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}
