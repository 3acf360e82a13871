package cek

import (
	"errors"
	"io"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// loader runs the forms of one text, or of one library's body, each compiled after the one before
// it has run. It is the state of a frame of %load, whose loop is
//
//	again: the next form as a thunk (loadNext); call it; keep its value; go to again
type loader struct {
	kernel.Func // KindLoader
	env         *environment
	source      *kernel.Source
	outline     *outline       // of a library that is part of sx, else nil: what is still to be read
	reader      *reader.Reader // nil for the body of a library, and after the last form
	queue       []queued       // forms that come before what reader has, the next one last
	lib         *library       // the library that the forms make up, or nil
	wants       string         // the library that this text was loaded for, or ""
	from        kernel.Pos     // of the import of that
	texts       map[string]*kernel.Source
}

// queued is a form with its places in the loader's source.
type queued struct {
	form   kernel.Value
	pos    int32
	places *reader.Places
}

func newLoader(env *environment, src *kernel.Source, opts reader.Options) *loader {
	return &loader{Func: kernel.NewFunc(kernel.KindLoader, nil), env: env, source: src,
		reader: reader.New(src, opts)}
}

// Instructions of %load that the functions below go on at.
const (
	loadAgain  = 1
	loadReturn = 5
	loadAnswer = 6
)

// readError is the condition for what the reader complains about.
func readError(err error) error {
	var e *reader.Error
	if errors.As(err, &e) {
		return e.Condition()
	}
	return err
}

// next gives the next form; false at the end.
func (l *loader) next() (queued, bool, error) {
	if last := len(l.queue) - 1; last >= 0 {
		q := l.queue[last]
		l.queue[last] = queued{}
		l.queue = l.queue[:last]
		return q, true, nil
	}
	if l.outline != nil {
		return l.outline.next(l.env)
	}
	if l.reader == nil {
		return queued{}, false, nil
	}
	f, err := l.reader.Next()
	if errors.Is(err, io.EOF) {
		return queued{}, false, nil
	}
	if err != nil {
		return queued{}, false, readError(err)
	}
	if l.reader.Done() {
		l.reader = nil
	}
	return queued{f.Value, int32(f.Pos.Offset), f.Places}, true, nil
}

// pushFront makes the elements of list from i on the next forms.
func (l *loader) pushFront(q queued, list *kernel.List, i int) {
	for j := list.Len() - 1; j >= i; j-- {
		pos := q.pos
		if off, ok := q.places.Item(list, j); ok {
			pos = int32(off)
		}
		l.queue = append(l.queue, queued{list.At(j), pos, q.places})
	}
}

// loadNext puts a thunk for the next form of the loader in register 0 into register to.
func (m *Machine) loadNext(to uint16) error {
	l := kernel.As[loader](*kernel.Slot(m.fp, reg(0)))
	for {
		at := int32(0)
		if l.reader != nil {
			l.reader.Charge(m.meter)
			at = int32(l.reader.Offset())
		}
		q, ok, err := l.next()
		if err != nil {
			return (&analyzer{source: l.source, pos: at}).stopped(err)
		}
		if !ok {
			if err := m.loaded(l); err != nil {
				return err
			}
			m.pc = &frameCode(m.fp).ins[loadReturn]
			return nil
		}
		a := &analyzer{m: m, env: l.env, source: l.source, places: q.places, pos: q.pos, form: l.env.newForm(),
			fn: &function{pos: q.pos, top: true}}
		done, err := m.loadForm(l, a, q, to)
		err = a.stopped(err)
		if err != nil || done {
			return err
		}
	}
}

// loadForm prepares one form; done is true when the machine has something to run now.
func (m *Machine) loadForm(l *loader, a *analyzer, q queued, to uint16) (done bool, err error) {
	m.expansions = 0
	s := topScope(a.fn)
	for q.form.IsList() && q.form.AsList().Len() > 0 && q.form.AsList().At(0).IsSymbol() {
		list := q.form.AsList()
		meant := a.resolve(list.At(0).SymbolName(), s)
		if meant.macro != nil {
			if q.form, err = a.expand(meant.macro, list, s); err != nil {
				return false, err
			}
			continue
		}
		switch {
		case meant.name == "begin" || meant.name == "do" && !isLoopDo(list):
			if l.lib != nil {
				a.foresee(list)
			}
			l.pushFront(q, list, 1)
			return false, nil
		case meant.name == "import":
			q.form = a.strip(q.form)
			return m.importForm(l, a, q, to)
		case meant.name == "define-library":
			return true, m.defineLibrary(l, a, a.strip(q.form).AsList(), to)
		case meant.name == "export" && l.lib != nil:
			return false, l.lib.export(a, list)
		}
		break
	}
	n, err := a.expr(q.form, s, false)
	if err != nil {
		return false, err
	}
	c, err := a.compileTop(n)
	if err != nil {
		return false, err
	}
	*kernel.Slot(m.fp, to) = newLambda(c, 0).value()
	return true, nil
}

// runLoader calls %load on another loader from the current frame of %load, and then goes on with
// the loop there.
func (m *Machine) runLoader(l *loader, to uint16) error {
	callee := kernel.Slot(m.fp, to)
	*callee = m.procs.load.value()
	*kernel.Slot(callee, reg(0)) = kernel.Ref(&l.Header)
	m.pc = &frameCode(m.fp).ins[loadAgain]
	return m.callLambda(callee, 1, to)
}

// evalSource is the name of the text of a form that eval is given.
const evalSource = "<eval>"

// evaluator gives a thunk for a form, compiled in env or else the program's top level.
func (m *Machine) evaluator(form, env kernel.Value) (kernel.Value, error) {
	e := m.here().env
	switch {
	case env.Kind() == kernel.KindEnvironment:
		e = asEnvironment(env)
	case !env.IsUnbound() && !env.IsNil():
		return kernel.Nil, kernel.Condf(kernel.CondType, "eval: argument 2 is %s, want environment", kernel.TypeOf(env))
	}
	text := "<form>"
	if b, err := kernel.AppendText(nil, m.meter, form, true); err != nil {
		return kernel.Nil, err
	} else {
		text = string(b)
	}
	a := &analyzer{m: m, env: e, source: &kernel.Source{Name: evalSource, Text: text},
		places: &reader.Places{}, fn: &function{top: true}}
	n, err := a.expr(form, topScope(a.fn), false)
	if err != nil {
		return kernel.Nil, err
	}
	c, err := a.compileTop(n)
	if err != nil {
		return kernel.Nil, err
	}
	return newLambda(c, 0).value(), nil
}
