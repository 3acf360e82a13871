package dap

import (
	"context"
	"errors"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/debug"
	"github.com/sx-lang/sx/hosts"
	"github.com/sx-lang/sx/kernel"
)

// moves are the requests that let the program go.
func moves() map[string]func(*debug.Session, context.Context) (debug.Event, error) {
	return map[string]func(*debug.Session, context.Context) (debug.Event, error){
		"continue":        (*debug.Session).Continue,
		"next":            (*debug.Session).Next,
		"stepIn":          (*debug.Session).Step,
		"stepOut":         (*debug.Session).Finish,
		"stepBack":        (*debug.Session).Back,
		"reverseContinue": (*debug.Session).ReverseContinue,
	}
}

// isBack tells whether a move goes back.
func isBack(command string) bool { return command == "stepBack" || command == "reverseContinue" }

// after does what a request that was answered is for.
func (a *adapter) after(ctx context.Context, r request) {
	switch r.Command {
	case "launch":
		a.client.event("initialized", nil)
	case "configurationDone":
		a.configured = true
		a.begin(ctx)
	case "restart":
		a.program.Session.Restart()
		a.failed, a.over = nil, false
		a.begin(ctx)
	default:
		move := moves()[r.Command]
		switch {
		case move == nil:
		case a.failed != nil && !isBack(r.Command): // there is nothing behind an error
			a.ended(1)
		default:
			a.run(ctx, move)
		}
	}
}

// begin lets the program go from its start.
func (a *adapter) begin(ctx context.Context) {
	if a.stopOnEntry {
		a.run(ctx, (*debug.Session).Step)
		return
	}
	a.run(ctx, (*debug.Session).Continue)
}

// run lets the program go.
func (a *adapter) run(ctx context.Context, move func(*debug.Session, context.Context) (debug.Event, error)) {
	ctx, cancel := context.WithCancel(ctx)
	a.running, a.values, a.failed, a.paused = cancel, nil, nil, false
	go func() {
		e, err := move(a.program.Session, ctx)
		a.results <- result{e, err}
	}()
}

// stands takes what a run came to, and then the requests that wait for it.
func (a *adapter) stands(ctx context.Context, r result) {
	wait := a.waiting
	a.waiting = nil
	unasked := r.err == nil && r.event.Kind == debug.Interrupted && len(wait) > 0 && !a.paused
	if !unasked {
		a.tell(r)
	}
	for _, w := range wait {
		if err := a.take(ctx, w); err != nil {
			return
		}
	}
	if unasked && a.running == nil {
		a.run(ctx, (*debug.Session).Continue)
	}
}

// tell tells the client where the program stands.
func (a *adapter) tell(r result) {
	if a.over {
		return
	}
	if r.err != nil {
		a.client.event("output", output{"stderr", "sx: " + kernel.Visible(r.err.Error()) + "\n"})
		a.ended(1)
		return
	}
	e := r.event
	s := stopped{ThreadID: thread, All: true}
	switch e.Kind {
	case debug.Done:
		a.ended(0)
		return
	case debug.Failed:
		a.failed = &e
		a.client.event("output", output{"stderr", report(e.Err)})
		if e.Pos.IsZero() {
			a.ended(1)
			return
		}
		s.Reason, s.Description, s.Text = "exception", "stopped by an error", kernel.Visible(e.Err.Error())
	case debug.Stopped:
		s.Reason, s.Hit = "breakpoint", []int{e.Breakpoint}
	case debug.Performing:
		s.Reason, s.Description = "exception", "before a perform"
		if r, err := hosts.ParseRequest(e.Request); err == nil {
			s.Text = kernel.Visible("perform " + r.Op)
		}
	case debug.Interrupted:
		s.Reason = "pause"
	case debug.AtStart:
		s.Reason, s.Description = "entry", "at the first form"
	default:
		s.Reason = "step"
		if a.stopOnEntry {
			s.Reason, a.stopOnEntry = "entry", false
		}
	}
	a.client.event("stopped", s)
}

// ended tells the client that the program has come to its end.
func (a *adapter) ended(code int) {
	if a.over {
		return
	}
	a.over = true
	a.client.event("exited", map[string]int{"exitCode": code})
	a.client.event("terminated", nil)
}

// report is the account of an error.
func report(err error) string {
	var e *cek.Error
	var s *cek.Stopped
	switch {
	case errors.As(err, &e):
		return e.Report()
	case errors.As(err, &s):
		return s.Report()
	}
	return "sx: " + kernel.Visible(err.Error()) + "\n"
}
