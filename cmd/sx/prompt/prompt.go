package prompt

import (
	"bufio"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/sx-lang/sx/cmd/sx/terminal"
)

// ErrInterrupted is the error of a text that Ctrl-C took back.
var ErrInterrupted = errors.New("interrupted")

// Reader reads one text after the other.
type Reader interface {
	// Read asks with a prompt and gives what is typed, without its last line end.
	Read(prompt string) (string, error)
	// Interactive tells whether there is somebody to type.
	Interactive() bool
}

// Options is how texts are read. The zero Options read lines.
type Options struct {
	// Whole tells whether a text is all there is to it; else another line is asked for. Nil: every line is.
	Whole func(text string) bool
	// Complete gives what the word before the cursor may be; nil is nothing.
	Complete func(before string) (word string, values []string)
	// History is a file that keeps what was typed; "" is none.
	History string
}

// New gives a reader of in: one that edits lines, if both are terminals.
func New(in io.Reader, out *terminal.Stream, o Options) Reader {
	if f, ok := in.(*os.File); ok && f == os.Stdin && terminal.IsTerminal(f) && out.IsTerminal() && os.Getenv("TERM") != "dumb" {
		return newEditor(o)
	}
	return &plain{in: bufio.NewReader(in), whole: o.Whole}
}

// plain reads lines and asks nobody.
type plain struct {
	in    *bufio.Reader
	whole func(text string) bool
}

func (p *plain) Interactive() bool { return false }

// maxText bounds a text in bytes: the rest of a longer one is read as the next.
const maxText = 16 << 20

func (p *plain) Read(string) (string, error) {
	var text strings.Builder
	for checked := 0; ; {
		line, err := p.in.ReadString('\n')
		text.WriteString(line)
		done := strings.TrimSuffix(strings.TrimSuffix(text.String(), "\n"), "\r")
		switch {
		case errors.Is(err, io.EOF) && text.Len() > 0:
			return done, nil
		case err != nil:
			return "", err
		case text.Len() > maxText || p.whole == nil:
			return done, nil
		case text.Len() < checked: // a long form is not read again with each of its lines
		case p.whole(done):
			return done, nil
		default:
			checked = text.Len() + text.Len()/8
		}
	}
}
