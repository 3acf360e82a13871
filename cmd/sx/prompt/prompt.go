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
	// Whole tells whether a text that is typed is all there is to it; else another line is asked for. Nil: every
	// line is.
	Whole func(text string) bool
	// Cut does the same for a text that need not have been asked for line by line: it gives the end of the first
	// line at which the text is whole, or its own end, and false, if it is not. At an offset, if that is not 0,
	// it is known not to be whole.
	Cut func(text string, open int) (end int, whole bool)
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
	return &plain{in: bufio.NewReader(in), cut: o.Cut}
}

// plain reads lines and asks nobody.
type plain struct {
	in   *bufio.Reader
	left string // lines that were read already
	cut  func(text string, from int) (int, bool)
}

func (p *plain) Interactive() bool { return false }

// maxText bounds a text in bytes: the rest of a longer one is read as the next.
const maxText = 16 << 20

// Read looks whether a text is whole when it has grown by an eighth, so that a long one is not read again with
// each of its lines. What has come since it was whole is left for the next Read.
func (p *plain) Read(string) (string, error) {
	var text strings.Builder
	for open, next := 0, 0; ; {
		line, err := p.line()
		text.WriteString(line)
		over := errors.Is(err, io.EOF) && text.Len() > 0
		switch {
		case err != nil && !over:
			return "", err
		case p.cut == nil:
			return trimEnd(text.String()), nil
		case !over && text.Len() < next && text.Len() <= maxText:
			continue
		}
		end, whole := p.cut(text.String(), open)
		if whole || over || text.Len() > maxText {
			p.left = strings.TrimPrefix(text.String()[end:], "\n") + p.left
			return trimEnd(text.String()[:end]), nil
		}
		open, next = text.Len(), text.Len()+text.Len()/8
	}
}

// line reads a line with its end.
func (p *plain) line() (string, error) {
	if i := strings.IndexByte(p.left, '\n'); i >= 0 {
		line := p.left[:i+1]
		p.left = p.left[i+1:]
		return line, nil
	}
	begun := p.left
	p.left = ""
	line, err := p.in.ReadString('\n')
	return begun + line, err
}

// trimEnd takes the line end off a text.
func trimEnd(text string) string { return strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r") }
