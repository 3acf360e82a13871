package prompt

import (
	"errors"
	"io"
	"strings"

	"github.com/reeflective/readline"
	"github.com/reeflective/readline/inputrc"

	"github.com/sx-lang/sx/kernel"
)

// editor reads from the terminal.
type editor struct {
	shell  *readline.Shell
	prompt string
}

func newEditor(o Options) *editor {
	e := &editor{shell: readline.NewShell(inputrc.WithApp("sx"))}
	vars := e.shell.Config.Vars // a text is UTF-8, of whose characters é is one, and not Meta-i
	vars["convert-meta"], vars["input-meta"], vars["output-meta"] = false, true, true
	for _, keys := range e.shell.Config.Binds {
		if keys["\t"].Action == "complete" {
			keys["\t"] = inputrc.Bind{Action: "menu-complete"} // which shows what there is to choose from
		}
	}
	e.shell.Prompt.Primary(func() string { return e.prompt })
	e.shell.Prompt.Secondary(func() string { return "... " })
	if o.Whole != nil {
		e.shell.AcceptMultiline = func(line []rune) bool { return o.Whole(string(line)) }
	}
	if o.History != "" {
		e.shell.History.Delete()
		e.shell.History.AddFromFile("sx", o.History)
	}
	if o.Complete != nil {
		e.shell.Completer = func(line []rune, cursor int) readline.Completions {
			word, values := o.Complete(string(line[:min(cursor, len(line))]))
			c := readline.CompleteValues(values...)
			c.PREFIX = word
			return c
		}
	}
	return e
}

func (e *editor) Interactive() bool { return true }

func (e *editor) Read(prompt string) (string, error) {
	e.prompt = kernel.Visible(prompt)
	text, err := e.shell.Readline()
	switch {
	case errors.Is(err, readline.ErrInterrupt):
		return "", ErrInterrupted
	case errors.Is(err, io.EOF):
		return "", io.EOF
	}
	return strings.TrimRight(text, "\n"), err
}
