package cek

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sx-lang/sx/kernel"
)

// Error is a value that a program raised and did not catch.
type Error struct {
	Value kernel.Value
	Pos   kernel.Pos          // where it was raised
	Trace []kernel.TraceEntry // the calls under way, innermost first
}

// Condition gives the raised value if it is a condition, else nil.
func (e *Error) Condition() *kernel.Condition {
	if e.Value.Kind() == kernel.KindCondition {
		return kernel.As[kernel.Condition](e.Value)
	}
	return nil
}

// Error gives the message in one line, with its place.
func (e *Error) Error() string {
	text := ""
	if c := e.Condition(); c != nil {
		text = c.Error()
	} else {
		text = "uncaught: " + brief(e.Value)
	}
	if e.Pos.IsZero() {
		return text
	}
	return e.Pos.String() + ": " + text
}

// Report gives the whole account for people: the message, the source line with a caret under the
// form, and the calls that were under way.
func (e *Error) Report() string { return report(e.Error(), e.Pos, e.Trace) }

// grouped writes n with a comma between thousands.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func traceLine(t kernel.TraceEntry) string {
	name := t.Name
	if name == "" {
		name = "fn"
	}
	text := fmt.Sprintf("in %s at %s", name, t.Pos)
	if t.Note != "" {
		text += ", " + t.Note
	}
	return text
}

// maxBrief bounds the bytes of a value in a message, whatever it contains.
const maxBrief = 1000

// brief gives the written form of a value for a message.
func brief(v kernel.Value) string {
	b, err := kernel.AppendText(nil, &kernel.Meter{MaxAllocated: maxBrief}, v, true)
	if err != nil {
		return string(b) + "…"
	}
	return string(b)
}

// A trace keeps at most traceInner calls, innermost first. That of an error that ends the program also
// has the traceOuter outermost ones, if it has looked at no more than traceLook frames to find them. An
// error that may be caught looks at traceNear frames and no more, hidden ones among them: what it costs
// does not grow with the depth of the stack.
const (
	traceInner = 16
	traceOuter = 6
	traceLook  = 10_000_000
	traceNear  = 1000
)

// trace lists the innermost calls under way.
func (m *Machine) trace() []kernel.TraceEntry {
	var out []kernel.TraceEntry
	all := m.calls(traceNear, func(call kernel.TraceEntry) bool {
		if len(out) == traceInner+traceOuter {
			return false
		}
		out = append(out, call)
		return true
	})
	if !all && len(out) > 0 {
		out = out[:min(len(out), traceInner)]
		out[len(out)-1].More = -1
	}
	return out
}

// wholeTrace lists the calls under way, without those in the middle if they are many.
func (m *Machine) wholeTrace() []kernel.TraceEntry {
	var out []kernel.TraceEntry
	n := 0
	all := m.calls(traceLook, func(call kernel.TraceEntry) bool {
		if n++; n > traceInner+traceOuter {
			copy(out[traceInner:], out[traceInner+1:]) // keep the newest, which is the outermost
			out = out[:len(out)-1]
		}
		out = append(out, call)
		return true
	})
	switch {
	case !all && n > 0:
		out = out[:min(n, traceInner)]
		out[len(out)-1].More = -1
	case n > len(out):
		out[traceInner-1].More = n - len(out)
	}
	return out
}

// calls visits the calls under way, innermost first, until f says stop or most frames were looked at, and
// tells whether those were all. The machine's own procedures and the parts of the prelude whose names
// start with % do not show, but a loader does as the import that it is for.
func (m *Machine) calls(most int, f func(call kernel.TraceEntry) bool) (all bool) {
	return m.walk(func(fp *kernel.Value, c *code, pc *instr) bool {
		if most--; most < 0 {
			return false
		}
		switch {
		case c == m.procs.load.code:
			v := *kernel.Slot(fp, reg(0))
			if v.Kind() != kernel.KindLoader {
				return true
			}
			if l := kernel.As[loader](v); l.wants != "" {
				return f(kernel.TraceEntry{Name: "import of " + l.wants, Pos: l.from})
			}
			return true
		case c.internal():
			return true
		}
		pos := c.position(pc)
		return f(kernel.TraceEntry{Name: c.traceName(), Pos: pos, Note: c.expansionNote(pos)})
	})
}

func (c *code) traceName() string {
	if c.Info.Name == "" && c.top {
		return "top level"
	}
	return c.Info.Name
}

// internal tells whether frames of c are the machine's own business.
func (c *code) internal() bool {
	return c.source == nil || strings.HasPrefix(c.Info.Name, "%")
}

// position gives the place in the source of the instruction before pc.
func (c *code) position(pc *instr) kernel.Pos {
	if c.source == nil {
		return kernel.Pos{}
	}
	i := kernel.IndexOf(c.start, pc) - 1
	if i < 0 || i >= len(c.pos) {
		return c.Info.Pos
	}
	return kernel.Pos{Source: c.source, Offset: int(c.pos[i])}
}

// walk visits the frames under way, innermost first, until f says stop, and tells whether those were all.
func (m *Machine) walk(f func(fp *kernel.Value, c *code, pc *instr) bool) (all bool) {
	at := frameRef{m.seg, m.fp, m.pc, 0}
	d := m.dyn
	for {
		if at.seg == nil {
			for d != nil && !d.endsChain() {
				d = d.next
			}
			if d == nil {
				return true
			}
			at = d.ret
			d = d.next
			continue
		}
		if at.fp.Kind() != kernel.KindLambda {
			return true
		}
		if !f(at.fp, frameCode(at.fp), at.pc) {
			return false
		}
		l := *link(at.fp)
		if pc := kernel.As[instr](l); pc != underflow {
			at = frameRef{at.seg, kernel.Below(at.fp, l.LinkNumber()), pc, 0}
		} else {
			at = at.seg.ret
		}
	}
}

// position gives the place that is being executed: the innermost one in the program's own sources, or
// else, as when it is more than traceNear frames away, in the embedded ones.
func (m *Machine) position() kernel.Pos {
	var pos kernel.Pos
	looked := 0
	m.walk(func(_ *kernel.Value, c *code, pc *instr) bool {
		if looked++; c.source == nil {
			return looked < traceNear
		}
		if pos.IsZero() || !c.source.Embedded {
			pos = c.position(pc)
		}
		return c.source.Embedded && looked < traceNear
	})
	return pos
}

// locate notes in a condition where it is raised, unless it was raised before.
func (m *Machine) locate(c *kernel.Condition) {
	if c.Pos.IsZero() {
		c.Pos = m.position()
	}
	if c.Trace == nil {
		c.Trace = m.trace()
	}
}
