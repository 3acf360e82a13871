// Package terminal is where the command writes to: its standard output and standard error, as a Screen.
//
//	s := terminal.New(os.Stdout, os.Stderr)
//	s.UseColor(terminal.ColorAuto, os.Getenv)
//	fmt.Fprintln(s.Out, text)                 // on a terminal without what would steer it
//	s.Out.Styled(terminal.Bad, "FAILED")      // in color where that is wanted
//	p := s.Progress("load", "events")         // a line on a terminal, nothing elsewhere
//	p.Set(12000, 50000)
//	p.End()
//
// A Stream keeps its first error and refuses everything after it, so that output that was lost is
// noticed at the end if nowhere else. ErrClosed is the error of a pipe whose reader is gone.
//
// Input is what is typed for a program while a prompt waits for it to end.
//
// stream.go has the streams, progress.go the progress, input.go the input, istty_*.go ask the system what is a terminal.
package terminal
