package terminal

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// screen gives a screen whose outputs are said to be a terminal.
func screen() (*Screen, *bytes.Buffer, *bytes.Buffer) {
	var out, errOut bytes.Buffer
	s := New(&out, &errOut)
	s.Out.tty, s.Err.tty = true, true
	return s, &out, &errOut
}

func TestTerminalIsNotSteered(t *testing.T) {
	s, out, _ := screen()
	for _, piece := range []string{"a\x1b[2Jb\x00c\x7f\td\n", "\u0085\u202e\u2066x\xffy", "\xc3", "\xa9", "\xe2\x82", "!", "\xf0\x9f"} {
		if _, err := s.Out.WriteString(piece); err != nil {
			t.Fatal(err)
		}
	}
	s.Finish()
	want := "a␛[2Jb␀c␡\td\n" + "\ufffd\ufffd\ufffdx\ufffdyé\ufffd\ufffd!\ufffd\ufffd"
	if out.String() != want {
		t.Errorf("got %q, want %q", out, want)
	}
}

func TestPipeGetsTheBytes(t *testing.T) {
	var out bytes.Buffer
	s := New(&out, io.Discard)
	text := "a\x1b[2J\xff\u202e"
	if _, err := s.Out.WriteString(text); err != nil || out.String() != text {
		t.Errorf("got %q, %v", &out, err)
	}
}

func TestColor(t *testing.T) {
	for _, c := range []struct {
		when, noColor, term string
		tty, want           bool
	}{
		{ColorAuto, "", "xterm", true, true}, {ColorAuto, "", "xterm", false, false}, {ColorAuto, "1", "xterm", true, false},
		{ColorAuto, "", "dumb", true, false}, {ColorAlways, "1", "dumb", false, true}, {ColorNever, "", "xterm", true, false},
	} {
		s, out, _ := screen()
		s.Out.tty = c.tty
		if err := s.UseColor(c.when, func(name string) string {
			return map[string]string{"NO_COLOR": c.noColor, "TERM": c.term}[name]
		}); err != nil {
			t.Fatal(err)
		}
		s.Out.Styled(Bad, "x\x1by")
		want := "x\x1by"
		if c.tty {
			want = "x␛y"
		}
		if c.want {
			want = "\x1b[31m" + want + "\x1b[0m"
		}
		if out.String() != want {
			t.Errorf("%+v: got %q, want %q", c, out, want)
		}
	}
	s, _, _ := screen()
	if s.UseColor("often", os.Getenv) == nil {
		t.Error("--color often is taken")
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestFailure(t *testing.T) {
	full := errors.New("disk full")
	s := New(failing{full}, io.Discard)
	_, err := s.Out.WriteString("x")
	if !errors.Is(err, ErrWrite) || !errors.Is(err, full) || errors.Is(err, ErrClosed) || !errors.Is(s.Out.Failure(), full) {
		t.Errorf("got %v", err)
	}
	calls := 0
	s = New(failing{syscall.EPIPE}, io.Discard)
	s.OnClosed(func() { calls++ })
	for range 3 {
		_, err = s.Out.WriteString("x")
	}
	if !errors.Is(err, ErrWrite) || !errors.Is(err, ErrClosed) || calls != 1 {
		t.Errorf("got %v, and %d calls", err, calls)
	}
}

func TestProgress(t *testing.T) {
	if p := New(io.Discard, io.Discard).Progress("load", "events"); p != nil {
		t.Error("there is a progress without a terminal")
	}
	s, _, errOut := screen()
	p := s.Progress("load", "events")
	p.Set(1, 10)
	if errOut.Len() > 0 {
		t.Errorf("a quick work shows %q", errOut)
	}
	p.next = time.Time{}
	p.Set(1234567, 2469134)
	p.Set(1234568, 2469134)
	if _, err := s.Err.WriteString("x\n"); err != nil {
		t.Fatal(err)
	}
	p.End()
	want := "\r\x1b[Kload: 1,234,567 of 2,469,134 events, 50 %" + "\r\x1b[K" + "x\n"
	if errOut.String() != want {
		t.Errorf("got %q, want %q", errOut, want)
	}
	if got := Thousands(-123456) + Thousands(-1234) + Thousands(12); got != "-123,456-1,23412" {
		t.Error(strings.TrimSpace(got))
	}
}
