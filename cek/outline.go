package cek

import (
	"fmt"
	"strings"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// A library that is part of sx is loaded without reading its functions: most programs call few of them. Its
// text is taken apart at the brackets; each function of its top level is a code that says where it was
// written (code.later) and is compiled when it is first called, frozen or described. Nobody sees the
// difference: tests compile them all, compare what comes of it with what loading the whole text gives, and
// want no warning. So that steps and memory are the same on every run, whatever was called before, compiling
// charges nothing: loading charges for the whole text, and a census counts that.

// outline is what is known of a library of sx before it is read: where its clauses and the forms in its
// begins are.
type outline struct {
	shared *shared
	source *kernel.Source
	reader *reader.Reader
	at     int // of its define-library
	parts  []part
}

// part is a clause of a library or a form in a begin of it, not yet read. A begin has one before its forms.
type part struct {
	at    int
	begin int    // of a begin, how many forms it has
	name  string // that the form defines, or ""
	later bool   // it is a function, to be compiled when it is wanted
}

// What loading a library of sx is charged: a step for each so many bytes of its text, and for each byte
// about what its functions take once they are compiled.
const (
	textStep  = 16
	textSpace = 5
)

// How what is looked for begins.
const (
	libraryHead = "(define-library "
	beginHead   = "(begin"
)

// outline takes a library apart that is part of sx and is called name; nil if its text is not just that, or
// it is not laid out as they all are.
func (s *shared) outline(src *kernel.Source, name string) *outline {
	text := src.Text
	o := &outline{shared: s, source: src, reader: reader.New(src, reader.Options{}), at: reader.FormStart(text, 0)}
	at := o.at + len(libraryHead)
	if !src.Embedded || !strings.HasPrefix(text[o.at:], libraryHead+name) {
		return nil
	}
	for at = reader.FormStart(text, at+len(name)); at < len(text) && text[at] == '('; at = reader.FormStart(text, at) {
		if strings.HasPrefix(text[at:], beginHead) {
			at = o.begin(at)
			continue
		}
		o.parts = append(o.parts, part{at: at})
		at = reader.ListEnd(text, at)
	}
	if !strings.HasPrefix(text[at:], ")") || reader.FormStart(text, at+1) < len(text) {
		return nil
	}
	return o
}

// begin notes the forms of the begin at at, and gives where that ends.
func (o *outline) begin(at int) int {
	text, head := o.source.Text, len(o.parts)
	o.parts = append(o.parts, part{at: at})
	for at = reader.FormStart(text, at+len(beginHead)); at < len(text) && text[at] == '('; at = reader.FormStart(text, at) {
		p := part{at: at}
		if rest, ok := strings.CutPrefix(text[at:], "(define "); ok {
			inner := strings.TrimLeft(rest, "(")
			end := strings.IndexAny(inner, " )\n")
			p.name, p.later = inner[:max(end, 0)], len(rest) == len(inner)+1
		}
		o.parts = append(o.parts, p)
		at = reader.ListEnd(text, at)
	}
	o.parts[head].begin = len(o.parts) - head - 1
	return min(at+1, len(text))
}

// read gives the form of a part.
func (o *outline) read(at int) (queued, error) {
	o.reader.Turn(at)
	f, err := o.reader.Next()
	if err != nil {
		return queued{}, fmt.Errorf("%s cannot be read: %w", o.source.Name, err)
	}
	return queued{f.Value, int32(f.Pos.Offset), f.Places}, nil
}

// next gives the next form that has to be run to load the library into e; false at the end.
func (o *outline) next(e *environment) (queued, bool, error) {
	for len(o.parts) > 0 {
		p := o.parts[0]
		o.parts = o.parts[1:]
		switch {
		case p.begin > 0:
			o.define(e, o.parts[:p.begin])
		case !p.later:
			q, err := o.read(p.at)
			return q, err == nil, err
		}
	}
	return queued{}, false, nil
}

// rest gives the forms that next would give or define from now on.
func (o *outline) rest() ([]queued, error) {
	var out []queued
	for i := 0; i < len(o.parts); i++ {
		p := o.parts[i]
		i += p.begin
		if p.later {
			continue
		}
		q, err := o.read(p.at)
		if err != nil {
			return nil, err
		}
		out = append(out, q)
	}
	return out, nil
}

// define defines the functions of a begin. What else is defined there and means something of the base so far
// gets a cell (see foresee).
func (o *outline) define(e *environment, parts []part) {
	n := 0
	for _, p := range parts {
		if p.later {
			n++
		}
	}
	room := make([]unwritten, n) // in one piece: they live as long as the library
	for _, p := range parts {
		if !p.later {
			if c := e.find(p.name); c != nil && c.fixed {
				e.own(p.name)
			}
			continue
		}
		at := kernel.Pos{Source: o.source, Offset: p.at}
		u := &room[0]
		room = room[1:]
		u.outline = o
		u.info = kernel.FuncInfo{Name: p.name, Pos: at}
		u.code = code{Func: kernel.NewFunc(kernel.KindCode, &u.info), source: o.source, env: e, later: u, home: e, form: e.newForm()}
		e.codes[u.code.form-1] = []*code{&u.code}
		u.lambda = lambda{Func: kernel.NewFunc(kernel.KindLambda, &u.info), code: &u.code}
		u.cell = cell{value: u.lambda.value(), name: p.name, home: e, pos: at}
		e.bind(p.name, &u.cell)
	}
}

// unwritten is a function of a library of sx before it is compiled, with the variable that it is first in.
type unwritten struct {
	outline *outline
	cell    cell
	lambda  lambda
	code    code
	info    kernel.FuncInfo
}

// write compiles a function of a library of sx, unless that has been done.
func (c *code) write() error {
	if c.later == nil {
		return nil
	}
	o := c.later.outline
	q, err := o.read(c.Info.Pos.Offset)
	if err != nil {
		return err
	}
	m := newMachine(o.shared) // whose counters are nobody's
	m.env = c.env
	c.home.codes[c.form-1] = nil
	a := &analyzer{m: m, env: c.env, source: o.source, places: q.places, pos: q.pos, form: c.form, fn: &function{pos: q.pos, top: true}}
	n, err := a.expr(q.form, topScope(a.fn), false)
	if err != nil {
		return err
	}
	top, err := a.compileTop(n)
	if err != nil {
		return err
	}
	return c.become(top)
}

// become makes c the function that top, the code of its definition, defines.
func (c *code) become(top *code) error {
	made := top.inner(0)
	if made == nil || made.Info.Name != c.Info.Name {
		return fmt.Errorf("internal error: the definition of %s does not define it", c.Info.Name)
	}
	head, self := c.Func, c.later.lambda.value()
	*head.Info = *made.Info
	*c = *made
	c.Func = head
	*top.ins[0].k = self
	c.home.codes[c.form-1][c.index] = c
	return nil
}

// written gives the codes of a form, compiled.
func (e *environment) written(form int) []*code {
	for _, c := range e.codes[form-1] {
		if c.write() != nil {
			return nil
		}
	}
	return e.codes[form-1]
}

// loadOutline starts loading a library of sx.
func (m *Machine) loadOutline(o *outline, name string, at kernel.Pos, to uint16) error {
	size := len(o.source.Text)
	if err := m.meter.Work(size / textStep); err != nil {
		return err
	}
	if err := m.meter.Alloc(size * textSpace); err != nil {
		return err
	}
	d := m.addLibrary(name, at)
	d.define(kernel.Pos{Source: o.source, Offset: o.at}, m.base)
	d.env.weight = int64(size * textSpace)
	return m.runLoader(&loader{Func: kernel.NewFunc(kernel.KindLoader, nil), env: d.env, source: o.source, lib: d, outline: o}, to)
}
