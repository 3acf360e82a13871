package repl

import (
	"errors"
	"slices"
	"strings"

	"github.com/sx-lang/sx/kernel"
	"github.com/sx-lang/sx/reader"
)

// Whole tells whether no form is open at the end of a text. What is wrong with it is for later.
func Whole(text string) bool {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, ",") {
		_, text, _ = strings.Cut(text, " ")
	}
	_, err := reader.ReadAll(&kernel.Source{Text: text}, reader.Options{})
	var e *reader.Error
	return !errors.As(err, &e) || !e.Incomplete
}

// Cut gives the end of the first line of a text at which no form is open; its own end, and false, if there is none.
// At the offset open, if that is not 0, a form is known to be open.
func Cut(text string, open int) (end int, whole bool) {
	begin := 0
	if trimmed := strings.TrimLeft(text, " \t\r\n"); strings.HasPrefix(trimmed, ",") {
		begin = len(text) - len(trimmed) + strings.IndexByte(trimmed+" ", ' ')
	}
	r, err := reader.NewAt(&kernel.Source{Text: text}, reader.Options{}, min(begin, len(text)))
	for {
		var bad *reader.Error
		if err == nil {
			_, err = r.Next()
		}
		end := r.Offset()
		switch {
		case errors.As(err, &bad):
			if end = bad.Pos.Offset; bad.Incomplete {
				return len(text), false
			}
		case err != nil: // there are no more forms
			return len(text), true
		case end <= open:
			continue
		}
		line, rest, _ := strings.Cut(text[end:], "\n")
		if bad != nil || Whole(line) {
			return len(text) - len(rest), true
		}
	}
}

// maxCompletions bounds what is offered for a name.
const maxCompletions = 200

// Complete gives the name that a text ends with and what it may become: names in scope, special forms,
// and at the start of a line commands.
func (s *Session) Complete(before string) (word string, values []string) {
	word = before[strings.LastIndexAny(before, " \t\n()[]{}'`,@\"")+1:]
	if trimmed := strings.TrimSpace(before); strings.HasPrefix(trimmed, ",") && !strings.Contains(trimmed, " ") {
		for _, c := range commands() {
			if strings.HasPrefix(c.name, trimmed) {
				values = append(values, c.name)
			}
		}
		return trimmed, values
	}
	if word == "" {
		return "", nil
	}
	for _, name := range slices.Concat(s.top.Names(), s.top.Forms()) {
		if strings.HasPrefix(name, word) {
			values = append(values, name)
		}
	}
	slices.Sort(values)
	values = slices.Compact(values)
	return word, values[:min(len(values), maxCompletions)]
}
