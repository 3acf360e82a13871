package cek

import (
	"fmt"

	"github.com/sx-lang/sx/kernel"
)

// prelude makes a call of a function of the prelude or of a builtin.
func (a *analyzer) prelude(name string, args ...node) node {
	c := a.m.base.cell(name, a.m.env != a.m.base)
	if c == nil {
		panic(fmt.Sprintf("the prelude lacks %s", name))
	}
	return &callNode{fn: globalNode{c, a.pos}, args: args, pos: a.pos}
}

// A call has a register for each argument, and a frame has not so many of them. So calls with more
// than maxDirect arguments become an application to a list, and lists and dicts of more than
// maxPart elements are put together from parts.
const (
	maxDirect = 512
	maxPart   = 128
)

// listOf makes a list of the values of nodes.
func (a *analyzer) listOf(nodes []node) node {
	if len(nodes) <= maxDirect {
		return a.prelude("list", nodes...)
	}
	var parts []node
	for i := 0; i < len(nodes); i += maxPart {
		parts = append(parts, a.prelude("list", nodes[i:min(i+maxPart, len(nodes))]...))
	}
	return a.appendOf(parts)
}

// appendOf appends the lists that parts give.
func (a *analyzer) appendOf(parts []node) node { return a.inParts("append", parts) }

// inParts calls an associative function with any number of arguments.
func (a *analyzer) inParts(name string, args []node) node {
	for len(args) > maxPart {
		var fewer []node
		for i := 0; i < len(args); i += maxPart {
			fewer = append(fewer, a.prelude(name, args[i:min(i+maxPart, len(args))]...))
		}
		args = fewer
	}
	return a.prelude(name, args...)
}

// dict analyzes a dict literal; its values are expressions.
func (a *analyzer) dict(d *kernel.Dict, s *scope) (node, error) {
	i := 0
	return a.dictOf(d, func(v kernel.Value) (node, error) {
		saved := a.pos
		if off, ok := a.places.DictItem(d, i); ok {
			a.pos = int32(off)
		}
		i++
		n, err := a.expr(v, s, false)
		a.pos = saved
		return n, err
	})
}

// dictOf makes a dict with the keys of d and the values of the nodes that value gives.
func (a *analyzer) dictOf(d *kernel.Dict, value func(kernel.Value) (node, error)) (node, error) {
	var parts []node
	n := dictNode{pos: a.pos}
	shape := kernel.NewDict()
	for it := d.All(); ; {
		k, v, ok := it.Next()
		if ok && len(n.vals) == maxPart || !ok {
			n.shape = shape.Value()
			parts = append(parts, n)
			n = dictNode{pos: a.pos}
			shape = kernel.NewDict()
		}
		if !ok {
			break
		}
		x, err := value(v)
		if err != nil {
			return nil, err
		}
		n.vals = append(n.vals, x)
		shape.Set(k, kernel.Nil)
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return a.inParts("merge", parts), nil
}
