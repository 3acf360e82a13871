package debug

import (
	"context"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// slice is for how many steps a program runs without being asked whether to stop.
const slice = 1 << 16

// Continue runs on to the next breakpoint, watched perform or error, or to the end.
func (s *Session) Continue(ctx context.Context) (Event, error) {
	return s.forth(ctx, nil)
}

// Step goes on to the next form of the program, into a function that is called.
func (s *Session) Step(ctx context.Context) (Event, error) {
	return s.forth(ctx, isForm)
}

// Next goes on to the next form of the function that runs, or of its callers: a function that is called
// runs to its end, unless a breakpoint is in it. So does one that is called in tail position.
func (s *Session) Next(ctx context.Context) (Event, error) {
	if s.standsNowhere() {
		return s.Step(ctx)
	}
	depth := s.depth
	if s.tail {
		depth--
	}
	return s.forth(ctx, func(at cek.Instant) bool { return isForm(at) && at.Depth() <= depth })
}

// Finish runs on until the function that runs has returned to code of the program. The event has the
// value that it returned.
func (s *Session) Finish(ctx context.Context) (Event, error) {
	if s.standsNowhere() {
		return s.Continue(ctx)
	}
	depth := s.depth
	return s.forth(ctx, func(at cek.Instant) bool { return at.Own() && at.Line() > 0 && at.Depth() < depth })
}

// standsNowhere tells whether there is no form yet that the program stands at.
func (s *Session) standsNowhere() bool { return !s.begun || !s.out.Paused() }

// isForm tells whether a form of the program begins.
func isForm(at cek.Instant) bool { return at.Form() && at.Own() }

// forth goes on until a form for which stop is true, or whatever else stops a program.
func (s *Session) forth(ctx context.Context, stop func(at cek.Instant) bool) (Event, error) {
	if s.ended != nil {
		return s.now, errOver
	}
	for {
		event := Event{Kind: Interrupted}
		var point *Breakpoint
		stopped := s.advance(ctx, func(at cek.Instant) int64 {
			if point = s.reached(at); point != nil {
				event = Event{Kind: Stopped, Breakpoint: point.Number}
				return 0
			}
			if stop == nil && len(s.breaks) == 0 {
				return slice
			}
			if stop != nil && stop(at) {
				event.Kind = Stepped
				event.Value, event.Returned = at.Result()
				return 0
			}
			return 1
		}, func(request kernel.Value) bool {
			r, err := hosts.ParseRequest(request)
			if err != nil || !s.Watched(r.Op) {
				return false
			}
			event = Event{Kind: Performing, Request: request}
			return true
		})
		if !stopped {
			return s.end(ctx)
		}
		s.stand(event)
		if point != nil && !s.holds(ctx, point) && ctx.Err() == nil {
			continue
		}
		return s.now, nil
	}
}

// stand notes that the program stands still at an event.
func (s *Session) stand(e Event) {
	for _, f := range s.m.Frames(maxHidden) {
		if f.Own() {
			e.Pos = f.Pos
			break
		}
	}
	s.now = e
}

// maxHidden is how many calls of sx's own may lie above the program's innermost one.
const maxHidden = 1000

// end takes the end of the program. One that failed is taken back to its last form, to be looked at.
func (s *Session) end(ctx context.Context) (Event, error) {
	e := *s.ended
	s.at = place{s.m.Steps() + 1, s.given}
	if e.Kind == Done {
		s.now = e
		return e, nil
	}
	at, found := s.last(ctx, s.at, isForm)
	if found && s.travel(ctx, at) {
		s.stand(e)
		return s.now, nil
	}
	if s.ended == nil { // the way back was interrupted
		s.stand(Event{Kind: Interrupted})
		return s.now, nil
	}
	s.now = e
	return e, nil
}

// holds tells whether the condition of a breakpoint is true here.
func (s *Session) holds(ctx context.Context, b *Breakpoint) bool {
	if b.If == "" {
		return true
	}
	frames := s.Frames(1)
	if len(frames) == 0 {
		return true
	}
	v, err := s.Eval(ctx, frames[0], b.If)
	return err != nil || v.Truthy()
}
