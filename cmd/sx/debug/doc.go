// Package debug runs a program under a debugger: breakpoints, steps forth and back, the calls under way
// with their variables. The command sx debug and a debug adapter are made of it.
//
//	s := debug.New(debug.Options{Config: config, Host: host, Name: "p.sx", Text: text})
//	s.Break("p.sx", 12)
//	e, err := s.Continue(ctx)      // to the breakpoint: e.Kind is debug.Stopped
//	for _, f := range s.Frames(50) {
//		fmt.Println(f.Name, f.Pos, f.Locals())
//	}
//	e, err = s.Back(ctx)           // to the form before
//
// # Going back
//
// A program is deterministic but for what its host answers (plans/rationale.md), so an instant of a run
// is named by the steps done so far. The session records every answer. To go back it runs the program
// again on a new machine up to an earlier instant, with the answers of the record: nothing is performed
// again, and data that was changed in place is what it was then. Going on from there uses up the record
// before the host is asked again. What this costs is the time of the run so far; what it holds is the
// answers.
//
// session.go has the session, run.go going on, back.go going back, breakpoint.go where to stop, look.go
// looking at what stands still.
package debug
