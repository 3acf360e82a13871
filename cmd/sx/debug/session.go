package debug

import (
	"context"
	"errors"
	"io/fs"
	"sync/atomic"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// Options is what a session debugs.
type Options struct {
	Config     cek.Config
	Host       hosts.Host
	Name, Text string // of the program
	// Read reads a file for (*Session).Break, which looks there for lines with code; nil reads none.
	Read func(name string) (string, error)
}

// Kind is why a program stands still.
type Kind uint8

// The kinds of an Event.
const (
	Begun       Kind = iota // nothing has run yet
	Stepped                 // a step is done
	Stopped                 // a breakpoint was reached
	Performing              // a perform that is watched waits for its answer
	Failed                  // an error that nobody caught; the program stands where it was raised
	Interrupted             // the context of the command is over
	AtStart                 // going back came to the first form
	Done                    // the program has come to its end
)

// Event says where a program stands and why.
type Event struct {
	Kind Kind
	// Pos is the form that comes next; zero when the program is done or has not begun.
	Pos        kernel.Pos
	Breakpoint int          // the number of the breakpoint, of Stopped
	Request    kernel.Value // of Performing
	Value      kernel.Value // of Done: the program's value; of a finished function: what it returned
	Returned   bool         // Value is what a function returned
	Err        error        // of Failed: a *cek.Error, or a limit
}

// answer is what the host said to one request.
type answer struct {
	value kernel.Value
	err   error
}

// place is an instant of the run: the steps done, and how many requests have been answered.
type place struct {
	steps   int64
	answers int
}

func (p place) before(q place) bool {
	return p.steps < q.steps || p.steps == q.steps && p.answers < q.answers
}

// Session is one program that is being debugged. It is used by one goroutine at a time, but for
// Interrupt.
type Session struct {
	options Options
	m       *cek.Machine
	out     cek.Outcome
	begun   bool
	ended   *Event // how the run ended, once it has
	given   int    // answers that the machine has had
	record  []answer
	breaks  []*Breakpoint
	numbers int
	watched map[string]bool // the ops of performs to stop at; "" is all
	stop    atomic.Bool
	now     Event
	depth   int  // of the instant that the program stands at
	tail    bool // a call in tail position comes next
	at      place
}

// New makes a session of a program that has not begun.
func New(o Options) *Session {
	libraries := make([]fs.FS, len(o.Config.Libraries))
	for i, l := range o.Config.Libraries {
		libraries[i] = remembering(l)
	}
	o.Config.Libraries = libraries
	return &Session{options: o, watched: map[string]bool{}, now: Event{Kind: Begun}}
}

// Now gives the event that the program stands at.
func (s *Session) Now() Event { return s.now }

// Interrupt makes the program that is running under another call stand still soon.
func (s *Session) Interrupt() { s.stop.Store(true) }

// Restart goes back to the beginning; what was answered is performed again.
func (s *Session) Restart() {
	s.record = nil
	s.reset()
	s.now = Event{Kind: Begun}
}

// reset forgets the machine.
func (s *Session) reset() {
	s.m, s.out, s.begun, s.given, s.ended, s.at = nil, cek.Outcome{}, false, 0, nil, place{}
}

// WatchPerforms makes the program stop before requests with the op are answered; "" is all ops.
func (s *Session) WatchPerforms(op string) { s.watched[op] = true }

// UnwatchPerforms takes that back; "" takes all back.
func (s *Session) UnwatchPerforms(op string) {
	delete(s.watched, op)
	if op == "" {
		clear(s.watched)
	}
}

// Watched tells whether requests with the op stop the program.
func (s *Session) Watched(op string) bool { return s.watched[""] || s.watched[op] }

// errOver is the error of going on with a program that has come to its end.
var errOver = errors.New("the program has come to its end; back goes back, restart begins again")

// asker is asked at instants: it tells after how many steps it wants to be asked again, 0 to stop.
type asker func(at cek.Instant) (steps int64)

// advance lets the program go on, until ask or performs say stop, or it is interrupted; false if it has
// ended, as s.ended says.
func (s *Session) advance(ctx context.Context, ask asker, performs func(request kernel.Value) bool) (stopped bool) {
	s.stop.Store(false)
	defer context.AfterFunc(ctx, s.Interrupt)()
	live := context.WithoutCancel(ctx)
	out, err := s.enter(ctx, ask)
	for {
		s.out = out
		switch {
		case err != nil:
			s.ended = &Event{Kind: Failed, Err: err}
			return false
		case out.Paused():
			return true
		case !out.Suspended():
			s.ended = &Event{Kind: Done, Value: out.Value()}
			return false
		}
		s.at = place{s.m.Steps(), s.given}
		if s.stop.Load() || performs(out.Request()) {
			return true
		}
		a, over := s.answer(ctx, out.Request())
		if over != nil {
			return true
		}
		out, err = s.give(live, a)
	}
}

// enter begins the program or goes on with it, asking from the next instant on.
func (s *Session) enter(ctx context.Context, ask asker) (cek.Outcome, error) {
	live := context.WithoutCancel(ctx)
	watcher := func(at cek.Instant) int64 {
		if s.stop.Load() {
			s.note(at)
			return 0
		}
		steps := ask(at)
		if steps <= 0 {
			s.note(at)
		}
		return steps
	}
	if !s.begun {
		m, err := cek.New(s.options.Config)
		if err != nil {
			return cek.Outcome{}, err
		}
		s.m, s.begun = m, true
		m.Watch(watcher)
		return m.Start(live, s.options.Name, s.options.Text)
	}
	s.m.Watch(watcher)
	switch {
	case s.out.Paused():
		return s.out.Continue(live)
	default: // at a perform that was stopped at
		a, err := s.answer(ctx, s.out.Request())
		if err != nil {
			s.stop.Store(true)
			return s.out, nil
		}
		return s.give(live, a)
	}
}

// note keeps what is to be known of the instant that the program stops at.
func (s *Session) note(at cek.Instant) {
	s.at = place{at.Steps(), s.given}
	s.depth, s.tail = at.Depth(), at.TailCall()
}

// answer gives the answer to the request that the program waits with: that of the record, or else the
// host's. The error is that of ctx.
func (s *Session) answer(ctx context.Context, request kernel.Value) (answer, error) {
	if s.given == len(s.record) {
		v, err := s.options.Host.Perform(ctx, request)
		if err != nil && ctx.Err() != nil { // an answer counts: what was performed is not performed again
			return answer{}, ctx.Err()
		}
		s.record = append(s.record, answer{copied(v), err})
	}
	a := s.record[s.given]
	a.value = copied(a.value)
	return a, nil
}

// give goes on with an answer.
func (s *Session) give(ctx context.Context, a answer) (cek.Outcome, error) {
	s.given++
	if a.err != nil {
		return s.out.Raise(ctx, a.err)
	}
	return s.out.Resume(ctx, a.value)
}
