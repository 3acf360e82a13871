package control

import (
	"slices"
	"strconv"
	"strings"
)

// model runs a program given as Go functions in continuation-passing style.
type model struct {
	trace    []string
	requests int
	saved    func(v string, k *kont) step // what the leaves that capture have kept
	entered  int                          // how often it was entered again
	steps    int
}

// step is the rest of a computation, up to a point where Go's stack is left.
type step func() step

// kont is a continuation: the newest frame, and what comes after it.
type kont struct {
	frame
	next *kont
}

type frameKind int

const (
	plain    frameKind = iota // then gets the value
	wind                      // the extent of dynamic-wind
	prompt                    // reset
	handler                   // the extent of with-exception-handler: handle is called
	handling                  // a handler runs: others are looked for from outer on
	param                     // the extent of parameterize: name is the value
	provide                   // the extent of provide: name is the value
	scope                     // the extent of scope: emitted collects
)

type frame struct {
	kind          frameKind
	then          func(v string, k *kont) step
	before, after func(k *kont) step
	handle        func(v string, k, self *kont) step // self is the frame
	outer         *kont
	continuable   bool // of handling: the value of the handler is that of the raise
	name          string
	emitted       *[]string
}

func push(f frame, k *kont) *kont { return &kont{f, k} }

// then puts a plain frame on k.
func (k *kont) then(f func(v string, k *kont) step) *kont {
	return push(frame{kind: plain, then: f}, k)
}

// give returns v to k; nil is the end.
func (m *model) give(v string, k *kont) step {
	switch {
	case k == nil:
		m.trace = append(m.trace, "=> "+v)
		return nil
	case k.kind == plain:
		return func() step { return k.frame.then(v, k.next) }
	case k.kind == wind:
		return func() step {
			return k.after(k.next.then(func(_ string, k *kont) step { return m.give(v, k) }))
		}
	case k.kind == handling && !k.continuable:
		return func() step { return m.raiseFrom(notContinuable, false, k.next, k.outer) }
	}
	return func() step { return m.give(v, k.next) }
}

// lookup gives the nearest frame of a kind.
func (k *kont) lookup(kind frameKind) *kont {
	for k != nil && k.kind != kind {
		k = k.next
	}
	return k
}

// travel leaves the extents of dynamic-wind around from and enters those around to, then goes on.
func (m *model) travel(from, to *kont, then func() step) step {
	leave, enter := winds(from), winds(to)
	for len(leave) > 0 && len(enter) > 0 && leave[len(leave)-1] == enter[len(enter)-1] {
		leave, enter = leave[:len(leave)-1], enter[:len(enter)-1]
	}
	switch {
	case len(leave) > 0:
		w := leave[0]
		return func() step {
			return w.after(w.next.then(func(string, *kont) step { return m.travel(w.next, to, then) }))
		}
	case len(enter) > 0:
		w := enter[len(enter)-1]
		return func() step {
			return w.before(w.next.then(func(string, *kont) step { return m.travel(w, to, then) }))
		}
	}
	return then
}

// winds gives the frames of dynamic-wind on k, innermost first.
func winds(k *kont) []*kont {
	var out []*kont
	for ; k != nil; k = k.next {
		if k.kind == wind {
			out = append(out, k)
		}
	}
	return out
}

// throw leaves from for k with v.
func (m *model) throw(v string, from, k *kont) step {
	return m.travel(from, k, func() step { return m.give(v, k) })
}

// compose runs the captured frames, which end at a prompt, with v on top of k.
func (m *model) compose(frames []*kont, v string, k *kont) step {
	base := push(frame{kind: prompt}, k)
	top := base
	copies := map[*kont]*kont{}
	for _, f := range slices.Backward(frames) {
		top = push(f.frame, top)
		copies[f] = top
		if f.kind == handling {
			if top.outer = copies[f.outer]; top.outer == nil {
				top.outer = base
			}
		}
	}
	return m.travel(base, top, func() step { return m.give(v, top) })
}

// shift calls body with the delimited continuation of k, as a function.
func (m *model) shift(k *kont, body func(sub func(v string, k *kont) step, k *kont) step) step {
	end := k.lookup(prompt)
	if end == nil {
		return m.raise(`"shift: there is no reset around it"`, false, k)
	}
	var frames []*kont
	for f := k; f != end; f = f.next {
		frames = append(frames, f)
	}
	sub := func(v string, k *kont) step { return m.compose(frames, v, k) }
	return m.travel(k, end, func() step { return body(sub, end) })
}

const notContinuable = `"handler returned from a raise that is not continuable:"`

// raise raises v in k.
func (m *model) raise(v string, continuable bool, k *kont) step {
	return m.raiseFrom(v, continuable, k, k)
}

// raiseFrom raises v in k, for the handlers from h on.
func (m *model) raiseFrom(v string, continuable bool, k, h *kont) step {
	for h != nil && h.kind != handler {
		if h.kind == handling {
			h = h.outer
		} else {
			h = h.next
		}
	}
	if h == nil {
		m.trace = append(m.trace, "!! "+v)
		return nil
	}
	return func() step {
		return h.handle(v, push(frame{kind: handling, outer: h.next, continuable: continuable}, k), h)
	}
}

// guard is the derived form of R7RS: clauses gets what is raised, and how to go on if none takes it.
func (m *model) guard(k *kont, body func(k *kont) step,
	clauses func(v string, k *kont, otherwise func(k *kont) step) step) step {
	return body(push(frame{kind: handler, handle: func(v string, hk, self *kont) step {
		k := self.next // not where the guard was entered: it may have been captured and composed since
		return m.travel(hk, k, func() step {
			return clauses(v, k, func(from *kont) step {
				return m.travel(from, hk, func() step { return m.raise(v, true, hk) })
			})
		})
	}}, k))
}

// dynamicWind is dynamic-wind.
func (m *model) dynamicWind(k *kont, before, body, after func(k *kont) step) step {
	return before(k.then(func(_ string, k *kont) step {
		return body(push(frame{kind: wind, before: before, after: after}, k))
	}))
}

// note adds a line to the trace, with the parameter and the provided value that hold in k.
func (m *model) note(text string, k *kont) {
	p, c := "0", "nil"
	if f := k.lookup(param); f != nil {
		p = f.name
	}
	if f := k.lookup(provide); f != nil {
		c = f.name
	}
	m.trace = append(m.trace, list(text, p, c))
}

func list(parts ...string) string { return "(" + strings.Join(parts, " ") + ")" }

const maxSteps = 50_000

// run runs a computation to its end; false if it takes too long.
func (m *model) run(s step) bool {
	for s != nil {
		if m.steps++; m.steps > maxSteps {
			return false
		}
		s = s()
	}
	return true
}

func number(n int) string { return strconv.Itoa(n) }
