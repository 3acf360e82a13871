package names

import (
	"sort"

	"github.com/sx-lang/sx/kernel"
)

// Kind tells definitions apart.
type Kind uint8

// The kinds of definition.
const (
	Variable Kind = iota
	Function
	Macro
	Record // the name of a record type, or of a type of variants
	Local  // a parameter, or what let and the like bind
	Library
)

// Definition is a place that gives a name a meaning.
type Definition struct {
	Name   string
	Kind   Kind
	Source *kernel.Source
	Offset int // of the name, in bytes
	Form   int // of the form that defines it
	End    int // of that form
	Usage  string
	// Min and Max are how many arguments it takes, Max -1 for any number; of a Function only, or of a
	// Local that is one.
	Min, Max int
	Callable bool // Min and Max are known
	Module   *Module
	// From and To are where a Local is visible.
	From, To int
	uses     int
	quiet    bool // that nothing uses it is no mistake
	assigned bool
	// constructor tells that a pattern with the name at its head takes a record apart.
	constructor bool
}

// IsLocal tells whether the definition is seen in a part of its module only.
func (d *Definition) IsLocal() bool { return d.To > 0 }

// Use is an occurrence of a name, that in its definition among them.
type Use struct {
	Offset, End int // in bytes
	Name        string
	Prefix      string // what an import put before the name
	Def         *Definition
	Module      *Module
	// Renamed tells that the name is not that of the definition: an import gave it.
	Renamed bool
	// Defines tells that this is the occurrence that defines the name.
	Defines bool
}

// Builtin is what is known of a name that every program sees.
type Builtin struct {
	Min, Max int  // arguments, Max -1 for any number
	Callable bool // a function: the number of arguments counts
}

// Severity tells how sure a Problem is one.
type Severity uint8

// The severities.
const (
	Error   Severity = iota // the text cannot be read
	Warning                 // it will fail where it is reached
	Hint                    // it does nothing
)

// Problem is something wrong with a text.
type Problem struct {
	Offset, End int // in bytes
	Severity    Severity
	Message     string
}

// File is what is found in one text.
type File struct {
	Source   *kernel.Source
	Program  *Module   // its top level
	Modules  []*Module // the libraries that it defines
	Locals   []*Definition
	Uses     []Use // by offset
	Problems []Problem
	// Complete tells whether all of the text could be read.
	Complete bool
	// Tops are the top-level definitions in the order of the text, those of its libraries too.
	Tops []*Definition
}

// UseAt gives the name that the offset is in or right behind of; nil if it is at none that means
// something.
func (f *File) UseAt(offset int) *Use {
	i := sort.Search(len(f.Uses), func(i int) bool { return f.Uses[i].Offset > offset })
	for i--; i >= 0; i-- {
		if u := &f.Uses[i]; offset <= u.End {
			return u
		} else if u.End+1 < offset {
			break
		}
	}
	return nil
}

// Visible gives the definitions that a name at offset can mean, the innermost of each name.
func (f *File) Visible(offset int) map[string]*Definition {
	out := map[string]*Definition{}
	m := f.ModuleAt(offset)
	for name, d := range m.imported {
		out[name] = d.def
	}
	for name, d := range m.Defs {
		out[name] = d
	}
	for _, d := range f.Locals {
		if offset < d.From || offset > d.To {
			continue
		}
		if old := out[d.Name]; old == nil || !old.IsLocal() || d.From >= old.From {
			out[d.Name] = d
		}
	}
	return out
}

// ModuleAt gives the module whose top level the offset is in.
func (f *File) ModuleAt(offset int) *Module {
	for _, m := range f.Modules {
		if m.From <= offset && offset <= m.To {
			return m
		}
	}
	return f.Program
}
