package console

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/sx-lang/sx/cek"
	"github.com/sx-lang/sx/cmd/sx/debug"
	"github.com/sx-lang/sx/kernel"
)

// maxShown bounds the bytes of a value that is shown, maxStack the calls.
const (
	maxShown = 400
	maxStack = 50
)

// written gives the written form of a value, cut if it is long.
func written(v kernel.Value) string {
	b, err := kernel.AppendText(nil, &kernel.Meter{MaxAllocated: 1 << 20}, v, true)
	text := kernel.Visible(string(b))
	if r := []rune(text); len(r) > maxShown {
		return string(r[:maxShown]) + "…"
	}
	if err != nil {
		text += "…"
	}
	return text
}

// problem gives the text for an error of a command.
func problem(err error) string {
	var uncaught *cek.Error
	if errors.As(err, &uncaught) {
		return kernel.Visible(uncaught.Error())
	}
	return kernel.Visible(err.Error())
}

func condition(expr string) string {
	if expr == "" {
		return ""
	}
	return " if " + expr
}

// show says where the program stands and why.
func (c *Console) show(e debug.Event) error {
	var b strings.Builder
	switch e.Kind {
	case debug.Done:
		fmt.Fprintf(&b, "the program is done: %s\n", written(e.Value))
	case debug.Failed:
		b.WriteString(report(e.Err))
	case debug.Performing:
		fmt.Fprintf(&b, "performs %s\n", written(e.Request))
	case debug.Stopped:
		fmt.Fprintf(&b, "breakpoint %d\n", e.Breakpoint)
	case debug.Interrupted:
		b.WriteString("interrupted\n")
	case debug.AtStart:
		b.WriteString("there is no form before\n")
	}
	if e.Returned && e.Kind == debug.Stepped {
		fmt.Fprintf(&b, "returned %s\n", written(e.Value))
	}
	if e.Kind != debug.Done && e.Kind != debug.Failed {
		b.WriteString(c.place(e.Pos))
	}
	_, err := fmt.Fprint(c.Out, b.String())
	return err
}

// report gives the account of an error.
func report(err error) string {
	var uncaught *cek.Error
	var stopped *cek.Stopped
	switch {
	case errors.As(err, &uncaught):
		return uncaught.Report()
	case errors.As(err, &stopped):
		return stopped.Report()
	}
	return kernel.Visible(err.Error()) + "\n"
}

// place shows a form: its place, its function, its line with a caret.
func (c *Console) place(pos kernel.Pos) string {
	if pos.IsZero() {
		return ""
	}
	in := ""
	if frames := c.Session.Frames(c.frame + 1); len(frames) > c.frame {
		in = " in " + named(frames[c.frame].Name)
	}
	return fmt.Sprintf("%s%s\n%s\n", kernel.Visible(pos.String()), in, kernel.Caret(pos))
}

func named(function string) string {
	if function == "" {
		return "fn"
	}
	return kernel.Visible(function)
}

var errNowhere = errors.New("the program does not stand at a form: step or continue begins it, back goes back")

func (c *Console) breakpoints() error {
	all := c.Session.Breakpoints()
	if len(all) == 0 {
		_, err := fmt.Fprintln(c.Out, "no breakpoints")
		return err
	}
	for _, p := range all {
		if _, err := fmt.Fprintf(c.Out, "%d  %s:%d%s\n", p.Number, p.File, p.Line, condition(p.If)); err != nil {
			return err
		}
	}
	return nil
}

func (c *Console) stack(context.Context, string) error {
	frames := c.Session.Frames(maxStack + 1)
	if len(frames) == 0 {
		return errNowhere
	}
	for i, f := range frames {
		if i == maxStack {
			_, err := fmt.Fprintln(c.Out, "  … more …")
			return err
		}
		mark, note := " ", ""
		if i == c.frame {
			mark = "*"
		}
		if f.Note != "" {
			note = ", " + f.Note
		}
		if _, err := fmt.Fprintf(c.Out, "%s%d  %s at %s%s\n", mark, i, named(f.Name), kernel.Visible(f.Pos.String()),
			kernel.Visible(note)); err != nil {
			return err
		}
	}
	return nil
}

func (c *Console) setFrame(_ context.Context, rest string) error {
	n, err := strconv.Atoi(rest)
	if err != nil {
		return fmt.Errorf("%q: want the number of a call in the stack", rest)
	}
	return c.look(n)
}

// look makes call n of the stack the one that locals and print are about.
func (c *Console) look(n int) error {
	if n < 0 {
		return errors.New("this is the innermost call")
	}
	frames := c.Session.Frames(n + 1)
	switch {
	case len(frames) == 0:
		return errNowhere
	case n >= len(frames):
		return fmt.Errorf("call %d is the outermost", len(frames)-1)
	}
	c.frame = n
	_, err := fmt.Fprint(c.Out, c.place(frames[n].Pos))
	return err
}

// current gives the call that is looked at.
func (c *Console) current() (cek.Frame, bool) {
	frames := c.Session.Frames(c.frame + 1)
	if c.frame >= len(frames) {
		return cek.Frame{}, false
	}
	return frames[c.frame], true
}

func (c *Console) locals(context.Context, string) error {
	f, ok := c.current()
	if !ok {
		return errNowhere
	}
	all := f.Locals()
	if len(all) == 0 {
		_, err := fmt.Fprintln(c.Out, "no local variables")
		return err
	}
	for _, l := range all {
		if _, err := fmt.Fprintf(c.Out, "%s = %s\n", kernel.Visible(l.Name), written(l.Value)); err != nil {
			return err
		}
	}
	return nil
}

func (c *Console) print(ctx context.Context, rest string) error {
	if rest == "" {
		return errors.New("print: want an expression")
	}
	f, _ := c.current()
	v, err := c.Session.Eval(ctx, f, rest)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.Out, written(v))
	return err
}

// listed is how many lines are listed above a line and below it.
const listed = 5

func (c *Console) list(_ context.Context, rest string) error {
	text, at := c.Session.Text(), 0
	if f, ok := c.current(); ok {
		text = f.Pos.Source.Text
		at, _ = f.Pos.LineColumn()
	}
	middle := max(at, 1)
	if rest != "" {
		n, err := strconv.Atoi(rest)
		if err != nil || n < 1 {
			return fmt.Errorf("list: %q is no line", rest)
		}
		middle = n
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	marked := map[int]bool{}
	for _, b := range c.Session.Breakpoints() {
		if f, ok := c.current(); !ok || debug.SameFile(b.File, f.Pos.Source.Name) {
			marked[b.Line] = true
		}
	}
	for i := max(1, middle-listed); i <= min(len(lines), middle+listed); i++ {
		mark := "  "
		switch {
		case i == at:
			mark = "->"
		case marked[i]:
			mark = "* "
		}
		line := []rune(kernel.Visible(lines[i-1]))
		if _, err := fmt.Fprintf(c.Out, "%s%5d  %s\n", mark, i, string(line[:min(len(line), maxShown)])); err != nil {
			return err
		}
	}
	return nil
}

func (c *Console) help(context.Context, string) error {
	for _, k := range commands() {
		short := ""
		if len(k.names) > 1 {
			short = " (" + strings.Join(k.names[1:], ", ") + ")"
		}
		if _, err := fmt.Fprintf(c.Out, "  %-28s %s%s\n", k.usage, k.doc, short); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(c.Out, "An empty line repeats a step. Ctrl-C stops a program that runs.")
	return err
}
