// Package prompt reads what people type: with line editing, a history and completion on a terminal, and
// plainly from anything else.
//
//	r := prompt.New(os.Stdin, screen.Out, prompt.Options{Whole: whole, Complete: names})
//	text, err := r.Read("sx> ")   // io.EOF at the end, prompt.ErrInterrupted after Ctrl-C
//
// prompt.go has what is common, edit.go the terminal, on reeflective/readline.
package prompt
