package naive

import "github.com/sx-lang/sx/kernel"

// dynamic is one dynamic extent; a list of them, innermost first, is handed from step to step. What
// enters an extent puts one in front, and its continuation goes on with the list behind it.
type dynamic struct {
	next *dynamic
	kind extentKind
	k    cont // of reset and guard: what is to be done with a value outside

	a, b    kernel.Value   // the handler; before and after of dynamic-wind; name and value of provide
	emitted *kernel.List   // of provide
	params  []kernel.Value // of parameterize: parameter, value, …
	outer   *dynamic       // of handling: where handlers are looked for
	back    *dynamic       // of handling: where they are if the handler comes back
	// clauses is set by guard: it tries the clauses on a raised value and goes on with the
	// continuation given for them, or with none if no clause takes it.
	clauses func(v kernel.Value, d *dynamic, k cont, none func(d *dynamic) step) step
}

type extentKind int

const (
	extentReset extentKind = iota
	extentGuest            // the outermost of a guest program; the driver's are not in the list
	extentGuard
	extentHandler
	extentHandling // a handler runs
	extentWind
	extentParams
	extentProvide
)

func depth(d *dynamic) int {
	n := 0
	for ; d != nil; d = d.next {
		n++
	}
	return n
}

// inside tells whether d is to or inside it.
func inside(d, to *dynamic) bool {
	for ; depth(d) > depth(to); d = d.next {
	}
	return d == to
}

// root gives the outermost extent of the guest that d is in, or nil outside of guests.
func root(d *dynamic) *dynamic {
	for d != nil && d.kind != extentGuest {
		d = d.next
	}
	return d
}

// travel goes from the extent d to another, through those of dynamic-wind on the way.
func (ev *Evaluator) travel(d, to *dynamic, then func() step) step {
	switch {
	case d == to:
		return then()
	case root(d) != root(to): // out of this guest
		if d.kind == extentGuest {
			r := ev.running
			ev.running = r.below
			return ev.travel(r.d, to, then)
		}
	case inside(to, d):
		in := to
		for in.next != d {
			in = in.next
		}
		if in.kind != extentWind {
			return ev.travel(in, to, then)
		}
		return ev.apply(in.a, nil, d, func(kernel.Value, *dynamic) step { return ev.travel(in, to, then) })
	}
	if d.kind != extentWind {
		return ev.travel(d.next, to, then)
	}
	return ev.apply(d.b, nil, d.next, func(_ kernel.Value, d *dynamic) step { return ev.travel(d, to, then) })
}

// raise raises v in d; k takes what a handler gives.
func (ev *Evaluator) raise(v kernel.Value, continuable bool, d *dynamic, k cont) step {
	if v.Kind() == kernel.KindCondition {
		if c := kernel.As[kernel.Condition](v); c.Pos.IsZero() {
			c.Pos = kernel.Pos{Source: &kernel.Source{Name: "somewhere"}}
		}
	}
	return ev.raiseFrom(d, nil, v, continuable, d, k)
}

// raiseFrom raises v in d, for the handlers from the extent h on. guard is the first guard that had no
// clause for v: it has raised v again, and is a handler that has come back when that comes back.
func (ev *Evaluator) raiseFrom(h, guard *dynamic, v kernel.Value, continuable bool, d *dynamic, k cont) step {
	if h == nil {
		ev.err = &Raised{v}
		return nil
	}
	if ev.steps++; ev.steps > maxSteps {
		return ev.unsupported("%d steps", ev.steps)
	}
	switch h.kind {
	case extentHandling:
		return ev.raiseFrom(h.outer, guard, v, continuable, d, k)
	case extentHandler:
		handling := &dynamic{next: d, kind: extentHandling, outer: h.next, back: h.next}
		if guard != nil {
			handling.back = guard.next
		}
		return ev.apply(h.a, []kernel.Value{v}, handling, func(w kernel.Value, d *dynamic) step {
			if continuable {
				return k(w, d.next)
			}
			again := kernel.NewCondition(kernel.CondUser, "handler returned from a raise that is not continuable:", v)
			again.Pos = kernel.Pos{Source: &kernel.Source{Name: "somewhere"}}
			return ev.raiseFrom(d.back, nil, again.Value(), false, d.next, k)
		})
	case extentGuard:
		return ev.travel(d, h.next, func() step {
			return h.clauses(v, h.next, h.k, func(now *dynamic) step {
				first := guard
				if first == nil {
					first = h
				}
				return ev.travel(now, d, func() step { return ev.raiseFrom(h.next, first, v, continuable, d, k) })
			})
		})
	case extentGuest:
		return ev.stop(newState("failed", v))
	}
	return ev.raiseFrom(h.next, guard, v, continuable, d, k)
}

// nearest gives the innermost extent of one of two kinds.
func nearest(d *dynamic, a, b extentKind) *dynamic {
	for d != nil && d.kind != a && d.kind != b {
		d = d.next
	}
	return d
}

// between gives the extents of d that are inside outer, innermost first.
func between(d, outer *dynamic) []*dynamic {
	var out []*dynamic
	for ; d != outer; d = d.next {
		out = append(out, d)
	}
	return out
}

// replant gives copies of extents, innermost first, on top of base.
func replant(extents []*dynamic, base *dynamic) *dynamic {
	d := base
	copies := map[*dynamic]*dynamic{}
	for i := len(extents) - 1; i >= 0; i-- {
		c := *extents[i]
		c.next = d
		if c.kind == extentHandling {
			c.outer, c.back = copies[c.outer], copies[c.back]
			if c.outer == nil { // it was outside of them all
				c.outer = base
			}
			if c.back == nil {
				c.back = base
			}
		}
		d = &c
		copies[extents[i]] = d
	}
	return d
}

// leave is the continuation of what runs at the bottom of an extent with a continuation of its
// own: whatever extent that has become by then.
func leave(v kernel.Value, d *dynamic) step { return d.k(v, d.next) }

func (ev *Evaluator) reset(d *dynamic, k cont, body func(d *dynamic, k cont) step) step {
	return body(&dynamic{next: d, kind: extentReset, k: k}, leave)
}

// shift calls f with the continuation up to the nearest reset.
func (ev *Evaluator) shift(d *dynamic, k cont, f func(c kernel.Value, d *dynamic, k cont) step) step {
	r := nearest(d, extentReset, extentGuest)
	if r == nil || r.kind == extentGuest {
		return ev.fail(d, k, kernel.CondUser, "shift: there is no reset around it")
	}
	c := &continuation{Func: kernel.NewFunc(kernel.KindContinuation, nil), k: k, delimited: true, extents: between(d, r)}
	return ev.travel(d, r, func() step { return f(c.as(), r, leave) })
}

func (ev *Evaluator) callCC(f kernel.Value, d *dynamic, k cont) step {
	c := &continuation{Func: kernel.NewFunc(kernel.KindContinuation, nil), k: k, d: d}
	return ev.apply(f, []kernel.Value{c.as()}, d, k)
}

// throw continues c with v: for good, or for one of shift, to go on with k afterwards.
func (ev *Evaluator) throw(c *continuation, v kernel.Value, d *dynamic, k cont) step {
	if !c.delimited {
		there := root(c.d) == nil
		for r := ev.running; r != nil; r = r.below {
			there = there || r.root == root(c.d)
		}
		if !there {
			return ev.unsupported("a continuation of a guest that is not running")
		}
		return ev.travel(d, c.d, func() step { return c.k(v, c.d) })
	}
	r := &dynamic{next: d, kind: extentReset, k: k}
	to := replant(c.extents, r)
	return ev.travel(r, to, func() step { return c.k(v, to) })
}

func (ev *Evaluator) dynamicWind(before, thunk, after kernel.Value, d *dynamic, k cont) step {
	return ev.apply(before, nil, d, func(_ kernel.Value, d *dynamic) step {
		in := &dynamic{next: d, kind: extentWind, a: before, b: after}
		return ev.apply(thunk, nil, in, func(v kernel.Value, d *dynamic) step {
			return ev.apply(after, nil, d.next, func(_ kernel.Value, d *dynamic) step { return k(v, d) })
		})
	})
}

// guarded evaluates body in the extent of a guard.
func (ev *Evaluator) guarded(d *dynamic, k cont, clauses func(v kernel.Value, d *dynamic, k cont, none func(d *dynamic) step) step,
	body func(d *dynamic, k cont) step) step {
	return body(&dynamic{next: d, kind: extentGuard, k: k, clauses: clauses}, leave)
}

// within evaluates body in one more extent.
func within(extent dynamic, d *dynamic, k cont, body func(d *dynamic, k cont) step) step {
	extent.next = d
	return body(&extent, func(v kernel.Value, d *dynamic) step { return k(v, d.next) })
}

// further gives the extent outside of d, in the driver of the guest if that is the outermost.
func (ev *Evaluator) further(d *dynamic) *dynamic {
	if d.kind != extentGuest {
		return d.next
	}
	for r := ev.running; r != nil; r = r.below {
		if r.root == d {
			return r.d
		}
	}
	return nil
}

func (ev *Evaluator) parameterValue(p *parameter, d *dynamic) kernel.Value {
	for ; d != nil; d = ev.further(d) {
		for i := len(d.params) - 2; i >= 0; i -= 2 {
			if d.params[i].Identical(kernel.Ref(&p.Header)) {
				return d.params[i+1]
			}
		}
	}
	return p.value
}

// provided gives the nearest extent of provide or scope for the name, or nil.
func (ev *Evaluator) provided(name kernel.Value, d *dynamic) *dynamic {
	for ; d != nil; d = ev.further(d) {
		if d.kind == extentProvide && kernel.Equal(d.a, name) {
			return d
		}
	}
	return nil
}

// state is a state of a guest program: it never changes.
type state struct {
	kernel.Func
	phase      string
	value      kernel.Value                  // by phase: the request, the result, what was raised
	begin      func(d *dynamic, k cont) step // of one that has not begun
	give, fail func(v kernel.Value) step     // of a suspended one: what is to be done with an answer or an error
	goOn       func() step                   // of one that was answered
	root       *dynamic
}

// running is a guest that runs, with what its driver does then.
type running struct {
	root  *dynamic
	k     cont
	d     *dynamic
	below *running
}

func newState(phase string, v kernel.Value) *state {
	return &state{Func: kernel.NewFunc(kernel.KindMachine, &kernel.FuncInfo{Name: phase}), phase: phase, value: v}
}

func (s *state) as() kernel.Value { return kernel.Ref(&s.Header) }

// guest gives the state of a guest that has not begun.
func guest(body func(d *dynamic, k cont) step) kernel.Value {
	s := newState("eval", kernel.Nil)
	s.begin = body
	return s.as()
}

// stepLoop runs a guest until it stops, and gives its state.
func (ev *Evaluator) stepLoop(s *state, d *dynamic, k cont) step {
	if s.begin == nil && s.goOn == nil {
		return k(s.as(), d)
	}
	ev.running = &running{s.root, k, d, ev.running}
	if s.goOn != nil {
		return s.goOn()
	}
	ev.running.root = &dynamic{kind: extentGuest}
	return s.begin(ev.running.root, func(v kernel.Value, _ *dynamic) step { return ev.stop(newState("done", v)) })
}

// stop gives the state of the innermost guest to its driver.
func (ev *Evaluator) stop(s *state) step {
	r := ev.running
	ev.running = r.below
	s.root = r.root
	return r.k(s.as(), r.d)
}

// perform asks the driver of the guest that is running, or else the world.
func (ev *Evaluator) perform(request kernel.Value, d *dynamic, k cont) step {
	if ev.running != nil {
		s := newState("io-suspended", request)
		s.give = func(v kernel.Value) step { return k(v, d) }
		s.fail = func(v kernel.Value) step { return ev.raise(v, false, d, k) }
		return ev.stop(s)
	}
	ev.requests = append(ev.requests, kernel.Brief(request, 1000))
	v, cond := ev.answer(request, len(ev.requests)-1)
	if cond != nil {
		return ev.raise(cond.Value(), false, d, k)
	}
	return k(v, d)
}

// answered gives the state of a suspended guest after the answer: v, or with raised an error.
func answered(s *state, v kernel.Value, raised bool) kernel.Value {
	next := newState("continue", kernel.Nil)
	next.root = s.root
	next.goOn = func() step {
		if raised {
			return s.fail(v)
		}
		return s.give(v)
	}
	return next.as()
}
