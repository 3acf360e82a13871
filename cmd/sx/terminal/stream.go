package terminal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"
	"unicode/utf8"

	"github.com/sx-lang/sx/kernel"
)

// ErrClosed is the error of writing to a pipe that nobody reads any more.
var ErrClosed = errors.New("the reader of the output is gone")

// ErrWrite marks every error of writing to a Stream, ErrClosed too.
var ErrWrite = errors.New("cannot write the output")

// When colors are used.
const (
	ColorAuto   = "auto"   // on a terminal, unless NO_COLOR is set or TERM is dumb
	ColorAlways = "always" // everywhere
	ColorNever  = "never"
)

// Style is how a piece of text looks where there are colors.
type Style string

// The styles.
const (
	Good Style = "32"
	Bad  Style = "31"
	Bold Style = "1"
	Dim  Style = "2"
)

// Screen is the two outputs of a command. It is safe for use by many goroutines.
type Screen struct {
	Out, Err *Stream

	mu       sync.Mutex
	progress *Progress // whose line is on the terminal, or nil
	closed   func()    // called when the reader of Out is gone
}

// Stream is one output.
type Stream struct {
	screen  *Screen
	w       io.Writer
	tty     bool
	color   bool
	pending []byte // on a terminal, the beginning of a character whose rest has not come
	err     error
}

// New makes a screen of two outputs, each of which is a terminal if it is a file that is one. There are no
// colors before UseColor.
func New(out, err io.Writer) *Screen {
	s := &Screen{}
	s.Out = &Stream{screen: s, w: out, tty: isTerminal(out)}
	s.Err = &Stream{screen: s, w: err, tty: isTerminal(err)}
	return s
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && IsTerminal(f)
}

// IsTerminal tells whether a file is a terminal.
func IsTerminal(f *os.File) bool { return isTTY(int(f.Fd())) }

// UseColor says when colors are used: ColorAuto, ColorAlways or ColorNever; another word is an error.
// getenv looks up NO_COLOR and TERM.
func (s *Screen) UseColor(when string, getenv func(string) string) error {
	auto := getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
	for _, t := range []*Stream{s.Out, s.Err} {
		switch when {
		case ColorAuto:
			t.color = t.tty && auto
		case ColorAlways:
			t.color = true
		case ColorNever:
			t.color = false
		default:
			return fmt.Errorf("got %q, want auto, always or never", when)
		}
	}
	return nil
}

// OnClosed has do called, once, when the reader of Out turns out to be gone.
func (s *Screen) OnClosed(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = do
}

// IsTerminal tells whether the stream is shown on a terminal.
func (t *Stream) IsTerminal() bool { return t.tty }

// Failure gives the first error of writing, nil if all went well. Is it ErrClosed or not tells what
// happened.
func (t *Stream) Failure() error {
	t.screen.mu.Lock()
	defer t.screen.mu.Unlock()
	return t.err
}

// Write writes p. On a terminal, characters that would steer it are replaced (kernel.Visible), and a
// character that comes in pieces waits for its rest. The error is the stream's first one.
func (t *Stream) Write(p []byte) (int, error) {
	t.screen.mu.Lock()
	defer t.screen.mu.Unlock()
	if err := t.write(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// WriteString is Write.
func (t *Stream) WriteString(text string) (int, error) { return t.Write([]byte(text)) }

// Styled writes text in a style.
func (t *Stream) Styled(style Style, text string) {
	t.screen.mu.Lock()
	defer t.screen.mu.Unlock()
	if !t.color {
		_ = t.write([]byte(text))
		return
	}
	_ = t.flush()
	_ = t.raw([]byte("\x1b[" + string(style) + "m"))
	_ = t.write([]byte(text))
	_ = t.flush()
	_ = t.raw([]byte("\x1b[0m"))
}

func (t *Stream) write(p []byte) error {
	if t.err != nil || len(p) == 0 {
		return t.err
	}
	if t.tty {
		p = append(t.pending, p...)
		cut := len(p) - unfinished(p)
		t.pending = append([]byte(nil), p[cut:]...)
		p = []byte(kernel.Visible(string(p[:cut])))
	}
	return t.raw(p)
}

// flush writes what waits for its rest.
func (t *Stream) flush() error {
	p := t.pending
	t.pending = nil
	return t.raw([]byte(kernel.Visible(string(p))))
}

// raw writes p as it is.
func (t *Stream) raw(p []byte) error {
	if t.err != nil || len(p) == 0 {
		return t.err
	}
	t.screen.hide()
	_, err := t.w.Write(p)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe):
		t.err = fmt.Errorf("%w: %w", ErrWrite, ErrClosed)
		if t == t.screen.Out && t.screen.closed != nil {
			t.screen.closed()
		}
	default:
		t.err = fmt.Errorf("%w: %w", ErrWrite, err)
	}
	return t.err
}

// unfinished counts the bytes at the end of p that begin a character and are not all of it.
func unfinished(p []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(p); n++ {
		if last := p[len(p)-n:]; utf8.RuneStart(last[0]) {
			if utf8.FullRune(last) {
				return 0
			}
			return n
		}
	}
	return 0
}

// Finish writes what waits and takes the progress off the terminal.
func (s *Screen) Finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hide()
	_ = s.Out.flush()
	_ = s.Err.flush()
}
