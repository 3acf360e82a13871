package cek

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/lib"
)

// alloc makes an object without its parts.
func (t *thawer) alloc(f *fields) {
	switch t.tags[f.at] {
	case "text":
		t.made[f.at] = kernel.Str(f.text())
		f.end()
	case "symbol":
		t.made[f.at] = kernel.Sym(t.aliasName(f.text()))
		f.end()
	case "keyword":
		t.made[f.at] = kernel.Keyword(f.text())
		f.end()
	case "list":
		t.made[f.at] = kernel.ListOf()
	case "vector":
		t.made[f.at] = kernel.NewVector(nil)
	case "dict":
		t.made[f.at] = kernel.NewDict().Value()
	case "set":
		t.made[f.at] = kernel.NewSet().Value()
	case "buffer":
		b := kernel.NewBuffer()
		text := f.text()
		if !utf8.ValidString(text) {
			f.fail("its text is not UTF-8")
		}
		b.Bytes = []byte(text)
		t.made[f.at] = b.Value()
		f.end()
	case "console":
		p := kernel.NewConsole()
		p.Closed = f.bool()
		t.made[f.at] = p.Value()
		f.end()
	case "input":
		closed, text := f.bool(), f.text()
		p := kernel.NewInputPort(text)
		p.Closed, p.At = closed, f.within(len(text))
		t.made[f.at] = p.Value()
		f.end()
	case "output":
		p := kernel.NewOutputPort()
		p.Closed, p.Out.Bytes = f.bool(), []byte(f.text())
		t.made[f.at] = p.Value()
		f.end()
	case "box":
		t.made[f.at] = kernel.NewBox(kernel.Unbound)
	case "gathering":
		t.made[f.at] = kernel.GatheringOf(make([]kernel.Value, len(f.items)))
	case "expansions":
		t.made[f.at] = &expansions{map[int32][]*macro{}}
	case "values":
		t.made[f.at] = kernel.NewValues(nil)
	case "record":
		t.made[f.at] = kernel.NewRecord(nil, nil)
	case "type":
		t.made[f.at] = kernel.NewRecordType(f.text(), f.text(), f.texts(), f.texts()).Value()
	case "condition":
		t.made[f.at] = kernel.NewCondition("", "").Value()
	case "array":
		t.made[f.at] = kernel.NewListArray(make([]kernel.Value, len(f.items)))
	case "view":
		t.allocView(f)
	case "function":
		c := wanted[*code](f, "a code")
		if c == nil || len(f.items)-1 != len(c.captures) {
			f.fail("it does not capture what its code does")
			return
		}
		t.made[f.at] = newLambda(c, len(c.captures)).value()
	case "role":
		t.allocRole(f)
	default:
		t.allocMachine(f)
	}
}

// allocMachine is alloc for what belongs to this package.
func (t *thawer) allocMachine(f *fields) {
	switch t.tags[f.at] {
	case "source":
		t.made[f.at] = &kernel.Source{Name: f.text(), Text: f.text()}
		f.end()
	case "embedded":
		t.embedded(f)
	case "environment":
		e := newEnvironment(f.text(), t.m.base)
		e.inside = f.bool()
		t.made[f.at] = e
	case "base-environment":
		if e := t.m.shared.home(f.text()); e != nil {
			t.made[f.at] = e
		}
		f.end()
	case "library-environment":
		if d := t.loaded(f); d != nil {
			t.made[f.at] = d.env
		}
		f.end()
	case "cell", "lost-cell":
		t.made[f.at] = &cell{value: kernel.Unbound}
	case "base-cell":
		if e := t.m.shared.home(f.text()); e != nil {
			t.namedCell(f, e)
		} else {
			f.fail("it is no variable of sx")
		}
	case "library-cell":
		if d := t.loaded(f); d != nil {
			t.namedCell(f, d.env)
		}
	case "base":
		where := f.text()
		if e := t.m.shared.home(where); e == nil {
			f.fail("sx has no %s", where)
		} else if c := t.baseCell(f, e); c != nil {
			t.made[f.at] = c.value
		}
		f.end()
	case "constant":
		t.constant(f)
	case "named":
		if c := t.named(f); c != nil {
			t.made[f.at] = c
		}
		f.text()
		f.end()
	case "code":
		t.allocCode(f)
	case "library":
		t.made[f.at] = &library{exports: map[string]string{}}
	case "world":
		t.made[f.at] = &world{libraries: map[string]*library{}}
	case "state":
		t.made[f.at] = &promiseState{}
	case "promise":
		t.made[f.at] = newPromise(false, kernel.Nil)
	case "parameter":
		t.made[f.at] = kernel.Ref(&(&parameter{Func: kernel.NewFunc(kernel.KindParameter, nil)}).Header)
	case "macro", "rules":
		t.made[f.at] = (&macro{Func: kernel.NewFunc(kernel.KindMacro, &kernel.FuncInfo{})}).value()
	case "continuation":
		t.made[f.at] = (&continuation{Func: kernel.NewFunc(kernel.KindContinuation, nil)}).value()
	case "guest":
		t.made[f.at] = newGuestState(guestPhase(f.within(int(guestFailed))), kernel.Nil).machine()
	case "extent":
		t.made[f.at] = &dynamic{Func: kernel.NewFunc(kernel.KindExtent, nil)}
	case "plan":
		t.made[f.at] = &plan{Func: kernel.NewFunc(kernel.KindInternal, nil)}
	case "loader":
		t.made[f.at] = &loader{Func: kernel.NewFunc(kernel.KindLoader, nil)}
	case "frame":
	default:
		f.fail("there are no objects of this kind")
	}
}

// loaded gives the library of sx that the next field names.
func (t *thawer) loaded(f *fields) *library {
	name := f.text()
	d := t.root.libraries[name]
	if d == nil || d.env == nil || d.loading || d.fresh == nil {
		f.fail("%s is not among the libraries of sx that were loaded", name)
		return nil
	}
	return d
}

func (t *thawer) baseCell(f *fields, e *environment) *cell {
	name := f.text()
	c := e.cell(name, true)
	if c == nil || c.home != e {
		f.fail("%s has no variable %s", e.name, name)
		return nil
	}
	return c
}

func (t *thawer) namedCell(f *fields, e *environment) {
	if c := t.baseCell(f, e); c != nil {
		t.made[f.at] = c
	}
	f.end()
}

// home gives the environment of sx with the given name: the base or a library.
func (t *thawer) home(name string) *environment {
	if e := t.m.shared.home(name); e != nil {
		return e
	}
	if d := t.root.libraries[name]; d != nil && d.fresh != nil {
		return d.env
	}
	return nil
}

// named gives the code of sx that four fields name: where it is, its form there, its number in that, its
// content id.
func (t *thawer) named(f *fields) *code {
	where, form, at, id := f.text(), f.number(), f.number(), f.text()
	e := t.home(where)
	if t.err != nil {
		return nil
	}
	if e == nil || form < 1 || form > len(e.codes) || at < 0 || at >= len(e.written(form)) {
		f.fail("sx has no code number %d of form %d in %s", at, form, where)
		return nil
	}
	c := e.codes[form-1][at]
	if have := c.contentID(); have != id {
		t.err = badState("%s in %s is not the code that was frozen: its content id is %s, the frozen one's %s",
			c.described(), where, have, id)
		return nil
	}
	return c
}

// constant gives an object that is a constant of code of sx.
func (t *thawer) constant(f *fields) {
	c := t.named(f)
	at := f.number()
	f.end()
	if c == nil {
		return
	}
	if at < 0 || at >= len(c.ins) || c.ins[at].op.shape()&hasConstant == 0 {
		f.fail("%s has no constant at %d", c.described(), at)
		return
	}
	switch k := *c.ins[at].k; k.Kind() {
	case kernel.KindLambda, kernel.KindBuiltin, kernel.KindMacro, kernel.KindRecordType:
		t.made[f.at] = k
	default:
		f.fail("the constant %d of %s is no function or type", at, c.described())
	}
}

// embedded finds a source that is part of sx.
func (t *thawer) embedded(f *fields) {
	name, id := f.text(), f.text()
	f.end()
	text, err := lib.Files.ReadFile(strings.TrimPrefix(name, "lib/"))
	switch {
	case t.err != nil:
	case err != nil:
		t.err = badState("this sx has no %s", name)
	case hashText(string(text)) != id:
		t.err = badState("%s is not the text that was frozen: its content id is %s, the frozen one's %s", name,
			hashText(string(text)), id)
	default:
		t.made[f.at] = &kernel.Source{Name: name, Text: string(text), Embedded: true}
	}
}

// loadLibraries loads the libraries of sx that the state uses, as they were loaded.
func (t *thawer) loadLibraries(all []kernel.Value) {
	for i := range all {
		f := &fields{t: t, at: -1, items: []kernel.Value{all[i]}}
		l := f.list()
		name, id, gensyms := l.text(), l.text(), l.number()
		if t.err != nil {
			return
		}
		if !t.guest {
			t.machine.gensyms = gensyms
		}
		if err := t.load(name); err != nil {
			t.err = err
			return
		}
		d := t.root.libraries[name]
		if d == nil || d.loading || d.env == nil || d.fresh == nil || !d.pos.Source.Embedded {
			t.err = badState("%s is no library of sx", name)
			return
		}
		if have := hashText(d.pos.Source.Text); have != id {
			t.err = badState("the library %s is not the one that was frozen: its content id is %s, the frozen one's %s",
				name, have, id)
			return
		}
		from := l.pos()
		l.end()
		if t.m.shared.home(name) == nil { // the others are shared by all machines
			d.from = from
		}
	}
}

// load loads a library on the machine for it.
func (t *thawer) load(name string) error {
	m := t.machine
	if m.libraries[name] != nil {
		return nil
	}
	l := newLoader(newEnvironment("thaw", m.base), &kernel.Source{Name: "<thaw>", Text: "(import " + name + ")"},
		m.config.Reader)
	limits := m.config
	m.config.MaxSteps, m.config.Libraries = 0, nil
	most := m.meter.MaxAllocated
	if !t.guest {
		m.meter.MaxAllocated = 0
	}
	out, err := m.begins(t.ctx, m.procs.load.value(), kernel.Ref(&l.Header))
	m.config, m.meter.MaxAllocated, m.phase = limits, most, phaseIdle
	switch {
	case err != nil:
		return fmt.Errorf("cek-thaw: the library %s cannot be loaded: %w", name, err)
	case out.Suspended():
		return badState("this sx has no library %s", name)
	}
	return nil
}

// allocRole makes a function of a record type.
func (t *thawer) allocRole(f *fields) {
	name, kind := f.text(), kernel.RoleKind(f.within(int(kernel.RoleFamily)))
	if kind == kernel.RoleFamily {
		family := f.text()
		b := kernel.FamilyPredicate(family)
		b.Name = name
		t.made[f.at] = b.Value()
		f.end()
		return
	}
	v, _ := f.object().(kernel.Value)
	if v.Kind() != kernel.KindRecordType {
		f.fail("it has no record type")
		return
	}
	r := kernel.As[kernel.RecordType](v)
	var order []int
	for f.more() {
		order = append(order, f.within(len(r.Fields)-1))
	}
	one := len(order) == 1
	switch {
	case t.err != nil:
	case kind == kernel.RoleConstructor:
		t.made[f.at] = r.Constructor(name, order).Value()
	case kind == kernel.RolePredicate && len(order) == 0:
		t.made[f.at] = r.Predicate(name).Value()
	case kind == kernel.RoleAccessor && one:
		t.made[f.at] = r.Accessor(name, order[0]).Value()
	case kind == kernel.RoleModifier && one:
		t.made[f.at] = r.Modifier(name, order[0]).Value()
	default:
		f.fail("it is no function of a record type")
	}
}

// allocChunk makes a chunk of a list, and first those it goes on in.
func (t *thawer) allocChunk(f *fields) {
	var chain []int
	for at := f.at; t.made[at] == nil; {
		chain = append(chain, at)
		if len(t.fields[at]) < 3 || len(chain) > len(t.made) {
			f.fail("it is no piece of a list")
			return
		}
		rest := t.fields[at][0]
		if rest.IsNil() {
			break
		}
		if !rest.IsInt() || rest.Int64() < 0 || rest.Int64() >= int64(len(t.made)) || t.tags[rest.Int64()] != "chunk" {
			f.fail("it goes on in no piece of a list")
			return
		}
		at = int(rest.Int64())
	}
	for i := len(chain) - 1; i >= 0; i-- {
		at := chain[i]
		c := &fields{t: t, at: at, items: t.fields[at]}
		rest := wanted[kernel.ListChunk](c, "a piece of a list")
		off := c.number()
		if (rest.IsZero() && off != 0) || (!rest.IsZero() && (off < 0 || off >= len(rest.Items()))) {
			c.fail("it goes on outside a piece")
			return
		}
		t.made[at] = kernel.NewListChunk(make([]kernel.Value, len(c.items)-2), rest, off)
	}
}

// allocView makes a list of pieces.
func (t *thawer) allocView(f *fields) {
	front := wanted[kernel.ListChunk](f, "a piece of a list")
	frontOff := f.number()
	array := wanted[kernel.ListArray](f, "an array")
	off, n := f.number(), f.number()
	f.end()
	switch {
	case t.err != nil:
	case front.IsZero() && frontOff != 0, !front.IsZero() && (frontOff < 0 || frontOff >= len(front.Items())),
		array.IsZero() && (off != 0 || n != 0),
		!array.IsZero() && (off < 0 || n < 0 || off > len(array.Items()) || n > len(array.Items())-off):
		f.fail("it goes beyond its pieces")
	default:
		t.made[f.at] = kernel.SharedList(front, frontOff, array, off, n).Value()
	}
}

// aliasName gives the name that an alias has from now on: in a machine with aliases of its own, a new
// one.
func (t *thawer) aliasName(name string) string {
	plain, _, ok := strings.Cut(name, "\x00")
	if !ok || !t.guest {
		return name
	}
	if t.renamed[name] == "" {
		t.m.gensyms++
		t.renamed[name] = fmt.Sprintf("%s\x00%d", plain, t.m.gensyms)
	}
	return t.renamed[name]
}
