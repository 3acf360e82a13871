package dap

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

const (
	maxFrames   = 1000             // calls that are shown
	maxChildren = 1000             // elements of a value that are shown at once
	maxText     = 1000             // bytes of a value's text
	maxEval     = 10 * time.Second // for an expression
)

// shownValue is what a reference of the client stands for: the variables of a call, or the parts of a value.
type shownValue struct {
	frame *cek.Frame
	value kernel.Value
}

// look answers a question about what stands still.
func (a *adapter) look(r request) (any, error) {
	p, err := decode[lookArguments](r.Arguments)
	if err != nil {
		return nil, err
	}
	switch r.Command {
	case "stackTrace":
		return a.stackTrace(p), nil
	case "scopes":
		f, err := a.frame(p.FrameID)
		if err != nil {
			return nil, err
		}
		return map[string]any{"scopes": []scope{{Name: "Locals", Hint: "locals", Reference: a.refer(shownValue{frame: &f})}}}, nil
	case "variables":
		return a.variables(p)
	case "evaluate":
		return a.evaluate(p)
	case "exceptionInfo":
		return a.exception()
	}
	return nil, fmt.Errorf("there is no request %s", r.Command)
}

func (a *adapter) stackTrace(p lookArguments) any {
	frames := a.program.Session.Frames(maxFrames)
	out := []frame{}
	for i, f := range frames {
		if i < p.StartFrame || p.Levels > 0 && i >= p.StartFrame+p.Levels {
			continue
		}
		x := frame{ID: i + 1, Name: kernel.Visible(f.Name)}
		if x.Name == "" {
			x.Name = "fn"
		}
		if !f.Pos.IsZero() {
			line, _ := f.Pos.LineColumn()
			x.Line, x.Column = line-1+a.lineBase, column(f.Pos)+a.columnBase
			x.Source = &source{Name: filepath.Base(f.Pos.Source.Name), Path: a.path(f.Pos.Source.Name)}
		}
		out = append(out, x)
	}
	return map[string]any{"stackFrames": out, "totalFrames": len(frames)}
}

// column counts the UTF-16 units before a place in its line.
func column(p kernel.Pos) int {
	text := p.Source.Text[:p.Offset]
	n := 0
	for _, r := range text[strings.LastIndexByte(text, '\n')+1:] {
		if n++; r > 0xFFFF {
			n++
		}
	}
	return n
}

// path gives the file that a source comes from.
func (a *adapter) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(a.program.Directory, filepath.FromSlash(name))
}

func (a *adapter) frame(id int) (cek.Frame, error) {
	frames := a.program.Session.Frames(maxFrames)
	if id < 1 || id > len(frames) {
		return cek.Frame{}, fmt.Errorf("there is no call %d", id)
	}
	return frames[id-1], nil
}

// refer gives a value a reference, good until the program goes on.
func (a *adapter) refer(v shownValue) int {
	a.values = append(a.values, v)
	return len(a.values)
}

func (a *adapter) variables(p lookArguments) (any, error) {
	if p.Reference < 1 || p.Reference > len(a.values) {
		return nil, errors.New("that was shown before the program went on")
	}
	of := a.values[p.Reference-1]
	out := []variable{}
	if of.frame != nil {
		for _, b := range of.frame.Locals() {
			out = append(out, a.variable(b.Name, b.Value))
		}
		return map[string]any{"variables": out}, nil
	}
	count := p.Count
	if count <= 0 || count > maxChildren {
		count = maxChildren
	}
	part := func(i int, name string, v kernel.Value) bool {
		if i >= p.Start && i < p.Start+count {
			out = append(out, a.variable(name, v))
		}
		return i < p.Start+count
	}
	parts(of.value, part)
	return map[string]any{"variables": out}, nil
}

// parts visits the elements of a list or vector, and the entries of a dict, until f says stop.
func parts(v kernel.Value, f func(i int, name string, v kernel.Value) bool) {
	i := 0
	switch {
	case v.IsList():
		for it := v.AsList().All(); ; i++ {
			x, ok := it.Next()
			if !ok || !f(i, fmt.Sprint(i), x) {
				return
			}
		}
	case v.IsVector():
		for i, x := range v.AsVector().Items {
			if !f(i, fmt.Sprint(i), x) {
				return
			}
		}
	case v.IsDict():
		for it := v.AsDict().All(); ; i++ {
			k, x, ok := it.Next()
			if !ok || !f(i, kernel.Visible(k.String()), x) {
				return
			}
		}
	}
}

// size tells how many parts a value has, and whether they go by number.
func size(v kernel.Value) (n int, numbered bool) {
	switch {
	case v.IsList():
		return v.AsList().Len(), true
	case v.IsVector():
		return len(v.AsVector().Items), true
	case v.IsDict():
		return v.AsDict().Len(), false
	}
	return 0, false
}

func (a *adapter) variable(name string, v kernel.Value) variable {
	out := variable{Name: kernel.Visible(name), Value: written(v), Type: kernel.TypeOf(v)}
	if n, numbered := size(v); n > 0 {
		out.Reference = a.refer(shownValue{value: v})
		if numbered {
			out.Indexed = n
		}
	}
	return out
}

// written is the written form of a value, or the beginning of it.
func written(v kernel.Value) string {
	b, err := kernel.AppendText(nil, &kernel.Meter{MaxAllocated: maxText}, v, true)
	if err == nil && len(b) <= maxText {
		return kernel.Visible(string(b))
	}
	b = b[:min(len(b), maxText)]
	for len(b) > 0 && !utf8.Valid(b) {
		b = b[:len(b)-1]
	}
	return kernel.Visible(string(b)) + "…"
}

func (a *adapter) evaluate(p lookArguments) (any, error) {
	var f cek.Frame
	if p.FrameID > 0 {
		var err error
		if f, err = a.frame(p.FrameID); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), maxEval)
	defer cancel()
	v, err := a.program.Session.Eval(ctx, f, p.Expression)
	if err != nil {
		return nil, err
	}
	x := a.variable("", v)
	return evaluated{x.Value, x.Type, x.Reference, x.Indexed}, nil
}

func (a *adapter) exception() (any, error) {
	if a.failed == nil {
		return map[string]string{"exceptionId": "perform", "breakMode": "always"}, nil
	}
	id := "error"
	var e *cek.Error
	if errors.As(a.failed.Err, &e) && e.Condition() != nil {
		id = e.Condition().CondKind
	}
	return map[string]string{"exceptionId": kernel.Visible(id), "description": kernel.Visible(a.failed.Err.Error()),
		"breakMode": "unhandled"}, nil
}
