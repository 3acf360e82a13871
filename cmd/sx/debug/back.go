package debug

import (
	"context"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/kernel"
)

// Back goes back to the form before; the event is AtStart if there is none.
func (s *Session) Back(ctx context.Context) (Event, error) {
	return s.backTo(ctx, isForm, Event{Kind: Stepped})
}

// ReverseContinue goes back to the breakpoint before, or else to the first form. Conditions of breakpoints
// do not count.
func (s *Session) ReverseContinue(ctx context.Context) (Event, error) {
	return s.backTo(ctx, func(at cek.Instant) bool { return s.reached(at) != nil }, Event{Kind: Stopped})
}

// backTo goes back to the last instant that is told for.
func (s *Session) backTo(ctx context.Context, is func(at cek.Instant) bool, e Event) (Event, error) {
	if !s.begun {
		s.now = Event{Kind: AtStart}
		return s.now, nil
	}
	from := s.at
	at, found := s.last(ctx, from, is)
	if !found && !s.stop.Load() {
		e = Event{Kind: AtStart}
		if at, found = s.first(ctx, from); !found {
			at = from // it is the first form itself
		}
	}
	if s.stop.Load() || !s.travel(ctx, at) {
		if s.ended != nil || !s.begun {
			s.reset()
			s.now = Event{Kind: AtStart}
			return s.now, nil
		}
		s.stand(Event{Kind: Interrupted})
		return s.now, nil
	}
	if e.Kind == Stopped {
		e.Breakpoint = s.breakpointHere()
	}
	s.stand(e)
	return s.now, nil
}

// breakpointHere gives the number of the breakpoint in the line that the program stands at.
func (s *Session) breakpointHere() int {
	for _, f := range s.Frames(1) {
		line, _ := f.Pos.LineColumn()
		for _, b := range s.breaks {
			if b.Line == line && SameFile(b.File, f.Pos.Source.Name) {
				return b.Number
			}
		}
	}
	return 0
}

// travel goes to a place that the run has been at; false if it was interrupted on the way.
func (s *Session) travel(ctx context.Context, to place) bool {
	s.reset()
	return s.advance(ctx, func(at cek.Instant) int64 {
		here := place{at.Steps(), s.given}
		if !here.before(to) {
			return 0
		}
		return max(1, min(to.steps-here.steps, slice))
	}, func(kernel.Value) bool { return !s.at.before(to) }) && s.at == to
}

// window is how many steps of a run are first looked through for an instant; then 16 times as many.
const window = 1 << 14

// last gives the last instant before a place that is told for; false if there is none, or the search was
// interrupted. The machine stands anywhere then.
func (s *Session) last(ctx context.Context, before place, is func(at cek.Instant) bool) (place, bool) {
	for size := int64(window); ; size *= 16 {
		from := max(0, before.steps-size)
		var at place
		found := false
		s.search(ctx, before, func(i cek.Instant) int64 {
			switch {
			case i.Steps() < from:
				return min(from-i.Steps(), slice)
			case is(i):
				at, found = place{i.Steps(), s.given}, true
			}
			return 1
		})
		if found || from == 0 || s.stop.Load() {
			return at, found && !s.stop.Load()
		}
	}
}

// first gives the first form before a place.
func (s *Session) first(ctx context.Context, before place) (at place, found bool) {
	s.search(ctx, before, func(i cek.Instant) int64 {
		if isForm(i) {
			at, found = place{i.Steps(), s.given}, true
			return 0
		}
		return 1
	})
	return at, found
}

// search runs the program again up to a place, asking on the way.
func (s *Session) search(ctx context.Context, before place, ask asker) {
	s.reset()
	s.advance(ctx, func(at cek.Instant) int64 {
		if !(place{at.Steps(), s.given}).before(before) {
			return 0
		}
		return ask(at)
	}, func(kernel.Value) bool { return !s.at.before(before) })
}
