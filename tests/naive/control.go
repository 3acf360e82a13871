package naive

import "github.com/sx-lang/sx/kernel"

// dynamic is one dynamic extent; the list of those that an evaluation is in is handed down with it.
type dynamic struct {
	next *dynamic
	// handler is set by with-exception-handler.
	handler kernel.Value
	isH     bool
	// handling is set while a handler runs: handlers are looked for from outer on.
	handling bool
	outer    *dynamic
	// clauses is set by guard: what its clauses make of a raised value, or false if none takes it.
	clauses func(v kernel.Value) (kernel.Value, bool, *interrupt)
	// before and after are set by dynamic-wind.
	wind          bool
	before, after kernel.Value
	// params are parameter, value, … of parameterize.
	params []kernel.Value
}

// winds gives the extents of dynamic-wind in d, outermost first.
func winds(d *dynamic) []*dynamic {
	var out []*dynamic
	for ; d != nil; d = d.next {
		if d.wind {
			out = append([]*dynamic{d}, out...)
		}
	}
	return out
}

// travel leaves the extents of from that to is not in, and enters those of to.
func (ev *Evaluator) travel(from, to *dynamic) *interrupt {
	a, b := winds(from), winds(to)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for i := len(a) - 1; i >= 0; i-- {
		if _, stop := ev.apply(a[i].after, nil, a[i].next); stop != nil {
			return stop
		}
	}
	for _, w := range b {
		if _, stop := ev.apply(w.before, nil, w.next); stop != nil {
			return stop
		}
	}
	return nil
}

// raise raises v in d.
func (ev *Evaluator) raise(v kernel.Value, continuable bool, d *dynamic) (kernel.Value, *interrupt) {
	return ev.raiseFrom(v, continuable, d, d)
}

// raiseFrom raises v in d, for the handlers from the extent h on.
func (ev *Evaluator) raiseFrom(v kernel.Value, continuable bool, d, h *dynamic) (kernel.Value, *interrupt) {
	if ev.depth++; ev.depth > maxDepth {
		return kernel.Nil, unsupported("%d deep", ev.depth)
	}
	defer func() { ev.depth-- }()
	// A guard that raises again is a handler that has come back, when that comes back.
	var guard *dynamic
	for h != nil {
		switch {
		case h.handling:
			h = h.outer
			continue
		case h.isH:
			w, stop := ev.apply(h.handler, []kernel.Value{v}, &dynamic{next: d, handling: true, outer: h.next})
			if stop != nil || continuable {
				return w, stop
			}
			again := kernel.NewCondition(kernel.CondUser, "handler returned from a raise that is not continuable:", v)
			if guard == nil {
				guard = h
			}
			return ev.raiseFrom(again.Value(), false, d, guard.next)
		case h.clauses != nil:
			if stop := ev.travel(d, h.next); stop != nil {
				return kernel.Nil, stop
			}
			w, taken, stop := h.clauses(v)
			if stop != nil {
				return w, stop
			}
			if taken {
				return kernel.Nil, &interrupt{value: w, guard: h}
			}
			if stop := ev.travel(h.next, d); stop != nil {
				return kernel.Nil, stop
			}
			if guard == nil {
				guard = h
			}
		}
		h = h.next
	}
	return kernel.Nil, &interrupt{value: v, uncaught: true}
}

// guarded evaluates body in the extent of a guard.
func (ev *Evaluator) guarded(d *dynamic, clauses func(v kernel.Value) (kernel.Value, bool, *interrupt),
	body func(d *dynamic) (kernel.Value, *interrupt)) (kernel.Value, *interrupt) {
	g := &dynamic{next: d, clauses: clauses}
	v, stop := body(g)
	if stop != nil && stop.guard == g {
		return stop.value, nil
	}
	return v, stop
}

// throw goes to the call/ec that made k.
func (ev *Evaluator) throw(k *escape, v kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	if !k.live {
		return kernel.Nil, unsupported("a continuation whose extent has been left")
	}
	if stop := ev.travel(d, k.extent); stop != nil {
		return kernel.Nil, stop
	}
	return kernel.Nil, &interrupt{value: v, escape: k}
}

func (ev *Evaluator) callEscape(f kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	k := &escape{kernel.NewFunc(kernel.KindContinuation, nil), d, true}
	v, stop := ev.apply(f, []kernel.Value{kernel.Ref(&k.Header)}, d)
	k.live = false
	if stop != nil && stop.escape == k {
		return stop.value, nil
	}
	return v, stop
}

func (ev *Evaluator) dynamicWind(before, thunk, after kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	if v, stop := ev.apply(before, nil, d); stop != nil {
		return v, stop
	}
	v, stop := ev.apply(thunk, nil, &dynamic{next: d, wind: true, before: before, after: after})
	if stop != nil {
		return v, stop
	}
	if w, stop := ev.apply(after, nil, d); stop != nil {
		return w, stop
	}
	return v, nil
}

func parameterValue(p *parameter, d *dynamic) kernel.Value {
	for ; d != nil; d = d.next {
		for i := len(d.params) - 2; i >= 0; i -= 2 {
			if d.params[i].Identical(kernel.Ref(&p.Header)) {
				return d.params[i+1]
			}
		}
	}
	return p.value
}

// perform asks the world.
func (ev *Evaluator) perform(request kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	ev.requests = append(ev.requests, kernel.Brief(request, 1000))
	v, cond := ev.answer(request, len(ev.requests)-1)
	if cond != nil {
		return ev.raise(cond.Value(), false, d)
	}
	return v, nil
}

// force gives the value of a promise.
func (ev *Evaluator) force(v kernel.Value, d *dynamic) (kernel.Value, *interrupt) {
	if v.Kind() != kernel.KindPromise {
		return v, nil
	}
	p := kernel.As[promise](v)
	if p.done {
		return p.value, nil
	}
	w, stop := ev.eval(p.form, p.env, d)
	if stop != nil {
		return w, stop
	}
	if !p.done { // the form may have forced the promise itself
		p.done, p.value = true, w
	}
	return p.value, nil
}
